//! TLS against real handshakes: only a certificate that can be trusted gets a request, and an error says what is wrong with
//! one that cannot.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};
use serde_json::{Value, json};
use signbridge::{Call, Client, Delivery, Error, Kind, Raw, Reply, Target, bridge};

const KEY: &str = "isk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A certificate authority of a company.
struct Authority {
    pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), issuer: Issuer::new(params, key) }
    }

    fn sign(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), pem: certificate.pem(), key }
    }
}

struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Identity {
    fn server(&self) -> ServerConfig {
        self.server_for(None)
    }

    /// A server that lets in whom `clients` vouches for.
    fn server_for(&self, clients: Option<&Authority>) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
        let builder = builder.unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der.clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build();
                builder.with_client_cert_verifier(verifier.unwrap())
            }
        };
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        builder.with_single_cert(vec![self.certificate.clone()], key).unwrap()
    }

    fn both_pem(&self) -> String {
        self.pem.clone() + &self.key.serialize_pem()
    }
}

fn named(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

/// Takes one connection; what it read from it, after the handshake.
fn serve(config: ServerConfig) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}/api/v1", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
        while !read.ends_with(b"\r\n\r\n") {
            match stream.read(&mut buffer) {
                Ok(length @ 1..) => read.extend_from_slice(&buffer[..length]),
                Ok(0) | Err(_) => break,
            }
        }
        if read.ends_with(b"\r\n\r\n") {
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(answer).unwrap();
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
        // A refusal is to reach the client before the connection is torn down.
        let _ = socket.shutdown(std::net::Shutdown::Write);
        while matches!(socket.read(&mut buffer), Ok(1..)) {}
        String::from_utf8(read).unwrap()
    });
    (address, server)
}

fn open(address: &str, settings: &Value) -> Result<Client, Error> {
    let mut config = json!({
        "provider": "insigner", "credential": {"value": KEY}, "origins": {"api": address}, "max_retries": 0, "proxy": "none",
    });
    config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    bridge::open(config.to_string().as_bytes())
}

/// Creates something: what was certainly not sent shows.
async fn call(client: &Client) -> Result<Reply, Error> {
    let raw =
        Raw { method: "POST".into(), path: "/things".into(), origin: None, content_type: None, safety: None };
    client.call(Call { target: Target::Raw(raw), ..Call::default() }).await
}

/// Calls a server that must not be trusted: nothing may reach it.
async fn refused(config: ServerConfig, settings: &Value) -> String {
    let (address, server) = serve(config);
    let client = open(&address, settings).unwrap();
    let error = call(&client).await.unwrap_err();
    drop(client);
    assert_eq!((error.kind(), error.delivery()), (Kind::Transport, Delivery::NotSent), "{error:?}");
    assert!(error.retryable(), "what was not sent may be sent again");
    assert_eq!(server.join().unwrap(), "", "the server was told something");
    error.message().to_owned()
}

#[tokio::test]
async fn a_company_s_own_authority_is_trusted_when_it_is_given() {
    let authority = Authority::new("Company");
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server());
    let client = open(&address, &json!({"ca_certificates": authority.pem})).unwrap();
    assert_eq!(call(&client).await.unwrap().status(), 200);
    assert!(server.join().unwrap().starts_with("POST /api/v1/things HTTP/1.1"));
}

#[tokio::test]
async fn one_of_several_authorities_is_enough() {
    let (one, two) = (Authority::new("One"), Authority::new("Two"));
    let (address, server) = serve(two.sign(&named("127.0.0.1")).server());
    let client =
        open(&address, &json!({"ca_certificates": format!("# ours\n{}{}", one.pem, two.pem)})).unwrap();
    assert_eq!(call(&client).await.unwrap().status(), 200);
    server.join().unwrap();
}

#[tokio::test]
async fn an_unknown_authority_is_refused_and_the_setting_named() {
    let server = Authority::new("Nobody").sign(&named("127.0.0.1")).server();
    let message = refused(server, &json!({})).await;
    assert!(message.contains("pass the authority's certificate as ca_certificates"), "{message}");
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused() {
    let key = KeyPair::generate().unwrap();
    let certificate = named("127.0.0.1").self_signed(&key).unwrap();
    let server = Identity { certificate: certificate.der().clone(), pem: certificate.pem(), key }.server();
    let message = refused(server, &json!({})).await;
    assert!(message.contains("signed by itself"), "{message}");
}

#[tokio::test]
async fn an_expired_certificate_is_refused_even_of_a_trusted_authority() {
    let authority = Authority::new("Company");
    let mut params = named("127.0.0.1");
    (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
    let message = refused(authority.sign(&params).server(), &json!({"ca_certificates": authority.pem})).await;
    assert!(message.contains("has expired"), "{message}");
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_yet_is_refused() {
    let authority = Authority::new("Company");
    let mut params = named("127.0.0.1");
    (params.not_before, params.not_after) = (date_time_ymd(2999, 1, 1), date_time_ymd(3000, 1, 1));
    let message = refused(authority.sign(&params).server(), &json!({"ca_certificates": authority.pem})).await;
    assert!(message.contains("not valid yet"), "{message}");
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused_even_of_a_trusted_authority() {
    let authority = Authority::new("Company");
    let server = authority.sign(&named("sign.example")).server();
    let message = refused(server, &json!({"ca_certificates": authority.pem})).await;
    assert!(message.contains("for another host"), "{message}");
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks() {
    let (servers, clients) = (Authority::new("Servers"), Authority::new("Clients"));
    let (address, server) = serve(servers.sign(&named("127.0.0.1")).server_for(Some(&clients)));
    let own = clients.sign(&named("client")).both_pem();
    let client = open(&address, &json!({"ca_certificates": servers.pem, "client_certificate": own})).unwrap();
    assert_eq!(call(&client).await.unwrap().status(), 200);
    assert!(server.join().unwrap().contains("POST"));
}

#[tokio::test]
async fn a_server_that_asks_for_a_client_certificate_in_vain_has_acted_on_nothing() {
    let (servers, clients) = (Authority::new("Servers"), Authority::new("Clients"));
    let server = servers.sign(&named("127.0.0.1")).server_for(Some(&clients));
    let message = refused(server, &json!({"ca_certificates": servers.pem})).await;
    assert!(message.contains("pass client_certificate"), "{message}");
}

#[tokio::test]
async fn a_client_certificate_that_the_server_does_not_accept_is_said_to_be_the_reason() {
    let (servers, clients) = (Authority::new("Servers"), Authority::new("Clients"));
    let server = servers.sign(&named("127.0.0.1")).server_for(Some(&clients));
    let stranger = Authority::new("Strangers").sign(&named("client")).both_pem();
    let settings = json!({"ca_certificates": servers.pem, "client_certificate": stranger});
    let message = refused(server, &settings).await;
    assert!(message.contains("does not accept the client_certificate"), "{message}");
}

#[test]
fn certificates_that_are_none_are_refused_when_the_client_is_built_and_never_shown() {
    let own = Authority::new("Company").sign(&named("client"));
    let (certificate, key) = (own.pem.clone(), own.key.serialize_pem());
    let garbled = certificate.replacen("MII", "???", 1);
    for (field, text) in [
        ("ca_certificates", "/etc/ssl/company.pem"),
        ("ca_certificates", ""),
        ("ca_certificates", garbled.as_str()),
        ("ca_certificates", key.as_str()),
        ("client_certificate", certificate.as_str()),
        ("client_certificate", key.as_str()),
        ("client_certificate", "client.p12"),
    ] {
        let error = open("https://127.0.0.1:9/api/v1", &json!({field: text})).unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_str()), (Kind::Configuration, field), "{text}");
        let secret = key.lines().nth(1).unwrap();
        assert!(!format!("{error:?}").contains(secret), "{error:?}");
    }
}
