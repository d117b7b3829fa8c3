//! What views cost, counted by the allocator.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use signbridge::bridge;

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on as it came.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on as it came.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The only test of its program: nobody else allocates meanwhile.
#[test]
fn ten_thousand_views_take_at_most_40_mb_and_give_it_back() {
    let config = json!({"provider": "nextsign", "credential": {"value": "a-key"}, "tenant": "c0"});
    let client = bridge::open(config.to_string().as_bytes()).unwrap();
    let before = LIVE.load(Ordering::Relaxed);
    let views: Vec<_> =
        (0..10_000).map(|number| client.with_tenant(&format!("{number:024}")).unwrap()).collect();
    let taken = LIVE.load(Ordering::Relaxed) - before;
    println!("10 000 views take {taken} bytes");
    assert!(taken <= 40_000_000, "{taken} bytes");
    drop(views);
    // What is left is the table of budgets, whose entries go when it would have to grow.
    for number in 0..30_000 {
        drop(client.with_tenant(&format!("{number:020}")).unwrap());
    }
    let left = LIVE.load(Ordering::Relaxed) - before;
    println!("{left} bytes are left");
    assert!(left <= 4_000_000, "{left} bytes are left after the views are gone");
}
