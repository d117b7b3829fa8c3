//! OpenSign, as its clients meet it.

mod access;
mod documents;
mod schemas;
mod templates;
mod things;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::{contract, opensign};

use crate::support::{Reply, World, reply, with_json};

/// `path` begins with the version.
pub(super) async fn send(world: &World, method: Method, path: &str, body: &Value) -> Reply {
    let url = format!("{}/opensign/sandbox/api/{path}", world.sandbox.origin());
    let request = world.http.request(method, url).header("x-api-token", opensign::TOKEN);
    let request = if body.is_null() { request } else { with_json(request, body) };
    reply(request.send().await.unwrap()).await
}

/// The newest version.
pub(super) async fn get(world: &World, path: &str) -> Reply {
    send(world, Method::GET, &format!("v1.2/{path}"), &Value::Null).await
}

pub(super) async fn post(world: &World, path: &str, body: &Value) -> Reply {
    send(world, Method::POST, &format!("v1.2/{path}"), body).await
}

pub(super) async fn put(world: &World, path: &str, body: &Value) -> Reply {
    send(world, Method::PUT, &format!("v1.2/{path}"), body).await
}

pub(super) async fn delete(world: &World, path: &str) -> Reply {
    send(world, Method::DELETE, &format!("v1.2/{path}"), &Value::Null).await
}

/// What the control API says.
pub(super) async fn control(world: &World, path: &str, body: &Value) -> Value {
    world.control(Method::POST, &format!("opensign/{path}"), body).await
}

pub(super) async fn settings(world: &World, patch: &Value) {
    world.control(Method::PATCH, "opensign/settings", patch).await;
}

pub(super) fn file() -> String {
    STANDARD.encode(contract())
}

/// Someone who signs.
pub(super) fn signer(who: &str) -> Value {
    json!({
        "role": who,
        "name": format!("{who} Example"),
        "email": format!("{who}@example.com"),
        "widgets": [{"type": "signature", "page": 1, "x": 60, "y": 600, "w": 150, "h": 50}],
    })
}

pub(super) fn lease(signers: &[&str]) -> Value {
    let signers: Vec<_> = signers.iter().map(|who| signer(who)).collect();
    json!({"file": file(), "title": "Lease", "signers": signers})
}

pub(super) async fn created(world: &World, body: &Value) -> String {
    let made = post(world, "createdocument", body).await;
    assert_eq!(made.status, 200, "{}", made.json);
    made.json["objectId"].as_str().unwrap().to_owned()
}

pub(super) fn refusal(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.json["error"].as_str().unwrap_or_default())
}

pub(super) const ANYTHING: (u16, &str) = (400, "Something went wrong, please try again later!");
