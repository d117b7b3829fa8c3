//! What clients send, as the provider's tables have it. Members that are not named here are ignored.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};

use super::refusal::Refusal;
use crate::clock::{Civil, Time};

/// The body as JSON of this shape, or the refusal that v2 gives.
pub(super) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| Refusal::bad_request(error.to_string()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewCase {
    pub(super) title: String,
    pub(super) settings: CaseSettings,
    pub(super) recipients: Vec<NewRecipient>,
    pub(super) documents: Vec<NewDocument>,
    pub(super) reference_id: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) auto_send: Option<bool>,
    #[serde(rename = "user_name")]
    pub(super) user_name: Option<String>,
    #[serde(rename = "user_email")]
    pub(super) user_email: Option<String>,
    #[serde(default)]
    pub(super) signing_schemas: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Submission {
    pub(super) tags: Vec<TagInput>,
    pub(super) recipients: Vec<NewRecipient>,
    pub(super) title: Option<String>,
    pub(super) settings: Option<CaseSettings>,
    pub(super) reference_id: Option<String>,
    pub(super) folder: Option<String>,
    #[serde(rename = "user_name")]
    pub(super) user_name: Option<String>,
    #[serde(rename = "user_email")]
    pub(super) user_email: Option<String>,
    #[serde(default)]
    pub(super) signing_schemas: Vec<String>,
}

/// A recipient as sent. All but `cpr` is answered again.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewRecipient {
    pub(super) name: String,
    #[serde(default)]
    pub(super) email: String,
    #[serde(skip_serializing)]
    pub(super) signing: Option<bool>,
    #[serde(skip_serializing)]
    pub(super) group: Option<i64>,
    #[serde(skip_serializing)]
    pub(super) order: Option<i64>,
    #[serde(default)]
    pub(super) needs_cpr: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signing_schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) redirect_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) delivery: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewDocument {
    pub(super) name: String,
    pub(super) file: String,
    #[serde(default)]
    pub(super) file_is_blob: bool,
    pub(super) sign_obligated: Option<bool>,
}

/// Settings of a form or case; what is not given is as in the provider's samples.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CaseSettings {
    reminders: Option<Reminders>,
    deletion: Option<Deletion>,
    availability: Option<Availability>,
    lang: Option<String>,
    template: Option<i64>,
    #[serde(rename = "allowAPI")]
    pub(super) allow_api: Option<bool>,
    allowed_roles: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Reminders {
    send: Option<bool>,
    amount: Option<i64>,
    days_between: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Deletion {
    auto_delete: Option<bool>,
    days: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Availability {
    unlimited: Option<bool>,
    days: Option<i64>,
}

impl CaseSettings {
    /// After how many days it can no longer be signed; none: never.
    pub(super) fn days_to_sign(&self) -> Option<i64> {
        let availability = self.availability.clone().unwrap_or_default();
        (!availability.unlimited.unwrap_or(false)).then(|| availability.days.unwrap_or(10))
    }

    /// After how many days without a change it is deleted; none: never.
    pub(super) fn days_to_deletion(&self) -> Option<i64> {
        let deletion = self.deletion.clone().unwrap_or_default();
        deletion.auto_delete.unwrap_or(true).then(|| deletion.days.unwrap_or(30))
    }

    pub(super) fn json(&self, expired: bool) -> Value {
        let (reminders, deletion, availability) = (
            self.reminders.clone().unwrap_or_default(),
            self.deletion.clone().unwrap_or_default(),
            self.availability.clone().unwrap_or_default(),
        );
        let mut settings = json!({
            "reminders": {
                "send": reminders.send.unwrap_or(true),
                "amount": reminders.amount.unwrap_or(2),
                "daysBetween": reminders.days_between.unwrap_or(3),
            },
            "deletion": {
                "autoDelete": deletion.auto_delete.unwrap_or(true),
                "days": deletion.days.unwrap_or(30),
            },
            "availability": {
                "unlimited": availability.unlimited.unwrap_or(false),
                "days": availability.days.unwrap_or(10),
                "isExpired": expired,
            },
            "allowAPI": self.allow_api.unwrap_or(false),
            "allowedRoles": self.allowed_roles.clone().unwrap_or_default(),
        });
        if let Some(lang) = &self.lang {
            settings["lang"] = lang.as_str().into();
        }
        if let Some(template) = self.template {
            settings["template"] = template.into();
        }
        settings
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TagInput {
    pub(super) tag: String,
    value: TagValue,
    #[serde(rename = "type")]
    kind: Option<String>,
    format: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TagValue {
    Text(String),
    Number(Number),
}

impl TagInput {
    /// The value as it is written into the document.
    pub(super) fn written(&self) -> String {
        match (&self.value, &self.format) {
            (TagValue::Number(number), _) => number.to_string(),
            (TagValue::Text(text), Some(format)) if self.kind.as_deref() == Some("date") => {
                Time::parse(text).map_or_else(|| text.clone(), |time| formatted(time.civil(), format))
            }
            (TagValue::Text(text), _) => text.clone(),
        }
    }
}

/// A date in a Moment format such as `DD/MM/YYYY`; letters in `[brackets]` stand for themselves.
fn formatted(time: Civil, format: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month =
        usize::try_from(time.month - 1).ok().and_then(|at| MONTHS.get(at).copied()).unwrap_or_default();
    let words: [(&str, String); 13] = [
        ("YYYY", format!("{:04}", time.year)),
        ("YY", format!("{:02}", time.year % 100)),
        ("MMMM", month.to_owned()),
        ("MMM", month.chars().take(3).collect()),
        ("MM", format!("{:02}", time.month)),
        ("M", time.month.to_string()),
        ("DD", format!("{:02}", time.day)),
        ("D", time.day.to_string()),
        ("HH", format!("{:02}", time.hour)),
        ("H", time.hour.to_string()),
        ("mm", format!("{:02}", time.minute)),
        ("m", time.minute.to_string()),
        ("ss", format!("{:02}", time.second)),
    ];
    let mut text = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some((literal, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            text.push_str(literal);
            rest = after;
        } else if let Some((word, value)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
            text.push_str(value);
            rest = &rest[word.len()..];
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    text
}

#[derive(Debug, Deserialize)]
pub(super) struct FileUpload {
    pub(super) file: Option<String>,
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct StoredFile {
    pub(super) url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Conversion {
    #[serde(default)]
    pub(super) tags: Vec<TagInput>,
    pub(super) documents: Vec<ConversionSource>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConversionSource {
    pub(super) file: String,
    pub(super) name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(json: &str) -> String {
        serde_json::from_str::<TagInput>(json).unwrap().written()
    }

    #[test]
    fn a_date_is_written_in_its_format() {
        assert_eq!(
            tag(r#"{"tag":"d","value":"2026-03-01","type":"date","format":"DD/MM/YYYY"}"#),
            "01/03/2026"
        );
        assert_eq!(
            tag(r#"{"tag":"d","value":"2026-03-01","type":"date","format":"[den] D. MMMM YY"}"#),
            "den 1. March 26"
        );
        assert_eq!(tag(r#"{"tag":"d","value":"soon","type":"date","format":"DD"}"#), "soon");
    }

    #[test]
    fn a_number_is_written_as_it_was_sent() {
        assert_eq!(tag(r#"{"tag":"n","value":1500.50}"#), "1500.5");
        assert_eq!(tag(r#"{"tag":"n","value":"1.500,50","type":"number"}"#), "1.500,50");
    }
}
