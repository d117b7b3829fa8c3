//! `cargo xtask`: the one tool of this repository.
//!
//! ```text
//! cargo xtask demo               build everything, send a contract for signature from three languages
//! cargo xtask test               every suite in every language
//! cargo xtask lint               formatting, lints, licences, the OpenAPI documents
//! cargo xtask generate           everything that comes from core/openapi/*.yaml
//! cargo xtask build all          the Python, Node and Kotlin packages
//! cargo xtask sandbox            the local provider, until Ctrl-C
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its terminal")]

mod generate;
mod steps;
mod tally;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::steps::Steps;
use crate::toolchain::Language;
use crate::workspace::Workspace;

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
    /// Run every suite in every language
    Test {
        /// Only these languages (comma-separated or repeated)
        #[arg(long, value_delimiter = ',')]
        only: Vec<Language>,
    },
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
        Task::Test { only } => {
            let steps = Steps::new(workspace)?;
            toolchain::check(&steps, if only.is_empty() { &Language::ALL } else { &only })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
