//! Where the bytes of a download go.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::path::Partial;
use crate::error::Error;

/// Where the bytes of a download go: into memory, to a path, or piece by piece to a function.
#[derive(Default)]
pub struct Sink(Target);

#[derive(Default)]
enum Target {
    #[default]
    Memory,
    Path(PathBuf),
    /// The lock is for `Sync` alone: functions need not be.
    Taker(Mutex<Taker>),
}

/// Takes one piece; the next is not offered before it is done.
type Taker = Box<dyn FnMut(Bytes) -> BoxFuture<'static, Result<(), String>> + Send>;

impl Sink {
    /// Into this file: written beside it, and put in its place when it is whole. A failed download leaves what was there.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Target::Path(path.into()))
    }

    /// To this function, in pieces of at most 256 KiB, one at a time: while one is taken, at most one more is read ahead. An
    /// error ends the call. A download that had to start anew is compared with what was taken before, and goes on after it.
    pub fn taker<F, T>(mut take: F) -> Self
    where
        F: FnMut(Bytes) -> T + Send + 'static,
        T: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self(Target::Taker(Mutex::new(Box::new(move |piece| take(piece).boxed()))))
    }

    /// The caller gets the bytes with the answer.
    pub(crate) fn is_memory(&self) -> bool {
        matches!(self.0, Target::Memory)
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Target::Memory => "Sink::Memory",
            Target::Path(_) => "Sink::Path",
            Target::Taker(_) => "Sink::Taker",
        })
    }
}

/// A sink in use.
pub(super) enum Writer {
    Memory(BytesMut),
    Path(Partial),
    Taker(Taker),
}

impl Writer {
    /// Opens a sink. What is wrong with it is told before anything is sent.
    pub(super) async fn open(sink: Sink) -> Result<Self, Error> {
        Ok(match sink.0 {
            Target::Memory => Self::Memory(BytesMut::new()),
            Target::Path(path) => {
                let partial = Partial::create(path).await;
                Self::Path(partial.map_err(|problem| Error::argument("path", problem))?)
            }
            Target::Taker(taker) => Self::Taker(taker.into_inner().unwrap_or_else(PoisonError::into_inner)),
        })
    }

    /// The caller's side could not take what came.
    pub(super) fn failed(&self, problem: String) -> Error {
        Error::argument(if matches!(self, Self::Path(_)) { "path" } else { "sink" }, problem)
    }

    /// Begins to give a piece.
    pub(super) fn give(&mut self, piece: Bytes) -> BoxFuture<'static, Result<(), String>> {
        match self {
            Self::Memory(all) => {
                all.extend_from_slice(&piece);
                std::future::ready(Ok(())).boxed()
            }
            Self::Path(partial) => partial.write(piece).boxed(),
            Self::Taker(take) => take(piece),
        }
    }

    /// Forgets what was given. `false`: it is out of reach.
    pub(super) async fn restart(&mut self) -> Result<bool, String> {
        match self {
            Self::Memory(all) => all.clear(),
            Self::Path(partial) => partial.restart().await?,
            Self::Taker(_) => return Ok(false),
        }
        Ok(true)
    }

    /// All pieces were given. What is held in memory comes back.
    pub(super) async fn finish(self) -> Result<Bytes, String> {
        match self {
            Self::Memory(all) => Ok(all.freeze()),
            Self::Path(partial) => partial.finish().await.map(|()| Bytes::new()),
            Self::Taker(_) => Ok(Bytes::new()),
        }
    }
}
