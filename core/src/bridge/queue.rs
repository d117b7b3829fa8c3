//! The completion queue, and the calls in flight that feed it.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use secrecy::SecretString;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::{Call, runtime};
use crate::call::Reply;
use crate::client::Client;
use crate::error::{Delivery, Error, Kind};
use crate::file::{Progress, Sink, Source};
use crate::notice::{self, Notice};

/// What a drain gives.
#[derive(Debug)]
pub enum Event {
    /// A call ended.
    Done {
        /// What [`Queue::submit`] gave.
        ticket: u64,
        /// What came of it.
        result: Result<Reply, Error>,
    },
    /// A call needs the credential that a function of the host gives: answer with [`Queue::answer_credential`].
    CredentialWanted {
        /// Names the question.
        request: u64,
        /// The call that asks.
        ticket: u64,
    },
    /// A call needs more of a file that the host streams: answer with [`Queue::answer_chunk`].
    ChunkWanted {
        /// Names the question.
        request: u64,
        /// The call that asks.
        ticket: u64,
        /// Which of the call's files, from 0.
        file: u32,
    },
    /// A call has more of a file for the host: answer with [`Queue::take_chunk`] when the next may come.
    ChunkOffered {
        /// Names the question.
        request: u64,
        /// The call that asks.
        ticket: u64,
        /// At most 256 KiB, never empty. A download's end is its [`Event::Done`].
        chunk: Bytes,
    },
    /// How far a call's file has got; nothing to answer. Only the newest of a call waits in the queue.
    Progress {
        /// The call.
        ticket: u64,
        /// Bytes so far. It falls when a transfer has to start anew.
        bytes: u64,
        /// Bytes in all, where that is known.
        total: Option<u64>,
    },
    /// Something to tell the log, whatever its level: said once in a process that [listens](super::listen), to the host
    /// that drains next. It is about no call, and there is nothing to answer.
    Notice(Notice),
}

impl Event {
    /// The call that it is about; 0 if none.
    pub fn ticket(&self) -> u64 {
        match self {
            Self::Done { ticket, .. }
            | Self::CredentialWanted { ticket, .. }
            | Self::ChunkWanted { ticket, .. }
            | Self::ChunkOffered { ticket, .. }
            | Self::Progress { ticket, .. } => *ticket,
            Self::Notice(_) => 0,
        }
    }
}

/// Where finished calls wait for their host. One per event loop, JavaScript environment, JVM, or waiting thread.
pub struct Queue {
    wake: Box<dyn Fn() + Send + Sync>,
    state: Mutex<State>,
    /// Signals `wait`.
    arrived: Condvar,
}

/// Tickets and questions count up together, through all queues: a number from a queue that is gone means nothing to another.
static NEXT: AtomicU64 = AtomicU64::new(1);

#[derive(Default)]
struct State {
    events: VecDeque<Event>,
    in_flight: HashMap<u64, Option<AbortHandle>>,
    questions: HashMap<u64, Question>,
    waiting: usize,
    closed: bool,
}

struct Question {
    ticket: u64,
    answer: Answer,
}

/// Where the answer to a question goes.
enum Answer {
    Credential(oneshot::Sender<Result<SecretString, String>>),
    Chunk(oneshot::Sender<Result<Option<Bytes>, String>>),
    Taken(oneshot::Sender<Result<(), String>>),
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        f.debug_struct("Queue")
            .field("events", &state.events.len())
            .field("in_flight", &state.in_flight.len())
            .finish_non_exhaustive()
    }
}

impl Queue {
    /// `wake` is called on native threads, whenever the queue turns from empty to not. It must not block.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { wake: Box::new(wake), state: Mutex::default(), arrived: Condvar::new() })
    }

    /// Starts a call and gives its ticket. Never blocks and never fails: wrong arguments arrive as an error too.
    pub fn submit(self: &Arc<Self>, client: &Client, call: Call) -> u64 {
        let ticket = NEXT.fetch_add(1, Ordering::Relaxed);
        let link = HostLink(Arc::new(Asking { queue: Arc::clone(self), ticket }));
        let client = client.clone();
        {
            let mut state = self.state();
            if state.closed {
                return ticket;
            }
            // Before it runs: a call may end before `spawn` returns.
            state.in_flight.insert(ticket, None);
        }
        let task = runtime::current().spawn(async move {
            let work = async {
                match call.into_call(&link) {
                    Ok(call) => client.call_from(call, Some(&link)).await,
                    Err(error) => Err(error.with_provider(client.provider().name)),
                }
            };
            let result =
                AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| Err(internal(&*panic)));
            link.0.queue.finish(ticket, result);
        });
        match self.state().in_flight.get_mut(&ticket) {
            Some(handle) => *handle = Some(task.abort_handle()),
            // It ended already, or the queue was closed meanwhile.
            None => task.abort(),
        }
        ticket
    }

    /// Cancels a call: its connection is closed and no completion follows. `false` if it had ended.
    ///
    /// The completion may be in the queue already; it is taken out.
    pub fn cancel(&self, ticket: u64) -> bool {
        let mut state = self.state();
        let task = state.in_flight.remove(&ticket);
        state.questions.retain(|_, question| question.ticket != ticket);
        state.events.retain(|event| event.ticket() != ticket);
        drop(state);
        match task {
            Some(Some(task)) => {
                task.abort();
                true
            }
            Some(None) | None => false,
        }
    }

    /// Takes up to `max` events, at once.
    pub fn drain(&self, max: usize) -> Vec<Event> {
        Self::take(&mut self.state(), max)
    }

    /// Waits for events and takes up to `max`. Empty after `timeout`, or when the queue is closed.
    pub fn wait(&self, max: usize, timeout: Option<Duration>) -> Vec<Event> {
        let mut state = self.state();
        state.waiting += 1;
        let is_idle = |state: &mut State| state.events.is_empty() && !state.closed;
        state = match timeout {
            Some(timeout) => {
                let waited = self.arrived.wait_timeout_while(state, timeout, is_idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.arrived.wait_while(state, is_idle).unwrap_or_else(PoisonError::into_inner),
        };
        state.waiting -= 1;
        Self::take(&mut state, max)
    }

    /// Answers a [`Event::CredentialWanted`]. An unknown `request` belonged to a cancelled call and is ignored.
    pub fn answer_credential(&self, request: u64, answer: Result<String, String>) {
        if let Some(Answer::Credential(asked)) = self.question(request) {
            // The call may have been cancelled this instant.
            let _ = asked.send(answer.map(SecretString::from));
        }
    }

    /// Answers a [`Event::ChunkWanted`]: the next bytes in any number, none at the end, or why there are none. An unknown
    /// `request` belonged to a call that is over and is ignored; so it is everywhere.
    pub fn answer_chunk(&self, request: u64, answer: Result<Option<Bytes>, String>) {
        if let Some(Answer::Chunk(asked)) = self.question(request) {
            let _ = asked.send(answer);
        }
    }

    /// Answers a [`Event::ChunkOffered`]: it is taken, or why it was not, which ends the call.
    pub fn take_chunk(&self, request: u64, answer: Result<(), String>) {
        if let Some(Answer::Taken(asked)) = self.question(request) {
            let _ = asked.send(answer);
        }
    }

    fn question(&self, request: u64) -> Option<Answer> {
        self.state().questions.remove(&request).map(|question| question.answer)
    }

    /// How many calls have not ended.
    pub fn in_flight(&self) -> usize {
        self.state().in_flight.len()
    }

    /// Cancels all calls. `wait` returns at once from now on, and nothing is started any more.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.events.clear();
        state.questions.clear();
        let tasks: Vec<_> = state.in_flight.drain().filter_map(|(_, task)| task).collect();
        drop(state);
        tasks.iter().for_each(AbortHandle::abort);
        self.arrived.notify_all();
    }

    fn take(state: &mut State, max: usize) -> Vec<Event> {
        let notice = notice::next().map(Event::Notice);
        let count = state.events.len().min(max.saturating_sub(usize::from(notice.is_some())));
        notice.into_iter().chain(state.events.drain(..count)).collect()
    }

    fn finish(&self, ticket: u64, result: Result<Reply, Error>) {
        self.push(|state| {
            // Cancelled meanwhile: nobody waits for it.
            state.in_flight.remove(&ticket).map(|_| Event::Done { ticket, result })
        });
    }

    fn push(&self, event: impl FnOnce(&mut State) -> Option<Event>) {
        let mut state = self.state();
        if state.closed {
            return;
        }
        let Some(event) = event(&mut state) else { return };
        state.events.push_back(event);
        let was_empty = state.events.len() == 1;
        let is_waited_for = state.waiting > 0;
        drop(state);
        if is_waited_for {
            self.arrived.notify_one();
        }
        if was_empty {
            (self.wake)();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The way from a running call back to the host that submitted it.
#[derive(Clone)]
pub(crate) struct HostLink(Arc<Asking>);

struct Asking {
    queue: Arc<Queue>,
    ticket: u64,
}

impl HostLink {
    /// Asks the host for the credential.
    pub(crate) async fn ask_credential(&self) -> Result<SecretString, String> {
        self.ask(Answer::Credential, |request, ticket| Event::CredentialWanted { request, ticket }).await
    }

    /// A file that the host streams.
    pub(super) fn source(&self, file: u32, length: Option<u64>) -> Source {
        let chunks = stream::try_unfold(self.clone(), move |link| async move {
            let wanted = |request, ticket| Event::ChunkWanted { request, ticket, file };
            let chunk: Option<Bytes> = link.ask(Answer::Chunk, wanted).await?;
            Ok::<_, String>(chunk.map(|chunk| (chunk, link)))
        });
        Source::stream(chunks, length)
    }

    /// A stream of the host's that takes a file.
    pub(super) fn sink(&self) -> Sink {
        let link = self.clone();
        Sink::taker(move |chunk| {
            let link = link.clone();
            async move {
                let offered = |request, ticket| Event::ChunkOffered { request, ticket, chunk };
                link.ask(Answer::Taken, offered).await
            }
        })
    }

    /// Tells the host how far a file has got.
    pub(super) fn progress(&self) -> Progress {
        let link = self.clone();
        Progress::new(move |bytes, total| {
            let Asking { queue, ticket } = &*link.0;
            queue.push(|state| {
                state
                    .events
                    .retain(|event| !matches!(event, Event::Progress { ticket: of, .. } if of == ticket));
                let is_awaited = state.in_flight.contains_key(ticket);
                is_awaited.then_some(Event::Progress { ticket: *ticket, bytes, total })
            });
        })
    }

    async fn ask<T>(
        &self,
        answer: impl FnOnce(oneshot::Sender<Result<T, String>>) -> Answer,
        event: impl FnOnce(u64, u64) -> Event,
    ) -> Result<T, String> {
        let (sender, answered) = oneshot::channel();
        let Asking { queue, ticket } = &*self.0;
        let request = NEXT.fetch_add(1, Ordering::Relaxed);
        queue.push(|state| {
            // Cancelled meanwhile: nobody would answer.
            state.in_flight.get(ticket)?;
            state.questions.insert(request, Question { ticket: *ticket, answer: answer(sender) });
            Some(event(request, *ticket))
        });
        answered.await.unwrap_or_else(|_| Err("it was not asked, the host is closing".to_owned()))
    }
}

fn internal(panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    Error::new(Kind::Internal, format!("a defect in signbridge: {text}")).with_delivery(Delivery::Maybe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn client() -> Client {
        let config = br#"{"provider":"nextsign","credential":{"host":true},"tenant":"c1",
            "origins":{"v2":"http://127.0.0.1:1/api"},"max_retries":0}"#;
        super::super::open(config).unwrap()
    }

    fn submit(queue: &Arc<Queue>) -> u64 {
        let client = client();
        let operations = client.provider().operations;
        let operation = operations.iter().position(|operation| operation.id == "cases.list");
        let operation = u32::try_from(operation.expect("it is described")).unwrap();
        queue.submit(&client, Call { operation, ..Call::default() })
    }

    #[test]
    fn a_wake_comes_once_for_all_that_waits() {
        let wakes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&wakes);
        let queue = Queue::new(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        queue.push(|_| Some(Event::CredentialWanted { request: 1, ticket: 1 }));
        queue.push(|_| Some(Event::CredentialWanted { request: 2, ticket: 2 }));
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        assert_eq!(queue.drain(1).len(), 1);
        assert_eq!(queue.drain(9).len(), 1);
        queue.push(|_| Some(Event::CredentialWanted { request: 3, ticket: 3 }));
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_host_is_asked_for_the_credential_and_its_failure_ends_the_call() {
        let queue = Queue::new(|| {});
        let ticket = submit(&queue);
        let Some(Event::CredentialWanted { request, ticket: asking }) = queue.wait(1, None).pop() else {
            panic!("no question")
        };
        assert_eq!(asking, ticket);
        queue.answer_credential(request, Err("the vault is sealed".to_owned()));
        let Some(Event::Done { result: Err(error), .. }) = queue.wait(1, None).pop() else {
            panic!("no error")
        };
        assert_eq!(error.kind(), Kind::Configuration);
        assert!(error.message().contains("the vault is sealed"));
        assert_eq!(queue.in_flight(), 0);
    }

    #[test]
    fn a_hundred_thousand_cancelled_calls_leave_nothing_behind() {
        let queue = Queue::new(|| {});
        let client = client();
        let operations = client.provider().operations;
        let operation = operations.iter().position(|operation| operation.id == "cases.list");
        let operation = u32::try_from(operation.expect("it is described")).unwrap();
        for storm in 0..1_000 {
            let call = || Call { operation, ..Call::default() };
            let tickets: Vec<u64> = (0..100).map(|_| queue.submit(&client, call())).collect();
            if storm % 10 == 0 {
                // Some of them ask for their credential first.
                assert_eq!(queue.wait(1, None).len(), 1);
            }
            assert!(tickets.iter().all(|ticket| queue.cancel(*ticket)));
        }
        let state = queue.state();
        assert!(state.in_flight.is_empty() && state.questions.is_empty() && state.events.is_empty());
        drop(state);
        // Each task lets go of the queue when it is dropped, on a thread of the runtime.
        let is_alone = |_| {
            std::thread::yield_now();
            Arc::strong_count(&queue) == 1
        };
        assert!((0..100_000_000).any(is_alone), "a task of a cancelled call is still there");
    }

    #[test]
    fn a_cancelled_call_leaves_nothing_behind() {
        let queue = Queue::new(|| {});
        let ticket = submit(&queue);
        let asked = queue.wait(1, None);
        assert!(queue.cancel(ticket));
        assert!(!queue.cancel(ticket));
        assert_eq!(asked.len(), 1);
        let state = queue.state();
        assert!(state.in_flight.is_empty() && state.questions.is_empty() && state.events.is_empty());
    }

    #[test]
    fn a_closed_queue_wakes_who_waits_and_starts_nothing() {
        let queue = Queue::new(|| {});
        submit(&queue);
        queue.close();
        assert!(queue.wait(1, None).is_empty());
        submit(&queue);
        assert_eq!(queue.in_flight(), 0);
    }
}
