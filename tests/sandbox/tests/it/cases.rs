//! Cases from the cradle to the grave.

use lopdf::Document;
use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::nextsign::{CreateWindow, Settings};
use signbridge_sandbox::{Clock, Options, Time};

use crate::support::{new_case, v2, world, world_with};

#[tokio::test]
async fn a_signed_case_yields_the_contract_with_a_signature_page() {
    let world = world();
    let id = world.case(&new_case(&[("ada@example.com", 0), ("bo@example.com", 1)])).await;
    assert_eq!(world.sign(&id, "ada@example.com").await.json["status"], "pending");
    assert_eq!(world.sign(&id, "bo@example.com").await.json["status"], "signed");

    let case = world.get(&v2(&format!("case/{id}/get"))).await.json["case"].clone();
    assert_eq!(case["recipients"][1]["signed"], "signed");
    assert!(Time::parse(case["recipients"][1]["signedDateAndTime"].as_str().unwrap()).is_some());
    let signed = &case["signedDocuments"][0];
    assert_eq!(signed["name"], "contract.pdf");

    let pdf = Document::load_mem(&world.download(&signed["file"]).await).unwrap();
    let pages: Vec<_> = pdf.get_pages().into_keys().collect();
    assert_eq!(pages.len(), 3);
    assert!(pdf.extract_text(&[1]).unwrap().contains("Consulting agreement"));
    let last = pdf.extract_text(&[3]).unwrap();
    for text in ["Signature page", "ada Ærø", "bo@example.com", &id, case["nextSignKey"].as_str().unwrap()]
    {
        assert!(last.contains(text), "{text} is not in {last}");
    }
}

#[tokio::test]
async fn the_lower_group_signs_first() {
    let world = world();
    let id = world
        .case(&new_case(&[("late@example.com", 2), ("one@example.com", 1), ("two@example.com", 1)]))
        .await;
    let refused = world.sign(&id, "late@example.com").await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json["error"], "out_of_turn");
    assert_eq!(
        refused.json["message"],
        "late@example.com is in group 2; first it is the turn of one@example.com, two@example.com"
    );
    // Within a group there is no order.
    assert_eq!(world.sign(&id, "two@example.com").await.status, 200);
    assert_eq!(world.sign(&id, "late@example.com").await.status, 409);
    assert_eq!(world.sign(&id, "one@example.com").await.json["waiting_for"], json!(["late@example.com"]));
    assert_eq!(world.sign(&id, "late@example.com").await.json["status"], "signed");
    assert_eq!(world.sign(&id, "late@example.com").await.json["error"], "already_done");
}

#[tokio::test]
async fn one_call_signs_for_everyone_and_copies_need_no_signature() {
    let world = world();
    let mut body = new_case(&[("a@example.com", 0), ("b@example.com", 1), ("copy@example.com", 0)]);
    body["recipients"][2]["signing"] = false.into();
    let id = world.case(&body).await;
    assert_eq!(world.sign(&id, "copy@example.com").await.json["error"], "only_gets_a_copy");
    let done = world.control(Method::POST, &format!("nextsign/cases/{id}/sign"), &json!({})).await;
    assert_eq!(done["status"], "signed");
    assert_eq!(done["case"]["recipients"][2]["signed"], "pending");
}

#[tokio::test]
async fn a_denial_closes_the_case() {
    let world = world();
    let id = world.case(&new_case(&[("ada@example.com", 0), ("bo@example.com", 0)])).await;
    let deny = format!("nextsign/cases/{id}/recipients/ada@example.com/deny");
    let denied = world.control(Method::POST, &deny, &json!({"reason": "wrong price"})).await;
    assert_eq!(denied["status"], "denied");
    assert_eq!(world.sign(&id, "bo@example.com").await.json["error"], "denied");
    let listed = world.get(&v2("cases/get?status=denied")).await.json;
    assert_eq!(listed["cases"][0]["_id"], id.as_str());
}

#[tokio::test]
async fn an_expired_case_cannot_be_signed() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["settings"] =
        json!({"availability": {"unlimited": false, "days": 5}, "deletion": {"autoDelete": false}});
    let id = world.case(&body).await;
    let expired = async || {
        let case = world.get(&v2(&format!("case/{id}/get"))).await.json;
        case["case"]["settings"]["availability"]["isExpired"].clone()
    };
    assert_eq!(expired().await, false);
    world.control(Method::POST, "clock", &json!({"advance_days": 5})).await;
    assert_eq!(expired().await, true);
    assert_eq!(world.sign(&id, "ada@example.com").await.json["error"], "expired");
}

#[tokio::test]
async fn a_case_that_was_signed_in_time_does_not_expire() {
    let world = world();
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    world.sign(&id, "ada@example.com").await;
    world.sandbox.advance(11 * Time::DAY);
    let case = world.get(&v2(&format!("case/{id}/get"))).await.json;
    assert_eq!(case["case"]["settings"]["availability"]["isExpired"], false);
}

#[tokio::test]
async fn a_case_is_deleted_when_its_time_has_come() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["settings"] = json!({"deletion": {"autoDelete": true, "days": 7}});
    let id = world.case(&body).await;
    world.sandbox.advance(7 * Time::DAY);
    let gone = world.get(&v2(&format!("case/{id}/get"))).await;
    assert_eq!((gone.status, gone.json), (200, json!({"message": "Case not found"})));
}

#[tokio::test]
async fn a_case_that_is_not_sent_cannot_be_signed() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["autoSend"] = false.into();
    let id = world.case(&body).await;
    assert_eq!(world.sign(&id, "ada@example.com").await.json["error"], "not_sent");
    world.control(Method::POST, &format!("nextsign/cases/{id}/send"), &json!({})).await;
    assert_eq!(world.sign(&id, "ada@example.com").await.status, 200);
}

#[tokio::test]
async fn posting_twice_makes_two_cases_with_one_reference() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["referenceId"] = "order-1001".into();
    let (one, two) = (world.case(&body).await, world.case(&body).await);
    assert_ne!(one, two);
    let both = world.get(&v2(&format!("cases/{one},{two}/get"))).await.json;
    assert_eq!(both["status"], "cases_found");
    let references: Vec<_> =
        both["cases"].as_array().unwrap().iter().map(|case| &case["referenceId"]).collect();
    assert_eq!(references, ["order-1001", "order-1001"]);
}

#[tokio::test]
async fn a_list_is_paged_and_filtered() {
    let world = world();
    let mut ids = Vec::new();
    for number in 0..5 {
        let mut body = new_case(&[("ada@example.com", 0)]);
        body["folder"] = if number == 4 { "Leases".into() } else { Value::Null };
        ids.push(world.case(&body).await);
    }
    world.sign(&ids[1], "ada@example.com").await;
    let listed = async |query: &str| -> Vec<String> {
        let reply = world.get(&v2(&format!("cases/get{query}"))).await;
        assert_eq!(reply.json["status"], "company_found");
        let cases = reply.json["cases"].as_array().unwrap().clone();
        cases.iter().map(|case| case["_id"].as_str().unwrap().to_owned()).collect()
    };
    let newest_first: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(listed("").await, newest_first);
    assert_eq!(listed("?limit=2&index=1").await, newest_first[2..4]);
    assert_eq!(listed("?limit=2&index=2").await, newest_first[4..]);
    assert_eq!(listed("?limit=2&index=3").await, [""; 0]);
    assert_eq!(listed("?status=signed").await, [ids[1].clone()]);
    assert_eq!(listed("?folder=Leases").await, [ids[4].clone()]);
    assert_eq!(listed("?folder=leases").await, [""; 0]);
    assert_eq!(listed("?status=pending&folder=Default").await.len(), 3);
    assert_eq!(world.get(&v2("cases/get?status=open")).await.status, 400);
}

#[tokio::test]
async fn reading_several_cases_leaves_out_those_that_do_not_exist() {
    let world = world();
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    let some = world.get(&v2(&format!("cases/000000000000000000000000,{id}/get"))).await.json;
    assert_eq!(some["cases"].as_array().unwrap().len(), 1);
    let none = world.get(&v2("cases/000000000000000000000000/get")).await;
    assert_eq!((none.status, none.json), (404, json!({"message": "Cases not found"})));
}

#[tokio::test]
async fn deleting_is_a_get_and_works_once() {
    let world = world();
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    world.sign(&id, "ada@example.com").await;
    let case = world.get(&v2(&format!("case/{id}/get"))).await.json;
    let deleted = world.get(&v2(&format!("case/{id}/delete"))).await.json;
    assert_eq!(deleted, json!({"status": "removed", "return": {"acknowledged": true, "deletedCount": 1}}));
    let again = world.get(&v2(&format!("case/{id}/delete"))).await;
    assert_eq!((again.status, again.json), (200, json!({"message": "Case not found"})));
    // Its signed file went with it.
    let file = &case["case"]["signedDocuments"][0]["file"];
    assert_eq!(
        world.post(&crate::support::v3("view-presigned-url"), &json!({"url": file})).await.status,
        404
    );
}

#[tokio::test]
async fn a_new_case_can_be_hidden_for_so_many_gets() {
    let nextsign = Settings { create_window: CreateWindow::Gets(2), ..Settings::default() };
    let world = world_with(Options { nextsign, ..Options::default() });
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(world.get(&v2(&format!("case/{id}/get"))).await.status);
    }
    assert_eq!(seen, [404, 404, 200]);
}

#[tokio::test]
async fn a_new_case_can_be_hidden_for_some_virtual_time() {
    let nextsign = Settings { create_window: CreateWindow::Milliseconds(3_000), ..Settings::default() };
    let clock = Clock::frozen(Time::parse("2026-01-14").unwrap());
    let world = world_with(Options { nextsign, clock, ..Options::default() });
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    assert_eq!(world.get(&v2(&format!("case/{id}/get"))).await.status, 404);
    world.sandbox.advance(3_000);
    assert_eq!(world.get(&v2(&format!("case/{id}/get"))).await.status, 200);
}

#[tokio::test]
async fn the_time_of_creation_can_be_told_late_in_lists_and_details_and_is_still_what_counts() {
    let nextsign = Settings {
        created_at_lag: 15,
        create_window: CreateWindow::Milliseconds(3_000),
        ..Settings::default()
    };
    let clock = Clock::frozen(Time::parse("2026-01-14").unwrap());
    let world = world_with(Options { nextsign, clock, ..Options::default() });
    let id = world.case(&new_case(&[("ada@example.com", 0)])).await;
    let told = "2026-01-13T23:59:45.000Z";
    assert_eq!(world.get(&v2("cases/get")).await.json["cases"][0]["createdAt"], told);
    assert_eq!(world.get(&v2(&format!("case/{id}/get"))).await.status, 404);
    world.sandbox.advance(3_000);
    assert_eq!(world.get(&v2(&format!("case/{id}/get"))).await.json["case"]["createdAt"], told);
}

#[tokio::test]
async fn a_submitted_form_is_a_case_with_its_tags_filled_in() {
    let world = world();
    let form = "forms/65aa00bb52bb6d8baa5d1600";
    let tags = world.get(&v2(&format!("{form}/tags/get"))).await.json;
    let names: Vec<_> = tags.as_array().unwrap().iter().map(|tag| tag["tag"].as_str().unwrap()).collect();
    assert_eq!(names, ["client_name", "monthly_fee", "start_date"]);
    let body = json!({
        "tags": [
            {"tag": "client_name", "value": "Søkær A/S", "type": "text"},
            {"tag": "monthly_fee", "value": 1500, "type": "number"},
            {"tag": "start_date", "value": "2026-03-01", "type": "date", "format": "DD/MM/YYYY"},
        ],
        "recipients": [{"name": "Ada", "email": "ada@example.com", "redirectUrl": "https://example.com/done"}],
        "referenceId": "order-7",
    });
    let submitted = world.post(&v2(&format!("{form}/submit")), &body).await.json;
    assert_eq!(submitted["status"], "OK");
    let contract = &submitted["contract"];
    assert_eq!(contract["title"], "Service agreement");
    assert_eq!(contract["recipients"][0]["redirectUrl"], "https://example.com/done");
    let id = contract["_id"].as_str().unwrap();
    world.sign(id, "ada@example.com").await;
    let case = world.get(&v2(&format!("case/{id}/get"))).await.json;
    let signed = &case["case"]["signedDocuments"][0];
    assert_eq!(signed["name"], "Service agreement.pdf");
    let pdf = Document::load_mem(&world.download(&signed["file"]).await).unwrap();
    let text = pdf.extract_text(&[1]).unwrap();
    for expected in ["between Sandbox ApS and Søkær A/S.", "DKK 1500 each month", "from 01/03/2026"] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

#[tokio::test]
async fn the_same_seed_and_time_give_the_same_ids() {
    let options = Options {
        seed: 42,
        clock: Clock::frozen(Time::parse("2026-01-14T16:40:27.431Z").unwrap()),
        ..Options::default()
    };
    let body = new_case(&[("ada@example.com", 0)]);
    let first = world_with(options.clone()).case(&body).await;
    assert_eq!(world_with(options).case(&body).await, first);
    assert!(first.starts_with("6967c6fb"), "{first}");
}
