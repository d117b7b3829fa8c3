//! Misbehaviour on demand, from a seed.
//!
//! Each [`Fault`] says what goes wrong, for which requests, and how often. Every fault draws from its own stream of
//! random values, made from the sandbox's seed and the fault's place in the list: the same requests in the same order
//! meet the same faults, and adding one fault does not move the others.
//!
//! ```
//! # use signbridge_sandbox::Fault;
//! let lost: Fault = "commit_then_drop,operation=cases.create,count=1".parse().unwrap();
//! let busy: Fault = r#"{"kind":"status","status":503,"probability":0.2}"#.parse().unwrap();
//! ```

mod spec;

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use serde::Serialize;
use serde_json::Value;

pub use spec::{Fault, FaultError, Kind, Match};

use crate::random::Random;
use crate::server::Answer;

/// What a fault is matched against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) operation: Option<&'a str>,
}

/// What goes wrong with one request.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) latency: Duration,
    pub(crate) disturbance: Option<Disturbance>,
    pub(crate) kinds: Vec<&'static str>,
}

#[derive(Debug)]
pub(crate) enum Disturbance {
    Status { answer: Answer, after_work: bool },
    Reset { after_work: bool },
    Torn { at: f64 },
    Drop,
    Hang { after_work: bool },
    LateCommit { after: Duration },
    Restart { down: Duration },
}

/// A fault, and what it has done so far.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Armed {
    /// Its name in the control API, from 1.
    pub(crate) id: u64,
    /// What was asked for.
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// Requests that matched.
    pub(crate) matched: u64,
    /// Requests it disturbed.
    pub(crate) applied: u64,
    #[serde(skip)]
    random: Random,
}

impl Armed {
    /// Whether it disturbs this request; counts it.
    fn strikes(&mut self, subject: &Subject<'_>) -> bool {
        if self.fault.count.is_some_and(|count| self.applied >= count) || !self.fault.on.holds(subject) {
            return false;
        }
        self.matched += 1;
        let strikes = self.matched > self.fault.skip
            && self.fault.probability.is_none_or(|probability| self.random.chance(probability));
        self.applied += u64::from(strikes);
        strikes
    }
}

/// The faults in force.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    seed: u64,
    last: u64,
    armed: BTreeMap<u64, Armed>,
}

impl Faults {
    pub(crate) fn new(seed: u64, faults: &[Fault]) -> Self {
        let mut all = Self { seed, last: 0, armed: BTreeMap::new() };
        for fault in faults {
            all.arm(fault.clone());
        }
        all
    }

    pub(crate) fn arm(&mut self, fault: Fault) -> u64 {
        self.last += 1;
        let id = self.last;
        let seed = fault.seed.unwrap_or(self.seed);
        // Through the generator once, so that neighbouring seeds and ids give unrelated streams.
        let random = Random::new(Random::new(seed ^ id.rotate_left(32)).next());
        self.armed.insert(id, Armed { id, fault, matched: 0, applied: 0, random });
        id
    }

    pub(crate) fn disarm(&mut self, id: u64) -> bool {
        self.armed.remove(&id).is_some()
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    pub(crate) fn list(&self) -> Vec<&Armed> {
        self.armed.values().collect()
    }

    /// Latencies add up; of the other kinds the first that strikes wins, and those behind it are not counted.
    pub(crate) fn plan(&mut self, subject: &Subject<'_>) -> Plan {
        let mut plan = Plan { latency: Duration::ZERO, disturbance: None, kinds: Vec::new() };
        for armed in self.armed.values_mut() {
            if plan.disturbance.is_some() && armed.fault.kind != Kind::Latency {
                continue;
            }
            if !armed.strikes(subject) {
                continue;
            }
            let fault = &armed.fault;
            plan.kinds.push(fault.kind.name());
            match fault.kind {
                Kind::Latency => {
                    let jitter = armed.random.up_to(fault.jitter_ms);
                    plan.latency += Duration::from_millis(fault.latency_ms.saturating_add(jitter));
                }
                Kind::Status => {
                    let (answer, after_work) = (answer(fault), fault.after_work);
                    plan.disturbance = Some(Disturbance::Status { answer, after_work });
                }
                Kind::Reset => plan.disturbance = Some(Disturbance::Reset { after_work: fault.after_work }),
                Kind::Torn => plan.disturbance = Some(Disturbance::Torn { at: fault.at }),
                Kind::CommitThenDrop => plan.disturbance = Some(Disturbance::Drop),
                Kind::Hang => plan.disturbance = Some(Disturbance::Hang { after_work: fault.after_work }),
                Kind::LateCommit => {
                    let after = Duration::from_millis(fault.latency_ms);
                    plan.disturbance = Some(Disturbance::LateCommit { after });
                }
                Kind::Restart => {
                    let down = Duration::from_millis(fault.latency_ms);
                    plan.disturbance = Some(Disturbance::Restart { down });
                }
            }
        }
        plan
    }
}

fn answer(fault: &Fault) -> Answer {
    let status = fault.status.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut answer = match &fault.body {
        Some(Value::String(text)) => Answer::new(status, "text/html; charset=utf-8", text.clone()),
        Some(body) => Answer::json(status, body),
        None => Answer::new(status, "text/html; charset=utf-8", format!("<h1>{status}</h1>")),
    };
    if let Some(after) = &fault.retry_after {
        answer = answer.with_header(RETRY_AFTER, after);
    }
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            if name == CONTENT_TYPE {
                answer.headers.remove(CONTENT_TYPE);
            }
            answer.headers.append(name, value);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: Subject<'static> =
        Subject { method: "GET", path: "/api/v2/1/case/2/get", operation: Some("cases.get") };

    fn struck(faults: &mut Faults, subject: &Subject<'_>, times: usize) -> Vec<bool> {
        (0..times).map(|_| faults.plan(subject).disturbance.is_some()).collect()
    }

    fn armed(seed: u64, faults: &[&str]) -> Faults {
        Faults::new(seed, &faults.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn a_count_strikes_that_often_after_those_it_skips() {
        let mut faults = armed(1, &["status,status=503,count=2,skip=1"]);
        assert_eq!(struck(&mut faults, &GET, 5), [false, true, true, false, false]);
    }

    #[test]
    fn a_seed_replays_and_another_seed_differs() {
        let draw = |seed| struck(&mut armed(seed, &["reset,probability=0.5"]), &GET, 64);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn a_second_fault_does_not_move_the_first() {
        let alone = struck(&mut armed(7, &["reset,probability=0.5"]), &GET, 64);
        let mut both = armed(7, &["reset,probability=0.5", "latency,latency_ms=1,probability=0.3"]);
        assert_eq!(struck(&mut both, &GET, 64), alone);
    }

    #[test]
    fn only_matching_requests_are_disturbed() {
        for (fault, expected) in [
            ("reset,operation=cases.get", true),
            ("reset,operation=cases.list", false),
            ("reset,operation=cases.*", true),
            ("reset,method=post", false),
            ("reset,path=/api/v2/*/get", true),
            ("reset,path=/v3/*", false),
        ] {
            assert_eq!(struck(&mut armed(1, &[fault]), &GET, 1), [expected], "{fault}");
        }
    }

    #[test]
    fn latency_adds_to_another_fault() {
        let mut faults = armed(1, &["latency,latency_ms=20", "hang", "latency,latency_ms=5"]);
        let plan = faults.plan(&GET);
        assert_eq!(plan.latency, Duration::from_millis(25));
        assert!(matches!(plan.disturbance, Some(Disturbance::Hang { after_work: false })));
        assert_eq!(plan.kinds, ["latency", "hang", "latency"]);
    }
}
