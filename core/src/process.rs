//! State that belongs to one process.
//!
//! `fork` copies the memory and only the calling thread. A runtime, a connection pool or a locked mutex that the child
//! inherits has lost the threads behind it, and the first call would wait for ever: four of five Rust-backed HTTP
//! clients for Python hang there. So such state lives in a [`PerProcess`], stamped with the process id: a child finds
//! the stamp wrong, builds its own, and leaks what it inherited, since dropping it would touch the parent's sockets.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

struct Stamped<T> {
    process: u32,
    value: T,
}

/// A value built on first use in each process.
pub(crate) struct PerProcess<T>(AtomicPtr<Stamped<T>>);

impl<T> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// This process's value. Two threads that come first may both build one; one of the two is dropped.
    pub(crate) fn get_or_init(&self, build: impl FnOnce() -> T) -> &T {
        let process = std::process::id();
        let held = self.0.load(Ordering::Acquire);
        // SAFETY: `held` is null or came from `Box::into_raw` below, and is freed only in `drop`, which has the value
        // to itself.
        if let Some(held) = unsafe { held.as_ref() }
            && held.process == process
        {
            return &held.value;
        }
        let fresh = Box::into_raw(Box::new(Stamped { process, value: build() }));
        match self.0.compare_exchange(held, fresh, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: just made, and now owned by `self`. What stood there before was another process's: leaked.
            Ok(_) => unsafe { &(*fresh).value },
            Err(winner) => {
                // SAFETY: `fresh` was never shared; `winner` was put there by this process and lives as long as `self`.
                unsafe {
                    drop(Box::from_raw(fresh));
                    &(*winner).value
                }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let held = *self.0.get_mut();
        // SAFETY: null or from `Box::into_raw`; nobody else has it. A value of another process is leaked.
        unsafe {
            if !held.is_null() && (*held).process == std::process::id() {
                drop(Box::from_raw(held));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_built_once_in_a_process() {
        let value = PerProcess::new();
        let first: *const String = value.get_or_init(|| "a".to_owned());
        assert_eq!(first, ptr::from_ref(value.get_or_init(|| panic!("built twice"))));
    }

    #[test]
    fn a_value_of_another_process_is_replaced_and_not_dropped() {
        struct Parents;
        impl Drop for Parents {
            fn drop(&mut self) {
                panic!("the child dropped what is its parent's");
            }
        }
        let value = PerProcess::new();
        value.get_or_init(|| Some(Parents));
        // SAFETY: set above, and not shared.
        unsafe { (*value.0.load(Ordering::Relaxed)).process += 1 };
        assert!(value.get_or_init(|| None).is_none());
    }
}
