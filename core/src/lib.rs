//! One client for the signing APIs of NextSign, inSigner and OpenSign, and for Nexpay's payments: authentication, tenant
//! routing, retries and error normalisation, shared by the Python, Node and Kotlin packages on top of it.
//!
//! ```no_run
//! # async fn run() -> Result<(), signbridge::Error> {
//! use signbridge::nextsign::NextSign;
//!
//! let client = NextSign::new("6500e19662ec13c4faa7de00", "the API key")?;
//! let case = client.cases().get("657b00000000000000000001").send().await?;
//! println!("{:?}", case.title);
//! # Ok(())
//! # }
//! ```
//!
//! # Where a call goes
//!
//! | step | module |
//! |---|---|
//! | what the endpoint is | `operation` (types), `providers` (tables generated from `core/openapi`) |
//! | the whole way, in order | `client` |
//! | arguments checked, request built | `request`, `route`, `json_body` |
//! | credential | `auth` |
//! | the socket | `transport` |
//! | files, from any source to any sink | `file` |
//! | success or failure, and the payload | `answer`, `providers::…::dialect` |
//! | only as many as the provider takes | `limit` |
//! | what a process tells its log once | `notice` |
//! | again, and when | `retry`, `budget`, `clock` |
//! | whether it arrived after all | `client::reconcile` |
//! | the record of a failure | `error` |
//! | from page to page | `page` |
//! | whether a webhook is the provider's | `webhook` |
//! | no key stays in memory that is given back | `wipe` |
//! | requests and pages in Rust | [`typed`] |
//! | Python, Node, JVM | `bridge` |

mod answer;
mod auth;
pub mod bridge;
mod budget;
mod call;
mod catalogue;
mod client;
mod clock;
mod config;
mod error;
mod file;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod json_body;
mod limit;
mod network;
mod notice;
pub mod operation;
mod page;
mod process;
mod providers;
mod request;
mod retry;
mod route;
mod transport;
pub mod typed;
mod webhook;
mod wipe;

pub use call::{Call, Outcome, Raw, Reply, Target};
pub use client::Client;
pub use config::{CallOptions, Config, CredentialConfig, CredentialFunction, Testing, ViewOptions};
pub use error::{Attempt, Delivery, Error, FieldError, Kind};
pub use file::{FileInfo, InlineFile, Progress, Sink, Source};
pub use limit::Priority;
pub use providers::{all as providers, insigner, nexpay, nextsign, opensign};
pub use wipe::WipingAllocator;
