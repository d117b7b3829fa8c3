//! When a failed attempt is repeated, and after which pause.
//!
//! # Which
//!
//! | what is known | `read`, `idempotent`, `keyed` | `create`, `action` | delivery, but for reads |
//! |---|---|---|---|
//! | it was not sent | again | again | `not_sent` |
//! | 429, 421, 425: refused unprocessed | again | again | `answered` |
//! | sent, no answer (or a cut one) | again | **no** | `maybe` |
//! | 408, 500, 502, 503, 504, 520–527 (a proxy of Cloudflare's had no answer) | again | **no** | `maybe` |
//! | any other 5xx, a success that cannot be read, a redirect | no | no | `maybe` |
//! | 409 | `keyed`: again, for the first request with the key may still be under way; else no | no | `answered` |
//! | any other answer | no | no | `answered` |
//!
//! The delivery of a whole call is that of the worst of its attempts: `maybe`, if one may have been carried out.
//!
//! # When
//!
//! Full jitter: a random share of a pause that doubles each time, from 50 ms (1 s after a 429 or 409), at most 20 s. A
//! provider's `Retry-After` or `RateLimit-Reset` is obeyed instead, to the letter. A pause that does not fit before the
//! deadline is not begun, nor one of more than a minute: the error returns at once and says how long to wait. Nor is one
//! begun that the tenant's [budget](crate::budget) does not pay for.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::budget;
use crate::clock::{Clock, Deadline};
use crate::error::{Delivery, Error, Kind};
use crate::operation::Safety;

/// First pause after a failure of the provider or the network.
const TRANSIENT: Duration = Duration::from_millis(50);
/// First pause after a 429 that does not say how long to wait, and after a 409.
const THROTTLE: Duration = Duration::from_secs(1);
/// Longest pause of our own.
const CAP: Duration = Duration::from_secs(20);
/// Longest pause that a provider can ask for without getting the error returned instead.
const CEILING: Duration = Duration::from_secs(60);

/// What to do about a failed attempt.
#[derive(Debug, PartialEq)]
pub(crate) enum Decision {
    /// Send again after the pause, for this many tokens of the tenant's [budget](crate::budget).
    Again(Duration, u32),
    /// Return the error, for this reason.
    Stop(&'static str),
}

/// Whether sending the same call again is safe and may help: the table above.
pub(crate) fn is_retryable(safety: Safety, error: &Error) -> bool {
    let repeatable = matches!(safety, Safety::Read | Safety::Idempotent | Safety::Keyed);
    match (error.kind(), error.delivery()) {
        (Kind::RateLimited, _) | (Kind::Timeout | Kind::Transport, Delivery::NotSent) => true,
        (Kind::Unavailable, _) if is_refused_unread(error.status()) => true,
        (Kind::Timeout | Kind::Transport | Kind::Unavailable, _) => {
            repeatable && is_transient(error.status())
        }
        (Kind::Conflict, _) => safety == Safety::Keyed && error.status() == Some(409),
        _ => false,
    }
}

/// Whether a status is worth another try. A success status with a cut body is, and so is the refusal of the rest of a
/// file: the next try asks for all of it.
pub(crate) fn is_transient(status: Option<u16>) -> bool {
    status.is_none_or(|status| matches!(status, 200..=299 | 408 | 416 | 500 | 502..=504 | 520..=527))
}

/// Whether something that changes the provider's state may have been carried out by a try that failed so: there is no
/// answer, or none that says what became of it.
pub(crate) fn may_have_acted(kind: Kind, status: Option<u16>, delivery: Delivery) -> bool {
    if delivery == Delivery::NotSent || is_refused_unread(status) {
        return false;
    }
    match kind {
        Kind::Transport | Kind::Timeout | Kind::Unavailable => true,
        // It went well, says the status; or, as some servers do after a POST, that the result is elsewhere.
        Kind::Decode => matches!(status, Some(200..=399)),
        _ => false,
    }
}

/// Whether a server refused to look at the request (421: on this connection, 425: so early); RFC 9110 and RFC 8470 ask for
/// another try.
fn is_refused_unread(status: Option<u16>) -> bool {
    matches!(status, Some(421 | 425))
}

/// What to do after an attempt failed with `error`, when `retries` went before it.
pub(crate) fn decide(
    clock: &Clock,
    deadline: &Deadline,
    retries: u32,
    max_retries: u32,
    error: &Error,
) -> Decision {
    if !error.retryable() {
        return Decision::Stop("final");
    }
    if retries >= max_retries {
        return Decision::Stop(if max_retries == 0 { "retries are off" } else { "retries are used up" });
    }
    let throttled = matches!(error.kind(), Kind::RateLimited | Kind::Conflict);
    let pause = match error.retry_after() {
        Some(asked) if asked > CEILING => return Decision::Stop("the provider asks for more than a minute"),
        Some(asked) => asked,
        None => {
            let base = if throttled { THROTTLE } else { TRANSIENT };
            let doubled = base.saturating_mul(2_u32.saturating_pow(retries));
            doubled.min(CAP).mul_f64(clock.jitter().clamp(0.0, 1.0))
        }
    };
    if pause >= deadline.left(clock) {
        return Decision::Stop("the pause would pass the deadline");
    }
    Decision::Again(pause, if throttled { budget::THROTTLE } else { budget::TRANSIENT })
}

/// How long the provider asks to wait: `Retry-After` in seconds or as an HTTP-date, else, where the limit is what stopped
/// it, `RateLimit-Reset` in seconds. Providers send the latter with every answer, where it asks for nothing.
pub(crate) fn asked_pause(headers: &HeaderMap, now: SystemTime, kind: Kind) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let after = text(RETRY_AFTER.as_str()).and_then(|value| {
        seconds(value).or_else(|| {
            let date = httpdate::parse_http_date(value).ok()?;
            Some(date.duration_since(now).unwrap_or(Duration::ZERO).min(YEAR))
        })
    });
    let throttled = kind == Kind::RateLimited;
    // Some send the time of day in it, in seconds since 1970: that says nothing without their clock.
    let reset =
        || text("ratelimit-reset").filter(|_| throttled).and_then(seconds).filter(|reset| *reset < YEAR);
    after.or_else(reset)
}

/// Longer than that is as good as that.
pub(crate) const YEAR: Duration = Duration::from_secs(31_536_000);

/// Whole or decimal seconds, nothing after them, up to a [`YEAR`].
fn seconds(text: &str) -> Option<Duration> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let value: f64 = text.parse().ok().filter(|_| plain)?;
    Some(Duration::from_secs_f64(value.min(YEAR.as_secs_f64())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: Kind, status: Option<u16>, delivery: Delivery) -> Error {
        let error = Error::new(kind, "x").with_delivery(delivery);
        match status {
            Some(status) => error.with_status(status),
            None => error,
        }
    }

    #[test]
    fn a_create_is_repeated_only_when_it_was_certainly_not_processed() {
        for (error, again) in [
            (failed(Kind::Transport, None, Delivery::NotSent), true),
            (failed(Kind::Timeout, None, Delivery::NotSent), true),
            (failed(Kind::RateLimited, Some(429), Delivery::Answered), true),
            (failed(Kind::Unavailable, Some(421), Delivery::Answered), true),
            (failed(Kind::Unavailable, Some(425), Delivery::Answered), true),
            (failed(Kind::Transport, None, Delivery::Maybe), false),
            (failed(Kind::Timeout, None, Delivery::Maybe), false),
            (failed(Kind::Transport, Some(200), Delivery::Answered), false),
            (failed(Kind::Unavailable, Some(503), Delivery::Answered), false),
            (failed(Kind::Unavailable, Some(500), Delivery::Answered), false),
            (failed(Kind::Unavailable, Some(520), Delivery::Answered), false),
            (failed(Kind::Unavailable, Some(527), Delivery::Answered), false),
        ] {
            assert_eq!(is_retryable(Safety::Create, &error), again, "{error:?}");
            assert_eq!(is_retryable(Safety::Action, &error), again, "{error:?}");
            assert!(is_retryable(Safety::Read, &error), "{error:?}");
        }
    }

    #[test]
    fn what_no_answer_or_only_a_failure_tells_of_may_have_been_carried_out() {
        use Delivery::{Answered, Maybe, NotSent};
        for (kind, status, delivery, may) in [
            (Kind::Transport, None, NotSent, false),
            (Kind::Timeout, None, NotSent, false),
            (Kind::Transport, None, Maybe, true),
            (Kind::Timeout, None, Maybe, true),
            (Kind::Transport, Some(200), Answered, true),
            (Kind::Timeout, Some(408), Answered, true),
            (Kind::Unavailable, Some(200), Answered, true),
            (Kind::Unavailable, Some(421), Answered, false),
            (Kind::Unavailable, Some(425), Answered, false),
            (Kind::Unavailable, Some(500), Answered, true),
            (Kind::Unavailable, Some(501), Answered, true),
            (Kind::Unavailable, Some(524), Answered, true),
            (Kind::Decode, Some(200), Answered, true),
            (Kind::Decode, Some(303), Answered, true),
            (Kind::Decode, Some(404), Answered, false),
            (Kind::RateLimited, Some(429), Answered, false),
            (Kind::Conflict, Some(409), Answered, false),
            (Kind::InvalidRequest, Some(400), Answered, false),
            (Kind::NotFound, Some(404), Answered, false),
        ] {
            assert_eq!(may_have_acted(kind, status, delivery), may, "{kind} {status:?} {delivery:?}");
        }
    }

    #[test]
    fn a_conflict_is_final_but_where_a_key_may_be_in_use_by_an_earlier_try() {
        let conflict = |status| failed(Kind::Conflict, Some(status), Delivery::Answered);
        assert!(is_retryable(Safety::Keyed, &conflict(409)));
        assert!(!is_retryable(Safety::Keyed, &conflict(422)));
        for safety in [Safety::Read, Safety::Idempotent, Safety::Create, Safety::Action] {
            assert!(!is_retryable(safety, &conflict(409)), "{safety:?}");
        }
    }

    #[test]
    fn an_answer_that_is_no_passing_failure_is_final_for_all() {
        for (kind, status) in [
            (Kind::InvalidRequest, 400),
            (Kind::Authentication, 401),
            (Kind::NotFound, 404),
            (Kind::Unavailable, 501),
            (Kind::Decode, 200),
            (Kind::QuotaExceeded, 402),
        ] {
            assert!(!is_retryable(Safety::Read, &failed(kind, Some(status), Delivery::Answered)), "{kind}");
        }
    }

    #[test]
    fn pauses_double_to_a_cap_and_take_a_random_share() {
        let clock = Clock::testing(true, Some(1.0));
        let deadline = Deadline::start(&clock, Duration::from_secs(3600));
        let error = failed(Kind::Transport, None, Delivery::Maybe).with_retryable(true);
        let pause = |retries| match decide(&clock, &deadline, retries, 20, &error) {
            Decision::Again(pause, _) => pause.as_millis(),
            Decision::Stop(reason) => panic!("{reason}"),
        };
        assert_eq!([0, 1, 2, 3, 11, 19].map(pause), [50, 100, 200, 400, 20_000, 20_000]);
        let half = Clock::testing(true, Some(0.5));
        assert_eq!(
            decide(&half, &deadline, 0, 3, &error),
            Decision::Again(Duration::from_millis(25), budget::TRANSIENT)
        );
    }

    #[test]
    fn a_pause_that_cannot_fit_is_not_begun() {
        let clock = Clock::testing(true, Some(1.0));
        let deadline = Deadline::start(&clock, Duration::from_secs(5));
        let asks = |seconds| {
            let error = failed(Kind::RateLimited, Some(429), Delivery::Answered).with_retryable(true);
            decide(&clock, &deadline, 0, 3, &error.with_retry_after(Some(Duration::from_secs(seconds))))
        };
        assert_eq!(asks(4), Decision::Again(Duration::from_secs(4), budget::THROTTLE));
        assert_eq!(asks(6), Decision::Stop("the pause would pass the deadline"));
        assert_eq!(asks(61), Decision::Stop("the provider asks for more than a minute"));
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date_and_nothing_else() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let read = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            asked_pause(&headers, now, Kind::RateLimited)
        };
        assert_eq!(read("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(read("retry-after", "1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(read("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(read("retry-after", "Sun, 06 Nov 1994 08:49:27 GMT"), Some(Duration::ZERO));
        assert_eq!(read("ratelimit-reset", "42"), Some(Duration::from_secs(42)));
        assert_eq!(read("retry-after", "99999999999999999999"), Some(YEAR));
        assert_eq!(read("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"), Some(YEAR));
        assert_eq!(read("ratelimit-reset", "1795420000"), None, "that is a time of day");
        for junk in ["-1", "soon", "7 seconds", "1e9", "NaN", "inf", ""] {
            assert_eq!(read("retry-after", junk), None, "{junk}");
        }
    }

    #[test]
    fn the_state_of_a_limit_that_was_not_reached_asks_for_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert("ratelimit-reset", "42".parse().unwrap());
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(asked_pause(&headers, now, Kind::Unavailable), None);
        headers.insert("retry-after", "3".parse().unwrap());
        assert_eq!(asked_pause(&headers, now, Kind::Unavailable), Some(Duration::from_secs(3)));
    }
}
