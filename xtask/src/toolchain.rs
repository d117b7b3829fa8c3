//! What must be installed before anything is built, checked before anything is built.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::steps::Steps;

/// A language this repository has a package for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Language {
    Rust,
    Python,
    Node,
    Kotlin,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Rust, Self::Python, Self::Node, Self::Kotlin];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Node => "node",
            Self::Kotlin => "kotlin",
        }
    }

    fn tools(self) -> &'static [Tool] {
        match self {
            Self::Rust => &RUST,
            Self::Python => &PYTHON,
            Self::Node => &NODE,
            Self::Kotlin => &KOTLIN,
        }
    }
}

/// A program, the version it must have at least, and where it comes from.
struct Tool {
    name: &'static str,
    programs: &'static [&'static str],
    version: &'static [&'static str],
    /// The word before the version, where the first number printed is not it.
    after: &'static str,
    at_least: (u32, u32),
    get: &'static str,
}

const RUST: [Tool; 1] = [Tool {
    name: "Rust",
    programs: &["rustc"],
    version: &["--version"],
    after: "rustc ",
    at_least: (1, 90),
    get: "https://rustup.rs, then `rustup update stable`",
}];
const PYTHON: [Tool; 2] = [
    Tool {
        name: "Python",
        programs: &["python3", "python"],
        version: &["--version"],
        after: "Python ",
        at_least: (3, 10),
        get: "https://www.python.org/downloads, or `apt-get install python3 python3-venv`",
    },
    Tool {
        name: "Python's venv and pip",
        programs: &["python3", "python"],
        version: &["-c", "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"],
        after: "",
        at_least: (3, 10),
        get: "`apt-get install python3-venv` (the python.org installers bring it)",
    },
];
const NODE: [Tool; 2] = [
    Tool {
        name: "Node.js",
        programs: &["node"],
        version: &["--version"],
        after: "v",
        at_least: (20, 0),
        get: "https://nodejs.org/en/download (20 or newer)",
    },
    Tool {
        name: "npm",
        programs: &[NPM],
        version: &["--version"],
        after: "",
        at_least: (9, 0),
        get: "it comes with Node.js: https://nodejs.org/en/download",
    },
];
const KOTLIN: [Tool; 2] = [
    Tool {
        name: "a JDK",
        programs: &["javac"],
        version: &["-version"],
        after: "javac ",
        at_least: (17, 0),
        get: "https://adoptium.net, or `apt-get install openjdk-17-jdk-headless`",
    },
    Tool {
        name: "Maven",
        programs: &[MAVEN],
        version: &["-version"],
        after: "Apache Maven ",
        at_least: (3, 8),
        get: "https://maven.apache.org/download.cgi, or `apt-get install maven`",
    },
];

/// What tests and `bench limit` start beside the languages' own programs.
const SERVERS: [Tool; 2] = [
    Tool {
        name: "redis-server",
        programs: &["redis-server"],
        version: &["--version"],
        after: "v=",
        at_least: (6, 0),
        get: "https://redis.io/downloads, or `apt-get install redis-server`",
    },
    Tool {
        name: "tinyproxy",
        programs: &["tinyproxy"],
        version: &["-v"],
        after: "tinyproxy ",
        at_least: (1, 8),
        get: "https://tinyproxy.github.io, or `apt-get install tinyproxy`",
    },
];

pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
pub(crate) const MAVEN: &str = if cfg!(windows) { "mvn.cmd" } else { "mvn" };

/// Checks all tools of the languages and names everything that is missing at once.
pub(crate) fn check(steps: &Steps, languages: &[Language]) -> Result<()> {
    check_all(steps, languages.iter().flat_map(|language| language.tools()))
}

/// The same, with the servers that tests start.
pub(crate) fn check_for_tests(steps: &Steps, languages: &[Language]) -> Result<()> {
    check_all(steps, languages.iter().flat_map(|language| language.tools()).chain(&SERVERS))
}

fn check_all(steps: &Steps, tools: impl Iterator<Item = &'static Tool>) -> Result<()> {
    steps.check("toolchains", || {
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for tool in tools {
            match tool.find() {
                Found::Good((major, minor)) => found.push(format!("{} {major}.{minor}", tool.name)),
                Found::Old((major, minor)) => missing.push(format!(
                    "{} is {major}.{minor}, at least {}.{} is needed: {}",
                    tool.name, tool.at_least.0, tool.at_least.1, tool.get
                )),
                Found::Missing => missing.push(format!(
                    "{} ({} or newer) is missing: {}",
                    tool.name,
                    format_args!("{}.{}", tool.at_least.0, tool.at_least.1),
                    tool.get
                )),
            }
        }
        if missing.is_empty() { Ok(found.join(", ")) } else { bail!("{}", missing.join("\n")) }
    })?;
    Ok(())
}

/// Every package has a native part: whatever language is meant, Rust is needed too.
pub(crate) fn with_rust(languages: &[Language]) -> Vec<Language> {
    let others = languages.iter().copied().filter(|&language| language != Language::Rust);
    std::iter::once(Language::Rust).chain(others).collect()
}

/// The interpreter that makes the virtual environment.
pub(crate) fn python() -> PathBuf {
    let good = |program: &&&str| matches!(PYTHON[0].ask(program), Found::Good(_));
    PYTHON[0].programs.iter().find(good).unwrap_or(&"python3").into()
}

enum Found {
    Good((u32, u32)),
    Old((u32, u32)),
    Missing,
}

impl Tool {
    fn find(&self) -> Found {
        let mut best = Found::Missing;
        for program in self.programs {
            match self.ask(program) {
                found @ Found::Good(_) => return found,
                found @ Found::Old(_) => best = found,
                Found::Missing => {}
            }
        }
        best
    }

    fn ask(&self, program: &str) -> Found {
        let Ok(output) = Command::new(program).args(self.version).output() else { return Found::Missing };
        if !output.status.success() {
            return Found::Missing;
        }
        // javac up to 8 and some Pythons answer on stderr.
        let said = [output.stdout, output.stderr].concat();
        match version(&String::from_utf8_lossy(&said), self.after) {
            Some(version) if version >= self.at_least => Found::Good(version),
            Some(version) => Found::Old(version),
            None => Found::Missing,
        }
    }
}

/// The first `major.minor` behind `after`.
fn version(said: &str, after: &str) -> Option<(u32, u32)> {
    let from = said.find(after)? + after.len();
    let mut numbers = said[from..].split(|character: char| !character.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0);
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_tools_print() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)", "rustc "), Some((1, 95)));
        assert_eq!(version("Python 3.11.7\n", "Python "), Some((3, 11)));
        assert_eq!(version("v20.20.2\n", "v"), Some((20, 20)));
        assert_eq!(version("javac 17\n", "javac "), Some((17, 0)));
        assert_eq!(
            version("\u{1b}[1mApache Maven 3.8.7\u{1b}[m\nMaven home: /usr", "Apache Maven "),
            Some((3, 8))
        );
        assert_eq!(version("3.12\n", ""), Some((3, 12)));
    }

    #[test]
    fn a_tool_that_says_something_else_has_no_version() {
        assert_eq!(version("command not found", "Python "), None);
        assert_eq!(version("Python three", "Python "), None);
    }

    #[test]
    fn a_missing_program_is_missing_and_an_old_one_is_old() {
        let tool = |programs, at_least| Tool { programs, at_least, ..RUST[0] };
        assert!(matches!(tool(&["no-such-program"], (1, 0)).find(), Found::Missing));
        assert!(matches!(tool(&["rustc"], (999, 0)).find(), Found::Old(_)));
        assert!(matches!(tool(&["no-such-program", "rustc"], (1, 0)).find(), Found::Good(_)));
    }
}
