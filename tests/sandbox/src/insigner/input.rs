//! What clients send, checked as the provider's tables have it. Members that are not named here are ignored.
//!
//! All that is wrong is told at once, with the message texts of the provider's sample where it has them.

use serde_json::{Map, Value};

use super::problem::Problem;
use crate::clock::Time;
use crate::server::Request;

/// The members of a body, and what was wrong with them so far.
pub(super) struct Input {
    members: Map<String, Value>,
    at: String,
    errors: Vec<(String, String)>,
}

impl Input {
    /// The body, which must be a JSON object; no body is an empty one.
    pub(super) fn read(request: &Request) -> Result<Self, Problem> {
        let bytes: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(members)) => Ok(Self { members, at: String::new(), errors: Vec::new() }),
            Ok(_) => Err(Problem::BadRequest("The request body must be a JSON object".to_owned())),
            Err(error) => Err(Problem::BadRequest(format!("The request body is not valid JSON: {error}"))),
        }
    }

    /// Refuses if anything was wrong.
    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.errors)) }
    }

    pub(super) fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push((format!("{}{field}", self.at), message.into()));
    }

    fn get(&self, name: &str) -> Option<Value> {
        self.members.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// Whether a member is there, null included.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// A text of `least` to `most` characters.
    pub(super) fn text(&mut self, name: &str, least: usize, most: usize) -> Option<String> {
        let Value::String(text) = self.get(name)? else {
            self.wrong(name, "Expected string");
            return None;
        };
        let length = text.chars().count();
        if length < least {
            self.wrong(name, format!("String must contain at least {least} character(s)"));
        } else if length > most {
            self.wrong(name, format!("String must contain at most {most} character(s)"));
        } else {
            return Some(text);
        }
        None
    }

    /// The same, and it must be there.
    pub(super) fn needed_text(&mut self, name: &str, least: usize, most: usize) -> String {
        if self.get(name).is_none() {
            self.wrong(name, "Required");
        }
        self.text(name, least, most).unwrap_or_default()
    }

    pub(super) fn email(&mut self, name: &str) -> Option<String> {
        let text = self.text(name, 0, 254)?;
        let is_email = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !text.contains(char::is_whitespace)
        });
        if !is_email {
            self.wrong(name, "Invalid email");
        }
        is_email.then_some(text)
    }

    pub(super) fn needed_email(&mut self, name: &str) -> String {
        if self.get(name).is_none() {
            self.wrong(name, "Required");
        }
        self.email(name).unwrap_or_default()
    }

    /// One of these values.
    pub(super) fn choice(&mut self, name: &str, values: &[&'static str]) -> Option<&'static str> {
        let text = self.text(name, 0, usize::MAX)?;
        let found = values.iter().find(|value| **value == text).copied();
        if found.is_none() {
            self.wrong(name, format!("Invalid option: expected one of {}", values.join("|")));
        }
        found
    }

    pub(super) fn whole(&mut self, name: &str, least: i64) -> Option<i64> {
        let value = self.get(name)?;
        match value.as_i64() {
            Some(number) if number >= least => Some(number),
            Some(_) => {
                self.wrong(name, format!("Number must be greater than or equal to {least}"));
                None
            }
            None => {
                self.wrong(name, "Expected integer");
                None
            }
        }
    }

    pub(super) fn needed_whole(&mut self, name: &str, least: i64) -> i64 {
        if self.get(name).is_none() {
            self.wrong(name, "Required");
        }
        self.whole(name, least).unwrap_or_default()
    }

    /// A number as it was sent.
    pub(super) fn number(&mut self, name: &str) -> Option<Value> {
        let value = self.get(name)?;
        if !value.is_number() {
            self.wrong(name, "Expected number");
        }
        value.is_number().then_some(value)
    }

    pub(super) fn needed_number(&mut self, name: &str) -> Value {
        if self.get(name).is_none() {
            self.wrong(name, "Required");
        }
        self.number(name).unwrap_or_default()
    }

    pub(super) fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.get(name)?;
        if !value.is_boolean() {
            self.wrong(name, "Expected boolean");
        }
        value.as_bool()
    }

    /// ISO 8601, in the future.
    pub(super) fn future(&mut self, name: &str, now: Time) -> Option<Time> {
        let text = self.text(name, 0, 64)?;
        match Time::parse(&text) {
            Some(time) if time > now => Some(time),
            Some(_) => {
                self.wrong(name, "Must be in the future");
                None
            }
            None => {
                self.wrong(name, "Invalid datetime");
                None
            }
        }
    }

    /// Any JSON.
    pub(super) fn any(&mut self, name: &str) -> Option<Value> {
        self.get(name)
    }

    /// A list of `least` to `most` texts.
    pub(super) fn texts(&mut self, name: &str, least: usize, most: usize) -> Option<Vec<String>> {
        let items = self.list(name, least, most)?;
        let texts: Vec<_> = items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
        if texts.len() < items.len() {
            self.wrong(name, "Expected strings");
            return None;
        }
        Some(texts)
    }

    /// A list of `least` to `most` objects, each read by `read`.
    pub(super) fn objects<T>(
        &mut self,
        name: &str,
        least: usize,
        most: usize,
        mut read: impl FnMut(&mut Input) -> T,
    ) -> Vec<T> {
        if self.get(name).is_none() {
            self.wrong(name, "Required");
        }
        let mut found = Vec::new();
        for (at, item) in self.list(name, least, most).unwrap_or_default().into_iter().enumerate() {
            let place = format!("{}{name}.{at}", self.at);
            match item {
                Value::Object(members) => {
                    let mut one = Input { members, at: format!("{place}."), errors: Vec::new() };
                    found.push(read(&mut one));
                    self.errors.append(&mut one.errors);
                }
                _ => self.errors.push((place, "Expected object".to_owned())),
            }
        }
        found
    }

    fn list(&mut self, name: &str, least: usize, most: usize) -> Option<Vec<Value>> {
        match self.get(name)? {
            Value::Array(items) if items.len() < least => {
                self.wrong(name, format!("Array must contain at least {least} element(s)"));
                None
            }
            Value::Array(items) if items.len() > most => {
                self.wrong(name, format!("Array must contain at most {most} element(s)"));
                None
            }
            Value::Array(items) => Some(items),
            _ => {
                self.wrong(name, "Expected array");
                None
            }
        }
    }
}

/// Someone who gets a document.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: Option<String>,
}

impl Person {
    pub(super) fn read(input: &mut Input) -> Self {
        Self {
            name: input.needed_text("name", 1, 200),
            email: input.needed_email("email"),
            phone: input.text("phone", 0, 20),
        }
    }
}
