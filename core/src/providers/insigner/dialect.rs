//! How inSigner says that a call failed: problem+json of RFC 9457. Sources: docs.insigner.co /getting-started/errors,
//! /getting-started/authentication, /getting-started/rate-limits.
//!
//! ```json
//! {"type": "https://docs.insigner.com/errors/validation-error", "title": "Validation Error", "status": 422,
//!  "detail": "The request body contains invalid fields", "errors": [{"field": "email", "message": "Invalid email"}]}
//! ```
//!
//! The provider says to branch on `type`. It names six of them; what has another, or none, is read by its status. The
//! codes of refused keys (`KEY_REVOKED`) are documented and the member that carries them is not: `code` is read if it is
//! there, and it matters to the kind only where the status says nothing.

use crate::answer::{Dialect, Failure, Members, kind_of_status};
use crate::error::{FieldError, Kind};

pub(crate) struct InSignerDialect;

impl Dialect for InSignerDialect {
    fn failure(&self, status: u16, members: &Members<'_>, _expected: &[&str]) -> Option<Failure> {
        if status < 400 {
            return None;
        }
        let slug = members.text("type").as_deref().and_then(slug);
        let code = members.text("code").filter(|code| !code.is_empty());
        let kind = kind(status, slug.as_deref(), code.as_deref());
        let fields = fields(members);
        let text = |name| members.text(name).filter(|text| !text.trim().is_empty());
        let mut message = text("detail")
            .or_else(|| text("title"))
            .unwrap_or_else(|| format!("the provider answered with status {status}"));
        if !fields.is_empty() {
            let told: Vec<_> =
                fields.iter().take(3).map(|each| format!("{}: {}", each.field, each.message)).collect();
            message = format!("{} ({})", message.trim_end_matches('.'), told.join("; "));
        }
        Some(Failure { kind, code: code.or(slug), message, fields })
    }
}

/// `conflict` of `https://docs.insigner.com/errors/conflict`. The host is not looked at: the site itself has another one.
fn slug(uri: &str) -> Option<String> {
    let (_, slug) = uri.trim_end_matches('/').rsplit_once('/')?;
    Some(slug.to_owned()).filter(|slug| !slug.is_empty())
}

fn kind(status: u16, slug: Option<&str>, code: Option<&str>) -> Kind {
    match slug {
        Some("unauthorized") => Kind::Authentication,
        Some("forbidden") => Kind::PermissionDenied,
        Some("not-found") => Kind::NotFound,
        Some("conflict") => Kind::Conflict,
        Some("validation-error") => Kind::InvalidRequest,
        Some("rate-limited") => Kind::RateLimited,
        _ => match code {
            Some("MISSING_KEY" | "INVALID_FORMAT" | "INVALID_KEY" | "KEY_REVOKED" | "KEY_EXPIRED") => {
                Kind::Authentication
            }
            Some("INSUFFICIENT_SCOPE") => Kind::PermissionDenied,
            _ => kind_of_status(status),
        },
    }
}

/// The members that are wrong. A member inside another may be named by its path, as a text or as a list of steps. The
/// documented texts are those of zod, so its own forms are read too: `path` instead of `field`, and an object of lists.
fn fields(members: &Members<'_>) -> Vec<FieldError> {
    let Some(entries) = members.objects("errors") else { return by_field(members).unwrap_or_default() };
    let fields = entries.iter().filter_map(|entry| {
        let named = |name| entry.text(name).or_else(|| steps(entry.get(name)?));
        let field = named("field").or_else(|| named("path"))?;
        let message = entry.text("message").unwrap_or_default();
        Some(FieldError { field, message })
    });
    fields.collect()
}

fn by_field(members: &Members<'_>) -> Option<Vec<FieldError>> {
    let entries: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(members.get("errors")?).ok()?;
    let first = |value: serde_json::Value| match value {
        serde_json::Value::Array(texts) => texts.into_iter().next(),
        other => Some(other),
    };
    let fields = entries
        .into_iter()
        .filter_map(|(field, value)| Some(FieldError { field, message: first(value)?.as_str()?.to_owned() }));
    Some(fields.collect())
}

fn steps(json: &str) -> Option<String> {
    let steps: Vec<serde_json::Value> = serde_json::from_str(json).ok()?;
    let mut path = String::new();
    for step in steps {
        match step {
            serde_json::Value::String(name) if path.is_empty() => path = name,
            serde_json::Value::String(name) => path = format!("{path}.{name}"),
            other => path = format!("{path}[{other}]"),
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Option<Failure> {
        InSignerDialect.failure(status, &Members::read(body.as_bytes()).unwrap(), &["data"])
    }

    fn problem(slug: &str, title: &str, status: u16, detail: &str) -> String {
        format!(
            r#"{{"type":"https://docs.insigner.com/errors/{slug}","title":"{title}","status":{status},"detail":"{detail}"}}"#
        )
    }

    #[test]
    fn each_type_of_the_provider_has_its_kind() {
        for (status, slug, title, detail, kind) in [
            (401, "unauthorized", "Unauthorized", "Invalid or missing API key", Kind::Authentication),
            (403, "forbidden", "Forbidden", "Insufficient permissions", Kind::PermissionDenied),
            (404, "not-found", "Not Found", "Resource not found", Kind::NotFound),
            (409, "conflict", "Conflict", "Conflicts with the current state", Kind::Conflict),
            (422, "validation-error", "Validation Error", "Body validation failed", Kind::InvalidRequest),
            (429, "rate-limited", "Too Many Requests", "Rate limit exceeded", Kind::RateLimited),
        ] {
            let failure = read(status, &problem(slug, title, status, detail)).unwrap();
            assert_eq!((failure.kind, failure.message.as_str()), (kind, detail));
            assert_eq!(failure.code.as_deref(), Some(slug));
            assert_eq!(failure.fields, []);
        }
    }

    #[test]
    fn a_status_without_a_known_type_is_read_by_itself() {
        for (status, kind) in [
            (400, Kind::InvalidRequest),
            (401, Kind::Authentication),
            (403, Kind::PermissionDenied),
            (404, Kind::NotFound),
            (409, Kind::Conflict),
            (422, Kind::InvalidRequest),
            (429, Kind::RateLimited),
            (500, Kind::Unavailable),
            (502, Kind::Unavailable),
        ] {
            for slug in ["bad-request", "internal-error", "upstream-error"] {
                assert_eq!(read(status, &problem(slug, "T", status, "d")).unwrap().kind, kind);
            }
            let plain = read(status, r#"{"type":"about:blank","title":"T"}"#).unwrap();
            assert_eq!((plain.kind, plain.code, plain.message.as_str()), (kind, None, "T"));
            assert_eq!(read(status, "{}").unwrap().kind, kind);
        }
    }

    #[test]
    fn the_type_counts_more_than_the_status_of_something_in_between() {
        assert_eq!(
            read(400, &problem("validation-error", "T", 422, "d")).unwrap().kind,
            Kind::InvalidRequest
        );
        assert_eq!(read(503, &problem("rate-limited", "T", 429, "d")).unwrap().kind, Kind::RateLimited);
    }

    #[test]
    fn the_site_s_other_host_makes_no_difference() {
        let body = problem("conflict", "Conflict", 409, "d").replace("insigner.com", "insigner.co");
        assert_eq!(read(409, &body).unwrap().kind, Kind::Conflict);
        assert_eq!(slug("https://docs.insigner.com/errors/conflict/").as_deref(), Some("conflict"));
        assert_eq!(slug("about:blank"), None);
    }

    #[test]
    fn all_codes_of_refused_keys_are_told_where_they_are_sent() {
        for (status, code, kind) in [
            (401, "MISSING_KEY", Kind::Authentication),
            (401, "INVALID_FORMAT", Kind::Authentication),
            (401, "INVALID_KEY", Kind::Authentication),
            (401, "KEY_REVOKED", Kind::Authentication),
            (401, "KEY_EXPIRED", Kind::Authentication),
            (403, "INSUFFICIENT_SCOPE", Kind::PermissionDenied),
        ] {
            let slug = if status == 401 { "unauthorized" } else { "forbidden" };
            let body = problem(slug, "T", status, "d").replace('}', &format!(r#","code":"{code}"}}"#));
            let failure = read(status, &body).unwrap();
            assert_eq!((failure.kind, failure.code.as_deref()), (kind, Some(code)));
            // Were the type missing, the code would still say it.
            let bare = read(400, &format!(r#"{{"code":"{code}"}}"#)).unwrap();
            assert_eq!(bare.kind, kind);
        }
    }

    #[test]
    fn the_printed_refusal_of_a_key_has_no_code_of_its_own() {
        let body = problem("unauthorized", "Unauthorized", 401, "Invalid or missing API key");
        assert_eq!(read(401, &body).unwrap().code.as_deref(), Some("unauthorized"));
    }

    #[test]
    fn wrong_members_are_named_in_the_fields_and_in_the_message() {
        let body = r#"{"type":"https://docs.insigner.com/errors/validation-error","title":"Validation Error","status":422,
            "detail":"The request body contains invalid fields.",
            "errors":[{"field":"email","message":"Invalid email"},{"field":"name","message":"Required"}]}"#;
        let failure = read(422, body).unwrap();
        let fields: Vec<_> =
            failure.fields.iter().map(|each| (each.field.as_str(), each.message.as_str())).collect();
        assert_eq!(fields, [("email", "Invalid email"), ("name", "Required")]);
        assert_eq!(
            failure.message,
            "The request body contains invalid fields (email: Invalid email; name: Required)"
        );
    }

    #[test]
    fn a_member_inside_another_is_named_by_its_path() {
        let body = r#"{"errors":[{"field":["signers",2,"email"],"message":"Invalid email"},
            {"field":"signers.3.name"},{"message":"no field"}]}"#;
        let fields: Vec<_> = read(422, body).unwrap().fields.into_iter().map(|each| each.field).collect();
        assert_eq!(fields, ["signers[2].email", "signers.3.name"]);
    }

    #[test]
    fn a_success_is_never_a_failure() {
        for body in [
            r#"{"data":{"id":"1","status":"draft"}}"#,
            r#"{"data":[],"meta":{"count":0}}"#,
            r#"{"type":"business","title":"Dr","status":"active","detail":"x","errors":[]}"#,
        ] {
            assert_eq!(read(200, body), None, "{body}");
        }
    }
}
