//! Looking before sending again: what a create does when its outcome is unknown.
//!
//! The answer was lost, or the provider failed half-way; the contract may have gone out. Where the provider shows what
//! there is, and the body has a member by which it is known again ([`Lookup`]), the core looks for it: found, it is the
//! result; certainly not there, the call is sent again; else the error says that it may have arrived. It never guesses:
//!
//! - The reference is made up where the caller gave none, and is then unique. Of what bears a reference of the caller's
//!   own only that counts which was certainly created since the call began, by the provider's clock; of doubtful age, two of
//!   these, or a reference that this client used for another call lately: unknown.
//! - No clock is trusted to tell that something is too old to be it, as long as the slowest at hand does not say so: what
//!   the provider writes as the time of creation may lag behind its `Date`, and both behind this machine.
//! - A provider may still be at work when the answer is lost, and what was just created may not be shown for a while: it is
//!   not there only if it is not there after the one and the other, one after the other.
//! - A list that is too long to be read, an item whose details are not shown, a time too short to wait: all unknown.
//! - An answer that says that it went well, and cannot be read, is looked up too; the call is then not sent again.
//! - It is sent again only with time enough to look once more; without, the error says that it is certainly not there.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::DATE;
use serde_json::value::RawValue;

use super::{Exchange, Run};
use crate::answer::Members;
use crate::call::{Call, Outcome, Reply, Target};
use crate::clock::Clock;
use crate::error::{Delivery, Error, Kind};
use crate::operation::{Lookup, Operation};
use crate::{page, request, retry};

/// How soon it is looked for first.
const SOON: Duration = Duration::from_millis(500);
/// Looks that failed, or did not make it certain, are followed by so many others for each retry that the caller allows: in a
/// storm an unknown outcome is worse than a late one.
const PATIENCE: u32 = 4;
/// They come twice as late each time, up to this.
const RARELY: Duration = Duration::from_secs(8);
/// What a last look is given of the time that is left.
const LAST: Duration = Duration::from_secs(2);
/// More pages than that are not read.
const MOST_PAGES: usize = 20;
/// So many details are asked for at once: their ids have to fit into a path.
const AT_ONCE: usize = 25;
/// How much later than its answer was lost a request may be carried out; or as long again as the attempt took, if that is
/// more.
const LATE: Duration = Duration::from_secs(4);
/// What clocks may differ by, for something to be certainly older than the call.
const SLACK: Duration = Duration::from_secs(10);
/// What the provider's clock and its idea of the time of creation may differ by, for something to be certainly new.
const NEW: Duration = Duration::from_secs(3);
/// For how long a reference of the caller's own is remembered, and how many are.
const REMEMBERED: (Duration, usize) = (Duration::from_secs(600), 4096);
/// Nobody's clock is so wrong.
const DAY: Duration = Duration::from_secs(86_400);
/// Why the outcome is unknown where its reference does not tell it.
const DOUBTFUL: &str =
    "looking for it did not make it certain: what bears its reference may be of another call";
/// Why a create that was not sent again failed.
const NOT_THERE: &str = "it was not there when it was looked for";

/// What a call creates, as far as it can be known again.
pub(super) struct Known {
    lookup: &'static Lookup,
    reference: String,
    /// Nobody else has given this reference to anything.
    is_unique: bool,
    /// The body with the reference.
    pub(super) body: Bytes,
}

/// The references of callers' own that were used lately. Two calls with one cannot be told apart by it.
#[derive(Default)]
pub(super) struct References(Mutex<VecDeque<(Instant, String)>>);

impl References {
    fn note(&self, now: Instant, reference: &str) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (age, most) = REMEMBERED;
        while used.len() >= most
            || used.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > age)
        {
            used.pop_front();
        }
        used.push_back((now, reference.to_owned()));
    }

    fn is_used_once(&self, reference: &str) -> bool {
        let used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter().filter(|(_, used)| used == reference).count() < 2
    }
}

/// What a look showed.
enum Look {
    Found(Box<Reply>),
    Absent,
    Unsure,
    /// Something bears the caller's reference, and nothing tells whether it is of this call.
    Doubtful,
}

/// What all looks together showed.
enum Search {
    Found(Box<Reply>),
    Absent,
    /// For this reason.
    Unknown(String),
}

impl Known {
    /// `None`: the caller gave a reference that none can be, or a body that is no object.
    pub(super) fn new(clock: &Clock, lookup: &'static Lookup, body: &Bytes) -> Option<Self> {
        let members = Members::read(body).ok()?;
        if let Some(given) = members.get(lookup.field) {
            let reference: String = serde_json::from_str(given).ok()?;
            let is_some = !reference.is_empty();
            return is_some.then(|| Self { lookup, reference, is_unique: false, body: body.clone() });
        }
        let reference = clock.uuid();
        let start = body.trim_ascii().strip_suffix(b"}")?.trim_ascii_end();
        let mut named = start.to_vec();
        if !start.ends_with(b"{") {
            named.push(b',');
        }
        named.extend_from_slice(format!("{:?}:{reference:?}}}", lookup.field).as_bytes());
        Some(Self { lookup, reference, is_unique: true, body: named.into() })
    }
}

impl Run<'_> {
    /// Sends what creates something, and finds out what became of it.
    pub(super) async fn create(&mut self, exchange: &mut Exchange, known: &Known) -> Result<Reply, Error> {
        let start = self.client.clock().now();
        if !known.is_unique {
            self.client.shared.process().references.note(start, &known.reference);
        }
        let mut repeats = 0;
        let mut others = HashSet::new();
        loop {
            let error = match self.attempts(exchange).await {
                Ok(reply) => return Ok(Reply { outcome: Some(Outcome::Created), ..reply }),
                Err(error) if error.delivery() == Delivery::Maybe => error,
                Err(error) => return Err(error),
            };
            self.attempts = error.attempts().to_vec();
            self.looking = true;
            let search = self.search(&error, known, start, &mut others).await;
            self.looking = false;
            match search {
                Search::Found(reply) => {
                    let attempts = std::mem::take(&mut self.attempts);
                    return Ok(Reply { attempts, outcome: Some(Outcome::Found), ..*reply });
                }
                Search::Unknown(why) => return Err(self.ended(error, known, &why)),
                // It went well, said the status.
                Search::Absent if error.kind() == Kind::Decode => {
                    return Err(self.ended(error, known, NOT_THERE));
                }
                Search::Absent if repeats >= self.limits.max_retries || !self.may_repeat(&error, known) => {
                    let is_transient = retry::is_transient(error.status());
                    let error = self.ended(error, known, NOT_THERE);
                    return Err(error.with_delivery(Delivery::NotSent).with_retryable(is_transient));
                }
                Search::Absent => {}
            }
            repeats += 1;
            if let Some(attempt) = self.attempts.last_mut() {
                attempt.reason.push_str("; it is not there, so it is sent again");
            }
            // Nothing came of these: what the next attempts end with is what the call ends with.
            self.settled = self.attempts.len();
        }
    }

    /// Looks for what a lost attempt may have created, until it is certain or there is no time left.
    async fn search(
        &mut self,
        lost: &Error,
        known: &Known,
        start: Instant,
        others: &mut HashSet<String>,
    ) -> Search {
        let clock = self.client.clock();
        let took = self.attempts.last().map_or(Duration::ZERO, |attempt| attempt.duration);
        let again = 1..=self.limits.max_retries.saturating_mul(PATIENCE);
        let again = again.map(|number| SOON.saturating_mul(2_u32.saturating_pow(number)).min(RARELY));
        let mut why = "there was no time to look for it".to_owned();
        let settled = known.lookup.settle + took.max(LATE);
        for (number, pause) in [SOON, settled].into_iter().chain(again).enumerate() {
            let left = self.deadline.left(clock);
            // With too little time for that a last look can still find it; that it is not there would prove nothing.
            let is_last = pause >= left;
            let pause = if is_last { left.saturating_sub(LAST) } else { pause };
            if pause.is_zero() {
                break;
            }
            clock.pause(pause).await;
            let looked = self.attempts.len();
            let look = self.look(known, start, others).await;
            for attempt in &mut self.attempts[looked..] {
                attempt.reason = format!("look-up by {}: {}", known.lookup.field, attempt.reason);
            }
            match look {
                Ok(Look::Found(reply)) => return Search::Found(reply),
                // What is hidden at first is not there only if it is not there later.
                Ok(Look::Absent) if number > 0 && !is_last => return Search::Absent,
                Ok(Look::Doubtful) if number > 0 => return Search::Unknown(DOUBTFUL.to_owned()),
                Ok(Look::Doubtful) => DOUBTFUL.clone_into(&mut why),
                Ok(Look::Absent) => "it was not there yet when the time was over".clone_into(&mut why),
                Ok(Look::Unsure) => "looking for it did not make it certain".clone_into(&mut why),
                Err(failed) => {
                    why = format!("looking for it failed: {}", failed.message());
                    let is_useless = match failed.kind() {
                        Kind::Authentication | Kind::PermissionDenied => true,
                        // What answers here is not the provider.
                        Kind::Decode => lost.kind() == Kind::Decode,
                        _ => false,
                    };
                    if is_useless {
                        break;
                    }
                }
            }
            if is_last {
                break;
            }
        }
        Search::Unknown(why)
    }

    /// Whether what is certainly not there may be sent again: if that can help, and its loss could be made certain too.
    fn may_repeat(&self, error: &Error, known: &Known) -> bool {
        let left = self.deadline.left(self.client.clock());
        retry::is_transient(error.status()) && left >= SOON + known.lookup.settle + LATE + LAST
    }

    /// The error of a call that is not sent again.
    fn ended(&mut self, error: Error, known: &Known, why: &str) -> Error {
        let attempts = std::mem::take(&mut self.attempts);
        let sentence = format!("; {why} ({}: {:?})", known.lookup.field, known.reference);
        error.with_addition(&sentence).with_attempts(attempts)
    }

    /// Looks for what was created since `start`. What has shown itself to be something else joins `others`, and is not asked
    /// for again: neither a look that failed half-way was for nothing, nor one before the call was sent again.
    async fn look(
        &mut self,
        known: &Known,
        start: Instant,
        others: &mut HashSet<String>,
    ) -> Result<Look, Error> {
        let (operations, lookup) = (self.client.provider().operations, known.lookup);
        let list = &operations[lookup.list];
        let mut params = Vec::new();
        let mut matches: Vec<Reply> = Vec::new();
        let mut asked = HashSet::new();
        let mut is_sure = true;
        // Whether something bears the caller's reference that may be of this call, or of an earlier one.
        let mut is_doubtful = false;
        let is_only = self.client.shared.process().references.is_used_once(&known.reference);
        let mut ages = Ages::new(self.client.clock(), start);
        for number in 0.. {
            if number == MOST_PAGES {
                is_sure = false;
                break;
            }
            let reply = self.ask(lookup.list, list, params.clone()).await?;
            let items = items(&reply)?;
            ages.heed(&reply, self.client.clock(), &items, lookup);
            let mut ids = Vec::new();
            for item in &items {
                let members = Members::read(item.get().as_bytes()).unwrap_or_default();
                let Some(id) = members.text(lookup.id) else {
                    is_sure = false;
                    continue;
                };
                let reference = members.get(lookup.field).map(|_| members.text(lookup.field));
                let may_be = match reference {
                    Some(reference) => reference.as_ref() == Some(&known.reference),
                    None => !ages.is_older(&members, lookup),
                };
                // What is created meanwhile moves others to the next page: they come twice.
                if may_be && !others.contains(&id) && asked.insert(id.clone()) {
                    ids.push(id);
                }
            }
            for ids in ids.chunks(AT_ONCE) {
                let wanted = ids.iter().flat_map(|id| [lookup.ids.to_owned(), id.clone()]).collect();
                let details = match self.ask(lookup.get, &operations[lookup.get], wanted).await {
                    Ok(details) => details,
                    // What is listed and not shown may be what is looked for.
                    Err(error) if error.kind() == Kind::NotFound => {
                        self.attempts = error.attempts().to_vec();
                        is_sure = false;
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let shown = self::items(&details)?;
                let mut hidden: HashSet<&String> = ids.iter().collect();
                for item in shown {
                    let Some(members) = self::members(item) else { continue };
                    members.text(lookup.id).inspect(|id| _ = hidden.remove(id));
                    let reference = members.text(lookup.field);
                    let is_named = reference.as_ref() == Some(&known.reference);
                    if is_named && (known.is_unique || is_only && ages.is_new(&members, lookup)) {
                        let body = details.body.slice_ref(item.get().as_bytes());
                        matches.push(Reply { body, ..details.clone() });
                    } else if is_named && !ages.is_older(&members, lookup) {
                        is_doubtful = true;
                    } else if reference.is_some() {
                        others.extend(members.text(lookup.id));
                    }
                }
                is_sure &= hidden.is_empty();
            }
            if known.is_unique && !matches.is_empty() {
                break;
            }
            let is_over = ages.are_all_older_from_here(&items, lookup);
            match page::next(list, &params, &reply.body)?.filter(|_| !is_over) {
                Some(next) => params = next,
                None => break,
            }
        }
        let is_one = (matches.len() == 1 && !is_doubtful) || known.is_unique;
        Ok(match matches.pop() {
            Some(found) if is_one => Look::Found(Box::new(found)),
            _ if is_doubtful => Look::Doubtful,
            None if is_sure => Look::Absent,
            _ => Look::Unsure,
        })
    }

    /// Reads something beside the call, within its time.
    async fn ask(
        &mut self,
        index: usize,
        operation: &'static Operation,
        params: Vec<String>,
    ) -> Result<Reply, Error> {
        let call = Call { target: Target::Operation(index), params, ..Call::default() };
        let request = request::described(self.client, operation, &call, None)?;
        let mut exchange = Exchange::described(request, operation);
        let answer = self.attempts(&mut exchange).await;
        self.attempts = match &answer {
            Ok(reply) => reply.attempts.clone(),
            Err(error) => error.attempts().to_vec(),
        };
        answer
    }
}

fn items(reply: &Reply) -> Result<Vec<&RawValue>, Error> {
    serde_json::from_slice(&reply.body)
        .map_err(|_| Error::new(Kind::Decode, format!("the answer (status {}) is no list", reply.status)))
}

/// How old things are, as far as the clocks at hand can tell.
struct Ages {
    /// The provider's, where it says its `Date`.
    date: Option<SystemTime>,
    /// The slowest of the provider's, our own, and the newest time of creation that is not ahead of these.
    slowest: SystemTime,
    newest: Option<SystemTime>,
    start: Instant,
    /// How long ago the call began.
    elapsed: Duration,
}

impl Ages {
    fn new(clock: &Clock, start: Instant) -> Self {
        Self { date: None, slowest: clock.date(), newest: None, start, elapsed: Duration::ZERO }
    }

    /// Takes in a page of the list. It may have been long in coming: what counts is how long ago the call began when it was
    /// there.
    fn heed(&mut self, reply: &Reply, clock: &Clock, items: &[&RawValue], lookup: &Lookup) {
        self.elapsed = clock.now().saturating_duration_since(self.start);
        let date = reply.headers.get(DATE).and_then(|value| value.to_str().ok());
        self.date = date.and_then(|text| httpdate::parse_http_date(text).ok());
        let own = clock.date();
        let now = self.date.map_or(own, |date| date.min(own));
        let times = items.iter().filter_map(|item| created(&members(item)?, lookup));
        self.newest = self.newest.into_iter().chain(times.filter(|time| *time <= now + SLACK)).max();
        self.slowest = self.newest.map_or(now, |newest| newest.min(now));
    }

    /// Whether it was certainly created before the call began.
    fn is_older(&self, members: &Members<'_>, lookup: &Lookup) -> bool {
        let age = |now: SystemTime| now.duration_since(created(members, lookup)?).ok();
        age(self.slowest).is_some_and(|age| age > self.elapsed + SLACK)
            || self.date.and_then(age).is_some_and(|age| age > self.elapsed + DAY)
    }

    /// Whether it was certainly created since the call began.
    fn is_new(&self, members: &Members<'_>, lookup: &Lookup) -> bool {
        self.date.zip(created(members, lookup)).is_some_and(|(date, created)| {
            match date.duration_since(created) {
                Ok(age) => age <= self.elapsed + NEW,
                Err(ahead) => ahead.duration() <= NEW,
            }
        })
    }

    /// Whether nothing younger follows: the items come newest first, and the last is too old.
    fn are_all_older_from_here(&self, items: &[&RawValue], lookup: &Lookup) -> bool {
        let times: Option<Vec<SystemTime>> =
            items.iter().map(|item| created(&members(item)?, lookup)).collect();
        times.is_some_and(|times| times.first() > times.last() && times.is_sorted_by(|a, b| a >= b))
            && items.last().and_then(|item| members(item)).is_some_and(|last| self.is_older(&last, lookup))
    }
}

fn members(item: &RawValue) -> Option<Members<'_>> {
    Members::read(item.get().as_bytes()).ok()
}

fn created(members: &Members<'_>, lookup: &Lookup) -> Option<SystemTime> {
    moment(&members.text(lookup.created)?)
}

/// An ISO 8601 time in UTC, with `T` or a space: `2026-01-14T16:40:27.431Z`.
fn moment(text: &str) -> Option<SystemTime> {
    let digits = |range: std::ops::Range<usize>| -> Option<u64> {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let marks = [(4, '-'), (7, '-'), (13, ':'), (16, ':')];
    let is_plain = marks.iter().all(|(at, mark)| text.get(*at..=*at) == Some(mark.encode_utf8(&mut [0; 4])));
    let rest = text.get(19..)?.trim_end_matches('Z');
    let is_utc = rest.is_empty() || rest.strip_prefix('.').is_some_and(|rest| rest.parse::<u64>().is_ok());
    if !is_plain || !is_utc {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    // The year begins in March here, so that the day that is sometimes there is its last.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    let since = days.checked_sub(719_468)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOKUP: Lookup = Lookup {
        field: "reference",
        list: 0,
        get: 0,
        ids: "ids",
        id: "id",
        created: "createdAt",
        settle: Duration::from_secs(8),
    };

    fn known(body: &'static str) -> Option<Known> {
        let clock = Clock::testing(true, Some(1.0));
        Known::new(&clock, &LOOKUP, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn a_reference_is_made_up_where_there_is_none_and_the_body_stays_as_it_is() {
        for (body, named) in [
            ("{}", r#"{"reference":"00000000-0000-4000-8000-000000000001"}"#),
            ("{ \"a\" : 1.0 } \n", r#"{ "a" : 1.0,"reference":"00000000-0000-4000-8000-000000000001"}"#),
        ] {
            let known = known(body).unwrap();
            assert_eq!(known.body, named);
            assert!(known.is_unique);
        }
    }

    #[test]
    fn a_reference_of_the_callers_own_is_kept_and_not_taken_for_unique() {
        let known = known(r#"{"reference":"order-7"}"#).unwrap();
        assert_eq!((known.reference.as_str(), known.is_unique), ("order-7", false));
        for body in [r#"{"reference":null}"#, r#"{"reference":""}"#, r#"{"reference":7}"#, "[]", "junk"] {
            assert!(self::known(body).is_none(), "{body}");
        }
    }

    #[test]
    fn times_are_read_as_the_provider_writes_them() {
        for text in ["2026-01-14T16:40:27.431Z", "2026-01-14 16:40:27.431Z", "2026-01-14T16:40:27"] {
            let date = httpdate::parse_http_date("Wed, 14 Jan 2026 16:40:27 GMT").unwrap();
            assert_eq!(moment(text), Some(date), "{text}");
        }
        assert_eq!(
            moment("2024-02-29T00:00:00Z"),
            httpdate::parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT").ok()
        );
        for junk in
            ["", "yesterday", "2026-01-14", "2026-13-14T16:40:27Z", "2026-01-14T16:40:27+02:00", "ä026"]
        {
            assert_eq!(moment(junk), None, "{junk}");
        }
    }
}
