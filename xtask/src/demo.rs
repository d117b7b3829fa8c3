//! `cargo xtask demo`: a contract is signed three times, once from each language.
//!
//! Everything is built, the sandbox started on a free port, and each language sends `target/demo/contract.pdf` to two
//! people, follows the case while they sign, downloads the signed document to `target/demo/<language>-signed.pdf`,
//! deletes the case and shows what a wrong key looks like.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::contract;
use crate::packages::Packages;
use crate::sandbox::Sandbox;
use crate::steps::{Steps, seconds};
use crate::toolchain::{self, Language};
use crate::workspace::Workspace;

const LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];

pub(crate) fn demo(workspace: &Workspace) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    match run(workspace, &steps) {
        Ok(()) => {
            let folder = shown(workspace, &workspace.target("demo"));
            println!(
                "\n3 contracts sent, signed, downloaded and verified in {}; see {folder}",
                seconds(steps.elapsed())
            );
            Ok(ExitCode::SUCCESS)
        }
        // A failed step has told itself; anything else has not.
        Err(error) if steps.failures().is_empty() => Err(error),
        Err(_) => Ok(ExitCode::FAILURE),
    }
}

fn run(workspace: &Workspace, steps: &Steps) -> Result<()> {
    let mut needed = vec![Language::Rust];
    needed.extend(LANGUAGES);
    toolchain::check(steps, &needed)?;
    let packages = Packages::new(workspace, steps);
    packages.native()?;
    for language in LANGUAGES {
        packages.build(language)?;
    }

    let folder = workspace.target("demo");
    let sent = folder.join("contract.pdf");
    steps.check("contract to sign", || {
        if folder.is_dir() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        contract::write(&sent)?;
        Ok(shown(workspace, &sent))
    })?;
    let mut sandbox = None;
    steps.check("sandbox", || {
        let started = Sandbox::start(workspace, "demo-sandbox")?;
        let origin = started.origin().to_owned();
        sandbox = Some(started);
        Ok(origin)
    })?;
    let sandbox = sandbox.expect("the step above ended well");

    for language in LANGUAGES {
        println!("\n{}", language.name());
        let mut program = program(workspace, &packages, language);
        sandbox.configure(&mut program).env("SIGNBRIDGE_DEMO_PDF", &sent).env("SIGNBRIDGE_DEMO_OUT", &folder);
        let told = steps.run(&format!("{}: demo", language.name()), &mut program)?;
        for line in told.lines().skip(1) {
            println!("      {line}");
        }
        let signed = folder.join(format!("{}-signed.pdf", language.name()));
        steps.check(&format!("{}: the signed PDF opens", language.name()), || {
            let pages = contract::pages(&signed)?;
            let before = contract::pages(&sent)?;
            ensure!(pages > before, "{} has no signature page: {pages} pages, as before", signed.display());
            Ok(format!("{}, {pages} pages", shown(workspace, &signed)))
        })?;
    }
    Ok(())
}

fn program(workspace: &Workspace, packages: &Packages, language: Language) -> Command {
    match language {
        Language::Rust => unreachable!("the demo is of the packages"),
        Language::Python => {
            let mut demo = packages.venv("python");
            demo.arg(workspace.path("bindings-python/examples/demo.py"));
            demo
        }
        Language::Node => {
            let mut demo = workspace.command("node");
            demo.arg(workspace.path("bindings-node/examples/demo.mjs"));
            demo
        }
        Language::Kotlin => packages.maven("bindings-kotlin", &["-q", "exec:java"]),
    }
}

fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(workspace.root()).unwrap_or(path).display().to_string()
}
