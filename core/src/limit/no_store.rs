//! What stands for a store where the library is built without one: there is none, ever.

use std::time::Duration;

use super::StoreAddress;
use super::shared::{Given, Wanted};

/// Never made.
pub(super) enum Store {}

#[expect(clippy::unused_async, reason = "as a store that there is")]
impl Store {
    pub(super) fn new(_address: &StoreAddress, _identity: &[u8; 32]) -> Option<Self> {
        None
    }

    pub(super) async fn reserve(&self, _wanted: &Wanted) -> Result<Given, String> {
        match *self {}
    }

    pub(super) async fn release(&self, _limits: &[usize], _turns: &[u64]) {
        match *self {}
    }

    pub(super) async fn block(&self, _limit: usize, _pause: Duration) {
        match *self {}
    }
}
