//! Async calls: one queue per event loop.
//!
//! The loop owns its [`LoopQueue`] through the reader it watches, and nothing else holds it: when the loop closes, the
//! queue goes, what is in flight is cancelled, and what it watched is closed. A suspended call holds only a [`Call`].

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use signbridge::bridge::{Event, Queue};

use crate::blocking::to_answer;
use crate::client::{Client, to_call};
use crate::error::exception;
use crate::notice;
use crate::owned::OwnedQueue;
use crate::reply::Reply;
#[cfg(unix)]
use crate::wake::Watched;

/// Completions taken from the core at once.
const BATCH: usize = 1024;

/// What a ticket stands for on this side.
struct Waiting {
    /// Resolved on the loop's thread.
    future: Py<PyAny>,
    /// The client's credential function, if it has one.
    provider: Option<Py<PyAny>>,
    /// Gives and takes the pieces of the call's files: `wanted(queue, request)`, `offered(queue, request, piece)`,
    /// `progressed(bytes, total)`.
    transfer: Option<Py<PyAny>>,
}

/// What the queue of a loop and its calls have in common.
struct Shared {
    queue: OwnedQueue,
    waiting: Mutex<HashMap<u64, Waiting>>,
}

/// Locks what is only ever held for a moment, and never while Python code runs.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The completion queue of one event loop.
#[pyclass(frozen, weakref, module = "signbridge._native")]
pub(crate) struct LoopQueue {
    shared: Arc<Shared>,
    /// `on_credential(queue, request, provider)`: the façade's way to ask the user's function.
    on_credential: Py<PyAny>,
    /// Tasks of async credential functions, by request. A loop holds its tasks only weakly.
    asking: Mutex<HashMap<u64, Py<PyAny>>>,
    /// Taken by [`LoopQueue::wait_ready`], settled by [`LoopQueue::drain`].
    ready: Mutex<Vec<Event>>,
    closed: AtomicBool,
    /// What the loop watches; none where loops cannot watch sockets.
    #[cfg(unix)]
    reader: Option<Watched>,
}

#[pymethods]
impl LoopQueue {
    /// With `watched`, finished calls make `fileno()` readable; without, a thread must call `wait_ready`.
    #[new]
    fn new(watched: bool, on_credential: Py<PyAny>) -> PyResult<Self> {
        #[cfg(unix)]
        let (reader, queue) = if watched {
            let (reader, wake) = Watched::new()?;
            (Some(reader), Queue::new(wake))
        } else {
            (None, Queue::new(|| ()))
        };
        #[cfg(not(unix))]
        let queue = {
            if watched {
                return Err(pyo3::exceptions::PyNotImplementedError::new_err("nothing to watch here"));
            }
            Queue::new(|| ())
        };
        Ok(Self {
            shared: Arc::new(Shared { queue: OwnedQueue::new(queue), waiting: Mutex::default() }),
            on_credential,
            asking: Mutex::default(),
            ready: Mutex::default(),
            closed: AtomicBool::new(false),
            #[cfg(unix)]
            reader,
        })
    }

    /// What to watch.
    #[cfg(unix)]
    fn fileno(&self) -> Option<i32> {
        use std::os::fd::AsRawFd;
        self.reader.as_ref().map(AsRawFd::as_raw_fd)
    }

    /// Whether this process made the queue. A forked child must make its own.
    fn is_ours(&self) -> bool {
        self.shared.queue.is_ours()
    }

    /// Starts a call; `future` is resolved by a later `drain`.
    #[expect(clippy::too_many_arguments, reason = "one flat border call; the façade names its arguments")]
    #[pyo3(signature = (future, client, operation, params, body, options, raw, provider, transfer))]
    fn submit(
        &self,
        future: Py<PyAny>,
        client: &Client,
        operation: u32,
        params: Vec<String>,
        body: Option<&[u8]>,
        options: Option<&[u8]>,
        raw: Option<&[u8]>,
        provider: Option<Py<PyAny>>,
        transfer: Option<Py<PyAny>>,
    ) -> Call {
        let call = to_call(operation, params, body, options, raw);
        let ticket = self.shared.queue.submit(&client.0, call);
        // Completions are only read on this thread, later: the ticket is in the map before anyone looks for it.
        lock(&self.shared.waiting).insert(ticket, Waiting { future, provider, transfer });
        Call { shared: Arc::clone(&self.shared), ticket }
    }

    /// Resolves the futures of all finished calls. Runs on the loop's thread.
    fn drain(bound: &Bound<'_, Self>) {
        let this = bound.get();
        if !this.is_ours() {
            return;
        }
        // Before the queue is read: a wake after this finds the loop watching.
        #[cfg(unix)]
        if let Some(reader) = &this.reader {
            reader.clear();
        }
        let ready = mem::take(&mut *lock(&this.ready));
        for event in ready {
            this.settle(bound, event);
        }
        loop {
            let events = this.shared.queue.drain(BATCH);
            let full = events.len() == BATCH;
            for event in events {
                this.settle(bound, event);
            }
            if !full {
                break;
            }
        }
    }

    /// For loops that cannot watch sockets: waits until `drain` has something to do, and says whether it has.
    fn wait_ready(&self, py: Python<'_>, seconds: f64) -> bool {
        let timeout = Duration::from_secs_f64(seconds);
        let events = py.detach(|| self.shared.queue.wait(BATCH, Some(timeout)));
        let any = !events.is_empty();
        lock(&self.ready).extend(events);
        any
    }

    /// Keeps the task of an async credential function until the request is answered or the loop closes.
    fn keep(&self, request: u64, task: Py<PyAny>) {
        lock(&self.asking).insert(request, task);
    }

    /// Answers a credential request with `secret`, or with the `reason` there is none.
    fn answer_credential(&self, request: u64, secret: Option<String>, reason: Option<String>) {
        if self.is_ours() {
            self.shared.queue.answer_credential(request, to_answer((secret, reason)));
        }
        let task = lock(&self.asking).remove(&request);
        drop(task);
    }

    /// Answers for a wanted piece: the next one, or `None` at the end.
    fn answer_chunk(&self, request: u64, chunk: Option<&[u8]>) {
        if self.is_ours() {
            self.shared.queue.answer_chunk(request, Ok(chunk.map(Bytes::copy_from_slice)));
        }
    }

    /// Says that an offered piece is taken, and the next may come.
    fn take_chunk(&self, request: u64) {
        if self.is_ours() {
            self.shared.queue.take_chunk(request, Ok(()));
        }
    }

    /// Cancels all that is in flight.
    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        if self.is_ours() {
            self.shared.queue.close();
        }
    }

    /// Whether it has been closed.
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.on_credential)?;
        if let Ok(asking) = self.asking.try_lock() {
            for task in asking.values() {
                visit.call(task)?;
            }
        }
        if let Ok(waiting) = self.shared.waiting.try_lock() {
            for one in waiting.values() {
                visit.call(&one.future)?;
                visit.call(&one.provider)?;
                visit.call(&one.transfer)?;
            }
        }
        Ok(())
    }

    fn __clear__(&self) {
        let waiting = mem::take(&mut *lock(&self.shared.waiting));
        let asking = mem::take(&mut *lock(&self.asking));
        drop((waiting, asking));
    }
}

impl LoopQueue {
    /// One event. What goes wrong in one must not keep the others from their futures.
    fn settle(&self, bound: &Bound<'_, Self>, event: Event) {
        let py = bound.py();
        let done = match event {
            Event::Done { ticket, result } => {
                let Some(Waiting { future, .. }) = lock(&self.shared.waiting).remove(&ticket) else { return };
                resolve(future.bind(py), result)
            }
            Event::CredentialWanted { request, ticket } => {
                let provider = lock(&self.shared.waiting)
                    .get(&ticket)
                    .and_then(|one| one.provider.as_ref())
                    .map(|provider| provider.clone_ref(py));
                self.on_credential.call1(py, (bound, request, provider)).map(drop)
            }
            Event::ChunkWanted { request, ticket, file } => {
                let Some(transfer) = self.transfer(py, ticket) else { return };
                transfer.call_method1(py, intern!(py, "wanted"), (bound, request, file)).map(drop)
            }
            Event::ChunkOffered { request, ticket, chunk } => {
                let Some(transfer) = self.transfer(py, ticket) else { return };
                let chunk = PyBytes::new(py, &chunk);
                transfer.call_method1(py, intern!(py, "offered"), (bound, request, chunk)).map(drop)
            }
            Event::Progress { ticket, bytes, total } => {
                let Some(transfer) = self.transfer(py, ticket) else { return };
                transfer.call_method1(py, intern!(py, "progressed"), (bytes, total)).map(drop)
            }
            Event::Notice(said) => notice::tell(py, &said),
        };
        if let Err(error) = done {
            error.write_unraisable(py, Some(bound));
        }
    }
}

impl LoopQueue {
    /// The façade's side of a call with files.
    fn transfer(&self, py: Python<'_>, ticket: u64) -> Option<Py<PyAny>> {
        let waiting = lock(&self.shared.waiting);
        waiting.get(&ticket)?.transfer.as_ref().map(|transfer| transfer.clone_ref(py))
    }
}

impl Drop for LoopQueue {
    fn drop(&mut self) {
        if self.is_ours() {
            self.shared.queue.close();
        }
        // Futures lead to tasks, tasks to calls, and calls to the map: here the circle is cut.
        self.__clear__();
    }
}

/// Hands a result to a future that nobody has cancelled meanwhile.
fn resolve(future: &Bound<'_, PyAny>, result: Result<signbridge::Reply, signbridge::Error>) -> PyResult<()> {
    let py = future.py();
    if future.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match result {
        Ok(reply) => future.call_method1(intern!(py, "set_result"), (Reply(reply),))?,
        Err(error) => {
            future.call_method1(intern!(py, "set_exception"), (exception(py, &error).into_value(py),))?
        }
    };
    Ok(())
}

/// A call in flight, as its coroutine holds it.
#[pyclass(frozen, module = "signbridge._native")]
pub(crate) struct Call {
    shared: Arc<Shared>,
    ticket: u64,
}

#[pymethods]
impl Call {
    /// Drops the call and closes its socket. Does nothing if it has finished.
    fn cancel(&self) {
        if self.shared.queue.is_ours() {
            self.shared.queue.cancel(self.ticket);
        }
        let waiting = lock(&self.shared.waiting).remove(&self.ticket);
        drop(waiting);
    }
}
