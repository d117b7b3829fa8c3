//! The document endpoints.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::document::{Document, Status};
use super::input::{Input, Options};
use super::people::{Signer, name_widgets, prefill};
use super::refusal::Refusal;
use super::webhook::{Event, tell};
use super::{Caller, Realm, account, contacts, folders, listed};
use crate::server::Request;
use crate::world::World;

const NOT_FOUND: Refusal = Refusal::NotFound("Document not found!");

pub(super) fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Document, Refusal> {
    let mut documents = world.opensign.documents.iter_mut();
    let found = documents.find(|one| one.id == id && one.user == caller.user && !one.deleted);
    found.ok_or(NOT_FOUND)
}

/// Where a signer signs. Not secret beyond the ids, as the provider has it.
pub(super) fn signing_link(realm: Realm, document: &Document, signer: &Signer) -> String {
    let mails = document.options.is("send_email");
    let tail = format!("{}/{}/{}/{mails}", document.id, signer.email, signer.contact);
    format!("{}/login/{}", realm.app(), URL_SAFE_NO_PAD.encode(tail))
}

fn links(realm: Realm, document: &Document) -> Value {
    let one = |signer: &Signer| json!({"email": signer.email, "url": signing_link(realm, document, signer)});
    document.signers.iter().map(one).collect()
}

/// What a new document is made of.
pub(super) struct Parts {
    pub(super) file: Vec<u8>,
    pub(super) title: String,
    pub(super) folder: String,
    pub(super) options: Options,
    pub(super) prefill: Vec<Value>,
    pub(super) signers: Vec<Signer>,
    pub(super) template_id: Option<String>,
    pub(super) draft: bool,
    pub(super) from_draft: bool,
}

impl Parts {
    fn read(world: &mut World, caller: &Caller, input: &Input) -> Result<Self, Refusal> {
        let file = input.file(&world.opensign.settings)?.ok_or(Refusal::Anything)?;
        let folder = input.text("folderId")?.unwrap_or_default();
        folders::place(world, caller, &folder)?;
        Ok(Self {
            file,
            title: input.needed("title")?,
            folder,
            options: Options::read(input, caller.version)?,
            prefill: prefill(input, caller.version, false)?,
            signers: Vec::new(),
            template_id: None,
            draft: false,
            from_draft: false,
        })
    }
}

/// The signers of a body, each complete.
pub(super) fn signers(input: &Input, caller: &Caller) -> Result<Vec<Signer>, Refusal> {
    let list = input.list("signers")?.unwrap_or_default();
    let signers: Vec<_> =
        list.iter().map(|one| Signer::read(one, caller.version, false)).collect::<Result<_, _>>()?;
    if signers.is_empty() { Err(Refusal::NoSigners) } else { Ok(signers) }
}

/// Makes a document and pays for it; answers with its id.
pub(super) fn add(world: &mut World, caller: &Caller, mut parts: Parts) -> Result<String, Refusal> {
    let now = world.clock.now();
    name_widgets(&mut parts.signers)?;
    if !parts.draft && parts.signers.iter().any(|one| !one.email.contains('@')) {
        return Err(Refusal::Anything);
    }
    account::pay(world, caller)?;
    for signer in parts.signers.iter_mut().filter(|one| !one.email.is_empty()) {
        signer.contact = contacts::upsert(world, caller, &signer.name, &signer.email, &signer.phone);
    }
    let id = world.ids.mixed(10);
    let account = account::find(world, caller)?;
    let mut document = Document {
        id: id.clone(),
        user: caller.user.clone(),
        owner: account.name.clone(),
        owner_email: account.email.clone(),
        title: parts.title,
        folder: parts.folder,
        options: parts.options,
        prefill: parts.prefill,
        signers: parts.signers,
        draft: parts.draft,
        completed: None,
        declined: None,
        created: now,
        updated: now,
        template_id: parts.template_id,
        from_draft: parts.from_draft,
        deleted: false,
    };
    world.storage.put(&document.file_key(), "application/pdf", parts.file);
    document.invite(now);
    tell(world, &document, Event::Created);
    world.opensign.documents.push(document);
    Ok(id)
}

/// What is answered when a document was sent.
pub(super) fn sent(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let document = find(world, caller, id)?;
    let links = links(caller.realm, document);
    Ok(json!({"objectId": id, "signurl": links, "message": "Document sent successfully!"}))
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let input = Input::read(request)?;
    let mut parts = Parts::read(world, caller, &input)?;
    parts.signers = signers(&input, caller)?;
    if parts.signers.iter().any(Signer::lacks_signature) {
        return Err(Refusal::NoSignature);
    }
    let id = add(world, caller, parts)?;
    sent(world, caller, &id)
}

pub(super) fn draft(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let input = Input::read(request)?;
    let mut parts = Parts::read(world, caller, &input)?;
    if input.0.contains_key("signers") {
        parts.signers = signers(&input, caller)?;
    }
    parts.draft = true;
    let id = add(world, caller, parts)?;
    let url = format!("{}/draftDocument/{id}", caller.realm.app());
    Ok(json!({"document_id": id, "url": url}))
}

pub(super) fn self_sign(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let input = Input::read(request)?;
    let mut parts = Parts::read(world, caller, &input)?;
    let signer = input.object("signer")?.map_or_else(|| json!({}), |signer| Value::Object(signer.0));
    let mut signer = Signer::read(&signer, caller.version, true)?;
    let account = account::find(world, caller)?;
    for (given, own) in [(&mut signer.name, &account.name), (&mut signer.email, &account.email)] {
        if given.is_empty() {
            given.clone_from(own);
        }
    }
    parts.signers = vec![signer];
    let id = add(world, caller, parts)?;
    let document = find(world, caller, &id)?;
    let url = signing_link(caller.realm, document, &document.signers[0]);
    Ok(json!({"objectId": id, "url": url}))
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let document = find(world, caller, id)?.clone();
    let folder = folders::reference(world, &document.folder);
    Ok(document.whole(&folder, caller.version, &world.storage, now))
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request)?;
    input.only(&Options::changeable(caller.version))?;
    let deleted = world.opensign.documents.iter().any(|one| one.id == id && one.deleted);
    if deleted {
        return Err(Refusal::DeletedDocument);
    }
    let (name, folder) = (input.text("name")?, input.text("folderId")?);
    find(world, caller, id)?;
    folders::place(world, caller, folder.as_deref().unwrap_or_default())?;
    let document = find(world, caller, id)?;
    let key = document.file_key();
    document.options.change(&input, caller.version)?;
    document.title = name.unwrap_or_else(|| document.title.clone());
    document.folder = folder.unwrap_or_else(|| document.folder.clone());
    document.updated = now;
    let moved = document.file_key();
    if key != moved
        && let Some(object) = world.storage.get(&key).cloned()
    {
        // Its name is that of the title.
        world.storage.put(&moved, &object.content_type, object.bytes);
        world.storage.remove(&key);
    }
    Ok(json!({"objectId": id, "updatedAt": now.iso()}))
}

pub(super) fn revoke(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let reason = Input::read(request)?.text("reason")?.unwrap_or_default();
    let document = find(world, caller, id)?;
    if !matches!(document.status(now), Status::Draft | Status::InProgress) {
        return Err(Refusal::Anything);
    }
    document.end(now);
    let document = document.clone();
    tell(world, &document, Event::Declined { by: &document.owner_email, reason: &reason });
    Ok(json!({"objectId": id, "revokedAt": now.iso()}))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    find(world, caller, id)?.deleted = true;
    Ok(json!({"objectId": id, "deletedAt": world.clock.now().iso()}))
}

pub(super) fn list(
    world: &World,
    caller: &Caller,
    doctype: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let status = Status::of_list(doctype).ok_or(Refusal::NotFound("Report not available!"))?;
    let own = world.opensign.documents.iter().rev().filter(|one| one.user == caller.user && !one.deleted);
    let mut found: Vec<_> = own.filter(|one| one.status(now) == status).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.updated));
    let summary = |one: &Document| {
        one.summary(&folders::reference(world, &one.folder), caller.version, &world.storage, now)
    };
    Ok(listed(request, found.into_iter().map(summary).collect()))
}

pub(super) fn resend_mail(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request).map_err(|_| Refusal::AnyMail)?;
    let needed = |name: &str| input.needed(name).map_err(|_| Refusal::AnyMail);
    let (id, email) = (needed("document_id")?, needed("email")?);
    let document = find(world, caller, &id).ok().filter(|one| one.status(now) == Status::InProgress);
    let document = document.ok_or(Refusal::NotFound("document not found."))?;
    let signer = document.signers.iter_mut().find(|one| one.email == email);
    signer.ok_or(Refusal::NotFound("user not found."))?.mails += 1;
    Ok(json!({"result": "mail sent successfully."}))
}

pub(super) fn signer_ips(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let document = find(world, caller, id)?;
    let signers = document.signers.iter().enumerate().filter(|(_, one)| one.done.is_some());
    // Addresses for documentation (RFC 5737).
    let ips =
        signers.map(|(at, one)| json!({"email": one.email, "ip_address": format!("192.0.2.{}", at + 1)}));
    Ok(json!({"objectId": id, "signer_ips": ips.collect::<Vec<_>>()}))
}

pub(super) fn form_data(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let document = find(world, caller, id)?;
    let filled = document.signers.iter().filter(|one| one.done.is_some()).map(|one| {
        let widgets =
            one.responses.iter().map(|(name, response)| json!({"name": name, "response": response}));
        json!({"name": one.name, "email": one.email, "widgets": widgets.collect::<Vec<_>>()})
    });
    let civil = document.created.civil();
    Ok(json!({
        "objectId": id,
        "title": document.title,
        "sent_date": format!("{:02}/{:02}/{:04}", civil.month, civil.day, civil.year),
        "status": document.status(now).name(),
        "form_data": filled.collect::<Vec<_>>(),
    }))
}

pub(super) fn signing_links(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let links = links(caller.realm, find(world, caller, id)?);
    Ok(json!({"objectId": id, "signurl": links}))
}

/// What someone who signs has filled in, by the widgets' names.
pub(super) type Responses = Map<String, Value>;
