//! Reads HTTP/1.1 requests as they were sent: the target byte for byte, headers in order, the body whole.
//!
//! A framework would normalise what the scenarios are there to see.

use tokio::io::{AsyncReadExt, BufReader};
use tokio::net::TcpStream;

use crate::format::Listener;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) on: Listener,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// All values of a header, joined as HTTP joins them.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self
            .headers
            .iter()
            .filter(|(each, _)| each.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// How messages name it.
    pub(crate) fn line(&self) -> String {
        format!("{} {} on {}", self.method, self.target, self.on.name())
    }
}

/// The next request of a connection; none when the client closed it.
pub(crate) async fn read(stream: &mut BufReader<TcpStream>, on: Listener) -> Result<Option<Request>, String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) if head.is_empty() => return Ok(None),
            Err(error) => return Err(format!("the connection ended inside a request head: {error}")),
        }
        if head.len() > MAX_HEAD {
            return Err("a request head is over 64 KiB".to_owned());
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    parsed.parse(&head).map_err(|error| format!("a request head is not HTTP/1.1: {error}"))?;
    let mut request = Request {
        on,
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed
            .headers
            .iter()
            .map(|header| {
                (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
            })
            .collect(),
        body: Vec::new(),
    };
    request.body =
        read_body(stream, &request).await.map_err(|error| format!("{}: {error}", request.line()))?;
    Ok(Some(request))
}

async fn read_body(stream: &mut BufReader<TcpStream>, request: &Request) -> Result<Vec<u8>, String> {
    let length = request.header("content-length");
    match (request.header("transfer-encoding").as_deref(), length) {
        (None, None) => Ok(Vec::new()),
        (None, Some(length)) => {
            let length = length.parse().map_err(|_| format!("content-length is {length:?}"))?;
            read_bytes(stream, length).await
        }
        (Some("chunked"), None) => read_chunks(stream).await,
        (encoding, length) => Err(format!("transfer-encoding {encoding:?} with content-length {length:?}")),
    }
}

async fn read_chunks(stream: &mut BufReader<TcpStream>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let size = read_line(stream).await?;
        let size = usize::from_str_radix(&size, 16).map_err(|_| format!("a chunk has the size {size:?}"))?;
        body.extend(read_bytes(stream, size).await?);
        if body.len() > MAX_BODY {
            return Err("the body is over 64 MiB".to_owned());
        }
        if !read_line(stream).await?.is_empty() {
            return Err("a chunk does not end where it says".to_owned());
        }
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn read_bytes(stream: &mut BufReader<TcpStream>, length: usize) -> Result<Vec<u8>, String> {
    if length > MAX_BODY {
        return Err("the body is over 64 MiB".to_owned());
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await.map_err(|error| format!("the body is cut: {error}"))?;
    Ok(bytes)
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Result<String, String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await.map_err(|error| format!("the body is cut: {error}"))?);
    }
    line.truncate(line.len() - 2);
    String::from_utf8(line).map_err(|_| "a chunk's size is not text".to_owned())
}
