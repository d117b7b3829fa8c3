//! The network between a client and a provider: certificates, proxies, HTTP/2, and no connection at all. All are real.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

mod http2;
mod proxy;
mod server;
mod tls;
mod unreachable;
