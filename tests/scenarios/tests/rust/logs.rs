//! Listens to everything that is logged in this process, at the lowest level, by this library and by what it is built on.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static HEARD: Mutex<Heard> = Mutex::new(Heard { secrets: Vec::new(), lines: 0, told: Vec::new() });

struct Heard {
    /// What no line may hold.
    secrets: Vec<String>,
    lines: usize,
    /// Lines that hold one.
    told: Vec<String>,
}

struct Ear;

/// From now on, all that is logged is looked at.
pub(crate) fn listen() {
    tracing::subscriber::set_global_default(Ear).expect("nobody else listens");
    log::set_logger(&Ear).expect("nobody else listens");
    log::set_max_level(log::LevelFilter::Trace);
}

/// The credentials of a scenario are secrets until the next one.
pub(crate) fn begin(config: &Value) {
    let mut secrets = Vec::new();
    texts(&config["credential"], &mut secrets);
    for (name, value) in config["env"].as_object().into_iter().flatten() {
        if name.ends_with("KEY") || name.ends_with("TOKEN") {
            texts(value, &mut secrets);
        }
    }
    // Shorter ones are no keys, but what a scenario has refused.
    secrets.retain(|secret| secret.len() >= 8);
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).secrets = secrets;
}

/// How many lines there were, and those that hold a secret.
pub(crate) fn heard() -> (usize, Vec<String>) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    (heard.lines, std::mem::take(&mut heard.told))
}

fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.trim().to_owned()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(members) => members.values().for_each(|member| texts(member, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn hear(line: String) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    heard.lines += 1;
    if heard.secrets.iter().any(|secret| line.contains(secret.as_str())) {
        heard.told.push(line);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        hear(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        hear(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        hear(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        hear(format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}
