//! The error shapes, and the limit.

use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::nextsign::Settings;
use signbridge_sandbox::{Clock, KEY, Options, Time};

use crate::support::{new_case, reply, v2, v3, world, world_with};

const ID: &str = "657b00000000000000000001";

#[tokio::test]
async fn a_request_without_a_key_gets_the_documented_body() {
    let world = world();
    for path in [v2("cases/get"), v2("forms/65aa00bb52bb6d8baa5d1600/get")] {
        let url = format!("{}{path}", world.sandbox.origin());
        let refused = reply(world.http.get(url).send().await.unwrap()).await;
        let error = json!({"code": 401, "message": "Unauthorized", "description": "Bearer token not found"});
        assert_eq!((refused.status, refused.json), (401, json!({"errors": [error]})));
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_on_both_versions() {
    let world = world();
    for path in [v2("cases/get"), v3("view-presigned-url")] {
        let method = if path.starts_with("/v3") { Method::POST } else { Method::GET };
        let url = format!("{}{path}", world.sandbox.origin());
        let refused = reply(world.http.request(method, url).bearer_auth("wrong").send().await.unwrap()).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["code"]), (401, &json!(401)));
    }
}

#[tokio::test]
async fn a_key_opens_its_own_companies_only() {
    let world = world();
    let other = world.control(Method::POST, "companies", &json!({})).await;
    let path = format!("/api/v2/{}/cases/get", other["id"].as_str().unwrap());
    assert_eq!(world.get(&path).await.status, 401);
    let keys = format!("companies/{}/keys", other["id"].as_str().unwrap());
    world.control(Method::POST, &keys, &json!({"key": KEY})).await;
    assert_eq!(world.get(&path).await.status, 200);
    world.control(Method::DELETE, &format!("{keys}/{KEY}"), &json!({})).await;
    assert_eq!(world.get(&path).await.status, 401);
}

#[tokio::test]
async fn a_company_id_can_be_malformed_or_unknown() {
    let world = world();
    let malformed = world.get("/api/v2/acme/cases/get").await;
    let flat = json!({"code": 400, "message": "Bad Request", "description": "Invalid company id"});
    assert_eq!((malformed.status, malformed.json), (400, flat));
    let unknown = world.get(&format!("/api/v2/{ID}/cases/get")).await;
    let error = json!({"code": 400, "message": "Bad Request", "description": "Company not found"});
    assert_eq!((unknown.status, unknown.json), (400, json!({"errors": [error]})));
}

#[tokio::test]
async fn an_unknown_form_is_named_as_the_pages_have_it() {
    let world = world();
    let description = async |path: &str| world.get(&v2(path)).await.json["errors"][0]["description"].clone();
    assert_eq!(description(&format!("forms/{ID}/get")).await, "Form not found");
    assert_eq!(description(&format!("forms/{ID}/tags/get")).await, "Company not found");
}

#[tokio::test]
async fn an_unknown_case_is_a_200_unless_told_otherwise() {
    let world = world();
    let found = async |action: &str| world.get(&v2(&format!("case/{ID}/{action}"))).await;
    for action in ["get", "delete"] {
        let reply = found(action).await;
        assert_eq!((reply.status, reply.json), (200, json!({"message": "Case not found"})));
    }
    world.control(Method::PATCH, "nextsign/settings", &json!({"case_not_found_status": 404})).await;
    assert_eq!(found("get").await.status, 404);
    assert_eq!(world.get(&v2("case//delete")).await.json["errors"][0]["description"], "Missing case id");
}

#[tokio::test]
async fn in_legacy_mode_v2_errors_come_as_200() {
    let nextsign = Settings { legacy_200: true, ..Settings::default() };
    let world = world_with(Options { nextsign, ..Options::default() });
    let flat = world.get("/api/v2/acme/cases/get").await;
    assert_eq!((flat.status, &flat.json["code"]), (200, &json!(400)));
    let listed = world.get(&v2(&format!("forms/{ID}/get"))).await;
    assert_eq!((listed.status, &listed.json["errors"][0]["code"]), (200, &json!(400)));
    // Version 3 is not legacy, and what is documented with a status keeps it.
    assert_eq!(world.post(&v3("view-presigned-url"), &json!({})).await.status, 400);
    assert_eq!(world.get(&v2(&format!("cases/{ID}/get"))).await.status, 404);
}

#[tokio::test]
async fn a_body_that_is_not_the_operations_is_refused_by_name() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    let refused = async |body: &serde_json::Value| {
        let reply = world.post(&v2("case/create"), body).await;
        assert_eq!(reply.status, 400);
        reply.json["errors"][0]["description"].as_str().unwrap().to_owned()
    };
    body["recipients"][0]["email"] = "".into();
    assert_eq!(refused(&body).await, "recipients[0].email is missing");
    body["recipients"] = json!([]);
    assert_eq!(refused(&body).await, "recipients is empty");
    body.as_object_mut().unwrap().remove("settings");
    assert!(refused(&body).await.starts_with("missing field `settings`"));
}

#[tokio::test]
async fn the_limit_is_100_requests_a_minute_over_both_versions() {
    let clock = Clock::frozen(Time::parse("2026-01-14").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    for _ in 0..50 {
        assert_eq!(world.get(&v2("cases/get")).await.status, 200);
        assert_eq!(world.post(&v3("view-presigned-url"), &json!({})).await.status, 400);
    }
    world.sandbox.advance(20 * Time::SECOND);
    let refused = world.get(&v2("cases/get")).await;
    assert_eq!((refused.status, refused.headers["retry-after"].as_str()), (429, "40"));
    world.sandbox.advance(40 * Time::SECOND);
    assert_eq!(world.get(&v2("cases/get")).await.status, 200);
}

#[tokio::test]
async fn an_address_that_is_no_operation_is_not_found_and_noted() {
    let world = world();
    assert_eq!(world.request(Method::DELETE, &v2("cases/get")).send().await.unwrap().status(), 404);
    let last = world.sandbox.requests().pop().unwrap();
    assert_eq!((last.operation, last.note.is_some()), (None, true));
}
