//! Files inside JSON bodies.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::de::Deserializer;
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};

use super::Source;
use super::source::Origin;
use crate::json_body::MARK;

/// A file where an API takes base64 inside JSON: from memory, a path or a stream, or as text.
///
/// A file becomes base64 while it is sent, so only a piece of it is held. Text is sent as it is: base64, a data URL, or
/// what else the API takes there.
///
/// ```
/// use std::path::Path;
/// use signbridge::nextsign::models::FileUpload;
///
/// let from_disk = FileUpload::new(Path::new("lease.pdf"), "lease.pdf");
/// let in_base64 = FileUpload::new("JVBERi0xLjcK", "lease.pdf");
/// ```
#[derive(Clone)]
pub struct InlineFile(Content);

#[derive(Clone)]
enum Content {
    Text(String),
    Bytes(Bytes),
    Path(PathBuf),
    /// Clones share it, and the first that is sent takes it.
    Stream(Arc<Mutex<Option<Source>>>),
}

thread_local! {
    /// The files of the body that this thread is serialising.
    static FILES: RefCell<Option<Vec<Source>>> = const { RefCell::new(None) };
    /// The files that stand beside a body that this thread is reading.
    static BESIDE: RefCell<Vec<InlineFile>> = const { RefCell::new(Vec::new()) };
}

/// A body, and the files that stand beside it.
pub(crate) fn serialise(body: &impl Serialize) -> (serde_json::Result<Vec<u8>>, Vec<Source>) {
    FILES.set(Some(Vec::new()));
    let body = serde_json::to_vec(body);
    (body, FILES.take().unwrap_or_default())
}

impl InlineFile {
    /// Reads a body whose files stand beside it, as hosts hand them over: `"\u0000file:0"` is the first of them.
    #[doc(hidden)]
    pub fn beside<T>(files: Vec<Self>, read: impl FnOnce() -> T) -> T {
        BESIDE.set(files);
        let value = read();
        BESIDE.take();
        value
    }

    fn source(&self) -> Option<Source> {
        match &self.0 {
            Content::Text(_) => None,
            Content::Bytes(bytes) => Some(bytes.clone().into()),
            Content::Path(path) => Some(path.clone().into()),
            Content::Stream(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }
}

impl Serialize for InlineFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Content::Text(text) = &self.0 {
            return serializer.serialize_str(text);
        }
        FILES.with_borrow_mut(|files| {
            let files = files.as_mut().ok_or_else(|| S::Error::custom("a file is only read by a call"))?;
            let source = self.source().ok_or_else(|| S::Error::custom("a stream is sent once"))?;
            files.push(source);
            serializer.serialize_str(&format!("{MARK}{}", files.len() - 1))
        })
    }
}

impl<'de> Deserialize<'de> for InlineFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.strip_prefix(MARK).and_then(|number| number.parse::<usize>().ok());
        let file = number.and_then(|number| BESIDE.with_borrow(|files| files.get(number).cloned()));
        Ok(file.unwrap_or(Self(Content::Text(text))))
    }
}

impl From<&str> for InlineFile {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for InlineFile {
    fn from(text: String) -> Self {
        Self(Content::Text(text))
    }
}

impl From<Source> for InlineFile {
    fn from(source: Source) -> Self {
        Self(match source.0 {
            Origin::Bytes(bytes) => Content::Bytes(bytes),
            Origin::Path(path) => Content::Path(path),
            Origin::Stream { .. } => Content::Stream(Arc::new(Mutex::new(Some(source)))),
        })
    }
}

impl From<Bytes> for InlineFile {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for InlineFile {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Content::Bytes(bytes.into()))
    }
}

impl From<PathBuf> for InlineFile {
    fn from(path: PathBuf) -> Self {
        Self(Content::Path(path))
    }
}

impl From<&Path> for InlineFile {
    fn from(path: &Path) -> Self {
        path.to_owned().into()
    }
}

impl PartialEq for InlineFile {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Text(one), Content::Text(other)) => one == other,
            (Content::Bytes(one), Content::Bytes(other)) => one == other,
            (Content::Path(one), Content::Path(other)) => one == other,
            (Content::Stream(one), Content::Stream(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl fmt::Debug for InlineFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Contents are contracts, and names of files often name people.
        f.write_str(match &self.0 {
            Content::Text(_) => "InlineFile::Text",
            Content::Bytes(_) => "InlineFile::Bytes",
            Content::Path(_) => "InlineFile::Path",
            Content::Stream(_) => "InlineFile::Stream",
        })
    }
}
