//! `cargo xtask demo`: contracts are signed and a payment is made, once from each language.
//!
//! Everything is built and the sandbox started on a free port. For each provider, a short program in each language
//! (`bindings-*/examples`, and `dev.signbridge.demo` in Kotlin) does what a user would: it sends `target/demo/contract.pdf`
//! to two people, follows the document while they sign, and downloads the signed one to
//! `target/demo/<provider>-<language>.pdf`; at Nexpay it pays, with that file as the proof.

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

/// Whose API is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "lowercase")]
pub(crate) enum Provider {
    NextSign,
    InSigner,
    OpenSign,
    Nexpay,
}

impl Provider {
    const ALL: [Self; 4] = [Self::NextSign, Self::InSigner, Self::OpenSign, Self::Nexpay];

    fn class(self) -> &'static str {
        match self {
            Self::NextSign => "NextSign",
            Self::InSigner => "InSigner",
            Self::OpenSign => "OpenSign",
            Self::Nexpay => "Nexpay",
        }
    }

    fn name(self) -> String {
        self.class().to_lowercase()
    }
}

/// Shows these providers in these languages; all where none is named.
pub(crate) fn demo(workspace: &Workspace, only: &[Language], providers: &[Provider]) -> Result<ExitCode> {
    let languages = if only.is_empty() { &LANGUAGES } else { only };
    ensure!(!languages.contains(&Language::Rust), "the demo is of the Python, Node and Kotlin packages");
    let providers = if providers.is_empty() { &Provider::ALL } else { providers };
    let steps = Steps::new(workspace)?;
    match run(workspace, &steps, languages, providers) {
        Ok(()) => {
            let folder = shown(workspace, &workspace.target("demo"));
            let payments = if providers.contains(&Provider::Nexpay) { languages.len() } else { 0 };
            println!(
                "\n{} contracts sent, signed, downloaded and verified, {payments} payments made in {}; see {folder}",
                languages.len() * providers.len() - payments,
                seconds(steps.elapsed())
            );
            Ok(ExitCode::SUCCESS)
        }
        // A failed step has told itself; anything else has not.
        Err(error) if steps.failures().is_empty() => Err(error),
        Err(_) => Ok(ExitCode::FAILURE),
    }
}

fn run(workspace: &Workspace, steps: &Steps, languages: &[Language], providers: &[Provider]) -> Result<()> {
    toolchain::check(steps, &with_rust(languages))?;
    let packages = Packages::new(workspace, steps, Profile::Dev);
    packages.native()?;
    for &language in languages {
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

    for &provider in providers {
        for &language in languages {
            println!("\n{} from {}", provider.class(), language.name());
            let mut program = program(workspace, &packages, language, provider);
            sandbox.configure(&mut program);
            program.env("SIGNBRIDGE_DEMO_PDF", &sent).env("SIGNBRIDGE_DEMO_OUT", &folder);
            let title = format!("{}: {}", language.name(), provider.name());
            let told = steps.run(&title, &mut program)?;
            for line in told.lines().skip(1).map(without_colours).filter(|line| !line.is_empty()) {
                println!("      {line}");
            }
            let got = folder.join(format!("{}-{}.pdf", provider.name(), language.name()));
            verify(workspace, steps, provider, &sent, &got)?;
        }
    }
    Ok(())
}

/// What came down is what was signed, or the very proof that was sent.
fn verify(workspace: &Workspace, steps: &Steps, provider: Provider, sent: &Path, got: &Path) -> Result<()> {
    let told = if provider == Provider::Nexpay {
        steps.check("the proof came back byte for byte", || {
            ensure!(fs::read(sent)? == fs::read(got)?, "{} is not what was sent", got.display());
            Ok(shown(workspace, got))
        })
    } else {
        steps.check("the signed PDF opens", || {
            let (before, after) = (pages(sent)?, pages(got)?);
            ensure!(after > before, "{} has no signature page: {after} pages, as before", got.display());
            Ok(format!("{}, {after} pages", shown(workspace, got)))
        })
    };
    told.map(drop)
}

fn program(
    workspace: &Workspace,
    packages: &Packages<'_>,
    language: Language,
    provider: Provider,
) -> Command {
    match language {
        Language::Rust => unreachable!("refused above"),
        Language::Python => {
            let mut demo = packages.venv("python");
            demo.arg(workspace.path(&format!("bindings-python/examples/{}.py", provider.name())));
            demo
        }
        Language::Node => {
            let mut demo = workspace.command("node");
            demo.arg(workspace.path(&format!("bindings-node/examples/{}.mjs", provider.name())));
            demo
        }
        Language::Kotlin => {
            let main = format!("-Ddemo=dev.signbridge.demo.{}DemoKt", provider.class());
            packages.maven("bindings-kotlin", &["-q", &main, "exec:java"])
        }
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
