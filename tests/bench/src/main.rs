//! The loopback server that the benchmarks measure against.
//!
//! It answers in two shapes of NextSign's API, always with the same bytes, and does as little as it can besides: what is
//! measured are the clients. One thread, HTTP/1.1 with keep-alive, `TCP_NODELAY`.
//!
//! ```text
//! GET /api/v2/{company}/case/{id}/get    a case, about 0.4 kB
//! GET /api/v2/{company}/cases/get        a list of 100 cases, about 32 kB
//! ```
//!
//! And it takes and gives files of any length, of which it keeps nothing (`cargo xtask bench files`):
//!
//! ```text
//! POST /v3/company/{company}/file/upload              the address ends in how many bytes came in the request
//! POST /v3/company/{company}/file/view-presigned-url  the address of the file, of as many bytes as `url` says
//! GET  /file/{bytes}                                  the file
//! ```
//!
//! It prints its origin (`http://127.0.0.1:PORT`) and stops when its standard input is closed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its terminal")]

use std::convert::Infallible;
use std::io::{self, Read as _};
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The answers, encoded once.
#[derive(Clone)]
struct Answers {
    case: Bytes,
    list: Bytes,
    refused: Bytes,
}

impl Answers {
    fn new() -> Self {
        let case = json!({ "status": "case_found", "case": {
            "_id": id(0),
            "title": "Lease, Nørregade 12",
            "type": "Simple sign",
            "settings": { "deletion": { "autoDelete": true, "days": 30 }, "allowAPI": false, "allowedRoles": [] },
            "recipients": [
                { "name": "Anna Holm", "email": "anna@example.com", "signed": "pending" },
                { "name": "Bo Lind", "email": "bo@example.com", "signed": "signed" },
            ],
            "createdAt": "2026-01-14T16:40:27.431Z",
            "updatedAt": "2026-02-19T10:52:25.836Z",
        }});
        let cases: Vec<Value> = (0..100).map(list_item).collect();
        let list = json!({ "status": "company_found", "cases": cases });
        let refused = json!({ "errors": [
            { "code": 401, "message": "Unauthorized", "description": "Bearer token not found" },
        ]});
        let bytes = |value: Value| Bytes::from(value.to_string());
        Self { case: bytes(case), list: bytes(list), refused: bytes(refused) }
    }

    fn to(&self, request: &Request<Incoming>) -> (StatusCode, Bytes) {
        let path = request.uri().path();
        // A client that sends no key would save itself work.
        if !request.headers().contains_key(AUTHORIZATION) {
            return (StatusCode::UNAUTHORIZED, self.refused.clone());
        }
        if path.starts_with("/api/v2/") && path.ends_with("/cases/get") {
            (StatusCode::OK, self.list.clone())
        } else if path.starts_with("/api/v2/") && path.contains("/case/") && path.ends_with("/get") {
            (StatusCode::OK, self.case.clone())
        } else {
            (StatusCode::NOT_FOUND, Bytes::new())
        }
    }
}

/// A file that is made as it is sent.
struct Generated {
    is_begun: bool,
    left: u64,
}

impl Generated {
    const START: &[u8] = b"%PDF-1.7\n";
    const MORE: &[u8] = &[b'x'; 16 << 10];
}

impl Body for Generated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = if std::mem::replace(&mut self.is_begun, true) { Self::MORE } else { Self::START };
        let piece = &piece[..usize::try_from(self.left).map_or(piece.len(), |left| left.min(piece.len()))];
        self.left -= piece.len() as u64;
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(Bytes::from_static(piece)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

type Answer = Response<Either<Full<Bytes>, Generated>>;

fn json_answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut response = Response::new(Either::Left(Full::new(body.into())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

async fn answer(answers: Answers, request: Request<Incoming>) -> Result<Answer, hyper::Error> {
    let path = request.uri().path();
    if request.method() == Method::GET {
        if let Some(length) = path.strip_prefix("/file/").and_then(|length| length.parse().ok()) {
            let mut response = Response::new(Either::Right(Generated { is_begun: false, left: length }));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            return Ok(response);
        }
        let (status, body) = answers.to(&request);
        return Ok(json_answer(status, body));
    }
    if path.ends_with("/file/upload") {
        let mut body = request.into_body();
        let mut count = 0;
        while let Some(frame) = body.frame().await {
            count += frame?.data_ref().map_or(0, Bytes::len);
        }
        let url = format!("https://storage.example/{count}");
        return Ok(json_answer(StatusCode::OK, json!({ "url": url }).to_string()));
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    let body = request.into_body().collect().await?.to_bytes();
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let length = asked["url"].as_str().unwrap_or_default();
    let url = format!("http://{host}/file/{length}");
    Ok(json_answer(StatusCode::OK, json!({ "signedUrl": url }).to_string()))
}

fn id(number: u32) -> String {
    format!("657b{number:020x}")
}

fn list_item(number: u32) -> Value {
    json!({
        "_id": id(number),
        "title": format!("Service agreement {number} with Nordlys ApS"),
        "folder": "Default",
        "type": "Simple sign",
        "nextSignKey": format!("nsk-{number:08}"),
        "referenceId": format!("order-2026-{number:06}"),
        "user_name": "Sender Name",
        "user_email": "sender@example.com",
        "createdAt": "2026-01-14T16:40:27.431Z",
        "updatedAt": "2026-02-19T10:52:25.836Z",
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve().await {
        Ok(never) => match never {},
        Err(error) => {
            eprintln!("signbridge-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> io::Result<Infallible> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    std::thread::spawn(|| {
        // Whoever started this holds the other end; that it is gone is all there is to learn.
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let answers = Answers::new();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answers = answers.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| answer(answers.clone(), request));
            // A client that breaks its connection is the client's affair.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_have_the_sizes_that_the_tables_name() {
        let answers = Answers::new();
        assert!((350..500).contains(&answers.case.len()), "{}", answers.case.len());
        assert!((31_000..34_000).contains(&answers.list.len()), "{}", answers.list.len());
    }
}
