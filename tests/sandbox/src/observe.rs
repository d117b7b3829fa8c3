//! What the sandbox saw: every request, and what became of every connection.
//!
//! A test of a client needs facts that only the server has: was the key sent where it must not go, how many times was
//! the create sent, did cancelling close the socket. Secrets are reduced to a fingerprint before they are kept, so a
//! log can be printed and shared.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// Requests kept; older ones are forgotten.
const KEPT: usize = 10_000;

/// Headers whose value is a credential at one of the providers, or may carry one.
const SECRET_HEADERS: [&str; 6] =
    ["authorization", "proxy-authorization", "cookie", "x-api-key", "x-api-token", "api-key"];

/// Which of the sandbox's two listeners a connection came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The provider's API (and the control API).
    Api,
    /// The object storage with presigned URLs, an origin of its own.
    Storage,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No answer yet.
    InFlight,
    /// The whole answer was handed to the connection.
    Answered,
    /// The client closed the connection before it had the answer.
    Aborted,
    /// A fault closed the connection before the client had the answer.
    Severed,
}

/// One request, as the server saw it.
#[derive(Clone, Debug, Serialize)]
pub struct RequestRecord {
    /// Counts from 1.
    pub number: u64,
    /// Virtual time of arrival.
    pub time: String,
    /// The listener it came to.
    pub listener: Listener,
    /// The connection it came on.
    pub connection: u64,
    /// The verb.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Headers in lower case; credentials as `Bearer sha256:<first 12 hex digits>`.
    pub headers: BTreeMap<String, String>,
    /// Length of the body.
    pub body_bytes: usize,
    /// What it asks for (`cases.create`), where the path is known.
    pub operation: Option<&'static str>,
    /// Status of the answer, where one was made.
    pub status: Option<u16>,
    /// Kinds of the faults that applied.
    pub faults: Vec<&'static str>,
    /// What deserves attention, such as a credential sent to the storage.
    pub note: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The body of the answer, where [`Options::keep_answers`](crate::Options::keep_answers) is set. Not in the log.
    #[serde(skip)]
    pub answer: Option<Bytes>,
}

/// The connections, counted. Those that carried only control requests, or none yet, are left out.
#[derive(Clone, Debug, Serialize)]
pub struct Connections {
    /// Open now.
    pub open: usize,
    /// Ever opened.
    pub opened: u64,
    /// Closed, by either side.
    pub closed: u64,
    /// Requests whose connection the client closed before it had the whole answer.
    pub aborted_in_flight: u64,
    /// Requests without a whole answer now.
    pub in_flight: usize,
    /// The open ones.
    pub connections: Vec<Connection>,
}

/// An open connection.
#[derive(Clone, Debug, Serialize)]
pub struct Connection {
    /// Its number, from 1.
    pub id: u64,
    /// The listener it came to.
    pub listener: Listener,
    /// Provider requests it has carried.
    pub requests: u64,
    /// The number of the request it is busy with.
    pub in_flight: Option<u64>,
}

#[derive(Default)]
struct Seen {
    last_request: u64,
    requests: VecDeque<RequestRecord>,
    last_connection: u64,
    live: BTreeMap<u64, Connection>,
    opened: u64,
    closed: u64,
    aborted: u64,
}

/// Keeps the records, and wakes those who wait for one.
pub(crate) struct Observer {
    seen: Mutex<Seen>,
    changed: watch::Sender<()>,
}

impl Observer {
    pub(crate) fn new() -> Self {
        Self { seen: Mutex::new(Seen::default()), changed: watch::channel(()).0 }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Becomes ready when anything is recorded after this call.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub(crate) fn connected(&self, listener: Listener) -> u64 {
        let mut seen = self.seen();
        seen.last_connection += 1;
        let id = seen.last_connection;
        seen.live.insert(id, Connection { id, listener, requests: 0, in_flight: None });
        id
    }

    pub(crate) fn disconnected(&self, id: u64) {
        let mut seen = self.seen();
        if seen.live.remove(&id).is_some_and(|connection| connection.requests > 0) {
            seen.closed += 1;
        }
        drop(seen);
        self.changed.send_replace(());
    }

    /// Records a provider request; the record's number is filled in and returned.
    pub(crate) fn begun(&self, mut record: RequestRecord) -> u64 {
        let mut seen = self.seen();
        seen.last_request += 1;
        let number = seen.last_request;
        record.number = number;
        let Seen { live, opened, .. } = &mut *seen;
        if let Some(connection) = live.get_mut(&record.connection) {
            *opened += u64::from(connection.requests == 0);
            connection.requests += 1;
            connection.in_flight = Some(number);
        }
        if seen.requests.len() == KEPT {
            seen.requests.pop_front();
        }
        seen.requests.push_back(record);
        drop(seen);
        self.changed.send_replace(());
        number
    }

    /// Amends a request's record.
    pub(crate) fn amend(&self, number: u64, change: impl FnOnce(&mut RequestRecord)) {
        let mut seen = self.seen();
        if let Some(record) = seen.requests.iter_mut().rfind(|record| record.number == number) {
            change(record);
        }
        drop(seen);
        self.changed.send_replace(());
    }

    /// Says what became of a request.
    pub(crate) fn ended(&self, number: u64, outcome: Outcome) {
        let mut seen = self.seen();
        if let Some(connection) = seen.live.values_mut().find(|one| one.in_flight == Some(number)) {
            connection.in_flight = None;
        }
        // A request from before a reset is no longer on record, and not counted.
        if let Some(record) = seen.requests.iter_mut().rfind(|record| record.number == number) {
            record.outcome = outcome;
            seen.aborted += u64::from(outcome == Outcome::Aborted);
        }
        drop(seen);
        self.changed.send_replace(());
    }

    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        self.seen().requests.iter().cloned().collect()
    }

    pub(crate) fn connections(&self) -> Connections {
        let seen = self.seen();
        let connections: Vec<_> = seen.live.values().filter(|one| one.requests > 0).cloned().collect();
        Connections {
            open: connections.len(),
            opened: seen.opened,
            closed: seen.closed,
            aborted_in_flight: seen.aborted,
            in_flight: connections.iter().filter(|one| one.in_flight.is_some()).count(),
            connections,
        }
    }

    /// Forgets requests and counts; request numbers go on. Connections that are still open are not counted until their
    /// next request.
    pub(crate) fn reset(&self) {
        let mut seen = self.seen();
        seen.requests.clear();
        (seen.opened, seen.closed, seen.aborted) = (0, 0, 0);
        for connection in seen.live.values_mut() {
            (connection.requests, connection.in_flight) = (0, None);
        }
        drop(seen);
        self.changed.send_replace(());
    }
}

/// Headers as they may be kept and shown.
pub(crate) fn headers_without_secrets(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = if SECRET_HEADERS.contains(&name.as_str()) {
            match value.split_once(' ') {
                Some((scheme, secret)) => format!("{scheme} {}", fingerprint(secret)),
                None => fingerprint(&value),
            }
        } else {
            value.into_owned()
        };
        shown
            .entry(name.as_str().to_owned())
            .and_modify(|all| {
                all.push_str(", ");
                all.push_str(&value);
            })
            .or_insert(value);
    }
    shown
}

/// `sha256:` and the first 12 hex digits of the secret's hash: enough to tell keys apart, useless to anyone else.
pub fn fingerprint(secret: &str) -> String {
    format!("sha256:{}", &hex(&Sha256::digest(secret.as_bytes()))[..12])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_credential_is_kept_as_a_fingerprint_only() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer sandbox-key"));
        headers.insert("x-api-token", HeaderValue::from_static("secret"));
        let shown = headers_without_secrets(&headers);
        assert_eq!(shown["authorization"], format!("Bearer {}", fingerprint("sandbox-key")));
        assert!(!format!("{shown:?}").contains("sandbox-key") && !format!("{shown:?}").contains("secret"));
    }

    #[test]
    fn a_connection_with_only_control_requests_is_not_counted() {
        let observer = Observer::new();
        let id = observer.connected(Listener::Api);
        observer.disconnected(id);
        let report = observer.connections();
        assert_eq!((report.opened, report.closed, report.open), (0, 0, 0));
    }
}
