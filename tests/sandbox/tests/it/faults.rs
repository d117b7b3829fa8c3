//! Things going wrong, seen from both ends of the wire.

use std::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::{COMPANY_ID, Fault, KEY, Options, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{World, new_case, v2, world, world_with};

fn fault(text: &str) -> Fault {
    text.parse().unwrap()
}

/// Sends the list request on a bare socket, and reads until the connection ends: what came, and how it ended.
async fn raw(world: &World) -> (String, std::io::Result<()>) {
    let address = world.sandbox.origin().strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /api/v2/{COMPANY_ID}/cases/get HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {KEY}\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        match socket.read(&mut buffer).await {
            Ok(0) => break Ok(()),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) => break Err(error),
        }
    };
    (String::from_utf8(bytes).unwrap(), end)
}

#[tokio::test]
async fn a_reset_is_a_tcp_reset() {
    let world = world();
    world.sandbox.arm(fault("reset"));
    let (text, end) = raw(&world).await;
    assert_eq!(text, "");
    assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(world.sandbox.requests()[0].outcome, Outcome::Severed);
}

#[tokio::test]
async fn a_torn_answer_promises_more_than_it_sends() {
    let world = world();
    world.sandbox.arm(fault("torn,at=0.5"));
    let (text, end) = raw(&world).await;
    assert!(end.is_ok());
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let promised = r#"{"cases":[],"status":"company_found"}"#.len();
    assert!(head.contains(&format!("content-length: {promised}")), "{head}");
    assert_eq!(body.len(), promised / 2);
    assert_eq!(world.sandbox.requests()[0].outcome, Outcome::Severed);
}

#[tokio::test]
async fn a_torn_file_ends_early_and_its_client_notices() {
    let world = world();
    let file = "%PDF-1.4\n".to_owned() + &"x".repeat(300_000);
    let url = world.upload("big.pdf", file.as_bytes(), "application/pdf").await;
    let link = world.post(&crate::support::v3("view-presigned-url"), &json!({"url": url})).await.json;
    world.sandbox.arm(fault("torn,at=0.9,operation=storage.get"));
    let response = world.http.get(link["signedUrl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(response.content_length(), Some(300_009));
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_late_commit_closes_first_and_does_the_work_then() {
    let world = world();
    world.sandbox.arm(fault("late_commit,latency_ms=20,operation=cases.create,count=1"));
    let body = new_case(&[("ada@example.com", 0)]);
    let lost = crate::support::with_json(world.request(Method::POST, &v2("case/create")), &body).send().await;
    assert!(lost.is_err());
    let end = Instant::now() + std::time::Duration::from_secs(10);
    while world.get(&v2("cases/get")).await.json["cases"].as_array().unwrap().is_empty() {
        assert!(Instant::now() < end, "the work was never done");
    }
}

#[tokio::test]
async fn a_restart_resets_every_connection_and_what_was_there_stays() {
    let world = world();
    world.post(&v2("case/create"), &new_case(&[("ada@example.com", 0)])).await;
    let address = world.sandbox.origin().strip_prefix("http://").unwrap();
    let mut idle = TcpStream::connect(address).await.unwrap();
    world.sandbox.arm(fault("restart,latency_ms=1,count=1"));
    let (text, end) = raw(&world).await;
    assert_eq!((text.as_str(), end.unwrap_err().kind()), ("", std::io::ErrorKind::ConnectionReset));
    let reset = idle.read(&mut [0; 16]).await.unwrap_err();
    assert_eq!(reset.kind(), std::io::ErrorKind::ConnectionReset);
    let end = Instant::now() + std::time::Duration::from_secs(10);
    while TcpStream::connect(address).await.is_err() {
        assert!(Instant::now() < end, "nobody came back");
    }
    assert_eq!(world.get(&v2("cases/get")).await.json["cases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_listens_while_it_restarts() {
    let world = world();
    let address = world.sandbox.origin().strip_prefix("http://").unwrap();
    world.sandbox.arm(fault("restart,latency_ms=3600000"));
    let (_, end) = raw(&world).await;
    assert!(end.is_err());
    let end = Instant::now() + std::time::Duration::from_secs(10);
    while !matches!(TcpStream::connect(address).await, Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused)
    {
        assert!(Instant::now() < end, "somebody listens");
    }
}

#[tokio::test]
async fn commit_then_drop_does_the_work_and_answers_nothing() {
    let world = world();
    world.sandbox.arm(fault("commit_then_drop,operation=cases.create,count=1"));
    let body = new_case(&[("ada@example.com", 0)]);
    let lost = crate::support::with_json(world.request(Method::POST, &v2("case/create")), &body).send().await;
    assert!(lost.is_err());
    let listed = world.get(&v2("cases/get")).await.json;
    assert_eq!(listed["cases"].as_array().unwrap().len(), 1);
    let record = &world.sandbox.requests()[0];
    // What the client would have been told is on record.
    assert_eq!((record.status, record.outcome), (Some(200), Outcome::Severed));
    assert_eq!(record.faults, ["commit_then_drop"]);
}

#[tokio::test]
async fn a_plain_reset_does_no_work_and_one_after_work_does() {
    for (text, cases) in [("reset", 0), ("reset,after_work=true", 1), ("hang,after_work=true", 1)] {
        let world = world();
        world.sandbox.arm(fault(&format!("{text},operation=cases.create")));
        let body = new_case(&[("ada@example.com", 0)]);
        let request = crate::support::with_json(world.request(Method::POST, &v2("case/create")), &body);
        let sent = tokio::spawn(request.send());
        world.control(Method::GET, "requests?wait_ms=10000", &json!({})).await;
        if text.starts_with("hang") {
            // The work is done once its status is on record.
            while world.sandbox.requests()[0].status.is_none() {
                tokio::task::yield_now().await;
            }
            sent.abort();
        } else {
            assert!(sent.await.unwrap().is_err());
        }
        let listed = world.get(&v2("cases/get")).await.json;
        assert_eq!(listed["cases"].as_array().unwrap().len(), cases, "{text}");
    }
}

#[tokio::test]
async fn a_client_that_cancels_is_seen_to_close_its_connection() {
    let world = world();
    world.sandbox.arm(fault("hang,operation=cases.list"));
    let hanging = tokio::spawn(world.request(Method::GET, &v2("cases/get")).send());
    let seen = world
        .control(Method::GET, "requests?operation=cases.list&outcome=in_flight&wait_ms=10000", &json!({}))
        .await;
    assert_eq!(seen["reached"], true);
    assert_eq!(world.sandbox.connections().in_flight, 1);
    hanging.abort();
    let seen =
        world.control(Method::GET, "connections?aborted_in_flight=1&open=0&wait_ms=10000", &json!({})).await;
    assert_eq!(
        (&seen["reached"], &seen["opened"], &seen["closed"], &seen["aborted_in_flight"]),
        (&json!(true), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!(world.sandbox.requests()[0].outcome, Outcome::Aborted);
}

#[tokio::test]
async fn a_status_fault_answers_what_it_is_told() {
    let world = world();
    let told = json!([
        {"kind": "status", "status": 429, "retry_after": 2, "count": 1},
        {"kind": "status", "status": 200, "body": {"errors": [{"code": 400}]}, "count": 1},
        {"kind": "status", "status": 502, "body": "<h1>Bad Gateway</h1>", "headers": {"server": "nginx"}, "count": 1},
    ]);
    let armed = world.control(Method::POST, "faults", &told).await;
    assert_eq!(armed["armed"], json!([1, 2, 3]));
    let throttled = world.get(&v2("cases/get")).await;
    assert_eq!((throttled.status, throttled.headers["retry-after"].as_str()), (429, "2"));
    let odd = world.get(&v2("cases/get")).await;
    assert_eq!((odd.status, odd.json), (200, json!({"errors": [{"code": 400}]})));
    let gateway = world.get(&v2("cases/get")).await;
    assert_eq!((gateway.status, gateway.headers["server"].as_str()), (502, "nginx"));
    assert_eq!(gateway.json, Value::from("<h1>Bad Gateway</h1>"));
    assert_eq!(world.get(&v2("cases/get")).await.status, 200);
    // Nothing was asked of the provider, so nothing was counted against the key or refused.
    let counts: Vec<_> = world.control(Method::GET, "faults", &json!({})).await["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["applied"].clone())
        .collect();
    assert_eq!(counts, [1, 1, 1]);
}

#[tokio::test]
async fn a_status_after_work_is_answered_in_place_of_what_was_done() {
    for (text, cases) in [("status,status=503", 0), ("status,status=503,after_work=true", 1)] {
        let world = world();
        world.sandbox.arm(fault(&format!("{text},operation=cases.create")));
        let told = world.post(&v2("case/create"), &new_case(&[("ada@example.com", 0)])).await;
        assert_eq!(told.status, 503);
        let listed = world.get(&v2("cases/get")).await.json;
        assert_eq!(listed["cases"].as_array().unwrap().len(), cases, "{text}");
        let record = &world.sandbox.requests()[0];
        assert_eq!(
            (record.status, record.outcome, record.note.is_some()),
            (Some(503), Outcome::Answered, cases == 1)
        );
    }
}

#[tokio::test]
async fn latency_makes_the_answer_late() {
    let world = world();
    world.sandbox.arm(fault("latency,latency_ms=40"));
    let start = Instant::now();
    assert_eq!(world.get(&v2("cases/get")).await.status, 200);
    assert!(start.elapsed().as_millis() >= 40);
}

#[tokio::test]
async fn a_run_replays_from_its_seed() {
    let statuses = async |seed| {
        let faults = vec![fault("status,status=503,probability=0.4")];
        let world = world_with(Options { seed, faults, ..Options::default() });
        let mut seen = Vec::new();
        for _ in 0..40 {
            seen.push(world.get(&v2("cases/get")).await.status);
        }
        seen
    };
    let first = statuses(11).await;
    assert_eq!(statuses(11).await, first);
    assert_ne!(statuses(12).await, first);
}

#[tokio::test]
async fn the_control_api_meets_no_faults() {
    let world = world();
    world.sandbox.arm(fault("reset"));
    world.control(Method::GET, "clock", &json!({})).await;
    assert_eq!(world.control(Method::DELETE, "faults", &json!({})).await, json!({"faults": []}));
    assert_eq!(world.get(&v2("cases/get")).await.status, 200);
}
