//! Payments: made once, moved, talked about, earned on.

use serde_json::json;

use super::{checked_out, control, get, new_payment, paid, pay, post, request, settings, step, upload};
use crate::support::{with_json, world};

#[tokio::test]
async fn the_same_key_gets_the_same_payment_and_another_body_is_refused() {
    let world = world();
    let body = new_payment(&world).await;
    let first = pay(&world, "key-1", &body).await;
    assert_eq!(first.status, 200, "{}", first.json);
    let again = pay(&world, "key-1", &body).await;
    assert_eq!((again.status, &again.json), (200, &first.json));
    let other = pay(&world, "key-2", &body).await;
    assert_ne!(other.json["id"], first.json["id"]);
    let mut changed = body.clone();
    changed["data"]["purpose"] = "postgraduate".into();
    let refused = pay(&world, "key-1", &changed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json["message"].as_str().unwrap().contains("Idempotency key"));
    assert_eq!(get(&world, "payments").await.json["payments"].as_array().unwrap().len(), 2);
    let known = world.control(reqwest::Method::GET, "nexpay/payments", &json!({})).await;
    let keys = known["payments"].as_array().unwrap().iter().map(|payment| &payment["idempotency_key"]);
    assert_eq!(keys.collect::<Vec<_>>(), ["key-1", "key-2"]);
}

#[tokio::test]
async fn a_refused_payment_does_not_use_its_key_up() {
    let world = world();
    let body = new_payment(&world).await;
    let mut wrong = body.clone();
    wrong["data"]["selectedQuoteVariantId"] = 99.into();
    assert_eq!(pay(&world, "key-1", &wrong).await.status, 400);
    assert_eq!(pay(&world, "key-1", &body).await.status, 200);
}

#[tokio::test]
async fn a_payment_whose_answer_was_lost_is_not_made_twice() {
    let world = world();
    let body = new_payment(&world).await;
    world.sandbox.arm("commit_then_drop,operation=payments.create,count=1".parse().unwrap());
    let lost = request(&world, reqwest::Method::POST, "payments").header("idempotency-key", "key-1");
    assert!(with_json(lost, &body).send().await.is_err());
    assert_eq!(pay(&world, "key-1", &body).await.status, 200);
    assert_eq!(get(&world, "payments").await.json["payments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_repetition_can_be_told_to_wait() {
    let world = world();
    settings(&world, &json!({"key_in_use": 1, "created_status": 201})).await;
    let body = {
        let quote = post(&world, "quotes", &json!({"payeeId": 42, "toAmount": 100})).await;
        assert_eq!(quote.status, 201);
        json!({"transactionType": "private", "data": {"quoteId": quote.json["id"], "selectedQuoteVariantId": 1}})
    };
    assert_eq!(pay(&world, "key-1", &body).await.status, 201);
    assert_eq!(pay(&world, "key-1", &body).await.status, 409);
    assert_eq!(pay(&world, "key-1", &body).await.status, 201);
}

#[tokio::test]
async fn a_payment_moves_when_it_was_checked_out_and_earns_a_commission() {
    let world = world();
    let body = new_payment(&world).await;
    let id = post(&world, "payments", &body).await.json["id"].as_i64().unwrap();
    let early = step(&world, &format!("payments/{id}/checkout")).await;
    assert_eq!((early.status, &early.json["message"]), (409, &json!("The payment must be confirmed first")));
    let path = format!("nexpay/payments/{id}/advance");
    assert_eq!(world.try_control(reqwest::Method::POST, &path, &json!({})).await.status, 409);

    let id = paid(&world).await;
    let payment = get(&world, &format!("payments/{id}")).await.json;
    assert_eq!((&payment["status"], &payment["payouts"][0]["amount"]), (&json!("paid"), &json!(5000)));
    let commissions = get(&world, "commissions").await.json;
    let commission = &commissions["commissions"][0];
    assert_eq!((&commission["paymentId"], &commission["studentName"]), (&json!(id), &json!("Sam Doe")));
    assert_eq!(
        (&commission["commissionAmount"], &commission["commissionSpread"]),
        (&json!(50), &json!(0.01))
    );
    assert!(commission.get("commissionRequestDate").is_none());
}

#[tokio::test]
async fn a_payment_can_be_cancelled_until_the_money_has_arrived() {
    let world = world();
    let id = checked_out(&world).await;
    control(&world, &format!("payments/{id}/advance"), &json!({})).await;
    assert_eq!(step(&world, &format!("payments/{id}/cancel")).await.json["status"], "cancelled");
    let id = paid(&world).await;
    let refused = step(&world, &format!("payments/{id}/cancel")).await;
    assert_eq!(
        (refused.status, &refused.json["message"]),
        (409, &json!("A payment that is paid cannot be cancelled"))
    );
    control(&world, &format!("payments/{id}/status"), &json!({"status": "refunded"})).await;
    assert_eq!(get(&world, &format!("payments/{id}")).await.json["status"], "refunded");
}

#[tokio::test]
async fn commissions_are_requested_with_an_invoice_and_paid_out() {
    let world = world();
    let invoice = async |kind: &str| upload(&world, "commissions/request", "invoice", vec![1], kind).await;
    assert_eq!(invoice("application/pdf").await.status, 409);
    control(&world, "commissions", &json!({"count": 1, "amount": "9.99"})).await;
    assert_eq!(invoice("application/pdf").await.status, 422);
    control(&world, "commissions", &json!({"count": 1, "amount": "0.01"})).await;
    assert_eq!(invoice("text/plain").await.status, 400);
    let requested = invoice("image/png").await;
    assert_eq!((&requested.json["amount"], &requested.json["status"]), (&json!(10), &json!("Processing")));
    assert_eq!(get(&world, "commissions/outstanding").await.json, json!({"outstanding": []}));
    assert_eq!(control(&world, "commissions/pay", &json!({})).await, json!({"paid": 2}));
    let commission = get(&world, "commissions").await.json["commissions"][0].clone();
    assert!(commission["commissionRequestDate"].is_string() && commission["commissionPaidDate"].is_string());
}

#[tokio::test]
async fn a_conversation_begins_with_its_first_message_and_can_be_closed() {
    let world = world();
    let body = new_payment(&world).await;
    let id = post(&world, "payments", &body).await.json["id"].as_i64().unwrap();
    let thread = format!("payments/{id}/conversation");
    assert_eq!(get(&world, &thread).await.json, json!({"messages": []}));
    assert_eq!(post(&world, &format!("{thread}/messages"), &json!({})).await.status, 400);
    let message = json!({"subject": "Question", "text": "Was it received?"});
    assert_eq!(post(&world, &format!("{thread}/messages"), &message).await.status, 200);
    control(&world, &format!("{thread}/reply"), &json!({"text": "Yes.", "close": true})).await;
    let read = get(&world, &thread).await.json;
    assert_eq!((&read["isClosed"], &read["isRead"]), (&json!(true), &json!(false)));
    assert_eq!(read["messages"][1]["isAdminResponse"], true);
    assert!(read["messages"][1].get("subject").is_none());
    assert_eq!(post(&world, &format!("{thread}/messages"), &message).await.status, 409);
    assert_eq!(get(&world, &thread).await.json["messages"].as_array().unwrap().len(), 2);
}
