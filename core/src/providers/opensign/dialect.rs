//! How OpenSign says that a call failed. Sources: docs.opensignlabs.com /docs/API-docs/v1.2, /docs/help (credits, size of
//! files); and what servers were seen to answer.
//!
//! | body | where |
//! |---|---|
//! | `{"error":"a sentence"}` | nearly always: no code, no field |
//! | `{"error","objectId"}` | the contact that has the e-mail address already |
//! | `{"message":"Document not found!"}` | a change to a deleted document |
//! | a page of HTML | a route that the server does not have (404), JSON that it cannot read (400) |
//!
//! Statuses mean other things here than in HTTP: 405 is a refused token, 401 something that is there already, 429 the end
//! of the credits. What else went wrong is only in the sentence, whose capitals and full stops differ between servers.

use crate::answer::{Dialect, Failure, Members, kind_of_status};
use crate::error::{FieldError, Kind};

pub(crate) struct OpenSignDialect;

impl Dialect for OpenSignDialect {
    fn failure(&self, status: u16, members: &Members<'_>, _expected: &[&str]) -> Option<Failure> {
        let error = members.text("error");
        if status < 400 {
            // Not documented, and harmless to know: a success never has an `error`.
            return error.filter(|text| !text.is_empty()).map(|text| read(400, text, members.text("code")));
        }
        let text = error.or_else(|| members.text("message")).unwrap_or_default();
        Some(read(status, text, members.text("code")))
    }

    fn unstructured(&self, status: u16, body: &[u8]) -> Option<Failure> {
        let body = body.trim_ascii();
        if !body.starts_with(b"<") {
            let text = std::str::from_utf8(body)
                .ok()
                .filter(|text| text.len() <= 200 && !text.starts_with(['{', '[']) && *text != "null");
            return Some(read(status, text.unwrap_or_default().trim_matches('"').to_owned(), None));
        }
        let message = match status {
            400 => "the server could not read the request; it answered with a page of HTML",
            404 => {
                "the server has no such route, and answered with a page of HTML: check api_url and api_version"
            }
            429 => return Some(read(status, String::new(), None)),
            // A page comes from something in front of the API, which means what HTTP says.
            _ => return None,
        };
        Some(Failure {
            kind: kind_of_status(status),
            code: None,
            message: message.to_owned(),
            fields: Vec::new(),
        })
    }
}

fn read(status: u16, text: String, code: Option<String>) -> Failure {
    let lower = text.to_lowercase();
    let kind = kind(status, &lower);
    let fields =
        field(kind, &lower).map(|field| FieldError { field: field.to_owned(), message: text.clone() });
    let message = match (kind, text.is_empty()) {
        (Kind::Authentication, false) => {
            format!("{text} A token is good for the environment that it was made in only.")
        }
        (Kind::Authentication, true) => format!("the provider refused the token with status {status}"),
        (Kind::QuotaExceeded, true) => {
            format!("no credit is left: the provider answered with status {status}")
        }
        (_, true) => format!("the provider answered with status {status}"),
        (_, false) => text,
    };
    Failure { kind, code, message, fields: fields.into_iter().collect() }
}

/// `text` is in lower case.
fn kind(status: u16, text: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    match status {
        405 => Kind::Authentication,
        429 => Kind::QuotaExceeded,
        _ if says(&["already exist"]) => Kind::Conflict,
        401 if says(&["token", "unauthori"]) => Kind::Authentication,
        401 => Kind::Conflict,
        400 if says(&["api token", "api key", "session token"]) => Kind::Authentication,
        400 | 402 | 403 if says(&["credit", "quota", "purchase or renew"]) => Kind::QuotaExceeded,
        400 if says(&["is not empty"]) => Kind::Conflict,
        400 if says(&["not found"]) => Kind::NotFound,
        _ => kind_of_status(status),
    }
}

/// The argument that a sentence is about. `text` is in lower case.
fn field(kind: Kind, text: &str) -> Option<&'static str> {
    let known: &[(&str, &str)] = match kind {
        Kind::InvalidRequest => &[
            ("file too large", "file"),
            ("file size", "file"),
            ("signature widget", "signers"),
            ("provide signers", "signers"),
            ("setup template", "template_id"),
        ],
        Kind::NotFound => &[("report not available", "doctype"), ("invalid template id", "template_id")],
        Kind::Conflict => &[("contact already", "email"), ("webhook url already", "url")],
        _ => &[],
    };
    known.iter().find(|(words, _)| text.contains(words)).map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, body: &str) -> Option<Failure> {
        match Members::read(body.as_bytes()) {
            Ok(members) => OpenSignDialect.failure(status, &members, &[]),
            Err(_) => OpenSignDialect.unstructured(status, body.as_bytes()),
        }
    }

    fn kind_of(status: u16, error: &str) -> Kind {
        failure(status, &serde_json::json!({ "error": error }).to_string()).unwrap().kind
    }

    #[test]
    fn a_success_is_not_taken_for_a_failure() {
        for body in [
            r#"{"objectId":"g9POA54OgR","message":"Document sent successfully!","signurl":[]}"#,
            r#"{"result":"mail sent successfully."}"#,
            r#"{"result":[]}"#,
            r#"{"error":"","result":[]}"#,
            "{}",
        ] {
            assert_eq!(failure(200, body), None, "{body}");
        }
    }

    #[test]
    fn a_token_that_is_missing_or_refused_is_an_authentication_failure_whatever_the_capitals() {
        for (status, text) in [
            (405, "Invalid API token!"),
            (405, "Invalid API Token!"),
            (405, "Invalid API Token."),
            (405, "anything"),
            (400, "Please Provide API Token"),
            (400, "please provide api token"),
        ] {
            assert_eq!(kind_of(status, text), Kind::Authentication, "{status} {text}");
        }
        let message = failure(405, r#"{"error":"Invalid API Token!"}"#).unwrap().message;
        assert!(message.starts_with("Invalid API Token!") && message.contains("environment"), "{message}");
    }

    #[test]
    fn what_is_there_already_is_a_conflict_and_names_the_argument() {
        let contact = failure(401, r#"{"error":"Contact already exists!","objectId":"LBrY169URh"}"#).unwrap();
        assert_eq!((contact.kind, contact.fields[0].field.as_str()), (Kind::Conflict, "email"));
        let webhook = failure(401, r#"{"error":"webhook URL already exists."}"#).unwrap();
        assert_eq!((webhook.kind, webhook.fields[0].field.as_str()), (Kind::Conflict, "url"));
        assert_eq!(kind_of(400, "folder is not empty, contains document or folder."), Kind::Conflict);
    }

    #[test]
    fn the_end_of_the_credits_is_told_apart_from_too_many_requests() {
        for (status, text) in [
            (429, "Quota reached, Please buy credits and try again later."),
            (429, ""),
            (400, "Please purchase or renew your subscription."),
            (400, "You have insufficient credits."),
            (403, "No credits left"),
        ] {
            assert_eq!(kind_of(status, text), Kind::QuotaExceeded, "{status} {text}");
        }
        assert_eq!(failure(429, "<html>Too Many Requests</html>").unwrap().kind, Kind::QuotaExceeded);
        assert_eq!(failure(429, "").unwrap().kind, Kind::QuotaExceeded);
    }

    #[test]
    fn what_does_not_exist_is_not_found_in_each_of_the_wordings() {
        for (status, text) in [
            (404, "User not found!"),
            (404, "Contact not found!"),
            (404, "Template not found!"),
            (404, "Document not found!"),
            (404, "document not found."),
            (404, "user not found."),
            (404, "document not found or user not found."),
            (404, "folder not found."),
            (404, "Invalid template id!"),
            (404, "Report not available!"),
            (400, "Subscription not found!"),
        ] {
            assert_eq!(kind_of(status, text), Kind::NotFound, "{status} {text}");
        }
        let deleted = failure(404, r#"{"message":"Document not found!"}"#).unwrap();
        assert_eq!((deleted.kind, deleted.message.as_str()), (Kind::NotFound, "Document not found!"));
    }

    #[test]
    fn a_refused_argument_is_named_where_the_sentence_says_it() {
        for (text, field) in [
            ("File too large. Max allowed file size is 10 MB", Some("file")),
            ("Please add at least one signature widget for all signers", Some("signers")),
            ("Please provide signers!", Some("signers")),
            ("Please provide signers properly!", Some("signers")),
            ("Please setup template properly!", Some("template_id")),
            ("Please provide valid field names!", None),
            ("Something went wrong, please try again later!", None),
            ("Something went wrong.", None),
        ] {
            let failure = failure(400, &serde_json::json!({ "error": text }).to_string()).unwrap();
            assert_eq!(failure.kind, Kind::InvalidRequest, "{text}");
            assert_eq!(failure.fields.first().map(|error| error.field.as_str()), field, "{text}");
            assert_eq!((failure.message.as_str(), failure.code), (text, None));
        }
    }

    #[test]
    fn a_page_of_html_tells_what_to_check_and_is_not_in_the_message() {
        let page = "<!DOCTYPE html>\n<html><body><pre>Cannot GET /api/v9/getuser</pre></body></html>";
        let missing = failure(404, page).unwrap();
        assert_eq!(missing.kind, Kind::NotFound);
        assert!(missing.message.contains("check api_url") && !missing.message.contains("Cannot"));
        let malformed = failure(400, "<html><pre>SyntaxError: Unexpected token</pre></html>").unwrap();
        assert_eq!(malformed.kind, Kind::InvalidRequest);
        // What stands in front of the API speaks HTTP.
        assert_eq!(failure(405, "<html>405 Not Allowed</html>"), None);
        assert_eq!(failure(502, "<html>502 Bad Gateway</html>"), None);
    }

    #[test]
    fn a_body_without_a_sentence_is_read_by_its_status() {
        for (status, kind) in [
            (405, Kind::Authentication),
            (401, Kind::Conflict),
            (404, Kind::NotFound),
            (400, Kind::InvalidRequest),
            (500, Kind::Unavailable),
            (503, Kind::Unavailable),
        ] {
            for body in ["", "{}", "null", r#"{"error":null}"#] {
                let failure = failure(status, body).unwrap();
                assert_eq!(failure.kind, kind, "{status} {body:?}");
                assert!(failure.message.contains(&status.to_string()), "{}", failure.message);
            }
        }
        assert_eq!(failure(405, "Invalid API Token!").unwrap().kind, Kind::Authentication);
    }

    #[test]
    fn an_error_inside_a_success_status_is_still_an_error() {
        let hidden = failure(200, r#"{"code":101,"error":"Object not found."}"#).unwrap();
        assert_eq!((hidden.kind, hidden.code.as_deref()), (Kind::NotFound, Some("101")));
    }
}
