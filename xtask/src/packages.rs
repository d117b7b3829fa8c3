//! The Python, Node and Kotlin packages, built the way a user gets them: a wheel in a fresh virtual environment, an npm
//! package, a Maven artifact. One Cargo profile for all of them, so that dependencies compile once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::steps::Steps;
use crate::toolchain::{self, Language, MAVEN, NPM};
use crate::workspace::{Profile, Workspace};

/// Builds packages, step by step.
pub(crate) struct Packages<'a> {
    workspace: &'a Workspace,
    steps: &'a Steps,
    profile: Profile,
}

impl<'a> Packages<'a> {
    pub(crate) fn new(workspace: &'a Workspace, steps: &'a Steps, profile: Profile) -> Self {
        Self { workspace, steps, profile }
    }

    /// The native libraries of Node and the JVM, the sandbox and the scenario judge. The wheel builds its own.
    pub(crate) fn native(&self) -> Result<()> {
        let what = ["build", "--workspace", "--exclude", "signbridge-python", "--locked", "--profile"];
        let mut build = self.workspace.cargo(&what);
        build.arg(self.profile.name());
        self.steps.run("rust: build", &mut build)?;
        Ok(())
    }

    /// What `native` built, as the package of one language.
    pub(crate) fn build(&self, language: Language) -> Result<()> {
        match language {
            Language::Rust => Ok(()),
            Language::Python => self.python(),
            Language::Node => self.node(),
            Language::Kotlin => self.kotlin(),
        }
    }

    fn python(&self) -> Result<()> {
        self.environment()?;
        let wheels = self.workspace.target("wheels");
        if wheels.is_dir() {
            fs::remove_dir_all(&wheels).with_context(|| format!("cannot empty {}", wheels.display()))?;
        }
        let manifest = self.workspace.path("bindings-python/Cargo.toml");
        let mut wheel = self.venv("maturin");
        wheel.args(["build", "--locked", "--profile", self.profile.name(), "--manifest-path"]).arg(manifest);
        wheel.arg("--out").arg(&wheels);
        self.steps.run("python: wheel", &mut wheel)?;
        let mut install = self.venv("python");
        install
            .args(["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps"])
            .arg(only_file(&wheels)?);
        self.steps.run("python: install the wheel", &mut install)?;
        Ok(())
    }

    /// `target/venv` with what builds, tests and lints the Python package.
    pub(crate) fn environment(&self) -> Result<()> {
        let requirements = self.workspace.path("xtask/tools/requirements.txt");
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        let stamp = self.workspace.target("venv/requirements-installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        let mut create = self.workspace.command(toolchain::python());
        create.args(["-m", "venv", "--clear"]).arg(self.workspace.target("venv"));
        self.steps.run("python: virtual environment", &mut create)?;
        let mut install = self.venv("python");
        install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements);
        self.steps.run("python: tools", &mut install)?;
        fs::write(&stamp, wanted)?;
        Ok(())
    }

    /// A program of the virtual environment.
    pub(crate) fn venv(&self, program: &str) -> Command {
        let mut command = self.workspace.command(venv_program(self.workspace, program));
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1").env_remove("PYTHONPATH");
        command
    }

    fn node(&self) -> Result<()> {
        self.node_modules("bindings-node")?;
        let mut build = self.npm("bindings-node", &["run", "build"]);
        build.env("SIGNBRIDGE_PROFILE", self.profile.folder());
        self.steps.run("node: build", &mut build)?;
        Ok(())
    }

    /// `npm ci`, unless the lock file is the one already installed.
    pub(crate) fn node_modules(&self, folder: &str) -> Result<()> {
        let lock = fs::read_to_string(self.workspace.path(folder).join("package-lock.json"))
            .with_context(|| format!("cannot read {folder}/package-lock.json"))?;
        let stamp = self.workspace.path(folder).join("node_modules/.lock-installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        let mut install = self.npm(folder, &["ci", "--no-audit", "--no-fund"]);
        self.steps.run(&format!("node: npm ci in {folder}"), &mut install)?;
        fs::write(&stamp, lock)?;
        Ok(())
    }

    pub(crate) fn npm(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = self.workspace.command(NPM);
        command.current_dir(self.workspace.path(folder)).args(arguments).env("NO_COLOR", "1");
        command
    }

    fn kotlin(&self) -> Result<()> {
        self.forget_other_facades()?;
        let mut package =
            self.maven("bindings-kotlin", &["-DskipTests", "-Dktlint.skip", "-Ddetekt.skip", "install"]);
        self.steps.run("kotlin: build", &mut package)?;
        Ok(())
    }

    /// Kotlin compiles what changed and what it takes to depend on that. After the façade was generated anew it misses some.
    fn forget_other_facades(&self) -> Result<()> {
        let generated = self.workspace.path("bindings-kotlin/src/main/kotlin/dev/signbridge/generated");
        let mut hash = Sha256::new();
        let mut folders = vec![generated];
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<_> = fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for path in entries.iter().map(fs::DirEntry::path) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    hash.update(fs::read(path)?);
                }
            }
        }
        let wanted = hash.finalize();
        let target = self.workspace.path("bindings-kotlin/target");
        let stamp = target.join("generated.sha256");
        if fs::read(&stamp).is_ok_and(|compiled| compiled == wanted[..]) {
            return Ok(());
        }
        for folder in ["classes", "test-classes", "kotlin-ic"].map(|name| target.join(name)) {
            if folder.is_dir() {
                fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
            }
        }
        fs::create_dir_all(&target)?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
    }

    /// Maven for a project of this repository (its folder or file), with the native library of this build.
    pub(crate) fn maven(&self, project: &str, arguments: &[&str]) -> Command {
        let mut command = self.maven_at(&self.workspace.path(project), arguments);
        command.arg(format!("-Dnative.directory={}", self.workspace.target(self.profile.folder()).display()));
        command
    }

    pub(crate) fn maven_at(&self, pom: &Path, arguments: &[&str]) -> Command {
        let mut command = self.workspace.command(MAVEN);
        command.args(["-B", "-ntp", "-Dstyle.color=never", "-f"]).arg(pom).args(arguments);
        command
    }
}

fn venv_program(workspace: &Workspace, program: &str) -> PathBuf {
    let folder = if cfg!(windows) { "venv/Scripts" } else { "venv/bin" };
    workspace.target(folder).join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

fn only_file(folder: &Path) -> Result<PathBuf> {
    let mut files = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let first = files.next().with_context(|| format!("{} is empty", folder.display()))??;
    Ok(first.path())
}
