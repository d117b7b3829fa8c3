//! The client, and a call's arguments on their way in.

use bytes::Bytes;
use pyo3::prelude::*;
use signbridge::bridge;

use crate::error::exception;
use crate::reply::Reply;

/// A configured client, or a view of one. Cheap to clone, shared by all threads.
#[pyclass(frozen, module = "signbridge._native")]
pub(crate) struct Client(pub(crate) signbridge::Client);

#[pymethods]
impl Client {
    /// Opens a client from its configuration (JSON).
    #[staticmethod]
    fn open(py: Python<'_>, config: &[u8]) -> PyResult<Self> {
        bridge::open(config).map(Self).map_err(|error| exception(py, &error))
    }

    /// A view of this client for another tenant.
    fn with_tenant(&self, py: Python<'_>, id: &str) -> PyResult<Self> {
        self.0.with_tenant(id).map(Self).map_err(|error| exception(py, &error))
    }

    /// A view of this client with other defaults (JSON).
    fn with_options(&self, py: Python<'_>, options: &[u8]) -> PyResult<Self> {
        self.0.with_options_json(options).map(Self).map_err(|error| exception(py, &error))
    }

    #[expect(clippy::needless_pass_by_value, reason = "pyo3 extracts a list only by value")]
    /// The parameters of the page after the one that `reply` is, or `None` at the end.
    fn next_page(
        &self,
        py: Python<'_>,
        operation: u32,
        params: Vec<String>,
        reply: &Reply,
    ) -> PyResult<Option<Vec<String>>> {
        bridge::next_page(&self.0, operation, &params, reply.0.body()).map_err(|error| exception(py, &error))
    }

    /// The exception for a payload that the façade could not read; `problem` completes "the answer …".
    fn decode_error(&self, py: Python<'_>, operation: usize, reply: &Reply, problem: &str) -> Py<PyAny> {
        let error = self.0.decode_error(operation, reply.0.status(), reply.0.body(), problem);
        exception(py, &error).into_value(py).into_any()
    }

    /// Refuses further calls.
    fn close(&self) {
        self.0.close();
    }

    /// For `repr`: names the tenant and what is not default, never a secret.
    fn describe(&self) -> String {
        self.0.describe()
    }
}

/// The core's call from the façade's arguments.
pub(crate) fn to_call(
    operation: u32,
    params: Vec<String>,
    body: Option<&[u8]>,
    options: Option<&[u8]>,
    raw: Option<&[u8]>,
) -> bridge::Call {
    bridge::Call {
        operation,
        params,
        body: body.map(Bytes::copy_from_slice),
        options: options.map(<[u8]>::to_vec),
        raw: raw.map(<[u8]>::to_vec),
    }
}
