//! What the generated Rust clients are made of: a request that is put together, sent and read as its type.
//!
//! ```no_run
//! # async fn run(client: signbridge::nextsign::NextSign) -> Result<(), signbridge::Error> {
//! use std::time::Duration;
//!
//! let request = client.cases().get("657b00000000000000000001").timeout(Duration::from_secs(10));
//! let (case, reply) = request.send_with_reply().await?;
//! println!("{:?}, after {} attempts", case.title, reply.attempts().len());
//! # Ok(())
//! # }
//! ```
//!
//! The other languages have façades of their own over the same [`Client`]; nothing here decides anything.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::answer::Members;
use crate::call::{Call, Raw, Reply, Target};
use crate::client::Client;
use crate::config::CallOptions;
use crate::error::Error;
use crate::file::{self, FileInfo, Progress, Sink, Source};
use crate::limit::Priority;
use crate::operation::{Operation, Safety};
use crate::page;

mod decimal;

pub use decimal::{Decimal, NotDecimal};

/// An endpoint as a type. Implemented by the generated markers only.
pub trait Endpoint {
    /// What the call gives.
    type Output;
    /// How its answer is read.
    type Answer: Answer<Output = Self::Output>;
    /// Its position in the provider's table.
    const INDEX: usize;
    /// For lists: the dotted member of the payload with the items, when it is not the payload itself.
    const ITEMS: Option<&'static str> = None;
}

/// How an answer is read: as [`Json`], [`Paged`], [`Bytes`] or [`Nothing`].
pub trait Answer {
    /// What it is read as.
    type Output;
    /// Reads it.
    fn read(answered: Answered) -> Result<Self::Output, Error>;
}

/// An answer, with what it takes to ask for the next page.
pub struct Answered {
    client: Client,
    index: usize,
    items: Option<&'static str>,
    params: Vec<String>,
    options: CallOptions,
    reply: Reply,
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bodies hold personal data.
        let (operation, status) = (self.operation().id, self.reply.status());
        f.debug_struct("Answered")
            .field("operation", &operation)
            .field("status", &status)
            .finish_non_exhaustive()
    }
}

/// The payload is JSON for a `T`.
#[derive(Debug)]
pub enum Json<T> {
    /// Never made.
    #[doc(hidden)]
    Never(std::convert::Infallible, PhantomData<T>),
}

/// The payload is one page with items of type `T`.
#[derive(Debug)]
pub enum Paged<T> {
    /// Never made.
    #[doc(hidden)]
    Never(std::convert::Infallible, PhantomData<T>),
}

/// The payload says nothing.
#[derive(Debug)]
pub enum Nothing {}

impl<T: DeserializeOwned> Answer for Json<T> {
    type Output = T;

    fn read(answered: Answered) -> Result<T, Error> {
        answered.decode(answered.reply.body())
    }
}

impl<T: DeserializeOwned> Answer for Paged<T> {
    type Output = Page<T>;

    fn read(answered: Answered) -> Result<Page<T>, Error> {
        let body = answered.reply.body();
        let items = match answered.items {
            None => answered.decode(body)?,
            Some(member) => {
                let members = Members::read(body).ok();
                let found = members.and_then(|members| members.get(member).map(str::to_owned));
                let found = found.ok_or_else(|| answered.error(&format!("has no {member}")))?;
                answered.decode(found.as_bytes())?
            }
        };
        let next = page::next(answered.operation(), &answered.params, body)?;
        Ok(Page { items, next, answered })
    }
}

impl Answer for Bytes {
    type Output = Self;

    fn read(answered: Answered) -> Result<Self, Error> {
        Ok(answered.reply.body)
    }
}

impl Answer for Nothing {
    type Output = ();

    fn read(_answered: Answered) -> Result<(), Error> {
        Ok(())
    }
}

impl Answered {
    fn operation(&self) -> &'static Operation {
        &self.client.provider().operations[self.index]
    }

    fn decode<T: DeserializeOwned>(&self, payload: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(payload).map_err(|error| self.error(&format!("cannot be read: {error}")))
    }

    fn error(&self, problem: &str) -> Error {
        self.client
            .decode_error(self.index, self.reply.status(), self.reply.body(), problem)
            .with_request_id(self.reply.request_id().map(str::to_owned))
            .with_idempotency_key(self.reply.idempotency_key().map(str::to_owned))
            .with_attempts(self.reply.attempts().to_vec())
    }
}

/// A request that is put together. Nothing happens before [`send`](Self::send).
#[must_use = "nothing is sent before `send`"]
pub struct Request<E> {
    client: Client,
    params: Vec<String>,
    body: Option<Result<Bytes, String>>,
    files: Vec<Source>,
    progress: Option<Progress>,
    options: CallOptions,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Endpoint> Request<E> {
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            params: Vec::new(),
            body: None,
            files: Vec::new(),
            progress: None,
            options: CallOptions::default(),
            endpoint: PhantomData,
        }
    }

    pub(crate) fn param(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.extend([name.to_owned(), value.into()]);
        self
    }

    pub(crate) fn params(self, name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        values.into_iter().fold(self, |request, value| request.param(name, value))
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        let (body, files) = file::serialise(body);
        self.body = Some(body.map(Bytes::from).map_err(|error| error.to_string()));
        self.files = files;
        self
    }

    pub(crate) fn file(mut self, source: impl Into<Source>) -> Self {
        self.files = vec![source.into()];
        self
    }

    /// `told` is called with the bytes so far, and in all where that is known, while a file is on its way.
    pub fn on_progress(mut self, told: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Progress::new(told));
        self
    }

    /// Time for the whole call with all its attempts and pauses.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How often a failed attempt may be repeated.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = Some(retries);
        self
    }

    /// A further request header. Those that carry credentials or frame the message are refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.push((name.into(), value.into()));
        self
    }

    /// The idempotency key, where the provider honours one.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    /// Which calls go first when the rate limit makes them wait.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = priority;
        self
    }

    /// Whether to look for what the call should have created when its outcome is unknown, where the provider has a way to
    /// look.
    pub fn reconcile(mut self, yes: bool) -> Self {
        self.options.reconcile = Some(yes);
        self
    }

    /// Sends it and waits for the answer. Dropping the future cancels the call and closes its connection.
    pub async fn send(self) -> Result<E::Output, Error> {
        self.send_with_reply().await.map(|(output, _)| output)
    }

    /// Like [`send`](Self::send), with status, headers and attempts.
    pub async fn send_with_reply(self) -> Result<(E::Output, Reply), Error> {
        let (client, index, params, options) =
            (self.client.clone(), E::INDEX, self.params.clone(), self.options.clone());
        let reply = self.send_into(Sink::default()).await?;
        let answered = Answered { client, index, items: E::ITEMS, params, options, reply: reply.clone() };
        Ok((E::Answer::read(answered)?, reply))
    }

    async fn send_into(self, sink: Sink) -> Result<Reply, Error> {
        let provider = self.client.provider();
        let id = provider.operations[E::INDEX].id;
        let body = self.body.transpose().map_err(|problem| {
            Error::argument("body", problem).with_provider(provider.name).with_operation(id)
        })?;
        let call = Call {
            target: Target::Operation(E::INDEX),
            params: self.params,
            body,
            options: self.options,
            files: self.files,
            sink,
            progress: self.progress,
        };
        self.client.call(call).await
    }
}

impl<E: Endpoint<Output = Bytes>> Request<E> {
    /// Downloads to a file: written beside it, and put in its place when it is whole and checked. A failed or cancelled
    /// download leaves what was there. A connection that breaks is taken up where it broke, if the server can.
    ///
    /// Without a `timeout` of its own the call may take an hour; nothing may stall for longer than `attempt_timeout`.
    pub async fn save_to(self, path: impl Into<PathBuf>) -> Result<FileInfo, Error> {
        let reply = self.send_into(Sink::path(path)).await?;
        Ok(reply.file().cloned().expect("what was saved was counted"))
    }

    /// Downloads piece by piece; times as with [`save_to`](Self::save_to). Dropping the stream cancels the call. The file is
    /// whole only if the stream ends without an error.
    pub fn chunks(self) -> impl Stream<Item = Result<Bytes, Error>> {
        let (sender, receiver) = mpsc::channel(1);
        let sink = Sink::taker(move |chunk| {
            let sender = sender.clone();
            async move { sender.send(chunk).await.map_err(|_| "nobody takes it".to_owned()) }
        });
        let call = Some(Box::pin(async move { self.send_into(sink).await }));
        stream::unfold((call, receiver), |(mut call, mut receiver)| async move {
            if let Some(running) = &mut call {
                let ended = tokio::select! {
                    biased;
                    Some(chunk) = receiver.recv() => return Some((Ok(chunk), (call, receiver))),
                    ended = running => ended,
                };
                call = None;
                if let Err(error) = ended {
                    return Some((Err(error), (call, receiver)));
                }
            }
            // The last one may have been on its way when the call ended.
            receiver.recv().await.map(|chunk| (Ok(chunk), (call, receiver)))
        })
    }
}

impl<T, E> Request<E>
where
    T: DeserializeOwned,
    E: Endpoint<Output = Page<T>>,
{
    /// The items of this page and all that follow, each page fetched when it is reached.
    pub fn stream(self) -> impl Stream<Item = Result<T, Error>> {
        stream::try_unfold(State::First(Box::new(self)), |mut state| async move {
            loop {
                let page = match state {
                    State::First(request) => request.send().await?,
                    State::Page(mut items, page) => {
                        if let Some(item) = items.next() {
                            return Ok(Some((item, State::Page(items, page))));
                        }
                        match page.next_page().await? {
                            Some(page) => page,
                            None => return Ok(None),
                        }
                    }
                };
                let (items, rest) = page.split();
                state = State::Page(items.into_iter(), Box::new(rest));
            }
        })
    }
}

enum State<T, E> {
    First(Box<Request<E>>),
    Page(std::vec::IntoIter<T>, Box<Page<T>>),
}

impl<E: Endpoint> fmt::Debug for Request<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bodies hold personal data.
        let id = self.client.provider().operations[E::INDEX].id;
        f.debug_struct("Request")
            .field("operation", &id)
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

/// One page of a list.
#[derive(Debug)]
pub struct Page<T> {
    items: Vec<T>,
    next: Option<Vec<String>>,
    answered: Answered,
}

impl<T: DeserializeOwned> Page<T> {
    /// The items of this page.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items of this page.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Whether there may be another page. Where the provider gives no total, a full last page says yes.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }

    /// Asks for the next page; `None` after the last.
    pub async fn next_page(&self) -> Result<Option<Self>, Error> {
        let Some(params) = self.next.clone() else { return Ok(None) };
        let Answered { client, index, items, options, .. } = &self.answered;
        let call = Call {
            target: Target::Operation(*index),
            params: params.clone(),
            options: options.clone(),
            ..Call::default()
        };
        let reply = client.call(call).await?;
        let (client, options) = (client.clone(), options.clone());
        let answered = Answered { client, index: *index, items: *items, params, options, reply };
        Paged::read(answered).map(Some)
    }

    /// Status, headers and attempts of the call that gave this page.
    pub fn reply(&self) -> &Reply {
        &self.answered.reply
    }

    fn split(mut self) -> (Vec<T>, Self) {
        (std::mem::take(&mut self.items), self)
    }
}

/// A request to an endpoint that no document describes. Nothing happens before [`send`](Self::send).
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    client: Client,
    call: Call,
    raw: Raw,
}

impl RawRequest {
    pub(crate) fn new(client: &Client, method: &str, path: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        let raw = Raw { method, path, origin: None, content_type: None, safety: None };
        Self { client: client.clone(), call: Call::default(), raw }
    }

    /// A query parameter. Given again with the same name, both are sent.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call.params.extend([name.into(), value.into()]);
        self
    }

    /// The body, JSON unless there is a [`content_type`](Self::content_type).
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.call.body = Some(body.into());
        self
    }

    /// The body's MIME type.
    pub fn content_type(mut self, mime: impl Into<String>) -> Self {
        self.raw.content_type = Some(mime.into());
        self
    }

    /// Which of the provider's origins serves it, by name; the first if not given.
    pub fn origin(mut self, name: impl Into<String>) -> Self {
        self.raw.origin = Some(name.into());
        self
    }

    /// What repeating it does; `read` for GET, HEAD and OPTIONS, else `create`, if not given.
    pub fn safety(mut self, safety: Safety) -> Self {
        self.raw.safety = Some(safety);
        self
    }

    /// Everything else that a call may set.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.options = options;
        self
    }

    /// Sends it and waits for the answer, whose body is given whole.
    pub async fn send(mut self) -> Result<Reply, Error> {
        self.call.target = Target::Raw(self.raw);
        self.client.call(self.call).await
    }
}

/// The values of these environment variables, where they are set.
#[expect(
    clippy::disallowed_methods,
    reason = "in Rust, the façade and its `from_env` are part of this crate"
)]
pub(crate) fn environment(names: &[&str]) -> BTreeMap<String, String> {
    let value = |name: &&str| std::env::var(name).ok().map(|value| ((*name).to_owned(), value));
    names.iter().filter_map(value).collect()
}

/// A string with known values; any other is kept in `Other`.
macro_rules! open_enum {
    ($(#[$docs:meta])* pub enum $name:ident { $($(#[$value_docs:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$docs])*
        ///
        /// Make one from text with `from`, which finds the known values: `Other` is for unknown ones only.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_docs])* $variant,)*
            /// A value that this version does not know.
            Other(String),
        }

        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => value,
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    $($value => Self::$variant,)*
                    _ => Self::Other(value),
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::from(value.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}
pub(crate) use open_enum;
