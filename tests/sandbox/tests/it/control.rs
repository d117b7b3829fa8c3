//! The control API, as its reference has it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::{COMPANY_ID, Fault, KEY, Options, Sandbox, Time, contract, fingerprint};

use crate::support::{client, new_case, v2, world, world_with};

#[tokio::test]
async fn the_overview_tells_where_everything_is() {
    let world = world();
    let overview = world.control(Method::GET, "", &json!({})).await;
    assert_eq!(overview["storage_origin"], world.sandbox.storage_origin());
    assert_eq!(overview["providers"]["nextsign"]["api_url"], format!("{}/api", world.sandbox.origin()));
}

#[tokio::test]
async fn a_request_is_on_record_without_its_key() {
    let world = world();
    world.get(&v2("cases/get?status=signed")).await;
    let seen = world.control(Method::GET, "requests", &json!({})).await["requests"][0].clone();
    assert_eq!(seen["path"], format!("/api/v2/{COMPANY_ID}/cases/get?status=signed"));
    assert_eq!(
        (&seen["method"], &seen["operation"], &seen["status"], &seen["outcome"]),
        (&json!("GET"), &json!("cases.list"), &json!(200), &json!("answered"))
    );
    assert_eq!(seen["headers"]["authorization"], format!("Bearer {}", fingerprint(KEY)));
    assert!(!seen.to_string().contains(KEY));
}

#[tokio::test]
async fn a_reset_restores_the_start_and_keeps_the_faults_of_the_command_line() {
    let faults: Vec<Fault> = vec!["status,status=503,count=1".parse().unwrap()];
    let world = world_with(Options { faults, ..Options::default() });
    assert_eq!(world.get(&v2("cases/get")).await.status, 503);
    world.case(&new_case(&[("ada@example.com", 0)])).await;
    world.control(Method::POST, "clock", &json!({"advance_days": 400})).await;
    world.control(Method::POST, "reset", &json!({})).await;
    assert_eq!(world.sandbox.requests().len(), 0);
    assert_eq!(world.get(&v2("cases/get")).await.status, 503);
    assert_eq!(world.get(&v2("cases/get")).await.json["cases"], json!([]));
    let now = world.control(Method::GET, "clock", &json!({})).await;
    let ahead =
        Time::parse(now["now"].as_str().unwrap()).unwrap().0 - signbridge_sandbox::Clock::running().now().0;
    assert!(ahead < Time::MINUTE);
}

#[tokio::test]
async fn the_clock_freezes_jumps_and_advances() {
    let world = world();
    let set =
        json!({"frozen": true, "set": "2026-01-14T12:00:00Z", "advance_seconds": 30, "advance_days": 1});
    let now = world.control(Method::POST, "clock", &set).await;
    assert_eq!(now, json!({"now": "2026-01-15T12:00:30.000Z", "frozen": true}));
    let wrong = world.try_control(Method::POST, "clock", &json!({"set": "tomorrow"})).await;
    assert_eq!((wrong.status, &wrong.json["error"]), (400, &json!("invalid")));
}

#[tokio::test]
async fn a_company_can_be_added_and_starts_with_two_forms() {
    let world = world();
    let id = "6500e19662ec13c4faa7de01";
    let body = json!({"id": id, "name": "Other ApS", "key": "other-key"});
    let added = world.control(Method::POST, "companies", &body).await;
    assert_eq!(added, json!({"id": id, "name": "Other ApS", "keys": ["other-key"]}));
    assert_eq!(world.try_control(Method::POST, "companies", &body).await.status, 409);
    let url = format!("{}/api/v2/{id}/cases/get", world.sandbox.origin());
    assert_eq!(world.http.get(url).bearer_auth("other-key").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_form_of_ones_own_can_be_submitted() {
    let world = world();
    let body = json!({
        "title": "Loan", "tags": [{"tag": "amount", "type": "number", "value": "100"}],
        "documents": [{"name": "loan.pdf", "file": STANDARD.encode(contract())}],
    });
    let form = world.control(Method::POST, "nextsign/forms", &body).await["id"].as_str().unwrap().to_owned();
    let read = world.get(&v2(&format!("forms/{form}/get"))).await.json;
    assert_eq!((&read["title"], &read["tags"][0]["value"]), (&json!("Loan"), &json!("100")));
    let body = json!({"tags": [], "recipients": [{"name": "Ada", "email": "ada@example.com"}]});
    assert_eq!(world.post(&v2(&format!("forms/{form}/submit")), &body).await.status, 200);
}

#[tokio::test]
async fn what_the_control_api_does_not_know_it_says() {
    let world = world();
    let unknown = world.try_control(Method::POST, "nextsign/cases/1/recipients/a@b.c/sign", &json!({})).await;
    assert_eq!((unknown.status, &unknown.json["message"]), (404, &json!("there is no case 1")));
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    let stranger = world.sign(&id, "bo@example.com").await;
    assert_eq!(
        (stranger.status, &stranger.json["message"]),
        (404, &json!("the case has no recipient bo@example.com"))
    );
    assert_eq!(world.try_control(Method::POST, "everything", &json!({})).await.status, 404);
    assert_eq!(world.try_control(Method::POST, "faults", &json!({"kind": "explode"})).await.status, 400);
    let patch = world.try_control(Method::PATCH, "nextsign/settings", &json!({"rate": 5})).await;
    assert!(patch.json["message"].as_str().unwrap().contains("unknown field `rate`"));
}

#[tokio::test]
async fn a_recipient_can_be_named_by_position() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["recipients"] = json!([{"name": "Ada", "type": "phone", "phone": "+4512345678"}]);
    let id = world.case(&body).await;
    assert_eq!(world.sign(&id, "0").await.json["status"], "signed");
}

#[tokio::test]
async fn dropping_a_sandbox_frees_its_ports() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let origin = sandbox.origin().to_owned();
    drop(sandbox);
    assert!(client().get(&origin).send().await.unwrap_err().is_connect());
}
