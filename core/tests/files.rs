//! Files over the border, against a server on loopback: what the host pushes and pulls arrives, in order and once, and
//! nothing is left behind.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use signbridge::bridge::{self, Call, Event, Queue};
use signbridge::{Client, Error, Kind, Reply};

/// A server that answers one connection after another, each by one of these.
struct Server {
    address: String,
    requests: JoinHandle<Vec<Request>>,
}

struct Request {
    head: String,
    body: Vec<u8>,
}

type Script = Vec<Box<dyn FnOnce(&mut TcpStream) + Send>>;

impl Server {
    fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = std::thread::spawn(move || {
            script
                .into_iter()
                .map(|answer| {
                    let (mut stream, _) = listener.accept().unwrap();
                    let request = Request::read(&mut stream);
                    answer(&mut stream);
                    request
                })
                .collect()
        });
        Self { address, requests }
    }

    fn client(&self, settings: &Value) -> Client {
        let mut config = json!({
            "provider": "insigner",
            "credential": {"value": format!("isk_{}", "a".repeat(44))},
            "origins": {"api": format!("{}/api/v1", self.address)},
            "testing": {"virtual_time": true},
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        bridge::open(config.to_string().as_bytes()).unwrap()
    }
}

impl Request {
    /// A request with a length, with chunks, or cut.
    fn read(stream: &mut TcpStream) -> Self {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while reader.read_line(&mut head).unwrap() > 2 {}
        let head = head.to_lowercase();
        let mut body = Vec::new();
        if let Some(length) = header(&head, "content-length") {
            reader.take(length.parse().unwrap()).read_to_end(&mut body).unwrap();
        } else if head.contains("transfer-encoding: chunked") {
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let Ok(size) = u64::from_str_radix(line.trim(), 16) else { break };
                (&mut reader).take(size).read_to_end(&mut body).unwrap();
                reader.read_line(&mut line).unwrap();
                if size == 0 {
                    break;
                }
            }
        }
        Self { head, body }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn answer(head: &'static str, body: impl Into<Vec<u8>>) -> Box<dyn FnOnce(&mut TcpStream) + Send> {
    let body = body.into();
    Box::new(move |stream| {
        let length = body.len();
        write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n").unwrap();
        // A client that gave up may be gone.
        let _ = stream.write_all(&body);
    })
}

/// The first `most` bytes of a body of `whole`, then the end of the connection.
fn cut(head: &'static str, whole: Vec<u8>, most: usize) -> Box<dyn FnOnce(&mut TcpStream) + Send> {
    Box::new(move |stream| {
        write!(stream, "HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", whole.len()).unwrap();
        stream.write_all(&whole[..most]).unwrap();
    })
}

fn submit(queue: &Arc<Queue>, client: &Client, operation: &str, params: &[&str], options: &Value) -> u64 {
    let index = client.provider().operations.iter().position(|one| one.id == operation).unwrap();
    queue.submit(
        client,
        Call {
            operation: u32::try_from(index).unwrap(),
            params: params.iter().map(|text| (*text).to_owned()).collect(),
            options: Some(options.to_string().into_bytes()),
            ..Call::default()
        },
    )
}

/// How far a transfer was, and how far it goes, each time that it was told.
type Steps = Vec<(u64, Option<u64>)>;

/// Serves the call's file from `chunks` and keeps what is offered, until it ends. All events but the last are told too.
fn serve(
    queue: &Queue,
    chunks: &mut dyn Iterator<Item = Result<Bytes, String>>,
) -> (Result<Reply, Error>, Vec<u8>, Steps) {
    let (mut taken, mut progress) = (Vec::new(), Vec::new());
    loop {
        let mut open = 0;
        for event in queue.wait(64, None) {
            match event {
                Event::Done { result, .. } => return (result, taken, progress),
                Event::ChunkWanted { request, file, .. } => {
                    assert_eq!(file, 0);
                    queue.answer_chunk(request, chunks.next().transpose());
                }
                Event::ChunkOffered { request, chunk, .. } => {
                    open += 1;
                    assert_eq!(open, 1, "the next is offered before this one is taken");
                    assert!((1..=256 << 10).contains(&chunk.len()), "{}", chunk.len());
                    taken.extend_from_slice(&chunk);
                    queue.take_chunk(request, Ok(()));
                }
                Event::Progress { bytes, total, .. } => progress.push((bytes, total)),
                other @ (Event::CredentialWanted { .. } | Event::Notice(_)) => panic!("{other:?}"),
            }
        }
    }
}

fn pattern(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7 ".to_vec();
    bytes.extend((0..length).map(|at| u8::try_from(at * 31 % 251).unwrap()));
    bytes.truncate(length);
    bytes
}

/// Pieces of uneven sizes.
fn pieces(bytes: &[u8]) -> Vec<Result<Bytes, String>> {
    bytes.chunks(100_003).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

const ADDED: &str = r#"{"data":{"id":"a"}}"#;

/// A directory of this test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

#[test]
fn a_stream_of_the_host_is_pulled_piece_by_piece_and_arrives_whole() {
    for (length, header_is) in [(Some(1_000_000), "content-length"), (None, "transfer-encoding")] {
        let server = Server::start(vec![answer("201 Created", ADDED)]);
        let file = pattern(1_000_000);
        let queue = Queue::new(|| {});
        let options = json!({"files": [{"host": {"length": length}}], "progress": true});
        submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
        let (reply, _, progress) = serve(&queue, &mut pieces(&file).into_iter());
        let meta: Value = serde_json::from_slice(&reply.unwrap().meta_json()).unwrap();
        assert_eq!(
            meta["file"],
            json!({"size": 1_000_000, "sha256": sha256(&file), "content_type": "application/pdf"})
        );
        assert_eq!(progress.last(), Some(&(1_000_000, Some(1_000_000))));
        let request = server.requests.join().unwrap().pop().unwrap();
        assert!(request.head.contains(header_is), "{}", request.head);
        let start = request.body.windows(9).position(|window| window == b"%PDF-1.7 ").unwrap();
        assert!(request.body[start..start + file.len()] == file, "the file arrived otherwise");
    }
}

#[test]
fn a_stream_that_fails_ends_the_call_with_its_reason() {
    let server = Server::start(vec![Box::new(|_| {})]);
    let queue = Queue::new(|| {});
    let options = json!({"files": [{"host": {"length": 1_000_000}}]});
    submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
    let mut chunks = pieces(&pattern(500_000));
    chunks.push(Err("the disk was unplugged".to_owned()));
    let error = serve(&queue, &mut chunks.into_iter()).0.unwrap_err();
    assert_eq!((error.kind(), error.message()), (Kind::InvalidRequest, "file: the disk was unplugged"));
    assert_eq!((error.delivery().name(), error.attempts().len()), ("not_sent", 1));
}

#[test]
fn a_stream_of_another_length_than_was_said_is_not_taken_for_a_file() {
    for (length, problem) in [(600_000, "ended after 500000 bytes"), (400_000, "more than the 400000 bytes")]
    {
        let server = Server::start(vec![Box::new(|_| {})]);
        let queue = Queue::new(|| {});
        let options = json!({"files": [{"host": {"length": length}}]});
        submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
        let error = serve(&queue, &mut pieces(&pattern(500_000)).into_iter()).0.unwrap_err();
        assert!(error.message().contains(problem), "{error}");
        assert_eq!(error.delivery().name(), "not_sent");
    }
}

#[test]
fn a_stream_of_unknown_length_ends_the_call_when_it_is_over_the_limit() {
    let server = Server::start(vec![Box::new(|_| {})]);
    let queue = Queue::new(|| {});
    let options = json!({"files": [{"host": {}}]});
    submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
    let mut given = 0;
    let mut chunks = std::iter::repeat_with(|| {
        given += 1;
        Ok(Bytes::from(pattern(1 << 20)))
    });
    let error = serve(&queue, &mut chunks).0.unwrap_err();
    let message = "file: has more than 10485760 bytes; no more are taken";
    assert_eq!((error.kind(), error.message()), (Kind::InvalidRequest, message));
    assert_eq!((error.delivery().name(), error.attempts().len()), ("not_sent", 1));
    assert_eq!(given, 11, "nothing is asked for behind the limit");
}

#[test]
fn files_inside_json_are_pulled_one_after_another_and_measured_together() {
    let server = Server::start(vec![answer("200 OK", r#"{"data":{"_id":"c"}}"#)]);
    let client = server.client(&json!({
        "provider": "nextsign",
        "credential": {"value": "k"},
        "tenant": "6500e19662ec13c4faa7de00",
        "origins": {"v2": server.address},
        "reconcile": false,
    }));
    let bodies = |marks: [&str; 2]| {
        let documents = marks.map(|mark| json!({"name": "a", "file": mark, "fileIsBlob": true}));
        json!({"title": "t", "settings": {}, "recipients": [], "documents": documents})
    };
    let index = client.provider().operations.iter().position(|one| one.id == "cases.create").unwrap();
    let call = |second: Value| Call {
        operation: u32::try_from(index).unwrap(),
        body: Some(bodies(["\0file:0", "\0file:1"]).to_string().into()),
        options: Some(json!({"files": [{"host": {"length": 700_001}}, second]}).to_string().into_bytes()),
        ..Call::default()
    };
    let run = |second: Value, length: usize| {
        let queue = Queue::new(|| {});
        queue.submit(&client, call(second));
        let files = [pattern(700_001), pattern(length)];
        let mut chunks = files.each_ref().map(|file| pieces(file).into_iter());
        loop {
            for event in queue.wait(64, None) {
                match event {
                    Event::Done { result, .. } => return (result, files),
                    Event::ChunkWanted { request, file, .. } => {
                        queue.answer_chunk(request, chunks[file as usize].next().transpose());
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    };
    let (refused, _) = run(json!({"host": {"length": 2_000_000}}), 2_000_000);
    assert_eq!(refused.unwrap_err().fields()[0].field, "documents[1].file");

    let (reply, files) = run(json!({"host": {}}), 600_000);
    reply.unwrap();
    let request = server.requests.join().unwrap().pop().unwrap();
    assert!(request.head.contains("transfer-encoding: chunked"), "{}", request.head);
    let encoded = files.each_ref().map(|file| STANDARD.encode(file));
    let encoded = bodies(encoded.each_ref().map(String::as_str));
    assert!(serde_json::from_slice::<Value>(&request.body).unwrap() == encoded, "they arrived otherwise");
}

#[test]
fn a_stream_that_was_begun_is_not_sent_again() {
    let server = Server::start(vec![answer("429 Slow", "{}")]);
    let queue = Queue::new(|| {});
    let options = json!({"files": [{"host": {}}]});
    submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
    let error = serve(&queue, &mut pieces(&pattern(500_000)).into_iter()).0.unwrap_err();
    let [attempt] = error.attempts() else { panic!("{error:?}") };
    assert_eq!(attempt.reason, "the stream cannot be read twice");
}

#[test]
fn an_upload_that_breaks_on_its_way_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let storage = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 16]).unwrap();
    });
    let announced = json!({"data": {"uploadUrl": format!("{address}/a")}}).to_string();
    let server = Server::start(vec![answer("200 OK\r\ncontent-type: application/json", announced)]);
    let client = server.client(&json!({"max_retries": 0}));
    let (queue, file) = (Queue::new(|| {}), pattern(12 << 20));
    let options = json!({"files": [{"host": {"length": file.len()}}]});
    submit(&queue, &client, "documents.upload", &["document_id", "d1"], &options);
    let (result, ..) = serve(&queue, &mut pieces(&file).into_iter());
    let error = result.unwrap_err();
    assert_eq!(error.kind(), Kind::Transport, "{error}");
    assert_eq!(error.attempts()[1].delivery.name(), "not_sent", "{error:?}");
    storage.join().unwrap();
}

#[test]
fn a_short_stream_is_held_and_sent_again() {
    let server = Server::start(vec![answer("429 Slow", "{}"), answer("201 Created", ADDED)]);
    let queue = Queue::new(|| {});
    let options = json!({"files": [{"host": {}}]});
    submit(&queue, &server.client(&json!({})), "attachments.add", &["document_id", "d"], &options);
    serve(&queue, &mut pieces(&pattern(1000)).into_iter()).0.unwrap();
    assert!(
        server
            .requests
            .join()
            .unwrap()
            .iter()
            .all(|request| header(&request.head, "content-length").is_some())
    );
}

#[test]
fn a_download_is_offered_one_piece_at_a_time_and_taken_up_where_it_broke() {
    let file = pattern(1_000_000);
    let rest: Box<dyn FnOnce(&mut TcpStream) + Send> = {
        let file = file.clone();
        Box::new(move |stream: &mut TcpStream| {
            let rest = &file[600_000..];
            let length = rest.len();
            write!(stream, "HTTP/1.1 206 Rest\r\nconnection: close\r\ncontent-range: bytes 600000-999999/1000000\r\ncontent-length: {length}\r\n\r\n").unwrap();
            stream.write_all(rest).unwrap();
        })
    };
    let server = Server::start(vec![
        cut("200 OK\r\ncontent-type: application/pdf\r\netag: \"v1\"", file.clone(), 600_000),
        rest,
    ]);
    let queue = Queue::new(|| {});
    let options = json!({"sink": {"host": {}}, "progress": true});
    submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
    let (reply, taken, progress) = serve(&queue, &mut std::iter::empty());
    let reply = reply.unwrap();
    assert!(taken == file && reply.body().is_empty());
    assert_eq!(reply.file().unwrap().sha256, sha256(&file));
    assert_eq!(progress.last(), Some(&(1_000_000, Some(1_000_000))));
    let requests = server.requests.join().unwrap();
    assert_eq!(header(&requests[0].head, "range"), None);
    assert_eq!(header(&requests[1].head, "range"), Some("bytes=600000-"));
    assert_eq!(header(&requests[1].head, "if-range"), Some("\"v1\""));
}

#[test]
fn what_was_given_out_is_compared_when_a_download_starts_anew() {
    let (file, mut other) = (pattern(700_000), pattern(700_000));
    other[5] = b'X';
    for (second, is_same) in [(file.clone(), true), (other, false)] {
        let server = Server::start(vec![cut("200 OK", file.clone(), 400_000), answer("200 OK", second)]);
        let queue = Queue::new(|| {});
        let options = json!({"sink": {"host": {}}});
        submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
        let (reply, taken, _) = serve(&queue, &mut std::iter::empty());
        if is_same {
            assert_eq!(reply.unwrap().file().unwrap().sha256, sha256(&file));
            assert!(taken == file);
        } else {
            assert_eq!(reply.unwrap_err().kind(), Kind::Conflict);
        }
    }
}

#[test]
fn a_host_that_refuses_a_piece_ends_the_call() {
    let server = Server::start(vec![answer("200 OK", pattern(700_000))]);
    let queue = Queue::new(|| {});
    let options = json!({"sink": {"host": {}}});
    submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
    let Some(Event::ChunkOffered { request, .. }) = queue.wait(1, None).pop() else { panic!("no chunk") };
    queue.take_chunk(request, Err("the printer is on fire".to_owned()));
    let error = serve(&queue, &mut std::iter::empty()).0.unwrap_err();
    assert_eq!((error.kind(), error.message()), (Kind::InvalidRequest, "sink: the printer is on fire"));
}

#[test]
fn a_file_takes_its_place_when_it_is_whole() {
    let folder = Folder::new("whole");
    let place = folder.0.join("signed.pdf");
    std::fs::write(&place, "the old one").unwrap();
    let file = pattern(700_000);
    let server = Server::start(vec![cut("200 OK", file.clone(), 400_000), answer("200 OK", file.clone())]);
    let queue = Queue::new(|| {});
    let options = json!({"sink": {"path": place}});
    submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
    let reply = serve(&queue, &mut std::iter::empty()).0.unwrap();
    assert_eq!(reply.file().unwrap().size, 700_000);
    assert!(std::fs::read(&place).unwrap() == file);
    assert_eq!(folder.names(), ["signed.pdf"]);
}

#[test]
fn a_download_that_fails_leaves_what_was_there() {
    let folder = Folder::new("failed");
    let place = folder.0.join("signed.pdf");
    std::fs::write(&place, "the old one").unwrap();
    let server = Server::start(vec![cut("200 OK", pattern(700_000), 400_000)]);
    let queue = Queue::new(|| {});
    let options = json!({"sink": {"path": place}, "max_retries": 0});
    submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
    let error = serve(&queue, &mut std::iter::empty()).0.unwrap_err();
    assert!(error.message().contains("after 400000 of 700000 bytes"), "{error}");
    assert_eq!((error.kind(), error.delivery().name()), (Kind::Transport, "answered"));
    assert_eq!(std::fs::read(&place).unwrap(), b"the old one");
    assert_eq!(folder.names(), ["signed.pdf"]);
}

#[test]
fn a_path_that_cannot_be_is_refused_before_anything_is_sent() {
    let folder = Folder::new("refused");
    let client = bridge::open(
        json!({"provider": "insigner", "credential": {"value": format!("isk_{}", "a".repeat(44))}, "origins": {"api": "http://127.0.0.1:1"}})
            .to_string()
            .as_bytes(),
    )
    .unwrap();
    let refused = |operation: &str, options: &Value| {
        let queue = Queue::new(|| {});
        submit(&queue, &client, operation, &["document_id", "d"], options);
        let error = serve(&queue, &mut std::iter::empty()).0.unwrap_err();
        assert_eq!((error.kind(), error.attempts().len()), (Kind::InvalidRequest, 0), "{error}");
        error.fields()[0].clone()
    };
    let missing = folder.0.join("missing/signed.pdf");
    assert_eq!(refused("documents.download", &json!({"sink": {"path": missing}})).field, "path");
    assert!(
        refused("documents.download", &json!({"sink": {"path": folder.0}})).message.contains("a directory")
    );
    assert_eq!(refused("documents.get", &json!({"sink": {"host": {}}})).field, "sink");
    assert_eq!(refused("attachments.add", &json!({"files": [{"path": missing}]})).field, "file");
    assert!(
        refused("attachments.add", &json!({"files": [{"path": folder.0}]})).message.contains("a directory")
    );
    let text = folder.0.join("a.txt");
    std::fs::write(&text, "plain text").unwrap();
    assert!(
        refused("attachments.add", &json!({"files": [{"path": text}]}))
            .message
            .contains("does not look like")
    );
    assert_eq!(folder.names(), ["a.txt"]);
}

#[test]
fn a_cancelled_download_leaves_nothing_behind() {
    let folder = Folder::new("cancelled");
    let (open, is_open) = std::sync::mpsc::channel::<()>();
    let server = Server::start(vec![Box::new(move |stream| {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc").unwrap();
        let _ = is_open.recv();
        // The client hangs up, and has removed its file before.
        let _ = stream.read(&mut [0]);
    })]);
    let queue = Queue::new(|| {});
    let options = json!({"sink": {"path": folder.0.join("signed.pdf")}, "progress": true});
    let ticket =
        submit(&queue, &server.client(&json!({})), "documents.download", &["document_id", "d"], &options);
    assert!(matches!(queue.wait(1, None)[..], [Event::Progress { bytes: 3, .. }]));
    assert_eq!(folder.names().len(), 1, "it is written beside its place");
    assert!(queue.cancel(ticket));
    drop(open);
    server.requests.join().unwrap();
    assert_eq!(folder.names(), Vec::<String>::new());
}
