//! Completion queues: one per JVM, or per class loader where an application server has several, while it has clients.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use signbridge::bridge::frame::{Frame, HEADER};
use signbridge::bridge::{self, Event, Queue};

static QUEUES: LazyLock<RwLock<HashMap<u64, Arc<JvmQueue>>>> = LazyLock::new(RwLock::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

/// How many completions one batch takes at most. Bounds what waits here while the JVM works on a batch.
const BATCH: usize = 256;

/// A queue with what was taken from it and did not fit the JVM's buffer yet.
#[derive(Debug)]
pub struct JvmQueue {
    pub(crate) queue: Arc<Queue>,
    backlog: Mutex<VecDeque<Outgoing>>,
}

enum Outgoing {
    Completion(Frame),
    /// The core's frame has no room for the asking call, and the JVM must know whose credential is wanted.
    CredentialWanted {
        request: u64,
        ticket: u64,
    },
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Completion(_) => "Completion",
            Self::CredentialWanted { .. } => "CredentialWanted",
        })
    }
}

impl From<Event> for Outgoing {
    fn from(event: Event) -> Self {
        match event {
            Event::CredentialWanted { request, ticket } => Self::CredentialWanted { request, ticket },
            event => Self::Completion(Frame::from(event)),
        }
    }
}

impl Outgoing {
    fn len(&self) -> usize {
        match self {
            Self::Completion(frame) => frame.len(),
            Self::CredentialWanted { .. } => HEADER + 8,
        }
    }

    fn write_to(&self, out: &mut [u8]) -> usize {
        match self {
            Self::Completion(frame) => frame.write_to(out),
            Self::CredentialWanted { request, ticket } => {
                // As the core's frame of kind 3, with the ticket as its body.
                out[..HEADER].fill(0);
                out[0] = 3;
                out[8] = 8;
                out[16..HEADER].copy_from_slice(&request.to_le_bytes());
                out[HEADER..HEADER + 8].copy_from_slice(&ticket.to_le_bytes());
                HEADER + 8
            }
        }
    }
}

/// What a drain did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Drained {
    /// This many bytes of frames were written.
    Written(usize),
    /// The next frame needs a buffer of this many bytes.
    Needs(usize),
    /// The queue is closed.
    Closed,
}

impl JvmQueue {
    fn new() -> Self {
        // Nobody is woken: the JVM's daemon thread waits inside `drain`.
        Self { queue: Queue::new(|| {}), backlog: Mutex::default() }
    }

    /// Waits until there is something, then writes whole frames until the next does not fit.
    pub(crate) fn drain_into(&self, out: &mut [u8]) -> Drained {
        let mut backlog = self.backlog.lock().unwrap_or_else(PoisonError::into_inner);
        if backlog.is_empty() {
            backlog.extend(self.queue.wait(BATCH, None).into_iter().map(Outgoing::from));
        }
        let Some(first) = backlog.front() else { return Drained::Closed };
        if first.len() > out.len() {
            return Drained::Needs(first.len());
        }
        let mut written = 0;
        while let Some(next) = backlog.front().filter(|next| next.len() <= out.len() - written) {
            written += next.write_to(&mut out[written..]);
            backlog.pop_front();
        }
        Drained::Written(written)
    }
}

/// The queue of that number.
pub(crate) fn find(id: u64) -> Option<Arc<JvmQueue>> {
    QUEUES.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
}

/// Makes a queue and gives its number. It lives until it is closed.
#[uniffi::export]
pub fn open_queue() -> u64 {
    bridge::listen();
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let queue = Arc::new(JvmQueue::new());
    QUEUES.write().unwrap_or_else(PoisonError::into_inner).insert(id, queue);
    id
}

/// Answers for a credential: the secret, or why there is none.
#[uniffi::export]
pub fn answer_credential(queue: u64, request: u64, secret: Option<String>, reason: Option<String>) {
    if let Some(found) = find(queue) {
        let answer = secret.ok_or_else(|| reason.unwrap_or_else(|| "no reason given".to_owned()));
        found.queue.answer_credential(request, answer);
    }
}

/// Answers for a wanted chunk of a file: why it cannot be read. `signbridge_kotlin_answer_chunk` gives it.
#[uniffi::export]
pub fn refuse_chunk(queue: u64, request: u64, reason: String) {
    if let Some(found) = find(queue) {
        found.queue.answer_chunk(request, Err(reason));
    }
}

/// Answers for an offered chunk of a file: it is taken and the next may come, or why it cannot be taken.
#[uniffi::export]
pub fn take_chunk(queue: u64, request: u64, reason: Option<String>) {
    if let Some(found) = find(queue) {
        found.queue.take_chunk(request, reason.map_or(Ok(()), Err));
    }
}

/// Cancels everything in flight, ends the thread that drains and forgets the number.
#[uniffi::export]
pub fn close_queue(queue: u64) {
    let removed = QUEUES.write().unwrap_or_else(PoisonError::into_inner).remove(&queue);
    if let Some(found) = removed {
        found.queue.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signbridge::bridge::{Call, open};

    fn submit(queue: &JvmQueue, credential: &str) -> u64 {
        let config = format!(
            r#"{{"provider":"nextsign","credential":{credential},"tenant":"c1","origins":{{"v2":"http://127.0.0.1:1/api"}},"max_retries":0}}"#
        );
        let client = open(config.as_bytes()).unwrap();
        queue.queue.submit(&client, Call { operation: u32::MAX, ..Call::default() })
    }

    #[test]
    fn a_buffer_that_is_too_small_is_told_how_large_it_must_be() {
        let queue = JvmQueue::new();
        let ticket = submit(&queue, r#"{"value":"k"}"#);
        let mut small = [0; 8];
        let Drained::Needs(needed) = queue.drain_into(&mut small) else { panic!("it cannot fit") };
        let mut buffer = vec![0; needed];
        assert_eq!(queue.drain_into(&mut buffer), Drained::Written(needed));
        assert_eq!((buffer[0], u64::from_le_bytes(buffer[16..24].try_into().unwrap())), (2, ticket));
    }

    #[test]
    fn frames_that_do_not_fit_wait_for_the_next_drain() {
        let queue = JvmQueue::new();
        let frame = |request| Outgoing::CredentialWanted { request, ticket: request + 100 };
        queue.backlog.lock().unwrap().extend([frame(1), frame(2), frame(3)]);
        let mut buffer = [0; 70];
        assert_eq!(queue.drain_into(&mut buffer), Drained::Written(64));
        assert_eq!((buffer[0], buffer[16], buffer[24]), (3, 1, 101));
        assert_eq!(queue.drain_into(&mut buffer), Drained::Written(32));
        assert_eq!((buffer[16], buffer[24]), (3, 103));
    }

    #[test]
    fn a_closed_queue_ends_its_drain() {
        let queue = JvmQueue::new();
        queue.queue.close();
        assert_eq!(queue.drain_into(&mut [0; 64]), Drained::Closed);
    }

    #[test]
    fn a_closed_queue_is_forgotten_and_its_number_not_given_again() {
        let first = open_queue();
        close_queue(first);
        assert!(find(first).is_none());
        assert_ne!(open_queue(), first);
    }

    #[test]
    fn numbers_that_were_never_given_out_are_harmless() {
        assert!(find(0).is_none());
        assert!(find(u64::MAX).is_none());
    }
}
