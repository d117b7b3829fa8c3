//! What clients send, checked as the framework's validator does: all findings at once, one sentence each.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::money::Amount;
use super::refusal::Refusal;
use crate::server::Request;

/// The members of an object, as they stand in the text, and what was wrong with them so far.
#[derive(Debug, Default)]
pub(super) struct Input {
    members: BTreeMap<String, Box<RawValue>>,
    /// `data.studentInfo.`
    at: String,
    wrong: Vec<String>,
}

impl Input {
    /// The body, which must be a JSON object.
    pub(super) fn read(request: &Request) -> Result<Self, Refusal> {
        let bytes: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
        match serde_json::from_slice(bytes) {
            Ok(members) => Ok(Self { members, ..Self::default() }),
            Err(error) => Err(Refusal::BadRequest(error.to_string())),
        }
    }

    /// Refuses if anything was wrong.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.wrong)) }
    }

    pub(super) fn wrong(&mut self, name: &str, finding: &str) {
        self.wrong.push(format!("{}{name} {finding}", self.at));
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.members.get(name).map(|value| value.get()).filter(|value| *value != "null")
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let text = serde_json::from_str::<String>(self.get(name)?);
        if text.is_err() {
            self.wrong(name, "must be a string");
        }
        text.ok()
    }

    /// A text that must be there.
    pub(super) fn needed_text(&mut self, name: &str) -> String {
        if !self.has(name) {
            self.wrong(name, "must be a string");
        }
        let text = self.text(name).unwrap_or_default();
        if self.has(name) && text.trim().is_empty() {
            self.wrong(name, "should not be empty");
        }
        text
    }

    pub(super) fn email(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let is_email = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.starts_with('.') && !text.contains(' ')
        });
        if !is_email {
            self.wrong(name, "must be an email");
        }
        Some(text)
    }

    pub(super) fn needed_email(&mut self, name: &str) -> String {
        if !self.has(name) {
            self.wrong(name, "must be an email");
        }
        self.email(name).unwrap_or_default()
    }

    pub(super) fn choice(&mut self, name: &str, values: &[&str]) -> Option<String> {
        let text = self.text(name)?;
        if !values.contains(&text.as_str()) {
            self.wrong(name, &format!("must be one of the following values: {}", values.join(", ")));
        }
        Some(text)
    }

    pub(super) fn needed_choice(&mut self, name: &str, values: &[&str]) -> String {
        if !self.has(name) {
            self.wrong(name, &format!("must be one of the following values: {}", values.join(", ")));
        }
        self.choice(name, values).unwrap_or_default()
    }

    /// `YYYY-MM-DD`.
    pub(super) fn date(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.len() != 10 || crate::clock::Time::parse(&text).is_none() {
            self.wrong(name, "must be a valid ISO 8601 date string");
        }
        Some(text)
    }

    pub(super) fn integer(&mut self, name: &str) -> Option<i64> {
        let number = serde_json::from_str::<i64>(self.get(name)?);
        if number.is_err() {
            self.wrong(name, "must be an integer number");
        }
        number.ok()
    }

    pub(super) fn needed_integer(&mut self, name: &str) -> i64 {
        if !self.has(name) {
            self.wrong(name, "must be an integer number");
        }
        self.integer(name).unwrap_or_default()
    }

    /// An amount of at least 0.01, as it stands in the text; a number in quotes is none.
    pub(super) fn amount(&mut self, name: &str) -> Option<Amount> {
        let Some(amount) = Amount::parse(self.get(name)?) else {
            self.wrong(name, "must be a number conforming to the specified constraints");
            return None;
        };
        if amount.is_less_than(Amount::new(1, 2)) {
            self.wrong(name, "must not be less than 0.01");
        }
        Some(amount)
    }

    /// An ISO 4217 code that is known here.
    pub(super) fn currency(&mut self, name: &str) -> Option<String> {
        let code = self.text(name)?;
        if super::money::decimals(&code).is_none() {
            self.wrong(name, "must be a valid ISO4217 currency code");
        }
        Some(code)
    }

    pub(super) fn needed_currency(&mut self, name: &str) -> String {
        if !self.has(name) {
            self.wrong(name, "must be a valid ISO4217 currency code");
        }
        self.currency(name).unwrap_or_default()
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(value) = self.get(name) else { return Vec::new() };
        match serde_json::from_str(value) {
            Ok(texts) => texts,
            Err(_) if value.starts_with('[') => {
                self.wrong.push(format!("each value in {}{name} must be a string", self.at));
                Vec::new()
            }
            Err(_) => {
                self.wrong(name, "must be an array");
                Vec::new()
            }
        }
    }

    /// Reads a member that is an object; what is wrong inside is found too.
    pub(super) fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let value = self.get(name)?.to_owned();
        self.inside(name, &value, read)
    }

    /// Reads a member that is a list of objects.
    pub(super) fn objects<T>(&mut self, name: &str, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(value) else {
            self.wrong(name, "must be an array");
            return Vec::new();
        };
        let read_each = |(index, item): (usize, Box<RawValue>)| {
            self.inside(&format!("{name}.{index}"), item.get(), &mut read)
        };
        items.into_iter().enumerate().filter_map(read_each).collect()
    }

    fn inside<T>(&mut self, name: &str, value: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let Ok(members) = serde_json::from_str(value) else {
            self.wrong(name, "must be an object");
            return None;
        };
        let mut inner = Self { members, at: format!("{}{name}.", self.at), wrong: Vec::new() };
        let read = read(&mut inner);
        self.wrong.append(&mut inner.wrong);
        Some(read)
    }
}
