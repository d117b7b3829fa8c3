//! The error bodies of NextSign: six shapes, one place.

use http::StatusCode;
use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use super::Settings;
use crate::server::Answer;

#[derive(Debug)]
pub(super) enum Refusal {
    /// `{"errors":[{code, message, description}]}`, of v2.
    Errors { code: u16, description: String },
    /// `{code, message, description}`, of v2.
    Flat { code: u16, description: &'static str },
    /// `{"message":"Case not found"}`; inside the window after a create always with 404.
    CaseNotFound { in_window: bool },
    /// `{"message":"Cases not found"}`, documented with 404.
    CasesNotFound,
    /// `{"error":"missing-url"}`, of v3.
    Code { status: u16, error: &'static str },
    /// Assumed altogether.
    TooManyRequests { limit: u32, seconds: i64 },
}

impl Refusal {
    pub(super) fn bad_request(description: impl Into<String>) -> Self {
        Self::Errors { code: 400, description: description.into() }
    }

    pub(super) fn unauthorized(description: impl Into<String>) -> Self {
        Self::Errors { code: 401, description: description.into() }
    }

    pub(super) fn too_large(description: impl Into<String>) -> Self {
        Self::Errors { code: 413, description: description.into() }
    }

    pub(super) fn code(error: &'static str) -> Self {
        Self::Code { status: 400, error }
    }

    pub(super) fn answer(&self, settings: &Settings) -> Answer {
        let legacy = |code| if settings.legacy_200 { 200 } else { code };
        match self {
            Self::Errors { code, description } => {
                json(legacy(*code), &json!({"errors": [entry(*code, description)]}))
            }
            Self::Flat { code, description } => json(legacy(*code), &entry(*code, description)),
            Self::CaseNotFound { in_window } => json(
                if *in_window { 404 } else { settings.case_not_found_status },
                &json!({"message": "Case not found"}),
            ),
            Self::CasesNotFound => json(404, &json!({"message": "Cases not found"})),
            Self::Code { status, error } => json(*status, &json!({"error": error})),
            Self::TooManyRequests { limit, seconds } => {
                let description = format!("The limit is {limit} requests per minute");
                json(429, &json!({"errors": [entry(429, &description)]}))
                    .with_header(RETRY_AFTER, &seconds.to_string())
            }
        }
    }
}

fn entry(code: u16, description: &str) -> Value {
    let status = StatusCode::from_u16(code).ok();
    let message = status.and_then(|status| status.canonical_reason()).unwrap_or("Error");
    json!({"code": code, "message": message, "description": description})
}

fn json(status: u16, body: &Value) -> Answer {
    Answer::json(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), body)
}
