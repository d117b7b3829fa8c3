//! The contact endpoints. Whoever signs a document is a contact.

use serde_json::{Value, json};

use super::input::Input;
use super::refusal::Refusal;
use super::{Caller, Version, listed};
use crate::clock::Time;
use crate::server::Request;
use crate::world::World;

const NOT_FOUND: Refusal = Refusal::NotFound("Contact not found!");

#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) id: String,
    user: String,
    /// `name`, `email`, `phone`, `company`, `job_title`.
    members: [String; 5],
    created: Time,
    updated: Time,
}

const MEMBERS: [&str; 5] = ["name", "email", "phone", "company", "job_title"];
const EMAIL: usize = 1;

/// How many of the members a version has.
fn known(version: Version) -> usize {
    if version >= Version::V1_1 { MEMBERS.len() } else { 3 }
}

impl Contact {
    fn json(&self, version: Version) -> Value {
        let mut json = json!({
            "objectId": self.id,
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
        });
        for (name, value) in MEMBERS.iter().zip(&self.members).take(known(version)) {
            json[*name] = value.as_str().into();
        }
        json
    }
}

fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Contact, Refusal> {
    let mut contacts = world.opensign.contacts.iter_mut();
    contacts.find(|one| one.id == id && one.user == caller.user).ok_or(NOT_FOUND)
}

fn with_email<'a>(world: &'a World, caller: &Caller, email: &str) -> Option<&'a Contact> {
    let mut own = world.opensign.contacts.iter().filter(|one| one.user == caller.user);
    own.find(|one| one.members[EMAIL].eq_ignore_ascii_case(email))
}

fn add(world: &mut World, caller: &Caller, members: [String; 5]) -> Contact {
    let now = world.clock.now();
    let id = world.ids.mixed(10);
    let contact = Contact { id, user: caller.user.clone(), members, created: now, updated: now };
    world.opensign.contacts.push(contact.clone());
    contact
}

/// The id of the contact with this address, who is added where there is none.
pub(super) fn upsert(world: &mut World, caller: &Caller, name: &str, email: &str, phone: &str) -> String {
    match with_email(world, caller, email) {
        Some(contact) => contact.id.clone(),
        None => {
            let members = [name, email, phone, "", ""].map(ToOwned::to_owned);
            add(world, caller, members).id
        }
    }
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let input = Input::read(request)?;
    let mut members: [String; 5] = Default::default();
    for (name, value) in MEMBERS.iter().zip(&mut members).take(known(caller.version)) {
        *value = input.text(name)?.unwrap_or_default();
    }
    if members[0].is_empty() || !members[EMAIL].contains('@') {
        return Err(Refusal::Anything);
    }
    if let Some(contact) = with_email(world, caller, &members[EMAIL]) {
        return Err(Refusal::ContactExists(contact.id.clone()));
    }
    Ok(add(world, caller, members).json(caller.version))
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    Ok(find(world, caller, id)?.json(caller.version))
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request)?;
    input.only(&MEMBERS)?;
    let contact = find(world, caller, id)?;
    let mut members = contact.members.clone();
    for (name, value) in MEMBERS.iter().zip(&mut members) {
        *value = input.text(name)?.unwrap_or_else(|| std::mem::take(value));
    }
    contact.members = members;
    contact.updated = now;
    Ok(json!({"objectId": id, "message": "Contact updated successfully"}))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    find(world, caller, id)?;
    world.opensign.contacts.retain(|one| one.id != id);
    Ok(json!({"objectId": id, "deletedAt": world.clock.now().iso()}))
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Value {
    let own = world.opensign.contacts.iter().filter(|one| one.user == caller.user);
    let mut own: Vec<_> = own.rev().collect();
    own.sort_by_key(|one| std::cmp::Reverse(one.updated));
    listed(request, own.into_iter().map(|one| one.json(caller.version)).collect())
}
