//! Keys, limits, maintenance.

use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::{Clock, Options, Time, nexpay};

use super::{control, get, post, request, request_with, settings, step, upload};
use crate::support::{reply, world, world_with};

#[tokio::test]
async fn a_key_is_taken_with_its_own_scheme_only() {
    let world = world();
    let unauthorized = json!({"statusCode": 401, "message": "Unauthorized"});
    let url = format!("{}/nexpay/v2/users/me", world.sandbox.origin());
    for header in [None, Some(format!("Bearer {}", nexpay::KEY)), Some("ApiKey wrong".to_owned())] {
        let request = world.http.get(&url);
        let request = match header {
            Some(header) => request.header("authorization", header),
            None => request,
        };
        let refused = reply(request.send().await.unwrap()).await;
        assert_eq!((refused.status, refused.json), (401, unauthorized.clone()));
    }
    assert_eq!(get(&world, "users/me").await.json["email"], "pat@example.com");
}

#[tokio::test]
async fn a_key_can_be_revoked_and_restricted() {
    let world = world();
    let key = control(&world, "keys", &json!({"forbidden": ["commissions.outstanding"]})).await;
    let key = key["value"].as_str().unwrap();
    let ask = async |path: &str| {
        reply(request_with(&world, key, Method::GET, path).send().await.unwrap()).await.status
    };
    assert_eq!(ask("commissions").await, 200);
    assert_eq!(ask("commissions/outstanding").await, 403);
    control(&world, &format!("keys/{key}/revoke"), &json!({})).await;
    assert_eq!(ask("commissions").await, 401);
}

#[tokio::test]
async fn the_200th_request_in_a_second_is_the_last() {
    let clock = Clock::frozen(Time::parse("2026-03-10T08:30:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    settings(&world, &json!({"rate_limit": 3})).await;
    for _ in 0..3 {
        assert_eq!(get(&world, "users/me").await.status, 200);
    }
    let refused = get(&world, "users/me").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json, json!({"statusCode": 429, "message": "ThrottlerException: Too Many Requests"}));
    assert!(!refused.headers.contains_key("retry-after"));
    world.sandbox.advance(1_000);
    assert_eq!(get(&world, "users/me").await.status, 200);
}

#[tokio::test]
async fn login_has_a_limit_of_its_own() {
    let clock = Clock::frozen(Time::parse("2026-03-10T08:30:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let body = json!({"email": "pat@example.com", "password": "sandbox-password"});
    for _ in 0..10 {
        assert_eq!(post(&world, "auth/login", &body).await.status, 200);
    }
    assert_eq!(post(&world, "auth/login", &body).await.status, 429);
    assert_eq!(get(&world, "users/me").await.status, 200);
    world.sandbox.advance(60_000);
    assert_eq!(post(&world, "auth/login", &body).await.status, 200);
}

#[tokio::test]
async fn maintenance_says_how_long_it_lasts_and_ends() {
    let clock = Clock::frozen(Time::parse("2026-03-10T08:30:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    control(&world, "maintenance", &json!({"seconds": 600})).await;
    world.sandbox.advance(400_500);
    let closed = get(&world, "users/me").await;
    assert_eq!((closed.status, closed.headers["retry-after"].as_str()), (503, "200"));
    assert_eq!(closed.json, json!({"statusCode": 503, "message": "Service Unavailable"}));
    world.sandbox.advance(199_500);
    assert_eq!(get(&world, "users/me").await.status, 200);
    control(&world, "maintenance", &json!({"seconds": 600})).await;
    control(&world, "maintenance", &json!({"seconds": 0})).await;
    assert_eq!(get(&world, "users/me").await.status, 200);
}

#[tokio::test]
async fn a_file_may_have_16_megabytes() {
    let world = world();
    let size = 16 << 20;
    let kind = "image/png";
    let stored = upload(&world, "documents", "file", vec![7; size], kind).await;
    assert_eq!((stored.status, &stored.json["fileSize"]), (200, &json!(size)));
    assert_eq!(stored.json["fileName"], "passport – æ.pdf");
    let path = format!("documents/{}", stored.json["id"].as_str().unwrap());
    let read = request(&world, Method::GET, &path).send().await.unwrap();
    assert_eq!(read.headers()["content-type"], kind);
    assert_eq!(read.bytes().await.unwrap().len(), size);
    let refused = upload(&world, "documents", "file", vec![7; size + 1], kind).await;
    assert_eq!((refused.status, &refused.json["message"]), (413, &json!("File too large")));
    assert_eq!(upload(&world, "documents", "other", vec![7], kind).await.status, 400);
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_told_as_the_framework_does() {
    let world = world();
    let refused = step(&world, "payments/1/refund").await;
    assert_eq!(
        (refused.status, &refused.json["message"]),
        (404, &json!("Cannot POST /v2/payments/1/refund"))
    );
    let refused = get(&world, "payments/abc").await;
    assert_eq!(refused.status, 400);
}
