//! Sends a typed request and gives its result as the judge reads it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use signbridge::typed::{Endpoint, Page, Request};
use signbridge::{Error, Priority, Reply};

use crate::arguments::Arguments;

/// A result and how it came about.
pub(crate) type Taken = (Value, Value);

/// A method whose result is JSON.
pub(crate) async fn json<E>(request: Request<E>, arguments: &Arguments<'_>) -> Result<Taken, Error>
where
    E: Endpoint<Output: Serialize>,
{
    let (output, reply) = with_options(request, arguments).send_with_reply().await?;
    Ok((value(&output), info(&reply)))
}

/// A method whose result is bytes.
pub(crate) async fn bytes<E>(request: Request<E>, arguments: &Arguments<'_>) -> Result<Taken, Error>
where
    E: Endpoint<Output = Bytes>,
{
    let (output, reply) = with_options(request, arguments).send_with_reply().await?;
    Ok((json!({"base64": STANDARD.encode(output)}), info(&reply)))
}

/// A method whose result is a list: one page of it, or the items of all.
pub(crate) async fn page<E, T>(request: Request<E>, arguments: &Arguments<'_>) -> Result<Taken, Error>
where
    E: Endpoint<Output = Page<T>>,
    T: DeserializeOwned + Serialize,
{
    let request = with_options(request, arguments);
    if let Some(most) = arguments.iterate {
        let items: Vec<T> = request.stream().take(most).try_collect().await?;
        return Ok((value(&items), Value::Null));
    }
    let (page, reply) = request.send_with_reply().await?;
    Ok((value(&page.items()), info(&reply)))
}

/// Status, request id and attempts.
pub(crate) fn info(reply: &Reply) -> Value {
    json!({
        "status": reply.status(),
        "request_id": reply.request_id(),
        "idempotency_key": reply.idempotency_key(),
        "outcome": reply.outcome(),
        "attempts": reply.attempts(),
    })
}

fn with_options<E: Endpoint>(mut request: Request<E>, arguments: &Arguments<'_>) -> Request<E> {
    let Some(options) = arguments.options else { return request };
    if let Some(milliseconds) = options.timeout_ms {
        request = request.timeout(Duration::from_millis(milliseconds));
    }
    if let Some(retries) = options.max_retries {
        request = request.max_retries(retries);
    }
    for (name, value) in options.headers.iter().flatten() {
        request = request.header(name, value);
    }
    if options.priority.as_deref() == Some("batch") {
        request = request.priority(Priority::Batch);
    }
    if let Some(yes) = options.reconcile {
        request = request.reconcile(yes);
    }
    match &options.idempotency_key {
        Some(key) => request.idempotency_key(key),
        None => request,
    }
}

fn value<T: Serialize>(output: &T) -> Value {
    serde_json::to_value(output).expect("a model is JSON")
}
