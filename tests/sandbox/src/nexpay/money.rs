//! Exact amounts, and how many decimals each currency has.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// `units` divided by ten to the power of `scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    units: i128,
    scale: u32,
}

/// How a division is rounded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Round {
    /// To the nearest, halves up.
    Nearest,
    /// Up: whoever pays does not pay too little.
    Up,
}

/// More decimals than this are not kept: no price has them, and the arithmetic fits 128 bits.
const MOST_DECIMALS: u32 = 12;

impl Amount {
    pub(super) const fn new(units: i128, scale: u32) -> Self {
        Self { units, scale }
    }

    /// A number as JSON writes it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = format!("{whole}{fraction}");
        let decimals = i64::try_from(fraction.len()).ok()? - exponent.parse::<i64>().ok()?;
        if decimals < 0 {
            digits.push_str(&"0".repeat(usize::try_from(-decimals).ok().filter(|zeros| *zeros < 24)?));
        }
        let scale = u32::try_from(decimals.max(0)).ok().filter(|scale| *scale <= MOST_DECIMALS)?;
        // So that sums and products of two fit.
        if digits.len() > 24 {
            return None;
        }
        Some(Self { units: digits.parse().ok()?, scale })
    }

    /// How many decimals it needs.
    pub(super) fn decimals(self) -> u32 {
        self.normal().scale
    }

    pub(super) fn is_positive(self) -> bool {
        self.units > 0
    }

    pub(super) fn is_less_than(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.at(scale) < other.at(scale)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: self.at(scale) + other.at(scale), scale }
    }

    /// The product, with so many decimals.
    pub(super) fn times(self, other: Self, scale: u32, round: Round) -> Self {
        quotient(self.units * other.units, 1, self.scale + other.scale, scale, round)
    }

    /// The quotient, with so many decimals.
    pub(super) fn over(self, other: Self, scale: u32, round: Round) -> Self {
        // self.units / 10^self.scale / (other.units / 10^other.scale)
        quotient(self.units * power(other.scale), other.units, self.scale, scale, round)
    }

    fn at(self, scale: u32) -> i128 {
        self.units * power(scale - self.scale)
    }

    fn normal(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }
}

/// `units / divisor / 10^from` with `to` decimals.
fn quotient(units: i128, divisor: i128, from: u32, to: u32, round: Round) -> Amount {
    let (units, divisor) =
        if to >= from { (units * power(to - from), divisor) } else { (units, divisor * power(from - to)) };
    let up = match round {
        Round::Nearest => divisor / 2,
        Round::Up => divisor - 1,
    };
    Amount { units: (units + up).div_euclid(divisor), scale: to }
}

fn power(exponent: u32) -> i128 {
    10_i128.pow(exponent)
}

impl fmt::Display for Amount {
    /// Without zeros at its end, as the provider writes them: 5125.5.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, scale } = self.normal();
        let sign = if units < 0 { "-" } else { "" };
        let (whole, fraction) = (units.abs() / power(scale), units.abs() % power(scale));
        if scale == 0 {
            return write!(f, "{sign}{whole}");
        }
        let width = usize::try_from(scale).unwrap_or_default();
        write!(f, "{sign}{whole}.{fraction:0width$}")
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.to_string()).expect("digits are JSON");
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).ok_or_else(|| D::Error::custom("no amount"))
    }
}

/// Currencies with how much of each one US dollar gives, in millionths.
const CURRENCIES: &[(&str, u32, i128)] = &[
    ("AUD", 2, 1_025_100),
    ("BHD", 3, 376_000),
    ("CAD", 2, 1_360_000),
    ("CNY", 2, 7_240_000),
    ("DKK", 2, 6_870_000),
    ("EUR", 2, 920_000),
    ("GBP", 2, 790_000),
    ("INR", 2, 83_100_000),
    ("JPY", 0, 149_500_000),
    ("KRW", 0, 1_330_000_000),
    ("KWD", 3, 307_500),
    ("NZD", 2, 1_640_000),
    ("OMR", 3, 384_500),
    ("SGD", 2, 1_345_000),
    ("USD", 2, 1_000_000),
];

/// How many decimals a currency has; none for one that is not known.
pub(super) fn decimals(currency: &str) -> Option<u32> {
    CURRENCIES.iter().find(|(code, ..)| *code == currency).map(|(_, decimals, _)| *decimals)
}

/// How much of a currency one US dollar gives.
pub(super) fn per_dollar(currency: &str) -> Option<Amount> {
    let found = CURRENCIES.iter().find(|(code, ..)| *code == currency);
    found.map(|(_, _, millionths)| Amount::new(*millionths, 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn amounts_are_written_as_they_were_read_but_for_zeros_at_the_end() {
        for (read, written) in
            [("0.1", "0.1"), ("5125.50", "5125.5"), ("1.234", "1.234"), ("500", "500"), ("-0.05", "-0.05")]
        {
            assert_eq!(amount(read).to_string(), written);
            assert_eq!(serde_json::to_string(&amount(read)).unwrap(), written);
        }
        assert_eq!(
            (amount("1E+3").to_string(), amount("12e-3").to_string()),
            ("1000".into(), "0.012".into())
        );
        assert!(Amount::parse("ten").is_none());
    }

    #[test]
    fn a_third_is_rounded_where_it_is_told_to_be() {
        let third = |round| amount("1").over(amount("3"), 3, round).to_string();
        assert_eq!((third(Round::Nearest).as_str(), third(Round::Up).as_str()), ("0.333", "0.334"));
        assert_eq!(amount("5000").over(amount("1.0251"), 2, Round::Up).to_string(), "4877.58");
        assert_eq!(amount("5125.5").times(amount("0.01"), 2, Round::Nearest).to_string(), "51.26");
        assert_eq!(amount("100").times(amount("149.5"), 0, Round::Nearest).to_string(), "14950");
    }

    #[test]
    fn amounts_of_different_scale_compare_and_add() {
        assert!(amount("0.009").is_less_than(amount("0.01")));
        assert!(!amount("0.0100").is_less_than(amount("0.01")));
        assert_eq!(amount("1.5").plus(amount("0.005")).to_string(), "1.505");
        assert_eq!(amount("1.500").decimals(), 1);
    }
}
