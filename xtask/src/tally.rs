//! How many tests ran: read from the runners' own closing lines.
//!
//! ```text
//! cargo test   test result: ok. 12 passed; 0 failed; 1 ignored; …
//! pytest       ==== 7 passed, 1 skipped in 0.31s ====
//! node --test  ℹ pass 5 / ℹ fail 0
//! surefire     [INFO] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0
//! ```
//!
//! A suite that prints no such line, or counts nothing, has failed: silence is not success.

use std::ops::AddAssign;

/// What one suite, or all of them, did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Whose closing line to look for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Runner {
    CargoTest,
    Pytest,
    NodeTest,
    Surefire,
}

impl Runner {
    /// The sum over all closing lines in `log`.
    pub(crate) fn read(self, log: &str) -> Tally {
        let mut sum = Tally::default();
        for line in log.lines() {
            let line = without_colours(line);
            let found = match self {
                Self::CargoTest => cargo_test(&line),
                Self::Pytest => pytest(&line),
                Self::NodeTest => node_test(&line),
                Self::Surefire => surefire(&line),
            };
            if let Some(found) = found {
                sum += found;
            }
        }
        sum
    }
}

fn cargo_test(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let (_verdict, counts) = counts.split_once(". ")?;
    Some(Tally {
        passed: count_before(counts, "passed"),
        failed: count_before(counts, "failed"),
        skipped: count_before(counts, "ignored"),
    })
}

fn pytest(line: &str) -> Option<Tally> {
    let line = line.trim().trim_matches('=').trim();
    let (counts, took) = line.rsplit_once(" in ")?;
    took.split_whitespace().next()?.strip_suffix('s')?.parse::<f64>().ok()?;
    let is_summary = ["passed", "failed", "error", "errors", "skipped", "no tests ran"]
        .iter()
        .any(|word| counts.ends_with(word) || counts.contains(&format!("{word},")));
    let starts_with_count = counts.starts_with(|first: char| first.is_ascii_digit());
    if !is_summary || !starts_with_count {
        return None;
    }
    Some(Tally {
        passed: count_before(counts, "passed") + count_before(counts, "xfailed"),
        failed: count_before(counts, "failed")
            + count_before(counts, "error")
            + count_before(counts, "errors")
            + count_before(counts, "xpassed"),
        skipped: count_before(counts, "skipped"),
    })
}

fn node_test(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?;
    let (word, count) = counts.trim().split_once(' ')?;
    let count = count.parse().ok()?;
    let mut tally = Tally::default();
    match word {
        "pass" => tally.passed = count,
        "fail" | "cancelled" => tally.failed = count,
        "skipped" | "todo" => tally.skipped = count,
        _ => return None,
    }
    Some(tally)
}

fn surefire(line: &str) -> Option<Tally> {
    let (_level, counts) = line.split_once("Tests run: ")?;
    if counts.contains("Time elapsed") {
        return None; // one class; the closing line repeats it in its sum
    }
    let mut counts = counts.split(", ");
    let run: u64 = counts.next()?.trim().parse().ok()?;
    let mut named = |name: &str| -> Option<u64> { counts.next()?.strip_prefix(name)?.trim().parse().ok() };
    let (failures, errors, skipped) = (named("Failures:")?, named("Errors:")?, named("Skipped:")?);
    let failed = failures + errors;
    Some(Tally { passed: run.saturating_sub(failed + skipped), failed, skipped })
}

/// The number right before `word`, as in `3 passed`; 0 where the word does not occur.
fn count_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// The line without ANSI escape sequences: some runners colour even into a file.
pub(crate) fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn cargo_test_prints_one_line_per_binary_and_they_add_up() {
        let log = "running 12 tests\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s\n";
        assert_eq!(Runner::CargoTest.read(log), tally(15, 2, 1));
    }

    #[test]
    fn a_test_that_prints_something_like_a_result_is_not_counted() {
        assert_eq!(Runner::CargoTest.read("the test result: ok. 5 passed; 0 failed;"), tally(0, 0, 0));
    }

    #[test]
    fn pytest_is_read_with_its_frame_quiet_and_in_colour() {
        assert_eq!(Runner::Pytest.read("====== 7 passed, 1 skipped in 0.31s ======"), tally(7, 0, 1));
        assert_eq!(Runner::Pytest.read("7 passed in 65.02s (0:01:05)"), tally(7, 0, 0));
        assert_eq!(
            Runner::Pytest.read("\u{1b}[31m2 failed\u{1b}[0m, 4 passed, 1 error in 3.00s"),
            tally(4, 3, 0)
        );
        assert_eq!(Runner::Pytest.read("5 passed, 2 warnings in 1.00s"), tally(5, 0, 0));
    }

    #[test]
    fn pytest_without_tests_counts_nothing() {
        assert_eq!(Runner::Pytest.read("===== no tests ran in 0.01s ====="), tally(0, 0, 0));
    }

    #[test]
    fn prose_that_ends_in_seconds_is_not_a_pytest_summary() {
        assert_eq!(Runner::Pytest.read("the sandbox answered in 3s"), tally(0, 0, 0));
    }

    #[test]
    fn node_test_is_read_from_the_spec_and_the_tap_reporter() {
        assert_eq!(Runner::NodeTest.read("ℹ tests 6\nℹ pass 5\nℹ fail 1\nℹ skipped 2\n"), tally(5, 1, 2));
        assert_eq!(Runner::NodeTest.read("# tests 6\n# pass 6\n# fail 0\n# cancelled 0\n"), tally(6, 0, 0));
    }

    #[test]
    fn surefire_sums_are_counted_and_its_classes_are_not() {
        let log = "[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in ClientTest\n\
            [INFO] Results:\n\
            [INFO] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0\n\
            [ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1\n";
        assert_eq!(Runner::Surefire.read(log), tally(11, 2, 1));
    }
}
