//! NextSign (Denmark). Sources: docs.nextsign.dk.

pub(crate) mod dialect;
mod operations;

pub use operations::PROVIDER;
