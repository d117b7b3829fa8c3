//! Is a delivery from the provider, and as it left there? Pure: no client, no credential, no runtime, no network.
//!
//! The signature is an HMAC-SHA256 over the body's bytes as they arrived, in hexadecimal, in a header that the provider's
//! table names ([`Webhooks`]). It is always checked, in constant time, and against every secret, so that one can take
//! another's place without losing deliveries.
//!
//! How old a delivery may be is checked only if asked for. Where a provider sends a time it stands beside the signature
//! and is not part of it: whoever can replay a delivery can also give it another time. And it is the time of the event,
//! which retries may keep for days. What protects against repetition is to note which events were dealt with.
//!
//! A refusal says what is wrong and what to do, and never shows a secret, a signature or the body.

use std::time::{Duration, SystemTime};

use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::Sha256;

use crate::clock::Clock;
use crate::error::{Error, Kind};
use crate::operation::{Provider, Webhooks};

/// Verifies a delivery that arrived now, and reads it.
pub(crate) fn read<T: DeserializeOwned>(
    provider: &Provider,
    body: &[u8],
    headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
    secrets: &[impl AsRef<str>],
    tolerance: Option<Duration>,
) -> Result<T, Error> {
    verify(provider, body, headers, secrets, tolerance, Clock::default().date())?;
    serde_json::from_slice(body)
        .map_err(|error| no_event(provider, &format!("at line {} column {}", error.line(), error.column())))
}

/// Verifies a delivery. A body that passes is an object that names its event.
pub(crate) fn verify(
    provider: &Provider,
    body: &[u8],
    headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
    secrets: &[impl AsRef<str>],
    tolerance: Option<Duration>,
    now: SystemTime,
) -> Result<(), Error> {
    let Some(webhooks) = &provider.webhooks else {
        let message =
            format!("{} documents no signature of its webhooks: none can be verified", provider.title);
        return Err(Error::new(Kind::Configuration, message).with_provider(provider.name));
    };
    let secrets: Vec<&str> = secrets.iter().map(AsRef::as_ref).collect();
    let check = Check { provider, webhooks, body };
    check.settings(&secrets, tolerance)?;
    let (mut signatures, mut times) = (Vec::new(), Vec::new());
    for (name, value) in headers {
        let is = |wanted: &str| name.as_ref().eq_ignore_ascii_case(wanted);
        if is(webhooks.header) {
            signatures.push(value.as_ref().to_vec());
        } else if webhooks.timestamp.is_some_and(is) {
            times.push(value.as_ref().to_vec());
        }
    }
    let signature = check.digest(check.only(webhooks.header, &signatures)?)?;
    check.signature(&signature, &secrets)?;
    if let (Some(header), Some(tolerance)) = (webhooks.timestamp, tolerance) {
        check.age(header, check.only(header, &times)?, tolerance, now)?;
    }
    check.event()
}

/// One delivery.
struct Check<'a> {
    provider: &'a Provider,
    webhooks: &'a Webhooks,
    body: &'a [u8],
}

impl Check<'_> {
    fn refuse(&self, message: impl Into<String>) -> Error {
        Error::new(Kind::WebhookVerification, message).with_provider(self.provider.name)
    }

    /// What the caller has set, before anything of the delivery is looked at.
    fn settings(&self, secrets: &[&str], tolerance: Option<Duration>) -> Result<(), Error> {
        let wrong = |field: &str, message: String| {
            Err(Error::configuration(field, message).with_provider(self.provider.name))
        };
        if secrets.is_empty() {
            return wrong("secret", "must be given".to_owned());
        }
        // Anyone can sign with an empty secret.
        if secrets.iter().any(|secret| secret.trim().is_empty()) {
            return wrong("secret", "is empty: is the variable that should hold it set?".to_owned());
        }
        if tolerance.is_some() && self.webhooks.timestamp.is_none() {
            let message = format!("{} sends no time with its webhooks", self.provider.title);
            return wrong("tolerance", message);
        }
        Ok(())
    }

    /// The value of a header that is there once.
    fn only<'v>(&self, name: &str, values: &'v [Vec<u8>]) -> Result<&'v [u8], Error> {
        match values {
            [value] => Ok(value),
            [] => Err(self.refuse(format!(
                "the header {name} is missing: a proxy has stripped it, the provider does not sign these deliveries, or \
                 this is not one of {}'s",
                self.provider.title
            ))),
            _ => Err(self.refuse(format!("the header {name} is there {} times, not once", values.len()))),
        }
    }

    /// The bytes that the signature's header says.
    fn digest(&self, value: &[u8]) -> Result<[u8; 32], Error> {
        let Webhooks { header, prefix, .. } = self.webhooks;
        let malformed = |problem: String| {
            let start = if prefix.is_empty() { String::new() } else { format!("`{prefix}` and ") };
            self.refuse(format!(
                "the header {header} is malformed: it must be {start}64 lower-case hexadecimal digits, and {problem}"
            ))
        };
        let digits = value.strip_prefix(prefix.as_bytes());
        let digits = digits.ok_or_else(|| malformed(format!("does not begin with `{prefix}`")))?;
        let mut digest = [0; 32];
        if digits.len() != 2 * digest.len() {
            return Err(malformed(format!("has {} characters there", digits.len())));
        }
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                let value = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(malformed("has another character there".to_owned())),
                };
                *byte = *byte << 4 | value;
            }
        }
        Ok(digest)
    }

    fn signature(&self, signature: &[u8; 32], secrets: &[&str]) -> Result<(), Error> {
        // All are tried, whichever fits: the time taken tells nothing.
        let fits = secrets.iter().filter(|secret| fits(secret, self.body, signature)).count();
        if fits > 0 {
            return Ok(());
        }
        let mut hints = Vec::new();
        if secrets.iter().any(|secret| secret.trim() != *secret) {
            hints.push("the secret has white space around it");
        }
        if self.body.is_empty() {
            hints.push("the body is empty: it was read before; keep its bytes from the first reading");
        } else if is_spaced(self.body) {
            hints.push(
                "the body looks parsed and written again, for it has white space between its members: pass the bytes \
                 as they arrived",
            );
        }
        if hints.is_empty() {
            hints.push("is it the secret of this very webhook, and are these the bytes as they arrived?");
        }
        Err(self.refuse(format!("the signature does not fit body and secret: {}", hints.join("; "))))
    }

    fn age(&self, header: &str, value: &[u8], tolerance: Duration, now: SystemTime) -> Result<(), Error> {
        let digits = Some(value).filter(|value| !value.is_empty() && value.iter().all(u8::is_ascii_digit));
        let seconds = digits.and_then(|digits| str::from_utf8(digits).ok()?.parse::<u64>().ok());
        let seconds = seconds.ok_or_else(|| {
            self.refuse(format!("the header {header} is malformed: it must be whole seconds since 1970"))
        })?;
        let sent = Duration::from_secs(seconds);
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        if now.abs_diff(sent) <= tolerance {
            return Ok(());
        }
        let away = now.abs_diff(sent).as_secs();
        let problem = if now > sent {
            format!("{away} s old; a retry keeps the time of its event, which may be days ago")
        } else {
            format!("{away} s ahead of this machine's clock; is that right?")
        };
        Err(self.refuse(format!("the delivery is more than {tolerance:?} away: by {header} it is {problem}")))
    }

    fn event(&self) -> Result<(), Error> {
        match serde_json::from_slice::<Map<String, Value>>(self.body) {
            Ok(members) if members.get(self.webhooks.discriminator).is_some_and(Value::is_string) => Ok(()),
            Ok(_) => {
                Err(no_event(self.provider, &format!("without a text `{}`", self.webhooks.discriminator)))
            }
            Err(_) => Err(no_event(self.provider, "no JSON object")),
        }
    }
}

/// The provider has signed what it does not describe.
fn no_event(provider: &Provider, problem: &str) -> Error {
    let message =
        format!("the signature fits, but the body is not an event of {}: {problem}", provider.title);
    Error::new(Kind::Decode, message).with_provider(provider.name)
}

/// Compares in constant time.
fn fits(secret: &str, body: &[u8], signature: &[u8; 32]) -> bool {
    let mut mac = mac(secret);
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

fn mac(secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes()).expect("a secret may have any length")
}

/// Whether there is white space outside of texts, as serialisers leave out that write for machines.
fn is_spaced(body: &[u8]) -> bool {
    let (mut within, mut escaped) = (false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if within => escaped = true,
            b'"' => within = !within,
            b' ' | b'\t' | b'\r' | b'\n' if !within => return true,
            _ => {}
        }
    }
    false
}

/// A signature as the provider makes it, for tests.
#[cfg(any(test, fuzzing))]
pub(crate) fn sign(provider: &Provider, secret: &str, body: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut mac = mac(secret);
    mac.update(body);
    let mut text = provider.webhooks.as_ref().map_or("", |webhooks| webhooks.prefix).to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::providers::{insigner, nexpay, nextsign, opensign};

    const SECRET: &str = "8f4b6c1d0e9a7352f1c0d4b8a6e2937548b1c7d05e3f6a928d4c1b0f7e5a6392";
    const BODY: &[u8] = br#"{"event":"document.completed","data":{"id":"doc_1"}}"#;
    /// `printf '%s' BODY | openssl dgst -sha256 -hmac SECRET`.
    const SIGNATURE: &str = "sha256=6eca49dd79e1c3b46c83d6b4dcd595fa58650a1e2a7063f701ec4e63c5011f08";
    const NOW: u64 = 1_790_000_000;

    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
    }

    /// inSigner's verdict on these headers.
    fn verdict(headers: &[(&str, &str)], secrets: &[&str], tolerance: Option<u64>) -> Result<(), Error> {
        let tolerance = tolerance.map(Duration::from_secs);
        verify(&insigner::PROVIDER, BODY, headers.iter().copied(), secrets, tolerance, now())
    }

    fn refusal(result: Result<(), Error>) -> String {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), Kind::WebhookVerification, "{error}");
        assert_eq!((error.provider(), error.attempts().len(), error.retryable()), ("insigner", 0, false));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SECRET) && !shown.contains(&SIGNATURE[7..]), "{shown}");
        error.message().to_owned()
    }

    #[test]
    fn a_signature_that_openssl_made_fits() {
        assert_eq!(sign(&insigner::PROVIDER, SECRET, BODY), SIGNATURE);
        verdict(&[("X-InSigner-Signature", SIGNATURE)], &[SECRET], None).unwrap();
        verdict(&[("x-insigner-signature", SIGNATURE)], &["old", SECRET], None).unwrap();
        verdict(&[("X-INSIGNER-SIGNATURE", SIGNATURE)], &[SECRET, "new"], None).unwrap();
    }

    #[test]
    fn a_signature_that_is_no_signature_is_refused_with_what_is_wrong() {
        let digits = &SIGNATURE[7..];
        for (value, problem) in [
            (String::new(), "does not begin with `sha256=`"),
            (digits.to_owned(), "does not begin with `sha256=`"),
            (format!("SHA256={digits}"), "does not begin with `sha256=`"),
            (format!(" {SIGNATURE}"), "does not begin with `sha256=`"),
            (format!("{SIGNATURE} "), "has 65 characters"),
            (SIGNATURE[..SIGNATURE.len() - 1].to_owned(), "has 63 characters"),
            (format!("{SIGNATURE},{SIGNATURE}"), "has 136 characters"),
            ("sha256=".to_owned(), "has 0 characters"),
            (format!("sha256={}", digits.to_uppercase()), "has another character"),
            (format!("sha256={}", "é".repeat(32)), "has another character"),
            (format!("sha256=+{}", &digits[1..]), "has another character"),
        ] {
            let message = refusal(verdict(&[("X-InSigner-Signature", &value)], &[SECRET], None));
            assert!(message.contains(problem), "{value}: {message}");
        }
        let header = ("X-InSigner-Signature", SIGNATURE);
        assert!(refusal(verdict(&[], &[SECRET], None)).contains("X-InSigner-Signature is missing"));
        assert!(refusal(verdict(&[header, header], &[SECRET], None)).contains("2 times"));
    }

    #[test]
    fn a_time_is_whole_seconds_and_nothing_else() {
        for time in [
            "1790000000junk",
            "+1790000000",
            "-1",
            " 1790000000",
            "1790000000 ",
            "1.79e9",
            "1790000000.0",
            "",
        ]
        .into_iter()
        .chain([
            "18446744073709551616",
            "99999999999999999999999999",
            "１７９００００００００",
            "0x6ab1",
        ]) {
            let headers = [("X-InSigner-Signature", SIGNATURE), ("X-InSigner-Timestamp", time)];
            let message = refusal(verdict(&headers, &[SECRET], Some(u64::MAX)));
            assert!(message.contains("whole seconds since 1970"), "{time}: {message}");
            verdict(&headers, &[SECRET], None).unwrap();
        }
        let headers = [("X-InSigner-Signature", SIGNATURE)];
        assert!(refusal(verdict(&headers, &[SECRET], Some(1))).contains("X-InSigner-Timestamp is missing"));
    }

    #[test]
    fn a_delivery_may_be_as_far_away_as_is_tolerated_in_both_directions() {
        for (time, tolerance, problem) in [
            (NOW - 300, 300, None),
            (NOW + 300, 300, None),
            (NOW - 301, 300, Some("301 s old")),
            (NOW + 301, 300, Some("301 s ahead")),
            (NOW, 0, None),
            (0, 300, Some("s old")),
            (u64::MAX, 300, Some("s ahead")),
            (u64::MAX, u64::MAX, None),
        ] {
            let time = time.to_string();
            let headers = [("x-insigner-timestamp", &*time), ("X-InSigner-Signature", SIGNATURE)];
            let verdict = verdict(&headers, &[SECRET], Some(tolerance));
            match problem {
                None => verdict.unwrap(),
                Some(problem) => assert!(refusal(verdict).contains(problem), "{time}"),
            }
        }
    }

    #[test]
    fn a_signature_that_does_not_fit_is_explained() {
        let header = [("X-InSigner-Signature", SIGNATURE)];
        let explained = |body: &[u8], secret: &str| {
            refusal(verify(&insigner::PROVIDER, body, header, &[secret], None, now()))
        };
        let padded = format!("{SECRET}\n");
        assert!(explained(BODY, &padded).contains("white space around it"));
        let parsed: Value = serde_json::from_slice(BODY).unwrap();
        let written = serde_json::to_vec_pretty(&parsed).unwrap();
        assert!(explained(&written, SECRET).contains("pass the bytes as they arrived"));
        assert!(explained(b"", SECRET).contains("it was read before"));
        assert!(explained(br#"{"event":"a \" b"}"#, SECRET).contains("the secret of this very webhook"));
    }

    #[test]
    fn what_the_caller_sets_wrong_is_an_error_of_the_configuration() {
        let headers = [("X-InSigner-Signature", SIGNATURE)];
        for secrets in [&[][..], &[""], &[" \n"], &[SECRET, ""]] {
            let error = verdict(&headers, secrets, None).unwrap_err();
            assert_eq!((error.kind(), &*error.fields()[0].field), (Kind::Configuration, "secret"));
        }
        let at_once = Some(Duration::ZERO);
        let error = verify(&opensign::PROVIDER, BODY, headers, &[SECRET], at_once, now()).unwrap_err();
        assert_eq!((error.kind(), &*error.fields()[0].field), (Kind::Configuration, "tolerance"));
        for provider in [&nextsign::PROVIDER, &nexpay::PROVIDER] {
            let error = verify(provider, BODY, headers, &[SECRET], None, now()).unwrap_err();
            assert_eq!(error.kind(), Kind::Configuration);
            assert!(error.message().contains("documents no signature"), "{error}");
        }
    }

    #[test]
    fn what_is_signed_and_no_event_is_said_to_be_so() {
        for body in ["", "[]", "{", "{\"event\":1}", "{\"data\":{}}", "null", "{\"event\":\"\\ud800\"}"] {
            let signature = sign(&insigner::PROVIDER, SECRET, body.as_bytes());
            let header = [("X-InSigner-Signature", signature)];
            let error =
                verify(&insigner::PROVIDER, body.as_bytes(), header, &[SECRET], None, now()).unwrap_err();
            assert_eq!(error.kind(), Kind::Decode, "{body}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_header_but_the_signature_is_taken(value in "\\PC*", bits in proptest::collection::vec(any::<u8>(), 0..80)) {
            let made = sign(&insigner::PROVIDER, SECRET, BODY);
            for value in [value.as_bytes(), &bits] {
                let verdict = verify(&insigner::PROVIDER, BODY, [("X-InSigner-Signature", value)], &[SECRET], None, now());
                prop_assert_eq!(verdict.is_ok(), value == made.as_bytes());
            }
        }

        #[test]
        fn one_changed_bit_of_body_or_signature_is_noticed(at in 0..BODY.len(), digit in 7..SIGNATURE.len(), bit in 0..7_u8) {
            let mut body = BODY.to_vec();
            body[at] ^= 1 << bit;
            let verdict = verify(&insigner::PROVIDER, &body, [("X-InSigner-Signature", SIGNATURE)], &[SECRET], None, now());
            prop_assert_eq!(verdict.unwrap_err().kind(), Kind::WebhookVerification);
            let mut signature = SIGNATURE.as_bytes().to_vec();
            signature[digit] ^= 1 << bit;
            let verdict = verify(&insigner::PROVIDER, BODY, [("X-InSigner-Signature", signature)], &[SECRET], None, now());
            prop_assert_eq!(verdict.unwrap_err().kind(), Kind::WebhookVerification);
        }
    }
}
