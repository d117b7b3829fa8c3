//! Reading what was seen, and waiting until something is: tests of clients need no sleeps.

use std::time::Duration;

use serde_json::{Value, json};

use super::ControlError;
use crate::Shared;
use crate::server::Request;

/// The longest wait, in milliseconds.
const MAX_WAIT: u64 = 60_000;

/// `?operation=&outcome=&count=&wait_ms=`: those that match; with `wait_ms`, once there are `count` of them.
pub(super) async fn requests(shared: &Shared, request: &Request) -> Result<Value, ControlError> {
    let count = number(request, "count")?.unwrap_or(1);
    let matching = || {
        let all = shared.observer.requests().into_iter().map(|record| json!(record));
        all.filter(|record| {
            ["operation", "outcome", "method", "listener"]
                .iter()
                .all(|name| request.query(name).is_none_or(|value| record[name] == value))
        })
        .collect::<Vec<_>>()
    };
    let reached = wait(shared, request, || matching().len() as u64 >= count).await?;
    Ok(json!({"requests": matching(), "reached": reached}))
}

/// `?open=&in_flight=&opened=&closed=&aborted_in_flight=&wait_ms=`: the counts; with `wait_ms`, once `open` and
/// `in_flight` are as given and the others at least so.
pub(super) async fn connections(shared: &Shared, request: &Request) -> Result<Value, ControlError> {
    let mut exact = Vec::new();
    let mut at_least = Vec::new();
    for name in ["open", "in_flight"] {
        exact.extend(number(request, name)?.map(|value| (name, value)));
    }
    for name in ["opened", "closed", "aborted_in_flight"] {
        at_least.extend(number(request, name)?.map(|value| (name, value)));
    }
    let reached = wait(shared, request, || {
        let now = json!(shared.observer.connections());
        exact.iter().all(|(name, value)| now[name] == *value)
            && at_least.iter().all(|(name, value)| now[name].as_u64() >= Some(*value))
    })
    .await?;
    let mut report = json!(shared.observer.connections());
    report["reached"] = reached.into();
    Ok(report)
}

fn number(request: &Request, name: &str) -> Result<Option<u64>, ControlError> {
    let parse = |text: &str| {
        text.parse().map_err(|_| ControlError::invalid(format!("{name} is {text:?}, not a whole number")))
    };
    request.query(name).map(parse).transpose()
}

/// Whether `holds` is true now, or becomes so within the query's `wait_ms`.
async fn wait(shared: &Shared, request: &Request, holds: impl Fn() -> bool) -> Result<bool, ControlError> {
    let patience = Duration::from_millis(number(request, "wait_ms")?.unwrap_or(0).min(MAX_WAIT));
    let mut changes = shared.observer.watch();
    let until_it_holds = async {
        while !holds() {
            if changes.changed().await.is_err() {
                return;
            }
        }
    };
    Ok(tokio::time::timeout(patience, until_it_holds).await.is_ok())
}
