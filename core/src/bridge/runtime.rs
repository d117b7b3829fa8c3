//! The threads that calls run on: started by the first call, one set per process.

use tokio::runtime::{Builder, Runtime};

use crate::process::PerProcess;

static RUNTIME: PerProcess<Runtime> = PerProcess::new();

/// How many threads do input and output. Two serve many calls at once better than one, and a single call no worse
/// (docs/adr/0001).
const THREADS: usize = 2;

/// This process's runtime. It is never shut down: its threads end with the process, whatever they are doing.
pub(super) fn current() -> &'static Runtime {
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(threads())
            .thread_name("signbridge-io")
            .enable_all()
            .build()
            .expect("the operating system gives a thread and an event queue")
    })
}

/// `SIGNBRIDGE_IO_THREADS` overrides the number, for measuring.
fn threads() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a setting of the process, not of a client")]
    let asked = std::env::var("SIGNBRIDGE_IO_THREADS").ok();
    asked.and_then(|text| text.parse().ok()).filter(|threads| (1..=64).contains(threads)).unwrap_or(THREADS)
}
