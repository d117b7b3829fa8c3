//! The submission and completion queue of one JavaScript environment (the main thread, or one worker thread).
//!
//! # What keeps the process alive
//!
//! The wake is *weak*: a queue alone, with idle connections behind it, lets the process end, as an idle `fetch` pool
//! does. A call that is pending must not: `await client.cases.get(id)` at the top of a module has to finish. So the
//! package calls [`NativeQueue::hold`] when its first call starts and [`NativeQueue::release`] when the last one has
//! settled; both only move libuv's reference count.
//!
//! # When the environment ends first
//!
//! `process.exit()` or `worker.terminate()` with calls in flight: Node closes the wake before it frees the
//! environment, from then on waking does nothing, and the clean-up hook cancels what is in flight, which closes its
//! sockets.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use napi::bindgen_prelude::{Buffer, BufferSlice, Either, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Result, Status, check_status, sys};
use napi_derive::napi;
use signbridge::bridge::frame::Frame;
use signbridge::bridge::{self, Call, Event, Queue};

use crate::client::NativeClient;

/// Not callee-handled (it never fails), weak, with an unbounded queue (at most one wake is ever waiting).
type Wake = ThreadsafeFunction<(), (), (), Status, false, true, 0>;

/// How many completions leave the core's queue at a time.
const BATCH: usize = 1024;

/// The queue of one JavaScript environment.
#[napi]
pub struct NativeQueue {
    queue: Arc<Queue>,
    wake: Arc<Wake>,
    /// Taken from the core's queue, but not yet written to JavaScript because the buffer was full.
    backlog: RefCell<VecDeque<Frame>>,
    /// Which call each open credential request belongs to.
    asking: RefCell<HashMap<u64, u64>>,
}

/// A body, as JavaScript gives it: text is encoded on its way in.
type Payload = Either<Buffer, String>;

#[napi]
impl NativeQueue {
    /// A queue that calls `wake` on the JavaScript thread, once for each batch of completions.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, wake: Function<'_, (), ()>) -> Result<Self> {
        bridge::listen();
        let wake: Arc<Wake> = Arc::new(wake.build_threadsafe_function::<()>().weak::<true>().build()?);
        let queue = Queue::new({
            let wake = Arc::clone(&wake);
            move || {
                // The only failure is that the environment is closing: then nobody is left to wake.
                wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
            }
        });
        env.add_env_cleanup_hook(Arc::clone(&queue), |queue| queue.close())?;
        Ok(Self { queue, wake, backlog: RefCell::default(), asking: RefCell::default() })
    }

    /// Starts a call and gives its ticket. `operation` is the index in the provider's table, `params` are names and
    /// values in turn, `options` is a JSON document. `raw`, another one, stands for an endpoint without an operation.
    #[napi(catch_unwind)]
    pub fn submit(
        &self,
        client: &NativeClient,
        operation: u32,
        params: Vec<String>,
        body: Option<Payload>,
        options: Option<String>,
        raw: Option<String>,
    ) -> f64 {
        let body = body.map(|body| match body {
            // A copy: JavaScript may write to its buffer while the call is on its way.
            Either::A(buffer) => Bytes::copy_from_slice(&buffer),
            Either::B(text) => Bytes::from(text),
        });
        let options = options.map(String::into_bytes);
        let raw = raw.map(String::into_bytes);
        to_js(self.queue.submit(&client.inner, Call { operation, params, body, options, raw }))
    }

    /// Gives a call up: its socket closes and no completion follows.
    #[napi(catch_unwind)]
    pub fn cancel(&self, ticket: f64) -> bool {
        self.queue.cancel(from_js(ticket))
    }

    /// Writes completions into `into` and gives the number of bytes: negative when more are waiting. A completion
    /// that is larger than `into` comes in a buffer of its own; then more may be waiting too.
    #[napi(catch_unwind)]
    pub fn drain(&self, mut into: BufferSlice<'_>) -> Either<f64, Buffer> {
        let mut backlog = self.backlog.borrow_mut();
        let mut all_taken = true;
        if backlog.is_empty() {
            let events = self.queue.drain(BATCH);
            all_taken = events.len() < BATCH;
            for event in events {
                if let Event::CredentialWanted { request, ticket } = event {
                    self.asking.borrow_mut().insert(request, ticket);
                }
                backlog.push_back(Frame::from(event));
            }
        }
        let mut written = 0;
        while let Some(frame) = backlog.front() {
            if frame.len() > into.len() - written {
                if written > 0 {
                    break;
                }
                let mut own = vec![0; frame.len()];
                frame.write_to(&mut own);
                backlog.pop_front();
                return Either::B(own.into());
            }
            written += frame.write_to(&mut into[written..]);
            backlog.pop_front();
        }
        let bytes = to_js(written as u64);
        Either::A(if all_taken && backlog.is_empty() { bytes } else { -bytes })
    }

    /// The ticket of the call that a credential request belongs to.
    #[napi(catch_unwind)]
    pub fn call_asking(&self, request: f64) -> Option<f64> {
        self.asking.borrow().get(&from_js(request)).copied().map(to_js)
    }

    /// Answers a credential request with the secret, or with the reason why there is none.
    #[napi(catch_unwind)]
    pub fn answer_credential(&self, request: f64, secret: Option<String>, reason: Option<String>) {
        let request = from_js(request);
        self.asking.borrow_mut().remove(&request);
        self.queue.answer_credential(request, secret.ok_or_else(|| reason.unwrap_or_default()));
    }

    /// Answers for a wanted chunk: the next bytes of the file, nothing at its end, or the reason why it cannot be read.
    #[napi(catch_unwind)]
    pub fn answer_chunk(&self, request: f64, chunk: Option<Buffer>, reason: Option<String>) {
        let answer = match reason {
            Some(reason) => Err(reason),
            None => Ok(chunk.map(|chunk| Bytes::copy_from_slice(&chunk))),
        };
        self.queue.answer_chunk(from_js(request), answer);
    }

    /// Answers for an offered chunk: it is taken and the next may come, or the reason why it cannot be taken.
    #[napi(catch_unwind)]
    pub fn take_chunk(&self, request: f64, reason: Option<String>) {
        self.queue.take_chunk(from_js(request), reason.map_or(Ok(()), Err));
    }

    /// Keeps the process alive from now on. Only the first call of it counts.
    #[napi(catch_unwind)]
    pub fn hold(&self, env: Env) -> Result<()> {
        // SAFETY: called on the environment's own thread, and `self` keeps the threadsafe function from being freed.
        check_status!(unsafe { sys::napi_ref_threadsafe_function(env.raw(), self.wake.raw()) })
    }

    /// Lets the process end again.
    #[napi(catch_unwind)]
    pub fn release(&self, env: Env) -> Result<()> {
        // SAFETY: as in `hold`.
        check_status!(unsafe { sys::napi_unref_threadsafe_function(env.raw(), self.wake.raw()) })
    }
}

impl Drop for NativeQueue {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Tickets count up from zero, so they stay far below 2⁵³, where JavaScript's numbers stop being exact.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn to_js(ticket: u64) -> f64 {
    ticket as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only ever a value from `to_js`")]
fn from_js(ticket: f64) -> u64 {
    ticket as u64
}
