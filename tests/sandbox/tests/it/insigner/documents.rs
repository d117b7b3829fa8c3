//! The life of a document.

use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::{Clock, Options, Time, contract};

use super::{control, delete, draft, get, post, send, signer};
use crate::support::{World, world, world_with};

async fn status(world: &World, id: &str) -> Value {
    get(world, &format!("documents/{id}")).await.json["data"]["status"].clone()
}

#[tokio::test]
async fn signers_act_in_their_order_and_approvers_come_first() {
    let world = world();
    let id = draft(&world).await;
    signer(&world, &id, "cy", "signer", 2).await;
    signer(&world, &id, "ann", "signer", 1).await;
    signer(&world, &id, "dee", "approver", 5).await;
    signer(&world, &id, "eve", "viewer", 0).await;
    assert_eq!(post(&world, &format!("documents/{id}/send"), &json!({})).await.status, 200);

    let act = async |who: &str, what: &str| {
        let path = format!("insigner/documents/{id}/signers/{who}@example.com/{what}");
        world.try_control(Method::POST, &path, &json!({})).await
    };
    let early = act("ann", "sign").await;
    assert_eq!((early.status, &early.json["error"]), (409, &json!("out_of_turn")));
    assert_eq!(act("dee", "approve").await.json["waiting_for"], json!(["ann@example.com"]));
    assert_eq!(act("cy", "sign").await.json["error"], "out_of_turn");
    assert_eq!(act("eve", "sign").await.json["error"], "only_gets_a_copy");
    assert_eq!(act("ann", "sign").await.json["waiting_for"], json!(["cy@example.com"]));
    assert_eq!(act("ann", "sign").await.json["error"], "already_done");
    assert_eq!(act("cy", "sign").await.json["status"], "completed");

    let whole = get(&world, &format!("documents/{id}")).await.json["data"].clone();
    assert!(whole["completedAt"].is_string());
    assert!(whole["signers"][0]["signingUrl"].as_str().unwrap().starts_with("https://"));
    let list = get(&world, &format!("documents/{id}/signers")).await.json["data"].clone();
    let order: Vec<_> = list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(order, ["eve", "ann", "cy", "dee"]);
    assert_eq!(list[0].get("signingUrl"), None);
}

#[tokio::test]
async fn a_signed_file_is_downloaded_in_each_of_the_ways() {
    let world = world();
    let id = draft(&world).await;
    signer(&world, &id, "ann", "signer", 0).await;
    let early = get(&world, &format!("documents/{id}/download")).await;
    assert_eq!(early.status, 409);
    post(&world, &format!("documents/{id}/send"), &json!({})).await;
    control(&world, &format!("documents/{id}/sign"), &json!({})).await;

    let path = format!("documents/{id}/download");
    let bytes = super::request(&world, Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > contract().len());
    world.control(Method::PATCH, "insigner/settings", &json!({"download": "link"})).await;
    let link = get(&world, &path).await.json["data"]["url"].as_str().unwrap().to_owned();
    assert!(link.starts_with(world.sandbox.storage_origin()));
    assert_eq!(world.http.get(&link).send().await.unwrap().bytes().await.unwrap(), bytes);
    world.control(Method::PATCH, "insigner/settings", &json!({"download": "redirect"})).await;
    // The client of these tests follows redirects, and drops the key on the way to another origin.
    let followed = super::request(&world, Method::GET, &path).send().await.unwrap();
    assert_eq!(followed.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn only_a_draft_is_changed_and_only_a_complete_one_is_sent() {
    let world = world();
    let made = post(&world, "documents", &json!({"name": "Empty"})).await;
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(post(&world, &format!("documents/{id}/send"), &json!({})).await.status, 409);
    let id = draft(&world).await;
    assert_eq!(post(&world, &format!("documents/{id}/send"), &json!({})).await.status, 409);
    signer(&world, &id, "eve", "viewer", 0).await;
    assert_eq!(post(&world, &format!("documents/{id}/send"), &json!({})).await.status, 409);
    signer(&world, &id, "ann", "signer", 0).await;
    assert_eq!(post(&world, &format!("documents/{id}/send"), &json!({})).await.status, 200);
    let person = json!({"email": "x@example.com", "name": "X"});
    assert_eq!(post(&world, &format!("documents/{id}/signers"), &person).await.status, 409);
    assert_eq!(
        send(&world, Method::PATCH, &format!("documents/{id}"), &json!({"name": "N"})).await.status,
        409
    );
    assert_eq!(delete(&world, &format!("documents/{id}")).await.status, 409);
    assert_eq!(
        post(&world, &format!("documents/{id}/cancel"), &json!({})).await.json["data"]["status"],
        "cancelled"
    );
    assert_eq!(post(&world, &format!("documents/{id}/cancel"), &json!({})).await.status, 409);
    assert_eq!(delete(&world, &format!("documents/{id}")).await.status, 204);
    assert_eq!(get(&world, &format!("documents/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_pending_document_expires_or_is_declined() {
    let clock = Clock::frozen(Time::parse("2026-05-28T12:00:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let id = draft(&world).await;
    signer(&world, &id, "ann", "signer", 0).await;
    let end = json!({"expiresAt": "2026-06-01T12:00:00Z"});
    assert_eq!(send(&world, Method::PATCH, &format!("documents/{id}"), &end).await.status, 200);
    post(&world, &format!("documents/{id}/send"), &json!({})).await;
    world.control(Method::POST, "clock", &json!({"advance_days": 3})).await;
    assert_eq!(status(&world, &id).await, "pending");
    world.control(Method::POST, "clock", &json!({"advance_days": 1})).await;
    assert_eq!(status(&world, &id).await, "expired");

    let id = draft(&world).await;
    let ann = signer(&world, &id, "ann", "signer", 0).await;
    post(&world, &format!("documents/{id}/send"), &json!({})).await;
    control(&world, &format!("documents/{id}/signers/{ann}/decline"), &json!({})).await;
    assert_eq!(status(&world, &id).await, "declined");
}

#[tokio::test]
async fn a_mail_that_fails_leaves_the_document_sent() {
    let world = world();
    let id = draft(&world).await;
    signer(&world, &id, "ann", "signer", 0).await;
    world.control(Method::PATCH, "insigner/settings", &json!({"mail_fails": true})).await;
    let failed = post(&world, &format!("documents/{id}/send"), &json!({})).await;
    assert_eq!((failed.status, &failed.json["title"]), (502, &json!("Bad Gateway")));
    assert_eq!(status(&world, &id).await, "pending");
}

#[tokio::test]
async fn the_storage_takes_the_announced_type_and_no_key() {
    let world = world();
    let made = post(&world, "documents", &json!({"name": "Lease"})).await;
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    let body = json!({"filename": "a b.png", "contentType": "image/png", "fileSize": 9});
    let target = post(&world, &format!("documents/{id}/upload"), &body).await;
    let url = target.json["data"]["uploadUrl"].as_str().unwrap().to_owned();
    let put = |kind: &'static str| world.http.put(&url).header("content-type", kind).body("\u{89}PNG");
    assert_eq!(put("application/pdf").send().await.unwrap().status(), 403);
    assert_eq!(put("image/png").bearer_auth("k").send().await.unwrap().status(), 400);
    assert_eq!(world.http.get(&url).send().await.unwrap().status(), 403);
    assert_eq!(put("image/png").send().await.unwrap().status(), 200);
    let seen =
        world.sandbox.requests().into_iter().filter(|one| one.operation == Some("storage.put")).count();
    assert_eq!(seen, 3);
    for wrong in [
        json!({"filename": "a.exe", "contentType": "application/x-msdownload", "fileSize": 9}),
        json!({"filename": "a.pdf", "contentType": "application/pdf", "fileSize": 0}),
        json!({"filename": "a.pdf"}),
    ] {
        assert_eq!(post(&world, &format!("documents/{id}/upload"), &wrong).await.status, 422);
    }
}

#[tokio::test]
async fn another_organization_s_things_are_not_there() {
    let world = world();
    let id = draft(&world).await;
    let other = control(&world, "organizations", &json!({"name": "Other"})).await;
    let key = other["key"].as_str().unwrap();
    assert_eq!(super::get_with(&world, key, &format!("documents/{id}")).await.status, 404);
    assert_eq!(super::get_with(&world, key, "templates/tpl_nda").await.status, 404);
    assert_eq!(super::get_with(&world, key, "documents").await.json["data"], json!([]));
    assert_eq!(super::get_with(&world, key, "org").await.json["data"]["name"], "Other");
}

#[tokio::test]
async fn lists_are_newest_first_and_go_on_with_the_cursor() {
    let world = world();
    for name in ["one", "two", "three"] {
        post(&world, "documents", &json!({"name": name})).await;
    }
    let first = get(&world, "documents?limit=2").await.json;
    let names = |page: &Value| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&first), ["three", "two"]);
    assert_eq!((&first["meta"]["count"], &first["meta"]["hasMore"]), (&json!(2), &json!(true)));
    let cursor = first["meta"]["nextCursor"].as_str().unwrap();
    let second = get(&world, &format!("documents?limit=2&cursor={cursor}")).await.json;
    assert_eq!(names(&second), ["one"]);
    assert_eq!(second["meta"], json!({"count": 1, "hasMore": false, "nextCursor": null}));
    assert_eq!(names(&get(&world, "documents?search=TW").await.json), ["two"]);
    for wrong in ["limit=0", "limit=101", "limit=x", "cursor=nope", "status=signed"] {
        assert_eq!(get(&world, &format!("documents?{wrong}")).await.status, 422, "{wrong}");
    }
}
