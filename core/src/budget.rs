//! A bound on retries, so that an outage is not answered with a storm.
//!
//! Each tenant has a purse for each of the provider's origins. A retry after a failure costs 14 tokens, one after a 429
//! costs 5; a success gives back what its last retry cost, or one token if it needed none. A purse holds 500: after
//! about 35 retries in a row that did not help, failures return at once until something succeeds again. One tenant's
//! trouble leaves the others' purses alone.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

const FULL: u32 = 500;
/// What a retry costs after a failure of the provider or the network.
pub(crate) const TRANSIENT: u32 = 14;
/// What a retry costs after a 429.
pub(crate) const THROTTLE: u32 = 5;
/// What a success without retry gives.
const SUCCESS: u32 = 1;

/// One tenant's tokens at one origin.
#[derive(Debug)]
pub(crate) struct Purse(AtomicU32);

impl Purse {
    fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Takes `cost`, if there is as much.
    pub(crate) fn take(&self, cost: u32) -> bool {
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |held| held.checked_sub(cost)).is_ok()
    }

    /// A call succeeded; its last retry cost `cost` (0: it needed none).
    pub(crate) fn give_back(&self, cost: u32) {
        let gain = if cost == 0 { SUCCESS } else { cost };
        let add = |held: u32| (held < FULL).then(|| held.saturating_add(gain).min(FULL));
        // `Err` says that the purse is full: nothing is written, so the usual case costs one read.
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
    }
}

/// The purses of one tenant, by origin.
pub(crate) type Purses = Arc<[Purse]>;

/// Finds a tenant's purses, so that all views of a tenant share them while any is alive.
#[derive(Default)]
pub(crate) struct Budgets(Mutex<HashMap<Box<str>, Weak<[Purse]>>>);

impl Budgets {
    pub(crate) fn of(&self, tenant: &str, origins: usize) -> Purses {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(purses) = all.get(tenant).and_then(Weak::upgrade) {
            return purses;
        }
        // Tenants that nobody uses any more go when the table would have to grow, so it stays in proportion to those in use.
        if all.len() == all.capacity() {
            all.retain(|_, purses| purses.strong_count() > 0);
        }
        let purses: Purses = (0..origins).map(|_| Purse::new()).collect();
        all.insert(tenant.into(), Arc::downgrade(&purses));
        purses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purse_pays_for_about_35_retries_and_fills_up_by_successes() {
        let purse = Purse::new();
        assert_eq!((0..100).filter(|_| purse.take(TRANSIENT)).count(), 35);
        purse.give_back(TRANSIENT);
        assert!(purse.take(TRANSIENT));
        for _ in 0..1000 {
            purse.give_back(0);
        }
        assert_eq!(purse.0.load(Ordering::Relaxed), FULL);
    }

    #[test]
    fn views_of_a_tenant_share_a_purse_and_tenants_do_not() {
        let budgets = Budgets::default();
        let (one, again, other) = (budgets.of("a", 1), budgets.of("a", 1), budgets.of("b", 1));
        while one[0].take(TRANSIENT) {}
        assert!(!again[0].take(TRANSIENT));
        assert!(other[0].take(TRANSIENT));
    }

    #[test]
    fn tenants_out_of_use_are_forgotten() {
        let budgets = Budgets::default();
        for tenant in 0..10_000 {
            budgets.of(&tenant.to_string(), 1);
        }
        assert!(budgets.0.lock().unwrap().len() < 100);
    }
}
