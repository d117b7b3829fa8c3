//! Placeholder until generated.
pub(crate) const HASH: &str = "unset";
