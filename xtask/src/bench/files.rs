//! `cargo xtask bench files`: a large file up and down in each language, and the memory that it takes.
//!
//! Each language has a program (in `tests/bench`; on the JVM among the package's tests, whose class path it needs) that is called with the server's origin, the file's length in bytes and a
//! folder, and prints one line of JSON for each way a file can go: `{"way", "seconds", "grown"}`, where `grown` is by how
//! many bytes the process has grown at most. More than [`MOST`] is a failure.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::server::Server;
use super::unproxied;
use crate::packages::Packages;
use crate::steps::Steps;
use crate::toolchain::{self, Language};
use crate::workspace::{Profile, Workspace};

/// A file of any length must not take more.
const MOST: u64 = 32 << 20;

const LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The file's length, in MiB
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    megabytes: u64,
    /// Only this language, and so on for each
    #[arg(long, value_enum)]
    only: Vec<Language>,
    /// Measure what the last run built
    #[arg(long)]
    no_build: bool,
}

#[derive(Deserialize)]
struct Line {
    way: String,
    seconds: f64,
    grown: u64,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    let wanted = |language: &Language| arguments.only.is_empty() || arguments.only.contains(language);
    let languages: Vec<Language> = LANGUAGES.into_iter().filter(wanted).collect();
    let mut needed = vec![Language::Rust];
    needed.extend(&languages);
    toolchain::check(&steps, &needed)?;
    let packages = Packages::new(workspace, &steps, Profile::Dev);
    if !arguments.no_build {
        packages.native()?;
        for &language in &languages {
            packages.build(language)?;
        }
    }
    if languages.contains(&Language::Kotlin) {
        steps
            .run("kotlin: files program", &mut packages.maven("bindings-kotlin", &["-q", "test-compile"]))?;
    }
    let server = Server::start(workspace, Profile::Dev)?;
    let folder = workspace.target("bench/files");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    println!("{} MiB each way:\n", arguments.megabytes);
    let mut too_much = 0;
    for language in languages {
        let bytes = (arguments.megabytes << 20).to_string();
        let given = [server.origin(), &bytes, &folder.display().to_string()];
        for Line { way, seconds, grown } in lines(program(workspace, &packages, language, given))? {
            #[expect(clippy::cast_precision_loss, reason = "sizes for people")]
            let (speed, grown_by) = (arguments.megabytes as f64 / seconds, grown as f64 / f64::from(1 << 20));
            let name = language.name();
            println!("{name:<7} {way:<28} {speed:>6.0} MiB/s, {grown_by:>5.1} MiB more memory");
            too_much += u32::from(grown > MOST);
        }
    }
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    if too_much > 0 {
        println!("\n{too_much} of them took more than {} MiB", MOST >> 20);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn program(workspace: &Workspace, packages: &Packages<'_>, language: Language, given: [&str; 3]) -> Command {
    let mut command = match language {
        Language::Rust => unreachable!("not in the list"),
        Language::Python => {
            let mut command = workspace.command(workspace.target("venv/bin/python"));
            command.arg(workspace.path("tests/bench/python/files.py"));
            command
        }
        Language::Node => {
            let mut command = workspace.command("node");
            command.arg(workspace.path("tests/bench/node/files.mjs"));
            command
        }
        Language::Kotlin => {
            let mut command = packages.maven("bindings-kotlin", &["-q", "exec:exec"]);
            // Compiled before, by itself: the arguments would hold for what Maven runs on the way there, too.
            let program = format!("-classpath %classpath dev.signbridge.bench.FilesKt {}", given.join(" "));
            command.args(["-Dexec.executable=java", "-Dexec.classpathScope=test"]);
            command.arg(format!("-Dexec.args={program}"));
            return unproxied(command);
        }
    };
    command.args(given);
    unproxied(command)
}

fn lines(mut program: Command) -> Result<Vec<Line>> {
    let output = program.output().context("cannot start the program")?;
    if !output.status.success() {
        bail!("the program failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    // Maven resets colours around what its programs say.
    text.lines()
        .filter_map(|line| line.find('{').map(|start| &line[start..]))
        .map(|line| serde_json::from_str(line).with_context(|| format!("not a result: {line}")))
        .collect()
}
