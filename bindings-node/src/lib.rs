//! Moves bytes and tickets between Node and the core. Nothing here decides anything.
//!
//! JavaScript *submits* a call and gets a ticket at once. When the first completion arrives, a native thread *wakes*
//! the event loop (one uv wake for however many follow), and JavaScript *drains* what is there on its own thread:
//!
//! ```js
//! const queue = new NativeQueue(() => { const written = queue.drain(scratch); … });
//! const ticket = queue.submit(client, 3, ['case_id', '657b…'], undefined, undefined);
//! ```
//!
//! Completions are frames of [`signbridge::bridge::frame`], written straight into a buffer that JavaScript owns and
//! uses again for the next batch, so a body is copied once and decoded from where it lies.
//!
//! Nothing throws: what can fail answers with the core's error record as JSON, and a call's failure is a completion.

mod client;
mod queue;
pub mod webhook;

use napi_derive::napi;
use signbridge::WipingAllocator;

/// No key outlives its client in memory that this library gave back.
#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator;

/// The hash of the API descriptions this library was built from. The package compares it with its own at load.
#[napi]
pub fn catalogue_hash() -> &'static str {
    signbridge::bridge::catalogue_hash()
}
