//! Compares what was seen on the wire, and what the runner reports, with what the scenario says.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::compare::{Extra, brief, compare};
use crate::expand::Origins;
use crate::format::{Credential, Exchange, Expect, ExpectedPart, ExpectedRequest, Listener, Scenario};
use crate::multipart;
use crate::provider::Seen;
use crate::providers;
use crate::request::Request;
use crate::session::{Report, StepResult};

/// `Host` by listener.
pub(crate) type Hosts = HashMap<Listener, String>;

/// The `Host` header that each listener must be asked with.
pub(crate) fn hosts(origins: &Origins) -> Hosts {
    Listener::ALL
        .into_iter()
        .filter_map(|listener| {
            Some((listener, origins.get(listener.name())?.trim_start_matches("http://").to_owned()))
        })
        .collect()
}

/// Every way in which the requests differ from the scenario.
pub(crate) fn wire(scenario: &Scenario, hosts: &Hosts, seen: &Seen) -> Vec<String> {
    let mut failures = seen.trouble.clone();
    judge_requests(scenario, hosts, &secrets(scenario), seen, &mut failures);
    failures
}

/// Every way in which what the runner reports differs from the scenario.
pub(crate) fn report(scenario: &Scenario, report: &Report) -> Vec<String> {
    let mut failures = Vec::new();
    judge_report(scenario, report, &mut failures);
    judge_secrecy(&secrets(scenario), &scenario.forbidden, report, &mut failures);
    failures
}

/// Every way in which what was logged is not as it should be: a line for each attempt, and none that tells a secret.
pub(crate) fn log(scenario: &Scenario, report: &Report, logged: &[String]) -> Vec<String> {
    let mut failures = Vec::new();
    for secret in secrets(scenario) {
        for line in logged.iter().filter(|line| line.contains(&secret)) {
            failures.push(format!("{secret:?} may not be logged, and is in: {}", around(line, &secret)));
        }
    }
    let told = match report {
        Report::NotBuilt { .. } => 0,
        Report::Taken { results } => results.iter().map(attempts).sum(),
    };
    let found = logged.iter().filter(|line| line.contains(", attempt ")).count();
    if found < told {
        failures.push(format!("{told} attempts were made, and {found} logged: {logged:?}"));
    }
    failures
}

fn attempts(result: &StepResult) -> usize {
    let (StepResult::Ok { info: told, .. } | StepResult::Error { error: told }) = result;
    told["attempts"].as_array().map_or(0, Vec::len)
}

/// The keys that the client has or may get, and the secrets of webhooks.
fn secrets(scenario: &Scenario) -> Vec<String> {
    let mut secrets = match &scenario.config.credential {
        Some(Credential::Value { value }) => vec![value.clone()],
        Some(Credential::Host { host }) => host.clone(),
        None => Vec::new(),
    };
    secrets.extend(env_key(scenario));
    let webhooks = scenario.steps.iter().filter_map(|step| step.webhook.as_ref());
    secrets.extend(webhooks.flat_map(|webhook| webhook.secrets.iter().cloned()));
    secrets.retain(|secret| !secret.trim().is_empty());
    secrets
}

fn env_key(scenario: &Scenario) -> Option<String> {
    let variable = providers::find(&scenario.config.provider).ok()?.key_env;
    scenario.config.env.as_ref()?.get(variable)?.as_str().map(ToOwned::to_owned)
}

fn judge_requests(
    scenario: &Scenario,
    hosts: &Hosts,
    secrets: &[String],
    seen: &Seen,
    failures: &mut Vec<String>,
) {
    let expected = &scenario.provider;
    for (position, request) in seen.requests.iter().enumerate() {
        let name = format!("request {}", position + 1);
        match expected.get(position) {
            Some(exchange) => judge_request(scenario, exchange, hosts, request, &name, failures),
            None => failures.push(format!("{name}: not in the scenario: {}", request.line())),
        }
        if request.on == Listener::Storage && secrets.iter().any(|secret| carries(request, secret)) {
            failures.push(format!("{name}: the key was sent to the storage origin"));
        }
    }
    for (position, exchange) in expected.iter().enumerate().skip(seen.requests.len()) {
        failures.push(format!(
            "request {}: never came: {} {} on {}",
            position + 1,
            exchange.request.method,
            exchange.request.path,
            exchange.on.name()
        ));
    }
}

fn judge_request(
    scenario: &Scenario,
    exchange: &Exchange,
    hosts: &Hosts,
    request: &Request,
    name: &str,
    failures: &mut Vec<String>,
) {
    let expected = &exchange.request;
    let mut differs = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            failures.push(format!("{name}: {what}: expected {expected:?}, got {actual:?}"));
        }
    };
    differs("listener", exchange.on.name(), request.on.name());
    differs("method", &expected.method, &request.method);
    differs("path", &expected.path, &request.target);
    differs(
        "host",
        hosts.get(&request.on).map_or("", String::as_str),
        &request.header("host").unwrap_or_default(),
    );
    judge_headers(scenario, exchange, request, name, failures);
    judge_body(expected, request, name, failures);
}

fn judge_headers(
    scenario: &Scenario,
    exchange: &Exchange,
    request: &Request,
    name: &str,
    failures: &mut Vec<String>,
) {
    let mut expected = exchange.request.headers.clone();
    // Every request of ours carries the key and says who it is; none to another origin does either by accident.
    let key = match &scenario.config.credential {
        Some(Credential::Value { value }) => Some(value.clone()),
        _ => env_key(scenario),
    };
    if let Ok(provider) = providers::find(&scenario.config.provider) {
        let (header, prefix) = provider.key_header;
        let sent = match exchange.on {
            Listener::Storage => Value::Null,
            Listener::V2 | Listener::Files => key.map(|key| format!("{prefix}{key}")).into(),
        };
        expected.entry(header).or_insert(sent);
    }
    expected.entry("authorization").or_insert(Value::Null);
    if exchange.on != Listener::Storage {
        let user_agent = serde_json::json!({"$starts_with": "signbridge/"});
        expected.entry("user-agent").or_insert(user_agent);
    }
    for (header, value) in &expected {
        let actual = request.header(header).map_or(Value::Null, Value::String);
        compare(value, &actual, Extra::Allowed, &format!("{name}: header {header}"), failures);
    }
}

fn judge_body(expected: &ExpectedRequest, request: &Request, name: &str, failures: &mut Vec<String>) {
    let content_type = request.header("content-type").unwrap_or_default();
    if let Some(parts) = &expected.multipart {
        match multipart::parts(&content_type, &request.body) {
            Ok(actual) => judge_parts(parts, &actual, name, failures),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
        return;
    }
    if let Some(json) = &expected.json {
        if !expected.headers.contains_key("content-type") && content_type != "application/json" {
            failures
                .push(format!("{name}: content-type: expected \"application/json\", got {content_type:?}"));
        }
        match serde_json::from_slice(&request.body) {
            Ok(actual) => compare(json, &actual, Extra::Refused, &format!("{name}: json"), failures),
            Err(error) => {
                failures.push(format!("{name}: the body is not JSON: {error}: {}", excerpt(&request.body)));
            }
        }
        return;
    }
    judge_bytes(bytes(expected.text.as_ref(), expected.base64.as_ref()), &request.body, name, failures);
}

fn judge_parts(
    expected: &[ExpectedPart],
    actual: &[multipart::Part],
    name: &str,
    failures: &mut Vec<String>,
) {
    for part in actual.iter().filter(|part| !expected.iter().any(|each| each.name == part.name)) {
        failures.push(format!("{name}: part {:?} is not in the scenario", part.name));
    }
    for part in expected {
        let name = format!("{name}: part {:?}", part.name);
        let found: Vec<_> = actual.iter().filter(|each| each.name == part.name).collect();
        let [found] = found[..] else {
            failures.push(format!("{name}: expected once, got {} times", found.len()));
            continue;
        };
        for (what, expected, actual) in [
            ("filename", &part.filename, &found.filename),
            ("content-type", &part.content_type, &found.content_type),
        ] {
            if expected.is_some() && expected != actual {
                failures.push(format!("{name}: {what}: expected {expected:?}, got {actual:?}"));
            }
        }
        judge_bytes(bytes(part.text.as_ref(), part.base64.as_ref()), &found.content, &name, failures);
    }
}

fn bytes(text: Option<&String>, base64: Option<&String>) -> Result<Vec<u8>, String> {
    match (text, base64) {
        (Some(text), _) => Ok(text.clone().into_bytes()),
        (None, Some(base64)) => STANDARD.decode(base64).map_err(|error| format!("expected base64: {error}")),
        (None, None) => Ok(Vec::new()),
    }
}

fn judge_bytes(expected: Result<Vec<u8>, String>, actual: &[u8], name: &str, failures: &mut Vec<String>) {
    match expected {
        Ok(expected) if expected == actual => {}
        Ok(expected) => {
            failures.push(format!("{name}: body: expected {}, got {}", excerpt(&expected), excerpt(actual)));
        }
        Err(error) => failures.push(format!("{name}: {error}")),
    }
}

fn excerpt(bytes: &[u8]) -> String {
    brief(&Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

fn judge_report(scenario: &Scenario, report: &Report, failures: &mut Vec<String>) {
    match (report, &scenario.construct_error) {
        (Report::NotBuilt { construct_error }, Some(expected)) => {
            compare(expected, construct_error, Extra::Allowed, "construct_error", failures);
        }
        (Report::NotBuilt { construct_error }, None) => {
            failures.push(format!("the client could not be built: {}", brief(construct_error)));
        }
        (Report::Taken { .. }, Some(expected)) => {
            failures.push(format!("the client was built, expected {}", brief(expected)));
        }
        (Report::Taken { results }, None) => {
            if results.len() != scenario.steps.len() {
                failures.push(format!("expected {} results, got {}", scenario.steps.len(), results.len()));
            }
            for (position, (step, result)) in scenario.steps.iter().zip(results).enumerate() {
                judge_step(&step.expect, result, &format!("step {}", position + 1), failures);
            }
        }
    }
}

fn judge_step(expect: &Expect, result: &StepResult, name: &str, failures: &mut Vec<String>) {
    let attempts = match (result, &expect.ok, &expect.error) {
        (StepResult::Ok { ok, info }, Some(expected), _) => {
            compare(expected, ok, Extra::Allowed, &format!("{name}: ok"), failures);
            if let Some(expected) = &expect.info {
                compare(expected, info, Extra::Allowed, &format!("{name}: info"), failures);
            }
            info.get("attempts")
        }
        (StepResult::Error { error }, _, Some(expected)) => {
            compare(expected, error, Extra::Allowed, &format!("{name}: error"), failures);
            error.get("attempts")
        }
        (StepResult::Ok { ok, .. }, _, Some(expected)) => {
            return failures.push(format!(
                "{name}: expected the error {}, got {}",
                brief(expected),
                brief(ok)
            ));
        }
        (StepResult::Ok { info, .. }, None, None) => info.get("attempts"),
        (StepResult::Error { error }, _, None) => {
            return failures.push(format!("{name}: expected a success, got the error {}", brief(error)));
        }
    };
    if let Some(expected) = &expect.attempts {
        let actual = attempts.unwrap_or(&Value::Null);
        compare(
            &Value::Array(expected.clone()),
            actual,
            Extra::Allowed,
            &format!("{name}: attempts"),
            failures,
        );
    }
}

fn judge_secrecy(secrets: &[String], forbidden: &[String], report: &Report, failures: &mut Vec<String>) {
    let told = match report {
        Report::NotBuilt { construct_error } => construct_error.to_string(),
        Report::Taken { results } => {
            serde_json::to_string(results).expect("results came from JSON and go back to it")
        }
    };
    for text in secrets.iter().chain(forbidden).filter(|text| told.contains(text.as_str())) {
        failures.push(format!("{text:?} may not be told, and is in: {}", around(&told, text)));
    }
}

fn around(told: &str, text: &str) -> String {
    let (before, after) = told.split_once(text).unwrap_or((told, ""));
    let start = before.char_indices().rev().nth(59).map_or(0, |(start, _)| start);
    format!("{}{text}{}", &before[start..], after.chars().take(60).collect::<String>())
}

fn carries(request: &Request, secret: &str) -> bool {
    request.target.contains(secret)
        || request.headers.iter().any(|(_, value)| value.contains(secret))
        || String::from_utf8_lossy(&request.body).contains(secret)
}
