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
    /// Tests: the random factor of every back-off.
    jitter: Option<f64>,
}

impl Clock {
    pub(crate) fn testing(virtual_time: bool, jitter: Option<f64>) -> Self {
        Self { skipped: virtual_time.then(AtomicU64::default), jitter }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub(crate) fn now(&self) -> Instant {
        Instant::now() + self.skipped()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub(crate) fn date(&self) -> SystemTime {
        SystemTime::now() + self.skipped()
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
