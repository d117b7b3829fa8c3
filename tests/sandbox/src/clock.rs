//! Virtual time: expiry, the rate limit, signature lifetimes and every timestamp read this clock, never the machine's.
//!
//! A running clock follows the machine's and can be pushed ahead; a frozen one moves only when told. So a test of a
//! ten-day deadline takes a millisecond, and a seeded run on a frozen clock gives the same bytes each time.
//!
//! ```
//! # use signbridge_sandbox::{Clock, Time};
//! let mut clock = Clock::frozen(Time::parse("2026-01-14T16:40:27.431Z").unwrap());
//! clock.advance(10 * Time::DAY);
//! assert_eq!(clock.now().iso(), "2026-01-24T16:40:27.431Z");
//! ```

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A point of virtual time, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl Time {
    /// Milliseconds in a second.
    pub const SECOND: i64 = 1_000;
    /// Milliseconds in a minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// Milliseconds in an hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Milliseconds in a day.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This point moved by `milliseconds`; stays put where the result is out of range.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// As the providers write it: `2026-01-14T16:40:27.431Z`.
    pub fn iso(self) -> String {
        let Civil { year, month, day, hour, minute, second, milli } = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }

    /// As signed storage URLs write it: `20260114T164027Z`.
    pub fn compact(self) -> String {
        let Civil { year, month, day, hour, minute, second, .. } = self.civil();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// For people: `2026-01-14 16:40:27 UTC`.
    pub fn readable(self) -> String {
        let iso = self.iso();
        format!("{} {} UTC", &iso[..10], &iso[11..19])
    }

    /// Reads ISO 8601 in UTC: a date, or a date and a time, with or without fraction and `Z`; the separator may be a
    /// space. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (date, time) = match text.find(['T', ' ']) {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, "00:00:00"),
        };
        let mut date = date.splitn(3, '-').map(digits);
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut whole = whole.split(':').map(digits);
        let (hour, minute, second) = (whole.next()??, whole.next()??, whole.next().unwrap_or(Some(0))?);
        let milli = digits(&format!("{fraction:0<3}")[..3])?;
        let in_range = (1970..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let time = Self(
            days_from_civil(year, month, day) * Self::DAY
                + hour * Self::HOUR
                + minute * Self::MINUTE
                + second * Self::SECOND
                + milli,
        );
        // A day that the month does not have reads back as another one.
        (in_range && time.civil().day == day).then_some(time)
    }

    pub(crate) fn civil(self) -> Civil {
        let (days, rest) = (self.0.div_euclid(Self::DAY), self.0.rem_euclid(Self::DAY));
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: rest / Self::HOUR,
            minute: rest / Self::MINUTE % 60,
            second: rest / Self::SECOND % 60,
            milli: rest % Self::SECOND,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

/// A point of time in the parts people use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) milli: i64,
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (years start in March, so leap days come last).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// What time it is in the sandbox.
#[derive(Clone, Debug)]
pub struct Clock {
    frozen: Option<Time>,
    ahead: i64,
}

impl Clock {
    /// A clock that follows the machine's.
    pub fn running() -> Self {
        Self { frozen: None, ahead: 0 }
    }

    /// A clock that stands still until it is told to move.
    pub fn frozen(at: Time) -> Self {
        Self { frozen: Some(at), ahead: 0 }
    }

    /// The present.
    pub fn now(&self) -> Time {
        self.frozen.unwrap_or_else(|| machine_time().plus(self.ahead))
    }

    /// Whether time passes by itself.
    pub fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// Moves ahead by `milliseconds` (back where negative).
    pub fn advance(&mut self, milliseconds: i64) {
        match &mut self.frozen {
            Some(at) => *at = at.plus(milliseconds),
            None => self.ahead = self.ahead.saturating_add(milliseconds),
        }
    }

    /// Jumps to `time`; a running clock runs on from there.
    pub fn set(&mut self, time: Time) {
        match &mut self.frozen {
            Some(at) => *at = time,
            None => self.ahead = time.0 - machine_time().0,
        }
    }

    /// Stops or restarts the clock at its present time.
    pub fn freeze(&mut self, frozen: bool) {
        let now = self.now();
        self.frozen = frozen.then_some(now);
        if !frozen {
            self.set(now);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
fn machine_time() -> Time {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_as_it_was_written() {
        for text in ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2026-12-31T12:00:00.431Z"] {
            assert_eq!(Time::parse(text).unwrap().iso(), text);
        }
    }

    #[test]
    fn dates_with_a_space_or_without_a_time_are_read() {
        assert_eq!(Time::parse("2026-03-01").unwrap().iso(), "2026-03-01T00:00:00.000Z");
        assert_eq!(Time::parse("2026-03-01 10:20:30").unwrap().iso(), "2026-03-01T10:20:30.000Z");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2026-02-29", "2026-13-01", "2026-01-01T25:00:00Z", "yesterday", "2026-1x-01", ""] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_set_free_runs_on_from_where_it_stood() {
        let mut clock = Clock::frozen(Time::parse("2030-01-01").unwrap());
        clock.freeze(false);
        assert!(clock.now().0 - Time::parse("2030-01-01").unwrap().0 < Time::MINUTE);
    }
}
