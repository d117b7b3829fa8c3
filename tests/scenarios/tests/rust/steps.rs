//! Builds the client and takes the steps with it, whichever provider's it is.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use signbridge::typed::RawRequest as Request;
use signbridge::{CallOptions, Config, CredentialConfig, Error};
use signbridge_scenarios::format::{Construct, Options, RawRequest, Step, Webhook};
use signbridge_scenarios::{Opening, Session, StepResult};

use crate::arguments::Arguments;
use crate::take::{Taken, info};

/// A provider's typed client. The generated dispatchers implement it.
pub(crate) trait Typed: std::fmt::Debug + Sized {
    fn build(config: Config) -> Result<Self, Error>;

    /// A view for another tenant.
    fn for_tenant(&self, id: &str) -> Result<Self, Error>;

    fn raw(&self, method: &str, path: &str) -> Request;

    fn verify_webhook(webhook: &Webhook) -> Result<Value, Error>;

    /// Calls the method of an operation.
    async fn call(&self, operation: &str, arguments: &Arguments<'_>) -> Result<Taken, Error>;
}

/// Plays a scenario. An error is the record of a client that could not be built.
pub(crate) async fn play<C: Typed>(session: &mut Session) -> Result<(), Value> {
    let client = C::build(config(&session.opening())).map_err(|error| record(&error))?;
    let mut result = None;
    while let Some(step) = session.next(result).await {
        result = Some(take(&client, &step).await);
    }
    Ok(())
}

/// The configuration of a scenario's client.
fn config(opening: &Opening) -> Config {
    let mut config = opening.config.clone();
    let keys = config.pointer("/credential/host").and_then(Value::as_array).cloned();
    let members = config.as_object_mut().expect("a configuration is an object");
    if keys.is_some() {
        members.remove("credential");
    }
    if opening.construct == Construct::Explicit {
        // Only `from_env` looks at the environment, which here is what the scenario says.
        members.remove("env");
    }
    let mut config: Config =
        serde_json::from_value(config).expect("the scenario's configuration is the core's");
    if let Some(keys) = keys {
        config.credential = Some(in_turn(&keys));
    }
    config
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
async fn take<C: Typed>(client: &C, step: &Step) -> StepResult {
    match try_to_take(client, step).await {
        Ok((ok, info)) => StepResult::Ok { ok, info },
        Err(error) => StepResult::Error { error: record(&error) },
    }
}

/// An error as the judge reads it.
fn record(error: &Error) -> Value {
    serde_json::from_slice(&error.to_json()).expect("the record is JSON")
}

async fn try_to_take<C: Typed>(client: &C, step: &Step) -> Result<Taken, Error> {
    let view;
    let client = match &step.tenant {
        Some(tenant) => {
            view = client.for_tenant(tenant)?;
            &view
        }
        None => client,
    };
    if let Some(webhook) = &step.webhook {
        return Ok((C::verify_webhook(webhook)?, Value::Null));
    }
    match (&step.call, &step.request) {
        (Some(operation), _) => client.call(operation, &Arguments::new(step)).await,
        (None, Some(request)) => raw(client, request, step.options.as_ref()).await,
        (None, None) => Ok((format!("{client:?}").into(), Value::Null)),
    }
}

async fn raw<C: Typed>(client: &C, request: &RawRequest, options: Option<&Options>) -> Result<Taken, Error> {
    let mut raw = client.raw(&request.method, &request.path);
    for (name, value) in request.query.iter().flatten() {
        raw = raw.query(name, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned));
    }
    if let Some(origin) = &request.origin {
        raw = raw.origin(origin);
    }
    if let Some(mime) = &request.content_type {
        raw = raw.content_type(mime);
    }
    match (&request.body, &request.content_type) {
        (Some(Value::String(text)), Some(_)) => raw = raw.body(text.clone()),
        (Some(body), _) => raw = raw.body(body.to_string()),
        (None, _) => {}
    }
    if let Some(options) = options {
        let options: CallOptions =
            serde_json::from_value(json!(options)).expect("the options are the core's");
        raw = raw.options(options);
    }
    let reply = raw.send().await?;
    let body = match reply.body() {
        body if body.is_empty() => Value::Null,
        body => serde_json::from_slice(body).expect("the scenario's answer is JSON"),
    };
    Ok((body, info(&reply)))
}
