//! One limit over processes, machines and languages.
//!
//! A store keeps the log of requests, and gives turns out of it: in the order in which it is asked, each process a few
//! at a time, so that all get their share. A turn may lie a little ahead; a process gives it to whichever of its calls
//! is next [when it comes](super::fair). Turns that nobody wants any more go back.
//!
//! When the store cannot be reached, calls go on under a local share: the limit divided by the number of processes that
//! the store had last seen, or a quarter if it never answered. A [notice] says so once, and every attempt that went under
//! such a share does. The store is asked again from time to time, and told what was sent meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::window::{Sent, Standing, Window};
use super::{Lane, Limiter, State, Step};
use crate::clock::Clock;
use crate::notice;

/// How many turns are asked for at once: so few that no process takes the others' turns, so many that asking costs
/// little.
const AT_ONCE: usize = 4;
/// How far ahead a turn may lie. Further ahead nobody knows yet who will want it.
const AHEAD: Duration = Duration::from_millis(250);
/// How many processes are thought to share a limit before the store was ever reached.
pub(super) const UNKNOWN_PEERS: usize = 4;
/// After how long the store is asked again that could not be reached; doubled each time.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// The store is out of reach.
pub(super) struct Offline {
    /// When it is asked again.
    retry_at: Instant,
    pause: Duration,
}

#[cfg(all(test, feature = "redis"))]
impl Offline {
    /// As if the pause were over.
    pub(super) fn is_due_now(&mut self) {
        self.retry_at = Clock::default().now();
    }
}

/// What is asked of a store.
pub(super) struct Wanted {
    pub(super) turns: usize,
    /// The number of the first of them.
    pub(super) first: u64,
    /// The mark of the store as it was known; empty at first.
    pub(super) mark: String,
    /// When it was asked.
    pub(super) at: Instant,
    pub(super) ahead: Duration,
    /// What answers took lately. A process that had none yet goes by the slowest of the others'.
    pub(super) lag: Duration,
    pub(super) limits: Vec<WantedLimit>,
}

/// One of the limits that count the requests.
pub(super) struct WantedLimit {
    pub(super) index: usize,
    pub(super) most: usize,
    /// The window's length. What it is taken to be longer by is for the store to say, which knows all processes' lag.
    pub(super) length: Duration,
    /// Requests that the store does not know of, and how long ago each was sent.
    pub(super) untold: Vec<(u64, Duration)>,
}

/// What a store gives.
pub(super) struct Given {
    /// In how long each turn comes, soonest first.
    pub(super) turns: Vec<Duration>,
    /// If there were not as many as wanted: in how long the next comes.
    pub(super) next: Option<Duration>,
    /// How many processes share the limits.
    pub(super) peers: usize,
    /// Another one than before, if the store forgot.
    pub(super) mark: String,
}

impl Limiter {
    /// Whether turns are the store's to give.
    pub(super) fn asks_store(&self, state: &State) -> bool {
        self.store.is_some() && state.offline.is_none()
    }

    /// When the next turn comes that the store gave; or what to do to get one.
    pub(super) fn next_turn(lane: &mut Lane, now: Instant) -> Result<Instant, Step> {
        if let Some(turn) = lane.turns.front() {
            return Ok(lane.blocked.map_or(turn.at, |until| turn.at.max(until)));
        }
        if lane.is_asking {
            return Err(Step::Follow);
        }
        if let Some(at) = lane.ask_at.filter(|at| *at > now) {
            return Err(Step::Lead(at));
        }
        lane.is_asking = true;
        let most = if lane.queue.has_interactive() { AT_ONCE } else { 1 };
        Err(Step::Ask(lane.queue.len().min(most)))
    }

    /// Asks the store for turns. What it gives is there for whoever waits then, also if the call is cancelled that asks.
    pub(super) fn ask(self: &Arc<Self>, lane: usize, turns: usize) {
        let Some(store) = self.store.clone() else { return };
        let asked = Asked { limiter: Arc::clone(self), lane };
        tokio::spawn(async move {
            let wanted = asked.limiter.wanted(asked.lane, turns);
            let given = store.reserve(&wanted).await;
            asked.limiter.received(asked.lane, &wanted, given);
        });
    }

    /// While the store is out of reach: asks it again now and then.
    pub(super) fn probe(self: &Arc<Self>, state: &mut State, lane: usize, clock: &Clock) {
        let is_due = state.offline.as_ref().is_some_and(|offline| offline.retry_at <= clock.now());
        if is_due && !state.lanes[lane].is_asking {
            state.lanes[lane].is_asking = true;
            self.ask(lane, 0);
        }
    }

    /// Turns that nobody wants any more go back to the store.
    pub(super) fn give_back(&self, lane: &mut Lane) {
        let (Some(store), false) = (&self.store, lane.turns.is_empty()) else { return };
        let turns: Vec<u64> = lane.turns.drain(..).map(|turn| turn.number).collect();
        // Outside of a runtime, in a call that is dropped late, they run out by themselves.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (store, limits) = (Arc::clone(store), lane.limits.clone());
            runtime.spawn(async move { store.release(&limits, &turns).await });
        }
    }

    /// What an answer says that can be used: that others send too is no news where a limit is shared.
    pub(super) fn known(&self, is_offline: bool, standing: Standing) -> Standing {
        if self.store.is_none() || is_offline {
            return standing;
        }
        Standing { limit: standing.limit, ..Standing::default() }
    }

    /// The others shall wait too.
    pub(super) fn tell_refused(&self, lane: usize, pause: Duration) {
        let Some(store) = self.store.clone().filter(|_| lane < self.limits.len()) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { store.block(lane, pause).await });
        }
    }

    fn wanted(&self, lane: usize, turns: usize) -> Wanted {
        let now = Clock::default().now();
        let mut state = self.lock();
        let first = state.numbers(turns);
        let limit = |&index: &usize| {
            let window = &state.windows[index];
            let age = |sent: Sent| (sent.number, now.saturating_duration_since(sent.at));
            let untold = state.untold[index].iter().flat_map(|since| window.sent_since(*since)).map(age);
            WantedLimit { index, most: window.most(), length: window.length(), untold: untold.collect() }
        };
        Wanted {
            turns,
            first,
            mark: state.mark.clone(),
            at: now,
            ahead: AHEAD,
            lag: state.lag,
            limits: state.lanes[lane].limits.iter().map(limit).collect(),
        }
    }

    fn received(&self, lane: usize, wanted: &Wanted, given: Result<Given, String>) {
        let now = Clock::default().now();
        let mut state = self.lock();
        match given {
            Ok(given) => self.online(&mut state, lane, wanted, given, now),
            Err(reason) => self.offline(&mut state, &reason, now),
        }
    }

    fn online(&self, state: &mut State, lane: usize, wanted: &Wanted, given: Given, now: Instant) {
        notice::store_back(&self.store_id);
        let was_offline = state.offline.take().is_some();
        if was_offline {
            state.windows.iter_mut().for_each(|window| window.share(1));
        }
        state.peers = given.peers.max(1);
        if wanted.mark.is_empty() || wanted.mark == given.mark {
            // It has been told, but for what went while it was asked.
            for limit in &wanted.limits {
                state.untold[limit.index] = was_offline.then_some(wanted.at);
            }
        } else if state.mark != given.mark {
            // It forgot, because it was started anew: it is told of all, once, whichever lanes were just asking.
            state.untold = state.windows.iter().map(Window::oldest).collect();
            state.lanes.iter_mut().for_each(|lane| lane.turns.clear());
        }
        state.mark = given.mark;
        let lane = &mut state.lanes[lane];
        let turns = given.turns.iter().zip(wanted.first..);
        lane.turns.extend(turns.map(|(after, number)| Sent { at: now + *after, number }));
        lane.ask_at = given.next.map(|next| now + next.saturating_sub(AHEAD));
        if lane.queue.is_empty() {
            self.give_back(lane);
        }
    }

    fn offline(&self, state: &mut State, reason: &str, now: Instant) {
        let parts = state.peers;
        let pause = match &state.offline {
            Some(offline) => (offline.pause * 2).min(RETRY.1),
            None => {
                notice::store_lost(self.store_id, reason);
                RETRY.0
            }
        };
        state.untold.iter_mut().for_each(|since| *since = since.or(Some(now)));
        state.offline = Some(Offline { retry_at: now + pause, pause });
        state.windows.iter_mut().for_each(|window| window.share(parts));
    }
}

/// A question to the store that is under way. Whatever becomes of it, whoever waits for it is told.
struct Asked {
    limiter: Arc<Limiter>,
    lane: usize,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut state = self.limiter.lock();
        let lane = &mut state.lanes[self.lane];
        lane.is_asking = false;
        if let Some(leader) = &lane.leader {
            leader.news.notify_one();
        }
    }
}
