//! The scenario files, read and checked before anything runs.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signbridge_sandbox::Sandbox;

use crate::compare::check_matchers;
use crate::expand::{Origins, expand};
use crate::format::{Construct, Credential, Exchange, File, Listener, Scenario, Step};
use crate::providers;

/// Why the scenarios cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct Error {
    file: String,
    message: String,
}

/// All scenarios.
#[derive(Debug)]
pub struct Library {
    templates: Vec<Template>,
}

/// A scenario whose placeholders still stand.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) name: String,
    value: Value,
}

impl Library {
    /// The folder of this repository's scenarios.
    pub fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    /// Reads every `*.yaml` file of a folder. One mistake in one of them is an error.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let error = |file: &Path, message: String| Error { file: file.display().to_string(), message };
        let entries = std::fs::read_dir(folder).map_err(|cause| error(folder, cause.to_string()))?;
        let mut files: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            .collect();
        files.sort();
        let mut templates = Vec::new();
        let mut names = HashSet::new();
        for file in &files {
            let text = std::fs::read_to_string(file).map_err(|cause| error(file, cause.to_string()))?;
            for template in parse(&text).map_err(|message| error(file, message))? {
                if !names.insert(template.name.clone()) {
                    return Err(error(file, format!("there are two scenarios named {:?}", template.name)));
                }
                templates.push(template);
            }
        }
        if templates.is_empty() {
            return Err(error(folder, "there is no scenario".to_owned()));
        }
        Ok(Self { templates })
    }

    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        Self { templates: parse(text).expect("the test's scenarios are right") }
    }

    /// The names, in the order of the files.
    pub fn names(&self) -> Vec<&str> {
        self.templates.iter().map(|template| template.name.as_str()).collect()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.name == name)
    }

    /// What each scenario against the sandbox calls with success, by its name.
    pub fn calls(&self) -> Result<BTreeMap<&str, Calls>, String> {
        let mut calls = BTreeMap::new();
        for template in self.templates.iter().filter(|template| template.is_sandbox()) {
            let (scenario, _) = template.expand(&any_origins(), None)?;
            let succeeds = |step: &Step| step.expect.error.is_none();
            let steps = scenario.steps.into_iter().filter(succeeds);
            let operations = steps.filter_map(|step| step.call).collect();
            calls.insert(template.name.as_str(), Calls { provider: scenario.config.provider, operations });
        }
        Ok(calls)
    }
}

/// What a scenario against the sandbox calls.
#[derive(Debug, Serialize)]
pub struct Calls {
    /// Whose client it is.
    pub provider: String,
    /// The operations.
    pub operations: BTreeSet<String>,
}

impl Template {
    /// Whether the sandbox answers.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.value.get("sandbox") == Some(&Value::Bool(true))
    }

    /// The scenario for these listeners, or this sandbox, and its configuration as it crosses to the runner.
    pub(crate) fn expand(
        &self,
        origins: &Origins,
        sandbox: Option<&Sandbox>,
    ) -> Result<(Scenario, Value), String> {
        let mut value = self.value.clone();
        let provider = value.pointer("/config/provider").and_then(Value::as_str).unwrap_or_default();
        let mut origins = origins.clone();
        let provider = providers::find(provider)?;
        origins.insert("key", provider.key.to_owned());
        if let Some(sandbox) = sandbox {
            let mut config = provider.sandbox_config(&sandbox.env())?;
            merge(&mut config, value["config"].take());
            value["config"] = config;
        }
        expand(&mut value, &origins)?;
        let config = value.get("config").cloned().unwrap_or_default();
        let scenario = Scenario::deserialize(value).map_err(|error| error.to_string())?;
        check(&scenario)?;
        Ok((scenario, config))
    }
}

/// The scenarios of one file.
pub(crate) fn parse(text: &str) -> Result<Vec<Template>, String> {
    // Without this, `n` and `no` would be booleans.
    let options = serde_saphyr::options! { strict_booleans: true };
    let file: File = serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?;
    file.scenarios
        .into_iter()
        .enumerate()
        .map(|(position, mut value)| {
            let name = value.get("name").and_then(Value::as_str).map(ToOwned::to_owned);
            let name = name.ok_or_else(|| format!("scenario {} has no name", position + 1))?;
            with_defaults(&mut value, &file.provider).map_err(|message| format!("{name:?}: {message}"))?;
            let template = Template { name, value };
            template
                .expand(&any_origins(), None)
                .map_err(|message| format!("{:?}: {message}", template.name))?;
            Ok(template)
        })
        .collect()
}

/// Fills the configuration in: most scenarios are not about it. A null takes a default away.
fn with_defaults(scenario: &mut Value, provider: &str) -> Result<(), String> {
    let from_env = scenario.get("construct").and_then(Value::as_str) == Some("from_env");
    let own = scenario.pointer("/config/provider").and_then(Value::as_str);
    let mut config = providers::find(own.unwrap_or(provider))?.config(from_env);
    if scenario.get("sandbox") == Some(&Value::Bool(true)) {
        // The rest is the sandbox's to say.
        config = json!({"provider": config["provider"], "testing": config["testing"]});
    }
    let members = scenario.as_object_mut().ok_or("a scenario is not a map")?;
    if let Some(given) = members.remove("config") {
        merge(&mut config, given);
    }
    members.insert("config".to_owned(), config);
    Ok(())
}

/// The company of a client whose scenario gives none.
pub(crate) const COMPANY: &str = "6500e19662ec13c4faa7de00";

fn merge(base: &mut Value, given: Value) {
    match (base, given) {
        // A credential is of one form or of the other.
        (Value::Object(base), Value::Object(given)) if !given.contains_key("host") => {
            for (name, value) in given {
                if value.is_null() {
                    base.remove(&name);
                } else {
                    merge(base.entry(name).or_insert(Value::Null), value);
                }
            }
        }
        (base, given) => *base = given,
    }
}

pub(crate) fn any_origins() -> Origins {
    let mut origins = Origins::from([("company", COMPANY.to_owned())]);
    let others = ["api", "refused", "unknown_host", "silent", "slammed", "broken"];
    origins.extend(others.map(|name| (name, "http://127.0.0.1:9".to_owned())));
    origins.extend(Listener::ALL.map(|listener| (listener.name(), "http://127.0.0.1:9".to_owned())));
    origins
}

/// What the types cannot say.
fn check(scenario: &Scenario) -> Result<(), String> {
    match (&scenario.construct_error, scenario.steps.len()) {
        (Some(error), 0) => check_matchers(error)?,
        (Some(_), _) => {
            return Err("there are steps, and `construct_error` says that there is no client".to_owned());
        }
        (None, 0) => return Err("there is no step".to_owned()),
        (None, _) => {}
    }
    if scenario.sandbox && !(scenario.provider.is_empty() && scenario.construct == Construct::Explicit) {
        return Err("the sandbox answers: there is no script and no environment".to_owned());
    }
    let mut saved = BTreeSet::new();
    for (position, step) in scenario.steps.iter().enumerate() {
        check_step(step, scenario.sandbox, &mut saved)
            .map_err(|message| format!("step {}: {message}", position + 1))?;
    }
    let host = matches!(scenario.config.credential, Some(Credential::Host { .. }));
    let key_header = host.then_some(providers::find(&scenario.config.provider)?.key_header.0);
    for (position, exchange) in scenario.provider.iter().enumerate() {
        check_exchange(exchange, key_header).map_err(|message| format!("provider[{position}]: {message}"))?;
    }
    Ok(())
}

fn check_step(step: &Step, sandbox: bool, saved: &mut BTreeSet<String>) -> Result<(), String> {
    let kinds = [
        step.call.is_some(),
        step.request.is_some(),
        step.describe == Some(true),
        step.webhook.is_some(),
        step.control.is_some(),
    ];
    if kinds.into_iter().filter(|given| *given).count() != 1 {
        return Err("give one of `call`, `request`, `describe: true`, `webhook` and `control`".to_owned());
    }
    let expect = &step.expect;
    let expected = (expect.ok.is_some(), expect.error.is_some());
    // Against the sandbox, any success will do.
    if expected.0 == expected.1 && !(sandbox && expected == (false, false)) {
        return Err("expect one of `ok` and `error`".to_owned());
    }
    let own = [step.control.is_some(), step.body.is_some(), !step.save.is_empty()];
    if own.contains(&true) && !sandbox {
        return Err("`control`, `body` and `save` are for scenarios against the sandbox".to_owned());
    }
    let told = json!([step, step.control, step.body, step.expect.ok, step.expect.error]).to_string();
    for name in told.split("{{saved ").skip(1).filter_map(|rest| rest.split("}}").next()) {
        if !saved.contains(name) {
            return Err(format!("no step before it saves {name:?}"));
        }
    }
    saved.extend(step.save.keys().cloned());
    if expect.error.is_some() && expect.info.is_some() {
        return Err("an error has no `info`".to_owned());
    }
    for value in expect.ok.iter().chain(&expect.error).chain(&expect.info) {
        check_matchers(value)?;
    }
    expect.attempts.iter().flatten().try_for_each(check_matchers)
}

/// `key_header` is given when the key comes from a function, so that the scenario must say which one is expected.
fn check_exchange(exchange: &Exchange, key_header: Option<&str>) -> Result<(), String> {
    let request = &exchange.request;
    let bodies = [
        request.json.is_some(),
        request.text.is_some(),
        request.base64.is_some(),
        request.multipart.is_some(),
    ];
    if bodies.into_iter().filter(|given| *given).count() > 1 {
        return Err("the request has two bodies".to_owned());
    }
    if request.headers.keys().any(|name| name.chars().any(|letter| letter.is_ascii_uppercase())) {
        return Err("header names are written in lower case".to_owned());
    }
    if let Some(name) = key_header
        && exchange.on != Listener::Storage
        && !request.headers.contains_key(name)
    {
        return Err(format!("say which `{name}` is expected: the key comes from a function"));
    }
    request.headers.values().chain(&request.json).try_for_each(check_matchers)?;
    crate::answer::body(&exchange.answer).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_one(text: &str) -> Result<(Scenario, Value), String> {
        let file = format!("about: x\nscenarios:\n- {}\n", text.trim().replace('\n', "\n  "));
        parse(&file)?[0].expand(&any_origins(), None)
    }

    const STEP: &str = "steps: [{describe: true, expect: {ok: null}}]";

    #[test]
    fn a_typo_anywhere_is_an_error() {
        for typo in [
            "name: x\nstep: []",
            "name: x\nsteps: [{describe: true, expects: {ok: 1}}]",
            "name: x\nsteps: [{describe: true, expect: {okay: 1}}]",
            "name: x\nsteps: [{describe: true, expect: {ok: {$contain: 1}}}]",
            "name: x\nconfig: {max_retry: 1}\nsteps: [{describe: true, expect: {ok: 1}}]",
            "name: x\nsteps: [{call: a.b, options: {timeout: 1}, expect: {ok: 1}}]",
        ] {
            assert!(parse_one(typo).is_err(), "{typo}");
        }
        assert!(parse_one(&format!("name: x\n{STEP}")).is_ok());
    }

    #[test]
    fn the_configuration_has_defaults_and_a_null_takes_one_away() {
        let (_, config) = parse_one(&format!(
            "name: x\nconfig: {{tenant: null, origins: {{files: null}}, max_retries: 2}}\n{STEP}"
        ))
        .unwrap();
        assert_eq!(
            config,
            json!({"provider": "nextsign", "credential": {"value": "key-0d9f4c71e2"}, "origins": {"v2": "http://127.0.0.1:9/api"},
                   "max_retries": 2, "reconcile": false, "testing": {"virtual_time": true, "jitter": 1.0}})
        );
        let (_, config) =
            parse_one(&format!("name: x\nconfig: {{credential: {{host: [a]}}}}\n{STEP}")).unwrap();
        assert_eq!(config["credential"], json!({"host": ["a"]}));
    }

    #[test]
    fn text_stays_text_and_an_anchor_may_be_set_again() {
        let text = "name: x\nsteps: [{call: a.b, args: &a {tag: n, yes: no, i: 007x}, expect: {ok: &b on}}, \
            {call: a.b, args: &a {tag: y}, expect: {ok: *b}}, {call: a.b, args: *a, expect: {ok: 1}}]";
        let (scenario, _) = parse_one(text).unwrap();
        let args: Vec<_> = scenario.steps.iter().map(|step| Value::Object(step.args.clone())).collect();
        assert_eq!(
            args,
            [json!({"tag": "n", "yes": "no", "i": "007x"}), json!({"tag": "y"}), json!({"tag": "y"})]
        );
        assert_eq!(scenario.steps[1].expect.ok, Some(json!("on")));
    }

    #[test]
    fn a_step_needs_one_kind_and_one_expectation() {
        assert!(parse_one("name: x\nsteps: [{expect: {ok: 1}}]").unwrap_err().contains("give one of"));
        assert!(
            parse_one("name: x\nsteps: [{describe: true, expect: {}}]")
                .unwrap_err()
                .contains("expect one of")
        );
    }
}
