//! Clients, and the register in which the hot path finds them.
//!
//! The JVM names a client by a number instead of an address, so that a call on a client that was freed is an error and
//! never a wild pointer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

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

/// A client, or a view of one. Freed when the JVM no longer reaches it.
#[derive(Debug, uniffi::Object)]
pub struct NativeClient {
    id: u64,
    client: Client,
}

impl NativeClient {
    fn register(client: Client) -> Arc<Self> {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        CLIENTS.write().unwrap_or_else(PoisonError::into_inner).insert(id, client.clone());
        Arc::new(Self { id, client })
    }
}

impl Drop for NativeClient {
    fn drop(&mut self) {
        // Outside the lock: the last one of its family closes connections.
        let _client = CLIENTS.write().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// The registered client of that number.
pub(crate) fn find(id: u64) -> Option<Client> {
    CLIENTS.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
}

/// Builds a client from the JSON form of the core's `Config`.
#[uniffi::export]
pub fn open(config: &str) -> Result<Arc<NativeClient>, NativeFailure> {
    Ok(NativeClient::register(bridge::open(config.as_bytes())?))
}

#[uniffi::export]
#[expect(clippy::needless_pass_by_value, reason = "a slice would have to be a direct buffer on the JVM")]
impl NativeClient {
    /// What the hot path calls it.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The same client for another tenant.
    pub fn with_tenant(&self, id: &str) -> Result<Arc<Self>, NativeFailure> {
        Ok(Self::register(self.client.with_tenant(id)?))
    }

    /// The same client with other limits: the JSON form of the core's `ViewOptions`.
    pub fn with_options(&self, options: &str) -> Result<Arc<Self>, NativeFailure> {
        Ok(Self::register(self.client.with_options_json(options.as_bytes())?))
    }

    /// What it is for, without secrets.
    pub fn describe(&self) -> String {
        self.client.describe()
    }

    /// The parameters of the page after the one with this payload; nothing after the last.
    pub fn next_page(
        &self,
        operation: u32,
        params: Vec<String>,
        payload: Vec<u8>,
    ) -> Result<Option<Vec<String>>, NativeFailure> {
        Ok(bridge::next_page(&self.client, operation, &params, &payload)?)
    }

    /// Refuses calls from now on, here and in every view. Calls that are under way finish.
    pub fn refuse_calls(&self) {
        self.client.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"provider":"nextsign","credential":{"value":"sk_1"},"tenant":"c1"}"#;

    #[test]
    fn a_freed_client_is_no_longer_found() {
        let client = open(CONFIG).unwrap();
        let id = client.id();
        assert!(find(id).is_some());
        drop(client);
        assert!(find(id).is_none());
    }

    #[test]
    fn a_view_is_a_client_of_its_own() {
        let client = open(CONFIG).unwrap();
        let view = client.with_tenant("c2").unwrap();
        assert_ne!(client.id(), view.id());
        assert!(view.describe().contains("c2"));
        assert!(!view.describe().contains("sk_1"));
    }

    #[test]
    fn a_refusal_is_the_error_record() {
        let NativeFailure::Record { json } = open(r#"{"provider":"nextsign"}"#).unwrap_err();
        assert!(json.contains(r#""kind":"configuration""#), "{json}");
    }
}
