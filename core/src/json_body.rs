//! What is looked at inside a JSON body before it is sent: members that must be there, files in base64, and members that
//! an older API version lacks.
//!
//! The host's bytes are passed through; they are parsed here only where a rule cannot be checked otherwise.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use crate::error::Error;
use crate::file::{Content, Upload};
use crate::operation::{InlineFiles, Operation, Versions};
use crate::request::{check_accepted, check_filename, check_type, sniff};
use crate::transport::{Payload, Piece};

/// That what the provider asks for is there: a language may pass null, or leave out what its types do not insist on.
pub(crate) fn check_members(required: &[&'static str], body: &Value) -> Result<(), Error> {
    for path in required {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut holders = Vec::new();
        if let Some(list) = path.strip_suffix("[]") {
            collect(body, list, String::new(), &mut holders);
            if let Some((at, _)) = holders.iter().find(|(_, list)| !list.is_array() && !list.is_null()) {
                return Err(Error::argument(at, "must be a list"));
            }
            continue;
        }
        collect(body, parent, String::new(), &mut holders);
        for (at, holder) in holders {
            let place = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
            match holder {
                Value::Object(members) if members.get(name).is_some_and(|value| !value.is_null()) => {}
                Value::Object(_) => {
                    return Err(Error::argument(place(name), "is missing; the provider requires it"));
                }
                // A member that is not required may be null.
                Value::Null if !at.is_empty() && !at.ends_with(']') => {}
                _ => {
                    let field = if at.is_empty() { "body".to_owned() } else { at };
                    return Err(Error::argument(field, "must be a JSON object"));
                }
            }
        }
    }
    Ok(())
}

/// That amounts are numbers. In a text they might be anything.
pub(crate) fn check_decimals(decimals: &[&'static str], body: &Value) -> Result<(), Error> {
    let mut found = Vec::new();
    for path in decimals {
        collect(body, path, String::new(), &mut found);
    }
    match found.into_iter().find(|(_, amount)| amount.is_string()) {
        Some((at, _)) => Err(Error::argument(at, "is text; give a decimal number")),
        None => Ok(()),
    }
}

/// The MIME type that a body with a file lacks, and the member that it belongs to.
pub(crate) fn missing_type(
    rule: &InlineFiles,
    body: &Value,
    upload: Option<&Upload>,
) -> Option<(&'static str, &'static str)> {
    let member = rule.content_type?;
    let file = body.get(rule.field)?.as_str()?;
    let is_told = body.get(member).is_some_and(|given| !given.is_null()) || file.starts_with("data:");
    let mime = sniff(&Inline::new(file, upload)?.start())?;
    (!is_told).then_some((member, mime))
}

/// Files in a JSON body.
pub(crate) fn check_files(
    rule: &InlineFiles,
    body: &Value,
    upload: Option<&Upload>,
    environment: &str,
) -> Result<(), Error> {
    let max_decoded = rule.max_decoded.as_ref().map(|most| most.of(environment));
    let text = |member: &'static str| Some((member, body.get(member)?.as_str()?));
    if let Some((member, name)) = rule.filename.and_then(text) {
        check_filename(member, name)?;
    }
    if let Some((member, mime)) = rule.content_type.and_then(text) {
        check_type(member, mime, rule.accept)?;
    }
    let mut found = Vec::new();
    collect(body, rule.field, String::new(), &mut found);
    let is_no_file = |value: &Value| !matches!(value, Value::String(_) | Value::Null);
    if let Some((at, _)) = found.iter().find(|(_, value)| is_no_file(value)) {
        return Err(Error::argument(at, "is no file; give its bytes, path or stream, or its base64"));
    }
    let texts = found.into_iter().filter_map(|(at, value)| Some((at, value.as_str()?)));
    let texts = texts.filter_map(|(at, text)| Some((at, Inline::new(text, upload)?)));
    let files: Vec<(String, Inline<'_>)> = texts.collect();
    let total: usize = files.iter().map(|(_, file)| file.encoded_length()).sum();
    if let Some(most) = rule.max_bytes.filter(|most| total > *most) {
        let largest =
            files.iter().max_by_key(|(_, file)| file.encoded_length()).map_or(rule.field, |(field, _)| field);
        #[expect(clippy::cast_precision_loss, reason = "a size for people")]
        let megabytes = |bytes: usize| bytes as f64 / 1e6;
        let (total, most) = (megabytes(total), megabytes(most));
        let message = format!(
            "base64 of {total:.1} MB is over the limit of {most:.1} MB in one request; {}",
            rule.advice
        );
        return Err(Error::argument(largest, message));
    }
    if let Some(most) = rule.max_bytes {
        // Where the length of one is not known, what the others leave it.
        let left = (most - total) as u64 / 4 * 3;
        for (field, file) in &files {
            if let Inline::File(file) = file
                && file.length().is_none()
            {
                let problem = |_: Option<u64>| {
                    format!(
                        "its base64 is over what is left of the {most} characters in one request; {}",
                        rule.advice
                    )
                };
                file.at_most(left, problem).map_err(|problem| Error::argument(field, problem))?;
            }
        }
    }
    for (field, file) in &files {
        if let Some(most) = max_decoded {
            #[expect(clippy::cast_precision_loss, reason = "a size for people")]
            let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
            let advice = rule.advice;
            let problem = |length: Option<u64>| {
                let file = length.map_or_else(
                    || "the file".to_owned(),
                    |length| format!("a file of {:.1} MB", mebibytes(length)),
                );
                let most = mebibytes(most as u64);
                format!("{file} is over the limit of {most:.1} MB in the {environment} environment; {advice}")
            };
            file.at_most(most as u64, problem).map_err(|problem| Error::argument(field, problem))?;
        }
        if let Inline::Text(text) = file
            && !is_base64(data(text))
        {
            let message = "is not base64; give the file itself (its bytes, path or stream) or its base64";
            return Err(Error::argument(field, message));
        }
        check_accepted(field, sniff(&file.start()), rule.accept)?;
    }
    Ok(())
}

/// A file in a JSON body: in base64 in the body itself, or beside it.
enum Inline<'a> {
    Text(&'a str),
    File(&'a Content),
}

impl<'a> Inline<'a> {
    /// Nothing for an address instead of content, which has nothing to look at.
    fn new(text: &'a str, upload: Option<&'a Upload>) -> Option<Self> {
        let file = upload.zip(marked(text)).and_then(|(upload, number)| upload.contents().get(number));
        match file {
            Some(file) => Some(Self::File(file)),
            None if text.starts_with("https://") || text.starts_with("http://") => None,
            None => Some(Self::Text(text)),
        }
    }

    fn encoded_length(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::File(file) => {
                usize::try_from(encoded_length(file.length().unwrap_or(0))).unwrap_or(usize::MAX)
            }
        }
    }

    /// Refuses more than `most` bytes, as decoded.
    fn at_most(&self, most: u64, problem: impl Fn(Option<u64>) -> String) -> Result<(), String> {
        match self {
            Self::Text(text) => match decoded_length(data(text)) as u64 {
                length if length > most => Err(problem(Some(length))),
                _ => Ok(()),
            },
            Self::File(file) => file.at_most(most, problem),
        }
    }

    /// Its first bytes.
    fn start(&self) -> Cow<'a, [u8]> {
        match self {
            Self::Text(text) => decoded_start(data(text)).into(),
            Self::File(file) => file.head().into(),
        }
    }
}

/// The base64 of a text that may be a data URL.
fn data(text: &str) -> &str {
    match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(',').map_or("", |(_, data)| data),
        None => text,
    }
}

/// Whether it may be base64, by its start: the name of a file is not.
fn is_base64(data: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    data.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(1400).all(is_digit)
}

/// How many characters of base64 a file takes.
fn encoded_length(length: u64) -> u64 {
    length.div_ceil(3) * 4
}

/// What stands in a body for the base64 of a file beside it, before the file's number.
pub(crate) const MARK: &str = "\0file:";

/// The same as every serialiser writes it.
const MARK_IN_JSON: &[u8] = br#""\u0000file:"#;

fn marked(text: &str) -> Option<usize> {
    text.strip_prefix(MARK)?.parse().ok()
}

/// The members that stand for the files beside a body, in the order of the files. Each of `count` must stand in it once.
pub(crate) fn marks(rule: &InlineFiles, body: &Bytes, count: usize) -> Result<Vec<String>, Error> {
    let value = parse(body)?;
    let mut found = Vec::new();
    collect(&value, rule.field, String::new(), &mut found);
    let mut marks: Vec<(usize, String)> =
        found.into_iter().filter_map(|(at, value)| Some((marked(value.as_str()?)?, at))).collect();
    marks.sort_unstable();
    // A text of the caller's that looks like one must not get a file's content.
    let is_once = memchr::memmem::find_iter(body, MARK_IN_JSON).count() == count;
    if is_once && marks.iter().map(|(number, _)| *number).eq(0..count) {
        Ok(marks.into_iter().map(|(_, at)| at).collect())
    } else {
        let message = format!("each file must stand in {} once", rule.field);
        Err(Error::argument("files", message))
    }
}

/// The body with the files in place of what stands for them.
pub(crate) fn splice(body: &Bytes, upload: &Upload) -> Payload {
    let mark = MARK_IN_JSON;
    let (mut pieces, mut length, mut rest) = (Vec::new(), Some(0), body.clone());
    while let Some(start) = memchr::memmem::find(&rest, mark) {
        let number = &rest[start + mark.len()..];
        let end = memchr::memchr(b'"', number).unwrap_or(0);
        let number = std::str::from_utf8(&number[..end]).ok().and_then(|number| number.parse().ok());
        let file = number.and_then(|number: usize| Some((number, upload.contents().get(number)?)));
        let Some((number, file)) = file else { break };
        let text = rest.split_to(start + 1);
        rest = rest.split_off(mark.len() - 1 + end);
        length =
            length.zip(file.length()).map(|(sum, bytes)| sum + text.len() as u64 + encoded_length(bytes));
        pieces.extend([Piece::Text(text), Piece::File(number)]);
    }
    let length = length.map(|sum| sum + rest.len() as u64);
    pieces.push(Piece::Text(rest));
    Payload::Json { pieces, length, files: upload.clone() }
}

pub(crate) fn parse(body: &Bytes) -> Result<Value, Error> {
    serde_json::from_slice(body)
        .map_err(|error| Error::argument("body", format!("is not valid JSON: {error}")))
}

/// The body, which is an object, with one more member.
pub(crate) fn with_member(body: &Bytes, name: &str, value: &str) -> Bytes {
    let start = body.iter().position(|byte| *byte == b'{').map_or(0, |brace| brace + 1);
    let member = format!("{}:{},", Value::from(name), Value::from(value));
    [&body[..start], member.as_bytes(), &body[start..]].concat().into()
}

/// How many bytes base64 stands for, with or without padding and line breaks.
fn decoded_length(data: &str) -> usize {
    let digits = data.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
    digits / 4 * 3 + (digits % 4).saturating_sub(1)
}

/// The first bytes of base64.
fn decoded_start(data: &str) -> Vec<u8> {
    use base64::Engine as _;
    let start: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(1400).collect();
    let whole = &start[..start.len() - start.len() % 4];
    base64::engine::general_purpose::STANDARD.decode(whole).unwrap_or_default()
}

/// The operation, and each member of its body, are in the version that the client speaks.
pub(crate) fn check_version(
    spoken: Option<(&Versions, &str)>,
    operation: &Operation,
    body: Option<&Bytes>,
) -> Result<(), Error> {
    let Some((versions, version)) = spoken else { return Ok(()) };
    let lacks = |since: &str| versions.rank(since) > versions.rank(version);
    if let Some(since) = operation.since.filter(|since| lacks(since)) {
        let message = format!("{} needs {since} or later, and this client speaks {version}", operation.id);
        return Err(Error::configuration(versions.argument, message));
    }
    let mut newer = operation.newer_members.iter().filter(|(_, since)| lacks(since)).peekable();
    let Some(body) = body.filter(|_| newer.peek().is_some()) else { return Ok(()) };
    let value = parse(body)?;
    for (path, since) in newer {
        let mut found = Vec::new();
        collect(&value, path, String::new(), &mut found);
        if let Some((at, _)) = found.into_iter().find(|(_, member)| !member.is_null()) {
            let message = format!(
                "needs {} {since} or later, and this client speaks {version}; leave it out",
                versions.argument
            );
            return Err(Error::configuration(at, message));
        }
    }
    Ok(())
}

/// Every value at a dotted path with `[]` for each item, and `{type=x}` for those whose `type` is `x`, with where it stands.
fn collect<'a>(value: &'a Value, path: &str, at: String, found: &mut Vec<(String, &'a Value)>) {
    if path.is_empty() {
        return found.push((at, value));
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (step, tag) = match step.split_once('{') {
        Some((step, tag)) => (step, tag.trim_end_matches('}').split_once('=')),
        None => (step, None),
    };
    let fits =
        |value: &Value| tag.is_none_or(|(name, text)| value.get(name).and_then(Value::as_str) == Some(text));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let Some(member) = value.get(name) else { return };
    let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if is_list {
        for (index, item) in
            member.as_array().into_iter().flatten().enumerate().filter(|(_, item)| fits(item))
        {
            collect(item, rest, format!("{at}[{index}]"), found);
        }
    } else if fits(member) {
        collect(member, rest, at, found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Kind;
    use crate::operation::ByEnvironment;
    use crate::request::{DOCX, PDF};

    const RULE: InlineFiles = InlineFiles {
        field: "documents[].file",
        max_bytes: Some(20),
        accept: &[],
        max_decoded: None,
        advice: "upload it first",
        filename: None,
        content_type: None,
    };

    #[test]
    fn a_required_member_that_is_missing_or_null_is_named() {
        const REQUIRED: &[&str] = &[
            "title",
            "recipients",
            "recipients[]",
            "recipients[].email",
            "recipients[].fields[].type",
            "owner.name",
        ];
        let check = |body: &str| check_members(REQUIRED, &parse(&Bytes::from(body.to_owned()))?);
        let named = |body: &str| check(body).unwrap_err().fields()[0].field.clone();
        let with = |rest: &str| format!(r#"{{"title":"","recipients":[{{"email":"a@b"}}{rest}"#);
        assert!(check(&with(r#"],"folder":null}"#)).is_ok());
        assert_eq!(named(r#"{"recipients":[{"email":"of another","title":"T"}]}"#), "title");
        assert_eq!(named(r#"{"title":"Lease","recipients":null}"#), "recipients");

        assert_eq!(named(&with(r#",{"name":"Ada"}]}"#)), "recipients[1].email");
        assert_eq!(named(&with(r#",{"email":"c@d","fields":[{}]}]}"#)), "recipients[1].fields[0].type");
        assert_eq!(named(&with(",null]}")), "recipients[1]");
        assert_eq!(named(r#"{"title":"Lease","recipients":{"email":"a@b"}}"#), "recipients");
        assert!(check(&with(r#"],"owner":null}"#)).is_ok(), "who is not there needs no name");
        assert_eq!(named(&with(r#"],"owner":{"name":null}}"#)), "owner.name");
        assert_eq!(named(&with(r#"],"owner":"Ada"}"#)), "owner");

        for body in ["[]", "\"secret\"", "{", ""] {
            let error = check(body).unwrap_err();
            assert_eq!(error.fields()[0].field, "body");
            assert!(!error.message().contains("secret"), "{error}");
        }
    }

    #[test]
    fn base64_over_the_limit_names_the_largest_file_and_what_to_do() {
        let body = |files: [&str; 2]| {
            let [one, two] = files;
            json!({"title": "long enough to be looked at", "documents": [{"file": one}, {"file": two}]})
        };
        let error =
            check_files(&RULE, &body(["AAAA", "AAAAAAAAAAAAAAAAAAAA"]), None, "production").unwrap_err();
        assert_eq!(error.fields()[0].field, "documents[1].file");
        assert!(error.message().contains("upload it first"));
        assert!(check_files(&RULE, &body(["AAAA", "AAAA"]), None, "production").is_ok());
        assert!(
            check_files(
                &RULE,
                &body(["https://example.com/a/very/long/address.pdf", "AAAA"]),
                None,
                "production"
            )
            .is_ok()
        );
    }

    #[test]
    fn inline_files_must_look_like_what_is_taken() {
        let rule = InlineFiles {
            field: "file",
            max_bytes: None,
            accept: &[PDF, DOCX],
            max_decoded: None,
            advice: "",
            filename: Some("name"),
            content_type: Some("type"),
        };
        let check = |file: &str| check_files(&rule, &json!({"file": file}), None, "production");
        assert!(check("JVBERi0xLjc=").is_ok());
        assert!(check("data:application/pdf;base64,JVBERi0xLjc=").is_ok());
        assert!(check("UEsDBBQAAAA=").is_ok());
        assert_eq!(check("aGVsbG8gd29ybGQ=").unwrap_err().fields()[0].field, "file");
        assert!(check("not base64 at all").is_err());

        let named = |body: Value| {
            check_files(&rule, &body, None, "production").unwrap_err().fields()[0].field.clone()
        };
        for (name, mime) in [("../x.pdf", PDF), ("", PDF), ("a\r\nb", PDF), ("x.pdf", "text/plain")] {
            let body = json!({"file": "JVBERi0xLjc=", "name": name, "type": mime});
            assert_eq!(named(body), if mime == PDF { "name" } else { "type" });
        }
        for no_file in [json!(5), json!(true), json!([1, 2]), json!({"a": 1})] {
            assert_eq!(named(json!({"file": no_file})), "file");
        }
    }

    #[test]
    fn the_type_of_a_file_is_filled_in_where_nobody_tells_it() {
        let rule = InlineFiles { field: "file", content_type: Some("type"), ..RULE };
        let missing = |body: Value| missing_type(&rule, &body, None);
        assert_eq!(missing(json!({"file": "JVBERi0xLjc="})), Some(("type", PDF)));
        assert_eq!(missing(json!({"file": "UEsDBBQAAAA=", "type": null})), Some(("type", DOCX)));
        assert_eq!(missing(json!({"file": "JVBERi0xLjc=", "type": PDF})), None);
        assert_eq!(missing(json!({"file": "data:application/pdf;base64,JVBERi0xLjc="})), None);
        assert_eq!(missing(json!({"file": "https://example.com/a.pdf"})), None);
        let body = with_member(&Bytes::from(r#" {"file":"x"}"#), "type", PDF);
        assert_eq!(body, r#" {"type":"application/pdf","file":"x"}"#);
    }

    #[test]
    fn an_amount_in_a_text_is_refused() {
        let check = |body: Value| check_decimals(&["amount", "lines[].amount"], &body);
        assert!(check(json!({"amount": 0.1, "lines": [{"amount": 1}, {"amount": null}]})).is_ok());
        let named = |body| check(body).unwrap_err().fields()[0].field.clone();
        assert_eq!(named(json!({"amount": "0.10"})), "amount");
        assert_eq!(named(json!({"lines": [{"amount": 1}, {"amount": "1"}]})), "lines[1].amount");
    }

    #[test]
    fn a_file_is_measured_as_decoded_and_the_limit_is_the_environments() {
        let rule = InlineFiles {
            field: "file",
            max_bytes: None,
            accept: &[],
            max_decoded: Some(ByEnvironment { default: 60, others: &[("sandbox", 30)] }),
            advice: "make it smaller",
            filename: None,
            content_type: None,
        };
        let check = |bytes: usize, environment: &str| {
            use base64::Engine as _;
            let file = base64::engine::general_purpose::STANDARD.encode(vec![0; bytes]);
            check_files(&rule, &json!({"file": format!("data:x/y;base64,{file}")}), None, environment)
        };
        assert!(check(60, "production").is_ok());
        assert!(check(61, "production").is_err());
        assert!(check(30, "sandbox").is_ok());
        let error = check(31, "sandbox").unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_str()), (Kind::InvalidRequest, "file"));
        assert!(error.message().contains("in the sandbox environment; make it smaller"), "{error}");
    }

    #[test]
    fn base64_is_measured_whatever_its_padding_and_lines() {
        for (data, length) in
            [("", 0), ("QQ==", 1), ("QQ", 1), ("QUI=", 2), ("QUJD", 3), ("QUJD\r\nQUI=\n", 5)]
        {
            assert_eq!(decoded_length(data), length, "{data:?}");
        }
    }

    const VERSIONS: Versions = Versions {
        argument: "api_version",
        env: "X",
        placeholder: "version",
        names: &["v1", "v1.1", "v1.2"],
    };

    #[test]
    fn what_a_version_lacks_is_a_configuration_error() {
        let operation = Operation { since: Some("v1.1"), ..Operation::PLAIN };
        let check = |version| check_version(Some((&VERSIONS, version)), &operation, None);
        let error = check("v1").unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_str()), (Kind::Configuration, "api_version"));
        assert!(error.message().contains("things.get needs v1.1 or later"), "{error}");
        assert!(check("v1.1").is_ok() && check("v1.2").is_ok());
    }

    #[test]
    fn a_member_that_a_version_lacks_is_named_with_its_place() {
        let operation = Operation {
            newer_members: &[
                ("cc", "v1.2"),
                ("signers[].access_code", "v1.2"),
                ("bcc", "v1.1"),
                ("signers[].widgets[]{type=number}", "v1.1"),
            ],
            ..Operation::PLAIN
        };
        let check = |version: &'static str, body: &str| {
            check_version(Some((&VERSIONS, version)), &operation, Some(&Bytes::from(body.to_owned())))
                .map_err(|error| error.fields()[0].field.clone())
        };
        let signers = r#"{"bcc":[],"signers":[{"name":"Ann"},{"access_code":"123456"}]}"#;
        assert_eq!(check("v1.1", signers), Err("signers[1].access_code".to_owned()));
        assert_eq!(check("v1.2", signers), Ok(()));
        assert_eq!(check("v1", r#"{"cc":null,"bcc":["a@example.com"]}"#), Err("bcc".to_owned()));
        assert_eq!(check("v1", r#"{"cc":null,"title":"x"}"#), Ok(()));
        let widgets = r#"{"signers":[{"widgets":[{"type":"date"},{"type":"number"}]}]}"#;
        assert_eq!(check("v1", widgets), Err("signers[0].widgets[1]".to_owned()));
        assert_eq!(check("v1.1", widgets), Ok(()));
    }
}
