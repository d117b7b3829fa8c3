//! Contacts, folders, the webhook, and lists.

use reqwest::Method;
use serde_json::{Value, json};

use super::{control, created, delete, file, get, lease, post, put, refusal, settings};
use crate::support::{World, world};

async fn folder(world: &World, name: &str, parent: &str) -> String {
    let made = post(world, "createfolder", &json!({"folderName": name, "parentFolderId": parent})).await;
    assert_eq!(made.status, 200, "{}", made.json);
    made.json["objectId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_address_is_in_the_contact_book_once() {
    let world = world();
    let ann = json!({"name": "Ann", "email": "ann@example.com", "phone": "45123456"});
    let first = post(&world, "createcontact", &ann).await.json;
    let id = first["objectId"].as_str().unwrap();
    let again = post(&world, "createcontact", &ann).await;
    assert_eq!(
        (again.status, again.json),
        (401, json!({"error": "Contact already exists!", "objectId": id}))
    );
    // A signer is the contact with the same address, or becomes one.
    created(&world, &lease(&["ann", "bo"])).await;
    assert_eq!(get(&world, "contactlist").await.json["result"].as_array().unwrap().len(), 2);
    let changed = put(&world, &format!("contact/{id}"), &json!({"job_title": "CTO"})).await.json;
    assert_eq!(changed, json!({"objectId": id, "message": "Contact updated successfully"}));
    let read = get(&world, &format!("contact/{id}")).await.json;
    assert_eq!((&read["job_title"], &read["phone"]), (&json!("CTO"), &json!("45123456")));
    let wrong = put(&world, &format!("contact/{id}"), &json!({"title": "CTO"})).await;
    assert_eq!(refusal(&wrong), (400, "Please provide valid field names!"));
    assert_eq!(delete(&world, &format!("contact/{id}")).await.status, 200);
    assert_eq!(refusal(&delete(&world, &format!("contact/{id}")).await), (404, "Contact not found!"));
    assert_ne!(post(&world, "createcontact", &ann).await.json["objectId"], *id);
    assert_eq!(post(&world, "createcontact", &json!({})).await.status, 400);
}

#[tokio::test]
async fn a_folder_is_deleted_once_it_is_empty() {
    let world = world();
    let legal = folder(&world, "Legal", "").await;
    let nda = folder(&world, "NDA", &legal).await;
    let read = get(&world, &format!("folder/{nda}")).await.json;
    assert_eq!((&read["parentFolderName"], &read["parentFolderId"]), (&json!("Legal"), &json!(legal)));
    assert_eq!(get(&world, &format!("folder/{legal}")).await.json["parentFolderName"], "");
    let names = async |query: &str| {
        let listed = get(&world, &format!("folderlist{query}")).await.json["result"].clone();
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["folderName"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["Legal"]);
    assert_eq!(names(&format!("?parentFolderId={legal}")).await, ["NDA"]);
    let full = (400, "folder is not empty, contains document or folder.");
    assert_eq!(refusal(&delete(&world, &format!("folder/{legal}")).await), full);
    let mut body = lease(&["ann"]);
    body["folderId"] = nda.as_str().into();
    let id = created(&world, &body).await;
    let reference = get(&world, &format!("document/{id}")).await.json["folder"].clone();
    assert_eq!(reference, json!({"objectId": nda, "name": "NDA"}));
    assert_eq!(refusal(&delete(&world, &format!("folder/{nda}")).await), full);
    put(&world, &format!("document/{id}"), &json!({"folderId": ""})).await;
    // A folder is not moved into itself, nor into what is in it.
    for into in [&legal, &nda] {
        assert_eq!(
            put(&world, &format!("folder/{legal}"), &json!({"parentFolderId": into})).await.status,
            400
        );
    }
    put(&world, &format!("folder/{nda}"), &json!({"parentFolderId": "", "folderName": "NDAs"})).await;
    assert_eq!(names("").await, ["NDAs", "Legal"]);
    assert_eq!(delete(&world, &format!("folder/{legal}")).await.status, 200);
    assert_eq!(refusal(&get(&world, &format!("folder/{legal}")).await), (404, "folder not found."));
}

#[tokio::test]
async fn a_list_has_a_hundred_items_unless_told_and_five_hundred_at_most() {
    let world = world();
    for number in 0..103 {
        let contact = json!({"name": format!("n{number}"), "email": format!("n{number}@example.com")});
        post(&world, "createcontact", &contact).await;
    }
    let count = async |query: &str| {
        get(&world, &format!("contactlist{query}")).await.json["result"].as_array().unwrap().len()
    };
    for (query, expected) in [
        ("", 100),
        ("?limit=0", 0),
        ("?limit=9999", 103),
        ("?limit=-1", 103),
        ("?limit=abc", 103),
        ("?skip=100", 3),
        ("?limit=2&skip=102", 1),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let first = get(&world, "contactlist?limit=1").await.json["result"][0].clone();
    assert_eq!(first["name"], "n102");
}

#[tokio::test]
async fn a_webhook_is_set_once_and_told_what_happens_in_a_body_that_is_signed() {
    let world = world();
    let url = json!({"url": "https://hooks.example.com/in"});
    assert_eq!(refusal(&get(&world, "webhook").await), (404, "User not found!"));
    settings(&world, &json!({"empty_webhook": true})).await;
    assert_eq!(get(&world, "webhook").await.json, json!({}));
    assert_eq!(post(&world, "webhook", &url).await.json["result"], "Webhook updated successfully!");
    assert_eq!(refusal(&post(&world, "webhook", &url).await), (401, "Webhook url already exists!"));
    assert_eq!(get(&world, "webhook").await.json, json!({"webhook": url["url"]}));

    let id = created(&world, &lease(&["ann", "bo"])).await;
    control(&world, &format!("documents/{id}/sign"), &json!({})).await;
    let told = world.control(Method::GET, "opensign/deliveries", &json!({})).await["deliveries"].clone();
    let events: Vec<_> = told.as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["created", "viewed", "signed", "viewed", "signed", "completed"]);
    let signed: Value = serde_json::from_str(told[2]["body"].as_str().unwrap()).unwrap();
    assert_eq!(signed["signer"], json!({"name": "ann Example", "email": "ann@example.com"}));
    assert!(signed["signedAt"].as_str().unwrap().ends_with("GMT+5:30"));
    assert_eq!(told[2]["signature"].as_str().unwrap().len(), 64);
    let revoked =
        created(&world, &json!({"file": file(), "title": "t", "signers": lease(&["ann"])["signers"]})).await;
    post(&world, &format!("document/{revoked}"), &json!({"reason": "Wrong"})).await;
    let told = world.control(Method::GET, "opensign/deliveries", &json!({})).await["deliveries"].clone();
    let last: Value =
        serde_json::from_str(told.as_array().unwrap().last().unwrap()["body"].as_str().unwrap()).unwrap();
    assert_eq!((&last["event"], &last["declinedReason"]), (&json!("declined"), &json!("Wrong")));
    assert_eq!(delete(&world, "webhook").await.json["result"], "Webhook deleted successfully!");
    assert_eq!(delete(&world, "webhook").await.status, 200);
}
