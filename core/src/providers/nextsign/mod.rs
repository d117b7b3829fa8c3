//! NextSign (Denmark). Sources: docs.nextsign.dk.

mod client;
pub(crate) mod dialect;
pub mod models;
mod operations;

pub use client::*;
pub use models::*;
pub use operations::PROVIDER;
