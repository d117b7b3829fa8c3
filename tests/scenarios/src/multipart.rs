//! Takes a `multipart/form-data` body apart, strictly: a body that a server might read in two ways is refused.

use percent_encoding::percent_decode_str;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) filename: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) content: Vec<u8>,
}

/// The parts of `body`, in order.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = content_type
        .strip_prefix("multipart/form-data;")
        .and_then(|parameters| parameters.trim().strip_prefix("boundary="))
        .ok_or_else(|| {
            format!("content-type: expected multipart/form-data with a boundary, got {content_type:?}")
        })?
        .trim_matches('"');
    let delimiter = format!("--{boundary}");
    let mut rest =
        body.strip_prefix(delimiter.as_bytes()).ok_or("the body does not start with its boundary")?;
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    loop {
        if rest == b"--\r\n" || rest == b"--" {
            return Ok(parts);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or("a boundary is not followed by a line break")?;
        let end = find(part, delimiter.as_bytes()).ok_or("the last part has no closing boundary")?;
        parts.push(parse(&part[..end])?);
        rest = &part[end + delimiter.len()..];
    }
}

fn parse(part: &[u8]) -> Result<Part, String> {
    let end = find(part, b"\r\n\r\n").ok_or("a part has no blank line after its headers")?;
    let head = std::str::from_utf8(&part[..end]).map_err(|_| "a part's headers are not UTF-8")?;
    let mut parsed =
        Part { name: String::new(), filename: None, content_type: None, content: part[end + 4..].to_vec() };
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(':').ok_or_else(|| format!("{line:?} is no header"))?;
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                parsed.name = parameter(value, "name").ok_or("a part has no name")?;
                parsed.filename = parameter(value, "filename");
            }
            "content-type" => parsed.content_type = Some(value.trim().to_owned()),
            _ => return Err(format!("a part has the header {line:?}")),
        }
    }
    Ok(parsed)
}

/// A quoted parameter, or its extended form (`filename*=utf-8''…`).
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    if let Some((_, value)) = disposition.split_once(&format!("; {wanted}*=utf-8''")) {
        let value = value.split_once(';').map_or(value, |(value, _)| value);
        return percent_decode_str(value).decode_utf8().ok().map(Into::into);
    }
    let (_, quoted) = disposition.split_once(&format!("; {wanted}=\""))?;
    let mut value = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some(value),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=xx";

    #[test]
    fn parts_keep_their_bytes() {
        let body = b"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
            Content-Type: application/pdf\r\n\r\n%PDF\r\n\0--x\r\n--xx\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nA\r\n--xx--\r\n";
        let parts = parts(TYPE, body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), parts[0].filename.as_deref()), ("file", Some("a.pdf")));
        assert_eq!(parts[0].content, b"%PDF\r\n\0--x");
        assert_eq!((parts[1].name.as_str(), &parts[1].content[..]), ("name", &b"A"[..]));
    }

    #[test]
    fn a_quote_in_a_file_name_does_not_end_it() {
        let name = |disposition| parameter(disposition, "filename").unwrap();
        assert_eq!(name("form-data; name=\"f\"; filename=\"a\\\"; filename=\\\"b\""), "a\"; filename=\"b");
        assert_eq!(name("form-data; name=\"f\"; filename*=utf-8''%C3%A6.pdf"), "æ.pdf");
    }

    #[test]
    fn a_body_without_its_end_is_refused() {
        assert!(parts(TYPE, b"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb").is_err());
        assert!(parts("application/json", b"{}").is_err());
    }
}
