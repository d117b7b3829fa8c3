//! Every operation's answers are what the OpenAPI document says.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use signbridge_sandbox::contract;

use super::{delete, draft, get, post, request, send, signer};
use crate::described::Described;
use crate::support::{reply, world};

#[tokio::test]
async fn every_answer_of_insigner_is_as_described() {
    let world = world();
    let mut described = Described::of("insigner");
    let settings = json!({"special_limits": false});
    world.control(Method::PATCH, "insigner/settings", &settings).await;

    let body = json!({"name": "Lease", "signingType": "parallel", "message": "Hi", "expiresAt": "2099-01-01T00:00:00Z"});
    described.success("documents.create", post(&world, "documents", &body).await);
    described.check("documents.create", post(&world, "documents", &json!({})).await);
    let id = draft(&world).await;
    let at = |rest: &str| format!("documents/{id}{rest}");
    let file = json!({"filename": "a.pdf", "contentType": "application/pdf", "fileSize": 10});
    described.success("documents.upload", post(&world, &at("/upload"), &file).await);
    described.success("documents.list", get(&world, "documents?status=draft&limit=1").await);
    described.check("documents.list", get(&world, "documents?limit=0").await);
    let change = json!({"name": "Lease 2", "folderId": "fo_1"});
    described.success("documents.update", send(&world, Method::PATCH, &at(""), &change).await);

    let who = json!({"email": "ann@example.com", "name": "Ann Lee", "phone": "+4512345678"});
    let ann = described.success("signers.add", post(&world, &at("/signers"), &who).await);
    let ann = ann["data"]["id"].as_str().unwrap().to_owned();
    let bo = signer(&world, &id, "bo", "viewer", 1).await;
    let body = json!({"order": 3, "role": "signer"});
    described
        .success("signers.update", send(&world, Method::PATCH, &at(&format!("/signers/{bo}")), &body).await);
    described.success("signers.list", get(&world, &at("/signers")).await);
    described.success("signers.delete", delete(&world, &at(&format!("/signers/{bo}"))).await);
    described.check("signers.delete", delete(&world, &at(&format!("/signers/{bo}"))).await);

    let field = json!({"type": "signature", "page": 1, "x": 10, "y": 20.5, "width": 100, "height": 40, "assignedTo": 0});
    let added = described.success("fields.add", post(&world, &at("/fields"), &field).await);
    let field = format!("/fields/{}", added["data"]["id"].as_str().unwrap());
    let body = json!({"y": 30, "options": ["a", "b"], "label": "Here"});
    described.success("fields.update", send(&world, Method::PATCH, &at(&field), &body).await);
    described.success("fields.list", get(&world, &at("/fields")).await);
    described.success("fields.delete", delete(&world, &at(&field)).await);

    let part = Part::bytes(contract()).file_name("terms.pdf").mime_str("application/pdf").unwrap();
    let form = Form::new().part("file", part);
    let attached = request(&world, Method::POST, &at("/attachments")).multipart(form).send().await.unwrap();
    let attached = described.success("attachments.add", reply(attached).await);
    described.success("attachments.list", get(&world, &at("/attachments")).await);
    described.success("documents.get", get(&world, &at("")).await);
    let attachment = format!("/attachments/{}", attached["data"]["id"].as_str().unwrap());
    described.success("attachments.delete", delete(&world, &at(&attachment)).await);

    // The announcement above made another file the document's; the first is announced and put again.
    let target = post(
        &world,
        &at("/upload"),
        &json!({"filename": "lease.pdf", "contentType": "application/pdf", "fileSize": 1}),
    )
    .await;
    let put = world.http.put(target.json["data"]["uploadUrl"].as_str().unwrap());
    put.header("content-type", "application/pdf").body(contract()).send().await.unwrap();
    described.success("documents.send", post(&world, &at("/send"), &json!({})).await);
    described.check("documents.send", post(&world, &at("/send"), &json!({})).await);
    described.success("documents.get", get(&world, &at("")).await);
    described.check("documents.delete", delete(&world, &at("")).await);
    described.success("documents.remind", post(&world, &at("/remind"), &json!({})).await);
    described.check("documents.download", get(&world, &at("/download")).await);
    super::control(&world, &at(&format!("/signers/{ann}/sign")), &json!({})).await;
    described.success("documents.get", get(&world, &at("")).await);
    described.success("signers.list", get(&world, &at("/signers")).await);
    described.success("documents.download", get(&world, &at("/download")).await);
    described.success("documents.delete", delete(&world, &at("")).await);
    let other = draft(&world).await;
    signer(&world, &other, "ann", "signer", 0).await;
    post(&world, &format!("documents/{other}/send"), &json!({})).await;
    described
        .success("documents.cancel", post(&world, &format!("documents/{other}/cancel"), &json!({})).await);

    described.success("templates.list", get(&world, "templates?category=Legal").await);
    described.success("templates.get", get(&world, "templates/tpl_nda").await);
    let people = json!({"name": "NDA", "signers": [{"name": "Ann", "email": "ann@example.com"}]});
    described.success("templates.use", post(&world, "templates/tpl_nda/use", &people).await);
    described.check("templates.use", post(&world, "templates/tpl_sale/use", &people).await);

    let body =
        json!({"templateId": "tpl_nda", "name": "Waiver", "maxSubmissions": 5, "brandColor": "#003271"});
    let made = described.success("campaigns.create", post(&world, "campaigns", &body).await);
    let campaign = format!("campaigns/{}", made["data"]["id"].as_str().unwrap());
    described.success("campaigns.list", get(&world, "campaigns?status=active&search=wai").await);
    described.success("campaigns.get", get(&world, &campaign).await);
    let body = json!({"status": "paused", "maxSubmissions": 7});
    described.success("campaigns.update", send(&world, Method::PATCH, &campaign, &body).await);
    described.success("campaigns.delete", delete(&world, &campaign).await);

    let body = json!({"templateId": "tpl_nda", "name": "Q3", "signers": [
        {"name": "Ann", "email": "ann@example.com"}, {"name": "Bo", "email": "bo@bounce.example"}]});
    let made = described.success("bulk_sends.create", post(&world, "bulk-sends", &body).await);
    assert_eq!((&made["data"]["sentCount"], &made["data"]["failedCount"]), (&json!(1), &json!(1)));
    let bulk_send = format!("bulk-sends/{}", made["data"]["id"].as_str().unwrap());
    described.success("bulk_sends.list", get(&world, "bulk-sends?status=completed").await);
    described.success("bulk_sends.get", get(&world, &bulk_send).await);
    described.success("bulk_sends.delete", delete(&world, &bulk_send).await);

    described.success("org.get", get(&world, "org").await);
    described.success("org.members", get(&world, "org/members").await);

    let body = json!({"url": "https://hooks.example.com/in", "events": ["document.completed"], "description": "prod"});
    let made = described.success("webhooks.create", post(&world, "webhooks", &body).await);
    assert_eq!(made["data"]["events"], json!("[\"document.completed\"]"));
    assert_eq!(made["data"]["secret"].as_str().unwrap().len(), 64);
    let webhook = format!("webhooks/{}", made["data"]["id"].as_str().unwrap());
    described.success("webhooks.list", get(&world, "webhooks").await);
    let read = described.success("webhooks.get", get(&world, &webhook).await);
    assert_eq!(read["data"].get("secret"), None);
    let body = json!({"events": ["signer.completed"]});
    described.success("webhooks.update", send(&world, Method::PATCH, &webhook, &body).await);
    described.success("webhooks.delete", delete(&world, &webhook).await);

    assert_eq!(described.unseen(), std::collections::BTreeSet::new());
}
