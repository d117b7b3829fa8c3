//! Signers, fields and attachments: what a draft is made of.

use bytes::Bytes;
use serde_json::{Value, json};

use super::document::{Attachment, Deed, Field, MAX_ATTACHMENTS, MAX_SIGNERS, ROLES, Signer};
use super::documents::{draft, find};
use super::input::Input;
use super::problem::Problem;
use super::{Caller, created, gone, ok};
use crate::clock::Time;
use crate::pdf;
use crate::server::{Answer, Request};
use crate::storage::slug;
use crate::world::World;

/// The largest attachment, in bytes.
const MAX_ATTACHMENT: usize = 10 << 20;

const FIELD_TYPES: [&str; 25] = [
    "signature",
    "initials",
    "stamp",
    "name",
    "email",
    "company",
    "title",
    "phone",
    "id_number",
    "address",
    "date_signed",
    "date",
    "text",
    "textarea",
    "number",
    "checkbox",
    "checkbox_group",
    "radio_group",
    "dropdown",
    "attachment",
    "image",
    "approval",
    "note",
    "formula",
    "payment",
];

pub(super) fn signers(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    Ok(ok(find(world, caller, id)?.signer_list()))
}

/// A signer of these members; the id and the token are new.
pub(super) fn new_signer(
    world: &mut World,
    name: String,
    email: String,
    role: &'static str,
    order: i64,
    phone: Option<String>,
) -> Signer {
    let now = world.clock.now();
    Signer {
        id: format!("sr_{}", world.ids.token(16)),
        email,
        name,
        role,
        order,
        phone,
        deed: Deed::Pending,
        at: None,
        created: now,
        updated: now,
        token: world.ids.token(32),
    }
}

pub(super) fn add_signer(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    draft(world, caller, id)?;
    let mut input = Input::read(request)?;
    let (email, name) = (input.needed_email("email"), input.needed_text("name", 1, 200));
    let role = input.choice("role", &ROLES).unwrap_or(ROLES[0]);
    let order = input.whole("order", 0).unwrap_or(0);
    let phone = input.text("phone", 0, 20);
    if draft(world, caller, id)?.signers.len() >= MAX_SIGNERS {
        input.wrong("signers", format!("A document can have at most {MAX_SIGNERS} signers"));
    }
    input.finish()?;
    let signer = new_signer(world, name, email, role, order, phone);
    // What is answered here lacks two members that lists have.
    let mut json = signer.json();
    if let Some(members) = json.as_object_mut() {
        members.remove("signedAt");
        members.remove("updatedAt");
    }
    let document = draft(world, caller, id)?;
    document.updated = signer.created;
    document.signers.push(signer);
    Ok(created(json))
}

pub(super) fn update_signer(
    world: &mut World,
    caller: &Caller,
    id: &str,
    part: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let document = draft(world, caller, id)?;
    let signer = document.signers.iter_mut().find(|one| one.id == part).ok_or(Problem::NotFound)?;
    let mut input = Input::read(request)?;
    let (email, name) = (input.email("email"), input.text("name", 1, 200));
    let (role, order) = (input.choice("role", &ROLES), input.whole("order", 0));
    let (has_phone, phone) = (input.has("phone"), input.text("phone", 0, 20));
    input.finish()?;
    signer.email = email.unwrap_or_else(|| signer.email.clone());
    signer.name = name.unwrap_or_else(|| signer.name.clone());
    signer.role = role.unwrap_or(signer.role);
    signer.order = order.unwrap_or(signer.order);
    if has_phone {
        signer.phone = phone;
    }
    signer.updated = now;
    Ok(ok(signer.json()))
}

pub(super) fn delete_signer(
    world: &mut World,
    caller: &Caller,
    id: &str,
    part: &str,
) -> Result<Answer, Problem> {
    let document = draft(world, caller, id)?;
    let at = document.signers.iter().position(|one| one.id == part).ok_or(Problem::NotFound)?;
    document.signers.remove(at);
    Ok(gone())
}

pub(super) fn fields(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    Ok(ok(find(world, caller, id)?.field_list()))
}

pub(super) fn add_field(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    draft(world, caller, id)?;
    let mut input = Input::read(request)?;
    if !input.has("type") {
        input.wrong("type", "Required");
    }
    let kind = input.choice("type", &FIELD_TYPES);
    let members = json!({
        "type": kind,
        "label": input.text("label", 0, 200),
        "page": input.needed_whole("page", 1),
        "x": input.needed_number("x"),
        "y": input.needed_number("y"),
        "width": input.needed_number("width"),
        "height": input.needed_number("height"),
        "required": input.boolean("required").unwrap_or(true),
        "readOnly": input.boolean("readOnly").unwrap_or(false),
        "assignedTo": input.whole("assignedTo", 0),
        "placeholder": input.text("placeholder", 0, 500),
        "defaultValue": input.text("defaultValue", 0, 5000),
        "options": input.any("options"),
        "validation": input.any("validation"),
        "group": input.text("group", 0, 200),
        "format": input.text("format", 0, 200),
    });
    input.finish()?;
    let field = Field { id: format!("fld_{}", world.ids.token(16)), members };
    let document = draft(world, caller, id)?;
    let json = document.field_json(&field);
    document.fields.push(field);
    document.updated = now;
    Ok(created(json))
}

pub(super) fn update_field(
    world: &mut World,
    caller: &Caller,
    id: &str,
    part: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let document = draft(world, caller, id)?;
    let at = document.fields.iter().position(|one| one.id == part).ok_or(Problem::NotFound)?;
    let mut input = Input::read(request)?;
    let mut changes: Vec<(&str, Value)> = Vec::new();
    let kind = input.choice("type", &FIELD_TYPES).map(Value::from);
    changes.extend(kind.map(|value| ("type", value)));
    for (name, least) in [("page", 1), ("assignedTo", 0)] {
        changes.extend(input.whole(name, least).map(|value| (name, value.into())));
    }
    for name in ["x", "y", "width", "height"] {
        changes.extend(input.number(name).map(|value| (name, value)));
    }
    for name in ["required", "readOnly"] {
        changes.extend(input.boolean(name).map(|value| (name, value.into())));
    }
    for name in ["label", "placeholder", "defaultValue", "group", "format"] {
        changes.extend(input.text(name, 0, 5000).map(|value| (name, value.into())));
    }
    for name in ["options", "validation"] {
        changes.extend(input.any(name).map(|value| (name, value)));
    }
    input.finish()?;
    for (name, value) in changes {
        document.fields[at].members[name] = value;
    }
    Ok(ok(document.field_json(&document.fields[at])))
}

pub(super) fn delete_field(
    world: &mut World,
    caller: &Caller,
    id: &str,
    part: &str,
) -> Result<Answer, Problem> {
    let document = draft(world, caller, id)?;
    let at = document.fields.iter().position(|one| one.id == part).ok_or(Problem::NotFound)?;
    document.fields.remove(at);
    Ok(gone())
}

pub(super) fn attachments(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    Ok(ok(find(world, caller, id)?.attachment_list()))
}

pub(super) fn attach(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let document = draft(world, caller, id)?;
    if document.attachments.len() >= MAX_ATTACHMENTS {
        let message = format!("A document can have at most {MAX_ATTACHMENTS} attachments");
        return Err(Problem::invalid("file", message));
    }
    let parts = match &request.form {
        Some(Ok(parts)) => parts,
        Some(Err(error)) => return Err(Problem::BadRequest(format!("The form cannot be read: {error}"))),
        None => return Err(Problem::BadRequest("The request must be multipart/form-data".to_owned())),
    };
    let file = parts.iter().find(|part| part.name == "file");
    let file = file.ok_or_else(|| Problem::invalid("file", "Required"))?;
    if file.bytes.len() > MAX_ATTACHMENT {
        return Err(Problem::invalid("file", "A file can have at most 10 MB"));
    }
    let mime =
        image_type(&file.bytes).or_else(|| pdf::looks_like_pdf(&file.bytes).then_some("application/pdf"));
    let mime = mime.ok_or_else(|| Problem::invalid("file", "A file must be PDF, JPG, PNG or WebP"))?;
    let given = file.file_name.clone().filter(|name| !name.is_empty());
    let name = given.unwrap_or_else(|| "attachment".to_owned());
    let (name, bytes) = if mime == "application/pdf" { (name, file.bytes.clone()) } else { as_pdf(&name) };
    let attachment = stored(world, id, name, bytes, now);
    let document = draft(world, caller, id)?;
    let json = attachment.json(document.attachments.len());
    document.attachments.push(attachment);
    document.updated = now;
    Ok(created(json))
}

/// An image becomes a PDF. Assumed: its name changes with it.
fn as_pdf(name: &str) -> (String, Bytes) {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let page = pdf::Block::text(format!("The picture {name}."));
    (format!("{stem}.pdf"), pdf::document(name, &[page]).into())
}

fn stored(world: &mut World, document: &str, name: String, bytes: Bytes, now: Time) -> Attachment {
    let id = format!("att_{}", world.ids.token(16));
    let storage_key = format!("insigner/{document}/{id}-{}", slug(&name));
    let size = bytes.len();
    world.storage.put(&storage_key, "application/pdf", bytes);
    Attachment { id, name, size, mime: "application/pdf".to_owned(), created: now, storage_key }
}

pub(super) fn detach(world: &mut World, caller: &Caller, id: &str, part: &str) -> Result<Answer, Problem> {
    let document = draft(world, caller, id)?;
    let at = document.attachments.iter().position(|one| one.id == part).ok_or(Problem::NotFound)?;
    let removed = document.attachments.remove(at);
    world.storage.remove(&removed.storage_key);
    Ok(gone())
}

/// The image type that the first bytes show.
fn image_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}
