//! What happens behind NextSign's API: recipients act, cases are sent, the provider changes its ways.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Settings;
use super::case::{Case, Obstacle};
use super::forms::{Form, Tag, Template};
use super::input::CaseSettings;
use crate::clock::Time;
use crate::control::{ControlError, body, unknown};
use crate::server::Request;
use crate::tenants::COMPANY_ID;
use crate::world::World;

/// Answers `/_sandbox/nextsign/…`.
pub(crate) fn answer(
    world: &mut World,
    method: &Method,
    path: &[&str],
    request: &Request,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, ["settings"]) => Ok(json!(world.nextsign.settings)),
        (&Method::PATCH, ["settings"]) => patch_settings(world, body(request)?),
        (&Method::GET, ["cases"]) => {
            let now = world.clock.now();
            let company = request.query("company");
            let wanted =
                world.nextsign.cases.iter().filter(|case| company.is_none_or(|id| case.company() == id));
            Ok(json!({"cases": wanted.map(|case| inside(case, now)).collect::<Vec<_>>()}))
        }
        (&Method::POST, ["forms"]) => add_form(world, body(request)?),
        (&Method::GET, ["cases", id]) => with_case(world, id, |_, _| Ok(())),
        (&Method::POST, ["cases", id, "send"]) => with_case(world, id, |case, tools| {
            case.send(tools.ids, tools.now);
            Ok(())
        }),
        (&Method::POST, ["cases", id, "sign"]) => with_case(world, id, |case, tools| {
            // Each signature can change whose turn it is.
            while let Some(who) = case.waiting_for().first() {
                case.sign(who, tools.ids, tools.storage, tools.now)?;
            }
            Ok(())
        }),
        (&Method::POST, ["cases", id, "recipients", who, "sign"]) => {
            with_case(world, id, |case, tools| case.sign(who, tools.ids, tools.storage, tools.now))
        }
        (&Method::POST, ["cases", id, "recipients", who, "deny"]) => {
            let denial: Denial = body(request)?;
            with_case(world, id, |case, tools| case.deny(who, &denial.reason, tools.ids, tools.now))
        }
        _ => Err(unknown(request)),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Denial {
    #[serde(default)]
    reason: String,
}

fn patch_settings(world: &mut World, patch: Value) -> Result<Value, ControlError> {
    let (Value::Object(mut settings), Value::Object(patch)) = (json!(world.nextsign.settings), patch) else {
        return Err(ControlError::invalid("settings are an object"));
    };
    settings.extend(patch);
    world.nextsign.settings = Settings::deserialize(Value::Object(settings))
        .map_err(|error| ControlError::invalid(error.to_string()))?;
    Ok(json!(world.nextsign.settings))
}

/// What a case's change needs of the world beside it.
struct Tools<'a> {
    ids: &'a mut crate::random::Ids,
    storage: &'a mut crate::storage::Storage,
    now: Time,
}

fn with_case(
    world: &mut World,
    id: &str,
    change: impl FnOnce(&mut Case, Tools<'_>) -> Result<(), Obstacle>,
) -> Result<Value, ControlError> {
    let now = world.clock.now();
    let World { ids, storage, nextsign, .. } = world;
    let case = nextsign
        .cases
        .iter_mut()
        .find(|case| case.id() == id)
        .ok_or_else(|| ControlError::not_found(format!("there is no case {id}")))?;
    change(case, Tools { ids, storage, now }).map_err(|obstacle| match &obstacle {
        Obstacle::NoSuchRecipient(_) => ControlError::not_found(obstacle.to_string()),
        _ => ControlError::conflict(obstacle.code(), obstacle.to_string()),
    })?;
    Ok(inside(case, now))
}

/// A case with what its API does not tell.
fn inside(case: &Case, now: Time) -> Value {
    json!({
        "id": case.id(),
        "company": case.company(),
        "status": case.status().name(),
        "expired": case.is_expired(now),
        "waiting_for": case.waiting_for(),
        "case": case.json(now),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewForm {
    company: Option<String>,
    title: String,
    folder: Option<String>,
    settings: Option<CaseSettings>,
    #[serde(default)]
    tags: Vec<NewTag>,
    documents: Vec<NewTemplate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTag {
    tag: String,
    #[serde(default)]
    value: String,
    #[serde(rename = "type", default = "text")]
    kind: String,
}

fn text() -> String {
    "text".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTemplate {
    name: String,
    /// Base64.
    file: String,
    #[serde(rename = "signObligated")]
    sign_obligated: Option<bool>,
}

fn add_form(world: &mut World, new: NewForm) -> Result<Value, ControlError> {
    let company = new.company.unwrap_or_else(|| COMPANY_ID.to_owned());
    if world.tenants.company(&company).is_none() {
        return Err(ControlError::not_found(format!("there is no company {company}")));
    }
    let now = world.clock.now();
    let mut documents = Vec::new();
    for document in new.documents {
        let bytes = STANDARD
            .decode(&document.file)
            .map_err(|error| ControlError::invalid(format!("{}: {error}", document.name)))?;
        documents.push(Template {
            id: world.ids.object_id(now),
            name: document.name,
            sign_obligated: document.sign_obligated.unwrap_or(true),
            bytes: bytes.into(),
        });
    }
    let mut settings = new.settings.unwrap_or_default();
    settings.allow_api.get_or_insert(true);
    let id = world.ids.object_id(now);
    let tags = new.tags.into_iter().map(|tag| Tag {
        id: world.ids.object_id(now),
        name: tag.tag,
        value: tag.value,
        kind: tag.kind,
    });
    let form = Form {
        id: id.clone(),
        title: new.title,
        folder: new.folder.unwrap_or_else(|| "Default".to_owned()),
        settings,
        tags: tags.collect(),
        documents,
        company: company.clone(),
    };
    world.nextsign.forms.insert(id.clone(), form);
    Ok(json!({"id": id, "company": company}))
}
