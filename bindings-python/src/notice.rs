//! What the core says once in a process, to the façade's logger.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use signbridge::bridge::{Level, Notice};

/// Tells the logger. What a filter or handler raises ends no call, except Ctrl-C.
pub(crate) fn tell(py: Python<'_>, notice: &Notice) -> PyResult<()> {
    let is_warning = notice.level == Level::Warning;
    let told = || py.import("signbridge._border")?.call_method1("_tell", (is_warning, &notice.message));
    match told() {
        Err(error) if error.is_instance_of::<PyException>(py) => error.write_unraisable(py, None),
        told => drop(told?),
    }
    Ok(())
}
