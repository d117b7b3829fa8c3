//! Lists: newest first, page by page, with the cursor of the next one.

use serde_json::{Value, json};

use super::problem::Problem;
use crate::server::{Answer, Request};

/// What a list is filtered by, and which part of it is wanted.
pub(super) struct Wanted<'a> {
    limit: usize,
    cursor: Option<&'a str>,
    /// The state asked for.
    pub(super) status: Option<&'a str>,
    search: Option<String>,
}

impl<'a> Wanted<'a> {
    /// Reads the query; `statuses` are the states that there are.
    pub(super) fn read(request: &'a Request, statuses: &[&str]) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        let limit = match request.query("limit").map(str::parse::<usize>) {
            None => 25,
            Some(Ok(limit)) if (1..=100).contains(&limit) => limit,
            Some(_) => {
                errors.push(("limit".to_owned(), "Number must be between 1 and 100".to_owned()));
                25
            }
        };
        let status = request.query("status").filter(|_| !statuses.is_empty());
        if status.is_some_and(|status| !statuses.contains(&status)) {
            let message = format!("Invalid option: expected one of {}", statuses.join("|"));
            errors.push(("status".to_owned(), message));
        }
        if !errors.is_empty() {
            return Err(Problem::Invalid(errors));
        }
        let search = request.query("search").map(str::to_lowercase);
        Ok(Self { limit, cursor: request.query("cursor"), status, search })
    }

    /// Whether a name has what is searched for.
    pub(super) fn matches(&self, name: &str) -> bool {
        self.search.as_ref().is_none_or(|search| name.to_lowercase().contains(search))
    }

    /// The page of `all`, which are in the order of creation, each with its id.
    pub(super) fn page<'b>(&self, all: impl Iterator<Item = (&'b str, Value)>) -> Result<Answer, Problem> {
        let mut all: Vec<_> = all.collect();
        all.reverse();
        let start = match self.cursor {
            None => 0,
            Some(cursor) => {
                let last = all.iter().position(|(id, _)| *id == cursor);
                last.ok_or_else(|| Problem::invalid("cursor", "Invalid cursor"))? + 1
            }
        };
        let page: Vec<_> = all.iter().skip(start).take(self.limit).collect();
        let more = start + page.len() < all.len();
        let next = page.last().filter(|_| more).map(|(id, _)| *id);
        let items: Vec<&Value> = page.iter().map(|(_, item)| item).collect();
        Ok(Answer::ok(&json!({
            "data": items,
            "meta": {"count": items.len(), "hasMore": more, "nextCursor": next},
        })))
    }
}
