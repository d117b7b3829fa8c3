//! How a fault is written: JSON, or `kind,name=value,…` on a command line.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Subject;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The answer comes late by `latency_ms` plus up to `jitter_ms` of real time.
    Latency,
    /// `status` (503 unless told), `headers`, `retry_after` and `body` are answered instead, and nothing is done; with
    /// `after_work` the work is done first.
    Status,
    /// A TCP reset instead of an answer; with `after_work` the work is done first.
    Reset,
    /// The headers and the fraction `at` of the promised body, then a close. The work is done.
    Torn,
    /// The work is done, then a close without an answer.
    CommitThenDrop,
    /// No answer, ever; with `after_work` the work is done first.
    Hang,
    /// A close without an answer; the work is done `latency_ms` later all the same.
    LateCommit,
    /// Every connection is reset, and for `latency_ms` nobody listens. What was there stays; this request is not worked on.
    Restart,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Status => "status",
            Self::Reset => "reset",
            Self::Torn => "torn",
            Self::CommitThenDrop => "commit_then_drop",
            Self::Hang => "hang",
            Self::LateCommit => "late_commit",
            Self::Restart => "restart",
        }
    }
}

/// Which requests a fault is for. What is left out matches everything; `*` stands for any text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The verb.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path without query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The operation: `cases.create`, `cases.*`, `storage.get`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
}

impl Match {
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(subject.method))
            && self.path.as_deref().is_none_or(|pattern| glob(pattern, subject.path))
            && self
                .operation
                .as_deref()
                .is_none_or(|pattern| subject.operation.is_some_and(|operation| glob(pattern, operation)))
    }
}

/// Whether `text` matches `pattern`, in which `*` stands for any text.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(head) else {
        return false;
    };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| glob(tail, &rest[at..]))
}

/// One kind of misbehaviour, for whom and how often. Without `count` and `probability` it strikes every match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: Kind,
    /// For which requests.
    #[serde(default, rename = "match")]
    pub on: Match,
    /// How often at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many matching requests are spared first.
    #[serde(default)]
    pub skip: u64,
    /// The chance, in 0..=1, that a matching request is struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// A seed of its own for that chance; else the sandbox's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// `latency`, `late_commit` and `restart`: milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub latency_ms: u64,
    /// `latency`: up to this many milliseconds more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub jitter_ms: u64,
    /// `status`: the code, 200..=599.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `status`: headers of the answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// `status`: the `Retry-After` header, seconds or an HTTP date.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "text_or_number")]
    pub retry_after: Option<String>,
    /// `status`: the body, JSON; a string is sent as it stands, as HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// `torn`: the fraction of the body that is sent, in 0..=1.
    #[serde(default = "half")]
    pub at: f64,
    /// `status`, `reset` and `hang`: do the work first.
    #[serde(default)]
    pub after_work: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

fn half() -> f64 {
    0.5
}

fn text_or_number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => Err(serde::de::Error::custom(format!("retry_after is {other}, not seconds or a date"))),
    }
}

/// Why a fault cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

impl Fault {
    /// Reads one fault, or a list of them.
    pub fn read_all(json: &Value) -> Result<Vec<Self>, FaultError> {
        match json {
            Value::Array(faults) => faults.iter().map(Self::read).collect(),
            one => Ok(vec![Self::read(one)?]),
        }
    }

    fn read(json: &Value) -> Result<Self, FaultError> {
        let fault = Self::deserialize(json).map_err(|error| FaultError(error.to_string()))?;
        let in_unit = |value: f64| (0.0..=1.0).contains(&value);
        if fault.probability.is_some_and(|value| !in_unit(value)) {
            return Err(FaultError("probability is not between 0 and 1".to_owned()));
        }
        if !in_unit(fault.at) {
            return Err(FaultError("at is not between 0 and 1".to_owned()));
        }
        if fault.status.is_some_and(|code| !(200..=599).contains(&code)) {
            return Err(FaultError("status is not between 200 and 599".to_owned()));
        }
        Ok(fault)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    /// JSON, or `kind,name=value,…` where the names `method`, `path` and `operation` say what it is for.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let text = text.trim();
        if text.starts_with('{') {
            let json = serde_json::from_str(text).map_err(|error| FaultError(error.to_string()))?;
            return Self::read(&json);
        }
        let mut words = text.split(',');
        let mut fault = Map::new();
        let mut on = Map::new();
        fault.insert("kind".to_owned(), words.next().unwrap_or_default().trim().into());
        for word in words {
            let Some((name, value)) = word.split_once('=') else {
                return Err(FaultError(format!("{word:?} is not name=value")));
            };
            let (name, value) = (name.trim().to_owned(), value.trim());
            if matches!(name.as_str(), "method" | "path" | "operation") {
                on.insert(name, value.into());
            } else {
                // Numbers and true/false read as JSON; anything else is text.
                fault.insert(name, serde_json::from_str(value).unwrap_or_else(|_| value.into()));
            }
        }
        fault.insert("match".to_owned(), Value::Object(on));
        Self::read(&Value::Object(fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_and_json_say_the_same() {
        let short: Fault = "status,status=429,retry_after=2,operation=cases.get,count=1".parse().unwrap();
        let json: Fault =
            r#"{"kind":"status","status":429,"retry_after":"2","match":{"operation":"cases.get"},"count":1}"#
                .parse()
                .unwrap();
        assert_eq!(short, json);
    }

    #[test]
    fn a_fault_that_cannot_be_meant_is_refused_with_the_reason() {
        for (text, reason) in [
            ("explode", "unknown variant `explode`"),
            ("status,status=99", "status is not between"),
            ("reset,probability=2", "probability is not between"),
            ("reset,whenever", "not name=value"),
            ("reset,often=1", "unknown field `often`"),
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "ab", false),
            ("*/get", "/x/y/get", true),
            ("é*", "éa", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
