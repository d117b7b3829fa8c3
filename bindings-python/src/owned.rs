//! A queue that knows which process made it.
//!
//! After `fork()` the child has a copy of every queue but none of the threads that feed it, and the locks inside may be
//! held for ever by threads that no longer exist. So a queue from another process is never used, locked, closed or
//! freed: it is replaced, and its memory leaked.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::process;
use std::sync::Arc;

use signbridge::bridge::Queue;

/// The only owner of a queue: closing goes with it.
pub(crate) struct OwnedQueue {
    queue: ManuallyDrop<Arc<Queue>>,
    pid: u32,
}

impl OwnedQueue {
    /// Takes ownership for this process.
    pub(crate) fn new(queue: Arc<Queue>) -> Self {
        Self { queue: ManuallyDrop::new(queue), pid: process::id() }
    }

    /// Whether this process made it; if not, it must not be touched.
    pub(crate) fn is_ours(&self) -> bool {
        self.pid == process::id()
    }
}

impl Deref for OwnedQueue {
    type Target = Arc<Queue>;

    fn deref(&self) -> &Arc<Queue> {
        &self.queue
    }
}

impl Drop for OwnedQueue {
    fn drop(&mut self) {
        if self.is_ours() {
            self.queue.close();
            // SAFETY: dropped once, here, and not used after.
            unsafe { ManuallyDrop::drop(&mut self.queue) }
        }
    }
}
