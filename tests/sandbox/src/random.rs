//! Seeded randomness that gives the same values for ever.
//!
//! A run is replayed from its seed, possibly with a later build, so the generator is written out here (`SplitMix64`)
//! rather than taken from a crate whose algorithm may change. Nothing here is secret.

use crate::clock::Time;

/// A stream of random values.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        // 53 bits are what a double can hold exactly.
        #[expect(clippy::cast_precision_loss, reason = "the value has 53 bits")]
        let fraction = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        fraction < probability
    }

    /// A value in `0..=limit`.
    pub(crate) fn up_to(&mut self, limit: u64) -> u64 {
        self.next() % limit.saturating_add(1)
    }
}

/// Makes the identifiers of the emulated provider.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    random: Random,
    machine: u64,
    counter: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let machine = random.next() & 0xFF_FFFF_FFFF;
        let counter = random.next() & 0xFF_FFFF;
        Self { random, machine, counter }
    }

    /// A MongoDB ObjectId: four bytes of seconds, five of the machine, three of a counter; 24 hex characters.
    pub(crate) fn object_id(&mut self, now: Time) -> String {
        self.counter = (self.counter + 1) & 0xFF_FFFF;
        let seconds = now.0.div_euclid(Time::SECOND) & 0xFFFF_FFFF;
        format!("{seconds:08x}{:010x}{:06x}", self.machine, self.counter)
    }

    /// So many lower-case letters and digits, as ids of many kinds have them.
    pub(crate) fn token(&mut self, length: usize) -> String {
        const SIGNS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut sign = || char::from(SIGNS[usize::try_from(self.random.up_to(35)).unwrap_or_default()]);
        (0..length).map(|_| sign()).collect()
    }

    /// So many letters of both cases and digits.
    pub(crate) fn mixed(&mut self, length: usize) -> String {
        const SIGNS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut sign = || char::from(SIGNS[usize::try_from(self.random.up_to(61)).unwrap_or_default()]);
        (0..length).map(|_| sign()).collect()
    }

    /// So many hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digit = || char::from(DIGITS[usize::try_from(self.random.up_to(15)).unwrap_or_default()]);
        (0..length).map(|_| digit()).collect()
    }

    /// A key that a person can read out: `NS-7F3K-Q2LD` (no letters that look like digits).
    pub(crate) fn readable_key(&mut self) -> String {
        const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
        let mut key = String::from("NS");
        for place in 0..8 {
            if place % 4 == 0 {
                key.push('-');
            }
            let at = usize::try_from(self.random.up_to(30)).unwrap_or_default();
            key.push(char::from(LETTERS[at]));
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        let now = Time::parse("2026-01-14").unwrap();
        assert_eq!(one.object_id(now), two.object_id(now));
        assert_eq!(one.readable_key(), two.readable_key());
        assert_ne!(one.object_id(now), Ids::new(8).object_id(now));
    }

    #[test]
    fn an_id_has_24_hex_characters_and_none_comes_twice() {
        let mut ids = Ids::new(1);
        let now = Time::parse("2026-01-14").unwrap();
        let (one, two) = (ids.object_id(now), ids.object_id(now));
        assert_ne!(one, two);
        assert!(one.len() == 24 && one.bytes().all(|byte| byte.is_ascii_hexdigit()), "{one}");
    }

    #[test]
    fn a_chance_comes_about_as_often_as_it_says() {
        let mut random = Random::new(3);
        let hits = (0..10_000).filter(|_| random.chance(0.25)).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
