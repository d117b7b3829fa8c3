//! `cargo xtask chaos`: what becomes of many calls when the provider misbehaves.
//!
//! In each language a program (`tests/chaos`) sends contracts, payments, uploads and reads to a sandbox that resets
//! connections, drops answers after it did the work or before it does it, answers 429, 500 and 503, tears bodies, hides
//! errors behind a 200, and goes away and comes back.
//! Each program writes down what it believes came of each call; here that is compared with what the sandbox knows. A
//! contract that exists twice, one that a client holds for failed, and an id that leads nowhere fail the run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::packages::Packages;
use crate::sandbox::Sandbox;
use crate::steps::Steps;
use crate::toolchain::{self, Language, with_rust};
use crate::workspace::{Profile, Workspace};

pub(crate) const LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];

/// More would fill the sandbox's memory.
const MOST: u32 = 100_000;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Calls from each language
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=i64::from(MOST)))]
    calls: u32,
    /// Of the faults
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these languages (comma-separated or repeated)
    #[arg(long, value_delimiter = ',')]
    only: Vec<Language>,
    /// A fault in place of the usual ones, as the sandbox takes it: kind,name=value,… (repeatable). The first three requests
    /// of a program should be spared with skip=3: they make what it reads and pays for
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<String>,
    /// Run what the last run built
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let wanted = |language: &Language| arguments.only.is_empty() || arguments.only.contains(language);
    let languages: Vec<Language> = LANGUAGES.into_iter().filter(wanted).collect();
    let steps = Steps::new(workspace)?;
    toolchain::check(&steps, &with_rust(&languages))?;
    let packages = Packages::new(workspace, &steps, Profile::Dev);
    if !arguments.no_build {
        packages.native()?;
        for &language in &languages {
            packages.build(language)?;
        }
    }
    let (seed, faults) = (arguments.seed, &arguments.faults);
    let chaos = Chaos { workspace, steps: &steps, packages: &packages, seed, faults };
    let mut clean = true;
    for language in languages {
        let count = chaos.play(language, Play::Calls(arguments.calls), |_| ())?;
        println!("      {count}");
        clean &= count.is_clean();
    }
    println!(
        "{}",
        if clean { "no contract or payment was sent twice, and none was lost" } else { "NOT CLEAN" }
    );
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What goes wrong, and how often. Each program first makes what it reads and pays for, with a case and two requests more:
/// these no fault strikes.
fn faults(play: Play) -> Value {
    let everywhere = |mut fault: Value, probability: f64| {
        fault["probability"] = json!(probability);
        fault["skip"] = json!(if fault.get("match").is_some() { 1 } else { 3 });
        fault
    };
    let hidden = json!({"errors": [{"message": "Something went wrong, try again"}]});
    let late = match play {
        Play::Calls(_) => everywhere(json!({"kind": "latency", "latency_ms": 5, "jitter_ms": 40}), 0.05),
        Play::Seconds(_) => everywhere(json!({"kind": "latency", "latency_ms": LATE}), 1.0),
    };
    json!([
        late,
        everywhere(json!({"kind": "reset"}), 0.03),
        everywhere(json!({"kind": "reset", "after_work": true}), 0.02),
        everywhere(json!({"kind": "commit_then_drop"}), 0.03),
        everywhere(json!({"kind": "late_commit", "latency_ms": 3000}), 0.01),
        everywhere(json!({"kind": "restart", "latency_ms": 100}), 0.001),
        everywhere(json!({"kind": "torn", "at": 0.4}), 0.02),
        everywhere(json!({"kind": "status", "status": 429, "retry_after": 0}), 0.02),
        everywhere(json!({"kind": "status", "status": 500}), 0.02),
        everywhere(json!({"kind": "status", "status": 503}), 0.02),
        everywhere(
            json!({"kind": "status", "status": 200, "body": hidden, "match": {"operation": "cases.*"}}),
            0.01
        ),
    ])
}

/// How long it goes on.
#[derive(Clone, Copy)]
pub(crate) enum Play {
    Calls(u32),
    /// With every request answered [late](LATE), so that the sandbox does not fill.
    Seconds(u32),
}

/// By how many milliseconds.
const LATE: u32 = 150;

/// Programs that call a sandbox which misbehaves.
pub(crate) struct Chaos<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) steps: &'a Steps,
    pub(crate) packages: &'a Packages<'a>,
    pub(crate) seed: u64,
    /// In place of the usual ones.
    pub(crate) faults: &'a [String],
}

impl Chaos<'_> {
    /// One language's balance. `look` is called with the id of the running process now and then.
    pub(crate) fn play(&self, language: Language, play: Play, look: impl FnMut(u32)) -> Result<Count> {
        let (name, seed) = (language.name(), self.seed.to_string());
        let mut arguments = vec!["--rate-limit", "0", "--seed", &seed];
        arguments.extend(self.faults.iter().flat_map(|fault| ["--fault", fault]));
        let sandbox = Sandbox::start_with(self.workspace, "chaos-sandbox", &arguments)?;
        if self.faults.is_empty() {
            let url = format!("{}/_sandbox/faults", sandbox.origin());
            ureq::post(&url).send_json(faults(play)).with_context(|| format!("POST {url}"))?;
        }

        let out = self.workspace.target(&format!("chaos/{name}.jsonl"));
        fs::create_dir_all(out.parent().expect("it lies in a folder"))?;
        let mut program = program(self.workspace, self.packages, language);
        sandbox
            .configure(&mut program)
            .env("SIGNBRIDGE_CHAOS_RUN", format!("{name}-{seed}"))
            .env("SIGNBRIDGE_CHAOS_OUT", &out);
        let (title, lasts) = match play {
            Play::Calls(calls) => {
                program.env("SIGNBRIDGE_CHAOS_CALLS", calls.to_string());
                (format!("{name}: {calls} calls, seed {seed}"), 0)
            }
            Play::Seconds(seconds) => {
                program.env("SIGNBRIDGE_CHAOS_SECONDS", seconds.to_string());
                (format!("{name}: {seconds} s, seed {seed}"), seconds)
            }
        };
        self.steps.run_watched(&title, &mut program, Duration::from_secs(lasts.into()), look)?;

        let told = fs::read_to_string(&out).with_context(|| format!("cannot read {}", out.display()))?;
        let told: Vec<Told> = told.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        if let Play::Calls(calls) = play
            && told.len() != calls as usize
        {
            bail!("{name} tells of {} calls, not of {calls}", told.len());
        }
        Ok(Count::of(&told, &Known::ask(&sandbox)?))
    }
}

fn program(workspace: &Workspace, packages: &Packages<'_>, language: Language) -> Command {
    match language {
        Language::Rust => unreachable!("chaos is for the packages"),
        Language::Python => {
            let mut python = packages.venv("python");
            python.arg(workspace.path("tests/chaos/worker.py"));
            python
        }
        Language::Node => {
            let mut node = workspace.command("node");
            node.arg(workspace.path("tests/chaos/worker.mjs"));
            node
        }
        Language::Kotlin => packages.maven(
            "bindings-kotlin",
            &["-q", "test-compile", "exec:java", "-Ddemo=dev.signbridge.chaos.WorkerKt"],
        ),
    }
}

/// What a program believes came of a call.
#[derive(Deserialize)]
struct Told {
    call: String,
    marker: String,
    id: Option<String>,
    #[serde(default)]
    found: bool,
    error: Option<String>,
    delivery: Option<String>,
    status: Option<u16>,
}

impl Told {
    /// It failed, and nothing can have come of it: it was not sent, or the provider refused it in so many words.
    fn failed_for_sure(&self) -> bool {
        let refused = !matches!(self.error.as_deref(), Some("transport" | "timeout" | "decode"))
            && self.status.is_some();
        self.error.is_some()
            && (self.delivery.as_deref() == Some("not_sent")
                || self.delivery.as_deref() == Some("answered") && refused)
    }
}

/// What the sandbox knows.
struct Known {
    /// The ids of the contracts, by the reference that was sent with them.
    contracts: BTreeMap<String, Vec<String>>,
    payments: BTreeSet<String>,
}

impl Known {
    fn ask(sandbox: &Sandbox) -> Result<Self> {
        let origin = sandbox.origin();
        let cases = get(&format!("{origin}/_sandbox/nextsign/cases"))?;
        let mut contracts = BTreeMap::<String, Vec<String>>::new();
        for case in cases["cases"].as_array().context("the sandbox lists no cases")? {
            let id = case["id"].as_str().context("a case has no id")?;
            let reference = case["case"]["referenceId"].as_str().context("a case has no reference")?;
            contracts.entry(reference.to_owned()).or_default().push(id.to_owned());
        }
        let payments = get(&format!("{origin}/_sandbox/nexpay/payments"))?;
        let payments = payments["payments"].as_array().context("the sandbox lists no payments")?;
        Ok(Self { contracts, payments: payments.iter().map(|payment| payment["id"].to_string()).collect() })
    }
}

/// One language's balance.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Count {
    asked: usize,
    created: usize,
    found: usize,
    read: usize,
    failed: usize,
    unknown: usize,
    /// Of these, payments: their provider has no way to look.
    unknown_payments: usize,
    duplicates: usize,
    lost: usize,
    /// Which, by the marker of their call.
    wrong: Vec<String>,
}

impl Count {
    fn of(told: &[Told], known: &Known) -> Self {
        let mut count = Self { asked: told.len(), ..Self::default() };
        let mut paid = BTreeSet::new();
        for line in told {
            let exists = known.contracts.get(&line.marker);
            let makes = matches!(line.call.as_str(), "create" | "payment");
            match (&line.id, line.error.is_some()) {
                (_, false) if !makes => count.read += 1,
                (Some(id), false) => {
                    if line.found {
                        count.found += 1;
                    } else {
                        count.created += 1;
                    }
                    let is_known = if line.call == "create" {
                        exists.is_some_and(|ids| ids.contains(id))
                    } else {
                        // An id that another call was given too stands for one payment that was to be two.
                        known.payments.contains(id) && paid.insert(id.clone())
                    };
                    if !is_known {
                        count.lost += 1;
                        count.wrong.push(format!("{} has an id that leads nowhere", line.marker));
                    }
                }
                (None, false) => count.lost += 1,
                (_, true) if !makes || line.failed_for_sure() => {
                    count.failed += 1;
                    if exists.is_some() {
                        count.lost += 1;
                        count.wrong.push(format!("{} failed for its client, and exists", line.marker));
                    }
                }
                (_, true) => {
                    count.unknown += 1;
                    count.unknown_payments += usize::from(line.call == "payment");
                }
            }
        }
        for (marker, ids) in known.contracts.iter().filter(|(_, ids)| ids.len() > 1) {
            count.duplicates += ids.len() - 1;
            count.wrong.push(format!("{marker} exists {} times", ids.len()));
        }
        // Payments do not say which call they are from: what no answer and no unknown outcome accounts for is one too many.
        let unexplained = known.payments.difference(&paid).count().saturating_sub(count.unknown_payments);
        if unexplained > 0 {
            count.duplicates += unexplained;
            count.wrong.push(format!("{unexplained} payments that no call accounts for"));
        }
        count
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.duplicates == 0 && self.lost == 0
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, created, found, read, failed, unknown, unknown_payments, duplicates, lost, wrong } =
            self;
        write!(
            f,
            "{asked} asked: {created} created, {found} found, {read} read, {failed} failed with certainty, {unknown} \
             unknown ({unknown_payments} of them payments); {duplicates} duplicates, {lost} lost ids"
        )?;
        wrong.iter().take(10).try_for_each(|which| write!(f, "\n      {which}"))
    }
}

fn get(url: &str) -> Result<Value> {
    let answer = ureq::get(url).call().with_context(|| format!("GET {url}"))?;
    Ok(answer.into_body().with_config().limit(512 << 20).read_json()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: Value) -> Vec<Told> {
        serde_json::from_value(lines).unwrap()
    }

    fn known(contracts: &[(&str, &[&str])], payments: &[&str]) -> Known {
        let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        Known {
            contracts: contracts.iter().map(|(marker, ids)| ((*marker).to_owned(), owned(ids))).collect(),
            payments: owned(payments).into_iter().collect(),
        }
    }

    #[test]
    fn a_contract_that_exists_twice_is_a_duplicate() {
        let told = told(json!([{"call": "create", "marker": "a", "id": "1"}]));
        let count = Count::of(&told, &known(&[("a", &["1", "2"])], &[]));
        assert_eq!((count.created, count.duplicates, count.lost), (1, 1, 0));
        assert!(!count.is_clean());
    }

    #[test]
    fn a_contract_that_its_client_holds_for_failed_is_lost() {
        let told =
            told(json!([{"call": "create", "marker": "a", "error": "transport", "delivery": "not_sent"}]));
        assert_eq!(Count::of(&told, &known(&[("a", &["1"])], &[])).lost, 1);
        assert!(Count::of(&told, &known(&[], &[])).is_clean());
    }

    #[test]
    fn an_answer_that_was_torn_leaves_the_outcome_unknown_whatever_its_status() {
        let torn = json!([{"call": "create", "marker": "a", "error": "transport", "delivery": "answered", "status": 200}]);
        let count = Count::of(&told(torn), &known(&[("a", &["1"])], &[]));
        assert_eq!((count.unknown, count.failed, count.lost), (1, 0, 0));
    }

    #[test]
    fn a_payment_that_nobody_asked_for_is_a_duplicate() {
        let told = told(json!([
            {"call": "payment", "marker": "a", "id": "1"},
            {"call": "payment", "marker": "b", "error": "transport", "delivery": "maybe"},
        ]));
        let count = Count::of(&told, &known(&[], &["1", "2"]));
        assert_eq!((count.unknown, count.unknown_payments), (1, 1));
        assert!(count.is_clean());
        assert_eq!(Count::of(&told, &known(&[], &["1", "2", "3"])).duplicates, 1);
    }

    #[test]
    fn one_payment_for_two_calls_is_a_lost_one() {
        let told = told(json!([
            {"call": "payment", "marker": "a", "id": "1"},
            {"call": "payment", "marker": "b", "id": "1"},
        ]));
        assert_eq!(Count::of(&told, &known(&[], &["1"])).lost, 1);
    }
}
