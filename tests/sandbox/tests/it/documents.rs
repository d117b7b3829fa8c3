//! Files: up, converted, and down again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lopdf::Document;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use signbridge_sandbox::{KEY, Time, contract};

use crate::support::{DOCX, new_case, reply, v2, v3, world};

const TEMPLATE: &[u8] = include_bytes!("../../fixtures/template.docx");

#[tokio::test]
async fn a_multipart_upload_gives_a_url_that_a_case_takes() {
    let world = world();
    let file = Part::bytes(contract()).file_name("contract.pdf").mime_str("application/pdf").unwrap();
    let form = Form::new().part("file", file).text("name", "Ærø lease.pdf");
    let uploaded =
        reply(world.request(Method::POST, &v3("upload")).multipart(form).send().await.unwrap()).await;
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    assert_eq!(uploaded.json["name"], "Ærø lease.pdf");
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["documents"] = json!([{"name": "lease.pdf", "file": uploaded.json["url"], "signObligated": true}]);
    let id = world.case(&body).await;
    world.sign(&id, "ada@example.com").await;
    let case = world.get(&v2(&format!("case/{id}/get"))).await.json;
    let pdf = world.download(&case["case"]["signedDocuments"][0]["file"]).await;
    assert_eq!(Document::load_mem(&pdf).unwrap().get_pages().len(), 3);
}

#[tokio::test]
async fn what_was_uploaded_comes_down_byte_for_byte() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    assert_eq!(world.download(&url).await, contract());
    let body =
        json!({"file": format!("data:application/pdf;base64,{}", STANDARD.encode(contract())), "name": "c"});
    let by_data_url = world.post(&v3("upload"), &body).await.json;
    assert_eq!(world.download(&by_data_url["url"]).await, contract());
}

#[tokio::test]
async fn uploads_that_are_not_pdf_or_docx_are_refused() {
    let world = world();
    let text = STANDARD.encode("plain text");
    for (body, error) in [
        (json!({"file": text, "name": "a.txt", "type": "text/plain"}), "unsupported-type"),
        (json!({"file": text, "name": "a.pdf", "type": "application/pdf"}), "unsupported-type"),
        (json!({"file": STANDARD.encode(contract()), "name": "a.docx", "type": DOCX}), "unsupported-type"),
        (json!({"file": "%%%", "name": "a.pdf", "type": "application/pdf"}), "invalid-base64"),
        (json!({"file": text, "type": "application/pdf"}), "missing-name"),
        (json!({"file": text, "name": "a.pdf"}), "missing-type"),
        (json!({"name": "a.pdf"}), "missing-file"),
    ] {
        let refused = world.post(&v3("upload"), &body).await;
        assert_eq!((refused.status, refused.json), (400, json!({"error": error})), "{body}");
    }
}

#[tokio::test]
async fn the_same_link_is_given_for_an_hour_and_says_so() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let link = async || world.post(&v3("view-presigned-url"), &json!({"url": url})).await.json;
    let first = link().await;
    assert_eq!((&first["cached"], &first["type"]), (&json!(false), &json!("application/pdf")));
    assert!(first["key"].as_str().unwrap().starts_with("6500e19662ec13c4faa7de00/upload/"));
    let second = link().await;
    assert_eq!((&second["cached"], &second["signedUrl"]), (&json!(true), &first["signedUrl"]));
    world.sandbox.advance(Time::HOUR);
    assert_eq!(link().await["cached"], false);
}

#[tokio::test]
async fn a_link_ends_with_its_hour() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let link = world.post(&v3("view-presigned-url"), &json!({"url": url})).await.json;
    let link = link["signedUrl"].as_str().unwrap();
    world.sandbox.advance(Time::HOUR);
    let refused = world.http.get(link).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("<Message>Request has expired</Message>"));
}

#[tokio::test]
async fn the_storage_refuses_the_api_key_and_the_log_tells() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let link = world.post(&v3("view-presigned-url"), &json!({"url": url})).await.json;
    let link = link["signedUrl"].as_str().unwrap();
    assert!(link.starts_with(world.sandbox.storage_origin()));
    assert_ne!(world.sandbox.storage_origin(), world.sandbox.origin());
    assert_eq!(world.http.get(link).bearer_auth(KEY).send().await.unwrap().status(), 400);
    let last = world.sandbox.requests().pop().unwrap();
    assert_eq!(last.note.as_deref(), Some("the API's credentials were sent to the storage"));
    assert_eq!(last.operation, Some("storage.get"));
}

#[tokio::test]
async fn a_stored_url_does_not_open_without_a_signature_or_with_a_wrong_one() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let stored = url.as_str().unwrap();
    assert_eq!(world.http.get(stored).send().await.unwrap().status(), 403);
    let link = world.post(&v3("view-presigned-url"), &json!({"url": url})).await.json;
    let link = link["signedUrl"].as_str().unwrap();
    let forged = link.replace("/upload/", "/case/");
    assert_eq!(world.http.get(forged).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn only_the_companys_own_files_can_be_retrieved() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let other = world.control(Method::POST, "companies", &json!({"key": KEY})).await;
    let path = format!("/v3/company/{}/file/view-presigned-url", other["id"].as_str().unwrap());
    assert_eq!(world.post(&path, &json!({"url": url})).await.status, 404);
    let missing = world.post(&v3("view-presigned-url"), &json!({})).await;
    assert_eq!((missing.status, missing.json), (400, json!({"error": "missing-url"})));
    let foreign = world.post(&v3("view-presigned-url"), &json!({"url": "https://example.com/x.pdf"})).await;
    assert_eq!(foreign.status, 404);
}

#[tokio::test]
async fn a_template_becomes_a_pdf_with_its_tags_replaced() {
    let world = world();
    let url = world.upload("Lease.docx", TEMPLATE, DOCX).await;
    let body = json!({
        "tags": [
            {"tag": "tenant", "value": "Åse Østergård", "type": "text"},
            {"tag": "rent", "value": 8500, "type": "number"},
            {"tag": "from", "value": "2026-03-01", "type": "date", "format": "D/M YYYY"},
        ],
        "documents": [{"file": url, "name": "Lease.docx"}],
    });
    for version in ["v1", "v2"] {
        let converted = world.post(&format!("/api/{version}/document/convert"), &body).await.json;
        assert_eq!(converted["status"], json!({"code": 200, "message": "OK"}));
        assert_eq!(converted["documents"][0]["name"], "Lease.pdf");
        let pdf = Document::load_mem(&world.download(&converted["documents"][0]["file"]).await).unwrap();
        let text = pdf.extract_text(&[1]).unwrap();
        for expected in [
            "Lejekontrakt",
            "Lejer: Åse Østergård",
            "DKK 8500",
            "fra 1/3 2026",
            "{{ukendt}}",
            "Rygning & åben ild",
        ] {
            assert!(text.contains(expected), "{expected} is not in {text}");
        }
    }
}

#[tokio::test]
async fn a_pdf_passes_through_conversion() {
    let world = world();
    let url = world.upload("contract.pdf", &contract(), "application/pdf").await;
    let body = json!({"documents": [{"file": url, "name": "Contract"}]});
    let converted = world.post("/api/v2/document/convert", &body).await.json;
    assert_eq!(converted["documents"][0]["name"], "Contract.pdf");
    assert_eq!(world.download(&converted["documents"][0]["file"]).await, contract());
}

#[tokio::test]
async fn a_conversion_that_fails_says_so_inside_the_payload() {
    let world = world();
    let body = json!({"documents": [{"file": "https://example.com/lease.docx", "name": "Lease.docx"}]});
    let failed = world.post("/api/v2/document/convert", &body).await;
    assert_eq!(failed.status, 200);
    assert_eq!(failed.json["status"]["code"], 400);
    assert_eq!(failed.json["documents"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn inline_documents_over_the_limit_must_be_uploaded_first() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    let mut file = contract();
    file.resize(2_625_001, b' ');
    body["documents"][0]["file"] = STANDARD.encode(&file).into();
    let refused = world.post(&v2("case/create"), &body).await;
    assert_eq!((refused.status, &refused.json["errors"][0]["code"]), (413, &json!(413)));
    body["documents"][0] = json!({
        "name": "big.pdf", "file": world.upload("big.pdf", &file, "application/pdf").await, "signObligated": true,
    });
    world.case(&body).await;
}

#[tokio::test]
async fn a_document_of_a_case_must_be_a_pdf_or_docx_that_can_be_fetched() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    for (document, what) in [
        (json!({"name": "a", "file": "not base64!", "fileIsBlob": true}), "is not base64"),
        (
            json!({"name": "a", "file": STANDARD.encode("text"), "fileIsBlob": true}),
            "is neither a PDF nor a DOCX file",
        ),
        (json!({"name": "a", "file": "https://example.com/a.pdf"}), "is not a URL that NextSign can fetch"),
    ] {
        body["documents"] = json!([document]);
        let refused = world.post(&v2("case/create"), &body).await;
        assert_eq!(refused.json["errors"][0]["description"], format!("documents[0].file {what}"));
    }
}

#[tokio::test]
async fn a_docx_in_a_case_is_signed_as_a_pdf_and_an_attachment_is_not_signed() {
    let world = world();
    let mut body = new_case(&[("ada@example.com", 0)]);
    body["documents"] = json!([
        {"name": "Lease.docx", "file": STANDARD.encode(TEMPLATE), "fileIsBlob": true, "signObligated": true},
        {"name": "Rules.pdf", "file": STANDARD.encode(contract()), "fileIsBlob": true, "signObligated": false},
    ]);
    let id = world.case(&body).await;
    let signed = world.sign(&id, "ada@example.com").await.json;
    let names: Vec<_> = signed["case"]["signedDocuments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| &document["name"])
        .collect();
    assert_eq!(names, ["Lease.pdf"]);
}
