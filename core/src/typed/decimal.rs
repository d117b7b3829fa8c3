//! Money and rates: the digits of a JSON number, kept.
//!
//! ```
//! use signbridge::typed::Decimal;
//!
//! let price: Decimal = "5125.50".parse()?;
//! assert_eq!(price.to_string(), "5125.50"); // not 5125.5, and never 5125.499999999999
//! assert_eq!(price, "5125.5".parse()?); // equal as a number
//! assert_eq!(Decimal::from_parts(1_234, 3).to_string(), "1.234"); // a Kuwaiti dinar has three decimals
//! # Ok::<(), signbridge::typed::NotDecimal>(())
//! ```
//!
//! There is no arithmetic here: crates for that take [`as_str`](Decimal::as_str). There is no way from `f64` either: 0.1
//! is not one tenth there.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A decimal number, as precise as its digits.
///
/// Numbers that differ only in how they are written are equal: 1.5, 1.50 and 15e-1. Serialised by `serde_json` to text or
/// bytes, it is a JSON number with the very same digits. It is read from a JSON number, or from a string that holds one.
/// (A `serde_json::Value` has room for about 17 digits: a number made into one is rounded to that, by `serde_json`.)
#[derive(Clone)]
pub struct Decimal(Box<str>);

/// A text is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number such as 12.50")]
pub struct NotDecimal;

/// Longest text that is taken. No amount comes near it, and an exponent of any size can be compared in it.
const LONGEST: usize = 400;

impl Decimal {
    /// `unscaled` with the last `scale` digits after the point: `from_parts(1025, 2)` is 10.25.
    #[must_use]
    pub fn from_parts(unscaled: i64, scale: u8) -> Self {
        let sign = if unscaled < 0 { "-" } else { "" };
        let scale = usize::from(scale);
        // At least one digit before the point.
        let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if fraction.is_empty() { "" } else { "." };
        Self(format!("{sign}{whole}{point}{fraction}").into())
    }

    /// The number as it is written in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is negative, its digits without zeros at either end, and the power of ten of the last of them.
    fn parts(&self) -> (bool, String, i64) {
        let (negative, text) = self.0.strip_prefix('-').map_or((false, &*self.0), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        // An exponent beyond i64 is as good as the largest.
        let limit = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent: i64 = exponent.parse().unwrap_or(limit);
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return (false, String::new(), 0);
        }
        let dropped = digits.len() - significant.len();
        let shift = i64::try_from(dropped).unwrap_or(0) - i64::try_from(fraction.len()).unwrap_or(0);
        (negative, significant.trim_start_matches('0').to_owned(), exponent.saturating_add(shift))
    }
}

/// Whether a text is a number by JSON's grammar.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && digits(fraction)
        && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        if text.len() <= LONGEST && is_number(text) { Ok(Self(text.into())) } else { Err(NotDecimal) }
    }
}

impl TryFrom<&str> for Decimal {
    type Error = NotDecimal;

    fn try_from(text: &str) -> Result<Self, NotDecimal> {
        text.parse()
    }
}

macro_rules! from_whole {
    ($($whole:ty),*) => {
        $(impl From<$whole> for Decimal {
            fn from(value: $whole) -> Self {
                Self(value.to_string().into())
            }
        })*
    };
}
from_whole!(i32, i64, u32, u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.parts() == other.parts()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).expect("a number by JSON's grammar is JSON");
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text: Cow<'_, str> = match raw.get() {
            quoted if quoted.starts_with('"') => {
                serde_json::from_str::<String>(quoted).map_err(serde::de::Error::custom)?.into()
            }
            plain => plain.into(),
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_digits_survive_the_way_through_json() {
        for text in ["0.1", "1.234", "0.30", "1000", "-0", "12345678901234567890.123456789", "1E+3", "5e-324"]
        {
            let read: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            assert_eq!(serde_json::from_str::<Decimal>(&format!("\"{text}\"")).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_json_number_is_refused() {
        for text in
            ["", "-", ".5", "5.", "01", "1e", "1e+", "+1", "NaN", "Infinity", "1,5", "0x1", " 1", "1 ", "--1"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text:?}");
        }
        assert!("9".repeat(401).parse::<Decimal>().is_err());
        for json in ["true", "null", "\"\"", "[1]", "{}", "\"1.\""] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        for (one, two) in [
            ("1.5", "1.50"),
            ("1.5", "15e-1"),
            ("0", "-0.00"),
            ("100", "1E2"),
            ("0.001", "1e-3"),
            ("1e99999999999999999999", "10e99999999999999999999"),
        ] {
            assert_eq!(decimal(one), decimal(two));
            assert_eq!(HashSet::from([decimal(one), decimal(two)]).len(), 1, "{one} {two}");
        }
        for (one, two) in [("1.5", "-1.5"), ("1.5", "1.05"), ("1", "10"), ("0.1", "0.10000000000000001")] {
            assert_ne!(decimal(one), decimal(two));
        }
    }

    #[test]
    fn parts_are_placed_around_the_point() {
        let parts = |unscaled, scale| Decimal::from_parts(unscaled, scale).to_string();
        assert_eq!(parts(1025, 2), "10.25");
        assert_eq!(parts(5, 3), "0.005");
        assert_eq!(parts(-5, 1), "-0.5");
        assert_eq!(parts(500, 0), "500");
        assert_eq!(parts(i64::MIN, 18), "-9.223372036854775808");
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_again(text in any::<String>()) {
            if let Ok(read) = text.parse::<Decimal>() {
                prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
            }
        }

        #[test]
        fn zeros_at_the_end_do_not_matter(unscaled in any::<i32>(), scale in 0_u8..12) {
            let one = Decimal::from_parts(i64::from(unscaled), scale);
            let two = Decimal::from_parts(i64::from(unscaled) * 10, scale + 1);
            prop_assert_eq!(one, two);
        }
    }
}
