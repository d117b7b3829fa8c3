//! The typed methods by their operation: one generated table per provider.

pub(crate) mod nextsign;
