//! `cargo xtask demo`: a contract is signed three times, once from each language.
//!
//! Everything is built, the sandbox started on a free port, and each language sends `target/demo/contract.pdf` to two
//! people, follows the case while they sign, downloads the signed document to `target/demo/<language>-signed.pdf`,
//! deletes the case and shows what a wrong key looks like.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::packages::Packages;
use crate::sandbox::{self, Sandbox};
use crate::steps::{Steps, seconds};
use crate::tally::without_colours;
use crate::toolchain::{self, Language, with_rust};
use crate::workspace::{Profile, Workspace};

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
    toolchain::check(steps, &with_rust(&LANGUAGES))?;
    let packages = Packages::new(workspace, steps, Profile::Dev);
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
        sandbox::write_contract(workspace, &sent)?;
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
        for line in told.lines().skip(1).map(without_colours).filter(|line| !line.is_empty()) {
            println!("      {line}");
        }
        let signed = folder.join(format!("{}-signed.pdf", language.name()));
        steps.check(&format!("{}: the signed PDF opens", language.name()), || {
            let (before, after) = (pages(&sent)?, pages(&signed)?);
            ensure!(after > before, "{} has no signature page: {after} pages, as before", signed.display());
            Ok(format!("{}, {after} pages", shown(workspace, &signed)))
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

/// Opens the document as a reader would and counts its pages.
fn pages(file: &Path) -> Result<usize> {
    let document =
        lopdf::Document::load(file).with_context(|| format!("{} is not a PDF that opens", file.display()))?;
    Ok(document.get_pages().len())
}

fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(workspace.root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_pdf_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("signed.pdf");
        fs::write(&file, "<html>not found</html>").unwrap();
        assert!(pages(&file).unwrap_err().to_string().contains("signed.pdf"));
    }
}
