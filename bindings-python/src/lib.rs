//! The Python border: bytes and tickets in, bytes and events out. It decides nothing.
//!
//! The package `signbridge` (the façade) is the only user of this module, so nothing here is public API. A call goes
//! one of two ways:
//!
//! - **async**: [`LoopQueue`](event_loop::LoopQueue), one per event loop. The façade makes a future and submits; native
//!   threads complete the call and make a descriptor readable that the loop watches; the loop drains the queue on its
//!   own thread and resolves the futures. No native thread ever attaches to the interpreter.
//! - **sync**: [`call`](blocking::call). The calling thread waits on a queue of its own with the interpreter released,
//!   and looks up at a bounded interval so that Ctrl-C works.
//!
//! A process may `fork()` at any time: queues carry the PID they were made in (see [`owned`]), so a child makes its own.

mod blocking;
mod client;
mod error;
mod event_loop;
mod notice;
mod owned;
mod reply;
#[cfg(unix)]
mod wake;

use pyo3::prelude::*;
use signbridge::WipingAllocator;

/// No key outlives its client in memory that this library gave back.
#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator;

/// `signbridge._native`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::blocking::{Download, call};
    #[pymodule_export]
    use super::client::Client;
    #[pymodule_export]
    use super::event_loop::{Call, LoopQueue};
    #[pymodule_export]
    use super::reply::Reply;
    use super::{PyModule, PyModuleMethods, PyResult, Python, pyfunction};
    use pyo3::Bound;

    /// Hash of the documents this library was built from; the façade has the same constant.
    #[pyfunction]
    fn catalogue_hash() -> &'static str {
        signbridge::bridge::catalogue_hash()
    }

    /// Verifies a delivery of a webhook. Raises what is wrong with it.
    #[pyfunction]
    #[expect(clippy::needless_pass_by_value, reason = "what Python hands over is copied")]
    fn verify_webhook(
        py: Python<'_>,
        provider: &str,
        body: &[u8],
        headers: Vec<String>,
        secrets: Vec<String>,
        tolerance_ms: Option<f64>,
    ) -> PyResult<()> {
        signbridge::bridge::verify_webhook(provider, body, &headers, &secrets, tolerance_ms)
            .map_err(|error| super::error::exception(py, &error))
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let _: Python<'_> = module.py();
        signbridge::bridge::listen();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
