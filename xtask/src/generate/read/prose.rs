//! Sentences that every façade's documentation has, written once.

use super::vocabulary;
use crate::generate::ir::{Pagination, Safety};

/// What a caller should know beyond the description.
pub(super) fn notes(safety: Safety, words: &vocabulary::Operation) -> Vec<String> {
    let mut notes = Vec::new();
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
        Some(
            Pagination::PageIndex { limit, default_limit, .. }
            | Pagination::Offset { limit, default_limit, .. },
        ) => {
            notes.push(format!("A page holds {default_limit} items unless `{limit}` is given."));
        }
        Some(Pagination::Cursor { .. }) | None => {}
    }
    if let Some(seconds) = words.timeout {
        notes.push(format!("One attempt may take {seconds} seconds unless a timeout is given."));
    }
    if let Some(files) = &words.inline_files {
        if let Some(most) = files.max_characters {
            notes.push(format!(
                "More than {most} characters in `{}` together are refused before anything is sent: {}.",
                files.field, files.advice
            ));
        }
        if !files.accept.is_empty() {
            notes.push(format!("`{}` must be one of: {}.", files.field, files.accept.join(", ")));
        }
    }
    notes
}
