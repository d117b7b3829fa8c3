//! Organizations, the keys that open them, and what each key may do.

use serde::Serialize;
use serde_json::{Value, json};

use super::problem::Problem;
use super::{Caller, ok};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

/// All scopes that a key can be given, as the provider lists them.
pub(super) const SCOPES: [&str; 22] = [
    "*",
    "documents.*",
    "documents.read",
    "documents.create",
    "documents.write",
    "documents.send",
    "documents.delete",
    "templates.read",
    "campaigns.*",
    "campaigns.read",
    "campaigns.create",
    "campaigns.update",
    "campaigns.delete",
    "bulk_sends.*",
    "bulk_sends.read",
    "bulk_sends.create",
    "bulk_sends.delete",
    "webhooks.*",
    "webhooks.read",
    "webhooks.create",
    "webhooks.update",
    "webhooks.delete",
];
/// The one that stands for itself alone.
pub(super) const ORG_READ: &str = "org.read";

#[derive(Clone, Debug)]
pub(super) struct Organization {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) slug: String,
    pub(super) members: Vec<Member>,
    pub(super) created: Time,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: &'static str,
    pub(super) joined: Time,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Key {
    #[serde(rename = "key")]
    pub(super) value: String,
    pub(super) organization: String,
    pub(super) scopes: Vec<String>,
    pub(super) revoked: bool,
    #[serde(serialize_with = "iso")]
    pub(super) expires: Option<Time>,
}

#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn iso<S: serde::Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_str(&time.iso()),
        None => serializer.serialize_none(),
    }
}

impl Key {
    fn allows(&self, scope: &str) -> bool {
        let (area, _) = scope.split_once('.').unwrap_or((scope, ""));
        let all = format!("{area}.*");
        self.scopes.iter().any(|one| one == "*" || one == scope || *one == all)
    }
}

/// Whether this could be a key: `isk_` and 44 URL-safe characters.
pub(super) fn is_key(text: &str) -> bool {
    let rest = text.strip_prefix("isk_").unwrap_or_default();
    rest.len() == 44 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The checks that every endpoint begins with.
pub(super) fn admit(world: &mut World, scope: &'static str, request: &Request) -> Result<Caller, Problem> {
    let now = world.clock.now();
    let state = &mut world.insigner;
    let value = request.bearer().ok_or(Problem::Unauthorized("MISSING_KEY"))?;
    if !value.starts_with("isk_") {
        return Err(Problem::Unauthorized("INVALID_FORMAT"));
    }
    let key = state.keys.iter().find(|key| key.value == value);
    let key = key.ok_or(Problem::Unauthorized("INVALID_KEY"))?;
    if key.revoked {
        return Err(Problem::Unauthorized("KEY_REVOKED"));
    }
    if key.expires.is_some_and(|end| end <= now) {
        return Err(Problem::Unauthorized("KEY_EXPIRED"));
    }
    if let Some(limit) = state.settings.rate_limit {
        state.requests.admit(value, limit, now).map_err(|seconds| Problem::Limited { seconds })?;
    }
    if !key.allows(scope) {
        return Err(Problem::Forbidden(scope));
    }
    let organization = state.organizations.iter().find(|one| one.id == key.organization);
    let organization = organization.ok_or(Problem::Unauthorized("INVALID_KEY"))?;
    Ok(Caller {
        organization: organization.id.clone(),
        user: organization.members.first().map_or_else(String::new, |member| member.id.clone()),
    })
}

pub(super) fn organization(world: &World, caller: &Caller) -> Result<Answer, Problem> {
    let state = &world.insigner;
    let one =
        state.organizations.iter().find(|one| one.id == caller.organization).ok_or(Problem::NotFound)?;
    let count = |all: usize| Value::from(all);
    let of = |organization: &str| organization == one.id;
    Ok(ok(json!({
        "id": one.id,
        "name": one.name,
        "slug": one.slug,
        "type": "business",
        "image": null,
        "signatureLevel": "advanced",
        "timestampProvider": "default",
        "defaultOtpMethod": "email",
        "createdAt": one.created.iso(),
        "updatedAt": one.created.iso(),
        "_count": {
            "members": count(one.members.len()),
            "documents": count(state.documents.iter().filter(|each| of(&each.organization)).count()),
            "templates": count(state.templates.iter().filter(|each| of(&each.organization)).count()),
            "campaigns": count(state.campaigns.iter().filter(|each| of(&each.organization)).count()),
            "apiKeys": count(state.keys.iter().filter(|each| of(&each.organization) && !each.revoked).count()),
        },
    })))
}

pub(super) fn members(world: &World, caller: &Caller) -> Result<Answer, Problem> {
    let one = world.insigner.organizations.iter().find(|one| one.id == caller.organization);
    let members = one.ok_or(Problem::NotFound)?.members.iter().map(|member| {
        json!({
            "id": member.id, "name": member.name, "email": member.email, "image": null, "role": member.role,
            "joinedAt": member.joined.iso(),
        })
    });
    Ok(ok(members.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(scopes: &[&str]) -> Key {
        Key {
            value: super::super::KEY.to_owned(),
            organization: String::new(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            revoked: false,
            expires: None,
        }
    }

    #[test]
    fn a_star_covers_what_it_stands_for() {
        assert!(key(&["*"]).allows("org.read"));
        assert!(key(&["documents.*"]).allows("documents.send"));
        assert!(key(&["documents.read", "org.read"]).allows("org.read"));
        assert!(!key(&["documents.*"]).allows("templates.read"));
        assert!(!key(&["documents.read"]).allows("documents.send"));
    }

    #[test]
    fn the_key_of_the_start_looks_like_one() {
        assert!(is_key(super::super::KEY));
        assert!(!is_key("sandbox-key") && !is_key("isk_short"));
    }
}
