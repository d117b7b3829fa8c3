//! The life of a document.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use signbridge_sandbox::{Clock, Options, Time, contract};

use super::{ANYTHING, control, created, delete, file, get, lease, post, put, refusal, send, signer};
use crate::support::{Reply, World, world, world_with};

async fn document(world: &World, id: &str) -> Value {
    get(world, &format!("document/{id}")).await.json
}

async fn act(world: &World, id: &str, who: &str, what: &str, body: &Value) -> Reply {
    let path = format!("opensign/documents/{id}/signers/{who}@example.com/{what}");
    world.try_control(Method::POST, &path, body).await
}

async fn bytes(world: &World, link: &Value) -> Vec<u8> {
    let response = world.http.get(link.as_str().unwrap()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_document_is_signed_and_has_a_signature_page_and_a_certificate() {
    let world = world();
    let made = post(&world, "createdocument", &lease(&["ann", "bo"])).await.json;
    assert_eq!(made["message"], "Document sent successfully!");
    let id = made["objectId"].as_str().unwrap();
    assert!(id.len() == 10 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
    let link = made["signurl"][0]["url"].as_str().unwrap();
    let tail = URL_SAFE_NO_PAD.decode(link.rsplit('/').next().unwrap()).unwrap();
    assert!(String::from_utf8(tail).unwrap().starts_with(&format!("{id}/ann@example.com/")));
    let links = get(&world, &format!("signinglinks/{id}")).await.json;
    assert_eq!(links["signurl"], made["signurl"]);

    let before = document(&world, id).await;
    assert_eq!(
        (&before["status"], &before["certificate"], &before["folder"]),
        (&json!("in-progress"), &json!(""), &json!({}))
    );
    assert_eq!(bytes(&world, &before["file"]).await, contract());
    assert_eq!(act(&world, id, "ann", "view", &json!({})).await.status, 200);
    let seen = document(&world, id).await["audit_trail"].clone();
    assert!(seen[0]["viewed"].is_string() && seen[0].get("signed").is_none() && seen[1].is_null());
    assert_eq!(
        act(&world, id, "ann", "sign", &json!({})).await.json["waiting_for"],
        json!(["bo@example.com"])
    );
    assert_eq!(act(&world, id, "ann", "sign", &json!({})).await.json["error"], "already_done");
    assert_eq!(act(&world, id, "bo", "sign", &json!({})).await.json["status"], "completed");

    let after = document(&world, id).await;
    let (signed, certificate) =
        (bytes(&world, &after["file"]).await, bytes(&world, &after["certificate"]).await);
    assert!(signed.starts_with(b"%PDF-") && signed.len() > contract().len());
    assert!(certificate.starts_with(b"%PDF-"));
    let ips = get(&world, &format!("signerips/{id}")).await.json["signer_ips"].clone();
    assert_eq!(ips[1], json!({"email": "bo@example.com", "ip_address": "192.0.2.2"}));
    let completed = get(&world, "documentlist/completed").await.json["result"].clone();
    assert_eq!(completed[0]["objectId"], *id);
    assert_eq!(get(&world, "documentlist/inprogress").await.json["result"], json!([]));
}

#[tokio::test]
async fn a_merged_certificate_makes_the_signed_file_longer() {
    let world = world();
    let mut sizes = Vec::new();
    for merge in [false, true] {
        let mut body = lease(&["ann"]);
        body["merge_certificate"] = merge.into();
        let id = created(&world, &body).await;
        control(&world, &format!("documents/{id}/sign"), &json!({})).await;
        sizes.push(bytes(&world, &document(&world, &id).await["file"]).await.len());
    }
    assert!(sizes[1] > sizes[0], "{sizes:?}");
}

#[tokio::test]
async fn links_to_files_open_for_a_quarter_of_an_hour_and_take_no_token() {
    let clock = Clock::frozen(Time::parse("2026-06-01T08:00:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let id = created(&world, &lease(&["ann"])).await;
    let link = document(&world, &id).await["file"].clone();
    let link = link.as_str().unwrap();
    let with_token = world.http.get(link).header("x-api-token", "t").send().await.unwrap();
    assert_eq!(with_token.status(), 400);
    assert_eq!(world.http.get(link).send().await.unwrap().status(), 200);
    world.sandbox.advance(15 * Time::MINUTE);
    assert_eq!(world.http.get(link).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn only_a_strict_order_keeps_later_signers_from_signing() {
    let world = world();
    let id = created(&world, &lease(&["ann", "bo"])).await;
    assert_eq!(act(&world, &id, "bo", "sign", &json!({})).await.status, 200);

    let mut body = lease(&["ann", "bo"]);
    body["send_in_order_strict"] = true.into();
    let id = created(&world, &body).await;
    assert_eq!(act(&world, &id, "bo", "view", &json!({})).await.status, 200);
    let early = act(&world, &id, "bo", "sign", &json!({})).await;
    assert_eq!((early.status, &early.json["error"]), (409, &json!("out_of_turn")));
    let mails = act(&world, &id, "ann", "sign", &json!({})).await.json["mails"].clone();
    assert_eq!(mails, json!({"ann@example.com": 1, "bo@example.com": 1}));
}

#[tokio::test]
async fn viewers_are_not_waited_for_approvers_need_no_signature_and_codes_are_asked() {
    let world = world();
    let mut body = lease(&["ann"]);
    let viewer =
        json!({"role": "v", "name": "Vi", "email": "vi@example.com", "signer_role": "viewer", "widgets": []});
    let approver = json!({"role": "a", "name": "Al", "email": "al@example.com", "signer_role": "approver"});
    body["signers"].as_array_mut().unwrap().extend([viewer, approver]);
    body["signers"][0]["access_code"] = "123456".into();
    body["sendInOrder"] = false.into();
    let id = created(&world, &body).await;
    assert_eq!(act(&world, &id, "vi", "sign", &json!({})).await.json["error"], "only_views");
    assert_eq!(act(&world, &id, "ann", "sign", &json!({})).await.json["error"], "access_code");
    act(&world, &id, "al", "approve", &json!({})).await;
    let done = act(&world, &id, "ann", "sign", &json!({"access_code": "123456"})).await;
    assert_eq!(done.json["status"], "completed");

    body["signers"][1]["widgets"] = body["signers"][0]["widgets"].clone();
    assert_eq!(refusal(&post(&world, "createdocument", &body).await), ANYTHING);
}

#[tokio::test]
async fn a_document_expires_is_declined_or_revoked_and_is_then_over() {
    let clock = Clock::frozen(Time::parse("2026-06-01T08:00:00Z").unwrap());
    let world = world_with(Options { clock, ..Options::default() });
    let status = async |id: &str| document(&world, id).await["status"].clone();
    let mut body = lease(&["ann"]);
    body["timeToCompleteDays"] = 3.into();
    let expires = created(&world, &body).await;
    let declined = created(&world, &lease(&["ann"])).await;
    let revoked = created(&world, &lease(&["ann"])).await;
    act(&world, &declined, "ann", "decline", &json!({"reason": "No"})).await;
    let answer = post(&world, &format!("document/{revoked}"), &json!({"reason": "Wrong"})).await;
    assert_eq!(answer.json, json!({"objectId": revoked, "revokedAt": "2026-06-01T08:00:00.000Z"}));
    world.control(Method::POST, "clock", &json!({"advance_days": 3})).await;
    assert_eq!(
        (status(&expires).await, status(&declined).await, status(&revoked).await),
        ("expired".into(), "declined".into(), "declined".into())
    );
    for (list, count) in [("expired", 1), ("declined", 2), ("inprogress", 0)] {
        let found =
            get(&world, &format!("documentlist/{list}")).await.json["result"].as_array().unwrap().len();
        assert_eq!(found, count, "{list}");
    }
    for id in [&expires, &declined, &revoked] {
        assert_eq!(act(&world, id, "ann", "sign", &json!({})).await.json["error"], "not_in_progress");
        assert_eq!(refusal(&post(&world, &format!("document/{id}"), &json!({})).await), ANYTHING);
        let mail = json!({"document_id": id, "email": "ann@example.com"});
        assert_eq!(refusal(&post(&world, "resendmail", &mail).await), (404, "document not found."));
        assert_eq!(delete(&world, &format!("document/{id}")).await.status, 200);
        assert_eq!(refusal(&delete(&world, &format!("document/{id}")).await), (404, "Document not found!"));
    }
    let gone = put(&world, &format!("document/{expires}"), &json!({"note": "x"})).await;
    assert_eq!((gone.status, gone.json), (404, json!({"message": "Document not found!"})));
    assert_eq!(refusal(&get(&world, "documentlist/signaturerequest").await), (404, "Report not available!"));
}

#[tokio::test]
async fn a_document_is_changed_by_the_names_that_can_be() {
    let world = world();
    let id = created(&world, &lease(&["ann"])).await;
    let path = format!("document/{id}");
    let changed = put(
        &world,
        &path,
        &json!({"name": "Lease 2", "cc": ["c@example.com"], "redirect_url": "https://a.example"}),
    )
    .await;
    assert_eq!((changed.status, &changed.json["objectId"]), (200, &json!(id)));
    let now = document(&world, &id).await;
    assert_eq!(
        (&now["title"], &now["cc"], &now["redirect_url"]),
        (&json!("Lease 2"), &json!(["c@example.com"]), &json!("https://a.example"))
    );
    assert_eq!(bytes(&world, &now["file"]).await, contract());
    for wrong in [json!({}), json!({"title": "x"}), json!({"file": file()}), json!({"send_email": true})] {
        assert_eq!(
            refusal(&put(&world, &path, &wrong).await),
            (400, "Please provide valid field names!"),
            "{wrong}"
        );
    }
    assert_eq!(refusal(&put(&world, &path, &json!({"cc": "c@example.com"})).await), ANYTHING);
    let old = send(&world, Method::PUT, &format!("v1.1/{path}"), &json!({"cc": []})).await;
    assert_eq!(refusal(&old), (400, "Please provide valid field names!"));
    assert_eq!(
        refusal(&put(&world, "document/x", &json!({"note": "x"})).await),
        (404, "Document not found!")
    );
}

#[tokio::test]
async fn what_is_malformed_is_refused_in_the_provider_s_words() {
    let world = world();
    let with = |name: &str, value: Value| {
        let mut body = lease(&["ann"]);
        body[name] = value;
        body
    };
    let widgets = |widgets: Value| {
        let mut ann = signer("ann");
        ann["widgets"] = widgets;
        with("signers", json!([ann]))
    };
    let place = json!({"page": 1, "x": 1, "y": 1, "w": 9, "h": 9});
    let kind = |kind: &str, options: Value| {
        let mut widget = place.clone();
        widget["type"] = kind.into();
        widget["options"] = options;
        widget
    };
    let signature = kind("signature", json!({}));
    for (body, expected) in [
        (with("file", Value::Null), ANYTHING),
        (with("file", "not base64".into()), ANYTHING),
        (with("title", Value::Null), ANYTHING),
        (with("signers", Value::Null), (400, "Please provide signers!")),
        (with("signers", json!([])), (400, "Please provide signers!")),
        (with("signers", json!([{"email": "ann@example.com"}])), ANYTHING),
        (widgets(json!([])), (400, "Please add at least one signature widget for all signers")),
        (
            widgets(json!([kind("date", json!({}))])),
            (400, "Please add at least one signature widget for all signers"),
        ),
        (widgets(json!([signature, kind("text input", json!({}))])), ANYTHING),
        (widgets(json!([{"type": "signature"}])), ANYTHING),
        (
            widgets(json!([signature, kind("date", json!({"signing_date": true, "default": "01-01-2026"}))])),
            ANYTHING,
        ),
        (
            widgets(json!([
                signature,
                kind("name", json!({"name": "n"})),
                kind("email", json!({"name": "n"}))
            ])),
            ANYTHING,
        ),
        (with("sendInOrder", "yes".into()), ANYTHING),
        (with("folderId", "nowhere".into()), ANYTHING),
        (with("prefill", json!({"widgets": [kind("dropdown", json!({}))]})), ANYTHING),
    ] {
        let refused = post(&world, "createdocument", &body).await;
        assert_eq!(refusal(&refused), expected, "{body}");
    }
    assert_eq!(get(&world, "getcredits").await.json["total_credits"], 100);
}

#[tokio::test]
async fn a_file_is_measured_as_decoded() {
    let world = world();
    let body = |bytes: usize| json!({"file": STANDARD.encode(vec![b'a'; bytes]), "title": "t"});
    assert_eq!(post(&world, "draftdocument", &body(10 << 20)).await.status, 200);
    let large = post(&world, "draftdocument", &body((10 << 20) + 1)).await;
    assert_eq!(refusal(&large), (400, "File too large. Max allowed file size is 10 MB"));
}

#[tokio::test]
async fn form_data_holds_what_was_filled_in() {
    let world = world();
    let mut body = lease(&["ann"]);
    let place = |kind: &str, name: &str, options: Value| {
        let mut options = options;
        options["name"] = name.into();
        json!({"type": kind, "page": 1, "x": 1, "y": 1, "w": 9, "h": 9, "options": options})
    };
    body["signers"][0]["widgets"].as_array_mut().unwrap().extend([
        place("email", "mail", json!({})),
        place("textbox", "city", json!({"default": "Aarhus"})),
        place("checkbox", "boxes", json!({"values": ["a", "b"], "selectedvalues": ["b"]})),
        place("number", "rent", json!({})),
    ]);
    let id = created(&world, &body).await;
    let before = get(&world, &format!("formdata/{id}")).await.json;
    assert_eq!((&before["status"], &before["form_data"]), (&json!("in-progress"), &json!([])));
    act(&world, &id, "ann", "sign", &json!({"responses": {"rent": "900"}})).await;
    let after = get(&world, &format!("formdata/{id}")).await.json;
    let mut widgets = after["form_data"][0]["widgets"].as_array().unwrap().clone();
    widgets.sort_by_key(|one| one["name"].to_string());
    assert_eq!(
        json!(widgets),
        json!([
            {"name": "boxes", "response": ["b"]},
            {"name": "city", "response": "Aarhus"},
            {"name": "mail", "response": "ann@example.com"},
            {"name": "rent", "response": "900"},
        ])
    );
}

#[tokio::test]
async fn a_draft_is_sent_by_hand_and_a_document_for_oneself_has_one_signer() {
    let world = world();
    let made = post(&world, "draftdocument", &lease(&["ann"])).await.json;
    let id = made["document_id"].as_str().unwrap();
    assert_eq!(document(&world, id).await["status"], "draft");
    assert_eq!(get(&world, "documentlist/draft").await.json["result"][0]["objectId"], *id);
    assert_eq!(act(&world, id, "ann", "sign", &json!({})).await.json["error"], "not_in_progress");
    assert_eq!(
        control(&world, &format!("documents/{id}/send"), &json!({})).await["waiting_for"],
        json!(["ann@example.com"])
    );

    let own = json!({"file": file(), "title": "Expenses", "signer": {"widgets": lease(&["x"])["signers"][0]["widgets"]}});
    let made = post(&world, "selfsign", &own).await.json;
    let id = made["objectId"].as_str().unwrap();
    assert_eq!(document(&world, id).await["signers"][0]["email"], "olga@example.com");
    assert_eq!(control(&world, &format!("documents/{id}/sign"), &json!({})).await["status"], "completed");
    let dropdown = json!({"type": "dropdown", "page": 1, "x": 1, "y": 1, "w": 9, "h": 9});
    let own = json!({"file": file(), "title": "Expenses", "signer": {"widgets": [dropdown]}});
    assert_eq!(refusal(&post(&world, "selfsign", &own).await), ANYTHING);
}

#[tokio::test]
async fn a_mail_is_sent_again_to_a_signer_only() {
    let world = world();
    let id = created(&world, &lease(&["ann"])).await;
    let mail = |email: &str| json!({"document_id": id, "email": email});
    let sent = post(&world, "resendmail", &mail("ann@example.com")).await.json;
    assert_eq!(sent, json!({"result": "mail sent successfully."}));
    assert_eq!(refusal(&post(&world, "resendmail", &mail("bo@example.com")).await), (404, "user not found."));
    assert_eq!(refusal(&post(&world, "resendmail", &json!({})).await), (400, "Something went wrong."));
    let inside = world.control(Method::GET, &format!("opensign/documents/{id}"), &json!({})).await;
    assert_eq!(inside["mails"]["ann@example.com"], 2);
    let mut quiet = lease(&["ann"]);
    quiet["send_email"] = false.into();
    let quiet = created(&world, &quiet).await;
    let inside = world.control(Method::GET, &format!("opensign/documents/{quiet}"), &json!({})).await;
    assert_eq!(inside["mails"]["ann@example.com"], 0);
}
