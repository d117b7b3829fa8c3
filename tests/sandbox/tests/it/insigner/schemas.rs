//! Every operation, once; that its answers are what the OpenAPI document says is checked as in every test.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use signbridge_sandbox::contract;

use super::{delete, draft, get, post, request, send, signer};
use crate::described;
use crate::support::{reply, success, world};

#[tokio::test]
async fn every_operation_of_insigner_is_emulated() {
    let world = world();
    let settings = json!({"special_limits": false});
    world.control(Method::PATCH, "insigner/settings", &settings).await;

    let body = json!({"name": "Lease", "signingType": "parallel", "message": "Hi", "expiresAt": "2099-01-01T00:00:00Z"});
    success(post(&world, "documents", &body).await);
    post(&world, "documents", &json!({})).await;
    let id = draft(&world).await;
    let at = |rest: &str| format!("documents/{id}{rest}");
    let file = json!({"filename": "a.pdf", "contentType": "application/pdf", "fileSize": 10});
    success(post(&world, &at("/upload"), &file).await);
    success(get(&world, "documents?status=draft&limit=1").await);
    get(&world, "documents?limit=0").await;
    let change = json!({"name": "Lease 2", "folderId": "fo_1"});
    success(send(&world, Method::PATCH, &at(""), &change).await);

    let who = json!({"email": "ann@example.com", "name": "Ann Lee", "phone": "+4512345678"});
    let ann = success(post(&world, &at("/signers"), &who).await);
    let ann = ann["data"]["id"].as_str().unwrap().to_owned();
    let bo = signer(&world, &id, "bo", "viewer", 1).await;
    let body = json!({"order": 3, "role": "signer"});
    success(send(&world, Method::PATCH, &at(&format!("/signers/{bo}")), &body).await);
    success(get(&world, &at("/signers")).await);
    success(delete(&world, &at(&format!("/signers/{bo}"))).await);
    delete(&world, &at(&format!("/signers/{bo}"))).await;

    let field = json!({"type": "signature", "page": 1, "x": 10, "y": 20.5, "width": 100, "height": 40, "assignedTo": 0});
    let added = success(post(&world, &at("/fields"), &field).await);
    let field = format!("/fields/{}", added["data"]["id"].as_str().unwrap());
    let body = json!({"y": 30, "options": ["a", "b"], "label": "Here"});
    success(send(&world, Method::PATCH, &at(&field), &body).await);
    success(get(&world, &at("/fields")).await);
    success(delete(&world, &at(&field)).await);

    let part = Part::bytes(contract()).file_name("terms.pdf").mime_str("application/pdf").unwrap();
    let form = Form::new().part("file", part);
    let attached = request(&world, Method::POST, &at("/attachments")).multipart(form).send().await.unwrap();
    let attached = success(reply(attached).await);
    success(get(&world, &at("/attachments")).await);
    success(get(&world, &at("")).await);
    let attachment = format!("/attachments/{}", attached["data"]["id"].as_str().unwrap());
    success(delete(&world, &at(&attachment)).await);

    // The announcement above made another file the document's; the first is announced and put again.
    let target = post(
        &world,
        &at("/upload"),
        &json!({"filename": "lease.pdf", "contentType": "application/pdf", "fileSize": 1}),
    )
    .await;
    let put = world.http.put(target.json["data"]["uploadUrl"].as_str().unwrap());
    put.header("content-type", "application/pdf").body(contract()).send().await.unwrap();
    success(post(&world, &at("/send"), &json!({})).await);
    post(&world, &at("/send"), &json!({})).await;
    success(get(&world, &at("")).await);
    delete(&world, &at("")).await;
    success(post(&world, &at("/remind"), &json!({})).await);
    get(&world, &at("/download")).await;
    super::control(&world, &at(&format!("/signers/{ann}/sign")), &json!({})).await;
    success(get(&world, &at("")).await);
    success(get(&world, &at("/signers")).await);
    success(get(&world, &at("/download")).await);
    success(delete(&world, &at("")).await);
    let other = draft(&world).await;
    signer(&world, &other, "ann", "signer", 0).await;
    post(&world, &format!("documents/{other}/send"), &json!({})).await;
    success(post(&world, &format!("documents/{other}/cancel"), &json!({})).await);

    success(get(&world, "templates?category=Legal").await);
    success(get(&world, "templates/tpl_nda").await);
    let people = json!({"name": "NDA", "signers": [{"name": "Ann", "email": "ann@example.com"}]});
    success(post(&world, "templates/tpl_nda/use", &people).await);
    post(&world, "templates/tpl_sale/use", &people).await;

    let body =
        json!({"templateId": "tpl_nda", "name": "Waiver", "maxSubmissions": 5, "brandColor": "#003271"});
    let made = success(post(&world, "campaigns", &body).await);
    let campaign = format!("campaigns/{}", made["data"]["id"].as_str().unwrap());
    success(get(&world, "campaigns?status=active&search=wai").await);
    success(get(&world, &campaign).await);
    let body = json!({"status": "paused", "maxSubmissions": 7});
    success(send(&world, Method::PATCH, &campaign, &body).await);
    success(delete(&world, &campaign).await);

    let body = json!({"templateId": "tpl_nda", "name": "Q3", "signers": [
        {"name": "Ann", "email": "ann@example.com"}, {"name": "Bo", "email": "bo@bounce.example"}]});
    let made = success(post(&world, "bulk-sends", &body).await);
    assert_eq!((&made["data"]["sentCount"], &made["data"]["failedCount"]), (&json!(1), &json!(1)));
    let bulk_send = format!("bulk-sends/{}", made["data"]["id"].as_str().unwrap());
    success(get(&world, "bulk-sends?status=completed").await);
    success(get(&world, &bulk_send).await);
    success(delete(&world, &bulk_send).await);

    success(get(&world, "org").await);
    success(get(&world, "org/members").await);

    let body = json!({"url": "https://hooks.example.com/in", "events": ["document.completed"], "description": "prod"});
    let made = success(post(&world, "webhooks", &body).await);
    assert_eq!(made["data"]["events"], json!("[\"document.completed\"]"));
    assert_eq!(made["data"]["secret"].as_str().unwrap().len(), 64);
    let webhook = format!("webhooks/{}", made["data"]["id"].as_str().unwrap());
    success(get(&world, "webhooks").await);
    let read = success(get(&world, &webhook).await);
    assert_eq!(read["data"].get("secret"), None);
    let body = json!({"events": ["signer.completed"]});
    success(send(&world, Method::PATCH, &webhook, &body).await);
    success(delete(&world, &webhook).await);

    described::is_complete(&world, "insigner");
}
