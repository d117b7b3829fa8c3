//! Nexpay (Australia). Sources: docs.nexpay.com.au.

mod client;
pub(crate) mod dialect;
pub mod models;
mod operations;

pub use client::*;
pub use operations::PROVIDER;
