//! What Nexpay answers when it does not do as asked: the error bodies of the NestJS framework, one place.

use http::StatusCode;
use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use crate::server::Answer;

#[derive(Debug)]
pub(super) enum Refusal {
    /// What the framework's validator finds, a sentence for each finding.
    Invalid(Vec<String>),
    BadRequest(String),
    /// Documented: missing, unknown and revoked keys alike.
    Unauthorized,
    Forbidden,
    NotFound(String),
    Conflict(String),
    TooLarge,
    Unprocessable(String),
    /// The one body that is documented.
    TooManyRequests,
    /// Documented with `Retry-After` in seconds.
    Maintenance {
        seconds: i64,
    },
    Internal(String),
}

impl Refusal {
    pub(super) fn not_found(what: &str) -> Self {
        Self::NotFound(format!("{what} not found"))
    }

    pub(super) fn answer(&self) -> Answer {
        let (status, message, error): (u16, Value, Option<&str>) = match self {
            Self::Invalid(findings) => (400, json!(findings), Some("Bad Request")),
            Self::BadRequest(message) => (400, json!(message), Some("Bad Request")),
            Self::Unauthorized => (401, json!("Unauthorized"), None),
            Self::Forbidden => (403, json!("Forbidden resource"), Some("Forbidden")),
            Self::NotFound(message) => (404, json!(message), Some("Not Found")),
            Self::Conflict(message) => (409, json!(message), Some("Conflict")),
            Self::TooLarge => (413, json!("File too large"), Some("Payload Too Large")),
            Self::Unprocessable(message) => (422, json!(message), Some("Unprocessable Entity")),
            Self::TooManyRequests => (429, json!("ThrottlerException: Too Many Requests"), None),
            Self::Maintenance { .. } => (503, json!("Service Unavailable"), None),
            Self::Internal(_) => (500, json!("Internal server error"), None),
        };
        let mut body = json!({"statusCode": status, "message": message});
        if let Some(error) = error {
            body["error"] = error.into();
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let answer = Answer::json(status, &body);
        match self {
            Self::Maintenance { seconds } => answer.with_header(RETRY_AFTER, &seconds.to_string()),
            Self::Internal(why) => answer.with_note(why.clone()),
            _ => answer,
        }
    }
}
