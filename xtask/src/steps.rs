//! One line per step, its output in a log, and a sign of life while it runs.
//!
//! ```text
//! ok    python: wheel                                  41.3 s
//! …     kotlin: mvn verify                             30 s, still running: [INFO] --- kotlin:2.4.0:compile
//! FAIL  node: tests                                     2.1 s  target/logs/node-tests.log
//! ```

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{IsTerminal, Read, Seek, SeekFrom, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};
use std::{fmt, thread};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

const POLL: Duration = Duration::from_millis(50);
/// Where nobody watches a terminal, a long step says that it lives this often.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// No step needs longer, even a cold build on two slow cores; a hung one must not hang the machine.
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// How much of a failed step's log is shown.
const TAIL_LINES: usize = 60;
/// How many of the lines that name a failure a failed step shows ahead of that.
const FAILURE_LINES: usize = 30;

/// Runs steps and tells about them.
pub(crate) struct Steps {
    logs: PathBuf,
    root: PathBuf,
    live: bool,
    started: Instant,
    failures: RefCell<Vec<String>>,
}

impl Steps {
    /// Logs go to `target/logs`.
    pub(crate) fn new(workspace: &Workspace) -> Result<Self> {
        let logs = workspace.target("logs");
        fs::create_dir_all(&logs).with_context(|| format!("cannot create {}", logs.display()))?;
        let live = stdout().is_terminal() && std::env::var_os("CI").is_none();
        Ok(Self {
            logs,
            root: workspace.root().to_path_buf(),
            live,
            started: Instant::now(),
            failures: RefCell::default(),
        })
    }

    /// Since the first step.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// What failed so far, in order.
    pub(crate) fn failures(&self) -> Vec<String> {
        self.failures.borrow().clone()
    }

    /// Runs the command to its end; the log's text, or an error once the command failed (already told).
    pub(crate) fn run(&self, title: &str, command: &mut Command) -> Result<String> {
        self.run_watched(title, command, Duration::ZERO, |_| ())
    }

    /// The same for what goes on for so long by itself, with a look at the running process (its id) now and then.
    pub(crate) fn run_watched(
        &self,
        title: &str,
        command: &mut Command,
        lasts: Duration,
        look: impl FnMut(u32),
    ) -> Result<String> {
        let log = self.logs.join(format!("{}.log", file_name(title)));
        let begun = Instant::now();
        let status = self.watch(title, command, &log, LIMIT + lasts, look);
        let text = read_lossy(&log);
        match status {
            Ok(status) if status.success() => {
                self.finish("ok", title, begun.elapsed(), "");
                Ok(text)
            }
            Ok(status) => Err(self.fail(title, begun, &log, &text, &status.to_string())),
            Err(error) => Err(self.fail(title, begun, &log, &text, &format!("{error:#}"))),
        }
    }

    /// A step in this process. Its answer is shown behind the title.
    pub(crate) fn check<T: fmt::Display>(&self, title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        match work() {
            Ok(answer) => {
                self.finish("ok", title, begun.elapsed(), &answer.to_string());
                Ok(answer)
            }
            Err(error) => {
                self.finish("FAIL", title, begun.elapsed(), "");
                println!("{}", indented(&format!("{error:#}")));
                self.failures.borrow_mut().push(title.to_owned());
                Err(error)
            }
        }
    }

    /// What the last run of that step printed.
    pub(crate) fn log(&self, title: &str) -> String {
        read_lossy(&self.logs.join(format!("{}.log", file_name(title))))
    }

    /// Counts a step that ended well as failed after all.
    pub(crate) fn reject(&self, title: &str, why: &str) {
        println!("FAIL  {title}: {why}");
        self.failures.borrow_mut().push(title.to_owned());
    }

    fn fail(&self, title: &str, begun: Instant, log: &Path, text: &str, how: &str) -> anyhow::Error {
        let shown = log.strip_prefix(&self.root).unwrap_or(log).display().to_string();
        self.finish("FAIL", title, begun.elapsed(), &format!("{how}; {shown} ends with:"));
        let failed = failures(text);
        if !failed.is_empty() {
            println!("{}\n      …", indented(&failed));
        }
        println!("{}", indented(&tail(text, TAIL_LINES)));
        self.failures.borrow_mut().push(title.to_owned());
        anyhow::anyhow!("{title}: {how}; see {shown}")
    }

    fn finish(&self, verdict: &str, title: &str, took: Duration, note: &str) {
        let clear = if self.live { "\r\x1b[2K" } else { "" };
        let line = format!("{verdict:<5} {title:<46} {:>7}  {note}", seconds(took));
        println!("{clear}{}", line.trim_end());
    }

    fn watch(
        &self,
        title: &str,
        command: &mut Command,
        log: &Path,
        limit: Duration,
        mut look: impl FnMut(u32),
    ) -> Result<ExitStatus> {
        let mut file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        writeln!(file, "$ {}", shell_line(command))?;
        command.stdout(file.try_clone()?).stderr(file);
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
        let begun = Instant::now();
        let mut told = begun;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if begun.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                bail!("stopped after {}", seconds(limit));
            }
            if told.elapsed() >= if self.live { Duration::from_millis(500) } else { HEARTBEAT } {
                told = Instant::now();
                self.still_running(title, begun.elapsed(), log);
            }
            look(child.id());
            thread::sleep(POLL);
        }
    }

    fn still_running(&self, title: &str, took: Duration, log: &Path) {
        let doing = last_line(log);
        let line = format!("…     {title:<46} {:>7}  {doing}", seconds(took));
        if self.live {
            print!("\r\x1b[2K{}", line.chars().take(110).collect::<String>());
            // A terminal that went away is no reason to stop the build.
            let _ = stdout().flush();
        } else {
            println!("{}", line.chars().take(160).collect::<String>().trim_end());
        }
    }
}

/// `41.3 s`, `2 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// A title as a file name.
fn file_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

fn shell_line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

fn read_lossy(file: &Path) -> String {
    fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// The last non-empty line, without reading a long log again and again.
fn last_line(log: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(1024)))?;
        let mut end = Vec::new();
        file.read_to_end(&mut end)?;
        Ok(end)
    };
    let end = read().unwrap_or_default();
    let end = String::from_utf8_lossy(&end);
    let line = end.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("$ "));
    line.unwrap_or_default().chars().filter(|character| !character.is_control()).collect()
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// The lines in which cargo, pytest, Node's runner, Maven and the linters name what failed: in a long log the tail
/// alone often holds only what passed after it.
fn failures(text: &str) -> String {
    let tells = |line: &&str| {
        let line = line.trim_start();
        ["not ok ", "FAILED ", "ERROR ", "error: ", "error[", "[ERROR] "]
            .iter()
            .any(|mark| line.starts_with(mark))
            || line.ends_with(" ... FAILED")
    };
    text.lines().filter(tells).take(FAILURE_LINES).collect::<Vec<_>>().join("\n")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(folder: &str) -> Steps {
        let logs = std::env::temp_dir().join(format!("xtask-steps-{folder}-{}", std::process::id()));
        fs::create_dir_all(&logs).expect("the temporary folder is writable");
        Steps { root: logs.clone(), logs, live: false, started: Instant::now(), failures: RefCell::default() }
    }

    #[test]
    fn a_step_answers_with_what_its_command_printed() {
        let steps = steps("prints");
        let log = steps.run("Say: hello", Command::new("cargo").arg("--version")).unwrap();
        assert!(log.contains("$ cargo --version\ncargo 1."), "{log}");
        assert!(steps.logs.join("say-hello.log").is_file());
        assert!(steps.failures().is_empty());
    }

    #[test]
    fn a_failed_command_is_an_error_that_names_its_log() {
        let steps = steps("fails");
        let error = steps.run("no such flag", Command::new("cargo").arg("--no-such-flag")).unwrap_err();
        assert!(error.to_string().contains("no-such-flag.log"), "{error}");
        assert_eq!(steps.failures(), ["no such flag"]);
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let error = steps("missing").run("missing", &mut Command::new("no-such-program")).unwrap_err();
        assert!(error.to_string().contains("cannot start no-such-program"), "{error}");
    }

    #[test]
    fn long_times_are_told_in_minutes() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn the_lines_that_name_a_failure_are_found_in_every_runners_log() {
        let log =
            "ok 1 - a\n  not ok 2 - b\nok 3 - c\ntest d ... FAILED\ntest e ... ok\nFAILED tests/f.py::g - h";
        assert_eq!(failures(log), "  not ok 2 - b\ntest d ... FAILED\nFAILED tests/f.py::g - h");
        assert_eq!(failures("ok 1 - a\n0 failed"), "");
    }

    #[test]
    fn the_tail_of_a_short_log_is_all_of_it() {
        assert_eq!(tail("a\nb\nc", 2), "b\nc");
        assert_eq!(tail("a", 60), "a");
    }
}
