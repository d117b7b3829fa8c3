//! Keys, scopes, limits, and what is refused.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use signbridge_sandbox::{Clock, Options, Time, contract};

use super::{control, draft, get, get_with, post, request, send, signer};
use crate::support::{World, reply, world, world_with};

fn frozen() -> World {
    let clock = Clock::frozen(Time::parse("2026-05-28T12:00:00Z").unwrap());
    world_with(Options { clock, ..Options::default() })
}

#[tokio::test]
async fn a_refused_key_is_told_why() {
    let world = frozen();
    let url = format!("{}/insigner/api/v1/org", world.sandbox.origin());
    let refused = reply(world.http.get(&url).send().await.unwrap()).await;
    assert_eq!((refused.status, &refused.json["code"]), (401, &json!("MISSING_KEY")));
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    assert_eq!(refused.json["type"], "https://docs.insigner.com/errors/unauthorized");
    let basic = world.http.get(&url).basic_auth("a", Some("b")).send().await.unwrap();
    assert_eq!(reply(basic).await.json["code"], "MISSING_KEY");
    assert_eq!(get_with(&world, "sandbox-key", "org").await.json["code"], "INVALID_FORMAT");
    let unknown = format!("isk_{}", "x".repeat(44));
    assert_eq!(get_with(&world, &unknown, "org").await.json["code"], "INVALID_KEY");

    let made = control(&world, "keys", &json!({"expires_at": "2026-05-29T12:00:00Z"})).await;
    let key = made["key"].as_str().unwrap();
    assert_eq!(get_with(&world, key, "org").await.status, 200);
    world.control(Method::POST, "clock", &json!({"advance_days": 1})).await;
    assert_eq!(get_with(&world, key, "org").await.json["code"], "KEY_EXPIRED");
    control(&world, &format!("keys/{key}/revoke"), &json!({})).await;
    assert_eq!(get_with(&world, key, "org").await.json["code"], "KEY_REVOKED");
    // As printed: without a code.
    world.control(Method::PATCH, "insigner/settings", &json!({"code_member": false})).await;
    let printed = json!({
        "type": "https://docs.insigner.com/errors/unauthorized", "title": "Unauthorized", "status": 401,
        "detail": "Invalid or missing API key",
    });
    assert_eq!(get_with(&world, key, "org").await.json, printed);
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say() {
    let world = world();
    let made = control(&world, "keys", &json!({"scopes": ["documents.read", "webhooks.*"]})).await;
    let key = made["key"].as_str().unwrap();
    for (path, status) in [("documents", 200), ("webhooks", 200), ("org", 403), ("templates", 403)] {
        assert_eq!(get_with(&world, key, path).await.status, status, "{path}");
    }
    let refused = get_with(&world, key, "org").await;
    assert_eq!(refused.json["code"], "INSUFFICIENT_SCOPE");
    let unknown = world.try_control(Method::POST, "insigner/keys", &json!({"scopes": ["templates.*"]})).await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn every_answer_says_how_the_limit_stands_and_the_121st_is_refused() {
    let world = frozen();
    let first = get(&world, "org").await;
    assert_eq!(first.headers["ratelimit-limit"], "120");
    assert_eq!(first.headers["ratelimit-remaining"], "119");
    assert_eq!(first.headers["ratelimit-reset"], "60");
    assert!(first.headers["x-request-id"].starts_with("req_"));
    for _ in 1..120 {
        assert_eq!(get(&world, "org").await.status, 200);
    }
    world.control(Method::POST, "clock", &json!({"advance_seconds": 18})).await;
    let refused = get(&world, "org").await;
    assert_eq!(refused.status, 429);
    assert_eq!(
        (refused.headers["retry-after"].as_str(), refused.headers["ratelimit-reset"].as_str()),
        ("42", "42")
    );
    assert_eq!(refused.headers["ratelimit-remaining"], "0");
    let printed = json!({
        "type": "https://docs.insigner.com/errors/rate-limited", "title": "Too Many Requests", "status": 429,
        "detail": "Rate limit exceeded. Please retry after the reset period.",
    });
    assert_eq!(refused.json, printed);
    world.control(Method::POST, "clock", &json!({"advance_seconds": 42})).await;
    assert_eq!(get(&world, "org").await.status, 200);
}

#[tokio::test]
async fn a_bulk_send_is_followed_by_none_for_five_minutes() {
    let world = frozen();
    let body = json!({"templateId": "tpl_nda", "name": "Q3", "signers": [{"name": "Ann", "email": "ann@example.com"}]});
    assert_eq!(post(&world, "bulk-sends", &body).await.status, 201);
    world.control(Method::POST, "clock", &json!({"advance_seconds": 60})).await;
    let refused = post(&world, "bulk-sends", &body).await;
    assert_eq!((refused.status, refused.headers["retry-after"].as_str()), (429, "240"));
    world.control(Method::POST, "clock", &json!({"advance_seconds": 240})).await;
    assert_eq!(post(&world, "bulk-sends", &body).await.status, 201);
    let documents = get(&world, "documents?status=pending").await.json;
    assert_eq!(documents["meta"]["count"], 2);
    assert!(documents["data"][0]["bulkSendId"].is_string());
}

#[tokio::test]
async fn webhooks_are_limited_by_number_and_by_hour() {
    let world = frozen();
    let body = json!({"url": "https://hooks.example.com/in", "events": ["document.completed"]});
    let mut ids = Vec::new();
    for _ in 0..10 {
        let made = post(&world, "webhooks", &body).await;
        assert_eq!(made.status, 201);
        ids.push(made.json["data"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(post(&world, "webhooks", &body).await.status, 409);
    super::delete(&world, &format!("webhooks/{}", ids[0])).await;
    assert_eq!(post(&world, "webhooks", &body).await.status, 429);
    world.control(Method::POST, "clock", &json!({"advance_seconds": 3600})).await;
    assert_eq!(post(&world, "webhooks", &body).await.status, 201);
}

#[tokio::test]
async fn a_webhook_at_a_private_address_is_refused_until_told_otherwise() {
    let world = world();
    let make = async |url: &str| post(&world, "webhooks", &json!({"url": url, "events": ["a"]})).await;
    for url in [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://localhost/x",
        "https://169.254.169.254/",
        "ftp://x/",
        "x",
    ] {
        let refused = make(url).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["field"]), (422, &json!("url")), "{url}");
    }
    world.control(Method::PATCH, "insigner/settings", &json!({"private_webhooks": true})).await;
    assert_eq!(make("http://127.0.0.1:4000/in").await.status, 201);
    assert_eq!(make("ftp://127.0.0.1/").await.status, 422);
}

#[tokio::test]
async fn a_webhook_that_failed_twenty_times_is_switched_off_and_on_again() {
    let world = world();
    let body =
        json!({"url": "https://hooks.example.com/in", "events": ["document.completed", "signer.completed"]});
    let made = post(&world, "webhooks", &body).await;
    let id = made.json["data"]["id"].as_str().unwrap();
    let failed = control(&world, &format!("webhooks/{id}/fail"), &json!({"times": 19})).await;
    assert_eq!((&failed["status"], &failed["failureCount"]), (&json!("active"), &json!(19)));
    assert_eq!(control(&world, &format!("webhooks/{id}/fail"), &json!({})).await["status"], "inactive");
    let on = send(&world, Method::PATCH, &format!("webhooks/{id}"), &json!({"status": "active"})).await;
    assert_eq!((&on.json["data"]["status"], &on.json["data"]["failureCount"]), (&json!("active"), &json!(0)));
    assert_eq!(on.json["data"]["events"], "[\"document.completed\",\"signer.completed\"]");
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let world = world();
    let id = draft(&world).await;
    let wrong = post(&world, &format!("documents/{id}/signers"), &json!({"email": "nobody"})).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(
        wrong.json["errors"],
        json!([{"field": "email", "message": "Invalid email"}, {"field": "name", "message": "Required"}])
    );
    let body = json!({"templateId": "tpl_nda", "name": "Q3", "signers": [{"name": "A", "email": "a@example.com"}, {"name": ""}]});
    let fields = post(&world, "bulk-sends", &body).await.json["errors"].clone();
    let fields: Vec<_> =
        fields.as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["signers.1.name", "signers.1.email"]);
    let torn = request(&world, Method::POST, "documents").body("{").send().await.unwrap();
    assert_eq!(torn.status(), 400);
}

#[tokio::test]
async fn a_document_has_fifty_signers_and_five_attachments() {
    let world = world();
    world.control(Method::PATCH, "insigner/settings", &json!({"rate_limit": null})).await;
    let id = draft(&world).await;
    for at in 0..50 {
        signer(&world, &id, &format!("s{at}"), "signer", at).await;
    }
    let person = json!({"email": "x@example.com", "name": "X"});
    assert_eq!(post(&world, &format!("documents/{id}/signers"), &person).await.status, 422);

    let attach = async |bytes: Vec<u8>, name: &'static str| {
        let form = Form::new().part("file", Part::bytes(bytes).file_name(name));
        let path = format!("documents/{id}/attachments");
        reply(request(&world, Method::POST, &path).multipart(form).send().await.unwrap()).await
    };
    let picture = attach(b"\x89PNG\r\n\x1a\n....".to_vec(), "photo.png").await;
    assert_eq!(
        (&picture.json["data"]["fileName"], &picture.json["data"]["mimeType"]),
        (&json!("photo.pdf"), &json!("application/pdf"))
    );
    assert_eq!(attach(b"GIF89a".to_vec(), "a.gif").await.status, 422);
    assert_eq!(attach(vec![b'%'; (10 << 20) + 1], "big.pdf").await.status, 422);
    for _ in 1..5 {
        assert_eq!(attach(contract(), "terms.pdf").await.status, 201);
    }
    assert_eq!(attach(contract(), "terms.pdf").await.status, 422);
}
