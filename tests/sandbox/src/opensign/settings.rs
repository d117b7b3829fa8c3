//! Where OpenSign may behave in one way or another.

use serde::{Deserialize, Serialize};

/// How the emulated OpenSign behaves. Changed while it runs with `PATCH /_sandbox/opensign/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The most bytes that a file may have, once decoded.
    pub max_file_bytes: usize,
    /// HTTP status of used-up credits; the provider does not document it.
    pub used_up_status: u16,
    /// Where no webhook is set, asking for it is answered with `{}`, as a server of 2024 does, and not with 404.
    pub empty_webhook: bool,
    /// Deliveries of the webhook carry `x-webhook-signature`.
    pub signed_webhooks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_file_bytes: 10 << 20, used_up_status: 429, empty_webhook: false, signed_webhooks: true }
    }
}
