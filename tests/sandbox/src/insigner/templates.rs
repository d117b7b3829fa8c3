//! Templates, made in the dashboard (here: at the start, and by the control API), and documents made of them.

use serde_json::{Value, json};

use super::document::{Document, Field, File};
use super::documents::new_id;
use super::input::{Input, Person};
use super::pages::Wanted;
use super::problem::Problem;
use super::{Caller, created, ok, parts};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::storage::slug;
use crate::world::World;

#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) organization: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) category: String,
    pub(super) file_name: String,
    pub(super) file: bytes::Bytes,
    /// `(role, label)`, in their order.
    pub(super) places: Vec<(&'static str, String)>,
    pub(super) fields: Vec<Field>,
    pub(super) used: u32,
    pub(super) created: Time,
}

impl Template {
    fn summary(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "category": self.category,
            "fileSize": self.file.len(),
            "usageCount": self.used,
            "isPublic": false,
            "createdAt": self.created.iso(),
            "updatedAt": self.created.iso(),
        })
    }
}

/// The caller's template of this id.
pub(super) fn find<'a>(world: &'a World, caller: &Caller, id: &str) -> Option<&'a Template> {
    world.insigner.templates.iter().find(|one| one.id == id && one.organization == caller.organization)
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let wanted = Wanted::read(request, &[])?;
    let category = request.query("category");
    let own = world.insigner.templates.iter().filter(|one| one.organization == caller.organization);
    let found = own
        .filter(|one| category.is_none_or(|category| one.category == category))
        .filter(|one| wanted.matches(&one.name));
    wanted.page(found.map(|one| {
        let mut json = one.summary();
        json["_count"] = json!({"fields": one.fields.len(), "signers": one.places.len()});
        (one.id.as_str(), json)
    }))
}

pub(super) fn get(world: &World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let template = find(world, caller, id).ok_or(Problem::NotFound)?;
    let mut json = template.summary();
    // Fields of a template lack what only those of a document have.
    let field = |field: &Field| {
        let mut json = field.members.clone();
        json["id"] = field.id.as_str().into();
        if let Some(members) = json.as_object_mut() {
            for name in ["validation", "group", "format"] {
                members.remove(name);
            }
        }
        json
    };
    json["fields"] = template.fields.iter().map(field).collect();
    let places = template.places.iter().enumerate();
    json["signers"] = places
        .map(|(at, (role, label))| {
            json!({"id": format!("ts_{}{at}", &template.id[4..]), "role": role, "label": label, "sortOrder": at})
        })
        .collect();
    Ok(ok(json))
}

pub(super) fn make(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let template = find(world, caller, id).ok_or(Problem::NotFound)?.clone();
    let mut input = Input::read(request)?;
    let name = input.text("name", 1, 200);
    let message = input.text("message", 0, 5000);
    let people = input.objects("signers", 1, 50, Person::read);
    if !people.is_empty() && people.len() != template.places.len() {
        input.wrong("signers", format!("The template has {} places", template.places.len()));
    }
    input.finish()?;
    let name = name.unwrap_or_else(|| template.name.clone());
    let mut document = instance(world, caller, &template, name, &people);
    document.message = message;
    let json = document.summary(&world.storage);
    world.insigner.documents.push(document);
    Ok(created(json))
}

/// A draft of the template with these people in its places.
pub(super) fn instance(
    world: &mut World,
    caller: &Caller,
    template: &Template,
    name: String,
    people: &[Person],
) -> Document {
    let now = world.clock.now();
    let id = new_id(world);
    let key = format!("insigner/{id}/{}", slug(&template.file_name));
    world.storage.put(&key, "application/pdf", template.file.clone());
    let mut document = Document::new(id, &caller.organization, name, now);
    document.template_id = Some(template.id.clone());
    document.file = Some(File { name: template.file_name.clone(), storage_key: key });
    for ((order, (role, _)), person) in (0..).zip(&template.places).zip(people) {
        let Person { name, email, phone } = person.clone();
        document.signers.push(parts::new_signer(world, name, email, role, order, phone));
    }
    for field in &template.fields {
        let id = format!("fld_{}", world.ids.token(16));
        document.fields.push(Field { id, members: field.members.clone() });
    }
    if let Some(one) = world.insigner.templates.iter_mut().find(|one| one.id == template.id) {
        one.used += 1;
    }
    document
}
