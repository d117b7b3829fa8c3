//! `cargo xtask soak`: many minutes of calls against a sandbox that misbehaves, in a process that must not grow.
//!
//! The programs, the faults and the balance are those of [chaos](crate::chaos), with calls that are cancelled among them.
//! Beside that, the memory and the descriptors of each process are watched.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::chaos::{Chaos, LANGUAGES, Play};
use crate::packages::Packages;
use crate::steps::Steps;
use crate::toolchain::{self, Language, with_rust};
use crate::workspace::{Profile, Workspace};

/// How often a process is looked at.
const PERIOD: Duration = Duration::from_millis(500);
/// From when on it counts, in percent of the time: until then, a process warms up.
const WARM: usize = 40;
/// By so much memory a process may grow after that, and by a twentieth of what it has.
const GROWTH: u64 = 8 << 20;
/// By so many descriptors: connections come and go.
const DESCRIPTORS: u64 = 16;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// For each language
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    minutes: u32,
    /// Of the faults
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these languages (comma-separated or repeated)
    #[arg(long, value_delimiter = ',')]
    only: Vec<Language>,
    /// Run what the last run built
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    ensure!(cfg!(target_os = "linux"), "memory and descriptors are read from /proc: Linux is needed");
    let wanted = |language: &Language| arguments.only.is_empty() || arguments.only.contains(language);
    let languages: Vec<Language> = LANGUAGES.into_iter().filter(wanted).collect();
    let steps = Steps::new(workspace)?;
    toolchain::check(&steps, &with_rust(&languages))?;
    let packages = Packages::new(workspace, &steps, Profile::Dev);
    if !arguments.no_build {
        packages.native()?;
        for &language in &languages {
            packages.build(language)?;
        }
    }
    let seed = arguments.seed;
    let chaos = Chaos { workspace, steps: &steps, packages: &packages, seed, faults: &[], lag: 0 };
    let mut is_good = true;
    for language in languages {
        let mut samples = Samples::default();
        let count =
            chaos.play(language, Play::Seconds(arguments.minutes * 60), |process| samples.look(process))?;
        let (memory, descriptors) = (samples.memory(), samples.descriptors());
        println!(
            "      {count}\n      memory {} MiB, then {} MiB; descriptors {}, then {}",
            memory.before >> 20,
            memory.after >> 20,
            descriptors.before,
            descriptors.after,
        );
        is_good &= count.is_clean(true);
        is_good &= memory.is_flat(GROWTH + memory.before / 20) && descriptors.is_flat(DESCRIPTORS);
    }
    println!("{}", if is_good { "nothing grew, nothing was lost" } else { "NOT FLAT, or not clean" });
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a process had, and when.
#[derive(Default)]
struct Samples {
    last: Option<Instant>,
    memory: Vec<u64>,
    descriptors: Vec<u64>,
}

impl Samples {
    fn look(&mut self, process: u32) {
        if self.last.is_some_and(|last| last.elapsed() < PERIOD) {
            return;
        }
        self.last = Some(Instant::now());
        // A process that just ended has neither.
        let Some(memory) = resident(process) else { return };
        let Ok(descriptors) = fs::read_dir(format!("/proc/{process}/fd")) else { return };
        self.memory.push(memory);
        self.descriptors.push(descriptors.count() as u64);
    }

    fn memory(&self) -> Change {
        Change::of(&self.memory)
    }

    fn descriptors(&self) -> Change {
        Change::of(&self.descriptors)
    }
}

/// Bytes of memory that are there.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// Medians of the fifth of the time after warming up, and of the last fifth but for the very end.
#[derive(Debug, PartialEq)]
struct Change {
    before: u64,
    after: u64,
}

impl Change {
    fn of(samples: &[u64]) -> Self {
        let part = |from: usize| {
            let at = |percent: usize| samples.len() * percent / 100;
            let mut part = samples[at(from)..at(from + 20)].to_vec();
            part.sort_unstable();
            part.get(part.len() / 2).copied().unwrap_or_default()
        };
        Self { before: part(WARM), after: part(79) }
    }

    fn is_flat(&self, most: u64) -> bool {
        self.before > 0 && self.after <= self.before + most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_while_it_warms_up_is_flat_and_what_goes_on_growing_is_not() {
        let warms_up: Vec<u64> = (0..100).map(|at: u64| 50 + at.min(20)).collect();
        assert_eq!(Change::of(&warms_up), Change { before: 70, after: 70 });
        let grows: Vec<u64> = (0..100).map(|at| 50 + at).collect();
        assert!(Change::of(&warms_up).is_flat(5));
        assert!(!Change::of(&grows).is_flat(5));
    }

    #[test]
    fn a_process_that_nobody_saw_is_not_flat() {
        assert!(!Change::of(&[]).is_flat(5));
    }

    #[test]
    fn this_process_has_memory() {
        assert!(resident(std::process::id()).is_some_and(|memory| memory > 1 << 20));
    }
}
