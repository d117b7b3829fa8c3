//! Who goes next: tenants in turns, interactive calls before batch work.
//!
//! A tenant with a thousand calls and one with a single call get every other turn: the one waits for one, not for a
//! thousand. Batch work goes when nothing interactive waits, and every tenth time even so, so that it does not starve.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use serde::{Deserialize, Deserializer};
use tokio::sync::Notify;

/// Which calls go first when the rate limit makes them wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// Somebody waits for it. The default.
    #[default]
    Interactive,
    /// It can wait: it goes when nothing interactive does, and every tenth time even so.
    Batch,
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "interactive" => Ok(Self::Interactive),
            "batch" => Ok(Self::Batch),
            other => {
                Err(serde::de::Error::custom(format!("priority: {other:?} is not one of interactive, batch")))
            }
        }
    }
}

/// After so many interactive turns, batch work has one.
const PATIENCE: u32 = 9;

/// Where a call sits that waits for its turn.
#[derive(Debug, Default)]
pub(super) struct Seat {
    /// When its turn came.
    pub(super) turn: OnceLock<Instant>,
    /// Something changed for it: its turn came, or it has to look after the queue.
    pub(super) news: Notify,
}

/// The calls that wait under one limit.
#[derive(Debug, Default)]
pub(super) struct Fair {
    interactive: Turns,
    batch: Turns,
    /// Interactive turns since batch work had one.
    passed_over: u32,
}

impl Fair {
    pub(super) fn is_empty(&self) -> bool {
        self.interactive.count + self.batch.count == 0
    }

    pub(super) fn len(&self) -> usize {
        self.interactive.count + self.batch.count
    }

    pub(super) fn has_interactive(&self) -> bool {
        self.interactive.count > 0
    }

    pub(super) fn push(&mut self, tenant: &Arc<str>, priority: Priority, seat: Arc<Seat>) {
        self.of(priority).push(tenant, seat);
    }

    /// The call whose turn it is.
    pub(super) fn pop(&mut self) -> Option<Arc<Seat>> {
        let is_due = self.interactive.count == 0 || self.passed_over >= PATIENCE;
        if self.batch.count > 0 && is_due {
            self.passed_over = 0;
            return self.batch.pop();
        }
        if self.batch.count > 0 {
            self.passed_over += 1;
        }
        self.interactive.pop()
    }

    /// Any call that waits.
    pub(super) fn any(&self) -> Option<&Arc<Seat>> {
        self.interactive.first().or_else(|| self.batch.first())
    }

    /// A call waits no more. False if it did not.
    pub(super) fn remove(&mut self, tenant: &str, priority: Priority, seat: &Arc<Seat>) -> bool {
        self.of(priority).remove(tenant, seat)
    }

    /// How many have their turn before a call that would come now, at least.
    pub(super) fn ahead(&self, tenant: &str, priority: Priority) -> usize {
        let (own, before) = match priority {
            Priority::Interactive => (&self.interactive, 0),
            Priority::Batch => (&self.batch, self.interactive.count),
        };
        let mine = own.waiting.get(tenant).map_or(0, VecDeque::len);
        let in_turns: usize = own.waiting.values().map(|seats| seats.len().min(mine)).sum();
        in_turns + before.min((PATIENCE as usize) * (in_turns + 1))
    }

    fn of(&mut self, priority: Priority) -> &mut Turns {
        match priority {
            Priority::Interactive => &mut self.interactive,
            Priority::Batch => &mut self.batch,
        }
    }
}

/// Calls of one priority, by tenant.
#[derive(Debug, Default)]
struct Turns {
    /// Tenants that wait; the first is next.
    order: VecDeque<Arc<str>>,
    waiting: HashMap<Arc<str>, VecDeque<Arc<Seat>>>,
    count: usize,
}

impl Turns {
    fn push(&mut self, tenant: &Arc<str>, seat: Arc<Seat>) {
        self.count += 1;
        match self.waiting.get_mut(tenant) {
            Some(seats) => seats.push_back(seat),
            None => {
                self.order.push_back(Arc::clone(tenant));
                self.waiting.insert(Arc::clone(tenant), VecDeque::from([seat]));
            }
        }
    }

    fn pop(&mut self) -> Option<Arc<Seat>> {
        let tenant = self.order.pop_front()?;
        let seats = self.waiting.get_mut(&tenant)?;
        let seat = seats.pop_front();
        if seats.is_empty() {
            self.waiting.remove(&tenant);
        } else {
            self.order.push_back(tenant);
        }
        self.count -= usize::from(seat.is_some());
        seat
    }

    fn first(&self) -> Option<&Arc<Seat>> {
        self.waiting.get(self.order.front()?)?.front()
    }

    fn remove(&mut self, tenant: &str, seat: &Arc<Seat>) -> bool {
        let Some(seats) = self.waiting.get_mut(tenant) else { return false };
        let Some(index) = seats.iter().position(|other| Arc::ptr_eq(other, seat)) else { return false };
        seats.remove(index);
        self.count -= 1;
        if seats.is_empty() {
            self.waiting.remove(tenant);
            self.order.retain(|other| **other != *tenant);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seats by the name of who sits there, in the order of their turns.
    fn order(calls: &[(&'static str, Priority)]) -> Vec<&'static str> {
        let mut queue = Fair::default();
        let mut named = Vec::new();
        for (tenant, priority) in calls {
            let seat = Arc::new(Seat::default());
            named.push((*tenant, Arc::clone(&seat)));
            queue.push(&Arc::from(*tenant), *priority, seat);
        }
        std::iter::from_fn(|| queue.pop())
            .map(|seat| named.iter().find(|(_, other)| Arc::ptr_eq(other, &seat)).unwrap().0)
            .collect()
    }

    #[test]
    fn tenants_have_their_turns_in_a_circle() {
        use Priority::Interactive as I;
        let calls = [("a", I), ("a", I), ("a", I), ("b", I), ("c", I), ("c", I)];
        assert_eq!(order(&calls), ["a", "b", "c", "a", "c", "a"]);
    }

    #[test]
    fn batch_work_waits_for_interactive_calls_but_does_not_starve() {
        let mut calls = vec![("batch", Priority::Batch); 2];
        calls.extend([("now", Priority::Interactive); 20]);
        let order = order(&calls);
        let turns: Vec<_> = (0..order.len()).filter(|index| order[*index] == "batch").collect();
        assert_eq!(turns, [9, 19]);
    }

    #[test]
    fn who_leaves_is_passed_over_and_leaves_no_trace() {
        let mut queue = Fair::default();
        let (tenant, seat) = (Arc::from("a"), Arc::new(Seat::default()));
        queue.push(&tenant, Priority::Batch, Arc::clone(&seat));
        assert!(queue.remove("a", Priority::Batch, &seat));
        assert!(!queue.remove("a", Priority::Batch, &seat));
        assert!(queue.is_empty() && queue.pop().is_none() && queue.batch.waiting.is_empty());
    }

    #[test]
    fn how_many_are_ahead_counts_other_tenants_only_as_far_as_they_take_turns() {
        let mut queue = Fair::default();
        let (a, b) = (Arc::from("a"), Arc::from("b"));
        for _ in 0..100 {
            queue.push(&a, Priority::Interactive, Arc::default());
        }
        queue.push(&b, Priority::Interactive, Arc::default());
        assert_eq!(queue.ahead("c", Priority::Interactive), 0);
        assert_eq!(queue.ahead("b", Priority::Interactive), 2);
        assert_eq!(queue.ahead("a", Priority::Interactive), 101);
        assert_eq!(queue.ahead("c", Priority::Batch), 9);
    }
}
