//! Verifying webhooks.

#![expect(clippy::needless_pass_by_value, reason = "napi hands arguments over by value")]

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;

use crate::client;

/// Verifies a delivery of a webhook: nothing, or the error record (JSON) that says what is wrong with it.
#[napi(catch_unwind)]
pub fn verify_webhook(
    provider: String,
    body: Buffer,
    headers: Vec<String>,
    secrets: Vec<String>,
    tolerance: Option<f64>,
) -> Option<String> {
    signbridge::bridge::verify_webhook(&provider, &body, &headers, &secrets, tolerance)
        .err()
        .map(|error| client::record(&error))
}
