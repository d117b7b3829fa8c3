//! From a call to a request, with everything refused that must not be sent.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::call::{Call, Raw};
use crate::client::Client;
use crate::config::CallOptions;
use crate::error::Error;
use crate::file::{Content, Upload};
use crate::json_body;
use crate::operation::{Body, Envelope, Operation, Place, Safety};
use crate::page;
use crate::route::{self, Params};
use crate::transport::{Payload, Request};

pub(crate) const PDF: &str = "application/pdf";
pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const WEBP: &str = "image/webp";

/// The header of the idempotency key where no document names one: of raw requests.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Headers that the caller may not set: they carry credentials or frame the message.
const RESERVED: [&str; 12] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "te",
    "trailer",
    "upgrade",
    "x-api-token",
];

/// The request of a described operation.
pub(crate) fn described(
    client: &Client,
    operation: &'static Operation,
    call: &Call,
    upload: Option<&Upload>,
) -> Result<Request, Error> {
    json_body::check_version(client.version(), operation, call.body.as_ref())?;
    let complete = page::with_size(operation, &call.params);
    let params = Params::new(complete.as_deref().unwrap_or(&call.params))?.check(operation)?;
    page::check(operation, params)?;
    let base = client.origin(operation.origin)?;
    let url = route::url(base, operation, client.bound(), params)?;
    let mut headers = headers(&call.options)?;
    match operation.idempotency_header {
        Some(name) => set_idempotency_key(client, &mut headers, name, &call.options)?,
        None if call.options.idempotency_key.is_some() => {
            let message = "protects nothing here: the provider honours no idempotency key for this operation; leave it out";
            return Err(Error::argument("idempotency_key", message));
        }
        None => {}
    }
    for param in operation.params.iter().filter(|param| param.place == Place::Header) {
        if let Some(value) = params.get(param.name) {
            let name =
                HeaderName::from_bytes(param.name.as_bytes()).expect("the documents hold valid header names");
            headers.insert(name, header_value(param.name, value)?);
        }
    }
    let payload = match (&operation.body, &call.body) {
        (Body::Multipart { part, accept, filename, content_type, max_bytes }, _) => {
            let upload = upload.ok_or_else(|| Error::argument(*part, "is missing"))?;
            check_size(part, upload.file(), *max_bytes)?;
            if let Some((name, mime)) = content_type.and_then(|name| Some((name, params.get(name)?))) {
                check_type(name, mime, accept)?;
            }
            multipart(operation, params, part, accept, *filename, upload)?
        }
        (Body::Put { part, accept, max_bytes, filename, content_type, size, .. }, _) => {
            let file = upload.ok_or_else(|| Error::argument(*part, "is missing"))?.file();
            check_size(part, file, *max_bytes)?;
            let length = file.length().ok_or_else(|| {
                Error::argument(
                    *part,
                    "is a stream of unknown length, which file storage does not take; give its length",
                )
            })?;
            let mime = put_type(&operation.body, params, file.head())?;
            check_accepted(part, sniff(file.head()), accept)?;
            let mut members: serde_json::Map<String, Value> = operation
                .params
                .iter()
                .filter(|param| param.place == Place::Form)
                .filter_map(|param| Some((param.name.to_owned(), params.get(param.name)?.into())))
                .collect();
            if let Some(filename) = filename {
                let name = || name_of(file, Some(mime.as_str())).into();
                let name = members.entry(*filename).or_insert_with(name);
                check_filename(filename, name.as_str().unwrap_or_default())?;
            }
            members.extend(content_type.map(|member| (member.to_owned(), mime.into())));
            members.extend(size.map(|member| (member.to_owned(), length.into())));
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Payload::Bytes(Value::Object(members).to_string().into())
        }
        (Body::None, _) if upload.is_some() => {
            return Err(Error::argument("file", "this operation takes none"));
        }
        (Body::None | Body::Json { required: false, .. }, None) => Payload::None,
        (Body::None, Some(_)) => return Err(Error::argument("body", "this operation takes none")),
        (Body::Json { required: true, .. }, None) => return Err(Error::argument("body", "is missing")),
        (Body::Json { members, decimals, .. }, Some(body)) => {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let mut body = body.clone();
            if !members.is_empty() || !decimals.is_empty() || operation.inline_files.is_some() {
                let value = json_body::parse(&body)?;
                json_body::check_members(members, &value)?;
                json_body::check_decimals(decimals, &value)?;
                if let Some(rule) = &operation.inline_files {
                    json_body::check_files(rule, &value, upload, client.environment())?;
                    if let Some((member, mime)) = json_body::missing_type(rule, &value, upload) {
                        body = json_body::with_member(&body, member, mime);
                    }
                }
            }
            match upload {
                Some(upload) => json_body::splice(&body, upload),
                None => Payload::Bytes(body),
            }
        }
    };
    let is_file = matches!(operation.envelope, Envelope::Bytes);
    headers.insert(ACCEPT, HeaderValue::from_static(if is_file { "*/*" } else { "application/json" }));
    let method = Method::from_bytes(operation.method.as_bytes()).expect("the documents hold valid verbs");
    Ok(Request { method, url, headers, payload, is_file })
}

/// The request of an undescribed endpoint, what repeating it does, and the origin it goes to.
pub(crate) fn raw(client: &Client, raw: &Raw, call: &Call) -> Result<(Request, Safety, usize), Error> {
    let verbs = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
    let verb = raw.method.to_ascii_uppercase();
    if !verbs.contains(&verb.as_str()) {
        return Err(Error::argument(
            "method",
            format!("{:?} is not one of {}", raw.method, verbs.join(", ")),
        ));
    }
    let safety = raw.safety.unwrap_or(match verb.as_str() {
        "GET" | "HEAD" | "OPTIONS" => Safety::Read,
        _ => Safety::Create,
    });
    let origins = client.provider().origins;
    let index = match &raw.origin {
        None => 0,
        Some(name) => origins.iter().position(|origin| origin.name == name).ok_or_else(|| {
            let known: Vec<_> = origins.iter().map(|origin| origin.name).collect();
            Error::argument("origin", format!("{name:?} is not one of {}", known.join(", ")))
        })?,
    };
    let url = route::raw_url(client.origin(index)?, &raw.path, client.bound(), Params::new(&call.params)?)?;
    let mut headers = headers(&call.options)?;
    if safety == Safety::Keyed || call.options.idempotency_key.is_some() {
        set_idempotency_key(client, &mut headers, IDEMPOTENCY_KEY, &call.options)?;
    }
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let payload = match &call.body {
        None => Payload::None,
        Some(body) => {
            let mime = raw.content_type.as_deref().unwrap_or("application/json");
            headers.insert(CONTENT_TYPE, header_value("content_type", mime)?);
            Payload::Bytes(body.clone())
        }
    };
    let method = Method::from_bytes(verb.as_bytes()).expect("one of the list above");
    Ok((Request { method, url, headers, payload, is_file: false }, safety, index))
}

/// The request for a file at an address that the provider gave, which may be relative to `base`. It carries no credential
/// and no header of the caller.
pub(crate) fn file(address: &str, base: Option<&url::Url>) -> Result<Request, Error> {
    let url = file_url(address, base)?;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    Ok(Request { method: Method::GET, url, headers, payload: Payload::None, is_file: true })
}

/// The request that puts a file to an address that the provider gave for it. It carries no credential and no header of
/// the caller.
pub(crate) fn put(address: &str, body: &Body, call: &Call, upload: &Upload) -> Result<Request, Error> {
    let url = file_url(address, None)?;
    let mime = put_type(body, Params::new(&call.params)?, upload.file().head())?;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(CONTENT_TYPE, header_value("content_type", &mime)?);
    Ok(Request { method: Method::PUT, url, headers, payload: Payload::File(upload.clone()), is_file: false })
}

fn file_url(address: &str, base: Option<&url::Url>) -> Result<url::Url, Error> {
    let refuse =
        |message: &str| Error::new(crate::Kind::Decode, format!("the provider's file address {message}"));
    let url = url::Url::options().base_url(base).parse(address).map_err(|_| refuse("is not a URL"))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if crate::config::is_loopback(&url) => Ok(url),
        _ => Err(refuse("is not an https:// URL")),
    }
}

/// The type of a file that is put: what the caller says, else what its first bytes show.
fn put_type(body: &Body, params: Params<'_>, bytes: &[u8]) -> Result<String, Error> {
    let Body::Put { part, content_type, .. } = body else { return Ok(String::new()) };
    let given = content_type.and_then(|name| params.get(name).map(|value| (name, value)));
    match (given, sniff(bytes), content_type) {
        (Some((name, value)), _, _) => {
            let is_type =
                value.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
            if is_type && HeaderValue::from_str(value).is_ok() {
                Ok(value.to_owned())
            } else {
                Err(Error::argument(name, "is not a MIME type such as application/pdf"))
            }
        }
        (None, Some(mime), _) => Ok(mime.to_owned()),
        (None, None, Some(name)) => {
            Err(Error::argument(*name, "is missing, and the file's first bytes do not show its type"))
        }
        (None, None, None) => Err(Error::argument(*part, "is of a type that its first bytes do not show")),
    }
}

fn headers(options: &CallOptions) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::with_capacity(8);
    for (name, value) in &options.headers {
        let refuse = |message: &str| Error::argument(format!("headers[{name:?}]"), message.to_owned());
        let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("is not a header name"))?;
        if RESERVED.contains(&parsed.as_str()) {
            return Err(refuse("is set by signbridge and cannot be given"));
        }
        headers.append(parsed, header_value(&format!("headers[{name:?}]"), value)?);
    }
    Ok(headers)
}

/// The caller's key, or one for this call alone. It is part of the request, so all attempts carry the same.
fn set_idempotency_key(
    client: &Client,
    headers: &mut HeaderMap,
    name: &'static str,
    options: &CallOptions,
) -> Result<(), Error> {
    let key = match &options.idempotency_key {
        Some(key) if key.trim().is_empty() => {
            return Err(Error::argument("idempotency_key", "is empty; leave it out to have one made"));
        }
        Some(key) if !key.is_ascii() => {
            return Err(Error::argument("idempotency_key", "holds characters that are not ASCII"));
        }
        Some(key) => header_value("idempotency_key", key)?,
        // Given as a plain header.
        None if headers.contains_key(name) => return Ok(()),
        None => HeaderValue::from_str(&client.clock().uuid()).expect("a UUID is plain text"),
    };
    headers.insert(HeaderName::from_static(name), key);
    Ok(())
}

/// The idempotency key that a request carries.
pub(crate) fn idempotency_key(operation: Option<&Operation>, request: &Request) -> Option<String> {
    let name = operation.map_or(Some(IDEMPOTENCY_KEY), |operation| operation.idempotency_header)?;
    request.headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn header_value(field: &str, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| {
        Error::argument(field, "holds line breaks or other characters that a header cannot carry")
    })
}

fn multipart(
    operation: &Operation,
    params: Params<'_>,
    part: &'static str,
    accept: &[&str],
    filename: Option<&str>,
    upload: &Upload,
) -> Result<Payload, Error> {
    let file = upload.file();
    let mime = sniff(file.head());
    check_accepted(part, mime, accept)?;
    let given = filename.and_then(|name| params.get(name).map(|value| (name, value)));
    if let Some((field, value)) = given {
        check_filename(field, value)?;
    }
    let texts = operation.params.iter().filter(|param| param.place == Place::Form);
    let texts: Vec<_> = texts
        .flat_map(|param| params.all(param.name).map(|value| (param.name.to_owned(), value.to_owned())))
        .collect();
    let filename = given.map_or_else(|| name_of(file, mime).to_owned(), |(_, value)| value.to_owned());
    let mime = mime.unwrap_or("application/octet-stream");
    Ok(Payload::Multipart { part, filename, mime, file: upload.clone(), texts })
}

/// The name of a file that the caller gives none: its own, else one that fits.
fn name_of<'a>(file: &'a Content, mime: Option<&str>) -> &'a str {
    let own = file.name().filter(|name| check_filename("file", name).is_ok());
    own.unwrap_or_else(|| default_filename(mime))
}

fn default_filename(mime: Option<&str>) -> &'static str {
    match mime {
        Some(PDF) => "document.pdf",
        Some(DOCX) => "document.docx",
        Some(PNG) => "image.png",
        Some(JPEG) => "image.jpg",
        Some(WEBP) => "image.webp",
        _ => "document",
    }
}

fn check_size(field: &str, file: &Content, most: Option<usize>) -> Result<(), Error> {
    let Some(most) = most else { return Ok(()) };
    let problem = |length: Option<u64>| match length {
        Some(length) => format!("has {length} bytes; at most {most} are taken"),
        None => format!("has more than {most} bytes; no more are taken"),
    };
    file.at_most(most as u64, problem).map_err(|problem| Error::argument(field, problem))
}

pub(crate) fn check_filename(field: &str, name: &str) -> Result<(), Error> {
    route::check_segment(name).map_err(|message| Error::argument(field, message))?;
    if name.contains(['/', '\\']) {
        return Err(Error::argument(field, "must be a file name, not a path"));
    }
    Ok(())
}

pub(crate) fn check_type(field: &str, mime: &str, accept: &[&str]) -> Result<(), Error> {
    if accept.is_empty() || accept.contains(&mime) {
        return Ok(());
    }
    Err(Error::argument(field, format!("{mime:?} is not one of {}; leave it out", accept.join(", "))))
}

/// The MIME type that the first bytes show.
pub(crate) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        Some(PDF)
    } else if head.starts_with(b"PK\x03\x04") {
        Some(DOCX)
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(PNG)
    } else if head.starts_with(b"\xff\xd8\xff") {
        Some(JPEG)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(WEBP)
    } else {
        None
    }
}

pub(crate) fn check_accepted(field: &str, mime: Option<&str>, accept: &[&str]) -> Result<(), Error> {
    if accept.is_empty() || mime.is_some_and(|mime| accept.contains(&mime)) {
        return Ok(());
    }
    let names: Vec<_> = accept
        .iter()
        .map(|mime| match *mime {
            PDF => "PDF",
            DOCX => "DOCX",
            PNG => "PNG",
            JPEG => "JPEG",
            WEBP => "WebP",
            other => other,
        })
        .collect();
    Err(Error::argument(field, format!("does not look like {}; nothing else is taken", names.join(" or "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_carry_credentials_cannot_be_set() {
        for name in ["Authorization", "cookie", "Host", "bad name", "x\r\ny"] {
            let options =
                CallOptions { headers: vec![(name.to_owned(), "x".to_owned())], ..CallOptions::default() };
            assert!(headers(&options).is_err(), "{name}");
        }
        let options = CallOptions {
            headers: vec![("x-a".to_owned(), "a\r\nb: c".to_owned())],
            ..CallOptions::default()
        };
        assert!(headers(&options).is_err());
    }

    #[tokio::test]
    async fn a_file_over_the_limit_is_refused_with_both_numbers() {
        let sources = [&b"1234"[..], b"12345"].map(|bytes| ("file".to_owned(), bytes.into()));
        let upload = Upload::open(sources, None).await.unwrap().unwrap();
        let [four, five] = upload.contents() else { panic!("two were given") };
        assert!(check_size("file", four, Some(4)).is_ok() && check_size("file", five, None).is_ok());
        let error = check_size("file", five, Some(4)).unwrap_err();
        assert_eq!(error.message(), "file: has 5 bytes; at most 4 are taken");
    }

    #[test]
    fn the_first_bytes_show_the_type() {
        for (bytes, mime) in [
            (&b"%PDF-1.7"[..], Some(PDF)),
            (b"\x89PNG\r\n\x1a\n\0", Some(PNG)),
            (b"\xff\xd8\xff\xe0", Some(JPEG)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(WEBP)),
            (b"RIFF\x10\0\0\0WAVE", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(sniff(bytes), mime);
        }
    }

    #[test]
    fn a_file_that_is_put_has_the_type_that_is_said_or_shown() {
        let body = Body::Put {
            part: "file",
            accept: &[],
            max_bytes: None,
            filename: None,
            content_type: Some("contentType"),
            size: None,
            url: "url",
        };
        let kind = |params: &[&str], bytes: &[u8]| {
            let params: Vec<String> = params.iter().map(|text| (*text).to_owned()).collect();
            put_type(&body, Params::new(&params).unwrap(), bytes)
        };
        assert_eq!(kind(&[], b"%PDF-1.7").unwrap(), PDF);
        assert_eq!(kind(&["contentType", "image/tiff"], b"II*\0").unwrap(), "image/tiff");
        assert_eq!(kind(&[], b"II*\0").unwrap_err().fields()[0].field, "contentType");
        for bad in ["", "pdf", "/", "a/b\r\nx: y"] {
            assert!(kind(&["contentType", bad], b"%PDF-1.7").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_file_name_is_no_path() {
        for name in ["", ".", "..", "a/b", "a\\b", "a\r\nb"] {
            assert!(check_filename("name", name).is_err(), "{name:?}");
        }
        assert!(check_filename("name", "Aftale – æøå 100%.pdf").is_ok());
    }
}
