//! `cargo xtask chaos`: what becomes of many calls when the provider misbehaves.
//!
//! In each language a program (`tests/chaos`) sends contracts, payments, uploads and reads to a sandbox that resets
//! connections, drops answers after it did the work or before it does it, answers 429, and 500 and 503 with the work
//! done and not, tears bodies, hides errors behind a 200, goes away and comes back, and tells times of creation
//! late. Each program writes down what it believes came of each call; here that is compared with what the sandbox
//! knows, call by call: a contract's title and a payment's idempotency key are the marker of its call. What exists
//! twice or is from no call, what a client holds for failed and exists, and an id of something else fail the run. So
//! does a contract whose client does not know whether it exists: it can look, as it cannot for a payment. Nor can
//! anyone tell a contract with its caller's own reference from an earlier one where times of creation lie behind:
//! these are counted apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::process::{Command, ExitCode};
use std::thread;
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

/// The title of the case that a program makes to read it.
const PREPARED: &str = "To read";

/// In seconds. Further behind, times of creation do not tell what is older than a call.
const TELLING: u32 = 3;

/// How long the sandbox waits before it does the work of a request that it left without an answer.
const LATE_WORK: Duration = Duration::from_secs(3);

/// So much of what is wrong is printed.
const SHOWN: usize = 20;

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
    /// By how many seconds times of creation lie behind the sandbox's `Date`. With more than 3 s a contract with a reference of
    /// its caller's own may be an earlier one, and stays unknown: these are counted apart
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    created_at_lag: u32,
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
    let Arguments { seed, ref faults, created_at_lag: lag, .. } = *arguments;
    let chaos = Chaos { workspace, steps: &steps, packages: &packages, seed, faults, lag };
    let mut clean = true;
    for language in languages {
        let count = chaos.play(language, Play::Calls(arguments.calls), |_| ())?;
        println!("      {count}");
        clean &= count.is_clean(chaos.faults.is_empty());
    }
    println!(
        "{}",
        if clean { "no contract or payment was made twice, and none was lost" } else { "NOT CLEAN" }
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
        everywhere(json!({"kind": "late_commit", "latency_ms": LATE_WORK.as_millis()}), 0.01),
        everywhere(json!({"kind": "restart", "latency_ms": 100}), 0.001),
        everywhere(json!({"kind": "torn", "at": 0.4}), 0.02),
        everywhere(json!({"kind": "status", "status": 429, "retry_after": 0}), 0.02),
        everywhere(json!({"kind": "status", "status": 500}), 0.01),
        everywhere(json!({"kind": "status", "status": 500, "after_work": true}), 0.01),
        everywhere(json!({"kind": "status", "status": 503}), 0.01),
        everywhere(json!({"kind": "status", "status": 503, "after_work": true}), 0.01),
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
    /// By how many seconds times of creation lie behind.
    pub(crate) lag: u32,
}

impl Chaos<'_> {
    /// One language's balance. `look` is called with the id of the running process now and then.
    pub(crate) fn play(&self, language: Language, play: Play, look: impl FnMut(u32)) -> Result<Count> {
        let (name, seed) = (language.name(), self.seed.to_string());
        let behind = self.lag.to_string();
        let mut arguments = vec!["--rate-limit", "0", "--seed", &seed, "--created-at-lag", &behind];
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
        let (extent, lasts) = match play {
            Play::Calls(calls) => {
                program.env("SIGNBRIDGE_CHAOS_CALLS", calls.to_string());
                (format!("{calls} calls"), 0)
            }
            Play::Seconds(seconds) => {
                program.env("SIGNBRIDGE_CHAOS_SECONDS", seconds.to_string());
                (format!("{seconds} s"), seconds)
            }
        };
        let lag = if self.lag == 0 { String::new() } else { format!(", createdAt {behind} s behind") };
        let title = format!("{name}: {extent}, seed {seed}{lag}");
        self.steps.run_watched(&title, &mut program, Duration::from_secs(lasts.into()), look)?;

        let told = fs::read_to_string(&out).with_context(|| format!("cannot read {}", out.display()))?;
        let told: Vec<Told> = told.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        if let Play::Calls(calls) = play
            && told.len() != calls as usize
        {
            bail!("{name} tells of {} calls, not of {calls}", told.len());
        }
        // What comes late may be one too many, too.
        thread::sleep(LATE_WORK);
        let records = records(&sandbox)?;
        let count = Count::of(&told, &Known::read(&records, self.lag)?);
        if !count.wrong.is_empty() {
            fs::write(out.with_extension("sandbox.json"), records.to_string())?;
        }
        Ok(count)
    }
}

/// Everything that the sandbox has, and the last requests that it saw.
fn records(sandbox: &Sandbox) -> Result<Value> {
    let get = |path: &str| get(&format!("{}/_sandbox/{path}", sandbox.origin()));
    let mut records = get("nextsign/cases")?;
    records["payments"] = get("nexpay/payments")?["payments"].take();
    records["requests"] = get("requests")?["requests"].take();
    Ok(records)
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
    message: Option<String>,
}

impl Told {
    /// It failed, and promises that nothing came of it: it was not sent, or the provider's answer settles it.
    fn failed_for_sure(&self) -> bool {
        self.error.is_some() && self.delivery.as_deref() != Some("maybe")
    }
}

/// Ids, by the marker of the call that they are from.
type Made = BTreeMap<String, Vec<String>>;

/// What the sandbox knows.
#[derive(Default)]
struct Known {
    /// By title: every contract has one, with a reference of its caller's own or without.
    contracts: Made,
    /// By idempotency key.
    payments: Made,
    /// Contracts that may be of an earlier call for all that their provider tells: their reference is their caller's
    /// own, and their time of creation lies [too far](TELLING) behind.
    ageless: BTreeSet<String>,
}

impl Known {
    fn read(records: &Value, lag: u32) -> Result<Self> {
        let mut known = Self::default();
        for case in records["cases"].as_array().context("the sandbox lists no cases")? {
            let id = case["id"].as_str().context("a case has no id")?;
            let title = case["case"]["title"].as_str().context("a case has no title")?;
            if title != PREPARED {
                if lag > TELLING && case["case"]["referenceId"] == title {
                    known.ageless.insert(title.to_owned());
                }
                known.contracts.entry(title.to_owned()).or_default().push(id.to_owned());
            }
        }
        for payment in records["payments"].as_array().context("the sandbox lists no payments")? {
            // One without a key is from no call either.
            let key = payment["idempotency_key"].as_str().unwrap_or_default();
            known.payments.entry(key.to_owned()).or_default().push(payment["id"].to_string());
        }
        Ok(known)
    }

    /// What came of a call; `None` where it makes nothing.
    fn made_by(&self, line: &Told) -> Option<&[String]> {
        let made = match line.call.as_str() {
            "create" => &self.contracts,
            "payment" => &self.payments,
            _ => return None,
        };
        Some(made.get(&line.marker).map_or(&[], Vec::as_slice))
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
    /// Contracts of which their client does not know whether they exist, though their provider can be asked.
    unknown_creates: usize,
    /// Contracts that exist, but may be [of an earlier call](Known::ageless).
    unknown_ages: usize,
    /// Payments: their provider has no way to look.
    unknown_payments: usize,
    duplicates: usize,
    lost: usize,
    /// Which, by the marker of their call.
    wrong: Vec<String>,
}

impl Count {
    fn of(told: &[Told], known: &Known) -> Self {
        let mut count = Self { asked: told.len(), ..Self::default() };
        for line in told {
            let (call, marker) = (&line.call, &line.marker);
            match (known.made_by(line), &line.error) {
                (None, None) => count.read += 1,
                (None, Some(_)) => count.failed += 1,
                (Some(made), None) => {
                    *(if line.found { &mut count.found } else { &mut count.created }) += 1;
                    if !line.id.as_ref().is_some_and(|id| made.contains(id)) {
                        count.lost += 1;
                        count.wrong.push(format!("{call} {marker} has an id that is not what it made"));
                    }
                }
                (Some(made), Some(_)) if line.failed_for_sure() => {
                    count.failed += 1;
                    if !made.is_empty() {
                        count.lost += 1;
                        count.wrong.push(format!("{call} {marker} failed for its client, and exists"));
                    }
                }
                (Some(_), Some(_)) if call == "payment" => count.unknown_payments += 1,
                (Some(_), Some(_)) if known.ageless.contains(marker) => count.unknown_ages += 1,
                (Some(made), Some(_)) => {
                    count.unknown_creates += 1;
                    let exists = if made.is_empty() { "does not exist" } else { "exists" };
                    let why = line.message.as_deref().unwrap_or_default();
                    count
                        .wrong
                        .push(format!("{call} {marker} {exists}, and its client does not know: {why}"));
                }
            }
        }
        for (call, made) in [("create", &known.contracts), ("payment", &known.payments)] {
            let asked = told.iter().filter(|line| line.call == call).map(|line| line.marker.as_str());
            let asked: BTreeSet<_> = asked.collect();
            for (marker, ids) in made {
                let wanted = usize::from(asked.contains(marker.as_str()));
                if ids.len() > wanted {
                    count.duplicates += ids.len() - wanted;
                    let ids = ids.join(", ");
                    count.wrong.push(format!("{call} {marker:?} was called {wanted} times, and made {ids}"));
                }
            }
        }
        count
    }

    /// Harsher faults than the `usual` ones may leave no time to look: then contracts may be unknown.
    pub(crate) fn is_clean(&self, usual: bool) -> bool {
        self.duplicates == 0 && self.lost == 0 && (!usual || self.unknown_creates == 0)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, created, found, read, failed, unknown_creates, .. } = self;
        let Self { unknown_ages, unknown_payments, duplicates, lost, wrong, .. } = self;
        write!(
            f,
            "{asked} asked: {created} created, {found} found, {read} read, {failed} failed with certainty, {} \
             unknown ({unknown_creates} creates, {unknown_payments} payments{}); {duplicates} duplicates, {lost} lost ids",
            unknown_creates + unknown_ages + unknown_payments,
            if *unknown_ages == 0 {
                String::new()
            } else {
                format!(", {unknown_ages} creates of unknown age")
            },
        )?;
        wrong.iter().take(SHOWN).try_for_each(|which| write!(f, "\n      {which}"))?;
        match wrong.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n      and {more} more"),
        }
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

    fn known(contracts: &[(&str, &[&str])], payments: &[(&str, &[&str])]) -> Known {
        let made = |all: &[(&str, &[&str])]| {
            let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
            all.iter().map(|(marker, ids)| ((*marker).to_owned(), owned(ids))).collect()
        };
        Known { contracts: made(contracts), payments: made(payments), ageless: BTreeSet::new() }
    }

    /// Of one call, of which the sandbox has these ids.
    fn one(line: &Value, ids: &[&str]) -> Count {
        let made: &[(&str, &[&str])] = if ids.is_empty() { &[] } else { &[("a", ids)] };
        let known = if line["call"] == "create" { known(made, &[]) } else { known(&[], made) };
        Count::of(&told(json!([line])), &known)
    }

    const MAKING: [&str; 2] = ["create", "payment"];

    #[test]
    fn what_exists_once_and_whose_client_has_its_id_is_created_or_found() {
        for call in MAKING {
            let count = one(&json!({"call": call, "marker": "a", "id": "1"}), &["1"]);
            assert_eq!(count, Count { asked: 1, created: 1, ..Count::default() });
            let count = one(&json!({"call": call, "marker": "a", "id": "1", "found": true}), &["1"]);
            assert_eq!(count, Count { asked: 1, found: 1, ..Count::default() });
        }
    }

    #[test]
    fn what_exists_twice_is_a_duplicate_whatever_its_client_was_told() {
        for call in MAKING {
            for told in [
                json!({"call": call, "marker": "a", "id": "1"}),
                json!({"call": call, "marker": "a", "id": "2", "found": true}),
                json!({"call": call, "marker": "a", "error": "transport", "delivery": "maybe"}),
            ] {
                let count = one(&told, &["1", "2"]);
                assert_eq!((count.duplicates, count.lost), (1, 0));
            }
        }
    }

    #[test]
    fn what_no_call_asked_for_is_a_duplicate() {
        let told =
            told(json!([{"call": "create", "marker": "a", "id": "1"}, {"call": "list", "marker": "b"}]));
        let known = known(&[("a", &["1"]), ("b", &["2"])], &[("a", &["3"]), ("", &["4"])]);
        let count = Count::of(&told, &known);
        assert_eq!((count.created, count.read, count.duplicates, count.lost), (1, 1, 3, 0));
    }

    #[test]
    fn an_id_that_is_not_what_its_own_call_made_is_lost() {
        for call in MAKING {
            let told = told(json!([
                {"call": call, "marker": "a", "id": "1"},
                {"call": call, "marker": "b", "id": "1"},
                {"call": call, "marker": "c", "id": "9"},
                {"call": call, "marker": "d"},
            ]));
            let made: &[(&str, &[&str])] = &[("a", &["1"]), ("b", &["2"]), ("d", &["4"])];
            let count = Count::of(&told, &known(made, made));
            assert_eq!((count.created, count.lost), (4, 3), "{count}");
        }
    }

    #[test]
    fn whatever_does_not_say_maybe_promises_that_nothing_came_of_it() {
        for call in MAKING {
            for (error, delivery, status) in [
                ("transport", "not_sent", None),
                ("invalid_request", "answered", Some(400)),
                ("unavailable", "answered", Some(503)),
                ("transport", "answered", Some(200)),
                ("internal", "", None),
            ] {
                let mut told = json!({"call": call, "marker": "a", "error": error, "status": status});
                told["delivery"] = delivery.into();
                let count = one(&told, &["1"]);
                assert_eq!((count.failed, count.lost, count.duplicates), (1, 1, 0), "{told}");
                assert_eq!(one(&told, &[]), Count { asked: 1, failed: 1, ..Count::default() });
            }
        }
    }

    #[test]
    fn an_unknown_create_is_told_of_whether_it_exists_or_not_and_an_unknown_payment_is_only_counted() {
        let maybe = |call| json!({"call": call, "marker": "a", "error": "unavailable", "delivery": "maybe"});
        for ids in [&["1"][..], &[]] {
            let count = one(&maybe("create"), ids);
            assert_eq!((count.unknown_creates, count.unknown_payments, count.wrong.len()), (1, 0, 1));
            assert_eq!((count.duplicates, count.lost), (0, 0));
            assert!(count.to_string().contains("1 unknown (1 creates, 0 payments)"), "{count}");
            assert_eq!(
                one(&maybe("payment"), ids),
                Count { asked: 1, unknown_payments: 1, ..Count::default() }
            );
        }
    }

    #[test]
    fn an_unknown_create_is_accepted_only_where_harsher_faults_were_asked_for() {
        let known = Count { unknown_creates: 1, ..Count::default() };
        assert!(!known.is_clean(true));
        assert!(known.is_clean(false));
        for usual in [true, false] {
            assert!(Count { unknown_payments: 1, unknown_ages: 1, ..Count::default() }.is_clean(usual));
            assert!(!Count { duplicates: 1, ..Count::default() }.is_clean(usual));
            assert!(!Count { lost: 1, ..Count::default() }.is_clean(usual));
        }
    }

    #[test]
    fn what_may_be_of_an_earlier_call_is_counted_apart_and_must_still_exist_once_and_not_have_failed() {
        let ageless = || BTreeSet::from(["a".to_owned()]);
        let line = |delivery| {
            told(json!([{"call": "create", "marker": "a", "error": "transport", "delivery": delivery}]))
        };
        let once = Known { ageless: ageless(), ..known(&[("a", &["1"])], &[]) };
        assert_eq!(Count::of(&line("maybe"), &once), Count { asked: 1, unknown_ages: 1, ..Count::default() });
        assert_eq!(Count::of(&line("answered"), &once).lost, 1);
        let twice = Known { ageless: ageless(), ..known(&[("a", &["1", "2"])], &[]) };
        assert_eq!(Count::of(&line("maybe"), &twice).duplicates, 1);
    }

    #[test]
    fn only_a_reference_of_the_callers_own_and_a_clock_far_behind_leave_an_age_untold() {
        let case =
            |title, reference| json!({"id": title, "case": {"title": title, "referenceId": reference}});
        let records = json!({"cases": [case("a", "a"), case("b", "made up")], "payments": []});
        for (lag, ageless) in [(0, &[][..]), (3, &[]), (15, &["a"])] {
            assert!(Known::read(&records, lag).unwrap().ageless.iter().eq(ageless), "{lag}");
        }
    }

    #[test]
    fn reads_make_nothing_and_may_fail() {
        let told = told(json!([
            {"call": "read", "marker": "a", "id": "7"},
            {"call": "upload", "marker": "b", "error": "transport", "delivery": "maybe"},
        ]));
        let count = Count::of(&told, &Known::default());
        assert_eq!(count, Count { asked: 2, read: 1, failed: 1, ..Count::default() });
    }

    #[test]
    fn records_are_grouped_by_title_and_by_idempotency_key_without_the_case_that_is_only_read() {
        let case = |id, title| json!({"id": id, "case": {"title": title, "referenceId": "made up"}});
        let records = json!({
            "cases": [case("1", "a"), case("2", PREPARED), case("3", "a"), case("4", "b")],
            "payments": [{"id": 5, "idempotency_key": "a"}, {"id": 6, "idempotency_key": null}],
        });
        let read = Known::read(&records, 0).unwrap();
        let expected = known(&[("a", &["1", "3"]), ("b", &["4"])], &[("", &["6"]), ("a", &["5"])]);
        assert_eq!((read.contracts, read.payments), (expected.contracts, expected.payments));
    }
}
