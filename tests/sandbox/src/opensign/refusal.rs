//! How OpenSign says no: one sentence, in its own words.

use http::StatusCode;
use serde_json::json;

use super::settings::Settings;
use crate::server::Answer;

#[derive(Debug)]
pub(super) enum Refusal {
    /// The sentence that means anything.
    Anything,
    /// The same without the second half, as mails have it.
    AnyMail,
    NoToken,
    WrongToken,
    NoCredits,
    NoSubscription,
    SubscriptionNotFound,
    TooLarge,
    NotFound(&'static str),
    /// The one answer with `message` in place of `error`.
    DeletedDocument,
    ContactExists(String),
    WebhookExists,
    FieldNames,
    NoSigners,
    RoleMissing,
    NoSignature,
    UnfinishedTemplate,
    FolderNotEmpty,
}

impl Refusal {
    pub(super) fn answer(self, settings: &Settings) -> Answer {
        const MEGABYTE: usize = 1 << 20;
        let (status, text): (u16, &str) = match &self {
            Self::Anything => (400, "Something went wrong, please try again later!"),
            Self::AnyMail => (400, "Something went wrong."),
            Self::NoToken => (400, "Please Provide API Token"),
            Self::WrongToken => (405, "Invalid API Token!"),
            Self::NoCredits => {
                (settings.used_up_status, "Quota reached, Please buy credits and try again later.")
            }
            Self::NoSubscription => (400, "Please purchase or renew your subscription."),
            Self::SubscriptionNotFound => (400, "Subscription not found!"),
            Self::TooLarge => (400, "File too large. Max allowed file size is"),
            Self::NotFound(text) => (404, text),
            Self::DeletedDocument => (404, "Document not found!"),
            Self::ContactExists(_) => (401, "Contact already exists!"),
            Self::WebhookExists => (401, "Webhook url already exists!"),
            Self::FieldNames => (400, "Please provide valid field names!"),
            Self::NoSigners => (400, "Please provide signers!"),
            Self::RoleMissing => (400, "Please provide signers properly!"),
            Self::NoSignature => (400, "Please add at least one signature widget for all signers"),
            Self::UnfinishedTemplate => (400, "Please setup template properly!"),
            Self::FolderNotEmpty => (400, "folder is not empty, contains document or folder."),
        };
        let body = match &self {
            Self::DeletedDocument => json!({"message": text}),
            Self::ContactExists(id) => json!({"error": text, "objectId": id}),
            Self::TooLarge => json!({"error": format!("{text} {} MB", settings.max_file_bytes / MEGABYTE)}),
            _ => json!({"error": text}),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        Answer::json(status, &body)
    }
}
