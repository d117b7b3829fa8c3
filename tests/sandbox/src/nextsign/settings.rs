//! Where NextSign may behave in one way or another, or has been seen to.

use serde::{Deserialize, Serialize};

/// How the emulated NextSign behaves. Changed while it runs with `PATCH /_sandbox/nextsign/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Requests that a key may make in a minute; none: no limit.
    pub rate_limit: Option<u32>,
    /// v2 errors with a `code` come as HTTP 200.
    pub legacy_200: bool,
    /// The HTTP status of `{"message":"Case not found"}`.
    pub case_not_found_status: u16,
    /// When a case that was just created is not found yet.
    pub create_window: CreateWindow,
    /// How many seconds `createdAt` lies behind the time that the `Date` of its answer tells.
    pub created_at_lag: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(100),
            legacy_200: false,
            case_not_found_status: 200,
            create_window: CreateWindow::None,
            created_at_lag: 0,
        }
    }
}

/// Production has been seen to answer 404 for a few seconds to the get of a case that was just created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateWindow {
    /// It is found at once.
    None,
    /// So many gets of each case answer 404.
    Gets(u32),
    /// For so many milliseconds of virtual time.
    Milliseconds(u32),
}
