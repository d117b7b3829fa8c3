//! One run of one scenario by one runner.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signbridge_sandbox::{Options, Sandbox};

use crate::expand::fill_in;
use crate::format::{Construct, Expect, Scenario, Step};
use crate::judge;
use crate::library::{Library, any_origins};
use crate::provider::{Bound, Provider};

/// What the runner gets.
#[derive(Clone, Debug, Serialize)]
pub struct Opening {
    /// The configuration of the client, as the core's `open` takes it. `credential.host` is the list of keys that the
    /// runner's provider function returns in turn.
    pub config: Value,
    /// How to build the client.
    pub construct: Construct,
}

/// What came of it. Either the client could not be built, or there is one result for each step.
#[derive(Debug)]
pub(crate) enum Report {
    /// Building the client failed, with this error record.
    NotBuilt { construct_error: Value },
    /// The steps were taken, each with its result.
    Taken { results: Vec<StepResult> },
}

/// What a step gave.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum StepResult {
    /// It failed.
    Error {
        /// The error record, read back from the language's own exception.
        error: Value,
    },
    /// It succeeded.
    Ok {
        /// The typed result under its wire names; bytes as `{"base64": "…"}`.
        ok: Value,
        /// Status, request id and attempts.
        #[serde(default)]
        info: Value,
    },
}

/// The judgement.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// Nothing was found.
    pub passed: bool,
    /// What was found, as sentences.
    pub failures: Vec<String>,
}

/// A scenario that is being run.
pub struct Session {
    scenario: Scenario,
    config: Value,
    behind: Behind,
    /// Steps that the runner was not given yet.
    waiting: VecDeque<Step>,
    /// Steps that it was given, as it was.
    given: Vec<Step>,
    results: Vec<StepResult>,
    /// Why there is no next step, although some are left.
    trouble: Vec<String>,
    logged: Option<Vec<String>>,
}

/// Who answers the client.
enum Behind {
    Script { provider: Provider, hosts: judge::Hosts },
    Sandbox { sandbox: Sandbox, saved: Map<String, Value> },
}

impl Session {
    /// Opens listeners for the scenario of this name and starts to answer on them.
    pub async fn start(library: &Library, name: &str) -> Result<Self, String> {
        let template = library.find(name).ok_or_else(|| format!("there is no scenario named {name:?}"))?;
        let (scenario, config, behind) = if template.is_sandbox() {
            let sandbox = Sandbox::start(Options::default())
                .map_err(|error| format!("the sandbox cannot listen on loopback: {error}"))?;
            let (scenario, config) = template.expand(&any_origins(), Some(&sandbox))?;
            (scenario, config, Behind::Sandbox { sandbox, saved: Map::new() })
        } else {
            let bound = Bound::new().await.map_err(|error| format!("cannot listen on loopback: {error}"))?;
            let origins = bound.origins().map_err(|error| error.to_string())?;
            let (scenario, config) = template.expand(&origins, None)?;
            let provider = bound.serve(scenario.provider.iter().map(|exchange| exchange.answer.clone()));
            (scenario, config, Behind::Script { provider, hosts: judge::hosts(&origins) })
        };
        let waiting = scenario.steps.iter().cloned().collect();
        let (given, results, trouble) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { scenario, config, behind, waiting, given, results, trouble, logged: None })
    }

    /// What the runner is to build.
    pub fn opening(&self) -> Opening {
        Opening { config: self.config.clone(), construct: self.scenario.construct }
    }

    /// Takes what the step before gave, and gives the next one, without what is expected; none when all are taken.
    pub async fn next(&mut self, result: Option<StepResult>) -> Option<Step> {
        if let Some(result) = result {
            if let (StepResult::Ok { ok, .. }, Some(step)) = (&result, self.given.last()) {
                let kept = self.behind.save(step, ok);
                self.trouble.extend(kept.err());
            }
            self.results.push(result);
        }
        while self.trouble.is_empty()
            && let Some(step) = self.waiting.pop_front()
        {
            match self.behind.prepare(step).await {
                Ok(Some(step)) => {
                    self.given.push(step.clone());
                    return Some(step);
                }
                Ok(None) => {}
                Err(message) => self.trouble.push(message),
            }
        }
        None
    }

    /// What a façade logged, down to the lines for debugging: the judge looks at it, too.
    pub fn heard(&mut self, lines: Vec<String>) {
        self.logged = Some(lines);
    }

    /// Stops whoever answers, and judges. `construct_error` is the record of a client that could not be built.
    pub async fn finish(self, construct_error: Option<Value>) -> Verdict {
        let Self { mut scenario, behind, waiting, given, results, trouble, logged, .. } = self;
        let left = waiting.into_iter().filter(|step| step.control.is_none());
        scenario.steps = given.into_iter().chain(left).collect();
        let report = match construct_error {
            Some(construct_error) => Report::NotBuilt { construct_error },
            None => Report::Taken { results },
        };
        let mut failures = trouble;
        match behind {
            Behind::Script { provider, hosts } => {
                failures.extend(judge::wire(&scenario, &hosts, &provider.stop().await));
            }
            Behind::Sandbox { .. } => {}
        }
        failures.extend(judge::report(&scenario, &report));
        if let Some(logged) = &logged {
            failures.extend(judge::log(&scenario, &report, logged));
        }
        Verdict { passed: failures.is_empty(), failures }
    }
}

impl Behind {
    /// The step with what was saved; none where it was for the sandbox, and is done.
    async fn prepare(&mut self, mut step: Step) -> Result<Option<Step>, String> {
        let Self::Sandbox { sandbox, saved } = self else { return Ok(Some(step)) };
        let fill = |value: &mut Value| fill_in(value, saved);
        step.args.values_mut().try_for_each(fill)?;
        let Expect { ok, error, .. } = &mut step.expect;
        [&mut step.body, ok, error].into_iter().flatten().try_for_each(fill)?;
        let Some(control) = &step.control else { return Ok(Some(step)) };
        let mut control = Value::String(control.clone());
        fill(&mut control)?;
        let control = control.as_str().unwrap_or_default();
        let (verb, path) =
            control.split_once(' ').ok_or_else(|| format!("{control:?} is no verb and path"))?;
        let answer = sandbox.control(verb, path, step.body.as_ref()).await;
        let answer = answer.map_err(|message| format!("{control}: {message}"))?;
        self.save(&step, &answer)?;
        Ok(None)
    }

    fn save(&mut self, step: &Step, result: &Value) -> Result<(), String> {
        let Self::Sandbox { saved, .. } = self else { return Ok(()) };
        for (name, pointer) in &step.save {
            let value = result.pointer(pointer).filter(|value| !value.is_null());
            let value =
                value.ok_or_else(|| format!("there is no {pointer} to save as {name:?} in {result}"))?;
            saved.insert(name.clone(), value.clone());
        }
        Ok(())
    }
}
