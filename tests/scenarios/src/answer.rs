//! Answers a request, or misbehaves, as the scenario says.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::format::{Answer, Failure};

/// What became of the connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It can carry another request.
    Open,
    /// It is over.
    Closed,
}

/// Sends the answer. For the failures that hang, returns when the client has hung up.
pub(crate) async fn give(answer: &Answer, stream: &mut BufReader<TcpStream>) -> Outcome {
    match answer.fail {
        Some(Failure::Close) => {}
        Some(Failure::CloseInHeaders) => {
            let _ = stream
                .write_all(format!("HTTP/1.1 {} Scripted\r\ncontent-le", answer.status).as_bytes())
                .await;
        }
        Some(Failure::Reset) => return reset(stream),
        Some(Failure::Hang) => until_hung_up(stream).await,
        Some(Failure::DripHeaders) => drip(stream).await,
        Some(Failure::EndlessBody) => flood(answer, stream).await,
        Some(Failure::CloseInBody | Failure::ResetInBody | Failure::HangInBody) | None => {
            let sent = send(answer, stream).await;
            match (answer.fail, sent) {
                (None, Ok(())) if !closes(answer) => return Outcome::Open,
                (Some(Failure::ResetInBody), Ok(())) => return reset(stream),
                (Some(Failure::HangInBody), Ok(())) => until_hung_up(stream).await,
                _ => {}
            }
        }
    }
    // A client that is gone already is no matter.
    let _ = stream.shutdown().await;
    Outcome::Closed
}

/// The body's bytes.
pub(crate) fn body(answer: &Answer) -> Result<Vec<u8>, String> {
    match (&answer.json, &answer.text, &answer.base64) {
        (None, None, None) => Ok(Vec::new()),
        (Some(json), None, None) => Ok(json.to_string().into_bytes()),
        (None, Some(text), None) => Ok(text.clone().into_bytes()),
        (None, None, Some(base64)) => {
            STANDARD.decode(base64).map_err(|error| format!("an answer's base64 is none: {error}"))
        }
        _ => Err("an answer has two bodies".to_owned()),
    }
}

async fn send(answer: &Answer, stream: &mut BufReader<TcpStream>) -> std::io::Result<()> {
    let body = body(answer).map_err(std::io::Error::other)?;
    let part = match answer.fail {
        Some(_) => &body[..answer.after_bytes.unwrap_or(0).min(body.len())],
        None => &body[..],
    };
    stream.write_all(head(answer, body.len()).as_bytes()).await?;
    match answer.chunks {
        None => stream.write_all(part).await?,
        Some(size) => {
            for chunk in part.chunks(size.max(1)) {
                stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
                stream.write_all(chunk).await?;
                stream.write_all(b"\r\n").await?;
                stream.flush().await?;
            }
            if answer.fail.is_none() {
                stream.write_all(b"0\r\n\r\n").await?;
            }
        }
    }
    stream.flush().await
}

fn head(answer: &Answer, length: usize) -> String {
    let mut head = format!("HTTP/1.1 {} Scripted\r\n", answer.status);
    let mut line = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    };
    for (name, value) in &answer.headers {
        match value {
            Value::Array(values) => {
                values.iter().filter_map(Value::as_str).for_each(|value| line(name, value));
            }
            Value::String(value) => line(name, value),
            other => line(name, &other.to_string()),
        }
    }
    if answer.json.is_some() && !answer.headers.contains_key("content-type") {
        line("content-type", "application/json; charset=utf-8");
    }
    if answer.chunks.is_some() {
        line("transfer-encoding", "chunked");
    } else if !answer.headers.contains_key("content-length") && answer.status != 204 {
        line("content-length", &length.to_string());
    }
    head.push_str("\r\n");
    head
}

fn closes(answer: &Answer) -> bool {
    answer.headers.get("connection").and_then(Value::as_str) == Some("close")
}

/// Makes the coming close a reset, which a shutdown in good order would forestall.
fn reset(stream: &BufReader<TcpStream>) -> Outcome {
    let _ = stream.get_ref().set_zero_linger();
    Outcome::Closed
}

async fn until_hung_up(stream: &mut BufReader<TcpStream>) {
    let mut ignored = [0; 1024];
    while matches!(stream.read(&mut ignored).await, Ok(1..)) {}
}

/// Headers for as long as the client takes them: every read of the client succeeds, no answer comes.
async fn drip(stream: &mut BufReader<TcpStream>) {
    let mut line = tokio::time::interval(Duration::from_millis(10));
    if stream.write_all(b"HTTP/1.1 200 Scripted\r\n").await.is_err() {
        return;
    }
    for number in 0.. {
        line.tick().await;
        let sent = stream.write_all(format!("x-drip: {number}\r\n").as_bytes()).await;
        if sent.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

/// The body over and over for as long as the client takes it.
async fn flood(answer: &Answer, stream: &mut BufReader<TcpStream>) {
    let body = body(answer).unwrap_or_default().repeat(64);
    let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n"].concat();
    let mut next = head(&Answer { chunks: Some(body.len()), ..answer.clone() }, 0).into_bytes();
    while !body.is_empty() && stream.write_all(&next).await.is_ok() {
        next.clone_from(&chunk);
    }
}
