//! The loopback server as a child process, stopped when this value goes away.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{Profile, Workspace};

pub(super) struct Server {
    child: Child,
    origin: String,
}

impl Server {
    pub(super) fn start(workspace: &Workspace, profile: Profile) -> Result<Self> {
        let binary = workspace.binary(profile, "signbridge-bench");
        let mut command = workspace.command(&binary);
        // It stops when its input is closed: so it also stops when this program is killed.
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", binary.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout was piped above")).read_line(&mut line)?;
        let server = Self { child, origin: line.trim().to_owned() };
        if !server.origin.starts_with("http://") {
            bail!("{} did not come up: it said {line:?}", binary.display());
        }
        Ok(server)
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already is as good as stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
