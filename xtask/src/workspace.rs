//! Where things are, and how a child process is started.
//!
//! Everything this tool writes lies under `target/`, so `cargo clean` undoes it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The Cargo profile that packages are built with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// For tests, demos and lints: compiles in a third of the time.
    Dev,
    /// What is published, and what is measured.
    Dist,
}

impl Profile {
    /// Its name for Cargo.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Dist => "dist",
        }
    }

    /// Its folder below Cargo's target folder.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Dist => "dist",
        }
    }
}

/// The repository and the folders this tool fills.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The repository this binary was built from.
    pub(crate) fn find() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the manifest of xtask lies one level below the root")
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Self { root, target }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root, given with `/`.
    pub(crate) fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// A path below Cargo's target folder.
    pub(crate) fn target(&self, below_target: &str) -> PathBuf {
        self.target.join(below_target)
    }

    /// A binary that `profile` built.
    pub(crate) fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        self.target(profile.folder()).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A command in the root, without the variables Cargo set for this program.
    ///
    /// Build scripts (ring's, for one) rebuild when `CARGO_PKG_*` change, so a nested `cargo build` would
    /// otherwise compile half the tree again each time.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).stdin(Stdio::null());
        if env::var_os("CARGO_TARGET_DIR").is_some() {
            // Programs in other folders read it too, where a relative one would mean another place.
            command.env("CARGO_TARGET_DIR", &self.target);
        }
        for (name, _) in env::vars_os() {
            let inherited = name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_")
                    || name.starts_with("CARGO_MANIFEST_")
                    || matches!(
                        name,
                        "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
                    )
            });
            if inherited {
                command.env_remove(name);
            }
        }
        // `cargo run` adds the folders it builds into, and a JVM would take its native library from there, not from the
        // package under test.
        for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
            let Some(paths) = env::var_os(name) else { continue };
            let others = env::split_paths(&paths).filter(|path| !path.starts_with(&self.target));
            match env::join_paths(others) {
                Ok(others) if !others.is_empty() => command.env(name, others),
                _ => command.env_remove(name),
            };
        }
        command
    }

    /// The Cargo that runs this program.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).env("CARGO_TERM_COLOR", "never");
        command
    }
}
