//! What is left of a client that is closed, while somebody still holds it.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::time::Duration;

use serde_json::json;
use signbridge::{Call, Client, Error, Kind, Raw, Reply, Target, bridge};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

async fn provider() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = json!({
        "provider": "nextsign", "credential": {"value": "k"}, "tenant": "c1", "testing": {"virtual_time": true},
        "origins": {"v2": format!("http://{}", listener.local_addr().unwrap())},
    });
    (listener, bridge::open(config.to_string().as_bytes()).unwrap())
}

async fn read(client: &Client) -> Result<Reply, Error> {
    let raw =
        Raw { method: "GET".into(), path: "/things".into(), origin: None, content_type: None, safety: None };
    client.call(Call { target: Target::Raw(raw), ..Call::default() }).await
}

/// The next connection, when its first request is there.
async fn asked(listener: &TcpListener) -> BufReader<TcpStream> {
    let mut stream = BufReader::new(listener.accept().await.unwrap().0);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
    }
    stream
}

async fn answer(stream: &mut BufReader<TcpStream>, status: &str) {
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}");
    stream.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn idle_connections_close_with_the_client_that_somebody_still_holds() {
    let (listener, client) = provider().await;
    let _view = client.with_tenant("c2").unwrap();
    let serve = async {
        let mut stream = asked(&listener).await;
        answer(&mut stream, "200 OK").await;
        stream
    };
    let (reply, mut stream) = tokio::join!(read(&client), serve);
    assert_eq!(reply.unwrap().status(), 200);
    client.close();
    // Long before an idle connection is closed anyway.
    let closed = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut [0])).await;
    assert_eq!(closed.expect("it is closed").unwrap(), 0);
    let refused = read(&client).await.unwrap_err();
    assert_eq!((refused.kind(), refused.message()), (Kind::Configuration, "client: is closed"));
}

#[tokio::test]
async fn a_call_that_is_under_way_when_its_client_is_closed_finishes_even_if_it_has_to_be_repeated() {
    let (listener, client) = provider().await;
    let serve = async {
        let mut stream = asked(&listener).await;
        client.close();
        answer(&mut stream, "503 Later").await;
        let mut again = asked(&listener).await;
        answer(&mut again, "200 OK").await;
        assert_eq!(again.read(&mut [0]).await.unwrap(), 0, "nobody keeps that connection");
    };
    let (reply, ()) = tokio::join!(read(&client), serve);
    assert_eq!(reply.unwrap().attempts().len(), 2);
}
