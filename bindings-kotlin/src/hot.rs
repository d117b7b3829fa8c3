//! The hot path: two C functions, mapped directly by JNA.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

use bytes::Bytes;

use crate::queue::Drained;
use crate::{call_frame, client, queue};

/// Starts a call and returns its ticket, or 0 if queue, client or head are not what they should be (a defect of the JVM
/// side: everything a user can get wrong arrives as a completion). Never blocks.
///
/// # Safety
///
/// `head` must point to `head_length` bytes. `body` must be null or point to `body_length` bytes. Both are copied before
/// this returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_submit(
    queue_id: u64,
    client_id: u64,
    head: *const u8,
    head_length: u32,
    body: *const u8,
    body_length: u32,
) -> u64 {
    let submit = || {
        // SAFETY: the caller's promise; a JVM array is never null here and `u32` fits `usize`.
        let head = unsafe { slice::from_raw_parts(head, head_length as usize) };
        let body = (!body.is_null()).then(|| {
            // SAFETY: the caller's promise; null was excluded.
            Bytes::copy_from_slice(unsafe { slice::from_raw_parts(body, body_length as usize) })
        });
        let found = queue::find(queue_id)?;
        let client = client::find(client_id)?;
        Some(found.queue.submit(&client, call_frame::decode(head, body)?))
    };
    // A panic must not unwind into the JVM.
    catch_unwind(AssertUnwindSafe(submit)).ok().flatten().unwrap_or(0)
}

/// Waits for completions and writes their frames to `out`. Returns how many bytes were written; the negative size of the
/// buffer that the next frame needs, where it needs a larger one; or 0 when the queue is closed.
///
/// # Safety
///
/// `out` must point to `capacity` bytes that nothing else uses until this returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_drain(queue_id: u64, out: *mut u8, capacity: u64) -> i64 {
    let drain = || {
        let capacity = usize::try_from(capacity).ok()?;
        // SAFETY: the caller's promise.
        let out = unsafe { slice::from_raw_parts_mut(out, capacity) };
        Some(match queue::find(queue_id)?.drain_into(out) {
            Drained::Written(bytes) => i64::try_from(bytes).expect("a buffer is smaller than 2^63 bytes"),
            Drained::Needs(bytes) => -i64::try_from(bytes).expect("an answer is smaller than 2^63 bytes"),
            Drained::Closed => 0,
        })
    };
    catch_unwind(AssertUnwindSafe(drain)).ok().flatten().unwrap_or(0)
}
