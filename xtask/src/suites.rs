//! `cargo xtask test`: every suite in every language, counted.
//!
//! A suite that fails does not stop the others, so one run tells everything. The last line is the sum.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::coverage;
use crate::packages::Packages;
use crate::quickstart;
use crate::sandbox::Sandbox;
use crate::steps::{Steps, seconds};
use crate::tally::{Runner, Tally};
use crate::toolchain::{self, Language, with_rust};
use crate::workspace::{Profile, Workspace};

/// Runs the suites of `languages`.
pub(crate) fn test(workspace: &Workspace, languages: &[Language]) -> Result<ExitCode> {
    let steps = Steps::new(workspace)?;
    toolchain::check_for_tests(&steps, &with_rust(languages))?;
    let suites = Suites {
        workspace,
        steps: &steps,
        packages: Packages::new(workspace, &steps, Profile::Dev),
        languages,
    };
    let sum = suites.run();
    let failures = steps.failures();
    let took = seconds(steps.elapsed());
    println!("\n{} tests skipped, {} steps failed, {took}", sum.skipped, failures.len());
    for failure in &failures {
        println!("failed: {failure}");
    }
    // A suite that could not even start counts as a failure: the closing line never looks better than the run was.
    let failed = sum.failed.max(failures.len() as u64);
    println!("{} passed, {failed} failed", sum.passed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Suites<'a> {
    workspace: &'a Workspace,
    steps: &'a Steps,
    packages: Packages<'a>,
    languages: &'a [Language],
}

impl Suites<'_> {
    fn run(&self) -> Tally {
        let mut sum = Tally::default();
        // Each step tells its own failure; from here on a failure only decides what still makes sense to run.
        let prepared = self.steps.check("scenarios: forget the last run", || self.forget_scenarios());
        if prepared.is_err() || self.packages.native().is_err() {
            return sum;
        }
        for &language in self.languages {
            println!("\n{}", language.name());
            // Maven builds and tests in one go.
            if language == Language::Kotlin || self.packages.build(language).is_ok() {
                sum += self.suite(language);
            }
        }
        println!("\nall languages");
        let _told = self.compare_scenarios();
        let _told = self.quickstarts();
        sum
    }

    fn suite(&self, language: Language) -> Tally {
        let (title, runner, mut command) = self.runner(language);
        let outcome = self.steps.run(title, &mut command);
        let tally = runner.read(&outcome.as_ref().map_or_else(|_| self.steps.log(title), Clone::clone));
        let counts = format!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
        if outcome.is_ok() && (tally.passed == 0 || tally.failed > 0) {
            self.steps.reject(title, &format!("the runner ended well, yet reported {counts}"));
        } else {
            println!("      {counts}");
        }
        tally
    }

    fn runner(&self, language: Language) -> (&'static str, Runner, Command) {
        let packages = &self.packages;
        match language {
            Language::Rust => {
                let test = self.workspace.cargo(&["test", "--workspace", "--no-fail-fast", "--locked"]);
                ("rust: cargo test", Runner::CargoTest, test)
            }
            Language::Python => {
                // From the tests' own folder: beside the sources, Python would import those and not the installed wheel.
                let mut test = packages.venv("pytest");
                test.args(["--color=no", "-rfE"]).current_dir(self.workspace.path("bindings-python/tests"));
                ("python: pytest", Runner::Pytest, test)
            }
            Language::Node => ("node: npm test", Runner::NodeTest, packages.npm("bindings-node", &["test"])),
            Language::Kotlin => {
                ("kotlin: mvn install", Runner::Surefire, packages.maven("bindings-kotlin", &["install"]))
            }
        }
    }

    /// A list left by an earlier run must not stand in for a runner that wrote none now.
    fn forget_scenarios(&self) -> Result<&'static str> {
        let mut lists: Vec<_> =
            self.languages.iter().map(|language| format!("scenarios/{}.json", language.name())).collect();
        if self.languages.contains(&Language::Rust) {
            lists.extend(coverage::left_behind(self.workspace)?);
        }
        for list in lists {
            let list = self.workspace.target(&list);
            if list.exists() {
                fs::remove_file(&list).with_context(|| format!("cannot remove {}", list.display()))?;
            }
        }
        Ok("")
    }

    /// Every runtime must have passed the same scenarios.
    fn compare_scenarios(&self) -> Result<()> {
        let lists =
            self.steps.check("scenarios: read what passed", || self.passed_scenarios().map(Passed))?.0;
        let names: Vec<_> = lists.iter().map(|(language, names)| (language.name(), names.clone())).collect();
        // Told already; the table below says what it means for the operations.
        let _told = self.steps.check("scenarios: same in every runtime", || same_scenarios(&names));
        coverage::tell(self.workspace, self.steps, &lists)
    }

    fn passed_scenarios(&self) -> Result<Vec<(Language, BTreeSet<String>)>> {
        let mut lists = Vec::new();
        for &language in self.languages {
            let name = language.name();
            let list = self.workspace.target(&format!("scenarios/{name}.json"));
            let text = fs::read_to_string(&list)
                .with_context(|| format!("the {name} runner wrote no {}", list.display()))?;
            let names: BTreeSet<String> = serde_json::from_str(&text)
                .with_context(|| format!("{} is not a list of names", list.display()))?;
            lists.push((language, names));
        }
        Ok(lists)
    }

    fn quickstarts(&self) -> Result<()> {
        let programs = quickstart::programs(self.workspace)?;
        let sandbox = Sandbox::start(self.workspace, "quickstart-sandbox")?;
        for &language in self.languages {
            quickstart::install(self.workspace, self.steps, &self.packages, &programs, language)?;
            for program in programs.iter().filter(|program| program.language == language) {
                let mut command = quickstart::command(self.workspace, &self.packages, program)?;
                let title = format!("{} program: {}", program.page, language.name());
                let _told = self.steps.run(&title, sandbox.configure(&mut command));
            }
        }
        Ok(())
    }
}

/// The scenarios that each language passed, as a step tells them.
struct Passed(Vec<(Language, BTreeSet<String>)>);

impl std::fmt::Display for Passed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts: Vec<_> =
            self.0.iter().map(|(language, names)| format!("{} {}", language.name(), names.len())).collect();
        f.write_str(&counts.join(", "))
    }
}

fn same_scenarios(lists: &[(&str, BTreeSet<String>)]) -> Result<String> {
    let all: BTreeSet<&String> = lists.iter().flat_map(|(_, names)| names).collect();
    ensure!(!all.is_empty(), "no scenario passed anywhere");
    let mut lacking = Vec::new();
    for (runtime, names) in lists {
        let missing: Vec<&str> =
            all.iter().filter(|name| !names.contains(**name)).map(|name| name.as_str()).collect();
        if !missing.is_empty() {
            lacking.push(format!("{runtime} did not pass: {}", missing.join(", ")));
        }
    }
    ensure!(lacking.is_empty(), "{}", lacking.join("\n"));
    Ok(format!("{} scenarios × {} runtimes", all.len(), lists.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn equal_lists_are_counted() {
        let lists = [("rust", names(&["a", "b"])), ("node", names(&["b", "a"]))];
        assert_eq!(same_scenarios(&lists).unwrap(), "2 scenarios × 2 runtimes");
    }

    #[test]
    fn a_runtime_that_skipped_one_is_named_with_what_it_skipped() {
        let lists = [("rust", names(&["a", "b"])), ("node", names(&["b"]))];
        assert_eq!(same_scenarios(&lists).unwrap_err().to_string(), "node did not pass: a");
    }

    #[test]
    fn no_scenarios_at_all_is_a_failure() {
        assert!(same_scenarios(&[("rust", names(&[]))]).is_err());
    }
}
