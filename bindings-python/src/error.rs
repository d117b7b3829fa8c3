//! From the core's one error record to the façade's exception classes.
//!
//! The classes live in Python (`signbridge.errors`), where users can read and subclass them; what crosses is the record
//! as JSON.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

/// The exception for `error`: an instance of a subclass of `signbridge.SignbridgeError`. If even that fails, the
/// failure itself is returned, so nothing is lost silently.
pub(crate) fn exception(py: Python<'_>, error: &signbridge::Error) -> PyErr {
    static FROM_JSON: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let made = FROM_JSON
        .get_or_try_init(py, || Ok(py.import("signbridge.errors")?.getattr("_from_json")?.unbind()))
        .and_then(|from_json| from_json.call1(py, (PyBytes::new(py, &error.to_json()),)));
    match made {
        Ok(exception) => PyErr::from_value(exception.into_bound(py)),
        Err(failure) => failure,
    }
}
