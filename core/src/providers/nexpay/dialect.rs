//! How Nexpay says that a call failed. Sources: docs.nexpay.com.au /docs/errors, /docs/rate-limiting.
//!
//! Only the body of 429 is documented, `{"statusCode":429,"message":"ThrottlerException: Too Many Requests"}`. It is that
//! of the NestJS framework, so the others are taken to be the framework's too (assumed):
//!
//! | body | where |
//! |---|---|
//! | `{"statusCode","message","error"}` | any error; `error` is the status in words |
//! | `{"statusCode","message":["email must be an email", …]}` | several members are wrong: the framework's validator |
//! | `{"message":[{"property","constraints":{…}}, …]}` | the same, before it is put into sentences |
//! | `{"statusCode","message":{"message",…}}` | an error wrapped once more |
//!
//! 422 also says that an idempotency key was used before with another body. In which words is not documented: it is told
//! from others by the mention of idempotency.

use serde::Deserialize;
use serde_json::Value;

use crate::answer::{Dialect, Failure, Members, kind_of_status};
use crate::error::{FieldError, Kind};

pub(crate) struct NexpayDialect;

/// Our name for what Nexpay only says in words.
const KEY_REUSED: &str = "idempotency_key_reused";

impl Dialect for NexpayDialect {
    fn failure(&self, status: u16, members: &Members<'_>, _expected: &[&str]) -> Option<Failure> {
        // A success is a success: no error is documented with a status below 400.
        if status < 400 {
            return None;
        }
        let message = members.present("message").and_then(|json| serde_json::from_str(json).ok());
        let Said { mut text, fields, exception } = Said::read(message.unwrap_or_default());
        let reason = members.text("error");
        let is_bare =
            text.is_empty() || reason.as_ref().is_some_and(|reason| reason.eq_ignore_ascii_case(&text));
        if text.is_empty() {
            text = reason.clone().unwrap_or_else(|| format!("the provider answered with status {status}"));
        }
        let code = members.text("code").or_else(|| members.text("errorCode")).or(exception);
        if status == 422 && text.to_ascii_lowercase().contains("idempoten") {
            let field = FieldError { field: "idempotency_key".to_owned(), message: text.clone() };
            let (code, fields) = (Some(code.unwrap_or_else(|| KEY_REUSED.to_owned())), vec![field]);
            return Some(Failure { kind: Kind::Conflict, code, message: text, fields });
        }
        if status == 422 && (is_bare || text.eq_ignore_ascii_case("unprocessable entity")) {
            text.push_str(
                " (Nexpay answers 422 also when an idempotency key was used before with another body)",
            );
        }
        Some(Failure { kind: kind_of_status(status), code, message: text, fields })
    }
}

/// What `message` says, in whichever of its forms.
#[derive(Default)]
struct Said {
    text: String,
    fields: Vec<FieldError>,
    /// The name of the framework's exception, where it stands before the text.
    exception: Option<String>,
}

/// A finding of the framework's validator, before it is put into a sentence.
#[derive(Deserialize)]
struct Finding {
    #[serde(alias = "field", alias = "path")]
    property: String,
    message: Option<String>,
    #[serde(default)]
    constraints: serde_json::Map<String, Value>,
    #[serde(default)]
    children: Vec<Finding>,
}

impl Said {
    fn read(message: Value) -> Self {
        match message {
            Value::String(text) => match exception(&text) {
                Some((name, rest)) => {
                    Self { text: rest.to_owned(), fields: Vec::new(), exception: Some(name.to_owned()) }
                }
                None => Self { fields: field_of(&text).into_iter().collect(), text, exception: None },
            },
            Value::Array(items) => {
                let mut said = Self::default();
                let mut sentences = Vec::new();
                for item in items {
                    match item {
                        Value::String(text) => {
                            said.fields.extend(field_of(&text));
                            sentences.push(text);
                        }
                        other => {
                            if let Ok(finding) = Finding::deserialize(other) {
                                finding.collect("", &mut said.fields, &mut sentences);
                            }
                        }
                    }
                }
                said.text = sentences.join("; ");
                said
            }
            Value::Object(mut members) => Self::read(members.remove("message").unwrap_or_default()),
            Value::Number(number) => Self { text: number.to_string(), ..Self::default() },
            Value::Bool(_) | Value::Null => Self::default(),
        }
    }
}

impl Finding {
    fn collect(self, within: &str, fields: &mut Vec<FieldError>, sentences: &mut Vec<String>) {
        let dot = if within.is_empty() { "" } else { "." };
        let field = format!("{within}{dot}{}", self.property);
        let constraints = self.constraints.values().filter_map(Value::as_str).map(str::to_owned);
        for message in self.message.into_iter().chain(constraints) {
            fields.push(FieldError { field: field.clone(), message: message.clone() });
            sentences.push(message);
        }
        for child in self.children {
            child.collect(&field, fields, sentences);
        }
    }
}

/// `ThrottlerException: Too Many Requests`.
fn exception(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(": ")?;
    let is_name = name.len() > "Exception".len() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_name && name.ends_with("Exception")).then_some((name, rest))
}

/// The member that a sentence of the framework's validator is about: `data.studentInfo.email must be an email`,
/// `each value in attachments must be a UUID`, `property foo should not exist`.
fn field_of(sentence: &str) -> Option<FieldError> {
    let rest = sentence.strip_prefix("each value in ").or_else(|| sentence.strip_prefix("property "));
    let (field, rest) = rest.unwrap_or(sentence).split_once(' ')?;
    let verb = rest.split(' ').next()?;
    let is_member = !field.is_empty()
        && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._[]-".contains(&byte))
        && !field.starts_with(|c: char| c.is_ascii_digit());
    // `Payment must be confirmed first` is a sentence about a thing, not about a member.
    let is_word = field.starts_with(|c: char| c.is_ascii_uppercase());
    (is_member && !is_word && matches!(verb, "must" | "should" | "is" | "has"))
        .then(|| FieldError { field: field.to_owned(), message: sentence.to_owned() })
        .filter(|found| !["it", "this", "there", "that", "which"].contains(&found.field.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Failure {
        NexpayDialect.failure(status, &Members::read(body.as_bytes()).unwrap(), &[]).unwrap()
    }

    fn fields(failure: &Failure) -> Vec<&str> {
        failure.fields.iter().map(|field| field.field.as_str()).collect()
    }

    #[test]
    fn a_success_is_never_taken_for_a_failure() {
        for body in [
            r#"{"id":123,"status":"created","message":"ok"}"#,
            r#"{"statusCode":200,"message":"OK"}"#,
            r#"{"commissions":[]}"#,
            "{}",
        ] {
            assert!(
                NexpayDialect.failure(200, &Members::read(body.as_bytes()).unwrap(), &["id"]).is_none(),
                "{body}"
            );
        }
    }

    #[test]
    fn the_documented_body_of_429_is_read() {
        let failure = read(429, r#"{"statusCode":429,"message":"ThrottlerException: Too Many Requests"}"#);
        assert_eq!(failure.kind, Kind::RateLimited);
        assert_eq!(failure.code.as_deref(), Some("ThrottlerException"));
        assert_eq!(failure.message, "Too Many Requests");
    }

    #[test]
    fn each_documented_status_has_its_kind() {
        for (status, kind) in [
            (400, Kind::InvalidRequest),
            (401, Kind::Authentication),
            (403, Kind::PermissionDenied),
            (404, Kind::NotFound),
            (409, Kind::Conflict),
            (413, Kind::InvalidRequest),
            (422, Kind::InvalidRequest),
            (429, Kind::RateLimited),
            (500, Kind::Unavailable),
            (502, Kind::Unavailable),
            (503, Kind::Unavailable),
            (504, Kind::Unavailable),
        ] {
            let failure = read(status, &format!(r#"{{"statusCode":{status},"message":"as it is"}}"#));
            assert_eq!((failure.kind, failure.message.as_str()), (kind, "as it is"), "{status}");
        }
    }

    #[test]
    fn a_list_of_sentences_names_the_members() {
        let failure = read(
            400,
            r#"{"statusCode":400,"message":["email must be an email","payerType must be one of the following values: individual, business",
               "data.studentInfo.email should not be empty","each value in attachments must be a UUID","property foo should not exist",
               "amount must not be less than 0.01"],"error":"Bad Request"}"#,
        );
        assert_eq!(failure.kind, Kind::InvalidRequest);
        assert_eq!(
            fields(&failure),
            ["email", "payerType", "data.studentInfo.email", "attachments", "foo", "amount"]
        );
        assert!(failure.message.starts_with("email must be an email; payerType must be one of"));
        assert_eq!(failure.fields[5].message, "amount must not be less than 0.01");
    }

    #[test]
    fn a_single_sentence_names_its_member_only_if_it_is_about_one() {
        assert_eq!(fields(&read(400, r#"{"message":"name should not be empty"}"#)), ["name"]);
        for text in [
            "Payment must be confirmed first",
            "Missing parameter",
            "it must not be so",
            "The quote has expired",
            "Unauthorized",
        ] {
            assert_eq!(
                fields(&read(400, &format!(r#"{{"message":"{text}"}}"#))),
                Vec::<&str>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn findings_before_they_are_put_into_sentences_are_read_too() {
        let failure = read(
            400,
            r#"{"message":[{"property":"profile","children":[{"property":"dob","constraints":{"isDateString":"dob must be a date"}}]},
               {"field":"email","message":"is taken"}]}"#,
        );
        assert_eq!(fields(&failure), ["profile.dob", "email"]);
        assert_eq!(failure.message, "dob must be a date; is taken");
    }

    #[test]
    fn a_wrapped_message_and_none_at_all_are_borne() {
        let wrapped =
            read(404, r#"{"statusCode":404,"message":{"statusCode":404,"message":"Payment not found"}}"#);
        assert_eq!((wrapped.kind, wrapped.message.as_str()), (Kind::NotFound, "Payment not found"));
        assert_eq!(read(403, r#"{"error":"Forbidden"}"#).message, "Forbidden");
        assert_eq!(read(500, "{}").message, "the provider answered with status 500");
        assert_eq!(read(500, r#"{"message":[]}"#).message, "the provider answered with status 500");
        assert_eq!(read(500, r#"{"message":7}"#).message, "7");
        assert_eq!(read(500, r#"{"message":null,"code":"E42"}"#).code.as_deref(), Some("E42"));
    }

    #[test]
    fn a_key_that_was_used_with_another_body_is_a_conflict_with_a_code() {
        let body = r#"{"statusCode":422,"message":"Idempotency key has been used with a different body","error":"Unprocessable Entity"}"#;
        let failure = read(422, body);
        assert_eq!(failure.kind, Kind::Conflict);
        assert_eq!(failure.code.as_deref(), Some(KEY_REUSED));
        assert_eq!(fields(&failure), ["idempotency_key"]);
    }

    #[test]
    fn a_422_without_a_reason_says_what_it_may_mean() {
        for body in [
            r#"{"statusCode":422,"message":"Unprocessable Entity"}"#,
            r#"{"statusCode":422,"message":"","error":"Unprocessable Entity"}"#,
            r#"{"statusCode":422,"message":"unprocessable entity","error":"Unprocessable Entity"}"#,
        ] {
            let failure = read(422, body);
            assert_eq!(failure.kind, Kind::InvalidRequest);
            assert!(failure.message.contains("idempotency key"), "{}", failure.message);
        }
        assert_eq!(read(422, r#"{"message":"The quote has expired"}"#).message, "The quote has expired");
    }
}
