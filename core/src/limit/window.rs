//! What was sent under one limit, and when there is room for more.
//!
//! No provider says whether its window slides or begins anew, so the strictest reading is kept to: in no stretch of the
//! window's length are there more requests than allowed. That holds for either kind, and costs nothing over time.
//!
//! The provider counts a request when it arrives, later than it was sent. Two requests a window apart here may be
//! nearer to each other there, when the first was slow to arrive. So the window is taken to be longer by what answers
//! took lately, at most by a twenty-fifth.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::operation::Limit;

/// The requests under one limit.
#[derive(Debug)]
pub(super) struct Window {
    documented: usize,
    length: Duration,
    /// Oldest first.
    sent: VecDeque<Sent>,
    /// How many requests the provider itself says it takes.
    learned: Option<usize>,
    /// How many requests others spent with the same credential, and until when they count.
    foreign: Option<(usize, Instant)>,
    /// The share of the limit that is this process's, while others cannot be asked: one part in this many.
    parts: usize,
}

/// A request, and when it was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) at: Instant,
    /// By which a store of the limit knows it.
    pub(super) number: u64,
}

/// What an answer's headers say about the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) limit: Option<usize>,
    pub(super) remaining: Option<usize>,
    pub(super) reset: Option<Duration>,
}

impl Window {
    pub(super) fn new(limit: &Limit) -> Self {
        let documented = limit.requests as usize;
        let (sent, length) = (VecDeque::new(), limit.window);
        Self { documented, length, sent, learned: None, foreign: None, parts: 1 }
    }

    /// The limit that holds: what the provider says, else what it documents.
    pub(super) fn most(&self) -> usize {
        self.learned.unwrap_or(self.documented)
    }

    /// The window's length, as the provider documents it.
    pub(super) fn length(&self) -> Duration {
        self.length
    }

    /// For how long a request counts, where answers took `lag` lately.
    pub(super) fn span(&self, lag: Duration) -> Duration {
        self.length + lag.min(self.length / 25)
    }

    /// Keeps to one part in so many: others spend the rest, unseen.
    pub(super) fn share(&mut self, parts: usize) {
        self.parts = parts.max(1);
    }

    /// How many requests count now.
    pub(super) fn used(&mut self, now: Instant, lag: Duration) -> usize {
        let span = self.span(lag);
        while self.sent.front().is_some_and(|sent| sent.at + span <= now) {
            self.sent.pop_front();
        }
        self.sent.len()
    }

    /// When there is room for one more request after `ahead` others: `now`, or later. With many ahead, not before this.
    pub(super) fn free_at(&mut self, now: Instant, lag: Duration, ahead: usize) -> Instant {
        let used = self.used(now, lag);
        let span = self.span(lag);
        let most = (self.most() / self.parts).max(1);
        let free = |most: usize| {
            let Some(index) = (used + ahead).checked_sub(most) else { return now };
            let rounds = u32::try_from(index / most).unwrap_or(u32::MAX);
            match self.sent.get(index) {
                Some(sent) => sent.at + span,
                None => self.sent.front().map_or(now, |sent| sent.at + span) + span.saturating_mul(rounds),
            }
        };
        match self.foreign {
            Some((count, until)) if until > now => match most.saturating_sub(count) {
                0 => until,
                left => free(left).min(until.max(free(most))),
            },
            _ => free(most),
        }
    }

    /// A request goes out.
    pub(super) fn note(&mut self, sent: Sent) {
        self.sent.push_back(sent);
    }

    /// When the oldest request was sent that counts.
    pub(super) fn oldest(&self) -> Option<Instant> {
        self.sent.front().map(|sent| sent.at)
    }

    /// What was sent since then.
    pub(super) fn sent_since(&self, since: Instant) -> impl Iterator<Item = Sent> {
        self.sent.iter().filter(move |sent| sent.at >= since).copied()
    }

    /// One that was noted did not go out.
    pub(super) fn forget(&mut self, at: Instant) {
        if let Some(index) = self.sent.iter().rposition(|sent| sent.at == at) {
            self.sent.remove(index);
        }
    }

    #[cfg(test)]
    pub(super) fn forget_oldest(&mut self) {
        self.sent.pop_front();
    }

    /// Takes what the provider says for what is true: its number, and that others send too, with the same credential.
    pub(super) fn learn(&mut self, now: Instant, lag: Duration, standing: Standing) {
        if let Some(limit) = standing.limit.filter(|limit| *limit > 0) {
            self.learned = (limit != self.documented).then_some(limit);
        }
        let (Some(remaining), Some(reset)) = (standing.remaining, standing.reset) else { return };
        let gone = self.most().saturating_sub(remaining);
        // All that was sent until now is at least what the provider had counted of it when it answered.
        let foreign = gone.saturating_sub(self.used(now, lag));
        let reset = reset.min(self.length);
        self.foreign = (foreign > 0).then(|| (foreign, now + reset));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    const LIMIT: Limit = Limit { requests: 3, window: Duration::from_secs(60), is_general: true };
    const NO_LAG: Duration = Duration::ZERO;

    fn start() -> Instant {
        Clock::default().now()
    }

    fn sent(at: Instant) -> Sent {
        Sent { at, number: 0 }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_fourth_of_three_waits_until_the_first_no_longer_counts() {
        let (mut window, start) = (Window::new(&LIMIT), start());
        for after in [0, 10, 20] {
            let now = start + seconds(after);
            assert_eq!(window.free_at(now, NO_LAG, 0), now);
            window.note(sent(now));
        }
        let now = start + seconds(30);
        assert_eq!(window.free_at(now, NO_LAG, 0), start + seconds(60));
        assert_eq!(window.free_at(now, NO_LAG, 1), start + seconds(70));
        assert_eq!(window.free_at(now, NO_LAG, 3), start + seconds(120));
        assert_eq!(window.free_at(start + seconds(60), NO_LAG, 0), start + seconds(60));
    }

    #[test]
    fn a_request_counts_for_longer_where_answers_are_slow() {
        let (mut window, start) = (Window::new(&LIMIT), start());
        (0..3).for_each(|_| window.note(sent(start)));
        assert_eq!(window.free_at(start, seconds(1), 0), start + seconds(61));
        assert_eq!(window.free_at(start, seconds(30), 0), start + Duration::from_millis(62_400));
    }

    #[test]
    fn the_providers_own_number_replaces_the_documented_one() {
        let (mut window, start) = (Window::new(&LIMIT), start());
        window.learn(start, NO_LAG, Standing { limit: Some(1), ..Standing::default() });
        window.note(sent(start));
        assert_eq!(window.free_at(start, NO_LAG, 0), start + seconds(60));
        window.learn(start, NO_LAG, Standing { limit: Some(2), ..Standing::default() });
        assert_eq!(window.free_at(start, NO_LAG, 0), start);
    }

    #[test]
    fn what_others_send_with_the_key_is_left_to_them() {
        let (mut window, start) = (Window::new(&LIMIT), start());
        window.note(sent(start));
        let says = |remaining, reset| Standing {
            remaining: Some(remaining),
            reset: Some(seconds(reset)),
            ..Standing::default()
        };
        window.learn(start, NO_LAG, says(0, 7));
        assert_eq!(window.free_at(start, NO_LAG, 0), start + seconds(7));
        window.learn(start, NO_LAG, says(2, 7));
        assert_eq!(window.free_at(start, NO_LAG, 0), start);
    }

    #[test]
    fn its_own_requests_are_not_taken_for_those_of_others() {
        let (mut window, start) = (Window::new(&LIMIT), start());
        (0..2).for_each(|_| window.note(sent(start)));
        let says = Standing { limit: Some(3), remaining: Some(1), reset: Some(seconds(60)) };
        window.learn(start, NO_LAG, says);
        assert_eq!(window.free_at(start, NO_LAG, 0), start);
    }
}
