//! Every operation of NextSign, once; that its answers are what the OpenAPI document says is checked as in every test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use signbridge_sandbox::contract;

use crate::described;
use crate::support::{new_case, reply, success, v2, v3, world};

#[tokio::test]
async fn every_operation_of_nextsign_is_emulated() {
    let world = world();
    let form = "forms/65aa00bb52bb6d8baa5d1600";
    success(world.get(&v2(&format!("{form}/get"))).await);
    success(world.get(&v2(&format!("{form}/tags/get"))).await);
    let submission = json!({
        "tags": [{"tag": "client_name", "value": "Ada", "type": "text"}],
        "recipients": [{"name": "Ada Example", "email": "ada@example.com", "signing": true, "group": 0}],
    });
    success(world.post(&v2(&format!("{form}/submit")), &submission).await);

    let mut body = new_case(&[("ada@example.com", 0), ("bo@example.com", 1)]);
    body["referenceId"] = "order-1001".into();
    body["user_email"] = "sender@example.com".into();
    body["signingSchemas"] = json!(["urn:grn:authn:dk:mitid:substantial"]);
    body["settings"] = json!({"lang": "da", "template": 1, "allowedRoles": ["admin"]});
    let created = success(world.post(&v2("case/create"), &body).await);
    let id = created["data"]["_id"].as_str().unwrap();
    // Before, between and after the signatures: members come and go.
    for who in ["", "ada@example.com", "bo@example.com"] {
        if !who.is_empty() {
            world.sign(id, who).await;
        }
        success(world.get(&v2(&format!("case/{id}/get"))).await);
    }
    success(world.get(&v2("cases/get?status=signed")).await);
    let several = success(world.get(&v2(&format!("cases/{id}/get"))).await);
    let signed = &several["cases"][0]["signedDocuments"][0]["file"];
    success(world.post(&v3("view-presigned-url"), &json!({"url": signed})).await);

    let file = Part::bytes(contract()).file_name("contract.pdf").mime_str("application/pdf").unwrap();
    let form = Form::new().part("file", file);
    let uploaded =
        reply(world.request(Method::POST, &v3("upload")).multipart(form).send().await.unwrap()).await;
    let uploaded = success(uploaded);
    let body = json!({"file": STANDARD.encode(contract()), "name": "c.pdf", "type": "application/pdf"});
    success(world.post(&v3("upload"), &body).await);
    let body = json!({"documents": [{"file": uploaded["url"], "name": "contract.pdf"}]});
    success(world.post("/api/v2/document/convert", &body).await);
    success(world.get(&v2(&format!("case/{id}/delete"))).await);
    described::is_complete(&world, "nextsign");
}
