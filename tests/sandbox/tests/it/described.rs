//! Answers held to the providers' OpenAPI documents: every one, in every test, has the form that its operation and status
//! say; and a provider's own test leaves no operation out.
//!
//! Answers that a fault made, and those to addresses that nobody knows, are nobody's description.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use signbridge_sandbox::{Listener, RequestRecord};

use crate::support::World;

/// The documents of the emulated providers, by name. The first has the root of the sandbox, the others a prefix.
static DOCUMENTS: LazyLock<BTreeMap<&str, Document>> = LazyLock::new(|| {
    ["nextsign", "insigner", "opensign", "nexpay"].map(|name| (name, Document::of(name))).into()
});

struct Document {
    /// Every error that the document has somewhere: an operation need not list all of them.
    errors: Vec<jsonschema::Validator>,
    /// Operations whose errors may come with a status of success.
    hidden_errors: BTreeSet<String>,
    /// By operation and status, which may be `default`.
    answers: BTreeMap<(String, String), Content>,
    /// Verb and path by operation.
    operations: BTreeMap<String, (String, String)>,
}

/// What an answer may hold.
enum Content {
    /// The document says nothing, or only that it is a file.
    Any,
    Nothing,
    Json(Box<jsonschema::Validator>),
}

impl Document {
    fn of(provider: &str) -> Self {
        let path = format!("{}/../../core/openapi/{provider}.yaml", env!("CARGO_MANIFEST_DIR"));
        let document: Value = yaml_serde::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let verbs = ["get", "post", "put", "patch", "delete"];
        let paths = document["paths"].as_object().unwrap().iter();
        let all = paths.flat_map(|(path, item)| {
            let described = item.as_object().unwrap().iter();
            described.map(move |(verb, operation)| (path, verb, operation))
        });
        let (mut answers, mut operations) = (BTreeMap::new(), BTreeMap::new());
        let (mut errors, mut hidden_errors) = (Vec::new(), BTreeSet::new());
        for (path, verb, operation) in all.filter(|(_, verb, _)| verbs.contains(&verb.as_str())) {
            // An endpoint may have several methods, each with a name of its own.
            let own = operation["x-signbridge"]["methods"].as_array();
            let own = own.into_iter().flatten().filter_map(|method| method["method"].as_str());
            for id in own.chain(operation["operationId"].as_str()) {
                operations.insert(id.to_owned(), (verb.to_uppercase(), path.clone()));
                if operation["x-signbridge"]["errors"].is_array() {
                    hidden_errors.insert(id.to_owned());
                }
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let response = resolved(&document, response);
                    answers.insert((id.to_owned(), status.clone()), content(&document, status, response));
                }
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                if !status.starts_with('2')
                    && let Content::Json(schema) = content(&document, status, resolved(&document, response))
                {
                    errors.push(*schema);
                }
            }
        }
        Self { errors, hidden_errors, answers, operations }
    }

    fn content(&self, operation: &str, status: u16) -> Option<&Content> {
        let answer = |kind: String| self.answers.get(&(operation.to_owned(), kind));
        // Where a page tells the answer but not its status, another one of success is as good.
        let alike =
            || (200..300).filter(|_| (200..300).contains(&status)).find_map(|one| answer(one.to_string()));
        answer(status.to_string()).or_else(|| answer("default".to_owned())).or_else(alike)
    }

    /// Why the answer is not as described, if it is not.
    fn objection(&self, record: &RequestRecord) -> Option<String> {
        let (operation, status) = (record.operation?, record.status?);
        let body = record.answer.as_deref()?;
        let told = |what: &str| {
            let body = String::from_utf8_lossy(&body[..body.len().min(2_000)]);
            Some(format!("{} {}: {operation} {status}: {what}\n{body}", record.method, record.path))
        };
        let Some((verb, path)) = self.operations.get(operation) else {
            return told("the operation is not described");
        };
        if record.method != *verb || !ends_as(&record.path, path) {
            return told(&format!("this is not {verb} {path}"));
        }
        let is_error = || {
            let may_be = status >= 400 || self.hidden_errors.contains(operation);
            let body = serde_json::from_slice(body).ok().filter(|_| may_be);
            body.is_some_and(|body| self.errors.iter().any(|error| error.is_valid(&body)))
        };
        match self.content(operation, status) {
            None if is_error() => None,
            None => told("the status is not described, nor is this an error that is"),
            Some(Content::Any) => None,
            Some(Content::Nothing) if body.is_empty() => None,
            Some(Content::Nothing) => told("nothing is described"),
            Some(Content::Json(schema)) => match serde_json::from_slice(body) {
                Err(error) => told(&format!("not JSON: {error}")),
                Ok(body) => {
                    let errors: Vec<_> = schema.iter_errors(&body).map(|error| error.to_string()).collect();
                    if errors.is_empty() || is_error() { None } else { told(&errors.join("\n")) }
                }
            },
        }
    }
}

/// Whether the address ends as the document's path does, which may begin with a prefix of the server.
fn ends_as(asked: &str, described: &str) -> bool {
    let asked: Vec<_> = asked.split('?').next().unwrap_or_default().split('/').skip(1).collect();
    let described: Vec<_> = described.split('/').skip(1).collect();
    let tail = asked.len().checked_sub(described.len()).map(|start| &asked[start..]);
    tail.is_some_and(|tail| {
        // Some endpoints have the address of an older version too.
        let version =
            |segment: &str| segment.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok());
        let fits = |(asked, described): (&&str, &&str)| {
            described.contains('{') || asked == described || (version(asked) && version(described))
        };
        tail.iter().zip(&described).all(fits)
    })
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn content(document: &Value, status: &str, response: &Value) -> Content {
    if status == "204" {
        return Content::Nothing;
    }
    let schema = response["content"].as_object().and_then(|content| {
        let json = content.iter().find(|(kind, _)| kind.ends_with("json"));
        // Beside another kind, JSON is one of several.
        json.filter(|_| content.len() == 1).and_then(|(_, media)| media.get("schema"))
    });
    let Some(schema) = schema else { return Content::Any };
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": document["components"],
    });
    Content::Json(Box::new(jsonschema::validator_for(&schema).unwrap()))
}

/// Whose address was asked.
fn provider(record: &RequestRecord) -> &'static str {
    let first = record.path.trim_start_matches('/').split('/').next();
    DOCUMENTS.keys().copied().find(|name| first == Some(name)).unwrap_or("nextsign")
}

/// The API's own answers: no fault's, none of the storage, whose answers are its own, and no redirects, which have no body.
fn own(record: &RequestRecord) -> bool {
    let known = record.listener == Listener::Api && record.operation.is_some();
    known && record.faults.is_empty() && record.status.is_some_and(|status| !(300..400).contains(&status))
}

/// Every answer of the sandbox so far is as described.
pub(crate) fn check(world: &World) {
    let records = world.sandbox.requests();
    let objections: Vec<_> = records
        .iter()
        .filter(|one| own(one))
        .filter_map(|one| DOCUMENTS[provider(one)].objection(one))
        .collect();
    assert!(
        objections.is_empty(),
        "{} answers are not as described:\n{}",
        objections.len(),
        objections.join("\n")
    );
}

/// Every operation of the provider was answered with success in this world. Leaves the list of those that were, for the
/// table of `cargo xtask test`.
pub(crate) fn is_complete(world: &World, name: &str) {
    let records = world.sandbox.requests();
    let succeeded = |one: &&RequestRecord| {
        own(one) && provider(one) == name && one.status.is_some_and(|status| status < 300)
    };
    let seen: BTreeSet<_> = records.iter().filter(succeeded).filter_map(|one| one.operation).collect();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let folder = target.expect("Cargo's folder for tests is in its target folder").join("scenarios");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("emulated-{name}.json")), json!(seen).to_string()).unwrap();
    let document = &DOCUMENTS[name];
    let endpoints: BTreeSet<_> =
        seen.iter().filter_map(|operation| document.operations.get(*operation)).collect();
    let unseen = document.operations.iter().filter(|(_, endpoint)| !endpoints.contains(endpoint));
    let unseen: Vec<_> = unseen.map(|(operation, _)| operation).collect();
    assert!(unseen.is_empty(), "never answered with success: {unseen:?}");
}
