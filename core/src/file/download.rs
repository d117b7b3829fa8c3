//! A file on its way here, over as many answers as it takes.

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, IF_RANGE, LAST_MODIFIED, RANGE};
use http::{HeaderMap, HeaderValue};
use std::time::Duration;

use super::sink::Writer;
use super::{CHUNK, FileInfo, Progress, Reporter, Sink, Tally};
use crate::error::{Delivery, Error, Kind};
use crate::transport::{self, Response};

/// Largest file that is downloaded into memory.
const MAX_MEMORY: u64 = 512 << 20;

/// A download, from the first attempt to the last.
pub(crate) struct Download {
    writer: Writer,
    /// What the writer was given.
    given: Tally,
    reporter: Reporter,
    content_type: Option<String>,
    /// How long the file is, if the answer said so.
    total: Option<u64>,
    /// What tells whether the file is still the same, if its server gave anything that can.
    validator: Option<HeaderValue>,
    /// The answer is a whole file again, and this is what was read of what the writer has already.
    again: Option<Tally>,
}

impl Download {
    /// Opens the sink.
    pub(crate) async fn new(sink: Sink, progress: Option<Progress>) -> Result<Self, Error> {
        Ok(Self {
            writer: Writer::open(sink).await?,
            given: Tally::default(),
            reporter: Reporter::new(progress, None),
            content_type: None,
            total: None,
            validator: None,
            again: None,
        })
    }

    /// Asks for what is missing, where some of the file is here and can be told from another version of it.
    pub(crate) fn ask(&self, headers: &mut HeaderMap) {
        match self.validator.as_ref().filter(|_| self.given.count > 0 && self.again.is_none()) {
            Some(validator) => {
                let range = format!("bytes={}-", self.given.count);
                headers.insert(RANGE, range.try_into().expect("digits are a header value"));
                headers.insert(IF_RANGE, validator.clone());
            }
            None => {
                headers.remove(RANGE);
                headers.remove(IF_RANGE);
            }
        }
    }

    /// Takes an answer's body. `limit` is how long nothing may come.
    pub(crate) async fn receive(&mut self, response: &mut Response, limit: Duration) -> Result<(), Error> {
        let status = response.status().as_u16();
        let result = match self.begin(status, response.headers()).await {
            Ok(()) => self.flow(response, limit).await,
            Err(error) => Err(error),
        };
        result.map_err(|error| error.with_status(status).with_delivery(Delivery::Answered))
    }

    /// The rest is not to be had: from the start, then. Whether the whole file is here already.
    pub(crate) fn has_nothing_left(&mut self, headers: &HeaderMap) -> bool {
        let range = headers.get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let length = range.and_then(|range| range.strip_prefix("bytes */")?.parse().ok());
        self.validator = None;
        length == Some(self.given.count)
    }

    /// The file is whole: what is known of it, and its bytes if they are held.
    pub(crate) async fn finish(mut self) -> Result<(Bytes, FileInfo), Error> {
        self.reporter.ended(self.given.count);
        let info = self.given.info(self.content_type);
        let held = self.writer.finish().await;
        Ok((
            held.map_err(|problem| Error::argument("path", problem).with_delivery(Delivery::Answered))?,
            info,
        ))
    }

    /// Reads an answer's head: does it go on with the file, or start anew?
    async fn begin(&mut self, status: u16, headers: &HeaderMap) -> Result<(), Error> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        if status == 206 {
            let asked = self.validator.is_some() && self.given.count > 0;
            let rest = text(CONTENT_RANGE).and_then(range);
            let fits = rest.is_some_and(|(start, total)| {
                asked
                    && start == self.given.count
                    && total.zip(self.total).is_none_or(|(new, old)| new == old)
            });
            if !fits {
                self.validator = None;
                let message = "the answer is another part of the file than was asked for";
                return Err(Error::new(Kind::Transport, message));
            }
            self.total = self.total.or(rest.and_then(|(_, total)| total));
            return Ok(());
        }
        self.content_type = text(CONTENT_TYPE).map(str::to_owned);
        self.total = text(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        self.reporter.total = self.total;
        self.validator = validator(headers);
        self.again = None;
        if self.given.count > 0 {
            if self.writer.restart().await.map_err(|problem| self.writer.failed(problem))? {
                self.given = Tally::default();
            } else {
                self.again = Some(Tally::default());
            }
        }
        Ok(())
    }

    /// From the connection to the writer. While the writer is busy, at most one more piece is read ahead.
    async fn flow(&mut self, response: &mut Response, limit: Duration) -> Result<(), Error> {
        let mut read = BytesMut::new();
        let mut writing = None;
        let mut end = None;
        loop {
            if writing.is_none() && !read.is_empty() {
                let piece = read.split_to(read.len().min(CHUNK)).freeze();
                self.given.add(&piece);
                self.reporter.moved(self.given.count);
                writing = Some(self.writer.give(piece));
            }
            if writing.is_none()
                && let Some(end) = end.take()
            {
                return end;
            }
            tokio::select! {
                biased;
                given = async { writing.as_mut().expect("checked below").await }, if writing.is_some() => {
                    writing = None;
                    given.map_err(|problem| self.writer.failed(problem))?;
                }
                chunk = tokio::time::timeout(limit, response.chunk()), if end.is_none() && read.len() < CHUNK => {
                    match chunk {
                        Ok(Ok(Some(chunk))) => match self.unseen(chunk) {
                            Ok(chunk) => read.extend_from_slice(&chunk),
                            Err(error) => end = Some(Err(error)),
                        }
                        Ok(Ok(None)) => end = Some(self.check_end(read.len())),
                        Ok(Err(error)) => end = Some(Err(self.cut(read.len(), &transport::chain(&error.without_url())))),
                        Err(_) => end = Some(Err(self.stalled(read.len(), limit))),
                    }
                    let held = self.given.count + read.len() as u64;
                    if matches!(self.writer, Writer::Memory(_)) && held > MAX_MEMORY {
                        let message = format!("the file is larger than the {} MB that are held in memory; download it to a path or as a stream", MAX_MEMORY >> 20);
                        return Err(Error::new(Kind::Decode, message));
                    }
                }
            }
        }
    }

    /// What the writer does not have yet of a chunk. What it has is compared, not given again.
    fn unseen(&mut self, mut chunk: Bytes) -> Result<Bytes, Error> {
        if let Some(again) = &mut self.again {
            let missing = usize::try_from(self.given.count - again.count).unwrap_or(usize::MAX);
            again.add(&chunk.split_to(chunk.len().min(missing)));
            if again.count == self.given.count {
                self.check_again()?;
            }
        }
        Ok(chunk)
    }

    /// All came that was announced, of which `read` bytes are not given yet.
    fn check_end(&mut self, read: usize) -> Result<(), Error> {
        self.check_again()?;
        let count = self.given.count + read as u64;
        match self.total {
            Some(total) if total != count => {
                let message = format!("the answer ended after {count} bytes of a file of {total}");
                Err(Error::new(Kind::Transport, message))
            }
            _ => Ok(()),
        }
    }

    fn check_again(&mut self) -> Result<(), Error> {
        match self.again.take() {
            Some(again) if again.count != self.given.count || again.sha256() != self.given.sha256() => {
                let message =
                    "the file changed while it was downloaded, and its beginning is given out already";
                Err(Error::new(Kind::Conflict, message))
            }
            _ => Ok(()),
        }
    }

    /// `read` bytes were not given yet.
    fn cut(&self, read: usize, why: &str) -> Error {
        let count = self.given.count + read as u64;
        let message = match self.total {
            Some(total) => format!("the answer was cut after {count} of {total} bytes: {why}"),
            None => format!("the answer was cut after {count} bytes: {why}"),
        };
        Error::new(Kind::Transport, message)
    }

    fn stalled(&self, read: usize, limit: Duration) -> Error {
        let count = self.given.count + read as u64;
        Error::new(Kind::Timeout, format!("nothing came for {limit:?} after {count} bytes (attempt_timeout)"))
    }
}

/// Where a partial answer begins, and how long the whole is.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.parse().ok()?, if total == "*" { None } else { Some(total.parse().ok()?) }))
}

/// What tells two versions of a file apart byte for byte: a strong `ETag`, or a `Last-Modified` that lies far enough back
/// that no other version can have the same (RFC 9110, 8.8.2.2).
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    if let Some(tag) = headers.get(ETAG) {
        return Some(tag.clone()).filter(|tag| tag.as_bytes().starts_with(b"\""));
    }
    let date = |name| httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok();
    let age = date(DATE)?.duration_since(date(LAST_MODIFIED)?).ok()?;
    (age >= Duration::from_secs(1)).then(|| headers[LAST_MODIFIED].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_one_version_can_be_resumed_by() {
        let of = |pairs: &[(&'static str, &'static str)]| {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_static(value)))
                .collect();
            validator(&headers).map(|value| value.to_str().unwrap().to_owned())
        };
        let (old, now) = ("Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(of(&[("etag", "\"a\"")]).as_deref(), Some("\"a\""));
        assert_eq!(of(&[("etag", "W/\"a\""), ("last-modified", old), ("date", now)]), None);
        assert_eq!(of(&[("last-modified", old), ("date", now)]).as_deref(), Some(old));
        assert_eq!(of(&[("last-modified", now), ("date", now)]), None);
        assert_eq!(of(&[("last-modified", old)]), None);
    }

    #[test]
    fn a_part_says_where_it_begins_and_perhaps_how_long_the_whole_is() {
        assert_eq!(range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(range("bytes 5-9/*"), Some((5, None)));
        for junk in ["bytes */10", "5-9/10", "bytes 5-9", "bytes -9/10", "bytes 5-9/x"] {
            assert_eq!(range(junk), None, "{junk}");
        }
    }
}
