//! The programs shown under *Quickstart* in the README and under *Example* and *Webhooks* on the page of each provider:
//! whatever a reader can copy is run by the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::packages::Packages;
use crate::sandbox;
use crate::steps::Steps;
use crate::toolchain::Language;
use crate::workspace::{Profile, Workspace};

const SECTION: &str = "## Quickstart";

/// Pages of providers, in `docs`, each with a program in these languages. The README's are in all of them.
const PAGES: [&str; 4] = ["nextsign", "insigner", "opensign", "nexpay"];
const PAGE_SECTION: &str = "## Example";
/// Of the pages that have one.
const WEBHOOKS_SECTION: &str = "## Webhooks";
const PAGE_LANGUAGES: [Language; 3] = [Language::Python, Language::Node, Language::Kotlin];

/// One program of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// `quickstart`, of the README, or a page of `docs`, with `-webhooks` for its second program.
    pub(crate) page: String,
    pub(crate) language: Language,
    pub(crate) source: String,
}

/// The programs of the README, one per language, and of the providers' pages.
pub(crate) fn programs(workspace: &Workspace) -> Result<Vec<Program>> {
    let readme = fs::read_to_string(workspace.path("README.md")).context("cannot read README.md")?;
    let mut programs = extract(&readme, SECTION, "quickstart");
    for language in Language::ALL {
        if programs.iter().filter(|program| program.language == language).count() != 1 {
            bail!("README.md must have exactly one {} program below {SECTION:?}", language.name());
        }
    }
    for page in PAGES {
        let file = format!("docs/{page}.md");
        let text =
            fs::read_to_string(workspace.path(&file)).with_context(|| format!("cannot read {file}"))?;
        let own = extract(&text, PAGE_SECTION, page);
        let webhooks = extract(&text, WEBHOOKS_SECTION, &format!("{page}-webhooks"));
        let languages: Vec<_> = own.iter().map(|program| program.language).collect();
        ensure!(
            languages == PAGE_LANGUAGES,
            "{file} must have a Python, a Node and a Kotlin program below {PAGE_SECTION:?}"
        );
        programs.extend(own.into_iter().chain(webhooks));
    }
    Ok(programs)
}

/// Installs the package where the language's programs are run, as a user gets it: the packed npm tarball. The wheel and
/// the Maven artifact are installed when they are built. Kotlin programs are compiled, all at once.
pub(crate) fn install(
    workspace: &Workspace,
    steps: &Steps,
    packages: &Packages,
    programs: &[Program],
    language: Language,
) -> Result<()> {
    let folder = folder(workspace, language);
    sandbox::write_contract(workspace, &folder.join("contract.pdf"))?;
    if language == Language::Node {
        write("{ \"private\": true }\n", &folder.join("package.json"))?;
        let mut pack = packages.npm("bindings-node", &["pack", "--silent", "--pack-destination"]);
        steps.run("node: pack", pack.arg(&folder))?;
        let mut install = packages.npm("bindings-node", &["install", "--no-save", "--no-audit", "--no-fund"]);
        let tarball = format!("./signbridge-{}.tgz", env!("CARGO_PKG_VERSION"));
        steps.run("node: install the package", install.current_dir(&folder).arg(tarball))?;
    }
    if language == Language::Kotlin {
        for program in programs.iter().filter(|program| program.language == language) {
            let file = format!("src/main/kotlin/{}.kt", class(program));
            write(&program.source, &folder.join(file))?;
        }
        let pom = folder.join("pom.xml");
        write(&consumer_pom(workspace)?, &pom)?;
        steps.run("kotlin: compile the programs", &mut packages.maven_at(&pom, &["-q", "compile"]))?;
    }
    Ok(())
}

fn folder(workspace: &Workspace, language: Language) -> PathBuf {
    workspace.target(&format!("quickstart/{}", language.name()))
}

/// A command that runs the program against the installed package.
pub(crate) fn command(workspace: &Workspace, packages: &Packages, program: &Program) -> Result<Command> {
    let folder = folder(workspace, program.language);
    let mut run = match program.language {
        Language::Rust => {
            // Compiled with the workspace, as an example of the crate: a project of its own would compile all
            // dependencies again.
            let example = workspace.path("core/examples/quickstart.rs");
            let written = fs::read_to_string(&example).context("cannot read core/examples/quickstart.rs")?;
            ensure!(
                written.ends_with(&program.source),
                "core/examples/quickstart.rs must end with the Rust program of README.md"
            );
            workspace.command(workspace.binary(Profile::Dev, "examples/quickstart"))
        }
        Language::Python => {
            let file = folder.join(format!("{}.py", program.page));
            write(&program.source, &file)?;
            let mut run = packages.venv("python");
            run.arg(file);
            run
        }
        Language::Node => {
            let file = format!("{}.mjs", program.page);
            write(&program.source, &folder.join(&file))?;
            let mut run = workspace.command("node");
            run.arg(file);
            run
        }
        Language::Kotlin => {
            let main = format!("-Dexec.mainClass={}Kt", class(program));
            packages.maven_at(&folder.join("pom.xml"), &["-q", "exec:java", &main])
        }
    };
    run.current_dir(folder);
    Ok(run)
}

/// How a Kotlin program's file is called: `Nextsign` for the page `nextsign`.
fn class(program: &Program) -> String {
    let (first, rest) = program.page.split_at(1);
    first.to_uppercase() + &rest.replace('-', "_")
}

/// A user's Maven project, with the compiler that the package itself is built with.
fn consumer_pom(workspace: &Workspace) -> Result<String> {
    let package = fs::read_to_string(workspace.path("bindings-kotlin/pom.xml"))?;
    let kotlin = between(&package, "<kotlin.version>", "</kotlin.version>")
        .context("bindings-kotlin/pom.xml has no property kotlin.version")?;
    Ok(include_str!("quickstart-pom.xml")
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@KOTLIN@", kotlin))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_before, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(value, _after)| value)
}

/// Leaves the file alone where nothing changed, so that what was compiled from it stays fresh.
fn write(source: &str, file: &Path) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|written| written == source) {
        return Ok(());
    }
    let folder = file.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::write(file, source).with_context(|| format!("cannot write {}", file.display()))
}

fn extract(readme: &str, section: &str, page: &str) -> Vec<Program> {
    let mut programs = Vec::new();
    let mut in_section = false;
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") {
            in_section = line.starts_with(section);
        }
        let Some(info) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        let language = match info.trim() {
            "rust" => Language::Rust,
            "python" => Language::Python,
            "js" => Language::Node,
            "kotlin" => Language::Kotlin,
            _ => continue,
        };
        if in_section {
            let (page, source) = (page.to_owned(), block.join("\n") + "\n");
            programs.push(Program { page, language, source });
        }
    }
    programs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_of_the_quickstart_section_are_taken() {
        let readme = "# x\n```python\nbefore\n```\n## Quickstart\n```sh\npip install x\n```\n\
            ### Python\n```python\nprint(1)\nprint(2)\n```\n```js\n## not a heading\n```\n## Next\n```js\nafter\n```\n";
        let program = |language, source: &str| Program { page: "p".into(), language, source: source.into() };
        let python = program(Language::Python, "print(1)\nprint(2)\n");
        let node = program(Language::Node, "## not a heading\n");
        assert_eq!(extract(readme, SECTION, "p"), [python, node]);
    }
}
