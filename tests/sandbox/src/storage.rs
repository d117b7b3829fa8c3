//! Object storage on an origin of its own: files, and signed URLs that open them for an hour.
//!
//! Providers keep documents at a storage service of another host. Two things follow for a client, and this storage
//! insists on both: the API key has no business there (a request that carries one is refused, as S3 does, and the
//! request log says so), and a link ends with its time.
//!
//! A link is for reading or for writing, never both; a link for writing takes one type of content.
//!
//! Assumed: the service speaks like S3 (`X-Amz-…` parameters, errors in XML); links open with GET and HEAD, or with PUT.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG};
use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use url::Url;

use crate::clock::Time;
use crate::observe::hex;
use crate::server::{Answer, Request};

/// How long a signed URL opens its file, and how long the same one is given again.
pub(crate) const LINK_LIFE: i64 = Time::HOUR;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A stored file.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
}

/// A signed URL.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) url: String,
    /// It was made earlier.
    pub(crate) cached: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Storage {
    origin: String,
    secret: String,
    objects: BTreeMap<String, Object>,
    links: HashMap<String, (String, Time)>,
}

impl Storage {
    pub(crate) fn new(origin: &str, seed: u64) -> Self {
        let secret = format!("storage {seed}");
        Self { origin: origin.to_owned(), secret, objects: BTreeMap::new(), links: HashMap::new() }
    }

    /// Keeps a file; the result is its stored URL.
    pub(crate) fn put(&mut self, key: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let object = Object { content_type: content_type.to_owned(), bytes: bytes.into() };
        self.objects.insert(key.to_owned(), object);
        self.url(key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Object> {
        self.objects.get(key)
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.objects.remove(key);
        self.links.remove(key);
    }

    fn url(&self, key: &str) -> String {
        let path: Vec<_> =
            key.split('/').map(|part| utf8_percent_encode(part, UNRESERVED).to_string()).collect();
        format!("{}/{}", self.origin, path.join("/"))
    }

    /// The key that a stored or signed URL names; `None` for a URL of another origin.
    pub(crate) fn key_of(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        if url.origin().ascii_serialization() != self.origin {
            return None;
        }
        Some(percent_decode_str(url.path().trim_start_matches('/')).decode_utf8().ok()?.into_owned())
    }

    /// A URL that opens the file for what is left of an hour.
    pub(crate) fn sign(&mut self, key: &str, now: Time) -> Link {
        if let Some((url, made)) = self.links.get(key)
            && (0..LINK_LIFE).contains(&(now.0 - made.0))
        {
            return Link { url: url.clone(), cached: true };
        }
        let url = self.link(key, LINK_LIFE, now);
        self.links.insert(key.to_owned(), (url.clone(), now));
        Link { url, cached: false }
    }

    /// A URL that opens the file for so many milliseconds, made anew.
    pub(crate) fn link(&self, key: &str, life: i64, now: Time) -> String {
        let (date, expires) = (now.compact(), life / Time::SECOND);
        let signature = self.signature(key, &date, &expires.to_string());
        format!(
            "{}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-Expires={expires}\
             &X-Amz-SignedHeaders=host&X-Amz-Signature={signature}",
            self.url(key)
        )
    }

    /// A URL that takes a file of this type for an hour, by PUT and without credentials.
    pub(crate) fn sign_put(&self, key: &str, content_type: &str, now: Time) -> String {
        let (date, expires) = (now.compact(), LINK_LIFE / Time::SECOND);
        let signature = self.signature(&put_subject(key, content_type), &date, &expires.to_string());
        format!(
            "{}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-Expires={expires}\
             &X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature={signature}",
            self.url(key)
        )
    }

    /// Guards against slips, not against attackers: a link is only as secret as the sandbox.
    fn signature(&self, key: &str, date: &str, expires: &str) -> String {
        hex(&Sha256::digest(format!("{}\n{key}\n{date}\n{expires}", self.secret)))
    }

    pub(crate) fn answer(&mut self, request: &Request, now: Time) -> Answer {
        if request.headers.contains_key(AUTHORIZATION) || request.headers.contains_key("x-api-token") {
            return refusal(
                StatusCode::BAD_REQUEST,
                "InvalidArgument",
                "Only one auth mechanism allowed; the API's credentials have no business here",
            )
            .with_note("the API's credentials were sent to the storage");
        }
        if !matches!(request.method, Method::GET | Method::HEAD | Method::PUT) {
            return refusal(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowed",
                "Links open with GET and HEAD, or with PUT",
            );
        }
        let key = request.segments.join("/");
        let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let subject = match request.method {
            Method::PUT => put_subject(&key, content_type.unwrap_or_default()),
            _ => key.clone(),
        };
        let (Some(date), Some(expires), Some(signature)) =
            (request.query("X-Amz-Date"), request.query("X-Amz-Expires"), request.query("X-Amz-Signature"))
        else {
            return refusal(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied")
                .with_note("a stored URL was opened without a signature");
        };
        if signature != self.signature(&subject, date, expires) {
            return refusal(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The signature does not match");
        }
        // Both are as signed: the sandbox wrote them.
        let life = expires.parse::<i64>().unwrap_or(0) * Time::SECOND;
        let made = parse_compact(date).unwrap_or(Time(0));
        if now >= made.plus(life) {
            return refusal(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired")
                .with_note("a signed URL was opened after its time");
        }
        if request.method == Method::PUT {
            self.put(&key, content_type.unwrap_or("application/octet-stream"), request.body.clone());
            let tag = format!("\"{}\"", &hex(&Sha256::digest(&request.body))[..32]);
            return Answer::empty(StatusCode::OK).with_header(ETAG, &tag);
        }
        match self.objects.get(&key) {
            Some(object) => Answer::new(StatusCode::OK, &object.content_type, object.bytes.clone()),
            None => refusal(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist."),
        }
    }
}

/// What a link for writing is about, besides its time.
fn put_subject(key: &str, content_type: &str) -> String {
    format!("PUT {content_type}\n{key}")
}

fn parse_compact(text: &str) -> Option<Time> {
    let part = |range| text.get(range);
    Time::parse(&format!(
        "{}-{}-{} {}:{}:{}",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(9..11)?,
        part(11..13)?,
        part(13..15)?
    ))
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Answer {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Answer::new(status, "application/xml", xml)
}

/// A file name as the storage keeps it: lower case, plain letters, a dash for anything else.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    // Long names lose their middle, never their extension.
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem: String = stem.chars().take(60).collect();
    let extension: String = extension.chars().take(10).collect();
    let name = if extension.is_empty() { stem } else { format!("{stem}.{extension}") };
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' | '.' => slug.push(character),
            'æ' => slug.push_str("ae"),
            'ø' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "http://127.0.0.1:9";

    #[test]
    fn a_stored_url_leads_back_to_its_key_and_no_other_origin_does() {
        let mut storage = Storage::new(ORIGIN, 1);
        let url = storage.put("1/case/ærø lease.pdf", "application/pdf", "x");
        assert_eq!(storage.key_of(&url).as_deref(), Some("1/case/ærø lease.pdf"));
        assert_eq!(storage.key_of("http://127.0.0.1:8/1/case/x.pdf"), None);
        assert_eq!(storage.key_of("not a url"), None);
    }

    #[test]
    fn the_same_link_is_given_for_an_hour() {
        let mut storage = Storage::new(ORIGIN, 1);
        let now = Time::parse("2026-01-14").unwrap();
        let first = storage.sign("k", now);
        let second = storage.sign("k", now.plus(LINK_LIFE - 1));
        let third = storage.sign("k", now.plus(LINK_LIFE));
        assert_eq!((first.cached, second.cached, third.cached), (false, true, false));
        assert_eq!(first.url, second.url);
        assert_ne!(first.url, third.url);
    }

    #[test]
    fn a_file_name_keeps_its_meaning_without_its_oddities() {
        assert_eq!(slug("Ærø & Blåbær  (1).PDF"), "aeroe-blaabaer-1-.pdf");
        assert_eq!(slug("../../a/b c.pdf"), "..-..-a-b-c.pdf");
        assert!(slug(&format!("{}.pdf", "long ".repeat(50))).ends_with("long-long-long-.pdf"));
    }
}
