//! What a process says once, whatever call is under way: that the store of a shared rate limit is lost, or back.
//!
//! In Rust it is a line of `tracing`. The other languages' loggers know nothing of those, so each drain of the bridge's
//! queues [takes](next) what is to be said; as long as nothing is, that is one look at a flag.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::process::PerProcess;

/// What a host tells its log. It names no client, no tenant and no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// For programs: `store_lost`, `store_back`.
    pub code: &'static str,
    /// How loud it is said.
    pub level: Level,
    /// For people, in one sentence.
    pub message: String,
}

/// How loud a [`Notice`] is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Somebody should look.
    Warning,
    /// All is well again.
    Info,
}

/// Names a store: a hash of its address, which may hold a password.
pub(crate) type StoreId = [u8; 32];

/// How much of a reason is shown, which may be the words of a server.
const MOST_REASON: usize = 200;

static NEWS: PerProcess<Mutex<News>> = PerProcess::new();
static IS_HEARD: AtomicBool = AtomicBool::new(false);
static IS_ANY: AtomicBool = AtomicBool::new(false);

#[derive(Default)]
struct News {
    /// However many limits are kept there, a store is lost once.
    lost: HashSet<StoreId>,
    untold: VecDeque<Notice>,
}

/// From now on a host takes what is to be said; before, nothing is kept for it.
pub(crate) fn listen() {
    IS_HEARD.store(true, Ordering::Relaxed);
}

/// The store cannot be reached.
pub(crate) fn store_lost(store: StoreId, reason: &str) {
    tell(&mut news(), |news| news.store_lost(store, reason));
}

/// The store was reached.
pub(crate) fn store_back(store: &StoreId) {
    tell(&mut news(), |news| news.store_back(store));
}

/// What is to be said next.
pub(crate) fn next() -> Option<Notice> {
    if !IS_ANY.load(Ordering::Relaxed) {
        return None;
    }
    let mut news = news();
    let next = news.untold.pop_front();
    IS_ANY.store(!news.untold.is_empty(), Ordering::Relaxed);
    next
}

fn tell(news: &mut News, change: impl FnOnce(&mut News) -> Option<Notice>) {
    let Some(notice) = change(news) else { return };
    let Notice { code, level, message } = &notice;
    match level {
        Level::Warning => tracing::warn!(code, "{message}"),
        Level::Info => tracing::info!(code, "{message}"),
    }
    if IS_HEARD.load(Ordering::Relaxed) {
        news.untold.push_back(notice);
        IS_ANY.store(true, Ordering::Relaxed);
    }
}

fn news() -> MutexGuard<'static, News> {
    NEWS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

impl News {
    fn store_lost(&mut self, store: StoreId, reason: &str) -> Option<Notice> {
        let reason: String = reason.chars().filter(|shown| !shown.is_control()).take(MOST_REASON).collect();
        self.lost.insert(store).then(|| Notice {
            code: "store_lost",
            level: Level::Warning,
            message: format!(
                "the store of the shared rate limit cannot be reached, this process goes on with a local share: {reason}"
            ),
        })
    }

    fn store_back(&mut self, store: &StoreId) -> Option<Notice> {
        self.lost.remove(store).then(|| Notice {
            code: "store_back",
            level: Level::Info,
            message: "the store of the shared rate limit can be reached again".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_lost_once_and_back_once_however_many_limits_are_kept_there() {
        let mut news = News::default();
        let codes = |notice: Option<Notice>| notice.map(|notice| notice.code);
        assert_eq!(codes(news.store_back(&[1; 32])), None);
        assert_eq!(codes(news.store_lost([1; 32], "refused")), Some("store_lost"));
        assert_eq!(codes(news.store_lost([1; 32], "refused")), None);
        assert_eq!(codes(news.store_lost([2; 32], "refused")), Some("store_lost"));
        assert_eq!(codes(news.store_back(&[1; 32])), Some("store_back"));
        assert_eq!(codes(news.store_back(&[1; 32])), None);
        assert_eq!(codes(news.store_lost([1; 32], "refused")), Some("store_lost"));
    }

    #[test]
    fn what_a_server_says_begins_no_line_of_its_own() {
        let reason = format!("no\r\nFAKE LINE{}", "x".repeat(999));
        let notice = News::default().store_lost([1; 32], &reason).unwrap();
        assert!(notice.message.contains(": noFAKE LINExxx") && notice.message.len() < 400, "{notice:?}");
    }
}
