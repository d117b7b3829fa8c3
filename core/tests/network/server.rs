//! A company's authorities, servers with certificates of theirs, and a client that calls them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};
use serde_json::{Value, json};
use signbridge::{Call, Client, Error, Raw, Reply, Target, bridge};

pub(crate) const KEY: &str = "isk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A certificate authority of a company.
pub(crate) struct Authority {
    pub(crate) pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), issuer: Issuer::new(params, key) }
    }

    pub(crate) fn sign(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), pem: certificate.pem(), key }
    }
}

pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) pem: String,
    pub(crate) key: KeyPair,
}

impl Identity {
    pub(crate) fn server(&self) -> ServerConfig {
        self.server_for(None)
    }

    /// A server that lets in whom `clients` vouches for.
    pub(crate) fn server_for(&self, clients: Option<&Authority>) -> ServerConfig {
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

    pub(crate) fn both_pem(&self) -> String {
        self.pem.clone() + &self.key.serialize_pem()
    }
}

pub(crate) fn named(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

/// Takes one connection, and answers a request with this JSON. Gives what it read, after the handshake.
pub(crate) fn serve(config: ServerConfig, json: &str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}/api/v1", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    );
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
        let has_head = |read: &[u8]| read.windows(4).any(|four| four == b"\r\n\r\n");
        while !has_head(&read) {
            match stream.read(&mut buffer) {
                Ok(length @ 1..) => read.extend_from_slice(&buffer[..length]),
                Ok(0) | Err(_) => break,
            }
        }
        if has_head(&read) {
            stream.write_all(answer.as_bytes()).unwrap();
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

pub(crate) fn open(address: &str, settings: &Value) -> Result<Client, Error> {
    let mut config = json!({
        "provider": "insigner", "credential": {"value": KEY}, "origins": {"api": address}, "max_retries": 0, "proxy": "none",
    });
    config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    bridge::open(config.to_string().as_bytes())
}

/// Creates something: what was certainly not sent shows.
pub(crate) async fn call(client: &Client) -> Result<Reply, Error> {
    let raw =
        Raw { method: "POST".into(), path: "/things".into(), origin: None, content_type: None, safety: None };
    client.call(Call { target: Target::Raw(raw), ..Call::default() }).await
}
