//! `cargo xtask bench limit`: how well processes of all languages keep to one rate limit that they share through Redis.
//!
//! Four processes of each language have one key and three tenants of NextSign, the first of which asks for far more than
//! the others. The sandbox limits the key as the provider does. What it saw is counted: how much of what it allows was
//! used, how many requests it refused, and what each tenant got.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::packages::Packages;
use crate::sandbox::Sandbox;
use crate::steps::Steps;
use crate::toolchain::{self, Language, with_rust};
use crate::workspace::{Profile, Workspace};

const LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];
/// Of each language.
const PROCESSES: usize = 4;
const TENANTS: [&str; 3] =
    ["aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccc"];
/// What the provider documents, and the sandbox keeps to: requests of a key in a sliding window.
const LIMIT: u32 = 100;
const WINDOW: u32 = 60;

/// Of what is allowed, at least so much is to be used.
const USED: f64 = 0.95;
/// Of all requests, at most so many may be refused.
const REFUSED: f64 = 0.01;
/// Of an even share, each tenant gets at least so much.
const FAIR: f64 = 0.5;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// For how many windows of a minute
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(2..=30))]
    windows: u32,
    /// Measure what the last run built
    #[arg(long)]
    no_build: bool,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    toolchain::check_for_tests(&steps, &with_rust(&LANGUAGES))?;
    let packages = Packages::new(workspace, &steps, Profile::Dev);
    if !arguments.no_build {
        packages.native()?;
        for language in LANGUAGES {
            packages.build(language)?;
        }
    }
    steps.run("kotlin: limit program", &mut packages.maven("bindings-kotlin", &["-q", "test-compile"]))?;
    let redis = Redis::start(workspace)?;
    let sandbox = Sandbox::start(workspace, "limit-sandbox")?;
    for tenant in TENANTS {
        let url = format!("{}/_sandbox/companies", sandbox.origin());
        let company = json!({"id": tenant, "name": tenant, "key": "sandbox-key"});
        ureq::post(&url).send_json(company).with_context(|| format!("POST {url}"))?;
    }
    // A window begins with the first request; what remains after the last full one is for processes that start slowly.
    let seconds = WINDOW * (arguments.windows - 1) + WINDOW * 2 / 3;
    steps.check(&format!("{} processes, {seconds} s", LANGUAGES.len() * PROCESSES), || {
        together(workspace, &packages, &sandbox, &redis, seconds)
    })?;
    let seen = Seen::ask(&sandbox)?;
    println!("{}", seen.to_lines(arguments.windows));
    Ok(if seen.is_good(arguments.windows) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs all processes at once, to their end.
fn together(
    workspace: &Workspace,
    packages: &Packages<'_>,
    sandbox: &Sandbox,
    redis: &Redis,
    seconds: u32,
) -> Result<&'static str> {
    let logs = workspace.target("logs");
    fs::create_dir_all(&logs)?;
    let mut running = Vec::new();
    for language in LANGUAGES {
        for number in 1..=PROCESSES {
            let name = format!("{}-{number}", language.name());
            let mut words = vec![name.clone(), seconds.to_string(), redis.url()];
            words.extend(TENANTS.map(str::to_owned));
            let mut program = program(workspace, packages, language, &words);
            let log = File::create(logs.join(format!("limit-{name}.log")))?;
            sandbox.configure(&mut program).stdout(log.try_clone()?).stderr(log);
            let child = program.spawn().with_context(|| format!("cannot start {name}"))?;
            running.push((name, child));
        }
    }
    let mut failed = Vec::new();
    for (name, mut child) in running {
        if !child.wait()?.success() {
            failed.push(name);
        }
    }
    ensure!(failed.is_empty(), "{} failed: see limit-*.log in {}", failed.join(", "), logs.display());
    Ok("")
}

fn program(workspace: &Workspace, packages: &Packages<'_>, language: Language, words: &[String]) -> Command {
    let (program, file) = match language {
        Language::Rust => unreachable!("the packages are measured"),
        Language::Python => (packages.venv("python"), "tests/bench/python/limit.py"),
        Language::Node => (workspace.command("node"), "tests/bench/node/limit.mjs"),
        Language::Kotlin => {
            let mut maven = packages.maven("bindings-kotlin", &["-q", "exec:java"]);
            maven.arg("-Ddemo=dev.signbridge.limit.WorkerKt").arg(format!("-Dexec.args={}", words.join(" ")));
            return maven;
        }
    };
    let mut program = program;
    program.arg(workspace.path(file)).args(words);
    program
}

/// A Redis of this run's own, stopped when this value goes away.
struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    fn start(workspace: &Workspace) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = workspace.command("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]);
        command.arg(port.to_string()).stdout(Stdio::null());
        let child = command.spawn().context("redis-server is missing: `apt-get install redis-server`")?;
        let redis = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > Duration::from_secs(10) {
                bail!("redis-server did not come up");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(redis)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // Gone already is as good as stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the sandbox saw.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    answered: u32,
    refused: u32,
    tenants: BTreeMap<String, u32>,
    processes: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
struct Record {
    path: String,
    headers: BTreeMap<String, String>,
    status: Option<u16>,
}

impl Seen {
    fn ask(sandbox: &Sandbox) -> Result<Self> {
        #[derive(Deserialize)]
        struct Log {
            requests: Vec<Record>,
        }
        let url = format!("{}/_sandbox/requests?operation=cases.list", sandbox.origin());
        let answer = ureq::get(&url).call().with_context(|| format!("GET {url}"))?;
        let log: Log = answer.into_body().with_config().limit(64 << 20).read_json()?;
        Ok(Self::of(&log.requests))
    }

    fn of(log: &[Record]) -> Self {
        let mut seen = Self::default();
        for record in log {
            match record.status {
                Some(200) => seen.answered += 1,
                Some(429) => seen.refused += 1,
                _ => continue,
            }
            let tenant = TENANTS.into_iter().find(|tenant| record.path.contains(tenant));
            *seen.tenants.entry(tenant.unwrap_or_default().to_owned()).or_default() += 1;
            let process = record.headers.get("x-process").map_or("", String::as_str);
            *seen.processes.entry(process.to_owned()).or_default() += 1;
        }
        seen
    }

    fn used(&self, windows: u32) -> f64 {
        f64::from(self.answered) / f64::from(LIMIT * windows)
    }

    fn refused(&self) -> f64 {
        f64::from(self.refused) / f64::from((self.answered + self.refused).max(1))
    }

    /// What the tenant with least got, as a part of an even share.
    #[expect(clippy::cast_precision_loss, reason = "there are few tenants")]
    fn fairness(&self) -> f64 {
        let least = TENANTS.map(|tenant| self.tenants.get(tenant).copied().unwrap_or_default());
        let even = f64::from((self.answered + self.refused).max(1)) / TENANTS.len() as f64;
        f64::from(least.into_iter().min().unwrap_or_default()) / even
    }

    fn is_good(&self, windows: u32) -> bool {
        self.used(windows) >= USED && self.refused() <= REFUSED && self.fairness() >= FAIR
    }

    fn to_lines(&self, windows: u32) -> String {
        let list = |counts: &BTreeMap<String, u32>| {
            counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
        };
        format!(
            "      {} of {} requests used ({:.1} %), {} refused ({:.1} %), the tenant with least has {:.0} % of an even \
             share\n      {}\n      {}",
            self.answered,
            LIMIT * windows,
            self.used(windows) * 100.0,
            self.refused,
            self.refused() * 100.0,
            self.fairness() * 100.0,
            list(&self.tenants),
            list(&self.processes),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(tenant: usize, status: u16) -> Record {
        let headers = BTreeMap::from([("x-process".to_owned(), "node-1".to_owned())]);
        Record { path: format!("/v2/{}/cases/get", TENANTS[tenant]), headers, status: Some(status) }
    }

    #[test]
    fn a_quota_that_is_used_by_all_tenants_is_good() {
        let log: Vec<_> = (0..300).map(|number| record(number % 3, 200)).collect();
        assert!(Seen::of(&log).is_good(3));
        assert!(!Seen::of(&log).is_good(4));
    }

    #[test]
    fn a_tenant_without_turns_and_too_many_refusals_are_not() {
        let starved: Vec<_> = (0..300).map(|number| record(number % 2, 200)).collect();
        assert!(!Seen::of(&starved).is_good(3));
        let refused: Vec<_> =
            (0..310).map(|number| record(number % 3, if number < 300 { 200 } else { 429 })).collect();
        assert!(!Seen::of(&refused).is_good(3));
    }
}
