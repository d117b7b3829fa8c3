//! Servers that cannot be reached at all.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::json;
use signbridge::{Delivery, Kind};
use tokio::net::{TcpListener, TcpSocket};

use crate::server::{call, open};

/// A server whose queue of connections is full: the machine leaves whoever knocks without an answer.
fn silent() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let knock = || TcpStream::connect_timeout(&address, Duration::from_millis(100));
    let waiting = std::iter::from_fn(|| knock().ok()).collect();
    (address, listener, waiting)
}

#[tokio::test]
async fn a_server_that_does_not_answer_at_all_is_given_up_after_the_time_to_connect() {
    let (address, _listener, _waiting) = silent();
    for scheme in ["http", "https"] {
        let address = format!("{scheme}://{address}/api/v1");
        let client = open(&address, &json!({"connect_timeout_ms": 50})).unwrap();
        let error = call(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (Kind::Timeout, Delivery::NotSent), "{error}");
        assert!(error.retryable() && error.message().contains("connect_timeout"), "{error}");
        let attempt = &error.attempts()[0];
        assert!(attempt.duration >= Duration::from_millis(50), "{attempt:?}");
        assert!(attempt.duration < Duration::from_secs(5), "{attempt:?}");
    }
}

#[tokio::test]
async fn a_call_whose_own_time_is_over_while_it_connects_was_not_sent() {
    let (address, _listener, _waiting) = silent();
    let client = open(&format!("http://{address}/api/v1"), &json!({"timeout_ms": 50})).unwrap();
    let error = call(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (Kind::Timeout, Delivery::NotSent), "{error}");
    assert!(error.retryable() && error.message().contains("(timeout)"), "{error}");
}
