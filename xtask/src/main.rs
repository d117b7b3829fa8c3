//! `cargo xtask`: the one tool of this repository.
//!
//! ```text
//! cargo xtask demo               build everything, have contracts signed and a payment made from three languages
//! cargo xtask test               every suite in every language
//! cargo xtask lint               formatting, lints, licences, the OpenAPI documents
//! cargo xtask generate           everything that comes from core/openapi/*.yaml
//! cargo xtask build all          the Python, Node and Kotlin packages
//! cargo xtask sandbox            the local provider, until Ctrl-C
//! cargo xtask chaos              what becomes of calls when the provider misbehaves
//! cargo xtask soak               whether a process grows with its calls
//! cargo xtask fuzz               hostile input, at random, for a while
//! cargo xtask bench              speed and costs, against other HTTP clients
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its terminal")]
#![allow(
    clippy::disallowed_methods,
    reason = "it waits for child processes in real time and reads its own environment"
)]

mod bench;
mod chaos;
mod coverage;
mod demo;
mod generate;
mod lint;
mod packages;
mod quickstart;
mod sandbox;
mod soak;
mod steps;
mod suites;
mod tally;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::packages::Packages;
use crate::steps::Steps;
use crate::toolchain::{Language, with_rust};
use crate::workspace::{Profile, Workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The one tool of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write everything that comes from core/openapi/*.yaml: operation tables, models and façades
    Generate(generate::Arguments),
    /// Build everything, have a contract signed at each provider of signatures and make a payment, from each language
    Demo {
        /// Only these languages (comma-separated or repeated)
        #[arg(long, value_delimiter = ',')]
        only: Vec<Language>,
        /// Only these providers (comma-separated or repeated)
        #[arg(long, value_delimiter = ',')]
        provider: Vec<demo::Provider>,
    },
    /// Run every suite in every language
    Test {
        /// Only these languages (comma-separated or repeated)
        #[arg(long, value_delimiter = ',')]
        only: Vec<Language>,
    },
    /// Check formatting, lints, licences, generated files and the OpenAPI documents
    Lint {
        /// Only these languages (comma-separated or repeated)
        #[arg(long, value_delimiter = ',')]
        only: Vec<Language>,
    },
    /// Build packages, ready to be used from `target/` and the bindings' folders
    Build {
        /// A language, or `all`
        package: Package,
    },
    /// Measure the packages against the HTTP clients people use, and make tables
    Bench(bench::Arguments),
    /// Send contracts and payments to a provider that misbehaves, and count what was sent twice or lost
    Chaos(chaos::Arguments),
    /// Do that for many minutes, and watch the memory and the descriptors of each process
    Soak(soak::Arguments),
    /// Throw hostile input at what reads answers, parameters and settings. `cargo fuzz run TARGET` in `core` does so guided by
    /// coverage, and needs nightly Rust
    Fuzz {
        /// For how long, each target
        #[arg(long, default_value_t = 300)]
        seconds: u64,
        /// What the input is made from
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Only this one: path, error, pause, border, page or webhook
        #[arg(long)]
        target: Option<String>,
    },
    /// Build and run the local provider, until Ctrl-C
    Sandbox {
        /// Passed on to signbridge-sandbox (`-- --help` lists them)
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Package {
    Python,
    Node,
    Kotlin,
    All,
}

impl Package {
    fn languages(self) -> &'static [Language] {
        match self {
            Self::Python => &[Language::Python],
            Self::Node => &[Language::Node],
            Self::Kotlin => &[Language::Kotlin],
            Self::All => &[Language::Python, Language::Node, Language::Kotlin],
        }
    }
}

fn main() -> ExitCode {
    let workspace = Workspace::find();
    match run(&workspace, Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(workspace: &Workspace, task: Task) -> Result<ExitCode> {
    match task {
        Task::Generate(arguments) => generate::run(&arguments)?,
        Task::Demo { only, provider } => return demo::demo(workspace, &only, &provider),
        Task::Test { only } => return suites::test(workspace, or_all(&only)),
        Task::Lint { only } => return lint::lint(workspace, or_all(&only)),
        Task::Chaos(arguments) => return chaos::run(workspace, &arguments),
        Task::Soak(arguments) => return soak::run(workspace, &arguments),
        Task::Bench(arguments) => return bench::run(workspace, &arguments),
        Task::Build { package } => return build(workspace, package.languages()),
        Task::Fuzz { seconds, seed, target } => {
            let test = "fuzz::tests::no_mutation_of_the_corpus_breaks_a_promise";
            let mut command =
                workspace.cargo(&["test", "-p", "signbridge", "--lib", "--", test, "--exact", "--nocapture"]);
            let only = target.map_or_else(String::new, |target| format!(" {target}"));
            let ended = command.env("SIGNBRIDGE_FUZZ", format!("{seconds} {seed}{only}")).status()?;
            return Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Task::Sandbox { arguments } => {
            let ended = sandbox::foreground(workspace, &arguments)?;
            return Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn or_all(only: &[Language]) -> &[Language] {
    if only.is_empty() { &Language::ALL } else { only }
}

fn build(workspace: &Workspace, languages: &[Language]) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    toolchain::check(&steps, &with_rust(languages))?;
    let packages = Packages::new(workspace, &steps, Profile::Dev);
    packages.native()?;
    for &language in languages {
        packages.build(language)?;
    }
    Ok(ExitCode::SUCCESS)
}
