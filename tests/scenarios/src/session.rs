//! One run of one scenario by one runner.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::format::{Construct, Scenario, Step};
use crate::judge;
use crate::library::Library;
use crate::provider::{Bound, Provider};

/// What the runner gets.
#[derive(Clone, Debug, Serialize)]
pub struct Opening {
    /// The configuration of the client, as the core's `open` takes it. `credential.host` is the list of keys that the
    /// runner's provider function returns in turn.
    pub config: Value,
    /// How to build the client.
    pub construct: Construct,
    /// What to do with it, without what is expected.
    pub steps: Vec<Step>,
}

/// What came of it. Either the client could not be built, or there is one result for each step.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Report {
    /// Building the client failed.
    NotBuilt {
        /// The error record.
        construct_error: Value,
    },
    /// The steps were taken.
    Taken {
        /// One result for each.
        results: Vec<StepResult>,
    },
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
    hosts: judge::Hosts,
    provider: Provider,
}

impl Session {
    /// Opens listeners for the scenario of this name and starts to answer on them.
    pub async fn start(library: &Library, name: &str) -> Result<Self, String> {
        let template = library.find(name).ok_or_else(|| format!("there is no scenario named {name:?}"))?;
        let bound = Bound::new().await.map_err(|error| format!("cannot listen on loopback: {error}"))?;
        let origins = bound.origins().map_err(|error| error.to_string())?;
        let (scenario, config) = template.expand(&origins)?;
        let provider = bound.serve(scenario.provider.iter().map(|exchange| exchange.answer.clone()));
        let hosts = judge::hosts(&origins);
        Ok(Self { scenario, config, hosts, provider })
    }

    /// What the runner is to do.
    pub fn opening(&self) -> Opening {
        Opening {
            config: self.config.clone(),
            construct: self.scenario.construct,
            steps: self.scenario.steps.clone(),
        }
    }

    /// Stops the listeners and judges.
    pub async fn finish(self, report: Report) -> Verdict {
        let seen = self.provider.stop().await;
        let failures = judge::judge(&self.scenario, &self.hosts, &seen, &report);
        Verdict { passed: failures.is_empty(), failures }
    }
}
