//! Where inSigner may behave in one way or another.

use serde::{Deserialize, Serialize};

/// How the emulated inSigner behaves. Changed while it runs with `PATCH /_sandbox/insigner/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// Requests that a key may make in a minute; none: no limit.
    pub rate_limit: Option<u32>,
    /// An organization may start one bulk send in five minutes, and a user ten webhooks in an hour.
    pub special_limits: bool,
    /// A refused key is told why in a member `code`.
    pub code_member: bool,
    /// Webhooks may be registered at http:// and private addresses, such as that of a test on this machine.
    pub private_webhooks: bool,
    /// Mail cannot be delivered: what sends some is done and answers 502.
    pub mail_fails: bool,
    /// How a signed file is answered.
    pub download: Download,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(120),
            special_limits: true,
            code_member: true,
            private_webhooks: false,
            mail_fails: false,
            download: Download::Bytes,
        }
    }
}

/// How a signed file is answered; the provider does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Download {
    /// The file itself.
    Bytes,
    /// JSON with a signed URL of the storage in `data.url`.
    Link,
    /// A redirect to a signed URL of the storage.
    Redirect,
}
