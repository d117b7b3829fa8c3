//! What comes from outside, thrown at what reads it. Each target takes any bytes and panics when a promise is broken.
//!
//! Two drive them: `cargo fuzz` (`core/fuzz`, guided by coverage, needs nightly Rust) and the tests below, which replay the
//! kept corpus and mutate it; `cargo xtask fuzz` has them do so for longer.

#![allow(clippy::missing_panics_doc, reason = "panicking is how a target tells")]

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::answer::{self, Answer};
use crate::bridge::{self, Event, frame};
use crate::call::Reply;
use crate::config::{CallOptions, Config, CredentialConfig};
use crate::error::{Delivery, Error, Kind};
use crate::operation::{Operation, Place, Segment};
use crate::route::{self, Bound, Params};
use crate::{Client, providers, retry, webhook};

/// A target's name, and the target.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 6] = [
    ("path", path),
    ("error", error),
    ("pause", pause),
    ("border", border),
    ("page", page),
    ("webhook", webhook),
];

const KEY: &str = "isk_0123456789_fuzzed_0123456789_fuzzed_01234567";

/// An operation of any provider, chosen by two bytes, and the rest.
fn choose(data: &[u8]) -> Option<(&'static str, &'static Operation, &[u8])> {
    let [provider, operation, rest @ ..] = data else { return None };
    let all: Vec<_> = providers::all().collect();
    let provider = all[usize::from(*provider) % all.len()];
    Some((provider.name, &provider.operations[usize::from(*operation) % provider.operations.len()], rest))
}

fn client(provider: &str) -> Client {
    let (described, _) = providers::find(provider).expect("it is one of all");
    let origins = described.origins.iter();
    let config = Config {
        provider: provider.to_owned(),
        credential: Some(CredentialConfig::value(KEY)),
        tenant: described.tenant.as_ref().map(|_| "c0".to_owned()),
        origins: origins
            .map(|origin| (origin.name.to_owned(), "https://host.test/base".to_owned()))
            .collect(),
        ..Config::default()
    };
    Client::open(config).expect("the configuration is good")
}

/// Values in paths and queries never change host, path or query beyond their own place.
pub fn path(data: &[u8]) {
    let Some((name, operation, rest)) = choose(data) else { return };
    let client = client(name);
    let texts = String::from_utf8_lossy(rest);
    let mut texts = texts.split('\n');
    let mut flat = Vec::new();
    for param in operation.params {
        if matches!(param.place, Place::Path | Place::Query) {
            flat.extend([param.name.to_owned(), texts.next().unwrap_or("x").to_owned()]);
        }
    }
    let base = client.origin(operation.origin).expect("all are given").clone();
    let params = Params::new(&flat).expect("names have values");
    if let Ok(url) = route::url(&base, operation, client.bound(), params) {
        check_url(&base, &url);
        let segments: Vec<_> = url.path().split('/').skip(2).collect();
        assert_eq!(segments.len(), operation.path.len(), "{url}");
        for (segment, given) in operation.path.iter().zip(segments) {
            match segment {
                Segment::Literal(literal) => assert_eq!(*literal, given),
                Segment::Param(name) => {
                    let decoded = percent_decode_str(given).decode_utf8().expect("values are texts");
                    assert_eq!(params.get(name), Some(&*decoded), "{url}");
                }
                Segment::Tenant | Segment::Version => {}
            }
        }
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let given: Vec<_> = operation
            .params
            .iter()
            .filter(|param| param.place == Place::Query)
            .filter_map(|param| Some((param.name.to_owned(), params.get(param.name)?.to_owned())))
            .collect();
        assert_eq!(query, given, "{url}");
    }
    let text = String::from_utf8_lossy(rest);
    let (template, query) = text.split_once('\n').unwrap_or((&text, ""));
    let query = ["q".to_owned(), query.to_owned()];
    let query = Params::new(&query).expect("a name and a value");
    if let Ok(url) = route::raw_url(&base, template, Bound { tenant: None, version: None }, query) {
        check_url(&base, &url);
        assert!(!url.path().contains("/../") && !url.path().ends_with("/.."), "{url}");
    }
}

fn check_url(base: &url::Url, url: &url::Url) {
    assert_eq!(url.origin(), base.origin(), "{url}");
    assert!(url.path().starts_with("/base/"), "{url}");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
}

/// Any answer gives a payload or an error, which is bounded and holds no key.
pub fn error(data: &[u8]) {
    let Some((name, operation, rest)) = choose(data) else { return };
    let [high, low, body @ ..] = rest else { return };
    let status = 200 + u16::from_be_bytes([*high, *low]) % 400;
    let (_, dialect) = providers::find(name).expect("it is one of all");
    // What echoes the key is the worst there is.
    let body = String::from_utf8_lossy(body).replace("KEY", KEY);
    let body = Bytes::from(body);
    let answer = Answer { status, headers: HeaderMap::new(), body: body.clone(), file: None };
    for envelope in [Some(&operation.envelope), None] {
        match answer::read(dialect, envelope, &answer) {
            Ok(payload) => assert!(payload.len() <= body.len() || payload.is_empty() || payload.len() < 16),
            Err(error) => bounded(error, &body),
        }
    }
    if let Err(error) = answer::read_file(&answer) {
        bounded(error, &body);
    }
    let _ = answer::unpack(&body, operation.json_text);
}

fn bounded(error: Error, body: &Bytes) {
    let error = error.with_evidence(body.clone()).conceal(&[KEY]);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(KEY), "{shown}");
    assert!(error.message().chars().count() <= 1100 && error.body().unwrap_or("").chars().count() <= 2100);
    serde_json::from_slice::<serde_json::Value>(&error.to_json()).expect("a record is JSON");
}

/// A header that asks to wait never asks for ever, nor for a time that is none.
pub fn pause(data: &[u8]) {
    let mut headers = HeaderMap::new();
    let mut lines = data.split(|byte| *byte == b'\n');
    for name in ["retry-after", "ratelimit-reset", "x-ratelimit-reset"] {
        if let Some(value) = lines.next().and_then(|line| HeaderValue::from_bytes(line).ok()) {
            headers.append(name, value);
        }
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    for kind in [Kind::RateLimited, Kind::Unavailable] {
        if let Some(asked) = retry::asked_pause(&headers, now, kind) {
            // A date may be as far away as a date can be.
            assert!(asked < Duration::from_secs(8_000 * 366 * 86_400), "{asked:?}");
        }
    }
}

/// What crosses the border is read or refused without showing it, and what is written has the lengths that it says.
pub fn border(data: &[u8]) {
    let [kind, rest @ ..] = data else { return };
    match kind % 4 {
        0 => {
            if let Err(error) = bridge::open(rest) {
                assert_eq!(error.kind(), Kind::Configuration);
            }
        }
        1 => {
            let _ = serde_json::from_slice::<CallOptions>(rest);
            let _ = client("nextsign").with_options_json(rest);
            let _ = bridge::raw(rest);
        }
        _ => {
            let (status, body) = (200 + u16::from(*kind), Bytes::copy_from_slice(rest));
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(rest) {
                headers.append("x", value);
            }
            let error = Error::new(Kind::Decode, String::from_utf8_lossy(rest))
                .with_delivery(Delivery::Answered)
                .with_evidence(body.clone())
                .conceal(&[]);
            let written = frame::encode(vec![
                Event::Done { ticket: 1, result: Ok(Reply::new(status, headers, body.clone())) },
                Event::Done { ticket: 2, result: Err(error) },
                Event::ChunkOffered { request: 3, ticket: 4, chunk: body.clone() },
            ]);
            let (mut at, mut bodies) = (0, Vec::new());
            while at < written.len() {
                let word = |from: usize| {
                    let bytes = written[at + from..at + from + 4].try_into().expect("four bytes");
                    u32::from_le_bytes(bytes) as usize
                };
                let (meta, body) = (word(4), word(8));
                let start = at + frame::HEADER;
                if written[at] != 5 {
                    let meta = &written[start..start + meta];
                    serde_json::from_slice::<serde_json::Value>(meta).expect("meta is JSON");
                }
                bodies.push(&written[start + meta..start + meta + body]);
                at = start + meta + body;
            }
            assert_eq!(bodies, [&body[..], &[], &body[..]]);
        }
    }
}

/// An answer never sends the next page elsewhere: its parameters are those of this one, and each answer gives one or none.
pub fn page(data: &[u8]) {
    let Some((name, operation, rest)) = choose(data) else { return };
    let client = client(name);
    let index = client.provider().operations.iter().position(|one| one.id == operation.id);
    let index = u32::try_from(index.expect("it is one of them")).expect("there are not so many");
    let given = ["unknown".to_owned(), "x".to_owned()];
    if let Ok(Some(next)) = bridge::next_page(&client, index, &given, rest) {
        assert!(next.len().is_multiple_of(2) && next.len() <= 2 + 8, "{next:?}");
        assert!(next.chunks(2).any(|pair| pair == given), "{next:?}");
    }
}

/// Only the signature that the secret makes is taken, and what refuses another shows nothing of it.
pub fn webhook(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let (Some(signature), Some(time), Some(body)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    for provider in [&providers::insigner::PROVIDER, &providers::opensign::PROVIDER] {
        let described = provider.webhooks.as_ref().expect("these sign");
        let made = webhook::sign(provider, KEY, body);
        let verify = |signature: &[u8], tolerance| {
            let time = (described.timestamp.unwrap_or("date"), time);
            webhook::verify(provider, body, [(described.header, signature), time], &[KEY], tolerance, now)
        };
        match verify(signature, None) {
            Ok(()) => assert_eq!(signature, made.as_bytes()),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                assert!(!shown.contains(KEY) && !shown.contains(&made), "{shown}");
                assert!(signature == made.as_bytes() || error.kind() == Kind::WebhookVerification, "{shown}");
            }
        }
        if let Err(error) = verify(made.as_bytes(), None) {
            assert_eq!(error.kind(), Kind::Decode);
        }
        let day = described.timestamp.map(|_| Duration::from_secs(86_400));
        if verify(made.as_bytes(), day).is_ok() && day.is_some() {
            let seconds: u64 =
                str::from_utf8(time).ok().and_then(|time| time.parse().ok()).expect("a number");
            assert!((1_789_913_600..=1_790_086_400).contains(&seconds), "{seconds}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use rand::rngs::StdRng;
    use rand::{RngExt as _, SeedableRng as _};

    use super::*;
    use crate::clock;

    /// What readers look at, to be put where it hurts.
    const WORDS: [&str; 40] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "null",
        "true",
        "-1",
        "1e999",
        "\\u0000",
        "\\ud800",
        "\n",
        "\r\n",
        "..",
        "/",
        "%2e%2e",
        "%2f",
        "?",
        "#",
        "&",
        "=",
        "@",
        "//evil.test",
        "\\",
        "KEY",
        "errors",
        "message",
        "code",
        "data",
        "result",
        "next",
        "9999999999999999999",
        "0.0000001",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "\u{202e}",
        "é",
        "statusCode",
        "<Code>",
    ];

    fn corpus(target: &str) -> Vec<Vec<u8>> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 3, "{} is nearly empty", folder.display());
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    }

    fn mutate(corpus: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
        let mut data = corpus[random.random_range(0..corpus.len())].clone();
        for _ in 0..random.random_range(0..6_usize) {
            let at = random.random_range(0..=data.len());
            match random.random_range(0..7) {
                0 if at < data.len() => data[at] = random.random(),
                1 if at < data.len() => data[at] ^= 1 << random.random_range(0..8),
                2 => data.insert(at, random.random()),
                3 => data.truncate(at.max(4)),
                4 => {
                    let word = WORDS[random.random_range(0..WORDS.len())];
                    data.splice(at..at, word.bytes());
                }
                5 => {
                    let end = (at + random.random_range(0..64)).min(data.len());
                    let piece = data[at..end].to_vec();
                    let times = if random.random_range(0..50) == 0 { 400 } else { 1 };
                    data.splice(at..at, piece.repeat(times));
                }
                _ => {
                    let other = &corpus[random.random_range(0..corpus.len())];
                    let from = random.random_range(0..=other.len());
                    data.truncate(at);
                    data.extend_from_slice(&other[from..]);
                }
            }
            data.truncate(1 << 16);
        }
        data
    }

    fn run(target: Target, data: &[u8]) {
        let (name, function) = target;
        let caught = std::panic::catch_unwind(|| function(data));
        if caught.is_err() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/corpus/{name}/found"));
            std::fs::write(&file, data).unwrap();
            panic!("{name} breaks its promise, see {}: {:?}", file.display(), String::from_utf8_lossy(data));
        }
    }

    #[test]
    fn nothing_in_the_corpus_breaks_a_promise() {
        for target in TARGETS {
            for data in corpus(target.0) {
                run(target, &data);
            }
        }
    }

    /// `SIGNBRIDGE_FUZZ` is `SECONDS SEED` or `SECONDS SEED TARGET`: for how long, beside the few rounds of every test run.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "how `cargo xtask fuzz` tells what it is to do")]
    fn no_mutation_of_the_corpus_breaks_a_promise() {
        let asked = std::env::var("SIGNBRIDGE_FUZZ").unwrap_or_default();
        let mut words = asked.split(' ');
        let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
        let only = words.next();
        for target in TARGETS.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
            let corpus = corpus(target.0);
            let mut random = StdRng::seed_from_u64(seed);
            let (start, mut rounds) = (clock::tick(), 0_u64);
            while rounds < 300 || start.elapsed() < Duration::from_secs(seconds) {
                run(target, &mutate(&corpus, &mut random));
                rounds += 1;
            }
            println!("{}: {rounds} inputs in {:.0?}, nothing found", target.0, start.elapsed());
        }
    }
}
