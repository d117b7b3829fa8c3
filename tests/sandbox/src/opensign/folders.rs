//! The folder endpoints.

use serde_json::{Value, json};

use super::input::Input;
use super::refusal::Refusal;
use super::{Caller, listed};
use crate::clock::Time;
use crate::server::Request;
use crate::world::World;

const NOT_FOUND: Refusal = Refusal::NotFound("folder not found.");

#[derive(Clone, Debug)]
pub(super) struct Folder {
    id: String,
    user: String,
    name: String,
    /// Empty at the top.
    parent: String,
    created: Time,
    updated: Time,
}

fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Folder, Refusal> {
    let mut folders = world.opensign.folders.iter_mut();
    folders.find(|one| one.id == id && one.user == caller.user).ok_or(NOT_FOUND)
}

/// A folder that something is put into: none, or one of the caller's.
pub(super) fn place(world: &mut World, caller: &Caller, id: &str) -> Result<(), Refusal> {
    if !id.is_empty() {
        find(world, caller, id).map_err(|_| Refusal::Anything)?;
    }
    Ok(())
}

/// `{objectId, name}`, or `{}` for none.
pub(super) fn reference(world: &World, id: &str) -> Value {
    let found = world.opensign.folders.iter().find(|one| one.id == id);
    found.map_or_else(|| json!({}), |folder| json!({"objectId": folder.id, "name": folder.name}))
}

fn json(world: &World, folder: &Folder, with_parent: bool) -> Value {
    let mut json = json!({
        "objectId": folder.id,
        "folderName": folder.name,
        "parentFolderId": folder.parent,
        "createdAt": folder.created.iso(),
        "updatedAt": folder.updated.iso(),
    });
    if with_parent {
        let parent = world.opensign.folders.iter().find(|one| one.id == folder.parent);
        json["parentFolderName"] = parent.map_or("", |one| one.name.as_str()).into();
    }
    json
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request)?;
    let name = input.text("folderName")?.filter(|name| !name.is_empty()).ok_or(Refusal::Anything)?;
    let parent = input.text("parentFolderId")?.unwrap_or_default();
    place(world, caller, &parent)?;
    let id = world.ids.mixed(10);
    let folder = Folder { id, user: caller.user.clone(), name, parent, created: now, updated: now };
    let json = json(world, &folder, false);
    world.opensign.folders.push(folder);
    Ok(json)
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let folder = find(world, caller, id)?.clone();
    Ok(json(world, &folder, true))
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    find(world, caller, id)?;
    let input = Input::read(request)?;
    let (name, parent) = (input.text("folderName")?, input.text("parentFolderId")?);
    if name.is_none() && parent.is_none() {
        return Err(Refusal::Anything);
    }
    if let Some(parent) = &parent {
        place(world, caller, parent)?;
        if within(world, parent, id) {
            return Err(Refusal::Anything);
        }
    }
    let folder = find(world, caller, id)?;
    folder.name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| folder.name.clone());
    folder.parent = parent.unwrap_or_else(|| folder.parent.clone());
    folder.updated = now;
    Ok(json!({"objectId": id, "updatedAt": now.iso()}))
}

/// Whether a folder is another, or somewhere in it.
fn within(world: &World, folder: &str, outer: &str) -> bool {
    let mut at = folder.to_owned();
    while !at.is_empty() && at != outer {
        let parent = world.opensign.folders.iter().find(|one| one.id == at);
        at = parent.map_or_else(String::new, |one| one.parent.clone());
    }
    at == outer
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    find(world, caller, id)?;
    let state = &world.opensign;
    let holds = state.folders.iter().any(|one| one.parent == id)
        || state.documents.iter().any(|one| one.folder == id && !one.deleted)
        || state.templates.iter().any(|one| one.folder == id);
    if holds {
        return Err(Refusal::FolderNotEmpty);
    }
    world.opensign.folders.retain(|one| one.id != id);
    Ok(json!({"objectId": id, "deletedAt": world.clock.now().iso()}))
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Value {
    let parent = request.query("parentFolderId").unwrap_or_default();
    let all = world.opensign.folders.iter().rev();
    let mut own: Vec<_> = all.filter(|one| one.user == caller.user && one.parent == parent).collect();
    own.sort_by_key(|one| std::cmp::Reverse(one.updated));
    listed(request, own.into_iter().map(|one| json(world, one, true)).collect())
}
