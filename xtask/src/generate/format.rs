//! Formatters: each language's own, as the packages' lints run it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;

/// What finishes a generated file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Formatter {
    /// `rustfmt`, of the toolchain in use.
    Rust,
    /// `ruff format`, of the virtual environment in `target/venv`.
    Python,
    /// `biome format`, of `bindings-node/node_modules`.
    Node,
    /// The template is laid out by hand.
    None,
}

impl Formatter {
    /// Formats `text`, which will be the file `path` below the root. `None` when the formatter is not installed.
    pub(crate) fn format(self, workspace: &Workspace, path: &str, text: &str) -> Result<Option<String>> {
        let Some(mut command) = self.command(workspace, path) else {
            return Ok((self == Self::None).then(|| text.to_owned()));
        };
        run(&mut command, text).with_context(|| format!("cannot format {path}")).map(Some)
    }

    /// How to install it.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::Rust => "install it with `rustup component add rustfmt`",
            Self::Python => "install ruff with `cargo xtask build python`",
            Self::Node => "install biome with `cargo xtask build node`",
            Self::None => "",
        }
    }

    /// Reads standard input, writes standard output.
    fn command(self, workspace: &Workspace, path: &str) -> Option<Command> {
        let installed = |program: PathBuf| program.exists().then(|| workspace.command(program));
        match self {
            Self::Rust => {
                let mut command = workspace.command("rustfmt");
                command.args(["--edition", "2024", "--config-path"]).arg(workspace.path("rustfmt.toml"));
                Some(command)
            }
            Self::Python => {
                let mut command = installed(workspace.target("venv/bin/ruff"))?;
                command.args(["format", "--stdin-filename", path, "-"]);
                Some(command)
            }
            Self::Node => {
                let folder = workspace.path("bindings-node");
                let mut command = installed(folder.join("node_modules/.bin/biome"))?;
                let path = Path::new(path).strip_prefix("bindings-node").unwrap_or(Path::new(path));
                command.current_dir(&folder).arg("format").arg("--stdin-file-path").arg(path);
                Some(command)
            }
            Self::None => None,
        }
    }
}

fn run(command: &mut Command, text: &str) -> Result<String> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let mut input = child.stdin.take().context("standard input is piped")?;
    let text = text.to_owned();
    // From a thread of its own: the formatter may write before it has read everything.
    let feeding = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    let fed = feeding.join().ok().context("feeding the formatter panicked")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    fed.context("the formatter did not read everything")?;
    String::from_utf8(output.stdout).context("the formatter wrote something other than UTF-8")
}
