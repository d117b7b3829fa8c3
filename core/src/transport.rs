//! Sending one request and reading its answer, whole or as it flows; the only module that touches sockets.
//!
//! Redirects are never followed: a redirect would carry the credential to wherever the answer says. What failed is told
//! by how far it got: no connection means nothing was sent, anything later means it may have been.

use std::fmt::Write as _;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::header::{CONTENT_LENGTH, RANGE};
use http::{HeaderMap, Method};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use url::Url;

use crate::answer::Answer;
use crate::error::{Delivery, Error, Kind};
use crate::file::{Download, Upload};

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
        length: u64,
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
        whole(self.begin(request).await?).await
    }

    /// Sends once a request that carries a file, or whose answer is one. What flows is not limited in time, but may not stall
    /// for longer than `limit`. `is_it` tells the file from an answer that says where the file is.
    pub(crate) async fn transfer(
        &self,
        request: &mut Request,
        download: &mut Option<Download>,
        limit: Duration,
        is_it: impl FnOnce(&HeaderMap) -> bool,
    ) -> Result<Answer, Error> {
        let mut expected = download.as_mut().filter(|_| request.is_file);
        if let Some(download) = &mut expected {
            download.ask(&mut request.headers);
        }
        let late = || {
            let message = format!("no answer within {limit:?} (attempt_timeout)");
            Error::new(Kind::Timeout, message).with_delivery(Delivery::Maybe)
        };
        let begun = self.begin(request);
        let begun = match request.payload.upload() {
            Some(file) => {
                let begun = file.unless_stalled(limit, begun).await.unwrap_or_else(|| Err(late()));
                begun.map_err(|error| file.explain(error))
            }
            None => tokio::time::timeout(limit, begun).await.unwrap_or_else(|_| Err(late())),
        };
        let mut response = begun?;
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
                return whole.unwrap_or_else(|_| Err(late().with_status(status)));
            }
        }
        let headers = std::mem::take(response.headers_mut());
        let download = download.take().expect("it is what was filled");
        let (body, file) = download.finish().await.map_err(|error| error.with_status(status))?;
        Ok(Answer { status, headers, body, file: Some(file) })
    }

    /// Sends once and waits for the answer's head.
    async fn begin(&self, request: &Request) -> Result<Response, Error> {
        let mut builder =
            self.0.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
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
                builder = builder.header(CONTENT_LENGTH, *length).body(body);
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
        builder.send().await.map_err(|error| failed(error, None))
    }
}

/// The whole of a JSON answer.
async fn whole(mut response: Response) -> Result<Answer, Error> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let body = read(&mut response, MAX_JSON).await.map_err(|error| match error {
        ReadError::Cut(error, start) => failed(error, Some(status)).with_evidence(start),
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
