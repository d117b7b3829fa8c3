//! Clients, and the register in which the JVM's numbers find them.
//!
//! The JVM names a client by a number instead of an address, so that a call on a client that was freed is an error and
//! never a wild pointer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock};

use signbridge::bridge;
use signbridge::{Client, Error};

static CLIENTS: LazyLock<RwLock<HashMap<u64, Client>>> = LazyLock::new(RwLock::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Why something was refused: the core's error record.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeFailure {
    /// The record.
    #[error("{json}")]
    Record {
        /// As JSON.
        json: String,
    },
}

impl From<Error> for NativeFailure {
    fn from(error: Error) -> Self {
        Self::Record { json: String::from_utf8_lossy(&error.to_json()).into_owned() }
    }
}

/// Gives a client its number.
pub(crate) fn register(client: Client) -> u64 {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    CLIENTS.write().unwrap_or_else(PoisonError::into_inner).insert(id, client);
    id
}

/// The client of that number.
pub(crate) fn find(id: u64) -> Option<Client> {
    CLIENTS.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
}

/// Forgets the client of that number.
pub(crate) fn release(id: u64) {
    // Dropped outside the lock: the last one of its family closes connections.
    let _client = CLIENTS.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
}

fn known(id: u64) -> Result<Client, NativeFailure> {
    find(id).ok_or_else(|| {
        let json = r#"{"kind":"internal","message":"a defect in signbridge: the client was freed"}"#;
        NativeFailure::Record { json: json.to_owned() }
    })
}

/// Builds a client from the JSON form of the core's `Config`, and gives its number.
#[uniffi::export]
pub fn open(config: &str) -> Result<u64, NativeFailure> {
    Ok(register(bridge::open(config.as_bytes())?))
}

/// The same client for another tenant. The hot path has it too, without reasons for a refusal.
#[uniffi::export]
pub fn with_tenant(client: u64, tenant: &str) -> Result<u64, NativeFailure> {
    Ok(register(known(client)?.with_tenant(tenant)?))
}

/// The same client with other limits: the JSON form of the core's `ViewOptions`.
#[uniffi::export]
pub fn with_options(client: u64, options: &str) -> Result<u64, NativeFailure> {
    Ok(register(known(client)?.with_options_json(options.as_bytes())?))
}

/// What a client is for, without secrets.
#[uniffi::export]
pub fn describe(client: u64) -> Result<String, NativeFailure> {
    Ok(known(client)?.describe())
}

/// The parameters of the page after the one with this payload; nothing after the last. The hot path has it too, without
/// reasons for a failure.
#[uniffi::export]
#[expect(clippy::needless_pass_by_value, reason = "a slice would have to be a direct buffer on the JVM")]
pub fn next_page(
    client: u64,
    operation: u32,
    params: Vec<String>,
    payload: Vec<u8>,
) -> Result<Option<Vec<String>>, NativeFailure> {
    Ok(bridge::next_page(&known(client)?, operation, &params, &payload)?)
}

/// The error for an answer that is not of the expected type, as JSON; `problem` completes "the answer …".
#[uniffi::export]
pub fn decode_error(provider: &str, operation: u32, status: u16, problem: &str) -> String {
    String::from_utf8_lossy(&bridge::decode_error(provider, operation, status, problem).to_json())
        .into_owned()
}

/// Refuses calls from now on, in this client and in every view of it; a view closes only itself. Calls that are under way
/// finish.
#[uniffi::export]
pub fn refuse_calls(client: u64) {
    if let Some(client) = find(client) {
        client.close();
    }
}

/// Verifies a delivery of a webhook.
#[uniffi::export]
#[expect(clippy::needless_pass_by_value, reason = "a slice would have to be a direct buffer on the JVM")]
pub fn verify_webhook(
    provider: &str,
    body: Vec<u8>,
    headers: Vec<String>,
    secrets: Vec<String>,
    tolerance_ms: Option<f64>,
) -> Result<(), NativeFailure> {
    Ok(bridge::verify_webhook(provider, &body, &headers, &secrets, tolerance_ms)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"provider":"nextsign","credential":{"value":"sk_1"},"tenant":"c1"}"#;

    #[test]
    fn a_freed_client_is_no_longer_found() {
        let id = open(CONFIG).unwrap();
        assert!(find(id).is_some());
        release(id);
        assert!(find(id).is_none());
        let NativeFailure::Record { json } = describe(id).unwrap_err();
        assert!(json.contains(r#""kind":"internal""#), "{json}");
    }

    #[test]
    fn a_view_is_a_client_of_its_own() {
        let client = open(CONFIG).unwrap();
        let view = with_tenant(client, "c2").unwrap();
        assert_ne!(client, view);
        release(client);
        assert!(describe(view).unwrap().contains("c2"));
        assert!(!describe(view).unwrap().contains("sk_1"));
    }

    #[test]
    fn a_refusal_is_the_error_record() {
        let NativeFailure::Record { json } = open(r#"{"provider":"nextsign"}"#).unwrap_err();
        assert!(json.contains(r#""kind":"configuration""#), "{json}");
    }
}
