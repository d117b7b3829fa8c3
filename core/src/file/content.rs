//! A source that was looked at: measured, its beginning read, ready to be sent and perhaps sent again.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::Notify;

use super::source::{Chunks, Origin};
use super::{CHUNK, FileInfo, Progress, Reporter, Source, Tally, path};
use crate::error::{Delivery, Error};
use crate::request::sniff;

/// How much of a path is read to see what it is.
const HEAD: usize = 1024;

/// An upload's content. Clones are the same content.
#[derive(Clone)]
pub(crate) struct Content(Arc<Inner>);

struct Inner {
    /// The argument that errors name.
    argument: String,
    place: Place,
    /// All of it, or its beginning.
    head: Bytes,
    length: Option<u64>,
    progress: Option<Progress>,
    state: Mutex<State>,
    motion: Arc<Motion>,
}

/// Whether the files of a request move.
#[derive(Default)]
struct Motion {
    /// Something moved, or began or ended to wait for its source.
    moved: Notify,
    /// The source is slow, not the connection.
    waits_for_source: AtomicBool,
}

/// The files of one request, in order. There is at least one.
#[derive(Clone)]
pub(crate) struct Upload {
    contents: Arc<[Content]>,
    motion: Arc<Motion>,
}

enum Place {
    /// The head is all.
    Held,
    Path(PathBuf),
    Stream,
}

#[derive(Default)]
struct State {
    /// What comes after the head of a stream, until it is taken.
    rest: Option<Chunks>,
    /// The most bytes that are taken of a stream of unknown length, and what to say of more.
    most: Option<(u64, String)>,
    /// Why the source could not be read to its end.
    failure: Option<String>,
    /// Set when the last piece was handed over.
    sent: Option<Tally>,
}

impl Upload {
    /// Looks at the sources of these arguments; nothing, if there is none. What is wrong with one is told before anything is
    /// sent.
    pub(crate) async fn open(
        sources: impl IntoIterator<Item = (String, Source)>,
        progress: Option<&Progress>,
    ) -> Result<Option<Self>, Error> {
        let motion = Arc::new(Motion::default());
        let mut contents = Vec::new();
        for (argument, source) in sources {
            contents.push(Content::of(argument, source, progress.cloned(), &motion).await?);
        }
        Ok((!contents.is_empty()).then(|| Self { contents: contents.into(), motion }))
    }

    pub(crate) fn contents(&self) -> &[Content] {
        &self.contents
    }

    /// The file, of a request that carries one.
    pub(crate) fn file(&self) -> &Content {
        &self.contents[0]
    }

    /// Whether it can be sent, for the first time or once more.
    pub(crate) fn is_there(&self) -> bool {
        self.contents.iter().all(Content::is_there)
    }

    /// What went over, if it was one file and all of it did.
    pub(crate) fn info(&self) -> Option<FileInfo> {
        let [content] = &*self.contents else { return None };
        let content_type = sniff(content.head()).map(str::to_owned);
        content.state().sent.as_ref().map(|tally| tally.info(content_type))
    }

    /// A failure of the connection, or of a source where that was its cause. A request that lacks its end did not leave.
    pub(crate) fn explain(&self, error: Error) -> Error {
        let failed = self.contents.iter().find_map(|content| {
            let problem = content.state().failure.take()?;
            Some(Error::argument(content.0.argument.as_str(), problem))
        });
        match failed {
            Some(failed) => failed,
            None if error.delivery() == Delivery::Maybe && !self.contents.iter().all(Content::is_sent) => {
                error.with_delivery(Delivery::NotSent)
            }
            None => error,
        }
    }

    /// Waits for `work`, unless no piece moves for as long as `limit`. Waiting for a source is the host's own time.
    pub(crate) async fn unless_stalled<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        loop {
            let moved = tokio::time::timeout(limit, self.motion.moved.notified());
            tokio::select! {
                biased;
                done = &mut work => return Some(done),
                moved = moved => {
                    if moved.is_err() && !self.motion.waits_for_source.load(Ordering::Relaxed) {
                        return None;
                    }
                }
            }
        }
    }
}

impl Content {
    async fn of(
        argument: String,
        source: Source,
        progress: Option<Progress>,
        motion: &Arc<Motion>,
    ) -> Result<Self, Error> {
        let refuse = |problem: String| Error::argument(argument.as_str(), problem);
        let mut state = State::default();
        let (place, head, length) = match source.0 {
            Origin::Bytes(bytes) => (Place::Held, bytes.clone(), Some(bytes.len() as u64)),
            Origin::Path(path) => {
                let (path, head, length) = path::inspect(path, HEAD).await.map_err(refuse)?;
                (Place::Path(path), head, Some(length))
            }
            Origin::Stream { chunks, length } => {
                let chunks = chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
                let (head, rest) = begin(chunks).await.map_err(refuse)?;
                match rest {
                    None => {
                        let count = head.len() as u64;
                        check_length(count, length, true).map_err(refuse)?;
                        (Place::Held, head, Some(count))
                    }
                    rest => {
                        state.rest = rest;
                        (Place::Stream, head, length)
                    }
                }
            }
        };
        let (state, motion) = (Mutex::new(state), Arc::clone(motion));
        Ok(Self(Arc::new(Inner { argument, place, head, length, progress, state, motion })))
    }

    /// Refuses more than `most` bytes: now where the length is known, else as soon as that much has flowed. The problem is
    /// told of the length where it is known.
    pub(crate) fn at_most(&self, most: u64, problem: impl Fn(Option<u64>) -> String) -> Result<(), String> {
        match self.0.length {
            Some(length) if length > most => Err(problem(Some(length))),
            Some(_) => Ok(()),
            None if self.0.head.len() as u64 > most => Err(problem(None)),
            None => {
                self.state().most = Some((most, problem(None)));
                Ok(())
            }
        }
    }

    /// Its length in bytes, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.0.length
    }

    /// Its first bytes, at least 1024 unless it is shorter.
    pub(crate) fn head(&self) -> &[u8] {
        &self.0.head
    }

    /// The name of the file that it is.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.0.place {
            Place::Path(path) => path.file_name()?.to_str(),
            Place::Held | Place::Stream => None,
        }
    }

    /// The pieces in base64.
    pub(crate) fn base64(&self) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + use<> {
        let pieces = Box::pin(self.pieces());
        stream::unfold((Some(pieces), Vec::new()), |(pieces, mut rest)| async move {
            let mut pieces = pieces?;
            let (whole, pieces) = match pieces.next().await {
                Some(Ok(piece)) => {
                    rest.extend_from_slice(&piece);
                    (rest.len() - rest.len() % 3, Some(pieces))
                }
                Some(Err(error)) => return Some((Err(error), (None, rest))),
                None if rest.is_empty() => return None,
                None => (rest.len(), None),
            };
            let encoded = STANDARD.encode(&rest[..whole]);
            rest.drain(..whole);
            Some((Ok(encoded.into()), (pieces, rest)))
        })
    }

    fn is_there(&self) -> bool {
        match self.0.place {
            Place::Held | Place::Path(_) => true,
            Place::Stream => self.state().rest.is_some(),
        }
    }

    fn is_sent(&self) -> bool {
        self.state().sent.is_some()
    }

    /// The pieces, from the start.
    pub(crate) fn pieces(&self) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + use<> {
        let mut state = self.state();
        *state = State { rest: state.rest.take(), most: state.most.take(), ..State::default() };
        drop(state);
        let reader = Reader {
            reporter: Reporter::new(self.0.progress.clone(), self.0.length),
            content: self.clone(),
            step: Step::Start,
            tally: Tally::default(),
        };
        stream::unfold(reader, |mut reader| async move { reader.next().await.map(|piece| (piece, reader)) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waits(&self, waits: bool) {
        self.0.motion.waits_for_source.store(waits, Ordering::Relaxed);
        self.0.motion.moved.notify_one();
    }
}

/// The beginning of a stream, and the stream if there is more of it. A short one is held, so that it can be sent again.
async fn begin(mut chunks: Chunks) -> Result<(Bytes, Option<Chunks>), String> {
    let mut head = BytesMut::new();
    while head.len() < CHUNK {
        match chunks.next().await {
            Some(chunk) => head.extend_from_slice(&chunk?),
            None => return Ok((head.freeze(), None)),
        }
    }
    Ok((head.freeze(), Some(chunks)))
}

fn check_length(count: u64, length: Option<u64>, ended: bool) -> Result<(), String> {
    match length {
        Some(length) if count > length => {
            Err(format!("has more than the {length} bytes that were given as its length"))
        }
        Some(length) if ended && count < length => {
            Err(format!("ended after {count} bytes; {length} were given as its length"))
        }
        _ => Ok(()),
    }
}

/// One reading of a content.
struct Reader {
    content: Content,
    step: Step,
    tally: Tally,
    reporter: Reporter,
}

enum Step {
    Start,
    Held(Bytes),
    File(File),
    Stream(Chunks),
    Over,
}

impl Reader {
    async fn next(&mut self) -> Option<Result<Bytes, io::Error>> {
        let piece = match self.read().await {
            Ok(Some(piece)) => {
                self.tally.add(&piece);
                self.check_limit()
                    .and_then(|()| check_length(self.tally.count, self.content.0.length, false))
                    .map(|()| Some(piece))
            }
            Ok(None) => check_length(self.tally.count, self.content.0.length, true).map(|()| None),
            Err(problem) => Err(problem),
        };
        match piece {
            Ok(Some(piece)) => {
                self.content.0.motion.moved.notify_one();
                if self.content.length() == Some(self.tally.count) {
                    // With a known length nobody asks for the end.
                    self.all_sent();
                } else {
                    self.reporter.moved(self.tally.count);
                }
                Some(Ok(piece))
            }
            Ok(None) => {
                self.step = Step::Over;
                if self.content.state().sent.is_none() {
                    self.all_sent();
                }
                None
            }
            Err(problem) => {
                self.step = Step::Over;
                self.content.state().failure = Some(problem);
                Some(Err(io::Error::other("the source failed")))
            }
        }
    }

    fn check_limit(&self) -> Result<(), String> {
        match &self.content.state().most {
            Some((most, problem)) if self.tally.count > *most => Err(problem.clone()),
            _ => Ok(()),
        }
    }

    fn all_sent(&mut self) {
        self.content.state().sent = Some(self.tally.clone());
        self.reporter.ended(self.tally.count);
    }

    /// The next piece, never an empty one.
    async fn read(&mut self) -> Result<Option<Bytes>, String> {
        loop {
            match std::mem::replace(&mut self.step, Step::Over) {
                Step::Start => {
                    let inner = &self.content.0;
                    self.step = match &inner.place {
                        Place::Held => Step::Held(inner.head.clone()),
                        Place::Path(path) => Step::File(open(path, inner.length).await?),
                        // The head is here already; the rest is taken when it is needed, not before.
                        Place::Stream => {
                            self.step = Step::Start;
                            if self.tally.count == 0 {
                                return Ok(Some(inner.head.clone()));
                            }
                            let rest = self.content.state().rest.take();
                            Step::Stream(rest.ok_or("the stream cannot be read twice")?)
                        }
                    };
                }
                Step::Held(mut bytes) => {
                    if bytes.is_empty() {
                        return Ok(None);
                    }
                    let piece = bytes.split_to(bytes.len().min(CHUNK));
                    self.step = Step::Held(bytes);
                    return Ok(Some(piece));
                }
                Step::File(file) => {
                    let (file, piece) = read(file).await?;
                    self.step = Step::File(file);
                    return Ok((!piece.is_empty()).then_some(piece));
                }
                Step::Stream(mut chunks) => {
                    self.content.waits(true);
                    let chunk = chunks.next().await.transpose();
                    self.content.waits(false);
                    let Some(chunk) = chunk? else { return Ok(None) };
                    self.step = Step::Stream(chunks);
                    if !chunk.is_empty() {
                        return Ok(Some(chunk));
                    }
                }
                Step::Over => return Ok(None),
            }
        }
    }
}

async fn open(path: &Path, length: Option<u64>) -> Result<File, String> {
    let path = path.to_owned();
    path::blocking(move || {
        let file = File::open(path)?;
        let now = file.metadata()?.len();
        if Some(now) == length { Ok(file) } else { Err(io::Error::other("it changed while it was read")) }
    })
    .await
    .map_err(|error| format!("cannot be read: {error}"))
}

/// One piece. Files are read on a thread of their own: a slow disk must not hold other calls.
async fn read(mut file: File) -> Result<(File, Bytes), String> {
    path::blocking(move || {
        let mut piece = vec![0; CHUNK];
        let count = file.read(&mut piece)?;
        piece.truncate(count);
        Ok((file, Bytes::from(piece)))
    })
    .await
    .map_err(|error| format!("cannot be read: {error}"))
}
