//! Keeping to the provider's rate limits, so that nobody is refused by them.
//!
//! Each credential has one [`Limiter`] in a process, whatever clients and views use it. It knows the documented limits,
//! learns from what answers say (`RateLimit-*`, `X-RateLimit-*`, a 429), and lets a request go when there is room for it.
//! Where there is none, calls wait in a queue in which [tenants have turns](fair):
//!
//! ```text
//! acquire ── room ──────────────────────────────► go
//!    └── none ─► queue ─► one call looks after it ─► whose turn it is goes, with every request that leaves the window
//! ```
//!
//! No task of its own runs: one of the calls that wait looks after the queue, and hands that over when it goes or is
//! cancelled. So a limiter works across runtimes, with an injected clock, and leaves nothing behind.
//!
//! Waiting counts against the call's deadline, and is not begun where it cannot fit before it. A call without anyone
//! ahead takes one uncontended lock and allocates nothing.
//!
//! With a [store](shared), processes on any number of machines and in any language keep to one limit together.

#![cfg_attr(not(feature = "redis"), allow(dead_code, reason = "what only a store needs"))]

mod fair;
mod shared;
#[cfg_attr(not(feature = "redis"), path = "no_store.rs")]
#[cfg_attr(feature = "redis", path = "redis.rs")]
mod store;
mod window;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

use self::fair::{Fair, Seat};
use self::shared::Offline;
use self::store::Store;
use self::window::{Sent, Standing, Window};
use crate::clock::{Clock, Deadline};
use crate::config::Config;
use crate::error::{Error, Kind};
use crate::operation::{Limit, Operation, Provider};
use crate::process::PerProcess;
use crate::{notice, retry, wipe};

pub use self::fair::Priority;

/// How long a 429 stops calls that does not say it.
const THROTTLED: Duration = Duration::from_secs(1);

/// The longest that a call waits unasked under a limit whose window is longer than this: nobody sits through the minutes
/// or the hour that the next bulk send may be away.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a client is told about limits.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How many calls may wait.
    max_queue: usize,
    /// Where the limits are kept that are shared with other processes.
    store: Option<Arc<StoreAddress>>,
}

/// Where a store is, and whom to trust to be it.
#[derive(Debug)]
struct StoreAddress {
    url: SecretString,
    /// Authorities beside those of the operating system, as PEM.
    authorities: Option<String>,
}

impl Settings {
    /// What a client is told; `None` where limits are not kept to.
    pub(crate) fn new(config: &Config) -> Result<Option<Self>, Error> {
        let max_queue = config.max_queue.unwrap_or(1000) as usize;
        let store = match &config.rate_limit_store {
            Some(url) => {
                let (url, authorities) = (check_store(url)?, config.ca_certificates.clone());
                Some(Arc::new(StoreAddress { url, authorities }))
            }
            None => None,
        };
        match config.rate_limit.as_deref() {
            None | Some("on") => Ok(Some(Self { max_queue, store })),
            Some("off") => Ok(None),
            Some(other) => {
                Err(Error::configuration("rate_limit", format!("{other:?} is not one of on, off")))
            }
        }
    }
}

/// The address may hold a password: no message shows it.
fn check_store(url: &SecretString) -> Result<SecretString, Error> {
    let refuse = |message: &str| Err(Error::configuration("rate_limit_store", message));
    let parsed = url::Url::parse(url.expose_secret());
    // After a `#`, Redis's own clients take an order not to look at the certificate.
    let is_address = |url: &url::Url| {
        matches!(url.scheme(), "redis" | "rediss") && url.has_host() && url.fragment().is_none()
    };
    if !parsed.is_ok_and(|parsed| is_address(&parsed)) {
        return refuse("must be a redis:// or rediss:// URL, such as redis://localhost:6379/0");
    }
    if cfg!(not(feature = "redis")) {
        return refuse("needs the feature `redis` of this library");
    }
    Ok(url.clone())
}

/// Whose limit it is. A hash: no key can be read from it, and it is what a store is asked with.
type Identity = [u8; 32];

static LIMITERS: PerProcess<Mutex<HashMap<Identity, Weak<Limiter>>>> = PerProcess::new();

/// The limits of one credential at one provider.
pub(crate) struct Limiter {
    title: &'static str,
    limits: &'static [Limit],
    state: Mutex<State>,
    /// Where the limits are kept that are shared with other processes.
    store: Option<Arc<Store>>,
    /// What a [notice] tells stores apart by.
    store_id: notice::StoreId,
}

struct State {
    /// As [`Provider::limits`].
    windows: Vec<Window>,
    /// For each limit, the calls of which it is the narrowest; and one for calls that none counts.
    lanes: Vec<Lane>,
    /// What answers took lately, the slowest most.
    lag: Duration,
    /// Calls in all lanes.
    waiting: usize,
    /// Since when the store is out of reach.
    offline: Option<Offline>,
    /// How many processes share the limit, as far as is known.
    peers: usize,
    /// For each window: the store does not know what was sent since then.
    untold: Vec<Option<Instant>>,
    /// By which the store is known that was told so far; it has another one when it forgot.
    mark: String,
    /// Of the next request: by it a store knows each again, however often it hears of it.
    number: u64,
}

struct Lane {
    /// The limits that count its calls.
    limits: Vec<usize>,
    queue: Fair,
    /// The call that looks after the queue.
    leader: Option<Arc<Seat>>,
    /// The provider refused a call: none goes before.
    blocked: Option<Instant>,
    /// Turns that the store gave, soonest first.
    turns: VecDeque<Sent>,
    /// The store is being asked.
    is_asking: bool,
    /// The store said when there is room again.
    ask_at: Option<Instant>,
}

/// A call that asks to go.
pub(crate) struct Asking<'a> {
    pub(crate) clock: &'a Clock,
    pub(crate) deadline: &'a Deadline,
    pub(crate) operation: Option<&'a Operation>,
    pub(crate) tenant: Option<&'a Arc<str>>,
    pub(crate) priority: Priority,
    pub(crate) settings: &'a Settings,
}

/// Leave to send one request.
pub(crate) struct Permit {
    limiter: Arc<Limiter>,
    lane: usize,
    at: Instant,
    /// How long the call waited for it.
    pub(crate) waited: Duration,
    /// The store was out of reach: it comes from this process's own share of the limit.
    pub(crate) is_own_share: bool,
}

impl Permit {
    /// What there is to say about it, after the outcome of the attempt.
    pub(crate) fn remark(&self) -> Option<String> {
        let waited = (self.waited >= Duration::from_millis(1))
            .then(|| format!("waited {:.1} s for the rate limit", self.waited.as_secs_f64()));
        let share = self.is_own_share.then_some("the shared rate limit is out of reach, a local share held");
        match (waited, share) {
            (Some(waited), Some(share)) => Some(format!("{waited}; {share}")),
            (waited, share) => waited.or_else(|| share.map(str::to_owned)),
        }
    }

    /// The provider answered.
    pub(crate) fn answered(&self, clock: &Clock, status: u16, headers: &HeaderMap) {
        let is_void = (400..500).contains(&status) && status != 408;
        self.limiter.answered(clock, self, is_void, standing(headers));
    }

    /// The provider refused the request because of its limit, and asked to wait this long.
    pub(crate) fn refused(&self, clock: &Clock, asked: Option<Duration>) {
        self.limiter.refused(clock, self.lane, asked.unwrap_or(THROTTLED));
    }
}

impl Limiter {
    /// The limiter of this credential. `origins` tell a provider's environments apart, and a test's server from the next.
    pub(crate) fn of<'a>(
        provider: &'static Provider,
        origins: impl Iterator<Item = &'a str> + Clone,
        credential: &'a str,
        settings: &Settings,
        clock: &Clock,
    ) -> Arc<Self> {
        let parts = ["signbridge rate limit", provider.name, credential].into_iter().chain(origins);
        let identity: Identity = wipe::hash(parts.map(str::as_bytes));
        let store = settings.store.as_deref();
        let key: Identity = match store {
            Some(store) => wipe::hash([&identity[..], store.url.expose_secret().as_bytes()].into_iter()),
            None => identity,
        };
        // A test's clock is its client's own, and so must be what it times.
        if clock.is_virtual() {
            return Arc::new(Self::new(provider, &identity, store));
        }
        let all = LIMITERS.get_or_init(Mutex::default);
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limiter) = all.get(&key).and_then(Weak::upgrade) {
            return limiter;
        }
        // Those that nobody uses any more go when the table would have to grow.
        if all.len() == all.capacity() {
            all.retain(|_, limiter| limiter.strong_count() > 0);
        }
        let limiter = Arc::new(Self::new(provider, &identity, store));
        all.insert(key, Arc::downgrade(&limiter));
        limiter
    }

    fn new(provider: &'static Provider, identity: &Identity, store: Option<&StoreAddress>) -> Self {
        let limits = provider.limits;
        let general = || (0..limits.len()).filter(|index| limits[*index].is_general);
        let lane = |narrowest: Option<usize>| Lane {
            limits: general().filter(|index| Some(*index) != narrowest).chain(narrowest).collect(),
            queue: Fair::default(),
            leader: None,
            blocked: None,
            turns: VecDeque::new(),
            is_asking: false,
            ask_at: None,
        };
        let state = State {
            windows: limits.iter().map(Window::new).collect(),
            lanes: (0..limits.len()).map(Some).chain([None]).map(lane).collect(),
            lag: Duration::ZERO,
            waiting: 0,
            offline: None,
            peers: shared::UNKNOWN_PEERS,
            untold: vec![None; limits.len()],
            mark: String::new(),
            number: 0,
        };
        let address = store.map_or("", |address| address.url.expose_secret());
        Self {
            title: provider.title,
            limits,
            state: Mutex::new(state),
            store_id: wipe::hash([address.as_bytes()].into_iter()),
            store: store
                .filter(|_| !limits.is_empty())
                .and_then(|address| Store::new(address, identity))
                .map(Arc::new),
        }
    }

    /// Waits until the request may go.
    ///
    /// The error is not of the provider: it is [`Kind::RateLimited`] without a status, and nothing was sent.
    pub(crate) async fn acquire(self: &Arc<Self>, asking: &Asking<'_>) -> Result<Permit, Error> {
        let (clock, lane) = (asking.clock, self.lane(asking.operation));
        let start = clock.now();
        let place = {
            let mut state = self.lock();
            if state.lanes[lane].queue.is_empty() && !self.asks_store(&state) {
                self.probe(&mut state, lane, clock);
                if state.free_at(lane, start, 0) <= start {
                    let number = state.numbers(1);
                    state.note(lane, Sent { at: start, number });
                    let is_own_share = state.offline.is_some();
                    drop(state);
                    let waited = Duration::ZERO;
                    return Ok(Permit { limiter: Arc::clone(self), lane, at: start, waited, is_own_share });
                }
            }
            self.enter(&mut state, lane, start, asking)?
        };
        loop {
            match self.step(&place, clock) {
                Step::Go(at, is_own_share) => {
                    place.taken.set(true);
                    let waited = at.saturating_duration_since(start);
                    return Ok(Permit { limiter: Arc::clone(self), lane, at, waited, is_own_share });
                }
                Step::Lead(until) => {
                    let pause = until.saturating_duration_since(clock.now());
                    if self.is_too_long(lane, pause, asking) {
                        return Err(self.no_room(&self.lock(), lane, pause, asking.deadline));
                    }
                    tokio::select! {
                        biased;
                        () = place.seat.news.notified() => {}
                        () = clock.pause(pause) => {}
                    }
                }
                Step::Follow => place.seat.news.notified().await,
                Step::Ask(count) => {
                    self.ask(lane, count);
                    place.seat.news.notified().await;
                }
            }
        }
    }

    fn lane(&self, operation: Option<&Operation>) -> usize {
        let narrowest = match operation {
            Some(operation) => operation.limits.last().copied(),
            None => self.limits.iter().rposition(|limit| limit.is_general),
        };
        narrowest.unwrap_or(self.limits.len())
    }

    /// A seat in the queue, if there is one and waiting can help.
    fn enter<'a>(
        self: &'a Arc<Self>,
        state: &mut State,
        lane: usize,
        now: Instant,
        asking: &Asking<'_>,
    ) -> Result<Place<'a>, Error> {
        if state.waiting >= asking.settings.max_queue {
            return Err(self.full(state, lane));
        }
        let tenant = asking.tenant.map_or_else(|| Arc::from(""), Arc::clone);
        let ahead = state.lanes[lane].queue.ahead(&tenant, asking.priority);
        let pause = state.free_at(lane, now, ahead).saturating_duration_since(now);
        if self.is_too_long(lane, pause, asking) {
            return Err(self.no_room(state, lane, pause, asking.deadline));
        }
        let seat = Arc::new(Seat::default());
        state.lanes[lane].queue.push(&tenant, asking.priority, Arc::clone(&seat));
        state.waiting += 1;
        let taken = std::cell::Cell::new(false);
        Ok(Place { limiter: self, lane, tenant, priority: asking.priority, seat, taken })
    }

    fn is_too_long(&self, lane: usize, pause: Duration, asking: &Asking<'_>) -> bool {
        pause >= asking.deadline.left(asking.clock) || pause > PATIENCE && self.is_long(lane)
    }

    fn is_long(&self, limit: usize) -> bool {
        self.limits.get(limit).is_some_and(|limit| limit.window > PATIENCE)
    }

    /// What a call that waits does next.
    fn step(self: &Arc<Self>, place: &Place<'_>, clock: &Clock) -> Step {
        let mut state = self.lock();
        if let Some(at) = place.seat.turn.get() {
            let is_own_share = state.offline.is_some();
            self.hand_over(&mut state, place);
            return Step::Go(*at, is_own_share);
        }
        let leader = state.lanes[place.lane].leader.get_or_insert_with(|| Arc::clone(&place.seat));
        if !Arc::ptr_eq(leader, &place.seat) {
            return Step::Follow;
        }
        loop {
            let now = clock.now();
            let is_stores = self.asks_store(&state);
            let at = if is_stores {
                match Self::next_turn(&mut state.lanes[place.lane], now) {
                    Ok(at) => at,
                    Err(step) => return step,
                }
            } else {
                self.probe(&mut state, place.lane, clock);
                state.free_at(place.lane, now, 0)
            };
            if at > now {
                return Step::Lead(at);
            }
            let turn = state.lanes[place.lane].turns.pop_front();
            let sent = match turn.filter(|_| is_stores) {
                // The store takes the request for sent when its turn came: how much later it arrives counts from then.
                Some(turn) => Sent { at, ..turn },
                None => Sent { at: now, number: state.numbers(1) },
            };
            let next = state.lanes[place.lane].queue.pop().expect("the leader itself waits");
            state.waiting -= 1;
            state.note(place.lane, sent);
            let _ = next.turn.set(sent.at);
            if Arc::ptr_eq(&next, &place.seat) {
                let is_own_share = state.offline.is_some();
                self.hand_over(&mut state, place);
                return Step::Go(sent.at, is_own_share);
            }
            next.news.notify_one();
        }
    }

    /// Another call looks after the queue, if this one did.
    fn hand_over(&self, state: &mut State, place: &Place<'_>) {
        let lane = &mut state.lanes[place.lane];
        if lane.leader.as_ref().is_some_and(|leader| Arc::ptr_eq(leader, &place.seat)) {
            lane.leader = lane.queue.any().cloned();
            if let Some(leader) = &lane.leader {
                leader.news.notify_one();
            }
        }
        if lane.queue.is_empty() {
            self.give_back(lane);
        }
    }

    /// A request is void that the provider refused for what it was. Whether it counts under a limit of minutes is nowhere
    /// documented: who corrects it may try again, and the provider says if that was too soon.
    fn answered(&self, clock: &Clock, permit: &Permit, is_void: bool, standing: Option<Standing>) {
        let now = clock.now();
        let took = now.saturating_duration_since(permit.at);
        let mut state = self.lock();
        state.lag = took.max(state.lag.saturating_sub(state.lag / 64));
        let lag = state.lag;
        let is_offline = state.offline.is_some();
        let State { windows, lanes, .. } = &mut *state;
        let lane = &lanes[permit.lane];
        if is_void && self.is_long(permit.lane) {
            windows[permit.lane].forget(permit.at);
            lane.leader.iter().for_each(|leader| leader.news.notify_one());
        }
        // Which limit an answer speaks of that counts under several, no provider says.
        if let (Some(standing), [only]) = (standing, lane.limits.as_slice()) {
            windows[*only].learn(now, lag, self.known(is_offline, standing));
            if let Some(leader) = &lane.leader {
                leader.news.notify_one();
            }
        }
    }

    fn refused(&self, clock: &Clock, lane: usize, pause: Duration) {
        // One answer, however odd, does not shut a credential out for longer than the limit itself would.
        let window = self.limits.get(lane).map_or(Duration::ZERO, |limit| limit.window);
        let pause = pause.min(window.max(PATIENCE));
        let until = clock.now() + pause;
        let mut state = self.lock();
        let blocked = &mut state.lanes[lane].blocked;
        *blocked = (*blocked).max(Some(until));
        drop(state);
        tracing::debug!(provider = self.title, ?pause, "the provider's rate limit was reached");
        self.tell_refused(lane, pause);
    }

    fn no_room(&self, state: &State, lane: usize, pause: Duration, deadline: &Deadline) -> Error {
        let (words, next) = (self.words(state, lane), pause.as_secs_f64());
        let message = if self.is_long(lane) {
            format!("{words} leaves no room: the next is in {next:.1} s; call again then")
        } else {
            format!(
                "{words} leaves no room before this call's time of {:?} is over: the next is in {next:.1} s; call again \
                 then, raise timeout, or send less",
                deadline.total
            )
        };
        Error::new(Kind::RateLimited, message).with_retryable(true).with_retry_after(Some(pause))
    }

    fn full(&self, state: &State, lane: usize) -> Error {
        let message = format!(
            "{} calls wait for {} already, and `max_queue` allows no more; raise `max_queue`, or send less",
            state.waiting,
            self.words(state, lane)
        );
        Error::new(Kind::RateLimited, message).with_retryable(true)
    }

    /// The error of a call whose time was over before its turn came.
    pub(crate) fn too_late(&self, operation: Option<&Operation>, deadline: &Deadline) -> Error {
        let message = format!(
            "the call's time of {:?} (timeout) was over before its turn came under {}",
            deadline.total,
            self.words(&self.lock(), self.lane(operation))
        );
        Error::new(Kind::RateLimited, message).with_retryable(true)
    }

    fn words(&self, state: &State, lane: usize) -> String {
        match (self.limits.get(lane), state.windows.get(lane)) {
            (Some(limit), Some(window)) => {
                format!("{}'s limit of {} requests in {:?}", self.title, window.most(), limit.window)
            }
            _ => format!("the pause that {} asked for", self.title),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic half-way runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When a call of this lane may go that has so many ahead of it, at the earliest.
    fn free_at(&mut self, lane: usize, now: Instant, ahead: usize) -> Instant {
        let Self { windows, lanes, lag, .. } = self;
        let mut at = now;
        for &index in &lanes[lane].limits {
            at = at.max(windows[index].free_at(now, *lag, ahead));
            at = lanes[index].blocked.map_or(at, |until| at.max(until));
        }
        lanes[lane].blocked.map_or(at, |until| at.max(until))
    }

    fn note(&mut self, lane: usize, sent: Sent) {
        for &index in &self.lanes[lane].limits {
            self.windows[index].note(sent);
        }
    }

    /// So many numbers for requests, from this one on.
    fn numbers(&mut self, count: usize) -> u64 {
        let first = self.number;
        self.number += count as u64;
        first
    }
}

enum Step {
    /// Its turn came then; from an own share of the limit or not.
    Go(Instant, bool),
    /// It looks after the queue, and has to look again then.
    Lead(Instant),
    /// Another call looks after the queue.
    Follow,
    /// It looks after the queue, and the store is to be asked for so many turns.
    Ask(usize),
}

/// A call's place in the queue. Dropped without a turn, it leaves the queue; with a turn that it did not use, it gives
/// that back.
struct Place<'a> {
    limiter: &'a Limiter,
    lane: usize,
    tenant: Arc<str>,
    priority: Priority,
    seat: Arc<Seat>,
    taken: std::cell::Cell<bool>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.taken.get() {
            return;
        }
        let mut state = self.limiter.lock();
        if let Some(at) = self.seat.turn.get() {
            let State { windows, lanes, .. } = &mut *state;
            for &index in &lanes[self.lane].limits {
                windows[index].forget(*at);
            }
        } else if state.lanes[self.lane].queue.remove(&self.tenant, self.priority, &self.seat) {
            state.waiting -= 1;
        }
        self.limiter.hand_over(&mut state, self);
        // Whoever looks after the queue may find room now.
        if let Some(leader) = &state.lanes[self.lane].leader {
            leader.news.notify_one();
        }
    }
}

/// What an answer says about the limit: the headers of the IETF's draft, and the older ones with `X-`.
fn standing(headers: &HeaderMap) -> Option<Standing> {
    let number = |names: [&str; 2]| -> Option<u64> {
        let value = names.iter().find_map(|name| headers.get(*name))?.to_str().ok()?;
        // `100, 100;w=60` is a list whose first item is what holds.
        value.split([',', ';']).next()?.trim().parse().ok()
    };
    let size = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    let remaining = number(["ratelimit-remaining", "x-ratelimit-remaining"])?;
    let reset = number(["ratelimit-reset", "x-ratelimit-reset"]);
    Some(Standing {
        limit: number(["ratelimit-limit", "x-ratelimit-limit"]).map(size),
        remaining: Some(size(remaining)),
        // Some send the time of day instead, in seconds since 1970: that says nothing without their clock.
        reset: reset.map(Duration::from_secs).filter(|reset| *reset < retry::YEAR),
    })
}

#[cfg(test)]
mod tests;
