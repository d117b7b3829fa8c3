//! A stateful local emulator of the signing APIs, for this project's tests and for those of its users.
//!
//! ```
//! use signbridge_sandbox::{Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default()).unwrap();
//! for (name, value) in sandbox.env() {
//!     println!("export {name}={value}"); // what a client needs
//! }
//! // Point a client at sandbox.origin(); the sandbox stops when it is dropped.
//! ```
//!
//! Documents move from created to signed, recipients sign or deny when told to (`control`), files are real files
//! (`storage`, `pdf`, `docx`), time is virtual ([`Clock`]), and things go wrong on demand, from a seed ([`Fault`]). What
//! the server saw can be asked for ([`Sandbox::requests`], [`Sandbox::connections`]).
//!
//! An emulated provider is one module: [`nextsign`], [`insigner`], [`opensign`], [`nexpay`]. What the provider does not
//! document is marked *assumed* there.

mod clock;
mod control;
mod docx;
mod faults;
pub mod insigner;
mod limiter;
pub mod nexpay;
pub mod nextsign;
mod observe;
pub mod opensign;
mod pdf;
mod providers;
mod random;
mod sandbox;
mod server;
mod storage;
mod tenants;
mod world;

pub use clock::{Clock, Time};
pub use faults::{Fault, FaultError, Kind, Match};
pub use observe::{Connection, Connections, Listener, Outcome, RequestRecord, fingerprint};
pub use pdf::contract;
pub use sandbox::{Options, Sandbox};
pub use tenants::{COMPANY_ID, KEY};

pub(crate) use sandbox::Shared;
