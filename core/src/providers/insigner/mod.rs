//! inSigner. Sources: docs.insigner.co.

mod client;
pub(crate) mod dialect;
pub mod models;
mod operations;

pub use client::*;
pub use operations::PROVIDER;
