//! A limit on requests in a sliding window of virtual time.
//!
//! Assumed, as no provider page says: the window slides, a refused request does not count, and requests without a
//! known key are not limited.

use std::collections::{HashMap, VecDeque};

use crate::clock::Time;

#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    window: i64,
    seen: HashMap<String, VecDeque<Time>>,
}

impl Limiter {
    /// `window` is in milliseconds.
    pub(crate) fn new(window: i64) -> Self {
        Self { window, seen: HashMap::new() }
    }

    /// Counts a request of `key`, or says after how many whole seconds the next one is allowed.
    pub(crate) fn admit(&mut self, key: &str, limit: u32, now: Time) -> Result<(), i64> {
        let seen = self.seen.entry(key.to_owned()).or_default();
        // Entries from the future are left from before the clock was set back.
        seen.retain(|at| *at <= now && now.0 - at.0 < self.window);
        match seen.front() {
            Some(oldest) if seen.len() >= usize::try_from(limit).unwrap_or(usize::MAX) => {
                let wait = oldest.plus(self.window).0 - now.0;
                Err(wait.div_euclid(Time::SECOND) + i64::from(wait % Time::SECOND > 0))
            }
            _ => {
                seen.push_back(now);
                Ok(())
            }
        }
    }
}

/// What a limit has left, for the headers that some providers send with every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) remaining: usize,
    /// Whole seconds until the oldest counted request no longer counts.
    pub(crate) reset: i64,
}

impl Limiter {
    /// How `key` stands, without counting anything.
    pub(crate) fn standing(&self, key: &str, limit: u32, now: Time) -> Standing {
        let counted = self.seen.get(key).into_iter().flatten().filter(|at| now.0 - at.0 < self.window);
        let counted: Vec<_> = counted.collect();
        let wait = counted.first().map_or(self.window, |oldest| oldest.plus(self.window).0 - now.0);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Standing {
            remaining: limit.saturating_sub(counted.len()),
            reset: wait.div_euclid(Time::SECOND) + i64::from(wait % Time::SECOND > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_until_the_oldest_request_leaves_the_window() {
        let mut limiter = Limiter::new(Time::MINUTE);
        let start = Time(0);
        assert_eq!(limiter.admit("k", 2, start), Ok(()));
        assert_eq!(limiter.admit("k", 2, start.plus(10_500)), Ok(()));
        assert_eq!(limiter.admit("k", 2, start.plus(20_500)), Err(40));
        assert_eq!(limiter.admit("other", 2, start.plus(20_500)), Ok(()));
        assert_eq!(limiter.admit("k", 2, start.plus(60_000)), Ok(()));
        assert_eq!(limiter.admit("k", 2, start.plus(60_000)), Err(11));
    }
}
