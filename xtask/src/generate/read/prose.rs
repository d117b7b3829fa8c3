//! Sentences that every façade's documentation has, written once.

use oas3::spec::ObjectSchema;

use super::vocabulary;
use crate::generate::ir::{Pagination, Safety};

/// What a caller should know beyond the description.
pub(super) fn notes(safety: Safety, words: &vocabulary::Operation, scopes: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if !scopes.is_empty() {
        let names: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
        notes.push(format!("The key needs the scope {}.", names.join(" and ")));
    }
    let repeating = match safety {
        Safety::Read => "Changes nothing, so it is sent again after a failure.",
        Safety::Idempotent => "Repeating it leaves the same state, so it is sent again after a failure.",
        Safety::Keyed => {
            "The provider recognises a repetition by its idempotency key, so it is sent again after a failure."
        }
        Safety::Create => {
            "Repeating it makes a second one, so it is sent again only when the first attempt certainly was not \
             processed. Otherwise the error's `delivery` is `maybe`."
        }
        Safety::Action => {
            "Repeating it has another visible effect, so it is sent again only when the first attempt certainly was \
             not processed. Otherwise the error's `delivery` is `maybe`."
        }
    };
    notes.push(repeating.to_owned());
    notes.extend(words.safety_reason.clone());
    match &words.pagination {
        Some(Pagination::Offset { limit, default_limit, max_limit: Some(most), .. }) => {
            notes.push(format!(
                "A page holds {default_limit} items unless `{limit}` is given, and at most {most} whatever is given."
            ));
        }
        Some(
            Pagination::PageIndex { limit, default_limit, .. }
            | Pagination::Offset { limit, default_limit, .. },
        ) => {
            notes.push(format!("A page holds {default_limit} items unless `{limit}` is given."));
        }
        Some(Pagination::Cursor { .. }) | None => {}
    }
    if let Some(since) = &words.since {
        notes.push(format!(
            "Since API version {since}; a client of an older one refuses the call, and nothing is sent."
        ));
    }
    if let Some(seconds) = words.timeout {
        notes.push(format!("One attempt may take {seconds} seconds unless a timeout is given."));
    }
    if let Some(most) = words.max_bytes {
        notes.push(format!("A file of more than {most} bytes is refused before anything is sent."));
    }
    if let Some(files) = &words.inline_files {
        if let Some(most) = files.max_characters {
            notes.push(format!(
                "More than {most} characters in `{}` together are refused before anything is sent: {}.",
                files.field, files.advice
            ));
        }
        if let Some(most) = files.max_decoded_bytes.get("default") {
            let others = files.max_decoded_bytes.iter().filter(|(name, _)| *name != "default");
            let others = others.map(|(name, most)| format!("; {most} in the {name} environment"));
            notes.push(format!(
                "`{}` may have {most} bytes once decoded{}. A larger file is refused before anything is sent: {}.",
                files.field,
                others.collect::<String>(),
                files.advice
            ));
        }
        if !files.accept.is_empty() {
            notes.push(format!("`{}` must be one of: {}.", files.field, files.accept.join(", ")));
        }
    }
    notes
}

/// A description, and the range that the schema sets.
pub(super) fn with_range(docs: &str, schema: &ObjectSchema) -> String {
    let number = |number: &Option<serde_json::Number>| number.as_ref().map(ToString::to_string);
    let length = |length: Option<u64>| length.map(|length| length.to_string());
    let ranges = [
        range(number(&schema.minimum), number(&schema.maximum), ""),
        range(length(schema.min_length), length(schema.max_length), " characters"),
        range(length(schema.min_items), length(schema.max_items), " items"),
    ];
    ranges.into_iter().flatten().fold(docs.trim_end().to_owned(), |docs, range| format!("{docs} {range}"))
}

fn range(least: Option<String>, most: Option<String>, unit: &str) -> Option<String> {
    Some(match (least, most) {
        (None, None) => return None,
        (Some(least), None) => format!("At least {least}{unit}.").replace("At least 1 items", "At least one"),
        (None, Some(most)) => format!("At most {most}{unit}."),
        (Some(least), Some(most)) => format!("From {least} to {most}{unit}."),
    })
}
