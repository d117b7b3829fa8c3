//! Nexpay, as its clients meet it.

mod access;
mod lists;
mod payments;
mod quotes;
mod schemas;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use signbridge_sandbox::nexpay;

use crate::support::{Reply, World, reply, with_json};

/// The API with the key of the start.
pub(super) fn request(world: &World, method: Method, path: &str) -> RequestBuilder {
    request_with(world, nexpay::KEY, method, path)
}

/// The same with another key.
pub(super) fn request_with(world: &World, key: &str, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}/nexpay/v2/{path}", world.sandbox.origin());
    world.http.request(method, url).header("authorization", format!("ApiKey {key}"))
}

pub(super) async fn get(world: &World, path: &str) -> Reply {
    reply(request(world, Method::GET, path).send().await.unwrap()).await
}

pub(super) async fn send(world: &World, method: Method, path: &str, body: &Value) -> Reply {
    reply(with_json(request(world, method, path), body).send().await.unwrap()).await
}

pub(super) async fn post(world: &World, path: &str, body: &Value) -> Reply {
    send(world, Method::POST, path, body).await
}

/// The answer's text, in which digits are as they were sent.
pub(super) async fn post_text(world: &World, path: &str, body: &str) -> (u16, String) {
    let request = request(world, Method::POST, path).header("content-type", "application/json");
    let response = request.body(body.to_owned()).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// A step that has no body.
pub(super) async fn step(world: &World, path: &str) -> Reply {
    reply(request(world, Method::POST, path).send().await.unwrap()).await
}

/// What the control API says.
pub(super) async fn control(world: &World, path: &str, body: &Value) -> Value {
    world.control(Method::POST, &format!("nexpay/{path}"), body).await
}

pub(super) async fn settings(world: &World, body: &Value) {
    world.control(Method::PATCH, "nexpay/settings", body).await;
}

pub(super) async fn upload(
    world: &World,
    path: &str,
    part: &'static str,
    bytes: Vec<u8>,
    kind: &str,
) -> Reply {
    let file = Part::bytes(bytes).file_name("passport – æ.pdf").mime_str(kind).unwrap();
    let form = Form::new().part(part, file);
    reply(request(world, Method::POST, path).multipart(form).send().await.unwrap()).await
}

/// A quote for the payee of the start.
pub(super) async fn quote(world: &World) -> Value {
    let body = json!({"payeeId": 42, "fromCurrency": "USD", "toAmount": 5000});
    let made = post(world, "quotes", &body).await;
    assert_eq!(made.status, 200, "{}", made.json);
    made.json
}

pub(super) async fn new_payment(world: &World) -> Value {
    let quote = quote(world).await;
    json!({
        "transactionType": "provider",
        "data": {
            "quoteId": quote["id"],
            "selectedQuoteVariantId": quote["variants"][0]["id"],
            "countryCode": "AU",
            "purpose": "undergraduate",
            "studentInfo": {"firstName": "Sam", "lastName": "Doe", "email": "sam@example.com"},
            "payerDetails": {"payerType": "parent", "firstName": "Pat", "lastName": "Lee", "dob": "1970-05-15"},
        },
    })
}

/// Pays with this key.
pub(super) async fn pay(world: &World, key: &str, body: &Value) -> Reply {
    let request = request(world, Method::POST, "payments").header("idempotency-key", key);
    reply(with_json(request, body).send().await.unwrap()).await
}

/// A payment that is ready for the money to move.
pub(super) async fn checked_out(world: &World) -> i64 {
    let body = new_payment(world).await;
    let made = post(world, "payments", &body).await;
    assert_eq!(made.status, 200, "{}", made.json);
    let id = made.json["id"].as_i64().unwrap();
    for action in ["confirm", "checkout"] {
        assert_eq!(step(world, &format!("payments/{id}/{action}")).await.status, 200);
    }
    id
}

/// A payment that has arrived.
pub(super) async fn paid(world: &World) -> i64 {
    let id = checked_out(world).await;
    for _ in 0..3 {
        control(world, &format!("payments/{id}/advance"), &json!({})).await;
    }
    id
}
