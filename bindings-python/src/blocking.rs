//! Sync calls: the calling thread waits, with the interpreter released.

use std::cell::Cell;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use pyo3::exceptions::PyRuntimeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use signbridge::bridge::{self, Event, Queue};

use crate::client::{Client, to_call};
use crate::error::exception;
use crate::notice;
use crate::owned::OwnedQueue;
use crate::reply::Reply;

/// How long Ctrl-C may go unnoticed. A finished call wakes its thread at once; this only bounds the waits in between.
const SIGNAL_CHECK: Duration = Duration::from_millis(50);

thread_local! {
    /// This thread's queue while no call uses it. A call inside a call (in a credential function or a signal handler)
    /// finds none and makes its own, so no call ever sees the events of another.
    static IDLE: Cell<Option<OwnedQueue>> = const { Cell::new(None) };
}

/// One call in flight on this thread: cancelled if it is left early, and the queue put back.
struct InFlight {
    queue: Option<OwnedQueue>,
    ticket: u64,
    finished: bool,
}

impl InFlight {
    fn queue(&self) -> &OwnedQueue {
        self.queue.as_ref().expect("only drop takes the queue out")
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            if !queue.is_ours() {
                return; // forked during the call: the child's copy is not to be touched
            }
            if !self.finished {
                queue.cancel(self.ticket);
            }
            // While the thread ends its locals may be gone: then the queue is simply dropped.
            let _ = IDLE.try_with(|idle| idle.set(Some(queue)));
        }
    }
}

impl InFlight {
    fn start(client: &Client, call: bridge::Call) -> Self {
        let queue = IDLE
            .try_with(Cell::take)
            .ok()
            .flatten()
            .filter(OwnedQueue::is_ours)
            .unwrap_or_else(|| OwnedQueue::new(Queue::new(|| ())));
        let ticket = queue.submit(&client.0, call);
        Self { queue: Some(queue), ticket, finished: false }
    }

    /// Waits for what the façade must know, and answers on the way what its functions can.
    ///
    /// An exception of theirs ends the call: it is dropped with `self`.
    fn step(&mut self, py: Python<'_>, host: &Host<'_, '_>) -> PyResult<Step> {
        loop {
            let queue = self.queue();
            // One at a time: what follows a chunk is for the next step.
            let events = py.detach(|| queue.wait(1, Some(SIGNAL_CHECK)));
            for event in events {
                if let Event::Notice(said) = &event {
                    notice::tell(py, said)?;
                    continue;
                }
                if event.ticket() != self.ticket {
                    continue; // of a call that was left early
                }
                match event {
                    Event::Done { result, .. } => {
                        self.finished = true;
                        return result.map(Reply).map(Step::Done).map_err(|error| exception(py, &error));
                    }
                    Event::CredentialWanted { request, .. } => {
                        let answer = match host.on_credential {
                            Some(ask) => ask.call0()?.extract::<(Option<String>, Option<String>)>()?,
                            None => (None, None),
                        };
                        self.queue().answer_credential(request, to_answer(answer));
                    }
                    Event::ChunkWanted { request, file, .. } => {
                        let chunk = match host.read {
                            Some(read) => read.call1((file,))?.extract::<Option<Bound<'_, PyBytes>>>()?,
                            None => None,
                        };
                        let chunk = chunk.map(|chunk| Bytes::copy_from_slice(chunk.as_bytes()));
                        self.queue().answer_chunk(request, Ok(chunk));
                    }
                    Event::ChunkOffered { request, chunk, .. } => return Ok(Step::Chunk(request, chunk)),
                    Event::Progress { bytes, total, .. } => {
                        if let Some(told) = host.on_progress {
                            told.call1((bytes, total))?;
                        }
                    }
                    Event::Notice(_) => unreachable!("told above"),
                }
            }
            py.check_signals()?;
        }
    }
}

/// What a call asks of the façade, all on the calling thread.
struct Host<'a, 'py> {
    /// Returns `(secret, None)` or `(None, reason)`.
    on_credential: Option<&'a Bound<'py, PyAny>>,
    /// Returns the next piece of the file of that number, `None` at its end.
    read: Option<&'a Bound<'py, PyAny>>,
    /// Takes the bytes so far, and in all or `None`.
    on_progress: Option<&'a Bound<'py, PyAny>>,
}

enum Step {
    /// A piece of a download, and the question whether it was taken.
    Chunk(u64, Bytes),
    Done(Reply),
}

/// Makes a call and waits for it.
#[pyfunction]
#[pyo3(signature = (client, operation, params, body, options, raw, on_credential, read, on_progress))]
#[expect(clippy::too_many_arguments, reason = "one flat border call; the façade names its arguments")]
pub(crate) fn call(
    py: Python<'_>,
    client: &Client,
    operation: u32,
    params: Vec<String>,
    body: Option<&[u8]>,
    options: Option<&[u8]>,
    raw: Option<&[u8]>,
    on_credential: Option<&Bound<'_, PyAny>>,
    read: Option<&Bound<'_, PyAny>>,
    on_progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Reply> {
    let host = Host { on_credential, read, on_progress };
    let mut in_flight = InFlight::start(client, to_call(operation, params, body, options, raw));
    loop {
        match in_flight.step(py, &host)? {
            Step::Done(reply) => return Ok(reply),
            Step::Chunk(request, _) => {
                in_flight.queue().take_chunk(request, Err("nobody takes it".to_owned()));
            }
        }
    }
}

/// A download whose pieces are taken one by one.
#[pyclass(frozen, module = "signbridge._native")]
pub(crate) struct Download {
    state: Mutex<Option<Downloading>>,
    on_credential: Option<Py<PyAny>>,
    on_progress: Option<Py<PyAny>>,
}

struct Downloading {
    in_flight: InFlight,
    /// The piece that was given last; asking for the next one says that it is taken.
    given: Option<u64>,
}

#[pymethods]
impl Download {
    /// Starts the call.
    #[new]
    #[pyo3(signature = (client, operation, params, body, options, on_credential, on_progress))]
    fn new(
        client: &Client,
        operation: u32,
        params: Vec<String>,
        body: Option<&[u8]>,
        options: Option<&[u8]>,
        on_credential: Option<Py<PyAny>>,
        on_progress: Option<Py<PyAny>>,
    ) -> Self {
        let in_flight = InFlight::start(client, to_call(operation, params, body, options, None));
        let state = Mutex::new(Some(Downloading { in_flight, given: None }));
        Self { state, on_credential, on_progress }
    }

    /// The next piece, or the reply after the last.
    fn next(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let busy = || PyRuntimeError::new_err("another thread is reading this download");
        let mut state = self.state.try_lock().map_err(|_| busy())?;
        let Some(Downloading { in_flight, given }) = &mut *state else {
            return Err(PyRuntimeError::new_err("this download was closed"));
        };
        if !in_flight.queue().is_ours() {
            return Err(PyRuntimeError::new_err("this download belongs to the process that forked"));
        }
        if let Some(request) = given.take() {
            in_flight.queue().take_chunk(request, Ok(()));
        }
        let host = Host {
            on_credential: self.on_credential.as_ref().map(|function| function.bind(py)),
            read: None,
            on_progress: self.on_progress.as_ref().map(|function| function.bind(py)),
        };
        match in_flight.step(py, &host) {
            Ok(Step::Chunk(request, chunk)) => {
                *given = Some(request);
                Ok(PyBytes::new(py, &chunk).into_any().unbind())
            }
            Ok(Step::Done(reply)) => {
                *state = None;
                Ok(Py::new(py, reply)?.into_any())
            }
            Err(error) => {
                *state = None;
                Err(error)
            }
        }
    }

    /// Ends the call, if it has not ended.
    fn close(&self) {
        // Who reads it on another thread ends it there.
        if let Ok(mut state) = self.state.try_lock() {
            *state = None;
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.on_credential)?;
        visit.call(&self.on_progress)
    }
}

/// `(secret, reason)` as the core takes it.
pub(crate) fn to_answer((secret, reason): (Option<String>, Option<String>)) -> Result<String, String> {
    secret.ok_or_else(|| reason.unwrap_or_else(|| "there is no credential function".to_owned()))
}
