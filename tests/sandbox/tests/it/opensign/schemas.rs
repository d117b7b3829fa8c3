//! Every operation, once in each version that has it; that its answers are what the OpenAPI document says is checked as in
//! every test.

use reqwest::Method;
use serde_json::{Value, json};

use super::{control, file, lease, send};
use crate::described;
use crate::support::{Reply, World, success, world};

struct Version<'a> {
    world: &'a World,
    name: &'static str,
}

impl Version<'_> {
    async fn call(&self, method: Method, path: &str, body: &Value) -> Reply {
        send(self.world, method, &format!("{}/{path}", self.name), body).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, &Value::Null).await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PUT, path, body).await
    }

    async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, &Value::Null).await
    }
}

fn refused(reply: &Reply) {
    assert!(reply.status >= 400, "{}", reply.json);
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().unwrap().to_owned()
}

/// What v1 lacks.
async fn since_v1_1(api: &Version<'_>, id: &str, at_contact: &str) {
    success(api.get("getcredits").await);
    success(api.put(at_contact, &json!({"name": "Ann B"})).await);
    success(api.get(&format!("signerips/{id}")).await);
    success(api.get(&format!("formdata/{id}")).await);
    success(api.get(&format!("signinglinks/{id}")).await);
    success(api.post("publictemplate", &lease(&["ann"])).await);
    refused(&api.get("formdata/x").await);
}

#[tokio::test]
async fn every_operation_of_opensign_is_emulated() {
    for name in ["v1", "v1.1", "v1.2"] {
        let world = world();
        let api = Version { world: &world, name };
        let later = name != "v1";

        success(api.get("getuser").await);
        let contact =
            json!({"name": "Ann", "email": "ann@example.com", "phone": "45123456", "company": "Acme"});
        let contact_id = text(&success(api.post("createcontact", &contact).await), "objectId");
        refused(&api.post("createcontact", &contact).await);
        let at_contact = format!("contact/{contact_id}");
        success(api.get(&at_contact).await);
        success(api.get("contactlist?limit=1").await);
        let folder = json!({"folderName": "Legal"});
        let folder = text(&success(api.post("createfolder", &folder).await), "objectId");
        let at_folder = format!("folder/{folder}");
        success(api.get(&at_folder).await);
        success(api.get("folderlist").await);
        success(api.put(&at_folder, &json!({"folderName": "Law"})).await);
        refused(&api.get("webhook").await);
        let url = json!({"url": "https://hooks.example.com/in"});
        success(api.post("webhook", &url).await);
        refused(&api.post("webhook", &url).await);
        success(api.get("webhook").await);

        let mut body = lease(&["ann", "bo"]);
        body["folderId"] = folder.as_str().into();
        let id = text(&success(api.post("createdocument", &body).await), "objectId");
        refused(&api.post("createdocument", &json!({})).await);
        let at = format!("document/{id}");
        success(api.get(&at).await);
        success(api.put(&at, &json!({"note": "Please"})).await);
        refused(&api.put(&at, &json!({})).await);
        success(api.get("documentlist/inprogress").await);
        refused(&api.get("documentlist/all").await);
        let mail = json!({"document_id": id, "email": "bo@example.com"});
        success(api.post("resendmail", &mail).await);
        refused(&api.post("resendmail", &json!({"document_id": "x", "email": "y"})).await);
        refused(&api.delete(&at_folder).await);
        control(&world, &format!("documents/{id}/sign"), &json!({})).await;
        success(api.get(&at).await);
        success(api.get("documentlist/completed").await);

        let draft = json!({"file": file(), "title": "Draft"});
        let draft = text(&success(api.post("draftdocument", &draft).await), "document_id");
        success(api.post(&format!("document/{draft}"), &json!({"reason": "x"})).await);
        refused(&api.post("document/x", &json!({})).await);
        success(api.post("selfsign", &json!({"file": file(), "title": "Own"})).await);

        let template = success(api.post("createtemplate", &lease(&["ann"])).await);
        let template = text(&template, "objectId");
        success(api.post("drafttemplate", &lease(&["ann"])).await);
        let at_template = format!("template/{template}");
        success(api.get(&at_template).await);
        success(api.get("templatelist").await);
        success(api.put(&at_template, &json!({"note": "x"})).await);
        let people = json!({"signers": [{"role": "ann", "name": "Ann", "email": "ann@example.com"}]});
        let path = format!("createdocument/{template}");
        success(api.post(&path, &people).await);
        refused(&api.post("createdocument/x", &people).await);

        if later {
            since_v1_1(&api, &id, &at_contact).await;
        }
        success(api.delete(&at).await);
        refused(&api.delete(&at).await);
        refused(&api.put(&at, &json!({"note": "x"})).await);
        success(api.delete(&at_template).await);
        refused(&api.get(&at_template).await);
        success(api.delete(&at_contact).await);
        refused(&api.get(&at_contact).await);
        success(api.delete(&at_folder).await);
        success(api.delete("webhook").await);

        if later {
            described::is_complete(&world, "opensign");
        }
    }
}
