//! Tokens, worlds, versions and credits.

use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::{Clock, Options, Time, opensign};

use super::{control, created, delete, get, lease, post, refusal, send, settings, signer};
use crate::support::{World, reply, world, world_with};

async fn with_token(world: &World, realm: &str, token: Option<&str>) -> crate::support::Reply {
    let url = format!("{}/opensign/{realm}/api/v1.2/getuser", world.sandbox.origin());
    let mut request = world.http.get(url);
    if let Some(token) = token {
        request = request.header("x-api-token", token);
    }
    reply(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_token_opens_its_own_world_and_no_other() {
    let world = world();
    for (realm, token) in [("sandbox", opensign::TOKEN), ("live", opensign::LIVE_TOKEN)] {
        assert_eq!(with_token(&world, realm, Some(token)).await.status, 200);
    }
    for (realm, token) in [("live", opensign::TOKEN), ("sandbox", opensign::LIVE_TOKEN), ("sandbox", "x")] {
        assert_eq!(refusal(&with_token(&world, realm, Some(token)).await), (405, "Invalid API Token!"));
    }
    for token in [None, Some("")] {
        assert_eq!(refusal(&with_token(&world, "sandbox", token).await), (400, "Please Provide API Token"));
    }
    // A token that is made again replaces the old one.
    world.control(Method::PATCH, "opensign/accounts/sandbox", &json!({"token": "test.again"})).await;
    assert_eq!(with_token(&world, "sandbox", Some(opensign::TOKEN)).await.status, 405);
    assert_eq!(with_token(&world, "sandbox", Some("test.again")).await.status, 200);
}

#[tokio::test]
async fn another_account_s_things_are_not_there() {
    let world = world();
    let id = created(&world, &lease(&["ann"])).await;
    control(&world, "accounts", &json!({"token": "test.other"})).await;
    let url = format!("{}/opensign/sandbox/api/v1.2/document/{id}", world.sandbox.origin());
    let other = reply(world.http.get(url).header("x-api-token", "test.other").send().await.unwrap()).await;
    assert_eq!(refusal(&other), (404, "Document not found!"));
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_read_is_answered_with_a_page_of_html() {
    let world = world();
    for (method, path) in [
        (Method::GET, "v1.2/nothing"),
        (Method::PATCH, "v1.2/getuser"),
        (Method::GET, "v2/getuser"),
        (Method::GET, "v1/getcredits"),
        (Method::GET, "v1/signerips/x"),
        (Method::PUT, "v1/contact/x"),
        (Method::POST, "v1/publictemplate"),
    ] {
        let missing = send(&world, method, path, &Value::Null).await;
        assert_eq!(
            (missing.status, missing.headers["content-type"].as_str()),
            (404, "text/html; charset=utf-8")
        );
        assert!(missing.json.as_str().unwrap().contains("Cannot"), "{path}");
    }
    let url = format!("{}/opensign/sandbox/api/v1.2/createfolder", world.sandbox.origin());
    let broken = world.http.post(url).header("x-api-token", opensign::TOKEN).body("{\"folderName\":");
    let broken = reply(broken.header("content-type", "application/json").send().await.unwrap()).await;
    assert_eq!(broken.status, 400);
    assert!(broken.json.as_str().unwrap().contains("SyntaxError"));
}

#[tokio::test]
async fn an_older_version_ignores_and_answers_no_later_members() {
    let world = world();
    let mut body = lease(&["ann"]);
    body["cc"] = json!(["c@example.com"]);
    body["bcc"] = json!(["b@example.com"]);
    let make = async |version: &str| {
        let made = send(&world, Method::POST, &format!("{version}/createdocument"), &body).await;
        made.json["objectId"].as_str().unwrap().to_owned()
    };
    let (old, middle) = (make("v1").await, make("v1.1").await);
    let read = async |version: &str, id: &str| {
        send(&world, Method::GET, &format!("{version}/document/{id}"), &Value::Null).await.json
    };
    assert_eq!(read("v1.2", &old).await["bcc"], json!([]));
    assert_eq!(read("v1.2", &middle).await["bcc"], json!(["b@example.com"]));
    assert_eq!(read("v1.2", &middle).await["cc"], json!([]));
    assert_eq!(read("v1", &middle).await.get("bcc"), None);
    assert_eq!(read("v1.1", &middle).await.get("cc"), None);
    // Lists of v1.2 have no widgets.
    let list = async |version: &str| {
        let path = format!("{version}/documentlist/inprogress");
        send(&world, Method::GET, &path, &Value::Null).await.json["result"][0]["signers"][0].clone()
    };
    assert!(list("v1.1").await["widgets"].is_array());
    assert_eq!(list("v1.2").await.get("widgets"), None);
    let contact = json!({"name": "Cy", "email": "cy@example.com", "company": "Acme"});
    let contact = send(&world, Method::POST, "v1/createcontact", &contact).await.json;
    assert_eq!(contact.get("company"), None);
}

#[tokio::test]
async fn each_document_costs_a_credit_and_nothing_else_does() {
    let clock = Clock::frozen(Time::parse("2026-06-01T08:00:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let left = async || get(&world, "getcredits").await.json["total_credits"].as_i64().unwrap();
    let set = async |patch: Value| world.control(Method::PATCH, "opensign/accounts/sandbox", &patch).await;
    set(json!({"plan_credits": 2, "addon_credits": 2})).await;
    let first = created(&world, &lease(&["ann"])).await;
    let template = post(&world, "createtemplate", &lease(&["ann"])).await.json["objectId"].clone();
    get(&world, &format!("document/{first}")).await;
    get(&world, &format!("signinglinks/{first}")).await;
    post(&world, &format!("document/{first}"), &json!({"reason": "Wrong"})).await;
    delete(&world, &format!("document/{first}")).await;
    assert_eq!(left().await, 3);
    assert_eq!(
        post(&world, "draftdocument", &json!({"file": super::file(), "title": "t"})).await.status,
        200
    );
    let path = format!("createdocument/{}", template.as_str().unwrap());
    assert_eq!(
        post(&world, &path, &json!({"signers": [signer("ann")]})).await.status,
        400,
        "signatures are fixed"
    );
    let ann = json!({"signers": [{"role": "ann", "name": "Ann", "email": "ann@example.com"}]});
    assert_eq!(post(&world, &path, &ann).await.status, 200);
    assert_eq!(get(&world, "getcredits").await.json["plan_credits"], 0);
    assert_eq!(post(&world, "selfsign", &json!({"file": super::file(), "title": "t"})).await.status, 200);
    let none = post(&world, "createdocument", &lease(&["ann"])).await;
    assert_eq!(refusal(&none), (429, "Quota reached, Please buy credits and try again later."));
    settings(&world, &json!({"used_up_status": 400})).await;
    assert_eq!(post(&world, "createdocument", &lease(&["ann"])).await.status, 400);
    assert_eq!(post(&world, "createtemplate", &lease(&["ann"])).await.status, 200);
    assert_eq!(get(&world, "documentlist/inprogress").await.json["result"].as_array().unwrap().len(), 2);

    world.control(Method::POST, "clock", &json!({"advance_days": 31})).await;
    assert_eq!(left().await, 100);
    set(json!({"subscribed": false})).await;
    assert_eq!(refusal(&get(&world, "getcredits").await), (400, "Subscription not found!"));
    let ended = post(&world, "createdocument", &lease(&["ann"])).await;
    assert_eq!(refusal(&ended), (400, "Please purchase or renew your subscription."));
}
