//! No key stays in memory: a process that used one and closed its clients searches all of its own memory.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt as _;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rand::RngExt as _;
use signbridge::bridge::{self, Call, Event, Queue};
use signbridge::{Client, WipingAllocator};
use zeroize::Zeroizing;

/// The system's allocator until a test chooses the wiping one.
struct Chosen;

static WIPES: AtomicBool = AtomicBool::new(false);

// SAFETY: the system's allocator does the work, by itself or called by the other.
unsafe impl GlobalAlloc for Chosen {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on as it came.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if WIPES.load(Ordering::Relaxed) {
            // SAFETY: passed on as it came.
            unsafe { WipingAllocator.dealloc(pointer, layout) }
        } else {
            // SAFETY: passed on as it came.
            unsafe { System.dealloc(pointer, layout) }
        }
    }
}

#[global_allocator]
static ALLOCATOR: Chosen = Chosen;

const MASK: u8 = 0xa5;
/// Memory that is freed loses its first bytes to the allocator's lists, so a part of the key counts as well.
const PART: usize = 16;

/// A random key, held so that it is not found.
struct Key(Vec<u8>);

impl Key {
    fn random() -> Self {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut random = rand::rng();
        Self((0..3 * PART).map(|_| LETTERS[random.random_range(0..64)] ^ MASK).collect())
    }

    /// The key itself, between two texts.
    fn between(&self, before: &str, after: &str) -> String {
        let mut text = String::with_capacity(before.len() + self.0.len() + after.len());
        text.push_str(before);
        text.extend(self.0.iter().map(|byte| char::from(byte ^ MASK)));
        text.push_str(after);
        text
    }

    /// Where in this process's memory it is, or a part of it.
    fn places(&self) -> Vec<String> {
        const CHUNK: usize = 1 << 20;
        let memory = File::open("/proc/self/mem").unwrap();
        let mut chunk = Zeroizing::new(vec![0; CHUNK + PART]);
        let mut places = Vec::new();
        for mapping in std::fs::read_to_string("/proc/self/maps").unwrap().lines() {
            let mut columns = mapping.split_whitespace();
            let (range, rights) = (columns.next().unwrap(), columns.next().unwrap());
            if !(rights.starts_with("rw") && rights.ends_with('p')) {
                continue;
            }
            let (start, end) = range.split_once('-').unwrap();
            let [mut at, end] = [start, end].map(|number| u64::from_str_radix(number, 16).unwrap());
            while at < end {
                // A mapping may be gone by now.
                let Ok(length @ 1..) = memory.read_at(&mut chunk, at) else { break };
                let found = self.0.chunks(PART).any(|part| contains(&chunk[..length], part));
                if found {
                    places.push(format!("{at:x} in {mapping}"));
                }
                at += CHUNK as u64;
            }
        }
        places
    }
}

fn contains(memory: &[u8], masked: &[u8]) -> bool {
    let starts = memchr::memchr_iter(masked[0] ^ MASK, memory);
    starts
        .filter_map(|start| memory.get(start..start + PART))
        .any(|part| part.iter().zip(masked).all(|(byte, masked)| byte ^ MASK == *masked))
}

/// Runs the test `name` again in a process of its own, with the address of a provider.
fn in_a_process_of_its_own(name: &str, address: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args([name, "--exact"]).env("SIGNBRIDGE_TEST_PROVIDER", address).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[expect(clippy::disallowed_methods, reason = "the variable says which of the two processes this is")]
fn provider_s_address() -> Option<String> {
    std::env::var("SIGNBRIDGE_TEST_PROVIDER").ok()
}

/// A provider that fails in many ways, and repeats the key. How many requests it got.
fn provider() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, count) = (stream.unwrap(), Arc::clone(&count));
            std::thread::spawn(move || converse(stream, &count));
        }
    });
    (address, requests)
}

fn converse(mut stream: TcpStream, count: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut key) = (String::new(), String::new());
    while matches!(reader.read_line(&mut line), Ok(1..)) {
        if let Some(value) = line.strip_prefix("authorization: ") {
            value.trim().clone_into(&mut key);
        }
        if line == "\r\n" {
            let status = match count.fetch_add(1, Ordering::SeqCst) % 6 {
                0 => "503 Later",
                1 => "401 Who",
                2 => "429 Slow\r\nretry-after: 1",
                3 => return,
                _ => "200 OK",
            };
            let body = format!(r#"{{"message": "no, {key}", "padding": "{}"}}"#, "x".repeat(10_000));
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\nx-told: {key}\r\ncontent-length: {length}\r\n\r\n");
            if stream.write_all((head + &body).as_bytes()).is_err() {
                return;
            }
        }
        line.clear();
    }
}

fn open(credential: &str, address: &str) -> Client {
    let (before, after) = (
        r#"{"provider":"nextsign","tenant":"c1","max_retries":2,"testing":{"virtual_time":true},"origins":{"v2":""#,
        r#""},"credential":"#,
    );
    let mut config = Zeroizing::new(String::with_capacity(1000));
    for part in [before, address, after, credential, "}"] {
        config.push_str(part);
    }
    bridge::open(config.as_bytes()).unwrap()
}

/// Makes a call over the border, with the key when it is asked for.
fn call(queue: &Arc<Queue>, client: &Client, key: &Key) {
    let raw = br#"{"method":"GET","path":"/v2/{company}/things"}"#;
    queue.submit(client, Call { raw: Some(raw.to_vec()), ..Call::default() });
    loop {
        match queue.wait(1, None).pop().unwrap() {
            Event::CredentialWanted { request, .. } => {
                queue.answer_credential(request, Ok(key.between("", "")));
            }
            Event::Done { result, .. } => {
                // It is not in what is shown either.
                let shown = match &result {
                    Ok(reply) => format!("{:?} {}", reply.headers().get("content-length"), client.describe()),
                    Err(error) => format!("{error} {error:?}"),
                };
                assert!(!contains(shown.as_bytes(), &key.0[..PART]));
                return;
            }
            _ => {}
        }
    }
}

#[test]
fn a_key_that_was_used_is_nowhere_in_memory_after_its_clients_are_closed() {
    let name = "a_key_that_was_used_is_nowhere_in_memory_after_its_clients_are_closed";
    let Some(address) = provider_s_address() else {
        let (address, requests) = provider();
        in_a_process_of_its_own(name, &address);
        assert!(requests.load(Ordering::SeqCst) > 40, "{requests:?}");
        return;
    };
    WIPES.store(true, Ordering::Relaxed);
    let key = Key::random();
    let queue = Queue::new(|| {});
    let given = open(&key.between(r#"{"value":""#, r#""}"#), &address);
    let asked = open(r#"{"host":true}"#, &address);
    let clients = [given.with_tenant("c2").unwrap(), given, asked.with_tenant("c3").unwrap(), asked];
    for _ in 0..8 {
        for client in &clients {
            call(&queue, client, &key);
        }
    }
    assert!(!key.places().is_empty(), "it would not be found if it were there");
    clients.iter().for_each(Client::close);
    queue.close();
    // The threads of the border close the connections, soon.
    let mut places = key.places();
    for _ in 0..20 {
        if places.is_empty() {
            break;
        }
        places = key.places();
    }
    assert_eq!(places, Vec::<String>::new());
    // Not before: what is scanned is a closed client that somebody still holds.
    drop(clients);
}

/// With any allocator: what is not in the HTTP client's hands is wiped by this library itself.
#[test]
fn what_is_kept_of_a_key_is_wiped_under_every_allocator() {
    let Some(address) = provider_s_address() else {
        // Nobody listens, so no connection's buffer gets the key.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let name = "what_is_kept_of_a_key_is_wiped_under_every_allocator";
        return in_a_process_of_its_own(name, &format!("http://{address}"));
    };
    let key = Key::random();
    let queue = Queue::new(|| {});
    let credential = Zeroizing::new(key.between(r#"{"value":""#, r#""}"#));
    let clients = [open(&credential, &address), open(r#"{"host":true}"#, &address)];
    drop(credential);
    for client in &clients {
        call(&queue, client, &key);
    }
    let from_variables = bridge::open(
        Zeroizing::new(key.between(
            r#"{"provider":"nextsign","credential":{"value":"k"},"env":{"NEXTSIGN_API_KEY":""#,
            r#"","NEXTSIGN_COMPANY_ID":"c1"}}"#,
        ))
        .as_bytes(),
    );
    assert!(!key.places().is_empty(), "it would not be found if it were there");
    drop((clients, from_variables.unwrap()));
    queue.close();
    assert_eq!(key.places(), Vec::<String>::new());
}
