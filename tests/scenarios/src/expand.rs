//! Placeholders: what a scenario cannot know when it is written.
//!
//! | placeholder | becomes |
//! |---|---|
//! | `{{v2}}` or `{{api}}`, `{{files}}`, `{{storage}}` | the listener's origin, `http://127.0.0.1:PORT` |
//! | `{{key}}`, `{{company}}` | the key and company of a client whose scenario gives none |
//! | `{{refused}}` | an origin that refuses connections |
//! | `{{unknown_host}}` | an origin whose host cannot be looked up |
//! | `{{silent}}`, `{{slammed}}` | origins that never answer a TLS handshake, or hang up on it |
//! | `{{broken}}` | an origin that reads the start of a request and resets the connection |
//! | `{{repeat TEXT N}}` | TEXT, N times |
//! | `{{base64 TEXT}}` | TEXT in base64 |
//! | `{{http_date N}}` | the time N seconds from now, or ago if N is negative, as an HTTP date |
//! | `{{iso_date N}}` | the same in ISO 8601 |
//! | `{{unix N}}` | the same in seconds since 1970 |
//! | `{{contract}}` | the sandbox's sample contract, a PDF, in base64 |
//! | `{{saved NAME}}` | what an earlier step saved; a text that is only this becomes the value itself |

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use signbridge_sandbox::Time;

/// Values by placeholder name.
pub(crate) type Origins = HashMap<&'static str, String>;

/// Replaces the placeholders in every string of `value`.
pub(crate) fn expand(value: &mut Value, origins: &Origins) -> Result<(), String> {
    match value {
        Value::String(text) => {
            if text.contains("{{") {
                *text = expand_text(text, origins)?;
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| expand(item, origins)),
        Value::Object(members) => members.values_mut().try_for_each(|member| expand(member, origins)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn expand_text(text: &str, origins: &Origins) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once("{{") {
        let (placeholder, after) =
            opened.split_once("}}").ok_or_else(|| format!("`{{{{` without `}}}}` in {text:?}"))?;
        expanded.push_str(before);
        expanded.push_str(&one(placeholder, origins)?);
        rest = after;
    }
    expanded.push_str(rest);
    Ok(expanded)
}

fn one(placeholder: &str, origins: &Origins) -> Result<String, String> {
    if let Some(origin) = origins.get(placeholder) {
        return Ok(origin.clone());
    }
    let (verb, argument) = placeholder.split_once(' ').unwrap_or((placeholder, ""));
    match verb {
        // Known only while the scenario is played: `fill_in`.
        "saved" => Ok(format!("{{{{{placeholder}}}}}")),
        "contract" => Ok(STANDARD.encode(signbridge_sandbox::contract())),
        "repeat" => {
            let (text, times) = argument.rsplit_once(' ').ok_or("`repeat` needs a text and a number")?;
            let times = times.parse().map_err(|_| format!("`{times}` is not a number of repetitions"))?;
            Ok(text.repeat(times))
        }
        "base64" => Ok(STANDARD.encode(argument)),
        "http_date" => {
            let since = Duration::from_secs(seconds_from_now(argument)?);
            Ok(httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since))
        }
        "iso_date" => {
            let milliseconds = seconds_from_now(argument)?.saturating_mul(1000);
            Ok(Time(milliseconds.try_into().unwrap_or(i64::MAX)).iso())
        }
        "unix" => Ok(seconds_from_now(argument)?.to_string()),
        _ => Err(format!("there is no placeholder `{{{{{placeholder}}}}}`")),
    }
}

/// Since 1970.
fn seconds_from_now(argument: &str) -> Result<u64, String> {
    let seconds: i64 = argument.parse().map_err(|_| format!("`{argument}` is not a number of seconds"))?;
    #[expect(clippy::disallowed_methods, reason = "a date in an answer is a date of this machine")]
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Ok(now.map_err(|error| error.to_string())?.as_secs().saturating_add_signed(seconds))
}

/// Replaces `{{saved NAME}}` in every string of `value`.
pub(crate) fn fill_in(value: &mut Value, saved: &Map<String, Value>) -> Result<(), String> {
    match value {
        Value::String(text) => {
            while let Some((before, opened)) = text.split_once("{{saved ") {
                let (name, after) = opened.split_once("}}").ok_or("`{{saved` without `}}`")?;
                let found = saved.get(name).ok_or_else(|| format!("nothing was saved as {name:?}"))?;
                if before.is_empty() && after.is_empty() {
                    *value = found.clone();
                    return Ok(());
                }
                let found = found.as_str().map_or_else(|| found.to_string(), ToOwned::to_owned);
                *text = format!("{before}{found}{after}");
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill_in(item, saved)),
        Value::Object(members) => members.values_mut().try_for_each(|member| fill_in(member, saved)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn expanded(mut value: Value) -> Result<Value, String> {
        let origins = Origins::from([("storage", "http://127.0.0.1:9".to_owned())]);
        expand(&mut value, &origins).map(|()| value)
    }

    #[test]
    fn placeholders_are_replaced_wherever_a_string_is() {
        let value = json!({"a": ["{{storage}}/x?y=1", 3], "b": "{{repeat ab 3}}-{{base64 hi}}"});
        assert_eq!(
            expanded(value).unwrap(),
            json!({"a": ["http://127.0.0.1:9/x?y=1", 3], "b": "ababab-aGk="})
        );
    }

    #[test]
    fn what_was_saved_keeps_its_type_unless_it_is_part_of_a_text() {
        let saved = Map::from_iter([("id".to_owned(), json!(42))]);
        let mut value = json!({"id": "{{saved id}}", "path": "payments/{{saved id}}/x/{{saved id}}"});
        fill_in(&mut value, &saved).unwrap();
        assert_eq!(value, json!({"id": 42, "path": "payments/42/x/42"}));
        assert!(fill_in(&mut json!("{{saved other}}"), &saved).unwrap_err().contains("other"));
    }

    #[test]
    fn an_unknown_or_open_placeholder_is_an_error() {
        assert!(expanded(json!("{{storge}}")).unwrap_err().contains("storge"));
        assert!(expanded(json!("{{storage")).unwrap_err().contains("without"));
    }
}
