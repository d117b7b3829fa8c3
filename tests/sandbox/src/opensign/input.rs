//! What clients send. A member of the wrong type is refused with the sentence that means anything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::Version;
use super::refusal::Refusal;
use super::settings::Settings;
use crate::server::Request;

/// The members of a body.
pub(super) struct Input(pub(super) Map<String, Value>);

impl Input {
    /// The body, which must be a JSON object; no body is an empty one.
    pub(super) fn read(request: &Request) -> Result<Self, Refusal> {
        let bytes: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            _ => Err(Refusal::Anything),
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        let text = self.get(name).map(|value| value.as_str().map(ToOwned::to_owned));
        text.map(|text| text.ok_or(Refusal::Anything)).transpose()
    }

    pub(super) fn needed(&self, name: &str) -> Result<String, Refusal> {
        self.text(name)?.filter(|text| !text.is_empty()).ok_or(Refusal::Anything)
    }

    pub(super) fn list(&self, name: &str) -> Result<Option<&[Value]>, Refusal> {
        let list = self.get(name).map(|value| value.as_array().map(Vec::as_slice));
        list.map(|list| list.ok_or(Refusal::Anything)).transpose()
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        let object = self.get(name).map(|value| value.as_object().cloned().map(Self));
        object.map(|object| object.ok_or(Refusal::Anything)).transpose()
    }

    /// Refuses a change of nothing, and of what cannot be changed.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        let known = !self.0.is_empty() && self.0.keys().all(|name| names.contains(&name.as_str()));
        if known { Ok(()) } else { Err(Refusal::FieldNames) }
    }

    /// The bytes of `file`, within the limit.
    pub(super) fn file(&self, settings: &Settings) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(text) = self.text("file")? else { return Ok(None) };
        let base64 = match text.split_once(";base64,") {
            Some((start, rest)) if start.starts_with("data:") => rest,
            _ => &text,
        };
        let bytes = STANDARD.decode(base64).map_err(|_| Refusal::Anything)?;
        match bytes.len() {
            0 => Err(Refusal::Anything),
            length if length > settings.max_file_bytes => Err(Refusal::TooLarge),
            _ => Ok(Some(bytes)),
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Boolean,
    Texts,
}

/// Options that documents and templates have: name, type, value unless given (as JSON), and since when.
const OPTIONS: [(&str, Kind, &str, Version); 23] = {
    use Kind::{Boolean, Number, Text, Texts};
    use Version::{V1, V1_1, V1_2};
    [
        ("note", Text, "\"\"", V1),
        ("description", Text, "\"\"", V1),
        ("timeToCompleteDays", Number, "15", V1),
        ("send_email", Boolean, "true", V1),
        ("email_subject", Text, "\"\"", V1),
        ("email_body", Text, "\"\"", V1),
        ("sendInOrder", Boolean, "true", V1),
        ("send_in_order_strict", Boolean, "false", V1_2),
        ("allow_offline_sign", Boolean, "false", V1_2),
        ("enableOTP", Boolean, "false", V1),
        ("enableTour", Boolean, "false", V1),
        ("redirect_url", Text, "\"\"", V1),
        ("sender_name", Text, "\"\"", V1),
        ("sender_email", Text, "\"\"", V1),
        ("allow_modifications", Boolean, "false", V1),
        ("auto_reminder", Boolean, "false", V1),
        ("remind_once_in_every", Number, "5", V1),
        ("merge_certificate", Boolean, "false", V1_1),
        ("notify_on_signatures", Boolean, "false", V1_1),
        ("pen_colors", Texts, "[\"blue\",\"red\",\"black\"]", V1_1),
        ("bcc", Texts, "[]", V1_1),
        ("cc", Texts, "[]", V1_2),
        ("hide_signer_signing_links", Boolean, "false", V1_2),
    ]
};

/// What a document or template may have besides its file, title and signers.
#[derive(Clone, Debug)]
pub(super) struct Options(Map<String, Value>);

impl Options {
    /// As given; the rest as unless given.
    pub(super) fn read(input: &Input, version: Version) -> Result<Self, Refusal> {
        let mut options = Map::new();
        for (name, kind, default, since) in OPTIONS {
            let given = input.get(name).filter(|_| version >= since);
            if given.is_some_and(|value| !fits(kind, value)) {
                return Err(Refusal::Anything);
            }
            let default = || serde_json::from_str(default).expect("the table holds JSON");
            options.insert(name.to_owned(), given.cloned().unwrap_or_else(default));
        }
        Ok(Self(options))
    }

    /// Takes what is given.
    pub(super) fn change(&mut self, input: &Input, version: Version) -> Result<(), Refusal> {
        for (name, kind, _, since) in OPTIONS {
            let Some(value) = input.get(name).filter(|_| version >= since) else { continue };
            if !fits(kind, value) {
                return Err(Refusal::Anything);
            }
            self.0.insert(name.to_owned(), value.clone());
        }
        Ok(())
    }

    /// A template's, with what a document overrides (all but note and description): texts and numbers that are there, lists that are lists, booleans that
    /// are booleans. What is anything else leaves the template's.
    pub(super) fn overridden(&self, input: &Input, version: Version) -> Self {
        let mut options = self.clone();
        for (name, kind, _, since) in OPTIONS.into_iter().skip(2) {
            let given = input.get(name).filter(|value| version >= since && fits(kind, value));
            if let Some(value) = given {
                options.0.insert(name.to_owned(), value.clone());
            }
        }
        options
    }

    /// What a version lets one change in what there is.
    pub(super) fn changeable(version: Version) -> Vec<&'static str> {
        const LATER: [&str; 13] = [
            "note",
            "description",
            "enableOTP",
            "enableTour",
            "allow_modifications",
            "redirect_url",
            "auto_reminder",
            "remind_once_in_every",
            "notify_on_signatures",
            "pen_colors",
            "bcc",
            "send_in_order_strict",
            "cc",
        ];
        let known = OPTIONS.into_iter().filter(|(.., since)| version >= *since).map(|(name, ..)| name);
        known.filter(|name| LATER.contains(name)).chain(["name", "folderId"]).collect()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.0[name] == true
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day is none")]
        self.0[name].as_f64().map_or(0, |number| number as i64)
    }

    /// Puts these into an answer, as far as the version has them.
    pub(super) fn show(&self, names: &[&str], version: Version, json: &mut Value) {
        for (name, .., since) in OPTIONS {
            if version >= since && names.contains(&name) {
                json[name] = self.0[name].clone();
            }
        }
    }
}

fn fits(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Text => value.is_string(),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
    }
}
