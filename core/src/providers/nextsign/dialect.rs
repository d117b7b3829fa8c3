//! How NextSign says that a call failed. Sources: docs.nextsign.dk /docs/authorization, /docs/forms-get,
//! /docs/case-delete, /docs/cases-get-multiple, /docs/documents, /docs/documents-convert.
//!
//! | body | where |
//! |---|---|
//! | `{"errors":[{"code","message","description"}]}` | most v2 errors, some with HTTP 200 |
//! | `{"code","message","description"}` | a malformed companyId |
//! | `{"message":"Internal server error","errors":[]}` | form get |
//! | `{"message":"Case not found"}` | case get and delete, with HTTP 200 or 404 |
//! | `{"status":"error","message"}` | seen by a client on case create, get and list |
//! | `{"error":"missing-url"}` | v3 files |
//! | `{"status":{"code","message"},…}` | convert, for success too |

use crate::answer::{Dialect, Failure, Members, kind_of_status};
use crate::error::{FieldError, Kind};

pub(crate) struct NextSignDialect;

impl Dialect for NextSignDialect {
    fn failure(&self, status: u16, members: &Members<'_>, expected: &[&str]) -> Option<Failure> {
        if let Some(first) = members.objects("errors").and_then(|errors| errors.into_iter().next()) {
            return Some(coded(status, &first));
        }
        if is_flat(status, members) && has_none(members, expected) {
            return Some(coded(status, members));
        }
        if let Some(code) = members.text("status.code") {
            if code.parse().is_ok_and(|code: u16| code >= 400) {
                let message = members.text("status.message").unwrap_or_default();
                return Some(failure(status, Some(code), message, None));
            }
        } else if members.text("status").as_deref() == Some("error") {
            let message = members.text("message").unwrap_or_default();
            return Some(failure(status, None, message, None));
        }
        if let Some(code) = members.text("error") {
            return Some(failure(status, Some(code.clone()), code, None));
        }
        if let Some(message) =
            members.text("message").filter(|_| status >= 400 || has_none(members, expected))
        {
            // A success without an expected member list (a raw request) may well have a `message`; one that says that it is
            // one, and lacks what was made, is no refusal.
            let says_well = status < 400 && is_ok(members);
            if status >= 400 || !(expected.is_empty() || says_well) || is_not_found(&message) {
                return Some(failure(status, None, message, None));
            }
        }
        None
    }
}

/// `{"code","message",…}` with a code that is an error's.
fn is_flat(status: u16, members: &Members<'_>) -> bool {
    let code = members.text("code");
    let is_error = |code: &str| code.parse().is_ok_and(|code: u16| code >= 400);
    members.get("message").is_some() && code.is_some_and(|code| status >= 400 || is_error(&code))
}

/// `{"status":"OK","message":"Contract created",…}`
fn is_ok(members: &Members<'_>) -> bool {
    members.text("status").is_some_and(|status| status.eq_ignore_ascii_case("ok"))
}

fn has_none(members: &Members<'_>, expected: &[&str]) -> bool {
    expected.iter().all(|name| members.present(name).is_none())
}

/// `{"code","message","description"}`, alone or as an element of `errors`.
fn coded(status: u16, members: &Members<'_>) -> Failure {
    let message = members.text("message").unwrap_or_default();
    failure(status, members.text("code"), message, members.text("description"))
}

fn failure(status: u16, code: Option<String>, message: String, description: Option<String>) -> Failure {
    let text = match description {
        Some(description) if !description.is_empty() && description != message => description,
        _ => message,
    };
    // The code in the body is the status that a legacy endpoint hides behind its 200.
    let said =
        code.as_deref().and_then(|code| code.parse::<u16>().ok()).filter(|code| (400..600).contains(code));
    let effective = if status >= 400 { status } else { said.unwrap_or(status) };
    let kind = match kind_of_status(effective) {
        // NextSign answers 400 for what does not exist: "Form not found", "Company not found".
        Kind::InvalidRequest | Kind::Decode if is_not_found(&text) => Kind::NotFound,
        Kind::Decode if text.eq_ignore_ascii_case("internal server error") => Kind::Unavailable,
        // A failure inside a success status that names no code: the request was understood and refused.
        Kind::Decode => Kind::InvalidRequest,
        kind => kind,
    };
    let lower = text.to_ascii_lowercase();
    let fields = [("company id", "company_id"), ("case id", "case_id"), ("missing-url", "url")]
        .iter()
        .filter(|(words, _)| kind == Kind::InvalidRequest && lower.contains(words))
        .map(|(_, field)| FieldError { field: (*field).to_owned(), message: text.clone() })
        .collect();
    let message =
        if text.is_empty() { format!("the provider answered with status {effective}") } else { text };
    Failure { kind, code, message, fields }
}

fn is_not_found(text: &str) -> bool {
    text.to_ascii_lowercase().contains("not found") && !text.eq_ignore_ascii_case("bearer token not found")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str, expected: &[&str]) -> Option<(Kind, Option<String>, String)> {
        NextSignDialect
            .failure(status, &Members::read(body.as_bytes()).unwrap(), expected)
            .map(|failure| (failure.kind, failure.code, failure.message))
    }

    #[test]
    fn a_success_is_not_taken_for_a_failure() {
        for (body, expected) in [
            (r#"{"status":"case_found","case":{"_id":"1"}}"#, &["case"][..]),
            (r#"{"status":"OK","message":"Contract created","contract":{"_id":"1"}}"#, &["contract"]),
            (r#"{"status":{"code":200,"message":"OK"},"documents":[]}"#, &["documents"]),
            (r#"{"status":"removed","return":{"deletedCount":1}}"#, &["status"]),
            (r#"{"errors":[],"cases":[]}"#, &["cases"]),
            (r#"{"anything":1,"message":"hello"}"#, &[]),
            (r#"{"code":200,"message":"OK"}"#, &[]),
        ] {
            assert_eq!(read(200, body, expected), None, "{body}");
        }
    }

    #[test]
    fn a_code_inside_a_success_status_decides_the_kind() {
        let body =
            r#"{"errors":[{"code":401,"message":"Unauthorized","description":"Bearer token not found"}]}"#;
        let expected = (Kind::Authentication, Some("401".to_owned()), "Bearer token not found".to_owned());
        assert_eq!(read(200, body, &["cases"]), Some(expected.clone()));
        assert_eq!(read(401, body, &["cases"]), Some(expected));
    }

    #[test]
    fn what_does_not_exist_is_not_found_whatever_the_status() {
        for status in [200, 404] {
            let read = read(status, r#"{"message":"Case not found"}"#, &["case"]).unwrap();
            assert_eq!(read, (Kind::NotFound, None, "Case not found".to_owned()));
        }
        let form = r#"{"errors":[{"code":400,"message":"Bad Request","description":"Form not found"}]}"#;
        assert_eq!(read(400, form, &["_id"]).unwrap().0, Kind::NotFound);
    }

    #[test]
    fn the_other_shapes_are_read_too() {
        let kind = |status, body| read(status, body, &["documents"]).unwrap().0;
        let flat = r#"{"code":400,"message":"Bad Request","description":"Invalid company id"}"#;
        assert_eq!(kind(200, flat), Kind::InvalidRequest);
        assert_eq!(kind(500, r#"{"message":"Internal server error","errors":[]}"#), Kind::Unavailable);
        assert_eq!(kind(200, r#"{"message":"Internal server error","errors":[]}"#), Kind::Unavailable);
        assert_eq!(kind(400, r#"{"error":"missing-url"}"#), Kind::InvalidRequest);
        assert_eq!(kind(200, r#"{"status":{"code":500,"message":"x"},"documents":[]}"#), Kind::Unavailable);
        assert_eq!(kind(200, r#"{"status":"error","message":"Title missing"}"#), Kind::InvalidRequest);
        assert_eq!(
            kind(429, r#"{"errors":[{"code":429,"message":"Too Many Requests"}]}"#),
            Kind::RateLimited
        );
    }
}
