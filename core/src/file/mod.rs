//! Files on their way, in pieces: no file is ever held whole unless the caller holds it.
//!
//! An upload reads a [`Source`], a download fills a [`Sink`]; both count and hash what flows. What can be read twice is
//! sent again after a failure; what cannot, is not. A download that breaks goes on where it broke.
//!
//! ```no_run
//! # async fn run(client: signbridge::nextsign::NextSign) -> Result<(), signbridge::Error> {
//! let url = client.documents().upload(std::path::Path::new("lease.pdf")).send().await?;
//! let stored = client.documents().download(url).save_to("copy.pdf").await?;
//! println!("{} bytes, SHA-256 {}", stored.size, stored.sha256);
//! # Ok(())
//! # }
//! ```

mod content;
mod download;
mod inline;
mod path;
mod sink;
mod source;

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use sha2::{Digest, Sha256};

pub(crate) use content::{Content, Upload};
pub(crate) use download::Download;
pub use inline::InlineFile;
pub(crate) use inline::serialise;
pub use sink::Sink;
pub use source::Source;

use crate::clock;

/// How large a piece of a file is at most, in bytes.
pub(crate) const CHUNK: usize = 256 << 10;

/// What is known of a file that went through whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileInfo {
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// The MIME type: of a download, what its server says; of an upload, what its first bytes show.
    pub content_type: Option<String>,
}

/// Counts and hashes what flows.
#[derive(Clone, Default)]
struct Tally {
    count: u64,
    hash: Sha256,
}

impl Tally {
    fn add(&mut self, bytes: &[u8]) {
        self.count += bytes.len() as u64;
        self.hash.update(bytes);
    }

    fn sha256(&self) -> String {
        self.hash.clone().finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    fn info(&self, content_type: Option<String>) -> FileInfo {
        FileInfo { size: self.count, sha256: self.sha256(), content_type }
    }
}

/// A function that is told how far a file has got: bytes so far, and in all, where that is known.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(u64, Option<u64>) + Send + Sync>);

impl Progress {
    /// `told` is called on a native thread: at the end, and on the way after each 1 MiB or 100 ms. It must not block. When a
    /// transfer starts anew, the count does too.
    pub fn new(told: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// Tells progress, and not too often.
struct Reporter {
    progress: Option<Progress>,
    total: Option<u64>,
    last: Option<(u64, Instant)>,
}

impl Reporter {
    const BYTES: u64 = 1 << 20;
    const TIME: Duration = Duration::from_millis(100);

    fn new(progress: Option<Progress>, total: Option<u64>) -> Self {
        Self { progress, total, last: None }
    }

    fn moved(&mut self, count: u64) {
        let Some(Progress(told)) = &self.progress else { return };
        let now = clock::tick();
        let is_due = self.last.is_none_or(|(bytes, time)| {
            count < bytes || count - bytes >= Self::BYTES || now.duration_since(time) >= Self::TIME
        });
        if is_due {
            self.last = Some((count, now));
            told(count, self.total);
        }
    }

    fn ended(&mut self, count: u64) {
        let Some(Progress(told)) = &self.progress else { return };
        told(count, self.total.or(Some(count)));
    }
}
