//! Memory that held a key is wiped before it is given back.
//!
//! What this library keeps of a key, it wipes itself: the value ([`secrecy`]), the header that carries it ([`header`]),
//! what it is hashed from ([`hash`]). What it hands the header to does not: an HTTP client writes each request into a
//! buffer, which is freed as it is. That buffer is out of reach, and the allocator is not: see [`WipingAllocator`].

use std::alloc::{GlobalAlloc, Layout, System};

use bytes::Bytes;
use http::HeaderValue;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// An allocator that overwrites with zeros whatever is freed, so that no key outlives its client in freed memory.
///
/// The packages for Python, Node and the JVM use it for all that they allocate themselves. It costs a small call, which frees
/// 30 kB in 70 pieces, some 0.3 µs. A Rust program chooses:
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: signbridge::WipingAllocator = signbridge::WipingAllocator;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct WipingAllocator;

// SAFETY: the system's allocator does the work. `realloc` is the trait's own: it takes new memory, copies, and frees the
// old by `dealloc`; the system's could move what it holds and leave the old as it is.
unsafe impl GlobalAlloc for WipingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on as it came.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on as it came.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller gives up `layout.size()` bytes at `pointer`, and nobody else has them.
        unsafe {
            pointer.write_bytes(0, layout.size());
            // Else the compiler would leave out what nobody reads any more.
            zeroize::optimization_barrier(&*pointer);
            System.dealloc(pointer, layout);
        }
    }
}

/// A header's value that is shown nowhere, and wiped when the last request that carries it is gone. `None` if a header
/// cannot carry it.
pub(crate) fn header(prefix: &str, secret: &str) -> Option<HeaderValue> {
    // As long as needed from the start: growing would leave a copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(prefix.len() + secret.len()));
    text.extend_from_slice(prefix.as_bytes());
    text.extend_from_slice(secret.as_bytes());
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The hash of these parts, of which one is secret.
pub(crate) fn hash<'a>(parts: impl Iterator<Item = &'a [u8]> + Clone) -> [u8; 32] {
    const BLOCK: usize = 64;
    let lengths = parts.clone().map(|part| size_of::<u64>() + part.len());
    let length = size_of::<u64>() + lengths.sum::<usize>();
    // Of whole blocks, which are hashed where they lie: less than one would be copied to the stack, and stay there.
    let mut text = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(BLOCK)));
    text.extend_from_slice(&(length as u64).to_le_bytes());
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_le_bytes());
        text.extend_from_slice(part);
    }
    text.resize(length.next_multiple_of(BLOCK), 0);
    Sha256::digest(&*text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_apart_what_is_cut_in_other_places() {
        let hash = |parts: &[&str]| hash(parts.iter().map(|part| part.as_bytes()));
        assert_eq!(hash(&["ab", "c"]), hash(&["ab", "c"]));
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["ab", "c"]), hash(&["ab", "c", ""]));
        assert_ne!(hash(&["ab", "c"]), hash(&["ab", "c\0"]));
    }

    #[test]
    fn a_header_of_a_secret_is_not_shown_and_carries_no_line_break() {
        let header = header("Bearer ", "k1").unwrap();
        assert_eq!((header.as_bytes(), format!("{header:?}").as_str()), (&b"Bearer k1"[..], "Sensitive"));
        assert_eq!(super::header("Bearer ", "k1\r\nx: y"), None);
    }
}
