//! Campaigns: public links. Nobody signs by them here.

use serde_json::{Value, json};

use super::input::Input;
use super::pages::Wanted;
use super::problem::Problem;
use super::{Caller, created, gone, ok, templates};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::storage::slug;
use crate::world::World;

const STATUSES: [&str; 3] = ["active", "paused", "closed"];

#[derive(Clone, Debug)]
pub(super) struct Campaign {
    pub(super) id: String,
    pub(super) organization: String,
    name: String,
    status: &'static str,
    expires: Option<Time>,
    /// As it is answered, but for what stands above.
    members: Value,
}

impl Campaign {
    fn json(&self) -> Value {
        let mut json = self.members.clone();
        json["id"] = self.id.as_str().into();
        json["name"] = self.name.as_str().into();
        json["status"] = self.status.into();
        json["expiresAt"] = self.expires.map(Time::iso).into();
        json
    }
}

fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Campaign, Problem> {
    let mut all = world.insigner.campaigns.iter_mut();
    all.find(|one| one.id == id && one.organization == caller.organization).ok_or(Problem::NotFound)
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let wanted = Wanted::read(request, &STATUSES)?;
    let own = world.insigner.campaigns.iter().filter(|one| one.organization == caller.organization);
    let found = own
        .filter(|one| wanted.status.is_none_or(|status| one.status == status))
        .filter(|one| wanted.matches(&one.name));
    wanted.page(found.map(|one| (one.id.as_str(), one.json())))
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let mut input = Input::read(request)?;
    let template = input.needed_text("templateId", 1, 200);
    let name = input.needed_text("name", 1, 200);
    let expires = input.future("expiresAt", now);
    check_texts(&mut input);
    let members = json!({
        "submissionCount": 0,
        "maxSubmissions": input.whole("maxSubmissions", 1),
        "collectPhone": input.boolean("collectPhone").unwrap_or(true),
        "requireOtp": input.boolean("requireOtp").unwrap_or(false),
        "brandColor": input.text("brandColor", 0, 20),
        "templateId": template,
        "slug": format!("{}-{}", slug(&name).trim_end_matches('-'), world.ids.hex(8)),
        "createdAt": now.iso(),
        "updatedAt": now.iso(),
    });
    input.finish()?;
    if templates::find(world, caller, &template).is_none() {
        return Err(Problem::NotFound);
    }
    let id = format!("cmp_{}", world.ids.token(16));
    let campaign = Campaign {
        id,
        organization: caller.organization.clone(),
        name,
        status: STATUSES[0],
        expires,
        members,
    };
    let json = campaign.json();
    world.insigner.campaigns.push(campaign);
    Ok(created(json))
}

/// Members that are taken and not answered.
fn check_texts(input: &mut Input) {
    for (name, most) in [("welcomeTitle", 200), ("welcomeMessage", 1000), ("redirectUrl", 2000)] {
        input.text(name, 0, most);
    }
    input.boolean("requireKyc");
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    Ok(ok(find(world, caller, id)?.json()))
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let campaign = find(world, caller, id)?;
    let mut input = Input::read(request)?;
    let (name, status) = (input.text("name", 1, 200), input.choice("status", &STATUSES));
    let (has_end, expires) = (input.has("expiresAt"), input.future("expiresAt", now));
    check_texts(&mut input);
    let mut changes: Vec<(&str, Value)> = Vec::new();
    changes.extend(input.whole("maxSubmissions", 1).map(|value| ("maxSubmissions", value.into())));
    for name in ["collectPhone", "requireOtp"] {
        changes.extend(input.boolean(name).map(|value| (name, value.into())));
    }
    changes.extend(input.text("brandColor", 0, 20).map(|value| ("brandColor", value.into())));
    input.finish()?;
    campaign.name = name.unwrap_or_else(|| campaign.name.clone());
    campaign.status = status.unwrap_or(campaign.status);
    if has_end {
        campaign.expires = expires;
    }
    changes.push(("updatedAt", now.iso().into()));
    for (name, value) in changes {
        campaign.members[name] = value;
    }
    Ok(ok(campaign.json()))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let id = find(world, caller, id)?.id.clone();
    world.insigner.campaigns.retain(|one| one.id != id);
    Ok(gone())
}
