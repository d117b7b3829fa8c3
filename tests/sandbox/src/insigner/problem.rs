//! What inSigner answers when it does not do as asked: problem+json of RFC 9457, one place.

use http::StatusCode;
use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use super::Settings;
use crate::server::Answer;

/// Which errors' pages the documents name; the host is that of the printed samples, not of the site.
const TYPES: &str = "https://docs.insigner.com/errors/";

#[derive(Debug)]
pub(super) enum Problem {
    /// The body is no JSON, or not of the right kind. Its type is assumed.
    BadRequest(String),
    /// Why the key is refused.
    Unauthorized(&'static str),
    /// The scope that the key lacks.
    Forbidden(&'static str),
    /// Absent, or another organization's.
    NotFound,
    /// Not in the present state.
    Conflict(String),
    /// Members or parameters that are wrong.
    Invalid(Vec<(String, String)>),
    /// One of the limits, free again after so many seconds.
    Limited { seconds: i64 },
    /// Something behind the API failed. Its type is assumed.
    Upstream(String),
}

impl Problem {
    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::Conflict(detail.into())
    }

    pub(super) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![(field.into(), message.into())])
    }

    pub(super) fn answer(&self, settings: &Settings) -> Answer {
        let (status, kind, title, detail) = match self {
            Self::BadRequest(detail) => (400, "bad-request", "Bad Request", detail.as_str()),
            Self::Unauthorized(_) => (401, "unauthorized", "Unauthorized", "Invalid or missing API key"),
            Self::Forbidden(_) => (403, "forbidden", "Forbidden", "Insufficient permissions"),
            Self::NotFound => (404, "not-found", "Not Found", "Resource not found"),
            Self::Conflict(detail) => (409, "conflict", "Conflict", detail.as_str()),
            Self::Invalid(_) => {
                (422, "validation-error", "Validation Error", "The request body contains invalid fields")
            }
            Self::Limited { .. } => (
                429,
                "rate-limited",
                "Too Many Requests",
                "Rate limit exceeded. Please retry after the reset period.",
            ),
            Self::Upstream(detail) => (502, "upstream-error", "Bad Gateway", detail.as_str()),
        };
        let mut body =
            json!({"type": format!("{TYPES}{kind}"), "title": title, "status": status, "detail": detail});
        match self {
            Self::Invalid(errors) => {
                let error = |(field, message): &(String, String)| json!({"field": field, "message": message});
                body["errors"] = errors.iter().map(error).collect();
            }
            Self::Unauthorized(code) if settings.code_member => body["code"] = (*code).into(),
            Self::Forbidden(_) if settings.code_member => body["code"] = "INSUFFICIENT_SCOPE".into(),
            _ => {}
        }
        let answer = json_answer(status, &body);
        match self {
            Self::Limited { seconds } => answer.with_header(RETRY_AFTER, &seconds.to_string()),
            Self::Unauthorized(code) => answer.with_note(*code),
            Self::Forbidden(scope) => answer.with_note(format!("the key lacks {scope}")),
            _ => answer,
        }
    }
}

fn json_answer(status: u16, body: &Value) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer::new(status, "application/problem+json", body.to_string())
}
