//! `cargo xtask bench`: signbridge against the HTTP clients people use, in the same run.
//!
//! One loopback server answers all of them. In each language a program of `tests/bench` measures every client in turns;
//! here their samples become one table per language. The numbers say how clients compare on this machine, nothing about
//! a provider's speed. What is written: `target/bench/<language>.json` (all samples) and `target/bench/tables.md`.

mod files;
mod limit;
mod report;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::packages::Packages;
use crate::steps::Steps;
use crate::toolchain::{self, Language};
use crate::workspace::{Profile, Workspace};
use report::Measured;
use server::Server;

const LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];

/// Above this load, other work takes part in the numbers.
const QUIET: f64 = 0.5;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Only these languages (comma-separated or repeated)
    #[arg(long, value_delimiter = ',')]
    only: Vec<Language>,
    /// How often each client is measured in each row
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// How long each time
    #[arg(long, default_value_t = 0.4)]
    seconds: f64,
    /// Measure what the last run built
    #[arg(long)]
    no_build: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// Measure how much memory a large file takes on its way up and down
    Files(files::Arguments),
    /// Measure how processes of all languages share one rate limit
    Limit(limit::Arguments),
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.what {
        Some(What::Files(arguments)) => return files::run(workspace, arguments),
        Some(What::Limit(arguments)) => return limit::run(workspace, arguments),
        None => {}
    }
    let wanted = |language: &Language| arguments.only.is_empty() || arguments.only.contains(language);
    let languages: Vec<Language> = LANGUAGES.into_iter().filter(wanted).collect();
    let steps = Steps::new(workspace)?;
    let mut needed = vec![Language::Rust];
    needed.extend(&languages);
    toolchain::check(&steps, &needed)?;
    let bench = Bench {
        workspace,
        steps: &steps,
        packages: Packages::new(workspace, &steps, Profile::Dist),
        folder: workspace.target("bench"),
        arguments,
    };
    match bench.all(&languages) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // A failed step has told itself; anything else has not.
        Err(error) if steps.failures().is_empty() => Err(error),
        Err(_) => Ok(ExitCode::FAILURE),
    }
}

struct Bench<'a> {
    workspace: &'a Workspace,
    steps: &'a Steps,
    packages: Packages<'a>,
    folder: PathBuf,
    arguments: &'a Arguments,
}

impl Bench<'_> {
    fn all(&self, languages: &[Language]) -> Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot create {}", self.folder.display()))?;
        if !self.arguments.no_build {
            self.packages.native()?;
            for &language in languages {
                self.packages.build(language)?;
                self.peers(language)?;
            }
        }
        if let Some(load) = load().filter(|load| *load > QUIET) {
            println!("note: the load is {load:.1}: other work on this machine is part of what follows");
        }
        let server = Server::start(self.workspace, Profile::Dist)?;
        let mut tables = format!(
            "Calls a second over loopback, {} windows of {} s for each client in turns, medians; {} cores, server \
             included.\n",
            self.arguments.rounds,
            self.arguments.seconds,
            std::thread::available_parallelism().map_or(0, usize::from),
        );
        for &language in languages {
            let out = self.folder.join(format!("{}.json", language.name()));
            let mut program = self.program(language, server.origin(), &out);
            self.steps.run(&format!("{}: bench", language.name()), &mut program)?;
            tables.push('\n');
            tables.push_str(&Measured::read(&out)?.to_markdown());
        }
        let file = self.folder.join("tables.md");
        fs::write(&file, &tables).with_context(|| format!("cannot write {}", file.display()))?;
        println!("\n{tables}");
        Ok(())
    }

    /// The clients to compare with, each language's in a place of its own.
    fn peers(&self, language: Language) -> Result<()> {
        match language {
            Language::Rust => Ok(()),
            Language::Python => self.python_environment(),
            Language::Node => self.packages.node_modules("tests/bench/node"),
            Language::Kotlin => {
                let mut compile = self.packages.maven("tests/bench/jvm/pom.xml", &["compile"]);
                self.steps.run("kotlin: bench program", &mut compile)?;
                Ok(())
            }
        }
    }

    fn python_environment(&self) -> Result<()> {
        let requirements = self.workspace.path("tests/bench/python/requirements.txt");
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        let stamp = self.folder.join("venv/requirements-installed.txt");
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            let mut create = self.workspace.command(toolchain::python());
            create.args(["-m", "venv", "--clear"]).arg(self.folder.join("venv"));
            self.steps.run("python: bench environment", &mut create)?;
            let mut install = self.workspace.command(self.python());
            install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements);
            self.steps.run("python: clients to compare with", &mut install)?;
            fs::write(&stamp, wanted)?;
        }
        let mut install = self.workspace.command(self.python());
        install
            .args(["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", "--no-index"])
            .arg("--find-links")
            .arg(self.workspace.target("wheels"))
            .arg("signbridge");
        self.steps.run("python: install the wheel to measure", &mut install)?;
        Ok(())
    }

    fn python(&self) -> PathBuf {
        let program = if cfg!(windows) { "venv/Scripts/python.exe" } else { "venv/bin/python" };
        self.folder.join(program)
    }

    fn program(&self, language: Language, origin: &str, out: &Path) -> Command {
        let Arguments { rounds, seconds, .. } = self.arguments;
        let (rounds, seconds) = (rounds.to_string(), seconds.to_string());
        let mut command = match language {
            Language::Rust => unreachable!("the packages are measured"),
            Language::Python => {
                let mut command = self.workspace.command(self.python());
                command.arg(self.workspace.path("tests/bench/python/bench.py"));
                command
            }
            Language::Node => {
                let mut command = self.workspace.command("node");
                command.arg("--expose-gc").arg(self.workspace.path("tests/bench/node/bench.mjs"));
                command
            }
            Language::Kotlin => {
                let mut command = self.packages.maven("tests/bench/jvm/pom.xml", &["-q", "exec:exec"]);
                command
                    .arg(format!("-Dbench.origin={origin}"))
                    .arg(format!("-Dbench.out={}", out.display()))
                    .arg(format!("-Dbench.rounds={rounds}"))
                    .arg(format!("-Dbench.seconds={seconds}"));
                return unproxied(command);
            }
        };
        command.arg(origin).arg(out).args(["--rounds", &rounds, "--seconds", &seconds]);
        unproxied(command)
    }
}

/// A proxy of the machine must not stand between a client and loopback.
fn unproxied(mut command: Command) -> Command {
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    command
}

/// The load of the last minute, where the system tells it.
fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}
