//! OpenSign (OpenSign Labs), in the cloud or on a server of one's own. Sources: docs.opensignlabs.com.

mod client;
pub(crate) mod dialect;
pub mod models;
mod operations;

pub use client::*;
pub use operations::PROVIDER;
