//! The local provider as a child process: on a free port, stopped when this value goes away.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{Profile, Workspace};

const BINARY: &str = "signbridge-sandbox";
const READY: &str = "signbridge-sandbox listening on ";

/// Its last line of variables.
const LAST: &str = "SIGNBRIDGE_SANDBOX_URL";

/// A running sandbox.
pub(crate) struct Sandbox {
    child: Child,
    origin: String,
    /// What points clients at it.
    env: Vec<(String, String)>,
}

impl Sandbox {
    /// Starts the built binary on a free port and waits for its address. What it prints goes to
    /// `target/logs/<log>.log`.
    pub(crate) fn start(workspace: &Workspace, log: &str) -> Result<Self> {
        Self::start_with(workspace, log, &[])
    }

    /// The same, with arguments of its own.
    pub(crate) fn start_with(workspace: &Workspace, log: &str, arguments: &[&str]) -> Result<Self> {
        let log = workspace.target("logs").join(format!("{log}.log"));
        let errors = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let binary = workspace.binary(Profile::Dev, BINARY);
        let mut child = workspace
            .command(&binary)
            // Its input ends when this program does, however it ends.
            .arg("--stop-with-stdin")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let mut output = BufReader::new(child.stdout.take().expect("stdout was piped above"));
        let mut line = String::new();
        output.read_line(&mut line)?;
        let Some(origin) = line.trim().strip_prefix(READY) else {
            // It may already be gone; either way there is nothing left to stop.
            let _ = child.kill();
            child.wait()?;
            bail!("the sandbox did not come up: it said {line:?}, see {}", log.display());
        };
        let origin = origin.trim_end_matches('/').to_owned();
        let mut env: Vec<(String, String)> = Vec::new();
        while env.last().is_none_or(|(name, _)| name != LAST) {
            let mut line = String::new();
            output.read_line(&mut line)?;
            let variable = line.trim().strip_prefix("export ").and_then(|rest| rest.split_once('='));
            let Some((name, value)) = variable else {
                let _ = child.kill();
                child.wait()?;
                bail!("the sandbox told no {LAST}, but {line:?}");
            };
            env.push((name.to_owned(), value.to_owned()));
        }
        // A full pipe would stop the sandbox at some later line.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { child, origin, env })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Points a program at the sandbox with the variables a user would set.
    pub(crate) fn configure<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            // A proxy of the machine must not stand between a test and loopback.
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("no_proxy", "127.0.0.1,localhost")
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Gone already is as good as stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes the sample contract that demo and quickstarts send.
pub(crate) fn write_contract(workspace: &Workspace, file: &Path) -> Result<()> {
    let folder = file.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let output = workspace
        .command(workspace.binary(Profile::Dev, BINARY))
        .arg("--write-contract")
        .arg(file)
        .output()?;
    ensure!(output.status.success(), "no contract: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// `cargo xtask sandbox`: builds it and runs it in the foreground with the user's arguments.
pub(crate) fn foreground(workspace: &Workspace, arguments: &[String]) -> Result<std::process::ExitStatus> {
    let mut build = workspace.cargo(&["build", "-p", BINARY]);
    if !build.status()?.success() {
        bail!("the sandbox does not build");
    }
    let binary = workspace.binary(Profile::Dev, BINARY);
    let status = workspace.command(&binary).args(arguments).stdin(Stdio::inherit()).status();
    status.with_context(|| format!("cannot start {}", binary.display()))
}
