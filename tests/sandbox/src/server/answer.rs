//! An answer, and how much of it the client got.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use http_body::{Body, Frame, SizeHint};
use serde_json::{Value, json};

use crate::Shared;
use crate::observe::{Outcome, RequestRecord};

/// A piece of a body handed to the connection at once.
const CHUNK: usize = 64 << 10;

/// What the sandbox answers to a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// For the request log.
    pub(crate) note: Option<String>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(content_type) {
            headers.insert(CONTENT_TYPE, value);
        }
        Self { status, headers, body: body.into(), note: None }
    }

    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub(crate) fn ok(body: &Value) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// Nothing but a status and headers.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), note: None }
    }

    /// The sandbox's own refusal of a body beyond its memory; no provider's limit.
    pub(crate) fn too_large() -> Self {
        Self::json(StatusCode::PAYLOAD_TOO_LARGE, &json!({"message": "Payload Too Large"}))
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Names the request as the log does, where the provider has not. Assumed where it documents no such header.
    pub(crate) fn with_request_id(self, number: u64) -> Self {
        if self.headers.contains_key("x-request-id") {
            return self;
        }
        self.with_header(HeaderName::from_static("x-request-id"), &format!("sandbox-{number}"))
    }

    /// `torn_at` sends only that fraction of the body, then closes.
    pub(crate) fn into_response(
        self,
        flight: Option<Flight>,
        torn_at: Option<f64>,
    ) -> hyper::Response<AnswerBody> {
        let mut body = AnswerBody { bytes: self.body, sent: 0, tear: None, flight };
        if let Some(fraction) = torn_at {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a fraction of a length that fits in memory"
            )]
            let kept = (body.bytes.len() as f64 * fraction.clamp(0.0, 1.0)) as usize;
            // At least one promised byte is missing, or the body would be whole.
            body.tear = Some(Tear { at: kept.min(body.bytes.len().saturating_sub(1)), flushed: false });
        } else if body.bytes.is_empty() {
            body.whole();
        }
        let mut response = hyper::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// The connection ends without (the rest of) an answer.
#[derive(Debug)]
pub(crate) struct Severed;

impl std::fmt::Display for Severed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was closed before the answer was complete")
    }
}

impl std::error::Error for Severed {}

/// A request without an answer yet. Dropped before it has one (hyper drops it when the client goes away), it counts as
/// aborted.
pub(crate) struct Flight {
    shared: Arc<Shared>,
    pub(crate) number: u64,
    pub(crate) outcome: Outcome,
}

impl Flight {
    pub(crate) fn begin(shared: Arc<Shared>, record: RequestRecord) -> Self {
        let number = shared.observer.begun(record);
        Self { shared, number, outcome: Outcome::Aborted }
    }

    /// Records what was answered, or would have been.
    pub(crate) fn note(&self, answer: Option<&Answer>) {
        if let Some(answer) = answer {
            let kept = self.shared.keeps_answers().then(|| answer.body.clone());
            self.shared.observer.amend(self.number, |record| {
                record.status = Some(answer.status.as_u16());
                record.note.clone_from(&answer.note);
                record.answer = kept;
            });
        }
    }

    /// A fault ends the connection; `work` is the answer that nobody gets.
    pub(crate) fn sever(&mut self, work: Option<&Answer>) {
        self.note(work);
        self.outcome = Outcome::Severed;
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.shared.observer.ended(self.number, self.outcome);
    }
}

struct Tear {
    at: usize,
    flushed: bool,
}

pub(crate) struct AnswerBody {
    bytes: Bytes,
    sent: usize,
    tear: Option<Tear>,
    flight: Option<Flight>,
}

impl AnswerBody {
    /// The client can have all of it: the request is over.
    fn whole(&mut self) {
        if let Some(mut flight) = self.flight.take() {
            flight.outcome = Outcome::Answered;
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Severed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Severed>>> {
        let end = self.tear.as_ref().map_or(self.bytes.len(), |tear| tear.at);
        if self.sent < end {
            let chunk = self.bytes.slice(self.sent..end.min(self.sent + CHUNK));
            self.sent += chunk.len();
            if self.sent == self.bytes.len() {
                self.whole();
            }
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        match &mut self.tear {
            None => Poll::Ready(None),
            Some(tear) if !tear.flushed => {
                // One turn later, so that what came before is on the wire when the error ends the connection.
                tear.flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(_) => {
                if let Some(flight) = &mut self.flight {
                    flight.sever(None);
                }
                Poll::Ready(Some(Err(Severed)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.tear.is_none() && self.sent == self.bytes.len()
    }

    fn size_hint(&self) -> SizeHint {
        // The promise of the content-length header, kept or not.
        SizeHint::with_exact((self.bytes.len() - self.sent) as u64)
    }
}
