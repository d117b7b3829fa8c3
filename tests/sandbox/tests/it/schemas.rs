//! Every operation's success answer is what the OpenAPI document says, and no operation is left out.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use signbridge_sandbox::contract;

use crate::support::{Reply, new_case, reply, v2, v3, world};

/// The schemas of the success answers, by operation.
fn schemas() -> BTreeMap<String, jsonschema::Validator> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/openapi/nextsign.yaml");
    let document: Value = yaml_serde::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let operations = document["paths"].as_object().unwrap().values().flat_map(|path| {
        path.as_object().unwrap().iter().filter(|(verb, _)| matches!(verb.as_str(), "get" | "post"))
    });
    operations
        .map(|(_, operation)| {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            assert!(schema.is_object(), "{id} has a schema");
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [schema],
                "components": document["components"],
            });
            (id, jsonschema::validator_for(&schema).unwrap())
        })
        .collect()
}

struct Checker {
    schemas: BTreeMap<String, jsonschema::Validator>,
    seen: BTreeSet<String>,
}

impl Checker {
    fn check(&mut self, operation: &str, reply: Reply) -> Value {
        assert_eq!(reply.status, 200, "{operation}: {}", reply.json);
        let errors: Vec<_> =
            self.schemas[operation].iter_errors(&reply.json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{operation}: {errors:#?}\n{}", reply.json);
        self.seen.insert(operation.to_owned());
        reply.json
    }
}

#[tokio::test]
async fn every_success_answer_is_as_described() {
    let world = world();
    let mut checker = Checker { schemas: schemas(), seen: BTreeSet::new() };
    let form = "forms/65aa00bb52bb6d8baa5d1600";
    checker.check("forms.get", world.get(&v2(&format!("{form}/get"))).await);
    checker.check("forms.tags", world.get(&v2(&format!("{form}/tags/get"))).await);
    let submission = json!({
        "tags": [{"tag": "client_name", "value": "Ada", "type": "text"}],
        "recipients": [{"name": "Ada Example", "email": "ada@example.com", "signing": true, "group": 0}],
    });
    checker.check("forms.submit", world.post(&v2(&format!("{form}/submit")), &submission).await);

    let mut body = new_case(&[("ada@example.com", 0), ("bo@example.com", 1)]);
    body["referenceId"] = "order-1001".into();
    body["user_email"] = "sender@example.com".into();
    body["signingSchemas"] = json!(["urn:grn:authn:dk:mitid:substantial"]);
    body["settings"] = json!({"lang": "da", "template": 1, "allowedRoles": ["admin"]});
    let created = checker.check("cases.create", world.post(&v2("case/create"), &body).await);
    let id = created["data"]["_id"].as_str().unwrap();
    // Before, between and after the signatures: members come and go.
    for who in ["", "ada@example.com", "bo@example.com"] {
        if !who.is_empty() {
            world.sign(id, who).await;
        }
        checker.check("cases.get", world.get(&v2(&format!("case/{id}/get"))).await);
    }
    checker.check("cases.list", world.get(&v2("cases/get?status=signed")).await);
    let several = checker.check("cases.get_multiple", world.get(&v2(&format!("cases/{id}/get"))).await);
    let signed = &several["cases"][0]["signedDocuments"][0]["file"];
    checker.check("documents.retrieve", world.post(&v3("view-presigned-url"), &json!({"url": signed})).await);

    let file = Part::bytes(contract()).file_name("contract.pdf").mime_str("application/pdf").unwrap();
    let form = Form::new().part("file", file);
    let uploaded =
        reply(world.request(Method::POST, &v3("upload")).multipart(form).send().await.unwrap()).await;
    let uploaded = checker.check("documents.upload", uploaded);
    let body = json!({"file": STANDARD.encode(contract()), "name": "c.pdf", "type": "application/pdf"});
    checker.check("documents.upload", world.post(&v3("upload"), &body).await);
    let body = json!({"documents": [{"file": uploaded["url"], "name": "contract.pdf"}]});
    checker.check("documents.convert", world.post("/api/v2/document/convert", &body).await);
    checker.check("cases.delete", world.get(&v2(&format!("case/{id}/delete"))).await);

    let described: BTreeSet<_> = checker.schemas.keys().cloned().collect();
    assert_eq!(checker.seen, described);
}
