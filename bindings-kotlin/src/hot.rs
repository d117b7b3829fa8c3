//! The hot path: C functions, mapped directly by JNA. Numbers in, numbers out; arrays are copied before a function returns.
//!
//! A function that can be refused says only that it was: the control surface has it too, and gives the reason.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

use bytes::Bytes;
use signbridge::bridge;

use crate::queue::Drained;
use crate::{call_frame, client, queue};

/// A panic must not unwind into the JVM.
fn guarded<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

/// What an array of the JVM holds; it is never null.
///
/// # Safety
///
/// `start` must point to `length` bytes, for as long as the result is used.
unsafe fn bytes<'a>(start: *const u8, length: u32) -> &'a [u8] {
    // SAFETY: the caller's promise; `u32` fits `usize` on every platform that has a JVM.
    unsafe { slice::from_raw_parts(start, length as usize) }
}

/// Starts a call and returns its ticket, or 0 if queue, client or head are not what they should be (a defect of the JVM
/// side: everything a user can get wrong arrives as a completion). Never blocks.
///
/// # Safety
///
/// `head` must point to `head_length` bytes. `body` must be null or point to `body_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_submit(
    queue_id: u64,
    client_id: u64,
    head: *const u8,
    head_length: u32,
    body: *const u8,
    body_length: u32,
) -> u64 {
    guarded(|| {
        // SAFETY: the caller's promise.
        let head = unsafe { bytes(head, head_length) };
        // SAFETY: the caller's promise; null is excluded.
        let body = (!body.is_null()).then(|| Bytes::copy_from_slice(unsafe { bytes(body, body_length) }));
        let found = queue::find(queue_id)?;
        let client = client::find(client_id)?;
        Some(found.queue.submit(&client, call_frame::decode(head, body)?))
    })
    .unwrap_or(0)
}

/// Cancels a call and closes its connection. A completion that was drained already may still be seen.
#[unsafe(no_mangle)]
pub extern "C" fn signbridge_kotlin_cancel(queue_id: u64, ticket: u64) {
    guarded(|| queue::find(queue_id).map(|found| found.queue.cancel(ticket)));
}

/// Waits for completions and writes their frames to `out`. Returns how many bytes were written; the negative size of the
/// buffer that the next frame needs, where it needs a larger one; or 0 when the queue is closed.
///
/// # Safety
///
/// `out` must point to `capacity` bytes that nothing else uses until this returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_drain(queue_id: u64, out: *mut u8, capacity: u64) -> i64 {
    guarded(|| {
        let capacity = usize::try_from(capacity).ok()?;
        // SAFETY: the caller's promise.
        let out = unsafe { slice::from_raw_parts_mut(out, capacity) };
        Some(match queue::find(queue_id)?.drain_into(out) {
            Drained::Written(bytes) => size(bytes),
            Drained::Needs(bytes) => -size(bytes),
            Drained::Closed => 0,
        })
    })
    .unwrap_or(0)
}

/// A view of a client for another tenant: its number, or 0 if it was refused.
///
/// # Safety
///
/// `tenant` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_with_tenant(
    client_id: u64,
    tenant: *const u8,
    length: u32,
) -> u64 {
    guarded(|| {
        // SAFETY: the caller's promise.
        let tenant = str::from_utf8(unsafe { bytes(tenant, length) }).ok()?;
        let view = client::find(client_id)?.with_tenant(tenant).ok()?;
        Some(client::register(view))
    })
    .unwrap_or(0)
}

/// Forgets a client that the JVM no longer reaches.
#[unsafe(no_mangle)]
pub extern "C" fn signbridge_kotlin_release(client_id: u64) {
    guarded(|| {
        client::release(client_id);
        Some(())
    });
}

/// The parameters of the page after the one with this payload, as the texts of a call's head. Returns how many bytes were
/// written, 0 after the last page, the negative size that is needed where that is more, or `i64::MIN` for a failure.
///
/// # Safety
///
/// `head`, `payload` and `out` must point to as many bytes as is said of them; nothing else uses `out` until this returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_next_page(
    client_id: u64,
    head: *const u8,
    head_length: u32,
    payload: *const u8,
    payload_length: u32,
    out: *mut u8,
    capacity: u32,
) -> i64 {
    guarded(|| {
        // SAFETY: the caller's promise.
        let (head, payload) = unsafe { (bytes(head, head_length), bytes(payload, payload_length)) };
        let call = call_frame::decode(head, None)?;
        let client = client::find(client_id)?;
        let Some(params) = bridge::next_page(&client, call.operation, &call.params, payload).ok()? else {
            return Some(0);
        };
        let texts = call_frame::encode_texts(&params);
        if texts.len() > capacity as usize {
            return Some(-size(texts.len()));
        }
        // SAFETY: the caller's promise, and it fits.
        unsafe { slice::from_raw_parts_mut(out, texts.len()) }.copy_from_slice(&texts);
        Some(size(texts.len()))
    })
    .unwrap_or(i64::MIN)
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).expect("nothing in memory is larger than 2^63 bytes")
}

/// Answers for a wanted chunk of a file: the next bytes, or its end if `chunk` is null.
///
/// # Safety
///
/// `chunk` must be null or point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn signbridge_kotlin_answer_chunk(
    queue_id: u64,
    request: u64,
    chunk: *const u8,
    length: u32,
) {
    guarded(|| {
        // SAFETY: the caller's promise; null was excluded.
        let chunk = (!chunk.is_null()).then(|| Bytes::copy_from_slice(unsafe { bytes(chunk, length) }));
        queue::find(queue_id)?.queue.answer_chunk(request, Ok(chunk));
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"provider":"nextsign","credential":{"value":"sk_1"},"tenant":"c1"}"#;

    #[test]
    fn a_head_that_is_none_starts_nothing() {
        let (queue, client) = (queue::open_queue(), client::open(CONFIG).unwrap());
        let head = [1, 2, 3];
        // SAFETY: the array is as long as is said, and there is no body.
        let submit = |queue, client| unsafe {
            signbridge_kotlin_submit(queue, client, head.as_ptr(), 3, std::ptr::null(), 0)
        };
        assert_eq!([submit(queue, client), submit(0, client), submit(queue, 0)], [0, 0, 0]);
    }

    #[test]
    fn a_view_for_an_impossible_tenant_is_refused() {
        let client = client::open(CONFIG).unwrap();
        // SAFETY: the arrays are as long as is said.
        let view = |tenant: &[u8]| unsafe {
            signbridge_kotlin_with_tenant(client, tenant.as_ptr(), u32::try_from(tenant.len()).unwrap())
        };
        assert_ne!(view(b"c2"), 0);
        assert_eq!(view(b""), 0);
        assert_eq!(view(b"\xff"), 0);
    }

    #[test]
    fn the_next_page_is_written_only_where_it_fits() {
        let client = client::open(CONFIG).unwrap();
        let operations = client::find(client).unwrap().provider().operations;
        let list = operations.iter().position(|operation| operation.pagination.is_some()).unwrap();
        let mut head = vec![0; 16];
        head[0] = u8::try_from(list).unwrap();
        head[12] = 2;
        head.extend(call_frame::encode_texts(&["limit".to_owned(), "1".to_owned()]));
        let next = |payload: &[u8], out: &mut [u8]| {
            let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
            // SAFETY: the arrays are as long as is said.
            unsafe {
                signbridge_kotlin_next_page(
                    client,
                    head.as_ptr(),
                    length(&head),
                    payload.as_ptr(),
                    length(payload),
                    out.as_mut_ptr(),
                    length(out),
                )
            }
        };
        assert_eq!(next(b"[]", &mut [0; 64]), 0);
        let needed = next(b"[{}]", &mut [0; 1]);
        assert!(needed < 0);
        let mut out = vec![0; usize::try_from(-needed).unwrap()];
        assert_eq!(next(b"[{}]", &mut out), -needed);
        assert_eq!(next(b"{", &mut out), i64::MIN);
    }
}
