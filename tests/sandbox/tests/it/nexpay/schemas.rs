//! Every operation's answers are what the OpenAPI document says.

use reqwest::Method;
use serde_json::json;
use signbridge_sandbox::contract;

use super::{checked_out, control, get, new_payment, paid, pay, post, quote, send, step, upload};
use crate::described::Described;
use crate::support::world;

#[tokio::test]
async fn every_answer_of_nexpay_is_as_described() {
    let world = world();
    let mut described = Described::of("nexpay");
    described.success("users.me", get(&world, "users/me").await);

    let payer = json!({
        "payerType": "individual", "email": "p@example.com",
        "profile": {"firstName": "Pat", "lastName": "Lee", "phone": "+61400000000", "dob": "1990-05-15"},
        "address": {"country": "AU", "line1": "1 Main St", "city": "Sydney", "postalCode": "2000"},
    });
    let made = described.success("payers.create", post(&world, "payers", &payer).await);
    described.check("payers.create", post(&world, "payers", &payer).await);
    described.check("payers.create", post(&world, "payers", &json!({"payerType": "x"})).await);
    let id = made["_id"].as_str().unwrap();
    described.success("payers.get", get(&world, &format!("payers/{id}")).await);
    described.check("payers.get", get(&world, "payers/507f00000000000000000009").await);
    let change = json!({"address": {"line1": "2 Main St"}});
    described.success("payers.update", send(&world, Method::PATCH, &format!("payers/{id}"), &change).await);
    described.success("payers.list", get(&world, "payers").await);

    let payee =
        json!({"name": "Høyskolen", "countryCode": "DK", "currencyCode": "DKK", "accountNumber": "99995678"});
    let made = described.success("payees.create", post(&world, "payees", &payee).await);
    described.check("payees.create", post(&world, "payees", &json!({"countryCode": "QQ"})).await);
    described.success("payees.get", get(&world, &format!("payees/{}", made["id"])).await);
    described.success("payees.list", get(&world, "payees?limit=1&skip=1").await);
    described.success("payees.check_existing", get(&world, "payees/check-existing?currencyCode=DKK").await);

    let ask = json!({"amount": 0.1, "fromCurrency": "USD", "toCurrency": "AUD"});
    described.success("fx.rate", post(&world, "fx-rate", &ask).await);
    described.check("fx.rate", post(&world, "fx-rate", &json!({"amount": 0})).await);
    let made = described
        .success("quotes.create", post(&world, "quotes", &json!({"payeeId": 42, "fromAmount": 100})).await);
    described.success("quotes.get", get(&world, &format!("quotes/{}", made["id"].as_str().unwrap())).await);
    described.check("quotes.get", get(&world, "quotes/nothing").await);

    let stored = upload(&world, "documents", "file", contract(), "application/pdf").await;
    let stored = described.success("documents.upload", stored);
    let document = stored["id"].as_str().unwrap();
    described.success("documents.download", get(&world, &format!("documents/{document}")).await);
    described.check("documents.download", get(&world, "documents/nothing").await);

    let mut body = new_payment(&world).await;
    body["data"]["payerIdentityDocumentId"] = document.into();
    described.success("payments.create", pay(&world, "key-1", &body).await);
    body["data"]["purpose"] = "postgraduate".into();
    described.check("payments.create", pay(&world, "key-1", &body).await);
    described.check("payments.create", post(&world, "payments", &json!({})).await);
    let id = checked_out(&world).await;
    described.success("payments.get", get(&world, &format!("payments/{id}")).await);
    described.success("payments.confirm", step(&world, &format!("payments/{id}/confirm")).await);
    described.success("payments.checkout", step(&world, &format!("payments/{id}/checkout")).await);
    described.success("payments.cancel", step(&world, &format!("payments/{id}/cancel")).await);
    described.check("payments.cancel", step(&world, &format!("payments/{id}/cancel")).await);
    let id = paid(&world).await;
    described.success("payments.get", get(&world, &format!("payments/{id}")).await);
    described.success("payments.list", get(&world, "payments").await);

    let thread = format!("payments/{id}/conversation");
    described.success("conversations.get", get(&world, &thread).await);
    let message = json!({"subject": "Question", "text": "Was it received?", "attachments": [document]});
    described.success("conversations.send", post(&world, &format!("{thread}/messages"), &message).await);
    control(&world, &format!("{thread}/reply"), &json!({"text": "Yes."})).await;
    described.success("conversations.get", get(&world, &thread).await);

    described.success("commissions.list", get(&world, "commissions?limit=5").await);
    described.success("commissions.outstanding", get(&world, "commissions/outstanding").await);
    let invoice = upload(&world, "commissions/request", "invoice", contract(), "application/pdf").await;
    described.success("commissions.request", invoice);
    control(&world, "commissions/pay", &json!({})).await;
    described.success("commissions.list", get(&world, "commissions").await);
    described.success("commissions.export", get(&world, "commissions/export").await);

    described.success("lookup.countries", get(&world, "lookup/countries").await);
    described.success("lookup.payment_methods", get(&world, "lookup/payment-methods/42").await);
    let student = json!({"firstName": "Sam", "lastName": "Doe", "email": "sam@example.com"});
    described.success("students.create", post(&world, "students", &student).await);

    let link = json!({
        "useCase": "education_provider_tuition", "amountMode": "fixed_payee_amounts",
        "recipients": [{"connectorPayeeId": 14001, "amount": 5000, "currency": "AUD"}],
    });
    let made = described.success("payment_intents.create", post(&world, "payment-intents", &link).await);
    let refused = json!({"useCase": "education_provider_tuition"});
    described.check("payment_intents.create", post(&world, "payment-intents", &refused).await);
    let plain = json!({
        "useCase": "education_provider_tuition", "quoteId": quote(&world).await["id"],
        "payerIdentityDocumentId": document,
    });
    described.success("payment_intents.create", post(&world, "payment-intents", &plain).await);
    let id = made["id"].as_str().unwrap();
    control(&world, &format!("payment-intents/{id}/complete"), &json!({})).await;
    world.sandbox.advance(31_000);
    described.success("payment_intents.get", get(&world, &format!("payment-intents/{id}")).await);
    described.success("payment_intents.list", get(&world, "payment-intents").await);
    let children = get(&world, &format!("payment-intents/{id}/submissions")).await;
    let children = described.success("payment_intents.submissions", children);
    assert_eq!(children["paymentIntents"][0]["parentId"], *id);

    let login = json!({"email": "pat@example.com", "password": "sandbox-password"});
    described.success("auth.login", post(&world, "auth/login", &login).await);
    let wrong = json!({"email": "pat@example.com", "password": "wrong"});
    described.check("auth.login", post(&world, "auth/login", &wrong).await);
    let user = json!({"email": "new@example.com", "password": "p", "firstName": "New"});
    described.success("auth.signup", post(&world, "auth/signup", &user).await);
    described.check("auth.signup", post(&world, "auth/signup", &user).await);
    let asked = described.success("chat.send", post(&world, "chat", &json!({"message": "Hello?"})).await);
    let path = format!("chat/{}", asked["conversationId"].as_str().unwrap());
    described.success("chat.get", get(&world, &path).await);

    assert_eq!(described.unseen().into_iter().collect::<Vec<_>>(), Vec::<&str>::new());
}
