//! The border to Python, Node and the JVM: a submission and completion queue.
//!
//! A host *submits* a call and gets a ticket. Native threads run it and put what came of it on a completion [`Queue`];
//! when the queue was empty they *wake* the host, by means that run no host code. The host *drains* a batch on its own
//! thread. So no worker ever waits for an interpreter lock, and one wake serves many completions.
//!
//! ```
//! use signbridge::bridge::{self, Call, Event, Queue};
//!
//! let client = bridge::open(br#"{"provider":"nextsign","credential":{"value":"key"},"tenant":"c1"}"#)?;
//! let queue = Queue::new(|| { /* write a byte to a socket, say */ });
//! let ticket = queue.submit(&client, Call { operation: 0, ..Call::default() });
//! for event in queue.drain(64) {
//!     if let Event::Done { ticket: done, result } = event {
//!         assert_eq!(done, ticket);
//!         # let _ = result;
//!     }
//! }
//! queue.cancel(ticket);
//! # Ok::<(), signbridge::Error>(())
//! ```
//!
//! Files flow over the same queue: the core asks for a chunk ([`Event::ChunkWanted`]) or offers one
//! ([`Event::ChunkOffered`]) and goes on when the host has answered, so neither side runs ahead of the other.
//!
//! The border never grows with endpoints: an operation is a number, its parameters are strings, its body is bytes. It is
//! not an API for applications; those use [`crate::Client`] or the typed clients.

pub mod frame;
mod queue;
mod runtime;

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(crate) use queue::HostLink;
pub use queue::{Event, Queue};

pub use crate::notice::{Level, Notice};

use crate::call::{self, Raw, Target};
use crate::client::{self, Client};
use crate::clock::Clock;
use crate::config::{CallOptions, Config, HostFile};
use crate::error::{Error, Kind};
use crate::file::Sink;
use crate::notice;
use crate::operation::Safety;
use crate::{page, providers, webhook};

/// The hash of the documents that this library was generated from. A façade generated from others must refuse it.
pub fn catalogue_hash() -> &'static str {
    crate::catalogue::HASH
}

/// From now on, queues give [`Event::Notice`]: for hosts that have no use for lines of `tracing`.
pub fn listen() {
    notice::listen();
}

/// Builds a client from the JSON form of [`Config`].
pub fn open(config: &[u8]) -> Result<Client, Error> {
    Client::open(parse::<Config>(config, Kind::Configuration)?)
}

impl Client {
    /// [`Client::with_options`] from the JSON form of [`crate::ViewOptions`].
    pub fn with_options_json(&self, options: &[u8]) -> Result<Self, Error> {
        self.with_options(parse(options, Kind::Configuration)?)
    }
}

/// A call as it crosses the border.
#[derive(Debug, Default)]
pub struct Call {
    /// The operation's index in the provider's table. Ignored for raw requests.
    pub operation: u32,
    /// Name, value, name, value…; a list repeats its name. A raw request's query.
    pub params: Vec<String>,
    /// The JSON body, or a file's bytes.
    pub body: Option<Bytes>,
    /// The JSON form of [`CallOptions`], and what the border says of files with it:
    ///
    /// - `"files": [file, …]` is what is uploaded instead of `body`: `{"path": "/a/b.pdf"}`, or `{"host": {"length": 5}}`
    ///   (`length` may be null or absent) for a stream of the host's, which the core pulls by [`Event::ChunkWanted`];
    /// - `"sink"` is where a download goes: `{"path": "/a/b.pdf"}`, or `{"host": {}}` for a stream of the host's, which gets
    ///   it by [`Event::ChunkOffered`]; without it, the bytes are the reply's body;
    /// - `"progress": true` asks for [`Event::Progress`].
    pub options: Option<Vec<u8>>,
    /// The JSON form of a raw request: `{"method","path","origin","content_type","safety"}`.
    pub raw: Option<Vec<u8>>,
}

impl Call {
    fn into_call(self, host: &HostLink) -> Result<call::Call, Error> {
        let mut options: CallOptions = match self.options {
            Some(json) if !json.is_empty() => parse(&json, Kind::InvalidRequest)?,
            _ => CallOptions::default(),
        };
        let target = match self.raw {
            Some(json) => Target::Raw(raw(&json)?),
            None => Target::Operation(self.operation as usize),
        };
        let files = std::mem::take(&mut options.files).into_iter().enumerate();
        let files = files.map(|(index, file)| match file {
            HostFile::Path(path) => path.into(),
            HostFile::Host { length } => host.source(u32::try_from(index).unwrap_or(u32::MAX), length),
        });
        let files = files.collect();
        let sink = match options.sink.take() {
            None => Sink::default(),
            Some(HostFile::Path(path)) => Sink::path(path),
            Some(HostFile::Host { .. }) => host.sink(),
        };
        let progress = options.progress.then(|| host.progress());
        Ok(call::Call { target, params: self.params, body: self.body, options, files, sink, progress })
    }
}

pub(crate) fn raw(json: &[u8]) -> Result<Raw, Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wire {
        method: String,
        path: String,
        origin: Option<String>,
        content_type: Option<String>,
        safety: Option<String>,
    }
    let Wire { method, path, origin, content_type, safety } = parse(json, Kind::InvalidRequest)?;
    let safety = match safety.as_deref() {
        None => None,
        Some("read") => Some(Safety::Read),
        Some("idempotent") => Some(Safety::Idempotent),
        Some("keyed") => Some(Safety::Keyed),
        Some("create") => Some(Safety::Create),
        Some("action") => Some(Safety::Action),
        Some(other) => {
            let message = format!("{other:?} is not one of read, idempotent, keyed, create, action");
            return Err(Error::argument("safety", message));
        }
    };
    Ok(Raw { method, path, origin, content_type, safety })
}

/// The parameters of the page after this one; see [`Queue::submit`] for `params`, [`crate::Reply::body`] for `body`.
pub fn next_page(
    client: &Client,
    operation: u32,
    params: &[String],
    body: &[u8],
) -> Result<Option<Vec<String>>, Error> {
    let provider = client.provider();
    let operation = provider.operations.get(operation as usize);
    let operation =
        operation.ok_or_else(|| Error::argument("operation", "is not in the provider's table"))?;
    page::next(operation, params, body)
        .map_err(|error| error.with_provider(provider.name).with_operation(operation.id))
}

/// An error for a payload that a typed client could not read; `problem` completes "the answer …". Shows nothing of it.
pub fn decode_error(provider: &str, operation: u32, status: u16, problem: &str) -> Error {
    match providers::find(provider) {
        Some((provider, _)) => client::unreadable(provider, operation as usize, status, problem),
        None => Error::configuration("provider", format!("{provider:?} is not known")),
    }
}

/// Verifies a delivery of a webhook; its body is then an object that names its event.
///
/// `headers` are name, value, name, value…, and may hold others too. One of `secrets` must fit. `tolerance_ms` is how far
/// away its time may be; without it, none is asked for. Needs no client and does not block.
pub fn verify_webhook(
    provider: &str,
    body: &[u8],
    headers: &[String],
    secrets: &[String],
    tolerance_ms: Option<f64>,
) -> Result<(), Error> {
    let (provider, _) = providers::find(provider)
        .ok_or_else(|| Error::configuration("provider", format!("{provider:?} is not known")))?;
    let tolerance = tolerance_ms.map(|milliseconds| Duration::try_from_secs_f64(milliseconds / 1e3));
    let tolerance = tolerance.transpose().map_err(|_| {
        Error::configuration("tolerance", "must be a time from 0").with_provider(provider.name)
    })?;
    let headers = headers.chunks_exact(2).map(|pair| (&pair[0], &pair[1]));
    webhook::verify(provider, body, headers, secrets, tolerance, Clock::default().date())
}

/// The message names the field and never holds the text, which may hold a key.
fn parse<T: DeserializeOwned>(json: &[u8], kind: Kind) -> Result<T, Error> {
    serde_json::from_slice(json).map_err(|error| {
        let text = error.to_string();
        // A value that is one of a few: the message begins with its name.
        if let Some((field, message)) = text.split_once(": ")
            && error.is_data()
            && field.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
            return match kind {
                Kind::Configuration => Error::configuration(field, message),
                _ => Error::argument(field, message),
            };
        }
        let text = if error.is_data() && text.starts_with("invalid type") {
            // Serde quotes the value found.
            format!("a value is of the wrong type at column {}", error.column())
        } else {
            text
        };
        Error::new(kind, format!("the options cannot be read: {text}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_priority_that_is_none_is_refused_by_its_name() {
        let options = parse::<CallOptions>(br#"{"priority":"urgent"}"#, Kind::InvalidRequest);
        let error = options.unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_str()), (Kind::InvalidRequest, "priority"));
        assert_eq!(error.message(), "priority: \"urgent\" is not one of interactive, batch");
    }
}
