//! Events as bytes, for hosts that drain into one buffer (Node, the JVM).
//!
//! Little-endian, one frame after another, no padding:
//!
//! ```text
//! kind u8 | 0 u8 | status u16 | meta_len u32 | body_len u32 | 0 u32 | ticket u64 | meta | body
//! ```
//!
//! `kind` is 1 for a success (meta: [`Reply::meta_json`](crate::Reply::meta_json), body: the payload), 2 for an error
//! (meta: the error record), 3 for a wanted credential (`ticket` is the request). Of files: 4 for a wanted chunk (`ticket`
//! is the request, `status` the file's index, meta the call's ticket in decimal digits), 5 for an offered chunk (`ticket` is
//! the request, meta the call's ticket in decimal digits, body the chunk), 6 for progress (`ticket` is the call's, meta
//! `{"bytes": n, "total": n or null}`). 7 is a line for the log (meta: `{"code","level","message"}`).

use super::Event;

/// Bytes before the meta.
pub const HEADER: usize = 24;

/// An event whose meta is written already.
pub struct Frame {
    kind: u8,
    status: u16,
    ticket: u64,
    meta: Vec<u8>,
    body: bytes::Bytes,
}

impl From<Event> for Frame {
    fn from(event: Event) -> Self {
        let empty = bytes::Bytes::new();
        match event {
            Event::Done { ticket, result: Ok(reply) } => {
                Self { kind: 1, status: reply.status, ticket, meta: reply.meta_json(), body: reply.body }
            }
            Event::Done { ticket, result: Err(error) } => Self {
                kind: 2,
                status: error.status().unwrap_or(0),
                ticket,
                meta: error.to_json(),
                body: empty,
            },
            Event::CredentialWanted { request, .. } => {
                Self { kind: 3, status: 0, ticket: request, meta: Vec::new(), body: empty }
            }
            Event::ChunkWanted { request, ticket, file } => Self {
                kind: 4,
                status: u16::try_from(file).unwrap_or(u16::MAX),
                ticket: request,
                meta: ticket.to_string().into_bytes(),
                body: empty,
            },
            Event::ChunkOffered { request, ticket, chunk } => Self {
                kind: 5,
                status: 0,
                ticket: request,
                meta: ticket.to_string().into_bytes(),
                body: chunk,
            },
            Event::Progress { ticket, bytes, total } => {
                let total = total.map_or_else(|| "null".to_owned(), |total| total.to_string());
                let meta = format!(r#"{{"bytes":{bytes},"total":{total}}}"#).into_bytes();
                Self { kind: 6, status: 0, ticket, meta, body: empty }
            }
            Event::Notice(notice) => {
                let meta = serde_json::to_vec(&notice).expect("strings only");
                Self { kind: 7, status: 0, ticket: 0, meta, body: empty }
            }
        }
    }
}

impl Frame {
    /// How many bytes it takes.
    #[expect(clippy::len_without_is_empty, reason = "a frame is never empty")]
    pub fn len(&self) -> usize {
        HEADER + self.meta.len() + self.body.len()
    }

    /// Writes it to the start of `out`, which must have room for [`len`](Self::len) bytes, and returns how many.
    pub fn write_to(&self, out: &mut [u8]) -> usize {
        let length = |bytes: &[u8]| {
            u32::try_from(bytes.len()).expect("answers are bounded far below 4 GB").to_le_bytes()
        };
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&[self.kind, 0]);
        put(&self.status.to_le_bytes());
        put(&length(&self.meta));
        put(&length(&self.body));
        put(&[0; 4]);
        put(&self.ticket.to_le_bytes());
        put(&self.meta);
        put(&self.body);
        at
    }
}

/// All events, one after another.
pub fn encode(events: Vec<Event>) -> Vec<u8> {
    let frames: Vec<Frame> = events.into_iter().map(Frame::from).collect();
    let mut out = vec![0; frames.iter().map(Frame::len).sum()];
    let mut at = 0;
    for frame in &frames {
        at += frame.write_to(&mut out[at..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Kind};

    #[test]
    fn a_chunk_names_its_question_and_its_call() {
        let bytes = encode(vec![
            Event::ChunkWanted { request: 7, ticket: 6, file: 1 },
            Event::ChunkOffered { request: 8, ticket: 16, chunk: bytes::Bytes::from_static(b"abc") },
            Event::Progress { ticket: 9, bytes: 5, total: None },
        ]);
        assert_eq!((bytes[0], bytes[2], bytes[16], &bytes[HEADER..=HEADER]), (4, 1, 7, &b"6"[..]));
        let second = &bytes[HEADER + 1..];
        assert_eq!((second[0], second[4], second[8], second[16]), (5, 2, 3, 8));
        assert_eq!(&second[HEADER..HEADER + 5], b"16abc");
        let third = &second[HEADER + 5..];
        assert_eq!((third[0], third[16]), (6, 9));
        assert_eq!(&third[HEADER..], br#"{"bytes":5,"total":null}"#);
    }

    #[test]
    fn frames_follow_each_other_without_gaps() {
        let error = Error::new(Kind::Timeout, "x").with_status(504);
        let meta = error.to_json();
        let bytes = encode(vec![
            Event::CredentialWanted { request: 7, ticket: 6 },
            Event::Done { ticket: 8, result: Err(error) },
        ]);
        assert_eq!(bytes.len(), 2 * HEADER + meta.len());
        assert_eq!((bytes[0], bytes[16]), (3, 7));
        let second = &bytes[HEADER..];
        assert_eq!((second[0], u16::from_le_bytes([second[2], second[3]]), second[16]), (2, 504, 8));
        assert_eq!(&second[HEADER..], meta);
    }
}
