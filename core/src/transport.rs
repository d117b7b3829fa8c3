//! Sending one request and reading its answer, whole or as it flows; the only module that touches sockets.
//!
//! Redirects are never followed: a redirect would carry the credential to wherever the answer says. What failed is told
//! by how far it got, which a [`Progress`] knows: a request whose last byte no connection took was not sent, anything
//! later means it may have been.

use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, RANGE};
use http::{HeaderMap, HeaderValue, Method};
use http_body::{Frame, SizeHint};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use url::Url;

use crate::answer::Answer;
use crate::error::{Delivery, Error, Kind};
use crate::file::{Download, Upload};
use crate::network::{self, Network};

/// Largest JSON answer that is read: far above any real one, far below what hurts.
const MAX_JSON: usize = 64 << 20;

/// An answer whose body is still to come.
pub(crate) use reqwest::Response;

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
    /// The file alone.
    File(Upload),
    Multipart {
        part: &'static str,
        filename: String,
        mime: &'static str,
        file: Upload,
        texts: Vec<(String, String)>,
    },
    /// JSON, with the files in base64 where they belong.
    Json {
        pieces: Vec<Piece>,
        /// Of the whole body, where that of each file is known.
        length: Option<u64>,
        files: Upload,
    },
}

/// A piece of a JSON body.
pub(crate) enum Piece {
    Text(Bytes),
    /// The file of this number.
    File(usize),
}

impl Payload {
    /// The files that it carries.
    pub(crate) fn upload(&self) -> Option<&Upload> {
        match self {
            Self::None | Self::Bytes(_) => None,
            Self::File(files) | Self::Multipart { file: files, .. } | Self::Json { files, .. } => Some(files),
        }
    }
}

/// How far one try has got, readable when it is given up in the middle.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<AtomicU16>);

impl Progress {
    /// A connection has taken all of the request. Below 100, so no status.
    const LEFT: u16 = 1;

    /// The status, once the answer's head is there.
    fn status(&self) -> Option<u16> {
        Some(self.0.load(Ordering::Acquire)).filter(|state| *state > Self::LEFT)
    }

    fn has_left(&self) -> bool {
        self.0.load(Ordering::Acquire) != 0
    }

    fn leaves(&self) {
        // Not over a status: a server may answer before it has all.
        let _ = self.0.compare_exchange(0, Self::LEFT, Ordering::AcqRel, Ordering::Acquire);
    }

    fn answered(&self, status: u16) {
        self.0.store(status, Ordering::Release);
    }

    /// The error of a try that was given up when `limit` (which is called `name`) struck.
    pub(crate) fn given_up(&self, limit: Duration, name: &str) -> Error {
        let late = |what: &str| Error::new(Kind::Timeout, format!("{what} within {limit:?} ({name})"));
        match self.status() {
            Some(status) => {
                late("the answer did not end").with_status(status).with_delivery(Delivery::Answered)
            }
            None if self.has_left() => late("no answer").with_delivery(Delivery::Maybe),
            None => late("the request could not be sent").with_delivery(Delivery::NotSent),
        }
    }
}

/// A request's body, which tells when the last of it is taken. A connection asks even an empty one before it writes the
/// first byte of the request: whether it is empty decides what is written.
struct Leaving {
    body: Body,
    /// Bytes to come, where their number is known.
    left: Option<u64>,
    progress: Progress,
}

impl http_body::Body for Leaving {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let length = frame.data_ref().map_or(0, Bytes::len) as u64;
                self.left = self.left.map(|left| left.saturating_sub(length));
                if self.left == Some(0) {
                    self.progress.leaves();
                }
            }
            Poll::Ready(None) => self.progress.leaves(),
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        let is_over = self.body.is_end_stream();
        if is_over {
            self.progress.leaves();
        }
        is_over
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection pool. Clones share it.
#[derive(Clone)]
pub(crate) struct Http(reqwest::Client);

impl Http {
    pub(crate) fn new(network: &Network, connect_timeout: Duration, user_agent: &str) -> Result<Self, Error> {
        network::choose_cryptography();
        #[expect(clippy::disallowed_methods, reason = "the one place that builds an HTTP client")]
        let builder = reqwest::Client::builder();
        network
            .apply(builder)?
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
    pub(crate) async fn send(&self, request: &Request, progress: &Progress) -> Result<Answer, Error> {
        whole(uncompressed(self.begin(request, progress).await?, request)?).await
    }

    /// Sends once a request that carries a file, or whose answer is one. What flows is not limited in time, but may not stall
    /// for longer than `limit`. `is_it` tells the file from an answer that says where the file is.
    pub(crate) async fn transfer(
        &self,
        request: &mut Request,
        download: &mut Option<Download>,
        limit: Duration,
        progress: &Progress,
        is_it: impl FnOnce(&HeaderMap) -> bool,
    ) -> Result<Answer, Error> {
        let mut expected = download.as_mut().filter(|_| request.is_file);
        if let Some(download) = &mut expected {
            download.ask(&mut request.headers);
        }
        let late = || progress.given_up(limit, "attempt_timeout");
        let begun = self.begin(request, progress);
        let begun = match request.payload.upload() {
            Some(file) => {
                let begun = file.unless_stalled(limit, begun).await.unwrap_or_else(|| Err(late()));
                begun.map_err(|error| file.explain(error))
            }
            None => tokio::time::timeout(limit, begun).await.unwrap_or_else(|_| Err(late())),
        };
        let mut response = uncompressed(begun?, request)?;
        let mut status = response.status().as_u16();
        match expected {
            Some(download) if status == 416 && request.headers.contains_key(RANGE) => {
                if !download.has_nothing_left(response.headers()) {
                    return Err(Error::new(Kind::Transport, "the rest of the file is no longer there")
                        .with_status(status)
                        .with_delivery(Delivery::Answered));
                }
                status = 206;
            }
            Some(download) if response.status().is_success() && is_it(response.headers()) => {
                download.receive(&mut response, limit).await?;
            }
            _ => {
                let whole = tokio::time::timeout(limit, whole(response)).await;
                return whole.unwrap_or_else(|_| Err(late()));
            }
        }
        let headers = std::mem::take(response.headers_mut());
        let download = download.take().expect("it is what was filled");
        let (body, file) = download.finish().await.map_err(|error| error.with_status(status))?;
        Ok(Answer { status, headers, body, file: Some(file) })
    }

    /// Sends once and waits for the answer's head.
    async fn begin(&self, request: &Request, progress: &Progress) -> Result<Response, Error> {
        let mut builder =
            self.0.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
        if !request.headers.contains_key(ACCEPT_ENCODING) {
            builder = builder.header(ACCEPT_ENCODING, "identity");
        }
        match &request.payload {
            Payload::None => {}
            Payload::Bytes(bytes) => builder = builder.body(bytes.clone()),
            Payload::Json { pieces, length, files } => {
                let parts: Vec<_> = pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => stream::iter([Ok(text.clone())]).boxed(),
                        Piece::File(number) => files.contents()[*number].base64().boxed(),
                    })
                    .collect();
                let body = Body::wrap_stream(stream::iter(parts).flatten());
                if let Some(length) = length {
                    builder = builder.header(CONTENT_LENGTH, *length);
                }
                builder = builder.body(body);
            }
            Payload::File(file) => {
                let file = file.file();
                if let Some(length) = file.length() {
                    builder = builder.header(CONTENT_LENGTH, length);
                }
                builder = builder.body(Body::wrap_stream(file.pieces()));
            }
            Payload::Multipart { part, filename, mime, file, texts } => {
                let file = file.file();
                let pieces = Body::wrap_stream(file.pieces());
                let file = match file.length() {
                    Some(length) => Part::stream_with_length(pieces, length),
                    None => Part::stream(pieces),
                };
                let file = file.file_name(filename.clone());
                let file = file.mime_str(mime).expect("the MIME types are our own");
                let form = texts
                    .iter()
                    .fold(Form::new(), |form, (name, text)| form.text(name.clone(), text.clone()));
                builder = builder.multipart(form.part(*part, file));
            }
        }
        let mut request = builder.build().map_err(|error| failed(error, progress))?;
        let body = request.body_mut().take().unwrap_or_default();
        let length =
            request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let left = length.or_else(|| http_body::Body::size_hint(&body).exact());
        *request.body_mut() = Some(Body::wrap(Leaving { body, left, progress: progress.clone() }));
        let response = self.0.execute(request).await.map_err(|error| failed(error, progress))?;
        progress.answered(response.status().as_u16());
        Ok(response)
    }
}

/// Refuses what is compressed though that was not asked for: it is neither JSON nor the file that was stored. A failure is
/// told by its status, as if it had no body.
fn uncompressed(response: Response, request: &Request) -> Result<Response, Error> {
    let encoding = response.headers().get(CONTENT_ENCODING).map_or(&b""[..], HeaderValue::as_bytes);
    let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case(b"identity");
    if is_plain || request.headers.contains_key(ACCEPT_ENCODING) {
        return Ok(response);
    }
    let status = response.status();
    if status.is_success() {
        let encoding = String::from_utf8_lossy(&encoding[..encoding.len().min(20)]);
        let message = format!(
            "the answer (status {}) is compressed ({encoding}), though it was asked for as it is",
            status.as_u16()
        );
        return Err(Error::new(Kind::Decode, message)
            .with_status(status.as_u16())
            .with_delivery(Delivery::Answered));
    }
    let (parts, _) = http::Response::from(response).into_parts();
    Ok(http::Response::from_parts(parts, Body::default()).into())
}

/// The whole of a JSON answer.
async fn whole(mut response: Response) -> Result<Answer, Error> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let body = read(&mut response, MAX_JSON).await.map_err(|error| match error {
        ReadError::Cut(error, start) => cut(error, status).with_evidence(start),
        ReadError::TooLarge(start) => {
            let message = format!("the answer (status {status}) is larger than {} MB", MAX_JSON >> 20);
            Error::new(Kind::Decode, message)
                .with_status(status)
                .with_delivery(Delivery::Answered)
                .with_evidence(start)
        }
    })?;
    Ok(Answer { status, headers, body, file: None })
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

/// What kept an answer from coming.
fn failed(error: reqwest::Error, progress: &Progress) -> Error {
    let error = error.without_url();
    if error.is_builder() {
        return Error::new(Kind::InvalidRequest, format!("the request cannot be built: {}", chain(&error)));
    }
    let kind = if error.is_timeout() { Kind::Timeout } else { Kind::Transport };
    if let Some(explanation) = network::explanation(&error) {
        // A server that refuses the client's certificate does so after the client may have begun to write, and reads none of it.
        let message = format!("no connection: {explanation} ({})", chain(&error));
        return Error::new(Kind::Transport, message).with_delivery(Delivery::NotSent);
    }
    let (what, delivery) = if error.is_connect() {
        let what = if error.is_timeout() {
            "no connection (connect_timeout)"
        } else if chain(&error).contains("tunnel error") {
            // The type of this error cannot be named.
            "the proxy made no connection"
        } else {
            "no connection"
        };
        (what, Delivery::NotSent)
    } else if !progress.has_left() {
        ("the connection broke before the request was sent", Delivery::NotSent)
    } else if is_unread(&error) {
        ("the server closed the connection without reading the request", Delivery::NotSent)
    } else {
        ("the connection broke before an answer came", Delivery::Maybe)
    };
    Error::new(kind, format!("{what}: {}", chain(&error))).with_delivery(delivery)
}

/// What ended an answer before its end.
fn cut(error: reqwest::Error, status: u16) -> Error {
    let error = error.without_url();
    let kind = if error.is_timeout() { Kind::Timeout } else { Kind::Transport };
    Error::new(kind, format!("the answer was cut: {}", chain(&error)))
        .with_status(status)
        .with_delivery(Delivery::Answered)
}

/// Whether an HTTP/2 server said that it has not looked at the request (RFC 9113, section 8.7).
fn is_unread(error: &reqwest::Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.is_remote()
                && (error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR)
                    || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM));
        }
        next = error.source();
    }
    false
}

/// An error and its causes, without repetition.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Safety;
    use crate::retry;

    struct Silent;

    impl reqwest::dns::Resolve for Silent {
        fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test]
    async fn a_name_that_is_looked_up_in_vain_is_given_up_after_the_time_to_connect() {
        let network = Network::resolved_by(Silent);
        let http = Http::new(&network, Duration::from_millis(20), "test").unwrap();
        for address in ["https://slow.example/things", "http://slow.localhost/things"] {
            let request = Request {
                method: Method::POST,
                url: address.parse().unwrap(),
                headers: HeaderMap::new(),
                payload: Payload::None,
                is_file: false,
            };
            let error = http.send(&request, &Progress::default()).await.err().unwrap();
            assert_eq!((error.kind(), error.delivery()), (Kind::Timeout, Delivery::NotSent), "{error}");
            assert!(error.message().contains("connect_timeout"), "{error}");
            assert!(retry::is_retryable(Safety::Create, &error), "it was not sent");
        }
    }
}
