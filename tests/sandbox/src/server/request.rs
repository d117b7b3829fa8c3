//! A request read whole, in the parts that handlers ask for.

use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

/// A part of a `multipart/form-data` body.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Bytes,
}

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path's segments, each percent-decoded after splitting, so an encoded slash stays within its segment.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The parts, where the body is `multipart/form-data`; an error says why it cannot be read.
    pub(crate) form: Option<Result<Vec<Part>, String>>,
}

impl Request {
    pub(crate) async fn new(head: &Parts, body: Bytes) -> Self {
        let segments = head.uri.path().trim_start_matches('/').split('/');
        let form = match content_type(&head.headers).map(multer::parse_boundary) {
            Some(Ok(boundary)) => Some(parts(body.clone(), boundary).await),
            Some(Err(multer::Error::NoBoundary)) => Some(Err("the content type has no boundary".to_owned())),
            _ => None,
        };
        Self {
            method: head.method.clone(),
            segments: segments.map(|one| percent_decode_str(one).decode_utf8_lossy().into_owned()).collect(),
            query: url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
            headers: head.headers.clone(),
            body,
            form,
        }
    }

    /// The first query parameter of this name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The token of `Authorization: Bearer …`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.authorization("Bearer")
    }

    /// The token of `Authorization` with this scheme.
    pub(crate) fn authorization(&self, scheme: &str) -> Option<&str> {
        let value = self.headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
        let (given, token) = value.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then(|| token.trim()).filter(|token| !token.is_empty())
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

async fn parts(body: Bytes, boundary: String) -> Result<Vec<Part>, String> {
    let source = stream::iter([Ok::<_, std::convert::Infallible>(body)]);
    let mut form = multer::Multipart::new(source, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| error.to_string())? {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(ToOwned::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            bytes: field.bytes().await.map_err(|error| error.to_string())?,
        });
    }
    Ok(parts)
}
