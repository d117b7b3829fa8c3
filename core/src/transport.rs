//! Sending one request and reading its answer whole; the only module that touches sockets.
//!
//! Redirects are never followed: a redirect would carry the credential to wherever the answer says. What failed is told
//! by how far it got: no connection means nothing was sent, anything later means it may have been.

use std::fmt::Write as _;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};
use reqwest::multipart::{Form, Part};
use url::Url;

use crate::answer::Answer;
use crate::error::{Delivery, Error, Kind};

/// Largest JSON answer that is read: far above any real one, far below what hurts.
const MAX_JSON: usize = 64 << 20;
/// Largest file that is downloaded into memory.
const MAX_FILE: usize = 512 << 20;

/// A request that can be sent more than once.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
    /// The answer is a file, not JSON.
    pub(crate) is_file: bool,
}

/// What a request carries.
pub(crate) enum Payload {
    None,
    Bytes(Bytes),
    Multipart {
        part: &'static str,
        filename: String,
        mime: &'static str,
        bytes: Bytes,
        texts: Vec<(String, String)>,
    },
}

/// The connection pool.
pub(crate) struct Http(reqwest::Client);

impl Http {
    pub(crate) fn new(connect_timeout: Duration, user_agent: &str) -> Result<Self, Error> {
        // An application may have chosen its own provider of cryptography already; then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "the one place that builds an HTTP client")]
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(Duration::from_secs(55))
            .tcp_nodelay(true)
            .user_agent(user_agent)
            .build()
            .map(Self)
            .map_err(|error| Error::new(Kind::Configuration, format!("no HTTP client: {}", chain(&error))))
    }

    /// Sends once and reads the whole answer. No time limit but that of connecting.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let mut builder =
            self.0.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
        match &request.payload {
            Payload::None => {}
            Payload::Bytes(bytes) => builder = builder.body(bytes.clone()),
            Payload::Multipart { part, filename, mime, bytes, texts } => {
                let length = bytes.len() as u64;
                let file = Part::stream_with_length(bytes.clone(), length).file_name(filename.clone());
                let file = file.mime_str(mime).expect("the MIME types are our own");
                let form = texts
                    .iter()
                    .fold(Form::new(), |form, (name, text)| form.text(name.clone(), text.clone()));
                builder = builder.multipart(form.part(*part, file));
            }
        }
        let mut response = builder.send().await.map_err(|error| failed(error, None))?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let most = if request.is_file && (200..300).contains(&status) { MAX_FILE } else { MAX_JSON };
        let body = read(&mut response, most).await.map_err(|error| match error {
            ReadError::Cut(error, start) => failed(error, Some(status)).with_evidence(start),
            ReadError::TooLarge(start) => {
                let message = format!("the answer (status {status}) is larger than {} MB", most >> 20);
                Error::new(Kind::Decode, message)
                    .with_status(status)
                    .with_delivery(Delivery::Answered)
                    .with_evidence(start)
            }
        })?;
        Ok(Answer { status, headers, body })
    }
}

enum ReadError {
    Cut(reqwest::Error, Bytes),
    TooLarge(Bytes),
}

async fn read(response: &mut reqwest::Response, most: usize) -> Result<Bytes, ReadError> {
    // Nearly every answer is one chunk, which is then taken as it is.
    let mut whole = Bytes::new();
    let mut joined: Option<BytesMut> = None;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok(joined.map_or(whole, BytesMut::freeze)),
            Err(error) => return Err(ReadError::Cut(error, joined.map_or(whole, BytesMut::freeze))),
        };
        if let Some(joined) = &mut joined {
            joined.extend_from_slice(&chunk);
        } else if whole.is_empty() {
            whole = chunk;
        } else {
            let mut both = BytesMut::with_capacity(2 * (whole.len() + chunk.len()));
            both.extend_from_slice(&whole);
            both.extend_from_slice(&chunk);
            joined = Some(both);
        }
        let length = joined.as_ref().map_or(whole.len(), BytesMut::len);
        if length > most {
            return Err(ReadError::TooLarge(joined.map_or(whole, BytesMut::freeze)));
        }
    }
}

/// `status` is there when the answer had begun.
fn failed(error: reqwest::Error, status: Option<u16>) -> Error {
    let error = error.without_url();
    if error.is_builder() {
        return Error::new(Kind::InvalidRequest, format!("the request cannot be built: {}", chain(&error)));
    }
    let kind = if error.is_timeout() { Kind::Timeout } else { Kind::Transport };
    let (what, delivery) = match status {
        Some(_) => ("the answer was cut", Delivery::Answered),
        None if error.is_connect() => ("no connection", Delivery::NotSent),
        None => ("the connection broke before an answer came", Delivery::Maybe),
    };
    let failed = Error::new(kind, format!("{what}: {}", chain(&error))).with_delivery(delivery);
    match status {
        Some(status) => failed.with_status(status),
        None => failed,
    }
}

/// An error and its causes, without repetition.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let part = error.to_string();
        if !text.contains(&part) {
            let separator = if text.is_empty() { "" } else { ": " };
            let _ = write!(text, "{separator}{part}");
        }
        next = error.source();
    }
    text
}
