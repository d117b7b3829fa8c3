//! Sync calls: the calling thread waits, with the interpreter released.

use std::cell::Cell;
use std::time::Duration;

use pyo3::prelude::*;
use signbridge::bridge::{Event, Queue};

use crate::client::{Client, to_call};
use crate::error::exception;
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

/// Makes a call and waits for it. `on_credential()` is called on this thread when the core wants the
/// credential; it returns `(secret, None)` or `(None, reason)`.
#[pyfunction]
#[pyo3(signature = (client, operation, params, body, options, raw, on_credential))]
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
) -> PyResult<Reply> {
    let call = to_call(operation, params, body, options, raw);
    let queue = IDLE
        .try_with(Cell::take)
        .ok()
        .flatten()
        .filter(OwnedQueue::is_ours)
        .unwrap_or_else(|| OwnedQueue::new(Queue::new(|| ())));
    let ticket = queue.submit(&client.0, call);
    let mut in_flight = InFlight { queue: Some(queue), ticket, finished: false };
    loop {
        let queue = in_flight.queue();
        let events = py.detach(|| queue.wait(usize::MAX, Some(SIGNAL_CHECK)));
        for event in events {
            match event {
                Event::Done { ticket: done, result } if done == ticket => {
                    in_flight.finished = true;
                    return result.map(Reply).map_err(|error| exception(py, &error));
                }
                // A call that was left early while its completion was already on the way.
                Event::Done { .. }
                | Event::ChunkWanted { .. }
                | Event::ChunkOffered { .. }
                | Event::Progress { .. } => {}
                Event::CredentialWanted { request, .. } => {
                    let answer = match on_credential {
                        Some(ask) => ask.call0()?.extract::<(Option<String>, Option<String>)>()?,
                        None => (None, None),
                    };
                    in_flight.queue().answer_credential(request, to_answer(answer));
                }
            }
        }
        py.check_signals()?;
    }
}

/// `(secret, reason)` as the core takes it.
pub(crate) fn to_answer((secret, reason): (Option<String>, Option<String>)) -> Result<String, String> {
    secret.ok_or_else(|| reason.unwrap_or_else(|| "there is no credential function".to_owned()))
}
