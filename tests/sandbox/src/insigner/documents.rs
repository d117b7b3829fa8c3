//! The document endpoints.

use http::StatusCode;
use http::header::LOCATION;
use serde_json::json;

use super::document::{Document, File, SIGNING_TYPES, STATUSES, Status};
use super::input::Input;
use super::pages::Wanted;
use super::problem::Problem;
use super::{Caller, Download, created, gone, ok};
use crate::server::{Answer, Request};
use crate::storage::slug;
use crate::world::World;

/// Assumed: the largest file.
const MAX_FILE: i64 = 50 << 20;
/// Assumed: the types that a document's file can have.
const FILE_TYPES: [&str; 4] = ["application/pdf", "image/png", "image/jpeg", "image/webp"];

/// The caller's document of this id.
pub(super) fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Document, Problem> {
    let mut documents = world.insigner.documents.iter_mut();
    let found = documents.find(|one| one.id == id && one.organization == caller.organization);
    found.ok_or(Problem::NotFound)
}

/// The same, which must be a draft.
pub(super) fn draft<'a>(
    world: &'a mut World,
    caller: &Caller,
    id: &str,
) -> Result<&'a mut Document, Problem> {
    let document = find(world, caller, id)?;
    if document.status != Status::Draft {
        return Err(Problem::conflict(format!("The document is {}, not a draft", document.status.name())));
    }
    Ok(document)
}

/// A new id, as the provider's look.
pub(super) fn new_id(world: &mut World) -> String {
    format!("cm5x{}", world.ids.token(21))
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let wanted = Wanted::read(request, &STATUSES)?;
    let own = world.insigner.documents.iter().filter(|one| one.organization == caller.organization);
    let found = own
        .filter(|one| wanted.status.is_none_or(|status| one.status.name() == status))
        .filter(|one| wanted.matches(&one.name));
    wanted.page(found.map(|one| (one.id.as_str(), one.summary(&world.storage))))
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let mut input = Input::read(request)?;
    let name = input.needed_text("name", 1, 200);
    let id = new_id(world);
    let mut document = Document::new(id, &caller.organization, name, now);
    if let Some(kind) = input.choice("signingType", &SIGNING_TYPES) {
        document.signing_type = kind;
    }
    document.message = input.text("message", 0, 5000);
    document.expires = input.future("expiresAt", now);
    document.folder_id = input.text("folderId", 1, 200);
    input.finish()?;
    let mut json = document.summary(&world.storage);
    json["message"] = document.message.clone().into();
    world.insigner.documents.push(document);
    Ok(created(json))
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    find(world, caller, id)?;
    Ok(ok(whole(world, id)))
}

/// The document with all its parts.
fn whole(world: &World, id: &str) -> serde_json::Value {
    let found = world.insigner.documents.iter().find(|one| one.id == id);
    found.map(|one| one.whole(&world.storage, "https://app.insigner.co")).unwrap_or_default()
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let document = draft(world, caller, id)?;
    let mut input = Input::read(request)?;
    let name = input.text("name", 1, 200);
    let kind = input.choice("signingType", &SIGNING_TYPES);
    let (has_message, message) = (input.has("message"), input.text("message", 0, 5000));
    let (has_end, expires) = (input.has("expiresAt"), input.future("expiresAt", now));
    let (has_folder, folder) = (input.has("folderId"), input.text("folderId", 1, 200));
    input.finish()?;
    document.name = name.unwrap_or_else(|| document.name.clone());
    document.signing_type = kind.unwrap_or(document.signing_type);
    if has_message {
        document.message = message;
    }
    if has_end {
        document.expires = expires;
    }
    if has_folder {
        document.folder_id = folder;
    }
    document.updated = now;
    Ok(ok(whole(world, id)))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let document = find(world, caller, id)?;
    if document.status == Status::Pending {
        return Err(Problem::conflict("A pending document cannot be deleted. Cancel it first."));
    }
    let document = document.clone();
    world.storage.remove(&document.signed_key());
    for key in document.file.iter().map(|file| &file.storage_key) {
        world.storage.remove(key);
    }
    for attachment in &document.attachments {
        world.storage.remove(&attachment.storage_key);
    }
    world.insigner.documents.retain(|one| one.id != document.id);
    Ok(gone())
}

pub(super) fn upload(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    draft(world, caller, id)?;
    let mut input = Input::read(request)?;
    let name = input.needed_text("filename", 1, 255);
    let kind = input.needed_text("contentType", 1, 255);
    let size = input.needed_whole("fileSize", 1);
    if !kind.is_empty() && !FILE_TYPES.contains(&kind.as_str()) {
        input.wrong("contentType", format!("Invalid option: expected one of {}", FILE_TYPES.join("|")));
    }
    if size > MAX_FILE {
        input.wrong("fileSize", format!("Number must be less than or equal to {MAX_FILE}"));
    }
    input.finish()?;
    let key = format!("insigner/{id}/{}", slug(&name));
    let url = world.storage.sign_put(&key, &kind, now);
    let document = draft(world, caller, id)?;
    document.file = Some(File { name, storage_key: key });
    Ok(ok(json!({"uploadUrl": url})))
}

pub(super) fn send(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    draft(world, caller, id)?;
    start(world, caller, id)?;
    mailed(world)?;
    Ok(ok(whole(world, id)))
}

/// Makes a complete draft pending.
pub(super) fn start(world: &mut World, caller: &Caller, id: &str) -> Result<(), Problem> {
    let now = world.clock.now();
    let file = draft(world, caller, id)?.file.clone();
    let stored = file.and_then(|file| world.storage.get(&file.storage_key).cloned());
    if stored.is_none() {
        return Err(Problem::conflict("The document has no file"));
    }
    let document = draft(world, caller, id)?;
    if document.signers.iter().all(|one| one.role == "viewer") {
        return Err(Problem::conflict("The document has no signer"));
    }
    document.status = Status::Pending;
    document.updated = now;
    document.settle(now);
    Ok(())
}

/// The mails are on their way, or what they are sent with fails.
pub(super) fn mailed(world: &World) -> Result<(), Problem> {
    if world.insigner.settings.mail_fails {
        return Err(Problem::Upstream("E-mail could not be delivered".to_owned()));
    }
    Ok(())
}

fn pending<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Document, Problem> {
    let document = find(world, caller, id)?;
    if document.status != Status::Pending {
        return Err(Problem::conflict(format!("The document is {}, not pending", document.status.name())));
    }
    Ok(document)
}

pub(super) fn remind(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    pending(world, caller, id)?.reminders += 1;
    mailed(world)?;
    Ok(ok(whole(world, id)))
}

pub(super) fn cancel(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let document = pending(world, caller, id)?;
    document.status = Status::Cancelled;
    document.updated = now;
    Ok(ok(whole(world, id)))
}

pub(super) fn download(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let document = find(world, caller, id)?;
    if document.status != Status::Completed {
        return Err(Problem::conflict(format!("The document is {}, not completed", document.status.name())));
    }
    let key = document.signed_key();
    let object = world.storage.get(&key).ok_or(Problem::NotFound)?.clone();
    Ok(match world.insigner.settings.download {
        Download::Bytes => Answer::new(StatusCode::OK, &object.content_type, object.bytes),
        Download::Link => ok(json!({"url": world.storage.sign(&key, now).url})),
        Download::Redirect => {
            Answer::empty(StatusCode::FOUND).with_header(LOCATION, &world.storage.sign(&key, now).url)
        }
    })
}
