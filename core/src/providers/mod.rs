//! What is particular to each provider: its table of operations, its typed client and models (generated from
//! `core/openapi`), and how it words its failures (`dialect.rs`, by hand).

pub mod insigner;
pub mod nexpay;
pub mod nextsign;
pub mod opensign;

use crate::answer::Dialect;
use crate::operation::Provider;

/// Every provider, with the way it words failures.
static PROVIDERS: &[(&Provider, &dyn Dialect)] = &[
    (&nextsign::PROVIDER, &nextsign::dialect::NextSignDialect),
    (&insigner::PROVIDER, &insigner::dialect::InSignerDialect),
    (&nexpay::PROVIDER, &nexpay::dialect::NexpayDialect),
    (&opensign::PROVIDER, &opensign::dialect::OpenSignDialect),
];

/// The provider of this name.
pub(crate) fn find(name: &str) -> Option<(&'static Provider, &'static dyn Dialect)> {
    PROVIDERS.iter().find(|(provider, _)| provider.name == name).copied()
}

/// Every provider's table, for tools that list or check what there is.
pub fn all() -> impl Iterator<Item = &'static Provider> {
    PROVIDERS.iter().map(|(provider, _)| *provider)
}
