//! Reading an answer: is it a success, and where in it is the payload?
//!
//! The body of a success is looked at once, without building anything: [`Members`] notes where each member of the
//! top-level object lies, the provider's [`Dialect`] says whether those members mean failure (NextSign sends errors with
//! status 200), and the payload is a slice of the same buffer. The host parses that slice, once.

use bytes::Bytes;
use http::HeaderMap;
use memchr::{memchr, memchr_iter};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Delivery, Error, FieldError, Kind};
use crate::file::FileInfo;
use crate::operation::Envelope;

/// How deep a payload may be nested. Real ones are far from it, and no host's parser gives up or overflows before it.
const MAX_DEPTH: usize = 100;

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What is known of the file that it was.
    pub(crate) file: Option<FileInfo>,
}

/// What a provider's body says about a failure.
#[derive(Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    pub(crate) fields: Vec<FieldError>,
}

/// How one provider words its failures.
pub(crate) trait Dialect: Sync {
    /// Reads an answer's top-level members. `None`: they are no failure.
    ///
    /// Called for every JSON object, whatever its status; `expected` are the members that a success would have.
    fn failure(&self, status: u16, members: &Members<'_>, expected: &[&str]) -> Option<Failure>;

    /// Reads a failing answer that is no JSON object, such as a page of HTML. `None`: the status says it all.
    fn unstructured(&self, _status: u16, _body: &[u8]) -> Option<Failure> {
        None
    }
}

/// The kind of failure that a status means where the provider says nothing better.
pub(crate) fn kind_of_status(status: u16) -> Kind {
    match status {
        401 => Kind::Authentication,
        402 => Kind::QuotaExceeded,
        403 => Kind::PermissionDenied,
        404 | 410 => Kind::NotFound,
        408 => Kind::Timeout,
        409 => Kind::Conflict,
        429 => Kind::RateLimited,
        // Not on this connection, or not yet: nothing is wrong with the request.
        421 | 425 | 500.. => Kind::Unavailable,
        400..=499 => Kind::InvalidRequest,
        _ => Kind::Decode,
    }
}

/// The payload of an answer, or the error it is. `envelope` is absent for raw requests, whose whole body is the payload.
pub(crate) fn read(
    dialect: &dyn Dialect,
    envelope: Option<&Envelope>,
    answer: &Answer,
) -> Result<Bytes, Error> {
    let Answer { status, body, .. } = answer;
    let success = (200..300).contains(status);
    let is_raw = envelope.is_none();
    let envelope = envelope.unwrap_or(&Envelope::None);
    if success && matches!(envelope, Envelope::Bytes) {
        return Ok(body.clone());
    }
    // Some servers begin with a mark that says it is UTF-8, as all JSON is.
    let body = &body.strip_prefix(b"\xef\xbb\xbf").map_or_else(|| body.clone(), |rest| body.slice_ref(rest));
    let body = &if is_raw { body.clone() } else { mended(body) };
    let members = Members::read(body);
    let failure = match &members {
        // Who redirects is not the provider's API, whatever else he says.
        _ if is_redirect(*status) => None,
        Ok(members) => {
            let expected = match envelope {
                Envelope::Object(names) | Envelope::Member(names) => *names,
                Envelope::None | Envelope::Array | Envelope::Optional(_) | Envelope::Bytes => &[],
            };
            dialect.failure(*status, members, expected)
        }
        Err(_) if !success => dialect.unstructured(*status, body),
        Err(_) => None,
    };
    if let Some(failure) = failure {
        return Err(Error::new(failure.kind, failure.message)
            .with_code(failure.code)
            .with_fields(failure.fields)
            .with_status(*status)
            .with_delivery(Delivery::Answered));
    }
    if !success {
        let mut message = format!("the provider answered with status {status}");
        if is_redirect(*status) {
            message.push_str(
                ", a redirect; redirects are not followed, so that credentials stay with the provider: check the address",
            );
        }
        return Err(Error::new(kind_of_status(*status), message)
            .with_status(*status)
            .with_delivery(Delivery::Answered));
    }
    payload(envelope, is_raw, body, members).map_err(|reason| {
        let message = format!("the answer (status {status}, {} bytes) {reason}", body.len());
        Error::new(Kind::Decode, message).with_status(*status).with_delivery(Delivery::Answered)
    })
}

/// Half a character, as a text that was cut in its middle ends with, is no reason to lose an answer: JSON's escapes can write
/// it and most languages' texts cannot hold it. It becomes U+FFFD.
fn mended(body: &Bytes) -> Bytes {
    let is_half = |at: usize| matches!(body.get(at + 1..at + 3), Some(b"ud" | b"uD"));
    if !memchr_iter(b'\\', body).any(is_half) {
        return body.clone();
    }
    let unit = |at: usize| -> Option<u16> {
        let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut mended = body.to_vec();
    let mut at = 0;
    while let Some(next) = memchr(b'\\', &body[at..]) {
        at += next;
        at += match unit(at) {
            None => 2.min(body.len() - at),
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended[at + 2..at + 6].copy_from_slice(b"fffd");
                6
            }
            Some(_) => 6,
        };
    }
    mended.into()
}

fn is_redirect(status: u16) -> bool {
    (300..400).contains(&status)
}

/// A file of the provider's storage, or the error it is. Storages speak XML, if anything.
pub(crate) fn read_file(answer: &Answer) -> Result<Bytes, Error> {
    let Answer { status, body, .. } = answer;
    if (200..300).contains(status) {
        return Ok(body.clone());
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let element = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(value, _)| value.trim().to_owned())
    };
    let (code, message) = (element("Code"), element("Message"));
    let said: Vec<&str> = code.iter().chain(&message).map(String::as_str).collect();
    let mut told = format!("the file storage answered with status {status}");
    if !said.is_empty() {
        told = format!("{told} ({})", said.join(": "));
    }
    if is_redirect(*status) {
        told.push_str(", a redirect; only the provider's own word for where a file is stored is followed");
    }
    Err(Error::new(kind_of_status(*status), told)
        .with_code(code)
        .with_status(*status)
        .with_delivery(Delivery::Answered))
}

/// The payload with these members unpacked that are JSON inside a string. What is not, stays as it is: a provider may
/// well send the plain value one day.
pub(crate) fn unpack(payload: &Bytes, paths: &[&str]) -> Bytes {
    let Ok(text) = std::str::from_utf8(payload) else { return payload.clone() };
    let mut found = Vec::new();
    for path in paths {
        locate(text, path, &mut found);
    }
    let mut pieces: Vec<(usize, usize, String)> = found
        .into_iter()
        .filter_map(|value| {
            let inner: String = serde_json::from_str(value).ok()?;
            serde_json::from_str::<IgnoredAny>(&inner).ok().filter(|_| !is_too_deep(inner.as_bytes()))?;
            // A slice of the text, so the difference of addresses is its place.
            let start = value.as_ptr() as usize - text.as_ptr() as usize;
            Some((start, start + value.len(), inner))
        })
        .collect();
    if pieces.is_empty() {
        return payload.clone();
    }
    pieces.sort_unstable();
    let mut unpacked = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, inner) in pieces {
        unpacked.push_str(&text[at..start]);
        unpacked.push_str(&inner);
        at = end;
    }
    unpacked.push_str(&text[at..]);
    unpacked.into()
}

/// Every value at a dotted path with `[]` for each item, as it stands in the text.
fn locate<'a>(json: &'a str, path: &str, found: &mut Vec<&'a str>) {
    if path.is_empty() {
        found.push(json);
        return;
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let value = if name.is_empty() {
        Some(json)
    } else {
        Members::read(json.as_bytes()).ok().and_then(|members| members.present(name))
    };
    let Some(value) = value else { return };
    if is_list {
        for item in serde_json::from_str::<Vec<&RawValue>>(value).unwrap_or_default() {
            locate(item.get(), rest, found);
        }
    } else {
        locate(value, rest, found);
    }
}

fn payload(
    envelope: &Envelope,
    is_raw: bool,
    body: &Bytes,
    members: Result<Members<'_>, NotAnObject>,
) -> Result<Bytes, String> {
    if !matches!(members, Err(NotAnObject::Invalid(_))) && is_too_deep(body) {
        return Err(format!("is nested more than {MAX_DEPTH} levels deep"));
    }
    let may_be_empty = is_raw || matches!(envelope, Envelope::None | Envelope::Bytes | Envelope::Optional(_));
    if !may_be_empty && body.trim_ascii().is_empty() {
        return Err("is empty".to_owned());
    }
    match envelope {
        Envelope::Bytes => Ok(body.clone()),
        Envelope::None if is_raw || body.is_empty() => Ok(body.clone()),
        Envelope::None => match members {
            Err(NotAnObject::Invalid(reason)) => Err(format!("is not JSON: {reason}")),
            Ok(_) | Err(NotAnObject::OtherJson) => Ok(body.clone()),
        },
        Envelope::Array => match members {
            Ok(_) => Err("is an object where a list was expected".to_owned()),
            Err(NotAnObject::Invalid(reason)) => Err(format!("is not JSON: {reason}")),
            Err(NotAnObject::OtherJson) if body.trim_ascii_start().starts_with(b"[") => Ok(body.clone()),
            Err(NotAnObject::OtherJson) => Err("is not a list".to_owned()),
        },
        Envelope::Object(names) => {
            let members = object(members)?;
            if names.is_empty() || names.iter().any(|name| members.present(name).is_some()) {
                Ok(body.clone())
            } else {
                Err(format!("has none of the expected members {}", names.join(", ")))
            }
        }
        Envelope::Member(names) => {
            let members = object(members)?;
            let found = names.iter().find_map(|name| members.present(name));
            let found =
                found.ok_or_else(|| format!("has none of the expected members {}", names.join(", ")))?;
            Ok(body.slice_ref(found.as_bytes()))
        }
        Envelope::Optional(names) => {
            let Ok(members) = members else { return Ok(Bytes::from_static(b"{}")) };
            let object = |name: &&str| match *name {
                "." => Some(body.clone()),
                name => {
                    let found = members.present(name).filter(|value| value.starts_with('{'));
                    found.map(|found| body.slice_ref(found.as_bytes()))
                }
            };
            Ok(names.iter().find_map(object).unwrap_or(Bytes::from_static(b"{}")))
        }
    }
}

/// Whether JSON, which is known to be valid, is nested too deep for parsers that call themselves for each level.
fn is_too_deep(json: &[u8]) -> bool {
    most_levels(json) > MAX_DEPTH && is_deeper(json, MAX_DEPTH)
}

/// Not fewer levels than JSON has, at next to no cost: all that is opened, but for what closes one before (`},{`). That
/// adds nothing, be it the next item of a list or part of a string.
fn most_levels(json: &[u8]) -> usize {
    // As many as a byte can count, which is what makes it quick.
    const AT_ONCE: usize = 128;
    let of = |start: usize| json.get(start..).unwrap_or_default().chunks(AT_ONCE);
    let counts = of(0).zip(of(1)).zip(of(2)).map(|((one, two), three)| {
        let openings = one.iter().zip(two).zip(three).map(|((one, two), three)| {
            u8::from(three | 0x20 == b'{') & !(u8::from(one | 0x20 == b'}') & u8::from(*two == b','))
        });
        usize::from(openings.sum::<u8>())
    });
    counts.sum::<usize>() + 2
}

fn is_deeper(json: &[u8], most: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    for chunk in json.chunks(64) {
        let count = |is: fn(u8) -> bool| chunk.iter().map(|byte| u8::from(is(*byte))).sum::<u8>();
        let marks = count(|byte| matches!(byte | 0x20, b'{' | b'}') || byte == b'\\');
        if marks == 0 && !escaped {
            in_string ^= count(|byte| byte == b'"') % 2 == 1;
            continue;
        }
        for byte in chunk {
            match byte | 0x20 {
                _ if escaped => escaped = false,
                _ if *byte == b'\\' => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string && depth == most => return true,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => depth -= 1,
                _ => {}
            }
        }
    }
    false
}

fn object(members: Result<Members<'_>, NotAnObject>) -> Result<Members<'_>, String> {
    members.map_err(|reason| match reason {
        NotAnObject::Invalid(reason) => format!("is not JSON: {reason}"),
        NotAnObject::OtherJson => "is JSON, but not an object".to_owned(),
    })
}

/// Where the members of a JSON object lie.
#[derive(Default)]
pub(crate) struct Members<'a>(Vec<(Name<'a>, &'a str)>);

type Name<'a> = std::borrow::Cow<'a, str>;

/// Why a body has no members.
#[derive(Debug)]
pub(crate) enum NotAnObject {
    OtherJson,
    Invalid(String),
}

impl<'a> Members<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, NotAnObject> {
        let result = if body.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice(body).map_err(Some)
        } else {
            Err(serde_json::from_slice::<IgnoredAny>(body).err())
        };
        result.map_err(|error| match error {
            Some(error) => NotAnObject::Invalid(error.to_string()),
            None => NotAnObject::OtherJson,
        })
    }

    /// The JSON of a member; a dot steps into an object.
    pub(crate) fn get(&self, path: &str) -> Option<&'a str> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let (_, value) = self.0.iter().find(|(name, _)| name == first)?;
        match rest {
            None => Some(value),
            Some(rest) => Members::read(value.as_bytes()).ok()?.get(rest),
        }
    }

    /// The same, if it is not null.
    pub(crate) fn present(&self, path: &str) -> Option<&'a str> {
        self.get(path).filter(|value| *value != "null")
    }

    /// A member that is a string, or a number as text.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Text {
            String(String),
            Number(serde_json::Number),
        }
        Some(match serde_json::from_str(self.get(path)?).ok()? {
            Text::String(text) => text,
            Text::Number(number) => number.to_string(),
        })
    }

    /// The elements of a member that is an array of objects.
    pub(crate) fn objects(&self, path: &str) -> Option<Vec<Members<'a>>> {
        serde_json::from_str(self.get(path)?).ok()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some(BorrowedName(name)) = map.next_key()? {
                    let value: &'de RawValue = map.next_value()?;
                    members.push((name, value.get()));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A key that borrows from the input unless it holds an escape.
#[derive(Deserialize)]
struct BorrowedName<'a>(#[serde(borrow)] Name<'a>);

#[cfg(test)]
mod tests {
    use super::*;

    struct NeverFails;
    impl Dialect for NeverFails {
        fn failure(&self, _: u16, _: &Members<'_>, _: &[&str]) -> Option<Failure> {
            None
        }
    }

    fn unwrapped(envelope: Envelope, body: &'static str) -> Result<Bytes, String> {
        let body = Bytes::from_static(body.as_bytes());
        payload(&envelope, false, &body, Members::read(&body))
    }

    #[test]
    fn half_a_character_becomes_the_sign_for_one_that_cannot_be_shown() {
        for (body, shown) in [
            (r#"["half \ud83d"]"#, r#"["half \ufffd"]"#),
            (r#"["\uDC00\ud83d\ude00"]"#, r#"["\ufffd\ud83d\ude00"]"#),
            (r#"["\ud83d\ud83d\ude00\u00e6"]"#, r#"["\ufffd\ud83d\ude00\u00e6"]"#),
            (r#"["\\ud83d", "\\\ud83d"]"#, r#"["\\ud83d", "\\\ufffd"]"#),
            (r#"["\ud83"#, r#"["\ud83"#),
            (r#"["\ud"]\"#, r#"["\ud"]\"#),
        ] {
            assert_eq!(mended(&Bytes::from_static(body.as_bytes())), shown);
        }
    }

    #[test]
    fn what_is_nested_deeper_than_any_parser_likes_is_refused_whatever_its_strings_hold() {
        let nested = |depth: usize, item: &str| {
            format!(
                "{}{}{item}{}",
                "[".repeat(depth - 1),
                r#"{"a":"#,
                "}".to_owned() + &"]".repeat(depth - 1)
            )
        };
        for (json, expected) in [
            (nested(MAX_DEPTH, "1"), false),
            (nested(MAX_DEPTH + 1, "1"), true),
            (nested(MAX_DEPTH + 1, r#""]]]]\"}}}}""#), true),
            (nested(100_000, "null"), true),
            (format!("[{}1]", r#"{"a":[1]},"#.repeat(1000)), false),
            (format!(r#"["{}", 1]"#, "[".repeat(1000)), false),
            (format!(r#"["\\", "\"{}"]"#, "[".repeat(1000)), false),
            // Brackets in strings that would make up for those outside.
            (
                format!(
                    r#"["{}", {}"]"{}, "{}"]"#,
                    "]".repeat(500),
                    "[".repeat(101),
                    "]".repeat(101),
                    "[".repeat(500)
                ),
                true,
            ),
        ] {
            serde_json::from_str::<IgnoredAny>(&json).unwrap();
            assert_eq!(is_too_deep(json.as_bytes()), expected, "{}", &json[..json.len().min(50)]);
        }
    }

    #[test]
    fn the_payload_is_a_slice_of_the_answer() {
        let payload =
            unwrapped(Envelope::Member(&["case"]), r#" {"status":"case_found", "case": {"_id":"1"} } "#);
        assert_eq!(payload.unwrap(), r#"{"_id":"1"}"#);
    }

    #[test]
    fn the_first_member_that_is_there_and_not_null_wins() {
        let envelope = || Envelope::Member(&["data", "contract", "data.cases"]);
        assert_eq!(unwrapped(envelope(), r#"{"data":null,"contract":{"a":1}}"#).unwrap(), r#"{"a":1}"#);
        let dotted = unwrapped(Envelope::Member(&["cases", "data.cases"]), r#"{"data":{"cases":[1]}}"#);
        assert_eq!(dotted.unwrap(), "[1]");
    }

    #[test]
    fn an_answer_that_need_not_be_there_is_an_empty_object() {
        let envelope = || Envelope::Optional(&["data"]);
        assert_eq!(unwrapped(envelope(), r#"{"data":{"id":"1"}}"#).unwrap(), r#"{"id":"1"}"#);
        for body in ["", "{}", r#"{"data":null}"#, r#"{"data":"sent"}"#, "OK", "[1]"] {
            assert_eq!(unwrapped(envelope(), body).unwrap(), "{}", "{body:?}");
        }
        let whole = || Envelope::Optional(&["data", "."]);
        assert_eq!(unwrapped(whole(), r#"{"id":"1"}"#).unwrap(), r#"{"id":"1"}"#);
        assert_eq!(unwrapped(whole(), r#"{"data":{"id":"1"}}"#).unwrap(), r#"{"id":"1"}"#);
        assert_eq!(unwrapped(whole(), "").unwrap(), "{}");
    }

    #[test]
    fn json_inside_a_string_is_unpacked_where_it_is_expected() {
        let unpacked =
            |paths: &[&str], body: &'static str| unpack(&Bytes::from_static(body.as_bytes()), paths);
        let body = r#"{"id":"1", "events": "[\"a\",\"b\"]" , "n":1.50}"#;
        assert_eq!(unpacked(&["events"], body), r#"{"id":"1", "events": ["a","b"] , "n":1.50}"#);
        let body = r#"{"data":[{"events":"[]"},{"events":["a"]},{"events":"x"},{"events":null},{}]}"#;
        assert_eq!(
            unpacked(&["data[].events"], body),
            r#"{"data":[{"events":[]},{"events":["a"]},{"events":"x"},{"events":null},{}]}"#
        );
        assert_eq!(unpacked(&["[].events"], r#"[{"events":"[1]"}]"#), r#"[{"events":[1]}]"#);
        assert_eq!(unpacked(&["events"], "not JSON"), "not JSON");
    }

    #[test]
    fn a_storage_says_in_xml_what_is_wrong() {
        let body = "<?xml?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
        let answer = Answer {
            status: 403,
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            file: None,
        };
        let error = read_file(&answer).unwrap_err();
        assert_eq!(error.code(), Some("AccessDenied"));
        assert_eq!(
            error.message(),
            "the file storage answered with status 403 (AccessDenied: Request has expired)"
        );
    }

    #[test]
    fn an_answer_that_is_cut_or_of_another_form_is_no_payload() {
        assert!(unwrapped(Envelope::Member(&["a"]), r#"{"a":{"b":1}"#).unwrap_err().contains("is not JSON"));
        assert!(unwrapped(Envelope::Member(&["a"]), "[1]").unwrap_err().contains("not an object"));
        assert!(unwrapped(Envelope::Array, "{}").unwrap_err().contains("a list was expected"));
        assert!(unwrapped(Envelope::Array, "[1,").unwrap_err().contains("is not JSON"));
        assert!(unwrapped(Envelope::None, "<html>").unwrap_err().contains("is not JSON"));
        assert!(
            unwrapped(Envelope::Object(&["key"]), "{}").unwrap_err().contains("none of the expected members")
        );
    }

    #[test]
    fn deep_nesting_is_refused_instead_of_overflowing_the_stack() {
        let body = format!("{{\"a\":{}", "[".repeat(200_000));
        assert!(Members::read(body.as_bytes()).is_err());
    }

    #[test]
    fn a_redirect_is_an_error_that_tells_why() {
        let answer = Answer { status: 302, headers: HeaderMap::new(), body: Bytes::new(), file: None };
        let error = read(&NeverFails, None, &answer).unwrap_err();
        assert_eq!(error.kind(), Kind::Decode);
        assert!(error.message().contains("redirects are not followed"));
    }
}
