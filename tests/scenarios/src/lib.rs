//! Behaviours as data, and the fake provider that proves them.
//!
//! The same behaviour must be seen from Rust, Python, Node and Kotlin, so it is written once, in `tests/scenarios/*.yaml`
//! (the format is in that folder's README), and judged once, here. A runner stays thin:
//!
//! ```text
//! runner                                  this crate
//!   start a scenario by name        →     fresh loopback listeners, the answers scripted
//!                                   ←     configuration
//!   build the client, ask for a step
//!                                   ←     the step
//!   … calls …                       →     each request recorded, answered or misbehaved as scripted
//!   ask for the next with what it gave, until there is none
//!   finish                          →     requests, results, errors and attempts compared
//!                                   ←     {"passed": false, "failures": ["step 1: error.kind: expected …"]}
//! ```
//!
//! A scenario may also be played against the sandbox, which has state and no script: to show that every operation works.
//!
//! The Rust runner does this in process ([`Library`], [`Session`]); the others over HTTP ([`control`]).

mod answer;
mod compare;
pub mod control;
mod expand;
pub mod format;
mod judge;
mod library;
mod multipart;
mod provider;
mod providers;
mod request;
mod session;
#[cfg(test)]
mod tests;

pub use library::{Calls, Error, Library};
pub use session::{Opening, Session, StepResult, Verdict};
