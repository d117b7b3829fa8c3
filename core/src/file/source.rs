//! Where the bytes of an upload come from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Mutex;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// Where the bytes of an upload come from: memory, a path, or a stream.
///
/// What comes from memory or a path can be read again when an attempt fails. A stream cannot, unless all of it fits in
/// 256 KiB or nothing was sent yet; then the failure is final.
pub struct Source(pub(super) Origin);

pub(super) enum Origin {
    Bytes(Bytes),
    Path(PathBuf),
    /// The lock is for `Sync` alone: streams need not be.
    Stream {
        chunks: Mutex<Chunks>,
        length: Option<u64>,
    },
}

/// Pieces of a file, or why there is no further one.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, String>> + Send>>;

impl Source {
    /// A stream of pieces. With its `length` in bytes it is sent as a file of that length, and one that turns out otherwise
    /// is an error; without, in chunks of HTTP, which storage with presigned addresses does not take.
    pub fn stream<S, E>(chunks: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: fmt::Display,
    {
        let chunks = chunks.map(|chunk| chunk.map_err(|error| error.to_string()));
        Self(Origin::Stream { chunks: Mutex::new(Box::pin(chunks)), length })
    }
}

impl From<Bytes> for Source {
    fn from(bytes: Bytes) -> Self {
        Self(Origin::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Origin::Bytes(bytes.into()))
    }
}

impl From<&'static [u8]> for Source {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Origin::Bytes(Bytes::from_static(bytes)))
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self(Origin::Path(path))
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        path.to_owned().into()
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Contents are contracts, and names of files often name people.
        f.write_str(match self.0 {
            Origin::Bytes(_) => "Source::Bytes",
            Origin::Path(_) => "Source::Path",
            Origin::Stream { .. } => "Source::Stream",
        })
    }
}
