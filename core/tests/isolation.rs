//! Tenants side by side in one process, in random order, through failures and shared connections: nothing of one is ever
//! in another's request, answer or error, and one's trouble is not another's.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use signbridge::{Call, CallOptions, Client, Error, Kind, Raw, Reply, Target, bridge};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const KEYS: usize = 20;
const TENANTS: usize = 300;
/// How many calls are under way at a time.
const AT_ONCE: usize = 48;

/// A tenant belongs to one key.
fn key(tenant: usize) -> String {
    format!("key{:03}-of-some-length", tenant % KEYS)
}

fn company(tenant: usize) -> String {
    format!("company{tenant:03}")
}

#[derive(Default)]
struct Seen {
    /// What did not belong together.
    crossings: Vec<String>,
    requests: usize,
    /// The tenants and keys of each connection.
    connections: BTreeMap<usize, (BTreeSet<String>, BTreeSet<String>)>,
}

/// A provider that looks whether all parts of a request belong to one tenant, and fails at random.
async fn provider(chance: u64) -> (String, Arc<Mutex<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Seen::default()));
    let shared = Arc::clone(&seen);
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((stream, _)) = listener.accept().await else { return };
            let random = StdRng::seed_from_u64(chance ^ number as u64);
            tokio::spawn(converse(stream, number, random, Arc::clone(&shared)));
        }
    });
    (address, seen)
}

async fn converse(stream: TcpStream, number: usize, mut random: StdRng, seen: Arc<Mutex<Seen>>) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if !matches!(stream.read_line(&mut head).await, Ok(1..)) {
                return;
            }
        }
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let values: Vec<_> =
                lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect();
            values.join(" and ")
        };
        let length = header("content-length").parse().unwrap_or(0);
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let body = String::from_utf8(body).unwrap();
        let marker = header("x-marker");
        let tenant: usize = marker.split('-').next().unwrap().parse().unwrap();
        let target = head.lines().next().unwrap().to_owned();
        {
            let mut seen = seen.lock().unwrap();
            seen.requests += 1;
            let (tenants, keys) = seen.connections.entry(number).or_default();
            tenants.insert(company(tenant));
            keys.insert(header("authorization"));
            let whole = format!("{target} {} {body}", header("authorization"));
            let others = |word: &str, own: &str| whole.matches(word).count() != whole.matches(own).count();
            if header("authorization") != format!("Bearer {}", key(tenant))
                || !target.contains(&format!("/{}/", company(tenant)))
                || !whole.contains(&format!("marker{marker}."))
                || others("company", &company(tenant))
                || others("marker", &format!("marker{marker}."))
            {
                seen.crossings.push(format!("{head}{body}"));
            }
        }
        let found =
            json!({"status": "case_found", "_id": marker, "case": {"_id": marker}, "data": {"_id": marker}});
        // What is told belongs to the one who asked, the key even is a secret.
        let told = json!({"message": format!("no, {marker}, {}", header("authorization"))});
        let (status, answer) = match random.random_range(0..100) {
            0..70 => ("200 OK", found),
            70..76 => ("503 Later", told),
            76..80 => ("500 Broken", told),
            80..84 => ("429 Slow\r\nretry-after: 0", told),
            84..88 => ("404 Nothing", told),
            88..92 => ("401 Who", told),
            92..96 => return,
            _ => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status\":").await;
                return;
            }
        };
        let answer = answer.to_string();
        let length = answer.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{answer}"
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// With limits that are kept to, a call may have to wait for many minutes of a time that is not the world's.
fn client(address: &str, key: &str, rate_limit: &str) -> Client {
    let config = json!({
        "provider": "nextsign", "credential": {"value": key}, "tenant": "nobody",
        "origins": {"v2": format!("{address}/api"), "files": address}, "timeout_ms": 80_000_000,
        "rate_limit": rate_limit, "reconcile": false, "testing": {"virtual_time": true, "jitter": 0.5},
    });
    bridge::open(config.to_string().as_bytes()).unwrap()
}

/// One of several kinds of calls, marked in its path or body and in a header.
fn marked(client: &Client, kind: usize, marker: &str) -> Call {
    let operation = |id: &str| {
        Target::Operation(client.provider().operations.iter().position(|one| one.id == id).unwrap())
    };
    let mut options = CallOptions::default();
    options.headers = vec![("x-marker".into(), marker.into())];
    let call = Call { options, ..Call::default() };
    match kind {
        0 => Call {
            target: operation("cases.get"),
            params: vec!["case_id".into(), format!("marker{marker}.")],
            ..call
        },
        1 => Call {
            target: operation("cases.create"),
            body: Some(
                json!({"title": format!("marker{marker}."), "settings": {}, "recipients": [], "documents": []})
                    .to_string()
                    .into(),
            ),
            ..call
        },
        _ => Call {
            target: Target::Raw(Raw {
                method: "GET".into(),
                path: "/v2/{company}/things".into(),
                origin: None,
                content_type: None,
                safety: None,
            }),
            params: vec!["q".into(), format!("marker{marker}.")],
            ..call
        },
    }
}

fn check(tenant: usize, marker: &str, result: &Result<Reply, Error>) {
    let shown = match result {
        Ok(reply) => String::from_utf8_lossy(reply.body()).into_owned(),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(!shown.contains("of-some-length"), "a key of tenant {tenant} is shown: {shown}");
    if result.is_ok() {
        assert!(shown.contains(&format!("\"{marker}\"")), "{marker} got {shown}");
    } else if shown.contains("no, ") {
        assert!(shown.contains(&format!("no, {marker}, ")), "{marker} got {shown}");
    }
}

/// Of `SIGNBRIDGE_SEED`, or a new one each time. It is printed: a failure can be had again.
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a setting of the tests")]
fn chance() -> u64 {
    let given = std::env::var("SIGNBRIDGE_SEED").ok();
    let chance = given.map_or_else(rand::random, |seed| seed.parse().expect("SIGNBRIDGE_SEED is a number"));
    println!("SIGNBRIDGE_SEED={chance}");
    chance
}

/// Makes that many calls of random tenants, and gives the replies' reasons.
async fn interleave(calls: usize, rate_limit: &str) -> Vec<String> {
    let chance = chance();
    let (address, seen) = provider(chance).await;
    let clients: Vec<Client> = (0..KEYS).map(|number| client(&address, &key(number), rate_limit)).collect();
    let mut random = StdRng::seed_from_u64(chance);
    let mut views: BTreeMap<usize, Client> = BTreeMap::new();
    let mut running = tokio::task::JoinSet::new();
    let mut done = Vec::new();
    for number in 0..calls {
        let tenant = random.random_range(0..TENANTS);
        // Views come and go; some are made from another tenant's.
        if random.random_range(0..10) == 0 {
            views.remove(&tenant);
        }
        let view = views.entry(tenant).or_insert_with(|| {
            let other = clients[tenant % KEYS].with_tenant(&company((tenant + KEYS) % TENANTS)).unwrap();
            let from = if random.random_range(0..2) == 0 { &other } else { &clients[tenant % KEYS] };
            from.with_tenant(&company(tenant)).unwrap()
        });
        let (view, kind, marker) = (view.clone(), random.random_range(0..3), format!("{tenant}-{number}"));
        running.spawn(async move {
            let result = view.call(marked(&view, kind, &marker)).await;
            check(tenant, &marker, &result);
            result
        });
        while running.len() >= AT_ONCE {
            done.push(running.join_next().await.unwrap().unwrap());
        }
    }
    done.extend(running.join_all().await);
    let succeeded = done.iter().filter(|result| result.is_ok()).count();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.crossings, Vec::<String>::new());
    // It was tried in earnest: calls were repeated, and tenants took turns on connections, which keys never share.
    assert!(seen.requests > calls + calls / 20, "{} requests", seen.requests);
    assert!(succeeded > calls / 2, "{succeeded} succeeded");
    assert!(seen.connections.values().any(|(tenants, _)| tenants.len() > 3), "no connection was shared");
    assert!(seen.connections.values().all(|(_, keys)| keys.len() == 1), "two keys on one connection");
    let attempts = done.iter().flat_map(|result| match result {
        Ok(reply) => reply.attempts(),
        Err(error) => error.attempts(),
    });
    attempts.map(|attempt| attempt.reason.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_calls_of_hundreds_of_tenants_never_cross() {
    interleave(6_000, "off").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_do_they_where_they_have_to_wait_for_the_rate_limit_in_turns() {
    // Of each key a hundred go in a minute.
    let reasons = interleave(KEYS * 150, "on").await;
    let waited = reasons.iter().filter(|reason| reason.contains("waited")).count();
    assert!(waited > KEYS, "{waited} waited");
    assert!(!reasons.iter().any(|reason| reason.contains("leaves no time")), "there was time enough");
}

/// Answers each request with what `answer` makes of its head.
async fn answering(answer: fn(&str) -> &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut stream, mut head) = (BufReader::new(stream), String::new());
                while matches!(stream.read_line(&mut head).await, Ok(1..)) {
                    if head.ends_with("\r\n\r\n") {
                        let answer = format!("HTTP/1.1 {}content-length: 2\r\n\r\n{{}}", answer(&head));
                        stream.write_all(answer.as_bytes()).await.unwrap();
                        head.clear();
                    }
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn a_tenant_whose_retries_are_used_up_takes_none_of_another_s() {
    let address =
        answering(|head| if head.contains("company001") { "503 Later\r\n" } else { "200 OK\r\n" }).await;
    let shared = client(&address, "one-key-of-some-length", "off");
    let (poor, rich) = (shared.with_tenant("company001").unwrap(), shared.with_tenant("company002").unwrap());
    let ask = |view: Client| async move { view.call(marked(&view, 2, "1-1")).await };
    let mut last = Vec::new();
    for _ in 0..20 {
        last = ask(poor.clone()).await.unwrap_err().attempts().to_vec();
    }
    assert_eq!(last.len(), 1, "its budget is used up: {last:?}");
    assert_eq!(last[0].reason, "the retry budget is used up");
    assert_eq!(ask(rich.clone()).await.unwrap().attempts().len(), 1);
    let third = shared.with_tenant("company001").unwrap();
    assert_eq!(ask(third).await.unwrap_err().attempts().len(), 1, "a new view of a tenant has no new budget");
    let fourth = client(&address, "one-more-key-of-some-length", "off").with_tenant("company001").unwrap();
    assert_eq!(
        ask(fourth).await.unwrap_err().attempts().len(),
        4,
        "another client's tenant of that name has"
    );
}

#[tokio::test]
async fn what_became_of_a_create_is_found_out_even_when_the_retries_are_used_up() {
    static LISTS: AtomicUsize = AtomicUsize::new(0);
    let address = answering(|head| match head {
        _ if head.contains("/things") => "503 Later\r\n",
        _ if head.starts_with("POST") => "500 Broken\r\n",
        _ if LISTS.fetch_add(1, Ordering::SeqCst) == 0 => "503 Later\r\n",
        _ => "401 Who\r\n",
    })
    .await;
    let client = client(&address, "one-key-of-some-length", "off");
    for _ in 0..20 {
        client.call(marked(&client, 2, "1-1")).await.unwrap_err();
    }
    let mut create = marked(&client, 1, "1-1");
    create.options.reconcile = Some(true);
    let error = client.call(create).await.unwrap_err();
    let reasons: Vec<_> = error.attempts().iter().map(|attempt| attempt.reason.as_str()).collect();
    let look = "look-up by referenceId: ";
    assert_eq!(reasons[1..], [format!("{look}again after a pause"), format!("{look}final")], "{reasons:?}");
}

#[tokio::test]
async fn a_view_that_is_closed_closes_nothing_but_itself() {
    let address = answering(|_| "200 OK\r\n").await;
    let shared = client(&address, "one-key-of-some-length", "off");
    let (one, other) = (shared.with_tenant("company001").unwrap(), shared.with_tenant("company002").unwrap());
    let ask = |client: Client| async move { client.call(marked(&client, 2, "1-1")).await };
    let (same, below) = (one.clone(), one.with_options(signbridge::ViewOptions::default()).unwrap());
    one.close();
    for closed in [one.clone(), same, one.with_tenant("company003").unwrap()] {
        assert_eq!(ask(closed).await.unwrap_err().kind(), Kind::Configuration);
    }
    for open in [shared.clone(), other.clone(), below] {
        ask(open).await.unwrap();
    }
    shared.close();
    for closed in [shared, other] {
        assert!(ask(closed).await.unwrap_err().message().contains("is closed"));
    }
}

#[tokio::test]
async fn a_key_that_is_held_back_holds_back_no_other() {
    let address =
        answering(
            |head| {
                if head.contains("slow-key") { "429 Slow\r\nretry-after: 50\r\n" } else { "200 OK\r\n" }
            },
        )
        .await;
    let open = |key: &str| {
        let config = json!({
            "provider": "nextsign", "credential": {"value": key}, "tenant": "company001",
            "origins": {"v2": format!("{address}/api")}, "max_retries": 0, "timeout_ms": 2000,
        });
        bridge::open(config.to_string().as_bytes()).unwrap()
    };
    let (slow, quick) = (open("slow-key-of-some-length"), open("quick-key-of-some-length"));
    let ask = |view: Client| async move { view.call(marked(&view, 2, "1-1")).await };
    assert_eq!(ask(slow.clone()).await.unwrap_err().status(), Some(429));
    let held = ask(slow.with_tenant("company002").unwrap()).await.unwrap_err();
    assert_eq!((held.kind(), held.status(), held.delivery().name()), (Kind::RateLimited, None, "not_sent"));
    assert_eq!(ask(quick.clone()).await.unwrap().status(), 200, "the same tenant by another key goes");
    assert_eq!(ask(quick.with_tenant("company002").unwrap()).await.unwrap().status(), 200);
}
