//! Bulk sends: one document for each person, all made before the answer.

use serde_json::{Value, json};

use super::input::{Input, Person};
use super::pages::Wanted;
use super::problem::Problem;
use super::{Caller, created, documents, gone, ok, templates};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

/// `processing` is among the states though creation is synchronous.
const STATUSES: [&str; 3] = ["processing", "completed", "failed"];
/// Mail to this host fails.
const BOUNCES: &str = "@bounce.example";

#[derive(Clone, Debug)]
pub(super) struct BulkSend {
    pub(super) id: String,
    pub(super) organization: String,
    name: String,
    template_id: String,
    total: usize,
    sent: usize,
    created: Time,
}

impl BulkSend {
    fn status(&self) -> &'static str {
        // One with failures can still be completed; only without any success it is failed.
        if self.sent == 0 { "failed" } else { "completed" }
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "status": self.status(),
            "totalCount": self.total,
            "sentCount": self.sent,
            "failedCount": self.total - self.sent,
            "templateId": self.template_id,
            "createdAt": self.created.iso(),
            "updatedAt": self.created.iso(),
        })
    }
}

fn find<'a>(world: &'a World, caller: &Caller, id: &str) -> Result<&'a BulkSend, Problem> {
    let mut all = world.insigner.bulk_sends.iter();
    all.find(|one| one.id == id && one.organization == caller.organization).ok_or(Problem::NotFound)
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let wanted = Wanted::read(request, &STATUSES)?;
    let own = world.insigner.bulk_sends.iter().filter(|one| one.organization == caller.organization);
    let found = own.filter(|one| wanted.status.is_none_or(|status| one.status() == status));
    wanted.page(found.map(|one| (one.id.as_str(), one.json())))
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let mut input = Input::read(request)?;
    let template_id = input.needed_text("templateId", 1, 200);
    let name = input.needed_text("name", 1, 200);
    let message = input.text("emailMessage", 0, 1000);
    let people = input.objects("signers", 1, 500, Person::read);
    input.finish()?;
    let template = templates::find(world, caller, &template_id).ok_or(Problem::NotFound)?.clone();
    if template.places.is_empty() || template.fields.is_empty() {
        return Err(Problem::invalid("templateId", "The template needs a signer and fields"));
    }
    if world.insigner.settings.special_limits {
        let admitted = world.insigner.bulk_starts.admit(&caller.organization, 1, now);
        admitted.map_err(|seconds| Problem::Limited { seconds })?;
    }
    let id = format!("bs_{}", world.ids.token(16));
    let mut sent = 0;
    for person in people.iter().filter(|person| !person.email.ends_with(BOUNCES)) {
        let title = format!("{name} – {}", person.name);
        let one = std::slice::from_ref(person);
        let mut document = templates::instance(world, caller, &template, title, one);
        document.message.clone_from(&message);
        document.bulk_send_id = Some(id.clone());
        let document_id = document.id.clone();
        world.insigner.documents.push(document);
        sent += usize::from(documents::start(world, caller, &document_id).is_ok());
    }
    let organization = caller.organization.clone();
    let bulk_send = BulkSend { id, organization, name, template_id, total: people.len(), sent, created: now };
    let json = bulk_send.json();
    world.insigner.bulk_sends.push(bulk_send);
    documents::mailed(world)?;
    Ok(created(json))
}

pub(super) fn get(world: &World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    Ok(ok(find(world, caller, id)?.json()))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let id = find(world, caller, id)?.id.clone();
    world.insigner.bulk_sends.retain(|one| one.id != id);
    Ok(gone())
}
