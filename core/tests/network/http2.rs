//! HTTP/2, which the client speaks where a server offers it: what a server says of requests that it did not look at.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::{ServerConfig, ServerConnection, Stream};
use serde_json::json;
use signbridge::{Client, Delivery, Error, Kind};

use crate::server::{Authority, call, named, open};

/// A frame (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const ENHANCE_YOUR_CALM: u32 = 11;

fn reset(stream: u32, reason: u32) -> Vec<u8> {
    frame(3, 0, stream, &reason.to_be_bytes())
}

/// The server goes, and has looked at no stream after `last`.
fn go_away(last: u32, reason: u32) -> Vec<u8> {
    frame(7, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat())
}

fn success(stream: u32) -> Vec<u8> {
    // The first byte is `:status: 200` in the static table of RFC 7541.
    [frame(1, END_HEADERS, stream, &[0x88]), frame(0, END_STREAM, stream, b"{}")].concat()
}

/// What a server says to a request on this stream.
type Answer = fn(u32) -> Vec<u8>;

/// Takes one connection for each answer, and one request on each.
fn serve(mut config: ServerConfig, answers: &'static [Answer]) -> (String, JoinHandle<()>) {
    config.alpn_protocols = vec![b"h2".to_vec()];
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}/api/v1", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for answer in answers {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut preface = [0; 24];
            stream.read_exact(&mut preface).unwrap();
            assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            stream.write_all(&frame(4, 0, 0, &[])).unwrap();
            let asked = loop {
                let mut head = [0; 9];
                stream.read_exact(&mut head).unwrap();
                let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
                stream.read_exact(&mut vec![0; length]).unwrap();
                if head[4] & END_STREAM != 0 && matches!(head[3], 0 | 1) {
                    break u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
                }
            };
            stream.write_all(&answer(asked)).unwrap();
            stream.conn.send_close_notify();
            let _ = stream.flush();
            let _ = socket.shutdown(std::net::Shutdown::Write);
            while matches!(socket.read(&mut preface), Ok(1..)) {}
        }
    });
    (address, server)
}

fn client(answers: &'static [Answer], retries: u32) -> (Client, JoinHandle<()>) {
    let authority = Authority::new("Company");
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server(), answers);
    let settings = json!({
        "ca_certificates": authority.pem, "max_retries": retries, "testing": {"virtual_time": true, "jitter": 0.0},
    });
    (open(&address, &settings).unwrap(), server)
}

/// The error of something that is created.
async fn failed(answers: &'static [Answer]) -> Error {
    let (client, server) = client(answers, 0);
    let error = call(&client).await.unwrap_err();
    drop(client);
    server.join().unwrap();
    error
}

#[tokio::test]
async fn a_request_that_the_server_says_it_did_not_look_at_was_not_sent() {
    let unread: [&[Answer]; 2] = [&[|stream| reset(stream, REFUSED_STREAM)], &[|_| go_away(0, NO_ERROR)]];
    for answers in unread {
        let error = failed(answers).await;
        assert_eq!((error.kind(), error.delivery()), (Kind::Transport, Delivery::NotSent), "{error}");
        assert!(error.retryable() && error.message().contains("without reading the request"), "{error}");
    }
}

#[tokio::test]
async fn a_request_that_the_server_may_have_looked_at_may_have_been_carried_out() {
    let perhaps_read: [&[Answer]; 4] = [
        &[|stream| reset(stream, INTERNAL_ERROR)],
        &[|stream| go_away(stream, NO_ERROR)],
        &[|stream| go_away(stream, ENHANCE_YOUR_CALM)],
        &[|_| Vec::new()],
    ];
    for answers in perhaps_read {
        let error = failed(answers).await;
        assert_eq!((error.kind(), error.delivery()), (Kind::Transport, Delivery::Maybe), "{error}");
        assert!(!error.retryable(), "{error}");
    }
}

#[tokio::test]
async fn what_was_not_looked_at_is_sent_again_even_if_it_creates_something() {
    let (client, server) =
        client(&[|_| go_away(0, NO_ERROR), |stream| reset(stream, REFUSED_STREAM), success], 2);
    let reply = call(&client).await.unwrap();
    let told: Vec<_> = reply.attempts().iter().map(|attempt| (attempt.status, attempt.delivery)).collect();
    assert_eq!(told, [(None, Delivery::NotSent), (None, Delivery::NotSent), (Some(200), Delivery::Answered)]);
    drop(client);
    server.join().unwrap();
}
