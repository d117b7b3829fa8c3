//! The sandbox over its sockets, as clients meet it.

#![expect(clippy::unwrap_used, reason = "a test fails where an answer is not as it should be")]
#![expect(
    clippy::disallowed_methods,
    reason = "these clients stand for other people's, and meet real latency"
)]

mod cases;
mod control;
mod described;
mod documents;
mod errors;
mod faults;
mod insigner;
mod nexpay;
mod opensign;
mod program;
mod schemas;
mod support;
