//! Placeholders: what a scenario cannot know when it is written.
//!
//! | placeholder | becomes |
//! |---|---|
//! | `{{v2}}` or `{{api}}`, `{{files}}`, `{{storage}}` | the listener's origin, `http://127.0.0.1:PORT` |
//! | `{{key}}`, `{{company}}` | the key and company of a client whose scenario gives none |
//! | `{{refused}}` | an origin that refuses connections |
//! | `{{repeat TEXT N}}` | TEXT, N times |
//! | `{{base64 TEXT}}` | TEXT in base64 |
//! | `{{http_date N}}` | the time N seconds from now, as an HTTP date |

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

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
        "repeat" => {
            let (text, times) = argument.rsplit_once(' ').ok_or("`repeat` needs a text and a number")?;
            let times = times.parse().map_err(|_| format!("`{times}` is not a number of repetitions"))?;
            Ok(text.repeat(times))
        }
        "base64" => Ok(STANDARD.encode(argument)),
        "http_date" => {
            let seconds = argument.parse().map_err(|_| format!("`{argument}` is not a number of seconds"))?;
            #[expect(clippy::disallowed_methods, reason = "a date in an answer is a date of this machine")]
            let now = SystemTime::now();
            Ok(httpdate::fmt_http_date(now + Duration::from_secs(seconds)))
        }
        _ => Err(format!("there is no placeholder `{{{{{placeholder}}}}}`")),
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
    fn an_unknown_or_open_placeholder_is_an_error() {
        assert!(expanded(json!("{{storge}}")).unwrap_err().contains("storge"));
        assert!(expanded(json!("{{storage")).unwrap_err().contains("without"));
    }
}
