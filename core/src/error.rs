//! One error record for every provider and language.
//!
//! ```
//! # fn handle(error: &signbridge::Error) {
//! use signbridge::{Delivery, Kind};
//! match error.kind() {
//!     Kind::RateLimited => println!("try again in {:?}", error.retry_after()),
//!     _ if error.delivery() == Delivery::Maybe => println!("look before sending again: {error}"),
//!     _ => println!("{error}"),
//! }
//! # }
//! ```
//!
//! [`Kind`] says what went wrong, [`Delivery`] whether the provider may have acted. The two are independent: a timeout
//! that struck while connecting was not delivered, one that struck while waiting for the answer may have been.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::{Serialize, Serializer};

/// What went wrong. The façades have one class for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The client cannot be built as asked: a key, tenant or address is missing or malformed. Nothing was sent.
    Configuration,
    /// The provider does not accept the credential.
    Authentication,
    /// The credential is good, but may not do this.
    PermissionDenied,
    /// There is no such thing, or it belongs to another tenant.
    NotFound,
    /// The arguments are wrong; `fields` names them. Found before sending (`delivery` is `not_sent`) or by the provider.
    InvalidRequest,
    /// It contradicts the present state, such as deleting what is being signed.
    Conflict,
    /// Too many requests; `retry_after` says how long to wait, if that is known. The provider said so, or the call was held
    /// back to keep to its limits (`delivery` is `not_sent`) and could not be sent in its time.
    RateLimited,
    /// Credits or plan are used up; waiting does not help.
    QuotaExceeded,
    /// The provider failed or is in maintenance.
    Unavailable,
    /// No answer in time; which limit struck is in the message.
    Timeout,
    /// The connection failed or was cut.
    Transport,
    /// An answer came and cannot be understood.
    Decode,
    /// A webhook is not what its signature says.
    WebhookVerification,
    /// A defect in this library.
    Internal,
}

impl Kind {
    /// The name used in every language: `rate_limited`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Authentication => "authentication",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::InvalidRequest => "invalid_request",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Decode => "decode",
            Self::WebhookVerification => "webhook_verification",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the provider may have acted on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It did not leave this machine whole, or what it should have created was looked for and is certainly not there:
    /// nothing happened.
    NotSent,
    /// It was sent, and no answer says what became of it: none came, it was cut or cannot be read, or it is a 408 or 5xx.
    Maybe,
    /// The provider answered, and that is its decision. Of a single attempt: at least the status of its answer arrived.
    Answered,
}

impl Delivery {
    /// The name used in every language: `not_sent`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Maybe => "maybe",
            Self::Answered => "answered",
        }
    }
}

/// A field of the request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The argument or member: `company_id`, `documents[0].file`.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

/// One try at a call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// Counts from 1.
    pub number: u32,
    /// The HTTP status, if one came.
    pub status: Option<u16>,
    /// What went wrong, if anything did.
    pub error: Option<Kind>,
    /// Whether this try may have been acted on.
    pub delivery: Delivery,
    /// Why the next step was what it was: `ok`, `retry: 503 …`, `final: …`.
    pub reason: String,
    /// From signing the request to the end of the body, in milliseconds.
    #[serde(rename = "duration_ms", serialize_with = "milliseconds")]
    pub duration: Duration,
    /// The pause before the next try, in whole milliseconds; absent after the last.
    #[serde(rename = "backoff_ms", serialize_with = "whole_milliseconds")]
    pub backoff: Option<Duration>,
}

fn milliseconds<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value.as_secs_f64() * 1e6).round() / 1e3)
}

#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn whole_milliseconds<S: Serializer>(value: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX)),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn seconds<S: Serializer>(value: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_f64(value.as_secs_f64()),
        None => serializer.serialize_none(),
    }
}

/// Why a call did not succeed.
///
/// `Display` is one line without the body or any secret; `Debug` is the whole record as JSON.
#[derive(Clone)]
pub struct Error(Box<Record>);

#[derive(Clone, Serialize)]
struct Record {
    kind: Kind,
    provider: &'static str,
    operation: Option<String>,
    message: String,
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    idempotency_key: Option<String>,
    fields: Vec<FieldError>,
    retryable: bool,
    #[serde(serialize_with = "seconds")]
    retry_after: Option<Duration>,
    attempts: Vec<Attempt>,
    delivery: Delivery,
    body: Option<String>,
    /// What `body` is made of, once it is known what must not be in it.
    #[serde(skip)]
    evidence: Bytes,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Record {
            kind,
            provider: "",
            operation: None,
            message: message.into(),
            status: None,
            code: None,
            request_id: None,
            idempotency_key: None,
            fields: Vec::new(),
            retryable: false,
            retry_after: None,
            attempts: Vec::new(),
            delivery: Delivery::NotSent,
            body: None,
            evidence: Bytes::new(),
        }))
    }

    /// A wrong argument, found before anything was sent.
    pub(crate) fn argument(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::field(Kind::InvalidRequest, field.into(), message.into())
    }

    /// A wrong setting of a client.
    pub(crate) fn configuration(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::field(Kind::Configuration, field.into(), message.into())
    }

    fn field(kind: Kind, field: String, message: String) -> Self {
        let mut error = Self::new(kind, format!("{field}: {message}"));
        error.0.fields.push(FieldError { field, message });
        error
    }

    /// Whether the call was held back here, by the limits that are kept to, and not by the provider.
    pub(crate) fn is_own_limit(&self) -> bool {
        self.0.kind == Kind::RateLimited && self.0.status.is_none() && self.0.delivery == Delivery::NotSent
    }

    pub(crate) fn with_provider(mut self, provider: &'static str) -> Self {
        self.0.provider = provider;
        self
    }

    pub(crate) fn with_operation(mut self, operation: &str) -> Self {
        self.0.operation = Some(operation.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(crate) fn with_idempotency_key(mut self, key: Option<String>) -> Self {
        self.0.idempotency_key = key;
        self
    }

    pub(crate) fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Says that it was not the provider's own server that could not be reached.
    pub(crate) fn at_storage(mut self) -> Self {
        if self.0.status.is_none() {
            self.0.message = format!("file storage: {}", self.0.message);
        }
        self
    }

    /// Says what a refused credential lacks, where the operation needs something in particular.
    pub(crate) fn with_needed_scopes(mut self, scopes: &[&str]) -> Self {
        if self.0.kind == Kind::PermissionDenied && !scopes.is_empty() {
            let message = self.0.message.trim_end_matches('.');
            self.0.message =
                format!("{message}; this operation needs a key with the scope {}", scopes.join(" and "));
        }
        self
    }

    /// Says more after what the message says.
    pub(crate) fn with_addition(mut self, text: &str) -> Self {
        self.0.message.push_str(text);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// The answer, or as much of it as came. It becomes [`body`](Self::body) when [`conceal`](Self::conceal) is called.
    pub(crate) fn with_evidence(mut self, answer: Bytes) -> Self {
        self.0.evidence = answer;
        self
    }

    /// Masks `secrets` in all that came from outside, and only then cuts it to a bearable length: cut first, half a
    /// secret could stand at the end.
    pub(crate) fn conceal(mut self, secrets: &[&str]) -> Self {
        let record = &mut *self.0;
        let evidence = std::mem::take(&mut record.evidence);
        if !evidence.is_empty() {
            let longest = secrets.iter().map(|secret| secret.len()).max().unwrap_or(0) * LONGEST_ESCAPE;
            let start = &evidence[..evidence.len().min(MOST_BODY + longest)];
            record.body = Some(without_signed_queries(String::from_utf8_lossy(start).into_owned()));
        }
        let conceal = |text: &mut String, most: usize| {
            for secret in secrets {
                mask(text, secret);
            }
            if let Some((end, _)) = text.char_indices().nth(most) {
                text.truncate(end);
                text.push('…');
            }
        };
        conceal(&mut record.message, MOST_TEXT);
        for text in [&mut record.code, &mut record.request_id].into_iter().flatten() {
            conceal(text, MOST_TEXT);
        }
        for field in &mut record.fields {
            conceal(&mut field.field, MOST_TEXT);
            conceal(&mut field.message, MOST_TEXT);
        }
        if let Some(body) = &mut record.body {
            conceal(body, MOST_BODY);
            if evidence.len() > MOST_BODY && !body.ends_with('…') {
                body.push('…');
            }
        }
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The provider's name, such as `nextsign`.
    pub fn provider(&self) -> &str {
        self.0.provider
    }

    /// The operation, such as `cases.create`; absent when no call was made.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// One sentence for a person.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status, if an answer came. NextSign reports some errors with 200.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own code, as it spells it.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's id of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The key by which the provider recognises a repetition of this call, where it honours one. To find out what became
    /// of a call whose [`delivery`](Self::delivery) is [`Delivery::Maybe`], call again with this key and the same body.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// The arguments that are wrong.
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// Whether sending the same call again later is safe and may succeed.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// How long the provider asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Every try, in order; empty when nothing was tried.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Whether the provider may have acted.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The start of the answer, at most 2 kB, with secrets masked.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The whole record as JSON: what crosses to the façades.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).expect("a record holds only strings and numbers")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &*self.0;
        match &record.operation {
            Some(operation) => write!(f, "{operation}: {}", record.message)?,
            None => write!(f, "{}", record.message)?,
        }
        let mut separator = " (";
        let mut detail = |f: &mut fmt::Formatter<'_>, text: fmt::Arguments<'_>| {
            let written = write!(f, "{separator}{text}");
            separator = ", ";
            written
        };
        detail(f, format_args!("{}", record.kind))?;
        if let Some(status) = record.status {
            detail(f, format_args!("status {status}"))?;
        }
        if let Some(code) = &record.code {
            detail(f, format_args!("code {code}"))?;
        }
        if let Some(id) = &record.request_id {
            detail(f, format_args!("request {id}"))?;
        }
        if record.delivery == Delivery::Maybe {
            detail(f, format_args!("the provider may have acted"))?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl std::error::Error for Error {}

/// What stands in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";
/// How much of an answer an error keeps.
const MOST_BODY: usize = 2048;
/// How long a text of the provider's may be.
const MOST_TEXT: usize = 1024;

/// How the queries of signed URLs are known: S3, Google's and Azure's storage, and those that are plain about it.
const SIGNED_QUERIES: [&str; 14] = [
    "?X-Amz-",
    "&X-Amz-",
    "?x-amz-",
    "&x-amz-",
    "?X-Goog-",
    "&X-Goog-",
    "?sig=",
    "&sig=",
    "?Signature=",
    "&Signature=",
    "?signature=",
    "&signature=",
    "?token=",
    "&token=",
];

/// Signed URLs lose their query: whoever has it may fetch the file.
fn without_signed_queries(mut text: String) -> String {
    for mark in SIGNED_QUERIES {
        while let Some(start) = text.find(mark) {
            let rest = &text[start + 1..];
            let end = rest.find(|c: char| c.is_whitespace() || "\"'<>\\".contains(c)).unwrap_or(rest.len());
            text.replace_range(start..=start + end, REDACTED);
        }
    }
    text
}

/// Of one byte: `\\u002b`.
const LONGEST_ESCAPE: usize = 6;

/// Masks the secret wherever it stands, as it is or with some of its characters escaped as JSON and URLs do.
fn mask(text: &mut String, secret: &str) {
    let mut masked = String::new();
    let mut rest = text.as_str();
    let mut kept = 0;
    while let Some(next) = rest[kept..].chars().next() {
        match spelled(&rest[kept..], secret) {
            Some(length) if length > 0 => {
                masked.push_str(&rest[..kept]);
                masked.push_str(REDACTED);
                (rest, kept) = (&rest[kept + length..], 0);
            }
            _ => kept += next.len_utf8(),
        }
    }
    if rest.len() < text.len() {
        masked.push_str(rest);
        *text = masked;
    }
}

/// How long the secret is at the start of the text, if it stands there.
fn spelled(text: &str, secret: &str) -> Option<usize> {
    let text = text.as_bytes();
    let mut at = 0;
    for byte in secret.bytes() {
        let hex = |start: usize, digits: usize| -> Option<u8> {
            let digits = std::str::from_utf8(text.get(start..start + digits)?).ok()?;
            u8::from_str_radix(digits, 16).ok()
        };
        at += match text.get(at..)? {
            [same, ..] if *same == byte => 1,
            [b'\\', same, ..] if *same == byte => 2,
            [b'\\', b'u', ..] if hex(at + 2, 4) == Some(byte) => 6,
            [b'%', ..] if hex(at + 1, 2) == Some(byte) => 3,
            _ => return None,
        };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_however_it_is_escaped() {
        let secret = "ab12/cd+34==";
        for (text, masked) in [
            ("is ab12/cd+34== so", "is [redacted] so"),
            (r"ab12\/cd\u002B34==ab12/cd+34==", "[redacted][redacted]"),
            ("ab12%2Fcd%2b34%3D%3D", "[redacted]"),
            (r"\u0061b12/cd+34\u003d\u003D, æ", "[redacted], æ"),
            ("ab12/cd+34=", "ab12/cd+34="),
            ("", ""),
        ] {
            let mut text = text.to_owned();
            mask(&mut text, secret);
            assert_eq!(text, masked.replace("[redacted]", REDACTED));
        }
        let mut text = "as it was".to_owned();
        mask(&mut text, "");
        assert_eq!(text, "as it was");
    }

    #[test]
    fn a_secret_is_masked_wherever_the_provider_echoes_it() {
        let error = Error::new(Kind::Authentication, "key sk_1 is wrong")
            .with_code(Some("sk_1".into()))
            .with_evidence(Bytes::from_static(b"{\"key\":\"sk_1\"}"))
            .with_fields(vec![FieldError { field: "sk_1".into(), message: "not sk_1".into() }])
            .conceal(&["sk_1"]);
        assert!(!format!("{error} {error:?}").contains("sk_1"));
        assert!(format!("{error:?}").contains(REDACTED));
    }

    #[test]
    fn what_is_cut_holds_no_part_of_a_secret() {
        let body = format!("{}sk_0123456789", "x".repeat(MOST_BODY - 4));
        let error =
            Error::new(Kind::Decode, "y".repeat(5000)).with_evidence(body.into()).conceal(&["sk_0123456789"]);
        assert!(!error.body().unwrap().contains("sk_"));
        assert!(error.body().unwrap().len() < MOST_BODY + 8);
        assert!(error.message().len() < MOST_TEXT + 8);
    }

    #[test]
    fn a_signed_address_loses_its_query() {
        let body = br#"{"signedUrl":"https://s/x.pdf?X-Amz-Signature=abc&X-Amz-Date=1","type":"t"}"#;
        let error = Error::new(Kind::Decode, "x").with_evidence(Bytes::from_static(body)).conceal(&[]);
        assert_eq!(error.body().unwrap(), r#"{"signedUrl":"https://s/x.pdf[redacted]","type":"t"}"#);
    }

    #[test]
    fn a_refused_credential_is_told_what_it_lacks() {
        let message =
            |kind| Error::new(kind, "Forbidden.").with_needed_scopes(&["a.read"]).message().to_owned();
        assert_eq!(
            message(Kind::PermissionDenied),
            "Forbidden; this operation needs a key with the scope a.read"
        );
        assert_eq!(message(Kind::NotFound), "Forbidden.");
    }

    #[test]
    fn display_is_one_line_without_the_body() {
        let error = Error::new(Kind::Timeout, "no answer within 30 s")
            .with_operation("cases.create")
            .with_delivery(Delivery::Maybe)
            .with_evidence(Bytes::from_static(b"secret"))
            .conceal(&[]);
        assert_eq!(
            error.to_string(),
            "cases.create: no answer within 30 s (timeout, the provider may have acted)"
        );
    }

    #[test]
    fn the_record_has_the_same_members_whatever_happened() {
        let record: serde_json::Value =
            serde_json::from_slice(&Error::argument("case_id", "is empty").to_json()).unwrap();
        let mut keys: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            [
                "attempts",
                "body",
                "code",
                "delivery",
                "fields",
                "idempotency_key",
                "kind",
                "message",
                "operation",
                "provider",
                "request_id",
                "retry_after",
                "retryable",
                "status"
            ]
        );
    }
}
