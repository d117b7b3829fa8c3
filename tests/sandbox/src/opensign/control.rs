//! What a test says to the people behind OpenSign, and to its console: `/_sandbox/opensign/…`.

use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::account::{self, Account};
use super::document::{Document, Obstacle};
use super::documents::Responses;
use super::input::Input;
use super::settings::Settings;
use super::webhook::{Event, tell};
use super::{Caller, Realm, Version, templates};
use crate::clock::Time;
use crate::control::{ControlError, body, unknown};
use crate::server::Request;
use crate::world::World;

pub(crate) fn answer(
    world: &mut World,
    method: &Method,
    path: &[&str],
    request: &Request,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, ["settings"]) => Ok(json!(world.opensign.settings)),
        (&Method::PATCH, ["settings"]) => patch_settings(world, body(request)?),
        (&Method::GET, ["documents"]) => {
            let now = world.clock.now();
            let documents = world.opensign.documents.iter().map(|one| inside(world, one, now));
            Ok(json!({"documents": documents.collect::<Vec<_>>()}))
        }
        (&Method::GET, ["documents", id]) => shown(world, id),
        (&Method::POST, ["documents", id, "send"]) => {
            let now = world.clock.now();
            let document = find(world, id)?;
            document.draft = false;
            document.invite(now);
            shown(world, id)
        }
        (&Method::POST, ["documents", id, "sign"]) => {
            // Each signature can change who is asked next.
            while let Some(who) = next(world, id)? {
                let access_code = find(world, id)?.signers.iter().find(|one| one.email == who);
                let access_code = access_code.map(|one| one.access_code.clone()).unwrap_or_default();
                act(world, id, &who, "sign", &Deed { access_code, ..Deed::default() })?;
            }
            shown(world, id)
        }
        (
            &Method::POST,
            ["documents", id, "signers", who, deed @ ("view" | "sign" | "approve" | "decline")],
        ) => {
            act(world, id, who, deed, &body(request)?)?;
            shown(world, id)
        }
        (&Method::POST, ["templates", id, "send"]) => send_template(world, id, &body(request)?),
        (&Method::GET, ["accounts"]) => {
            let accounts: Vec<_> = world.opensign.accounts.iter().map(Account::shown).collect();
            Ok(json!({"accounts": accounts}))
        }
        (&Method::POST, ["accounts"]) => add_account(world, body(request)?),
        (&Method::PATCH, ["accounts", id]) => patch_account(world, id, body(request)?),
        (&Method::GET, ["deliveries"]) => Ok(json!({"deliveries": world.opensign.deliveries})),
        _ => Err(unknown(request)),
    }
}

fn patch_settings(world: &mut World, patch: Value) -> Result<Value, ControlError> {
    let (Value::Object(mut settings), Value::Object(patch)) = (json!(world.opensign.settings), patch) else {
        return Err(ControlError::invalid("settings are an object"));
    };
    settings.extend(patch);
    world.opensign.settings = Settings::deserialize(Value::Object(settings))
        .map_err(|error| ControlError::invalid(error.to_string()))?;
    Ok(json!(world.opensign.settings))
}

fn find<'a>(world: &'a mut World, id: &str) -> Result<&'a mut Document, ControlError> {
    let found = world.opensign.documents.iter_mut().find(|one| one.id == id && !one.deleted);
    found.ok_or_else(|| ControlError::not_found(format!("there is no document {id}")))
}

fn shown(world: &mut World, id: &str) -> Result<Value, ControlError> {
    let document = find(world, id)?.clone();
    Ok(inside(world, &document, world.clock.now()))
}

/// A document with what its API does not tell.
fn inside(world: &World, document: &Document, now: Time) -> Value {
    let mails = document.signers.iter().map(|one| (one.email.clone(), one.mails.into()));
    json!({
        "id": document.id,
        "user": document.user,
        "status": document.status(now).name(),
        "waiting_for": document.waiting_for(now),
        "mails": mails.collect::<Map<_, _>>(),
        "prefill": document.prefill,
        "document": document.whole(&json!({}), Version::V1_2, &world.storage, now),
    })
}

fn next(world: &mut World, id: &str) -> Result<Option<String>, ControlError> {
    let now = world.clock.now();
    Ok(find(world, id)?.waiting_for(now).into_iter().next())
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Deed {
    access_code: String,
    /// Of one who signs.
    responses: Responses,
    /// Of one who declines.
    reason: String,
}

fn act(world: &mut World, id: &str, who: &str, what: &str, deed: &Deed) -> Result<(), ControlError> {
    let now = world.clock.now();
    find(world, id)?;
    let World { storage, opensign, .. } = world;
    let Some(document) = opensign.documents.iter_mut().find(|one| one.id == id) else { return Ok(()) };
    let first_view = |document: &Document, at: usize| document.signers[at].viewed == Some(now);
    let acted = match what {
        "view" => document.view(who, &deed.access_code, now),
        "decline" => document.decline(who, &deed.access_code, now),
        _ => document.sign(who, &deed.access_code, &deed.responses, storage, now),
    };
    let at = acted.map_err(|obstacle| match &obstacle {
        Obstacle::NoSuchSigner(_) => ControlError::not_found(obstacle.to_string()),
        _ => ControlError::conflict(obstacle.code(), obstacle.to_string()),
    })?;
    let document = document.clone();
    let signer = &document.signers[at];
    if what == "decline" {
        tell(world, &document, Event::Declined { by: &signer.email, reason: &deed.reason });
        return Ok(());
    }
    if what == "view" || first_view(&document, at) {
        tell(world, &document, Event::Viewed(signer));
    }
    if what != "view" {
        tell(world, &document, Event::Signed(signer));
        if document.completed.is_some() {
            tell(world, &document, Event::Completed);
        }
    }
    Ok(())
}

/// Someone sends a template from the console; it costs its credit.
fn send_template(world: &mut World, id: &str, input: &Value) -> Result<Value, ControlError> {
    let found = world.opensign.templates.iter().find(|one| one.id == id).map(|one| one.user().to_owned());
    let user = found.ok_or_else(|| ControlError::not_found(format!("there is no template {id}")))?;
    let realm =
        world.opensign.accounts.iter().find(|one| one.id == user).map_or(Realm::Sandbox, |one| one.realm);
    let caller = Caller { user, realm, version: Version::V1_2 };
    let input = Input(input.as_object().cloned().unwrap_or_default());
    let made = templates::from_template(world, &caller, id, &input);
    let made =
        made.map_err(|refusal| ControlError::invalid(format!("the template cannot be sent: {refusal:?}")))?;
    shown(world, &made)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    token: Option<String>,
    #[serde(default)]
    live: bool,
}

fn add_account(world: &mut World, new: NewAccount) -> Result<Value, ControlError> {
    let token = new.token.unwrap_or_else(|| format!("test.{}", world.ids.mixed(22)));
    if world.opensign.accounts.iter().any(|one| one.token == token) {
        return Err(ControlError::conflict("exists", "there is such a token already"));
    }
    let id = account::add(world, if new.live { Realm::Live } else { Realm::Sandbox }, &token);
    with_account(world, &id, |_| ())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountPatch {
    token: Option<String>,
    plan_credits: Option<u32>,
    addon_credits: Option<u32>,
    subscribed: Option<bool>,
}

fn patch_account(world: &mut World, id: &str, patch: AccountPatch) -> Result<Value, ControlError> {
    with_account(world, id, |account| {
        if let Some(token) = patch.token {
            account.token = token;
        }
        if let Some(subscribed) = patch.subscribed {
            account.plan_credits = subscribed.then_some(account.plan_credits.unwrap_or_default());
        }
        if patch.plan_credits.is_some() {
            account.plan_credits = patch.plan_credits;
        }
        account.addon_credits = patch.addon_credits.unwrap_or(account.addon_credits);
    })
}

/// By id, or `sandbox` and `live` for those of the start.
fn with_account(
    world: &mut World,
    id: &str,
    change: impl FnOnce(&mut Account),
) -> Result<Value, ControlError> {
    let realm = Realm::named(id);
    let found = world.opensign.accounts.iter_mut().find(|one| one.id == id || Some(one.realm) == realm);
    let account = found.ok_or_else(|| ControlError::not_found(format!("there is no account {id}")))?;
    change(account);
    Ok(json!(account.shown()))
}
