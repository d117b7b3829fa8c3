//! Moves bytes and tickets between the JVM and the core. Nothing here decides anything.
//!
//! Two ways cross, because they are used differently:
//!
//! * The **control surface** ([`client`] and part of [`queue`]) is UniFFI: opening clients, answering for a credential, the
//!   reason why something was refused. Its Kotlin side is generated from this library, so the two cannot drift apart.
//! * The **hot path** ([`hot`]) is a few C functions that JNA maps directly: `signbridge_kotlin_submit` hands a call over as
//!   bytes, `signbridge_kotlin_drain` blocks one daemon thread and fills a buffer that it uses again and again. UniFFI
//!   passes structures by value, which costs JNA a hundred times as much as a call does.
//!
//! No native thread ever calls into the JVM.

pub mod call_frame;
pub mod client;
pub mod hot;
pub mod queue;

use signbridge::WipingAllocator;

/// No key outlives its client in memory that this library gave back.
#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator;

uniffi::setup_scaffolding!("signbridge_kotlin");

/// The hash of the API descriptions this library was built from. The package compares it with its own when it loads.
#[uniffi::export]
pub fn catalogue_hash() -> String {
    signbridge::bridge::catalogue_hash().to_owned()
}
