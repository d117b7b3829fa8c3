//! A call, and what a successful one gives.

use bytes::Bytes;
use http::HeaderMap;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::config::CallOptions;
use crate::error::Attempt;
use crate::file::{FileInfo, Progress, Sink, Source};
use crate::operation::Safety;

/// One call: which operation, with what.
#[derive(Debug, Default)]
pub struct Call {
    /// What to call.
    pub target: Target,
    /// Parameters outside the JSON body: name, value, name, value…; a list repeats its name.
    pub params: Vec<String>,
    /// The JSON body, or the bytes of the file that is uploaded.
    pub body: Option<Bytes>,
    /// The file that is uploaded, where it is not in `body`.
    pub files: Vec<Source>,
    /// Where a file that is downloaded goes; memory, and so [`Reply::body`], if nothing is said.
    pub sink: Sink,
    /// Is told how far a file has got.
    pub progress: Option<Progress>,
    /// What this call sets for itself.
    pub options: CallOptions,
}

/// What a call is addressed to.
#[derive(Debug)]
pub enum Target {
    /// An operation, by its index in the provider's table.
    Operation(usize),
    /// An endpoint that no document describes.
    Raw(Raw),
}

impl Default for Target {
    fn default() -> Self {
        Self::Operation(usize::MAX)
    }
}

/// A request to an endpoint that no document describes. It keeps authentication, tenant, retries and errors.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The HTTP verb.
    pub method: String,
    /// The path below the origin, percent-encoded, without query; the tenant's placeholder (`{company}`) is filled in.
    pub path: String,
    /// The origin's name; the provider's first if not given.
    pub origin: Option<String>,
    /// The `Content-Type` of the body; `application/json` if not given.
    pub content_type: Option<String>,
    /// What repeating it does; if not given, `read` for GET, HEAD and OPTIONS, else `create`.
    pub safety: Option<Safety>,
}

/// What a successful call gives.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) file: Option<FileInfo>,
}

/// What became of a call that is looked up when its outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The answer is the creation's own.
    Created,
    /// An earlier attempt, whose answer was lost, had created it; it was found.
    Found,
}

impl Reply {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, attempts: Vec::new(), idempotency_key: None, outcome: None, file: None }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The payload: the answer's body, out of the provider's envelope.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Every try, in order; the last one succeeded.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The provider's id of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The key by which the provider recognises a repetition of this call, where it honours one: the caller's, or the one
    /// that was made for the call.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Of a call that is looked up when its outcome is unknown: whether this is the answer of its creation, or what was found.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// What is known of the file that was uploaded or downloaded.
    pub fn file(&self) -> Option<&FileInfo> {
        self.file.as_ref()
    }

    /// Request id, idempotency key, outcome, headers, attempts and the file as JSON: what crosses to the façades beside the payload.
    /// Cookies are left out: they are credentials.
    pub fn meta_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Meta<'a> {
            request_id: Option<&'a str>,
            idempotency_key: Option<&'a str>,
            outcome: Option<Outcome>,
            #[serde(serialize_with = "pairs")]
            headers: &'a HeaderMap,
            attempts: &'a [Attempt],
            #[serde(skip_serializing_if = "Option::is_none")]
            file: Option<&'a FileInfo>,
        }
        let meta = Meta {
            request_id: self.request_id(),
            idempotency_key: self.idempotency_key(),
            outcome: self.outcome,
            headers: &self.headers,
            attempts: &self.attempts,
            file: self.file(),
        };
        serde_json::to_vec(&meta).expect("strings and numbers only")
    }
}

fn pairs<S: Serializer>(headers: &HeaderMap, serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(None)?;
    for (name, value) in headers.iter().filter(|(name, _)| **name != http::header::SET_COOKIE) {
        list.serialize_element(&(name.as_str(), String::from_utf8_lossy(value.as_bytes())))?;
    }
    list.end()
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok())
}
