//! Answers held to a provider's OpenAPI document: every one has the form that its operation and status say, and no
//! operation is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::Reply;

pub(crate) struct Described {
    /// By operation and status; none where the body must be empty, or is a file.
    schemas: BTreeMap<(String, u16), Option<jsonschema::Validator>>,
    seen: BTreeSet<String>,
}

impl Described {
    pub(crate) fn of(provider: &str) -> Self {
        let path = format!("{}/../../core/openapi/{provider}.yaml", env!("CARGO_MANIFEST_DIR"));
        let document: Value = yaml_serde::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let verbs = ["get", "post", "put", "patch", "delete"];
        let mut schemas = BTreeMap::new();
        for path in document["paths"].as_object().unwrap().values() {
            for (_, operation) in
                path.as_object().unwrap().iter().filter(|(verb, _)| verbs.contains(&verb.as_str()))
            {
                let id = operation["operationId"].as_str().unwrap();
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let Ok(status) = status.parse() else { continue };
                    let response = resolved(&document, response);
                    schemas.insert((id.to_owned(), status), validator(&document, response));
                }
            }
        }
        Self { schemas, seen: BTreeSet::new() }
    }

    /// The answer's body, which must be as described for its status.
    pub(crate) fn check(&mut self, operation: &str, reply: Reply) -> Value {
        let key = (operation.to_owned(), reply.status);
        let schema = self.schemas.get(&key);
        let schema = schema
            .unwrap_or_else(|| panic!("{operation}: {} is not described: {}", reply.status, reply.json));
        if let Some(schema) = schema {
            let errors: Vec<_> = schema.iter_errors(&reply.json).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{operation} {}: {errors:#?}\n{}", reply.status, reply.json);
        } else if reply.status == 204 {
            assert_eq!(reply.json, json!(""), "{operation}");
        }
        if reply.status < 300 {
            self.seen.insert(operation.to_owned());
        }
        reply.json
    }

    /// A success.
    pub(crate) fn success(&mut self, operation: &str, reply: Reply) -> Value {
        assert!(reply.status < 300, "{operation}: {} {}", reply.status, reply.json);
        self.check(operation, reply)
    }

    /// Operations that were never answered with success.
    pub(crate) fn unseen(&self) -> BTreeSet<&str> {
        let all = self.schemas.keys().map(|(operation, _)| operation.as_str());
        all.filter(|operation| !self.seen.contains(*operation)).collect()
    }
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn validator(document: &Value, response: &Value) -> Option<jsonschema::Validator> {
    let media = response["content"].as_object()?.values().next()?;
    let schema = media.get("schema")?;
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": document["components"],
    });
    Some(jsonschema::validator_for(&schema).unwrap())
}
