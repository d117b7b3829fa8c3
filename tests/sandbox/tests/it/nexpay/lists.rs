//! Pages, lookups, payers and payees.

use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::{Clock, Options, Time};

use super::{control, get, post, send, settings};
use crate::support::{world, world_with};

#[tokio::test]
async fn pages_have_15_items_unless_told_and_never_more_than_the_largest() {
    let world = world();
    control(&world, "commissions", &json!({"count": 40, "amount": "0.105", "currency": "KWD"})).await;
    let count = async |query: &str| {
        get(&world, &format!("commissions{query}")).await.json["commissions"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 15);
    assert_eq!(count("?skip=30").await, 10);
    assert_eq!(count("?limit=25&skip=20").await, 20);
    assert_eq!(count("?skip=40").await, 0);
    settings(&world, &json!({"largest_page": 20})).await;
    assert_eq!(count("?limit=500").await, 20);
    let outstanding = get(&world, "commissions/outstanding").await.json;
    assert_eq!(outstanding, json!({"outstanding": [{"currency": "KWD", "amount": 4.2, "count": 40}]}));
    let refused = get(&world, "commissions?limit=0&skip=x").await;
    assert_eq!(
        refused.json["message"],
        json!(["limit must not be less than 1", "skip must be an integer number"])
    );
}

#[tokio::test]
async fn the_list_of_countries_may_be_an_hour_old() {
    let clock = Clock::frozen(Time::parse("2026-03-10T08:30:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let count = async || get(&world, "lookup/countries").await.json["countries"].as_array().unwrap().len();
    let before = count().await;
    let country = json!({"countryCode": "IS", "name": "Iceland", "currencies": ["EUR"]});
    control(&world, "countries", &country).await;
    world.sandbox.advance(59 * 60_000);
    assert_eq!(count().await, before);
    world.sandbox.advance(60_000);
    assert_eq!(count().await, before + 1);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_payer_is_told_at_once() {
    let world = world();
    let body = json!({"payerType": "person", "email": "p", "profile": {"dob": "15/05/1990"}, "address": 1});
    let refused = post(&world, "payers", &body).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json,
        json!({
            "statusCode": 400,
            "message": [
                "payerType must be one of the following values: individual, business",
                "email must be an email",
                "profile.dob must be a valid ISO 8601 date string",
                "address must be an object",
            ],
            "error": "Bad Request",
        })
    );
}

#[tokio::test]
async fn a_payer_is_completed_later() {
    let world = world();
    let made = post(&world, "payers", &json!({"payerType": "business", "email": "b@example.com"})).await;
    let id = made.json["_id"].as_str().unwrap();
    assert!(id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    let path = format!("payers/{id}");
    send(&world, Method::PATCH, &path, &json!({"address": {"line1": "1 Main St", "city": "Perth"}})).await;
    let changed = send(&world, Method::PATCH, &path, &json!({"address": {"city": "Sydney"}})).await;
    assert_eq!(changed.json["address"], json!({"line1": "1 Main St", "city": "Sydney"}));
    assert_eq!(get(&world, &path).await.json["email"], "b@example.com");
    let second = json!({"payerType": "business", "email": "B@example.com"});
    assert_eq!(post(&world, "payers", &second).await.status, 409);
}

#[tokio::test]
async fn a_payee_shows_the_end_of_its_account_and_is_found_by_all_of_it() {
    let world = world();
    let body = json!({"name": "École", "accountNumber": "FR7612345678"});
    let made = post(&world, "payees", &body).await;
    assert_eq!(made.json["accountNumber"], "****5678");
    let found = get(&world, "payees/check-existing?accountNumber=FR7612345678").await.json;
    assert_eq!((&found["exists"], &found["payees"][0]["id"]), (&json!(true), &made.json["id"]));
    let none = get(&world, "payees/check-existing?accountNumber=****5678").await.json;
    assert_eq!(none, json!({"exists": false, "payees": []}));
}
