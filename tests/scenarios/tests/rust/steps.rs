//! Builds the client and takes one step with it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use signbridge::operation::Operation;
use signbridge::{Call, CallOptions, Client, Config, CredentialConfig, Error, Raw, Reply, Target, bridge};
use signbridge_scenarios::format::{Construct, RawRequest, Step};
use signbridge_scenarios::{Opening, StepResult};

/// The client of a scenario.
pub(crate) fn open(opening: &Opening) -> Result<Client, Error> {
    let mut config = opening.config.clone();
    let keys = config.pointer("/credential/host").and_then(Value::as_array).cloned();
    let members = config.as_object_mut().expect("a configuration is an object");
    if keys.is_some() {
        members.remove("credential");
    }
    if opening.construct == Construct::Explicit {
        // Only `from_env` hands the environment over.
        members.remove("env");
    }
    let mut config: Config =
        serde_json::from_value(config).expect("the scenario's configuration is the core's");
    if let Some(keys) = keys {
        config.credential = Some(in_turn(&keys));
    }
    Client::open(config)
}

/// A function that gives one key after the other, the last for ever.
fn in_turn(keys: &[Value]) -> CredentialConfig {
    let keys: VecDeque<String> = keys.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    let keys = Mutex::new(keys);
    CredentialConfig::function(move || {
        let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        let key = if keys.len() > 1 { keys.pop_front() } else { keys.front().cloned() };
        std::future::ready(key.ok_or_else(|| "there is no key".to_owned()))
    })
}

/// What a step gives.
pub(crate) async fn take(client: &Client, step: &Step) -> StepResult {
    match try_to_take(client, step).await {
        Ok((ok, info)) => StepResult::Ok { ok, info },
        Err(error) => StepResult::Error { error: record(&error) },
    }
}

/// An error as the judge reads it.
pub(crate) fn record(error: &Error) -> Value {
    serde_json::from_slice(&error.to_json()).expect("the record is JSON")
}

async fn try_to_take(client: &Client, step: &Step) -> Result<(Value, Value), Error> {
    let view;
    let client = match &step.tenant {
        Some(tenant) => {
            view = client.with_tenant(tenant)?;
            &view
        }
        None => client,
    };
    if step.describe == Some(true) {
        return Ok((client.describe().into(), Value::Null));
    }
    let options =
        step.options.as_ref().map(|options| serde_json::to_value(options).expect("options are JSON"));
    let options: CallOptions =
        serde_json::from_value(options.unwrap_or_else(|| json!({}))).expect("the options are the core's");
    if let Some(request) = &step.request {
        let reply = client.call(raw(request, options)).await?;
        return Ok((parsed(reply.body()), info(&reply)));
    }
    let id = step.call.as_deref().expect("a step is one of three kinds");
    let operations = client.provider().operations;
    let index = operations.iter().position(|operation| operation.id == id);
    let index = index.unwrap_or_else(|| panic!("there is no operation {id}"));
    let (mut params, body) = arguments(&step.args);
    let call = |params: Vec<String>| Call {
        target: Target::Operation(index),
        params,
        body: body.clone().map(Into::into),
        options: options.clone(),
    };
    let mut reply = client.call(call(params.clone())).await?;
    let Some(iterate) = &step.iterate else {
        return Ok((result(&operations[index], &reply), info(&reply)));
    };
    let most = iterate.max_items.unwrap_or(usize::MAX);
    let mut items = Vec::new();
    let number = u32::try_from(index).expect("a table is small");
    loop {
        items.extend(parsed(reply.body()).as_array().cloned().unwrap_or_default());
        if items.len() >= most {
            items.truncate(most);
            break;
        }
        let Some(next) = bridge::next_page(client, number, &params, reply.body())? else { break };
        params = next;
        reply = client.call(call(params.clone())).await?;
    }
    Ok((items.into(), info(&reply)))
}

fn result(operation: &Operation, reply: &Reply) -> Value {
    if operation.follow.is_some() {
        return json!({"base64": STANDARD.encode(reply.body())});
    }
    parsed(reply.body())
}

fn parsed(body: &[u8]) -> Value {
    if body.is_empty() { Value::Null } else { serde_json::from_slice(body).expect("a payload is JSON") }
}

fn info(reply: &Reply) -> Value {
    json!({"status": reply.status(), "request_id": reply.request_id(), "attempts": reply.attempts()})
}

fn raw(request: &RawRequest, options: CallOptions) -> Call {
    let RawRequest { method, path, query, body, origin, content_type } = request.clone();
    let body = body.map(|body| match (&content_type, body) {
        (Some(_), Value::String(text)) => text.into_bytes(),
        (_, body) => body.to_string().into_bytes(),
    });
    let raw = Raw { method, path, origin, content_type, safety: None };
    let (params, _) = arguments(&query.unwrap_or_default());
    Call { target: Target::Raw(raw), params, body: body.map(Into::into), options }
}

/// Arguments as they cross the border: names and values beside each other, and the body.
fn arguments(args: &Map<String, Value>) -> (Vec<String>, Option<Vec<u8>>) {
    let mut params = Vec::new();
    let mut body = None;
    for (name, value) in args {
        match (name.as_str(), value) {
            ("body", value) => body = Some(value.to_string().into_bytes()),
            ("file_base64", value) => body = value.as_str().and_then(|text| STANDARD.decode(text).ok()),
            (name, Value::Array(values)) => {
                params.extend(values.iter().flat_map(|value| [name.to_owned(), text(value)]));
            }
            (name, value) => params.extend([name.to_owned(), text(value)]),
        }
    }
    (params, body)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
