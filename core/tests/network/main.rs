//! The network between a client and a provider: certificates and proxies, both real.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

mod proxy;
mod server;
mod tls;
