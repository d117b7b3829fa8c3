//! How a call arrives from the JVM: one block of bytes for everything but the body, which follows in an array of its own so
//! that a file is not copied to stand behind a few parameters.
//!
//! Little-endian, no padding:
//!
//! ```text
//! operation u32 | options_len u32 | raw_len u32 | texts u32 | options | raw | (text_len u32 | text)…
//! ```
//!
//! `options` and `raw` are JSON, absent when their length is 0. The texts are name, value, name, value…

use bytes::Bytes;
use signbridge::bridge::Call;

/// Reads the block. Nothing, if it is not one: that is a defect of the JVM side.
pub fn decode(head: &[u8], body: Option<Bytes>) -> Option<Call> {
    let mut rest = head;
    let operation = take_u32(&mut rest)?;
    let options = take_u32(&mut rest)? as usize;
    let raw = take_u32(&mut rest)? as usize;
    let texts = take_u32(&mut rest)? as usize;
    let options = some_if_any(take(&mut rest, options)?);
    let raw = some_if_any(take(&mut rest, raw)?);
    // Each text takes four bytes at least, so a wrong count cannot reserve more than was sent.
    let mut params = Vec::with_capacity(texts.min(rest.len() / 4));
    for _ in 0..texts {
        let length = take_u32(&mut rest)? as usize;
        params.push(String::from_utf8(take(&mut rest, length)?.to_vec()).ok()?);
    }
    rest.is_empty().then_some(Call { operation, params, body, options, raw })
}

/// Texts as they stand in the block.
pub fn encode_texts(texts: &[String]) -> Vec<u8> {
    let mut out = Vec::with_capacity(texts.iter().map(|text| 4 + text.len()).sum());
    for text in texts {
        let length = u32::try_from(text.len()).expect("parameters are short");
        out.extend(length.to_le_bytes());
        out.extend(text.as_bytes());
    }
    out
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    take(rest, 4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes were taken")))
}

fn some_if_any(bytes: &[u8]) -> Option<Vec<u8>> {
    (!bytes.is_empty()).then(|| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(operation: u32, options: &[u8], raw: &[u8], texts: &[&str]) -> Vec<u8> {
        let mut out = Vec::new();
        let length = |length: usize| u32::try_from(length).unwrap();
        for number in [operation, length(options.len()), length(raw.len()), length(texts.len())] {
            out.extend(number.to_le_bytes());
        }
        out.extend(options);
        out.extend(raw);
        for text in texts {
            out.extend(length(text.len()).to_le_bytes());
            out.extend(text.as_bytes());
        }
        out
    }

    #[test]
    fn every_part_arrives() {
        let call = decode(&encode(3, b"{}", b"", &["limit", "2"]), Some(Bytes::from_static(b"x"))).unwrap();
        assert_eq!(call.operation, 3);
        assert_eq!(call.options.as_deref(), Some(&b"{}"[..]));
        assert_eq!(call.raw, None);
        assert_eq!(call.params, ["limit", "2"]);
        assert_eq!(call.body.as_deref(), Some(&b"x"[..]));
    }

    #[test]
    fn a_block_that_is_cut_or_too_long_is_refused_at_every_length() {
        let whole = encode(3, b"{\"max_retries\":0}", b"{}", &["limit", "2", "index", "1"]);
        for length in 0..whole.len() {
            assert!(decode(&whole[..length], None).is_none(), "{length}");
        }
        let longer = [&whole[..], b"x"].concat();
        assert!(decode(&longer, None).is_none());
    }

    #[test]
    fn a_count_that_is_a_lie_reserves_nothing() {
        let mut block = encode(0, b"", b"", &[]);
        block[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(decode(&block, None).is_none());
    }
}
