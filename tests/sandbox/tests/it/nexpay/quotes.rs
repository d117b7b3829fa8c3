//! Rates and quotes: exact amounts, and for how long they hold.

use serde_json::json;
use signbridge_sandbox::{Clock, Options, Time};

use super::{get, new_payment, post, post_text};
use crate::support::{World, world, world_with};

fn frozen() -> World {
    let clock = Clock::frozen(Time::parse("2026-03-10T08:31:00Z").unwrap());
    world_with(Options { clock, ..Options::default() })
}

#[tokio::test]
async fn a_rate_is_kept_for_five_minutes_whatever_the_amount() {
    let world = frozen();
    let rate = async |amount: f64| {
        let body = json!({"amount": amount, "fromCurrency": "USD", "toCurrency": "AUD"});
        post(&world, "fx-rate", &body).await.json["rate"].clone()
    };
    let first = rate(1000.0).await;
    world.sandbox.advance(299_999);
    assert_eq!(rate(0.01).await, first);
    world.sandbox.advance(1);
    assert_ne!(rate(1000.0).await, first);
}

#[tokio::test]
async fn amounts_have_the_decimals_of_their_currency() {
    let world = frozen();
    let make = async |body: &str| post_text(&world, "quotes", body).await;
    let (status, text) =
        make(r#"{"payeeId":42,"fromCurrency":"KWD","toCurrency":"JPY","fromAmount":1.234}"#).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains(r#""fromCurrency":"KWD","toCurrency":"JPY""#), "{text}");
    let quote: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fee = quote["fee"].to_string();
    assert!(fee.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 3), "{text}");
    assert!(quote["toAmount"].is_u64(), "{text}");
    for (body, finding) in [
        (
            r#"{"payeeId":42,"toCurrency":"JPY","toAmount":100.5}"#,
            "toAmount must have at most 0 decimal places in JPY",
        ),
        (
            r#"{"payeeId":42,"toCurrency":"KWD","toAmount":1.2345}"#,
            "toAmount must have at most 3 decimal places in KWD",
        ),
        (
            r#"{"payeeId":42,"toAmount":"100"}"#,
            "toAmount must be a number conforming to the specified constraints",
        ),
        (r#"{"payeeId":42,"toAmount":0.001}"#, "toAmount must not be less than 0.01"),
    ] {
        let (status, text) = make(body).await;
        assert_eq!(status, 400, "{body}");
        assert!(text.contains(finding), "{text}");
    }
}

#[tokio::test]
async fn amounts_come_back_with_all_their_digits() {
    let world = world();
    let body = r#"{"useCase":"x","recipients":[{"connectorPayeeId":1,"amount":12345678901234567.10},{"amount":0.30}]}"#;
    let (_, text) = post_text(&world, "payment-intents", body).await;
    assert!(text.contains(r#""amount":12345678901234567.1}"#), "{text}");
    assert!(text.contains(r#""amount":0.3}"#), "{text}");
}

#[tokio::test]
async fn a_quote_has_a_variant_for_each_way_to_pay() {
    let world = world();
    let body = json!({"payeeId": 42, "fromCurrency": "USD", "toAmount": 5000});
    let quote = post(&world, "quotes", &body).await.json;
    let methods = get(&world, "lookup/payment-methods/42").await.json;
    let names = |list: &serde_json::Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|one| one["settlementMethod"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&quote["variants"]), names(&methods["paymentMethods"]));
    assert_eq!(quote["toAmount"], 5000);
    let again = get(&world, &format!("quotes/{}", quote["id"].as_str().unwrap())).await.json;
    assert_eq!(again, quote);
}

#[tokio::test]
async fn a_quote_expires() {
    let world = frozen();
    let body = new_payment(&world).await;
    world.sandbox.advance(15 * 60_000);
    let refused = post(&world, "payments", &body).await;
    assert_eq!((refused.status, &refused.json["message"]), (422, &json!("The quote has expired")));
}
