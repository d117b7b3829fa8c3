//! Through a real proxy, tinyproxy: it connects and sees neither key nor request; who must not go through it does not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use signbridge::{Call, Client, Delivery, Error, Kind, Target};

use crate::server::{Authority, KEY, call, named, open, serve};

/// A running tinyproxy, and before it a relay that keeps what clients tell it.
struct Proxy {
    process: Child,
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    fn start(settings: &str) -> Self {
        // Nobody else gets the port between here and there, or another one is tried.
        (0..10).find_map(|_| Self::try_start(settings)).expect("tinyproxy comes up")
    }

    fn try_start(settings: &str) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = env!("CARGO_TARGET_TMPDIR");
        let config = format!("{folder}/tinyproxy-{}-{port}.conf", std::process::id());
        let text = format!(
            "Port {port}\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\nLogLevel Info\n{settings}\n"
        );
        std::fs::write(&config, text).unwrap();
        let mut command = Command::new("tinyproxy");
        command.args(["-d", "-c", &config]).stdout(Stdio::piped()).stderr(Stdio::null());
        let process = command.spawn();
        let mut process = process.expect("tinyproxy runs: install it with `apt-get install tinyproxy`");
        let mut log = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("Accepting connections") {
            line.clear();
            if log.read_line(&mut line).unwrap() == 0 {
                process.wait().unwrap();
                return None;
            }
        }
        std::fs::remove_file(config).unwrap();
        // Read to the end: a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let address = relay(format!("127.0.0.1:{port}"), Arc::clone(&heard));
        Some(Self { process, address, heard })
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }

    /// The requests of the proxy's own that it was sent.
    fn connects(&self) -> usize {
        self.heard().matches("CONNECT 127.0.0.1:").count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes everything on to `target`, and keeps it.
fn relay(target: String, heard: Arc<Mutex<Vec<u8>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut proxy) = (client.unwrap(), TcpStream::connect(&target).unwrap());
            let (mut back, mut answers) = (client.try_clone().unwrap(), proxy.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut answers, &mut back);
                let _ = back.shutdown(Shutdown::Write);
            });
            let heard = Arc::clone(&heard);
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = client.read(&mut buffer) {
                    heard.lock().unwrap().extend_from_slice(&buffer[..length]);
                    if proxy.write_all(&buffer[..length]).is_err() {
                        break;
                    }
                }
                let _ = proxy.shutdown(Shutdown::Write);
            });
        }
    });
    address
}

/// A client of a server with a certificate of `authority`.
fn through(proxy: &str, authority: &Authority, address: &str) -> Client {
    open(address, &json!({"ca_certificates": authority.pem, "proxy": proxy})).unwrap()
}

async fn not_sent(client: &Client) -> Error {
    let error = call(client).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (Kind::Transport, Delivery::NotSent), "{error:?}");
    error
}

#[tokio::test]
async fn a_proxy_carries_calls_and_sees_neither_key_nor_request() {
    let (proxy, authority) = (Proxy::start(""), Authority::new("Company"));
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server(), "{}");
    let client = through(&format!("http://{}", proxy.address), &authority, &address);
    assert_eq!(call(&client).await.unwrap().status(), 200);
    assert!(server.join().unwrap().contains(KEY), "the server knows who called");
    let heard = proxy.heard();
    assert!(heard.starts_with("CONNECT 127.0.0.1:"), "{heard}");
    assert!(!heard.contains(KEY) && !heard.contains("/things"), "{heard}");
    assert!(!heard.to_lowercase().contains("authorization"), "{heard}");
}

#[tokio::test]
async fn a_file_goes_to_presigned_storage_through_the_proxy_too_and_without_the_key() {
    let (proxy, authority) = (Proxy::start(""), Authority::new("Company"));
    let (storage, stored) = serve(authority.sign(&named("127.0.0.1")).server(), "");
    let announced = json!({"data": {"uploadUrl": format!("{storage}/a?X-Amz-Signature=s1gned")}}).to_string();
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server(), &announced);
    let client = through(&proxy.address, &authority, &address);
    let upload = client.provider().operations.iter().position(|one| one.id == "documents.upload").unwrap();
    let call = Call {
        target: Target::Operation(upload),
        params: vec!["document_id".into(), "d1".into()],
        body: Some("%PDF-1.7".into()),
        ..Call::default()
    };
    client.call(call).await.unwrap();
    assert!(server.join().unwrap().contains(KEY));
    let stored = stored.join().unwrap();
    assert!(stored.starts_with("PUT /api/v1/a?X-Amz-Signature=s1gned"), "{stored}");
    assert!(!stored.contains(KEY), "{stored}");
    let heard = proxy.heard();
    assert_eq!(proxy.connects(), 2, "{heard}");
    assert!(!heard.contains(KEY) && !heard.contains("s1gned"), "{heard}");
}

#[tokio::test]
async fn a_proxy_s_password_is_given_to_it_and_shown_to_nobody() {
    let (proxy, authority) = (Proxy::start("BasicAuth ada lovelace"), Authority::new("Company"));
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server(), "{}");
    let wrong = through(&format!("http://ada:wr0ng@{}", proxy.address), &authority, &address);
    let error = not_sent(&wrong).await;
    assert!(error.message().contains("proxy"), "{error}");
    let right = through(&format!("http://ada:lovelace@{}", proxy.address), &authority, &address);
    assert_eq!(call(&right).await.unwrap().status(), 200);
    assert!(!server.join().unwrap().to_lowercase().contains("proxy-authorization"));
    for shown in [format!("{error} {error:?}"), right.describe(), wrong.describe()] {
        assert!(!shown.contains("wr0ng") && !shown.contains("lovelace"), "{shown}");
    }
}

#[tokio::test]
async fn a_call_whose_proxy_is_down_or_cannot_connect_was_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (proxy, authority) = (Proxy::start(""), Authority::new("Company"));
    not_sent(&through(&free.to_string(), &authority, "https://127.0.0.1:9")).await;
    not_sent(&through(&proxy.address, &authority, &format!("https://{free}"))).await;
    assert_eq!(proxy.connects(), 1);
}

#[test]
fn a_proxy_that_is_none_is_refused_when_the_client_is_built_and_never_shown() {
    for address in ["", "socks4://s3cret@host:1", "http://ada:s3cret@", "http:// s3cret"] {
        let error = open("https://127.0.0.1:9", &json!({"proxy": address})).unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_str()), (Kind::Configuration, "proxy"));
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

/// Runs itself in a process of its own, whose environment can be chosen.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the variable says which of the two processes this is")]
async fn the_environment_names_the_proxy_and_who_needs_none() {
    const NAME: &str = "proxy::the_environment_names_the_proxy_and_who_needs_none";
    if let Ok(config) = std::env::var("SIGNBRIDGE_TEST_CLIENT") {
        let config: Value = serde_json::from_str(&config).unwrap();
        let client = open(config["address"].as_str().unwrap(), &config["settings"]).unwrap();
        assert_eq!(call(&client).await.unwrap().status(), 200);
        return;
    }
    let authority = Authority::new("Company");
    let bundle = format!("{}/proxy-{}.pem", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    std::fs::write(&bundle, &authority.pem).unwrap();
    let plain = || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut request, mut reader) = (String::new(), BufReader::new(stream.try_clone().unwrap()));
            while reader.read_line(&mut request).unwrap() > 2 {}
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
            request
        });
        (address, server)
    };
    let secure = || serve(authority.sign(&named("127.0.0.1")).server(), "{}");
    let nothing = json!({"proxy": null});
    for (variables, settings, server, through_proxy) in [
        (vec!["HTTPS_PROXY"], nothing.clone(), secure(), true),
        (vec!["ALL_PROXY"], nothing.clone(), secure(), true),
        (vec!["HTTPS_PROXY", "NO_PROXY"], nothing.clone(), secure(), false),
        (vec!["HTTPS_PROXY"], json!({"proxy": "none"}), secure(), false),
        // The key would be in the clear.
        (vec!["HTTP_PROXY", "http_proxy", "ALL_PROXY"], nothing.clone(), plain(), false),
        (vec![], nothing, secure(), false),
    ] {
        let proxy = Proxy::start("");
        let (address, server) = server;
        let config = json!({"address": address, "settings": settings}).to_string();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([NAME, "--exact"]).env("SIGNBRIDGE_TEST_CLIENT", config).env("SSL_CERT_FILE", &bundle);
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        for name in &variables {
            command.env(name, if *name == "NO_PROXY" { "127.0.0.1" } else { &proxy.address });
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{variables:?}: {}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(proxy.connects(), usize::from(through_proxy), "{variables:?}: {}", proxy.heard());
        assert!(!proxy.heard().contains(KEY), "{variables:?}");
        assert!(server.join().unwrap().contains(KEY), "{variables:?}");
    }
    std::fs::remove_file(bundle).unwrap();
}
