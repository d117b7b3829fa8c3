//! Every operation, once; that its answers are what the OpenAPI document says is checked as in every test.

use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::contract;

use super::{checked_out, control, get, new_payment, paid, pay, post, quote, send, step, upload};
use crate::described;
use crate::support::{success, world};

#[tokio::test]
async fn every_operation_of_nexpay_is_emulated() {
    let world = world();
    success(get(&world, "users/me").await);

    let payer = json!({
        "payerType": "individual", "email": "p@example.com",
        "profile": {"firstName": "Pat", "lastName": "Lee", "phone": "+61400000000", "dob": "1990-05-15"},
        "address": {"country": "AU", "line1": "1 Main St", "city": "Sydney", "postalCode": "2000"},
    });
    let made = success(post(&world, "payers", &payer).await);
    post(&world, "payers", &payer).await;
    post(&world, "payers", &json!({"payerType": "x"})).await;
    let id = made["_id"].as_str().unwrap();
    success(get(&world, &format!("payers/{id}")).await);
    get(&world, "payers/507f00000000000000000009").await;
    let change = json!({"address": {"line1": "2 Main St"}});
    success(send(&world, Method::PATCH, &format!("payers/{id}"), &change).await);
    success(get(&world, "payers").await);

    let college =
        json!({"name": "Høyskolen", "countryCode": "DK", "currencyCode": "DKK", "accountNumber": "99995678"});
    let made = success(post(&world, "payees", &college).await);
    post(&world, "payees", &json!({"countryCode": "QQ"})).await;
    success(get(&world, &format!("payees/{}", made["id"])).await);
    success(get(&world, "payees?limit=1&skip=1").await);
    success(get(&world, "payees/check-existing?currencyCode=DKK").await);

    let ask = json!({"amount": 0.1, "fromCurrency": "USD", "toCurrency": "AUD"});
    success(post(&world, "fx-rate", &ask).await);
    post(&world, "fx-rate", &json!({"amount": 0})).await;
    let made = success(post(&world, "quotes", &json!({"payeeId": 42, "fromAmount": 100})).await);
    success(get(&world, &format!("quotes/{}", made["id"].as_str().unwrap())).await);
    get(&world, "quotes/nothing").await;

    let stored = upload(&world, "documents", "file", contract(), "application/pdf").await;
    let stored = success(stored);
    let document = stored["id"].as_str().unwrap();
    success(get(&world, &format!("documents/{document}")).await);
    get(&world, "documents/nothing").await;

    let mut body = new_payment(&world).await;
    body["data"]["payerIdentityDocumentId"] = document.into();
    success(pay(&world, "key-1", &body).await);
    body["data"]["purpose"] = "postgraduate".into();
    pay(&world, "key-1", &body).await;
    post(&world, "payments", &json!({})).await;
    let id = checked_out(&world).await;
    success(get(&world, &format!("payments/{id}")).await);
    success(step(&world, &format!("payments/{id}/confirm")).await);
    success(step(&world, &format!("payments/{id}/checkout")).await);
    success(step(&world, &format!("payments/{id}/cancel")).await);
    step(&world, &format!("payments/{id}/cancel")).await;
    let id = paid(&world).await;
    success(get(&world, &format!("payments/{id}")).await);
    success(get(&world, "payments").await);

    let thread = format!("payments/{id}/conversation");
    success(get(&world, &thread).await);
    let message = json!({"subject": "Question", "text": "Was it received?", "attachments": [document]});
    success(post(&world, &format!("{thread}/messages"), &message).await);
    control(&world, &format!("{thread}/reply"), &json!({"text": "Yes."})).await;
    success(get(&world, &thread).await);

    success(get(&world, "commissions?limit=5").await);
    success(get(&world, "commissions/outstanding").await);
    let invoice = upload(&world, "commissions/request", "invoice", contract(), "application/pdf").await;
    success(invoice);
    control(&world, "commissions/pay", &json!({})).await;
    success(get(&world, "commissions").await);
    success(get(&world, "commissions/export").await);

    success(get(&world, "lookup/countries").await);
    success(get(&world, "lookup/payment-methods/42").await);
    let student = json!({"firstName": "Sam", "lastName": "Doe", "email": "sam@example.com"});
    success(post(&world, "students", &student).await);

    let link = json!({
        "useCase": "education_provider_tuition", "amountMode": "fixed_payee_amounts",
        "recipients": [{"connectorPayeeId": 14001, "amount": 5000, "currency": "AUD"}],
    });
    let made = success(post(&world, "payment-intents", &link).await);
    let refused = json!({"useCase": "education_provider_tuition"});
    post(&world, "payment-intents", &refused).await;
    let plain = json!({
        "useCase": "education_provider_tuition", "quoteId": quote(&world).await["id"],
        "payerIdentityDocumentId": document,
    });
    success(post(&world, "payment-intents", &plain).await);
    let id = made["id"].as_str().unwrap();
    control(&world, &format!("payment-intents/{id}/complete"), &json!({})).await;
    world.sandbox.advance(31_000);
    success(get(&world, &format!("payment-intents/{id}")).await);
    success(get(&world, "payment-intents").await);
    let children = get(&world, &format!("payment-intents/{id}/submissions")).await;
    let children = success(children);
    assert_eq!(children["paymentIntents"][0]["parentId"], *id);

    let login = json!({"email": "pat@example.com", "password": "sandbox-password"});
    success(post(&world, "auth/login", &login).await);
    let wrong = json!({"email": "pat@example.com", "password": "wrong"});
    post(&world, "auth/login", &wrong).await;
    let user = json!({"email": "new@example.com", "password": "p", "firstName": "New"});
    success(post(&world, "auth/signup", &user).await);
    post(&world, "auth/signup", &user).await;
    let asked = success(post(&world, "chat", &json!({"message": "Hello?"})).await);
    let path = format!("chat/{}", asked["conversationId"].as_str().unwrap());
    success(get(&world, &path).await);

    described::is_complete(&world, "nexpay");
}
