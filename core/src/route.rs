//! From an operation and its parameters to a URL that no input can bend.
//!
//! Every value is percent-encoded down to the unreserved characters of RFC 3986, so it stays one path segment or one
//! query value. What cannot be encoded safely is refused by name: an empty value would join two slashes, and `.` and
//! `..` mean other paths even when encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::error::Error;
use crate::operation::{Operation, Place, Segment, Tenant, Versions};

/// Everything but letters, digits and `-._~`.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parameters as they cross the border: name, value, name, value…; a list repeats its name.
#[derive(Clone, Copy)]
pub(crate) struct Params<'a>(&'a [String]);

impl<'a> Params<'a> {
    pub(crate) fn new(flat: &'a [String]) -> Result<Self, Error> {
        if flat.len().is_multiple_of(2) {
            Ok(Self(flat))
        } else {
            Err(Error::argument("params", "a name has no value"))
        }
    }

    /// All are known to the operation, single where it takes one, and there where it needs one.
    pub(crate) fn check(self, operation: &Operation) -> Result<Self, Error> {
        for (name, _) in self.pairs() {
            let Some(param) = operation.params.iter().find(|param| param.name == name) else {
                let known: Vec<_> = operation.params.iter().map(|param| param.name).collect();
                return Err(Error::argument(
                    name,
                    format!("is not a parameter; there are: {}", known.join(", ")),
                ));
            };
            if !param.list && self.all(name).count() > 1 {
                return Err(Error::argument(name, "is given more than once"));
            }
        }
        for param in operation.params.iter().filter(|param| param.required) {
            if self.all(param.name).next().is_none() {
                let message = if param.list { "is empty; give at least one value" } else { "is missing" };
                return Err(Error::argument(param.name, message));
            }
        }
        Ok(self)
    }

    pub(crate) fn pairs(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.chunks_exact(2).map(|pair| (pair[0].as_str(), pair[1].as_str()))
    }

    pub(crate) fn all(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs().filter(move |(given, _)| *given == name).map(|(_, value)| value)
    }

    pub(crate) fn get(self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }
}

/// What a client fills into paths by itself.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bound<'a> {
    pub(crate) tenant: Option<(&'a Tenant, &'a str)>,
    pub(crate) version: Option<(&'a Versions, &'a str)>,
}

/// The URL of a call.
pub(crate) fn url(
    base: &Url,
    operation: &Operation,
    bound: Bound<'_>,
    params: Params<'_>,
) -> Result<Url, Error> {
    let mut text = String::with_capacity(160);
    text.push_str(base.path().trim_end_matches('/'));
    for segment in operation.path {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Tenant => {
                let (tenant, value) = bound.tenant.ok_or_else(|| {
                    Error::argument("tenant", "this operation needs a client with a tenant")
                })?;
                push_segment(&mut text, tenant.argument, value)?;
            }
            Segment::Version => {
                text.push_str(bound.version.map_or("", |(_, name)| name));
            }
            Segment::Param(name) => {
                for (index, value) in params.all(name).enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    push_segment(&mut text, name, value)?;
                }
            }
        }
    }
    let query = operation.params.iter().filter(|param| param.place == Place::Query);
    let given =
        query.filter_map(|param| params.get(param.name).map(|_| (param.name, params.all(param.name))));
    push_query(&mut text, given);
    Ok(below(base, &text))
}

/// The URL of a raw request: `path` is a template below `base`, in which the client's own placeholders are filled in.
pub(crate) fn raw_url(base: &Url, path: &str, bound: Bound<'_>, params: Params<'_>) -> Result<Url, Error> {
    let Some(path) = path.strip_prefix('/') else {
        return Err(Error::argument("path", "must start with a slash; give it below the address of the API"));
    };
    let mut text = base.path().trim_end_matches('/').to_owned();
    for segment in path.split('/') {
        text.push('/');
        if let Some((tenant, value)) =
            bound.tenant.filter(|(tenant, _)| is_placeholder(segment, tenant.placeholder))
        {
            push_segment(&mut text, tenant.argument, value)?;
            continue;
        }
        if let Some((_, name)) =
            bound.version.filter(|(versions, _)| is_placeholder(segment, versions.placeholder))
        {
            text.push_str(name);
            continue;
        }
        check_raw_segment(segment)?;
        text.push_str(segment);
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in params.pairs() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    push_query(&mut text, names.into_iter().map(|name| (name, params.all(name))));
    Ok(below(base, &text))
}

fn is_placeholder(segment: &str, name: &str) -> bool {
    segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name)
}

/// A raw path is the caller's own, already encoded; it must still be a plain path.
fn check_raw_segment(segment: &str) -> Result<(), Error> {
    let decoded = percent_encoding::percent_decode_str(segment).collect::<Vec<u8>>();
    if segment.is_empty() || decoded == b"." || decoded == b".." {
        return Err(Error::argument("path", "must not hold empty, '.' or '..' segments"));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(&byte);
    if let Some(bad) = segment.chars().find(|c| !c.is_ascii() || !allowed(*c as u8)) {
        return Err(Error::argument(
            "path",
            format!("holds {bad:?}; percent-encode it, and pass the query apart"),
        ));
    }
    if decoded.iter().any(|byte| byte.is_ascii_control() || *byte == b'/' || *byte == b'\\') {
        return Err(Error::argument("path", "must not hold encoded slashes or control characters"));
    }
    Ok(())
}

fn push_segment(text: &mut String, field: &str, value: &str) -> Result<(), Error> {
    check_segment(value).map_err(|message| Error::argument(field, message))?;
    text.extend(utf8_percent_encode(value, STRICT));
    Ok(())
}

/// Whether a value can be one path segment.
pub(crate) fn check_segment(value: &str) -> Result<(), &'static str> {
    match value {
        "" => Err("is empty"),
        "." | ".." => Err("is '.' or '..', which would be another path"),
        _ if value.chars().any(char::is_control) => Err("holds control characters"),
        _ => Ok(()),
    }
}

fn push_query<'a, V: Iterator<Item = &'a str>>(text: &mut String, pairs: impl Iterator<Item = (&'a str, V)>) {
    for (index, (name, values)) in pairs.enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.extend(utf8_percent_encode(name, STRICT));
        text.push('=');
        for (index, value) in values.enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.extend(utf8_percent_encode(value, STRICT));
        }
    }
}

/// The URL at the same server. Its host was read once, when the client was made: reading it again would cost more than all
/// the rest here.
fn below(base: &Url, path_and_query: &str) -> Url {
    let (path, query) =
        path_and_query.split_once('?').map_or((path_and_query, None), |(path, query)| (path, Some(query)));
    let mut url = base.clone();
    url.set_path(path);
    url.set_query(query);
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Param;
    use proptest::prelude::*;

    const OPERATION: Operation = Operation {
        id: "cases.get",
        path: &[
            Segment::Literal("v2"),
            Segment::Tenant,
            Segment::Literal("case"),
            Segment::Param("case_id"),
            Segment::Literal("get"),
        ],
        params: &[
            Param { name: "case_id", place: Place::Path, required: true, list: true },
            Param { name: "folder", place: Place::Query, required: false, list: false },
        ],
        ..Operation::PLAIN
    };
    const VERSIONS: Versions =
        Versions { argument: "api_version", env: "VERSION", placeholder: "version", names: &["v1", "v1.1"] };
    const TENANT: Tenant = Tenant { argument: "company_id", env: "COMPANY", placeholder: "company" };

    fn build(tenant: &str, params: &[&str]) -> Result<Url, Error> {
        let flat: Vec<String> = params.iter().map(|text| (*text).to_owned()).collect();
        let base = Url::parse("https://api.example.com/api").unwrap();
        let bound = Bound { tenant: Some((&TENANT, tenant)), version: None };
        url(&base, &OPERATION, bound, Params::new(&flat)?.check(&OPERATION)?)
    }

    #[test]
    fn a_list_keeps_its_commas_and_encodes_those_inside_values() {
        let url = build("c1", &["case_id", "a,b", "case_id", "c"]).unwrap();
        assert_eq!(url.as_str(), "https://api.example.com/api/v2/c1/case/a%2Cb,c/get");
    }

    #[test]
    fn an_unknown_parameter_is_named_with_those_there_are() {
        let error = build("c1", &["case_id", "x", "case", "y"]).unwrap_err();
        assert_eq!(error.message(), "case: is not a parameter; there are: case_id, folder");
    }

    #[test]
    fn an_empty_list_is_refused() {
        assert_eq!(build("c1", &[]).unwrap_err().fields()[0].field, "case_id");
    }

    #[test]
    fn a_raw_path_cannot_leave_the_api() {
        let base = Url::parse("https://api.example.com/api").unwrap();
        for path in [
            "x",
            "/../x",
            "/a//b",
            "/%2e%2e/x",
            "/a%2fb",
            "/a?b",
            "/a#b",
            "/a\r\nb",
            "//evil.example",
            "/a\\b",
        ] {
            assert!(raw_url(&base, path, Bound::default(), Params(&[])).is_err(), "{path}");
        }
        let bound = Bound { tenant: Some((&TENANT, "c/1")), version: Some((&VERSIONS, "v1.1")) };
        let url = raw_url(&base, "/{version}/{company}/x", bound, Params(&[])).unwrap();
        assert_eq!(url.as_str(), "https://api.example.com/api/v1.1/c%2F1/x");
    }

    proptest! {
        #[test]
        fn no_value_changes_the_host_the_path_or_the_query(tenant in any::<String>(), id in any::<String>(), folder in any::<String>()) {
            let Ok(url) = build(&tenant, &["case_id", &id, "folder", &folder]) else {
                let bad = |value: &str| check_segment(value).is_err();
                prop_assert!(bad(&tenant) || bad(&id));
                return Ok(());
            };
            prop_assert_eq!(url.host_str(), Some("api.example.com"));
            prop_assert!(url.fragment().is_none());
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 6);
            let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
            prop_assert_eq!(decode(segments[2]), tenant);
            prop_assert_eq!(decode(segments[4]), id);
            let query: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(query.len(), 1);
            prop_assert_eq!(decode(url.query().unwrap().strip_prefix("folder=").unwrap()), folder);
        }
    }
}
