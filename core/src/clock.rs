//! Time and chance, injected so that tests neither sleep nor guess.
//!
//! The clock of a real client is the machine's. A test's clock jumps over back-off: the pause is recorded and the
//! deadline moves as if it had been slept, at no cost. This is the only module that reads the machine's clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A source of time and jitter.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Tests: pauses advance this instead of sleeping, in nanoseconds.
    skipped: Option<AtomicU64>,
    /// Tests: the random factor of every back-off. Then nothing else is left to chance either.
    jitter: Option<f64>,
    /// Tests: how many identifiers were made.
    made: AtomicU64,
}

impl Clock {
    pub(crate) fn testing(virtual_time: bool, jitter: Option<f64>) -> Self {
        Self { skipped: virtual_time.then(AtomicU64::default), jitter, made: AtomicU64::new(0) }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub(crate) fn now(&self) -> Instant {
        Instant::now() + self.skipped()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub(crate) fn date(&self) -> SystemTime {
        SystemTime::now() + self.skipped()
    }

    /// Whether it is a test's, which is no other client's.
    pub(crate) fn is_virtual(&self) -> bool {
        self.skipped.is_some()
    }

    fn skipped(&self) -> Duration {
        Duration::from_nanos(self.skipped.as_ref().map_or(0, |skipped| skipped.load(Ordering::Relaxed)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
    pub(crate) async fn pause(&self, duration: Duration) {
        match &self.skipped {
            Some(skipped) => {
                let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
                skipped.fetch_add(nanos, Ordering::Relaxed);
            }
            None => tokio::time::sleep(duration).await,
        }
    }

    /// A random factor in `0.0..=1.0`.
    pub(crate) fn jitter(&self) -> f64 {
        self.jitter.unwrap_or_else(rand::random)
    }

    /// A random identifier, a UUID of version 4; under a test's control, one that counts from 1.
    pub(crate) fn uuid(&self) -> String {
        let bits: u128 = match self.jitter {
            None => rand::random(),
            Some(_) => u128::from(self.made.fetch_add(1, Ordering::Relaxed) + 1),
        };
        let bits = bits & !(0xF << 76) | 0x4 << 76; // the version
        let bits = bits & !(0x3 << 62) | 0x2 << 62; // the variant
        let hex = format!("{bits:032x}");
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// The machine's time, to space out what is told on the way. Nothing that is decided may hang on it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub(crate) fn tick() -> Instant {
    Instant::now()
}

/// The moment by which a call must be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    end: Instant,
    /// What it was set to, for messages.
    pub(crate) total: Duration,
}

impl Deadline {
    pub(crate) fn start(clock: &Clock, total: Duration) -> Self {
        Self { end: clock.now() + total, total }
    }

    pub(crate) fn left(&self, clock: &Clock) -> Duration {
        self.end.saturating_duration_since(clock.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_random_uuids_and_count_in_tests() {
        let (one, two) = (Clock::default().uuid(), Clock::default().uuid());
        assert_ne!(one, two);
        for uuid in [one, two] {
            let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
        }
        let clock = Clock::testing(true, Some(1.0));
        assert_eq!(clock.uuid(), "00000000-0000-4000-8000-000000000001");
        assert_eq!(clock.uuid(), "00000000-0000-4000-8000-000000000002");
    }
}
