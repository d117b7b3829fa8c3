//! Where Nexpay may behave in one way or another.

use serde::{Deserialize, Serialize};

/// How the emulated Nexpay behaves. Changed while it runs with `PATCH /_sandbox/nexpay/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Requests that a key may make in a second; none: no limit.
    pub rate_limit: Option<u32>,
    /// Login, signup and chat have limits of their own, in a minute.
    pub endpoint_limits: bool,
    /// HTTP status of what makes something: 200 or 201.
    pub created_status: u16,
    /// The most items in a page, whatever `limit` says.
    pub largest_page: usize,
    /// So many repetitions of an idempotency key are told, with 409, that the first request is still under way.
    pub key_in_use: u32,
    /// The least amount of commissions that can be requested, in whole units of the currency.
    pub least_commission: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(200),
            endpoint_limits: true,
            created_status: 200,
            largest_page: 100,
            key_in_use: 0,
            least_commission: 10,
        }
    }
}
