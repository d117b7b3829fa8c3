//! From one page of a list to the next.
//!
//! Nothing here runs until a caller asks for another page: a plain list call pays nothing for it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::answer::Members;
use crate::error::Error;
use crate::operation::{Operation, Pagination};
use crate::route::Params;

/// The parameters of the page after the one that `params` asked for and `payload` answered; `None` after the last.
pub(crate) fn next(
    operation: &Operation,
    params: &[String],
    payload: &[u8],
) -> Result<Option<Vec<String>>, Error> {
    let Some(pagination) = &operation.pagination else {
        return Err(Error::argument("operation", format!("{} has no pages", operation.id)));
    };
    let given = Params::new(params)?;
    let number = |name: &str, default: u64| number(given, name, 0).map(|given| given.unwrap_or(default));
    match pagination {
        Pagination::PageIndex { limit, index, default_limit } => {
            let size = number(limit, (*default_limit).into())?;
            if count(payload)? < size {
                return Ok(None);
            }
            Ok(Some(replace(params, index, number(index, 0)?.saturating_add(1).to_string())))
        }
        Pagination::Offset { limit, skip, default_limit, max_limit, undocumented } => {
            let asked = number(limit, (*default_limit).into())?;
            let size = asked.min(max_limit.map_or(u64::MAX, u64::from));
            let got = count(payload)?;
            let may_be_capped = *undocumented && size > u64::from(*default_limit);
            if got == 0 || (got < size && !may_be_capped) {
                return Ok(None);
            }
            Ok(Some(replace(params, skip, number(skip, 0)?.saturating_add(got).to_string())))
        }
        Pagination::Cursor { cursor, next, more } => {
            let body =
                Members::read(payload).map_err(|_| Error::argument("body", "is not a page of this list"))?;
            if more.is_some_and(|more| body.get(more) == Some("false")) {
                return Ok(None);
            }
            let value = body.present(next).and_then(|_| body.text(next));
            // The cursor that was just used would give the same page for ever.
            let value = value.filter(|value| given.get(cursor) != Some(value.as_str()));
            Ok(value.map(|value| replace(params, cursor, value)))
        }
    }
}

/// The parameters with the page size, for lists whose default is not documented; `None`: they are complete as they are.
pub(crate) fn with_size(operation: &Operation, params: &[String]) -> Option<Vec<String>> {
    let Some(Pagination::Offset { limit, default_limit, max_limit: None, undocumented: true, .. }) =
        &operation.pagination
    else {
        return None;
    };
    let is_given = params.chunks_exact(2).any(|pair| pair[0] == *limit);
    (!is_given).then(|| replace(params, limit, default_limit.to_string()))
}

/// That what says which page is wanted are numbers that can be counted on from.
pub(crate) fn check(operation: &Operation, given: Params<'_>) -> Result<(), Error> {
    match &operation.pagination {
        Some(Pagination::PageIndex { limit, index, .. }) => {
            number(given, limit, 1)?;
            number(given, index, 0)?;
        }
        Some(Pagination::Offset { limit, skip, .. }) => {
            number(given, limit, 0)?;
            number(given, skip, 0)?;
        }
        Some(Pagination::Cursor { .. }) | None => {}
    }
    Ok(())
}

fn number(given: Params<'_>, name: &str, least: u64) -> Result<Option<u64>, Error> {
    let number = given.get(name).map(|text| text.parse().ok().filter(|number| *number >= least));
    match number {
        Some(None) => Err(Error::argument(name, format!("must be a whole number, {least} or more"))),
        Some(number) => Ok(number),
        None => Ok(None),
    }
}

fn count(payload: &[u8]) -> Result<u64, Error> {
    #[derive(Deserialize)]
    struct Items(Vec<IgnoredAny>);
    let items: Items =
        serde_json::from_slice(payload).map_err(|_| Error::argument("body", "is not a page of this list"))?;
    Ok(items.0.len() as u64)
}

fn replace(params: &[String], name: &str, value: String) -> Vec<String> {
    let mut next: Vec<String> = Vec::with_capacity(params.len() + 2);
    for pair in params.chunks_exact(2).filter(|pair| pair[0] != name) {
        next.extend_from_slice(pair);
    }
    next.extend([name.to_owned(), value]);
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pagination: Pagination) -> Operation {
        Operation { id: "things.list", pagination: Some(pagination), ..Operation::PLAIN }
    }

    fn step(pagination: Pagination, params: &[&str], payload: &str) -> Option<Vec<String>> {
        let params: Vec<String> = params.iter().map(|text| (*text).to_owned()).collect();
        next(&list(pagination), &params, payload.as_bytes()).unwrap()
    }

    #[test]
    fn a_full_page_leads_to_the_next_index_and_a_short_one_to_the_end() {
        let pages = || Pagination::PageIndex { limit: "limit", index: "index", default_limit: 100 };
        let full = step(pages(), &["status", "signed", "limit", "2", "index", "4"], "[1,2]");
        assert_eq!(full.unwrap(), ["status", "signed", "limit", "2", "index", "5"]);
        assert_eq!(step(pages(), &["limit", "2"], "[1,2]").unwrap(), ["limit", "2", "index", "1"]);
        assert_eq!(step(pages(), &["limit", "2"], "[1]"), None);
        assert_eq!(step(pages(), &[], "[1,2]"), None);
    }

    #[test]
    fn an_offset_grows_by_the_page_size() {
        let pages = || Pagination::Offset {
            limit: "limit",
            skip: "skip",
            default_limit: 2,
            max_limit: None,
            undocumented: false,
        };
        assert_eq!(step(pages(), &["skip", "6"], "[1,2]").unwrap(), ["skip", "8"]);
        assert_eq!(step(pages(), &["skip", "6"], "[1]"), None);
    }

    #[test]
    fn a_page_that_may_have_been_capped_is_not_taken_for_the_last() {
        let pages = || Pagination::Offset {
            limit: "limit",
            skip: "skip",
            default_limit: 2,
            max_limit: None,
            undocumented: true,
        };
        assert_eq!(step(pages(), &["limit", "2"], "[1]"), None);
        assert_eq!(step(pages(), &["limit", "9"], "[1,2,3]").unwrap(), ["limit", "9", "skip", "3"]);
        assert_eq!(step(pages(), &["limit", "9", "skip", "3"], "[]"), None);
    }

    #[test]
    fn a_page_size_is_sent_where_the_default_is_not_documented() {
        let list = list(Pagination::Offset {
            limit: "limit",
            skip: "skip",
            default_limit: 2,
            max_limit: None,
            undocumented: true,
        });
        assert_eq!(with_size(&list, &[]).unwrap(), ["limit", "2"]);
        assert_eq!(with_size(&list, &["limit".to_owned(), "9".to_owned()]), None);
        assert_eq!(with_size(&Operation::PLAIN, &[]), None);
    }

    #[test]
    fn a_page_of_the_most_that_a_page_holds_is_not_the_last_though_more_was_asked() {
        let pages = || Pagination::Offset {
            limit: "limit",
            skip: "skip",
            default_limit: 2,
            max_limit: Some(3),
            undocumented: false,
        };
        let next = step(pages(), &["limit", "9", "skip", "3"], "[1,2,3]");
        assert_eq!(next.unwrap(), ["limit", "9", "skip", "6"]);
        assert_eq!(step(pages(), &["limit", "9"], "[1,2]"), None);
        assert_eq!(step(pages(), &["limit", "0"], "[]"), None);
    }

    #[test]
    fn a_cursor_is_followed_until_there_is_none() {
        let pages =
            || Pagination::Cursor { cursor: "cursor", next: "meta.nextCursor", more: Some("meta.hasMore") };
        let next = step(pages(), &["cursor", "a"], r#"{"data":[],"meta":{"nextCursor":"b"}}"#);
        assert_eq!(next.unwrap(), ["cursor", "b"]);
        assert_eq!(step(pages(), &[], r#"{"data":[],"meta":{"nextCursor":null}}"#), None);
        assert_eq!(step(pages(), &[], r#"{"data":[]}"#), None);
        assert_eq!(step(pages(), &[], r#"{"data":[],"meta":{"hasMore":false,"nextCursor":"b"}}"#), None);
    }

    #[test]
    fn a_cursor_that_does_not_move_is_the_end() {
        let pages = Pagination::Cursor { cursor: "cursor", next: "next", more: None };
        assert_eq!(step(pages, &["cursor", "a"], r#"{"next":"a"}"#), None);
    }
}
