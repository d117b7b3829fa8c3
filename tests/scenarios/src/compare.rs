//! Is the expected value in the actual one? Failures are sentences that say where, what was expected and what came.
//!
//! An object with one key that starts with `$` is a matcher:
//!
//! | matcher | holds when the actual value |
//! |---|---|
//! | `$contains: x` | is a string with `x` in it, or a list with an element that matches `x` |
//! | `$lacks: x` | is not one that `$contains` `x` |
//! | `$starts_with: x` | is a string that starts with `x` |
//! | `$between: [a, b]` | is a number from `a` to `b` |
//! | `$length: n`, `$max_length: n` | is a string of `n` (at most `n`) characters, or a list of as many elements |
//! | `$all: [m, …]` | matches each of them |
//! | `$exactly: x` | equals `x`, with no member more |

use serde_json::Value;

const MATCHERS: [&str; 8] =
    ["$contains", "$lacks", "$starts_with", "$between", "$length", "$max_length", "$all", "$exactly"];

/// How members that are not expected are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// They do not matter: the expected value is a subset.
    Allowed,
    /// They are failures.
    Refused,
}

/// Compares, and adds a sentence to `failures` for each difference. `path` names the value.
///
/// Null stands for null or absent. Lists have the same length and are compared element by element.
pub(crate) fn compare(
    expected: &Value,
    actual: &Value,
    extra: Extra,
    path: &str,
    failures: &mut Vec<String>,
) {
    if let Some((matcher, argument)) = matcher(expected) {
        return compare_matcher(matcher, argument, actual, extra, path, failures);
    }
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, value) in expected {
                let member = actual.get(name).unwrap_or(&Value::Null);
                compare(value, member, extra, &format!("{path}.{name}"), failures);
            }
            if extra == Extra::Refused {
                for (name, value) in actual.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                    failures.push(format!("{path}.{name}: expected nothing, got {}", brief(value)));
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                failures.push(format!(
                    "{path}: expected {} elements, got {}: {}",
                    expected.len(),
                    actual.len(),
                    brief(&Value::Array(actual.clone()))
                ));
            }
            for (position, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                compare(expected, actual, extra, &format!("{path}[{position}]"), failures);
            }
        }
        _ if same(expected, actual) => {}
        _ => failures.push(format!("{path}: expected {}, got {}", brief(expected), brief(actual))),
    }
}

/// Refuses a matcher that does not exist anywhere in `expected`.
pub(crate) fn check_matchers(expected: &Value) -> Result<(), String> {
    match expected {
        Value::Object(members) => {
            let matchers = members.keys().filter(|name| name.starts_with('$'));
            for name in matchers {
                if !MATCHERS.contains(&name.as_str()) {
                    return Err(format!("there is no matcher `{name}`"));
                }
                if members.len() != 1 {
                    return Err(format!("the matcher `{name}` must be alone in its object"));
                }
            }
            members.values().try_for_each(check_matchers)
        }
        Value::Array(items) => items.iter().try_for_each(check_matchers),
        _ => Ok(()),
    }
}

fn matcher(expected: &Value) -> Option<(&str, &Value)> {
    let members = expected.as_object()?;
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && MATCHERS.contains(&name.as_str())).then_some((name, argument))
}

fn compare_matcher(
    matcher: &str,
    argument: &Value,
    actual: &Value,
    extra: Extra,
    path: &str,
    failures: &mut Vec<String>,
) {
    let holds = match matcher {
        "$all" => {
            for each in argument.as_array().map_or(&[][..], Vec::as_slice) {
                compare(each, actual, extra, path, failures);
            }
            return;
        }
        "$exactly" => return compare(argument, actual, Extra::Refused, path, failures),
        "$contains" => contains(argument, actual),
        "$lacks" => !contains(argument, actual),
        "$starts_with" => {
            matches!((argument, actual), (Value::String(start), Value::String(text)) if text.starts_with(start))
        }
        "$between" => {
            let bound = |position| argument.get(position).and_then(Value::as_f64);
            matches!((bound(0), bound(1), actual.as_f64()), (Some(low), Some(high), Some(number)) if (low..=high).contains(&number))
        }
        "$length" => length(actual).is_some_and(|length| argument.as_u64() == Some(length)),
        "$max_length" => length(actual).is_some_and(|length| argument.as_u64() >= Some(length)),
        _ => false,
    };
    if !holds {
        failures.push(format!("{path}: expected {matcher} {}, got {}", brief(argument), brief(actual)));
    }
}

fn length(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => Some(text.chars().count() as u64),
        Value::Array(items) => Some(items.len() as u64),
        _ => None,
    }
}

fn contains(part: &Value, actual: &Value) -> bool {
    match (part, actual) {
        (Value::String(part), Value::String(text)) => text.contains(part),
        (_, Value::Array(items)) => items.iter().any(|item| {
            let mut failures = Vec::new();
            compare(part, item, Extra::Allowed, "", &mut failures);
            failures.is_empty()
        }),
        _ => false,
    }
}

/// Equality that does not tell `5` from `5.0`: languages print whole floats differently.
fn same(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Number(expected), Value::Number(actual)) => {
            expected == actual
                || matches!((expected.as_f64(), actual.as_f64()), (Some(a), Some(b)) if (a - b).abs() < 1e-9)
        }
        _ => expected == actual,
    }
}

/// A value as a message shows it: whole when short.
pub(crate) fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 400 {
        return text;
    }
    let start: String = text.chars().take(400).collect();
    format!("{start}… ({} bytes)", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn failures(expected: &Value, actual: &Value) -> Vec<String> {
        let mut failures = Vec::new();
        compare(expected, actual, Extra::Allowed, "ok", &mut failures);
        failures
    }

    #[test]
    fn a_subset_matches_and_a_difference_is_named_by_its_path() {
        let actual = json!({"cases": [{"_id": "a", "title": "x"}], "n": 5.0});
        assert!(failures(&json!({"cases": [{"_id": "a"}], "n": 5, "gone": null}), &actual).is_empty());
        assert_eq!(
            failures(&json!({"cases": [{"_id": "b"}]}), &actual),
            [r#"ok.cases[0]._id: expected "b", got "a""#]
        );
    }

    #[test]
    fn lists_must_have_the_same_length() {
        assert_eq!(failures(&json!([1]), &json!([1, 2])), ["ok: expected 1 elements, got 2: [1,2]"]);
    }

    #[test]
    fn matchers_hold_or_say_why_not() {
        let actual = json!({"m": "key api_key is missing", "n": 7, "l": [{"a": 1}, {"a": 2}]});
        let holds = json!({
            "m": {"$all": [{"$contains": "api_key"}, {"$lacks": "secret"}, {"$max_length": 30}]},
            "n": {"$between": [5, 7]},
            "l": {"$all": [{"$contains": {"a": 2}}, {"$length": 2}]},
        });
        assert_eq!(failures(&holds, &actual), Vec::<String>::new());
        for fails in [
            json!({"m": {"$starts_with": "x"}}),
            json!({"m": {"$max_length": 3}}),
            json!({"l": {"$length": 3}}),
            json!({"n": {"$between": [8, 9]}}),
            json!({"l": {"$lacks": {"a": 2}}}),
            json!({"l": {"$exactly": [{}, {}]}}),
        ] {
            assert!(!failures(&fails, &actual).is_empty(), "{fails}");
        }
    }

    #[test]
    fn an_exact_comparison_refuses_members_that_were_not_expected() {
        let mut failures = Vec::new();
        compare(&json!({"a": 1}), &json!({"a": 1, "b": 2}), Extra::Refused, "json", &mut failures);
        assert_eq!(failures, ["json.b: expected nothing, got 2"]);
    }

    #[test]
    fn a_matcher_that_does_not_exist_is_refused() {
        assert!(check_matchers(&json!({"m": {"$contain": "x"}})).is_err());
        assert!(check_matchers(&json!([{"$contains": "x"}])).is_ok());
    }
}
