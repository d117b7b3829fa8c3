//! A finished call, before the façade has parsed it.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// What a call returned. The façade parses `body` once, and `meta` only for those who ask for it.
#[pyclass(frozen, module = "signbridge._native")]
pub(crate) struct Reply(pub(crate) signbridge::Reply);

#[pymethods]
impl Reply {
    /// The HTTP status of the last attempt.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// The payload, unwrapped from the provider's envelope. Copied on every access.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body())
    }

    /// The provider's name for this request.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// JSON: `{"request_id": …, "idempotency_key": …, "headers": [[name, value], …], "attempts": […]}`.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.meta_json())
    }
}
