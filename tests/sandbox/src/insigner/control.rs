//! What a test says to the people and the dashboard behind inSigner: `/_sandbox/insigner/…`.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::{Document, Obstacle};
use super::keys::{Key, ORG_READ, SCOPES, is_key};
use super::seed::{self, ORGANIZATION};
use super::settings::Settings;
use crate::clock::Time;
use crate::control::{ControlError, body, unknown};
use crate::server::Request;
use crate::storage::Storage;
use crate::world::World;

pub(crate) fn answer(
    world: &mut World,
    method: &Method,
    path: &[&str],
    request: &Request,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, ["settings"]) => Ok(json!(world.insigner.settings)),
        (&Method::PATCH, ["settings"]) => patch_settings(world, body(request)?),
        (&Method::GET, ["documents"]) => {
            let documents = world.insigner.documents.iter().map(|one| inside(one, &world.storage));
            Ok(json!({"documents": documents.collect::<Vec<_>>()}))
        }
        (&Method::GET, ["documents", id]) => with_document(world, id, |_, _, _| Ok(())),
        (&Method::POST, ["documents", id, "sign"]) => with_document(world, id, |document, storage, now| {
            // Each signature can change whose turn it is.
            while let Some(who) = document.waiting_for().first().cloned() {
                document.act(&who, true, storage, now)?;
            }
            Ok(())
        }),
        (&Method::POST, ["documents", id, "signers", who, "sign" | "approve"]) => {
            with_document(world, id, |document, storage, now| document.act(who, true, storage, now))
        }
        (&Method::POST, ["documents", id, "signers", who, "decline"]) => {
            with_document(world, id, |document, storage, now| document.act(who, false, storage, now))
        }
        (&Method::GET, ["keys"]) => Ok(json!({"keys": world.insigner.keys})),
        (&Method::POST, ["keys"]) => add_key(world, body(request)?),
        (&Method::POST, ["keys", key, "revoke"]) => {
            let found = world.insigner.keys.iter_mut().find(|one| one.value == *key);
            let found = found.ok_or_else(|| ControlError::not_found("there is no such key"))?;
            found.revoked = true;
            Ok(json!(found))
        }
        (&Method::POST, ["organizations"]) => add_organization(world, &body(request)?),
        (&Method::POST, ["templates"]) => add_template(world, &body(request)?),
        (&Method::POST, ["webhooks", id, "fail"]) => {
            let failures: Failures = body(request)?;
            let now = world.clock.now();
            let found = world.insigner.webhooks.iter_mut().find(|one| one.id == *id);
            let found = found.ok_or_else(|| ControlError::not_found(format!("there is no webhook {id}")))?;
            found.fail(failures.times, now);
            Ok(found.json())
        }
        _ => Err(unknown(request)),
    }
}

fn patch_settings(world: &mut World, patch: Value) -> Result<Value, ControlError> {
    let (Value::Object(mut settings), Value::Object(patch)) = (json!(world.insigner.settings), patch) else {
        return Err(ControlError::invalid("settings are an object"));
    };
    settings.extend(patch);
    world.insigner.settings = Settings::deserialize(Value::Object(settings))
        .map_err(|error| ControlError::invalid(error.to_string()))?;
    Ok(json!(world.insigner.settings))
}

fn with_document(
    world: &mut World,
    id: &str,
    change: impl FnOnce(&mut Document, &mut Storage, Time) -> Result<(), Obstacle>,
) -> Result<Value, ControlError> {
    let now = world.clock.now();
    let World { storage, insigner, .. } = world;
    let document = insigner.documents.iter_mut().find(|one| one.id == id);
    let document = document.ok_or_else(|| ControlError::not_found(format!("there is no document {id}")))?;
    change(document, storage, now).map_err(|obstacle| match &obstacle {
        Obstacle::NoSuchSigner(_) => ControlError::not_found(obstacle.to_string()),
        _ => ControlError::conflict(obstacle.code(), obstacle.to_string()),
    })?;
    Ok(inside(document, storage))
}

/// A document with what its API does not tell.
fn inside(document: &Document, storage: &Storage) -> Value {
    json!({
        "id": document.id,
        "organization": document.organization,
        "status": document.status.name(),
        "waiting_for": document.waiting_for(),
        "reminders": document.reminders,
        "phones": document.signers.iter().map(|one| one.phone.clone()).collect::<Vec<_>>(),
        "document": document.whole(storage, "https://app.insigner.co"),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Failures {
    #[serde(default = "one")]
    times: u32,
}

const fn one() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    key: Option<String>,
    organization: Option<String>,
    scopes: Option<Vec<String>>,
    expires_at: Option<String>,
}

fn add_key(world: &mut World, new: NewKey) -> Result<Value, ControlError> {
    let value = new.key.unwrap_or_else(|| format!("isk_{}", world.ids.token(44)));
    if !is_key(&value) {
        return Err(ControlError::invalid("a key is isk_ and 44 letters, digits, - or _"));
    }
    if world.insigner.keys.iter().any(|one| one.value == value) {
        return Err(ControlError::conflict("exists", "there is such a key already"));
    }
    let organization = new.organization.unwrap_or_else(|| ORGANIZATION.to_owned());
    if !world.insigner.organizations.iter().any(|one| one.id == organization) {
        return Err(ControlError::not_found(format!("there is no organization {organization}")));
    }
    let scopes = new.scopes.unwrap_or_else(|| vec!["*".to_owned()]);
    if let Some(scope) = scopes.iter().find(|one| !SCOPES.contains(&one.as_str()) && *one != ORG_READ) {
        return Err(ControlError::invalid(format!("there is no scope {scope}")));
    }
    let expires = new.expires_at.map(|text| {
        Time::parse(&text).ok_or_else(|| ControlError::invalid(format!("{text:?} is not ISO 8601")))
    });
    let key = Key { value, organization, scopes, revoked: false, expires: expires.transpose()? };
    let json = json!(key);
    world.insigner.keys.push(key);
    Ok(json)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOrganization {
    name: Option<String>,
}

fn add_organization(world: &mut World, new: &NewOrganization) -> Result<Value, ControlError> {
    let id = format!("org_{}", world.ids.token(16));
    seed::add_organization(world, &id, new.name.as_deref().unwrap_or("Another"));
    let key = NewKey { key: None, organization: Some(id.clone()), scopes: None, expires_at: None };
    let key = add_key(world, key)?;
    Ok(json!({"id": id, "key": key["key"]}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTemplate {
    organization: Option<String>,
    name: String,
    #[serde(default)]
    category: String,
    /// Labels of the places for signers.
    #[serde(default)]
    places: Vec<String>,
}

fn add_template(world: &mut World, new: &NewTemplate) -> Result<Value, ControlError> {
    let organization = new.organization.as_deref().unwrap_or(ORGANIZATION);
    if !world.insigner.organizations.iter().any(|one| one.id == organization) {
        return Err(ControlError::not_found(format!("there is no organization {organization}")));
    }
    let now = world.clock.now();
    let places: Vec<&str> = new.places.iter().map(String::as_str).collect();
    let template = seed::template(world, organization, None, &new.name, &new.category, &places, now);
    let id = template.id.clone();
    world.insigner.templates.push(template);
    Ok(json!({"id": id}))
}
