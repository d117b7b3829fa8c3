//! TLS against real handshakes: only a certificate that can be trusted gets a request, and an error says what is wrong with
//! one that cannot.

use rcgen::{KeyPair, date_time_ymd};
use rustls::ServerConfig;
use serde_json::{Value, json};
use signbridge::{Delivery, Kind};

use crate::server::{Authority, Identity, call, named, open, serve};

/// Calls a server that must not be trusted: nothing may reach it.
async fn refused(config: ServerConfig, settings: &Value) -> String {
    let (address, server) = serve(config, "{}");
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
    let (address, server) = serve(authority.sign(&named("127.0.0.1")).server(), "{}");
    let client = open(&address, &json!({"ca_certificates": authority.pem})).unwrap();
    assert_eq!(call(&client).await.unwrap().status(), 200);
    assert!(server.join().unwrap().starts_with("POST /api/v1/things HTTP/1.1"));
}

#[tokio::test]
async fn one_of_several_authorities_is_enough() {
    let (one, two) = (Authority::new("One"), Authority::new("Two"));
    let (address, server) = serve(two.sign(&named("127.0.0.1")).server(), "{}");
    let client =
        open(&address, &json!({"ca_certificates": format!("# ours\n{}{}", one.pem, two.pem)})).unwrap();
    assert_eq!(call(&client).await.unwrap().status(), 200);
    server.join().unwrap();
}

#[tokio::test]
async fn an_unknown_authority_is_refused_and_the_setting_named() {
    let server = Authority::new("Nobody").sign(&named("127.0.0.1")).server();
    let message = refused(server, &json!({})).await;
    assert!(message.contains("pass the authority's certificate as `ca_certificates`"), "{message}");
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
    let (address, server) = serve(servers.sign(&named("127.0.0.1")).server_for(Some(&clients)), "{}");
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
    assert!(message.contains("pass `client_certificate`"), "{message}");
}

#[tokio::test]
async fn a_client_certificate_that_the_server_does_not_accept_is_said_to_be_the_reason() {
    let (servers, clients) = (Authority::new("Servers"), Authority::new("Clients"));
    let server = servers.sign(&named("127.0.0.1")).server_for(Some(&clients));
    let stranger = Authority::new("Strangers").sign(&named("client")).both_pem();
    let settings = json!({"ca_certificates": servers.pem, "client_certificate": stranger});
    let message = refused(server, &settings).await;
    assert!(message.contains("does not accept the `client_certificate`"), "{message}");
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
