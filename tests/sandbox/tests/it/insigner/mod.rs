//! inSigner, as its clients meet it.

mod documents;
mod limits;
mod schemas;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use signbridge_sandbox::{contract, insigner};

use crate::support::{Reply, World, reply, with_json};

/// The API with the key of the start.
pub(super) fn request(world: &World, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}/insigner/api/v1/{path}", world.sandbox.origin());
    world.http.request(method, url).bearer_auth(insigner::KEY)
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

pub(super) async fn delete(world: &World, path: &str) -> Reply {
    reply(request(world, Method::DELETE, path).send().await.unwrap()).await
}

/// The same with another key.
pub(super) async fn get_with(world: &World, key: &str, path: &str) -> Reply {
    let url = format!("{}/insigner/api/v1/{path}", world.sandbox.origin());
    reply(world.http.get(url).bearer_auth(key).send().await.unwrap()).await
}

/// What the control API says.
pub(super) async fn control(world: &World, path: &str, body: &Value) -> Value {
    world.control(Method::POST, &format!("insigner/{path}"), body).await
}

/// A draft with a file.
pub(super) async fn draft(world: &World) -> String {
    let made = post(world, "documents", &json!({"name": "Lease"})).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    let file =
        json!({"filename": "lease.pdf", "contentType": "application/pdf", "fileSize": contract().len()});
    let target = post(world, &format!("documents/{id}/upload"), &file).await;
    let put = world.http.put(target.json["data"]["uploadUrl"].as_str().unwrap());
    let put = put.header("content-type", "application/pdf").body(contract()).send().await.unwrap();
    assert_eq!(put.status(), 200);
    id
}

/// Adds a signer and answers with the id.
pub(super) async fn signer(world: &World, document: &str, who: &str, role: &str, order: i64) -> String {
    let body = json!({"email": format!("{who}@example.com"), "name": who, "role": role, "order": order});
    let added = post(world, &format!("documents/{document}/signers"), &body).await;
    assert_eq!(added.status, 201, "{}", added.json);
    added.json["data"]["id"].as_str().unwrap().to_owned()
}
