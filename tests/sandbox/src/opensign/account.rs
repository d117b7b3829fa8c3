//! Users, their tokens and their credits.

use serde::Serialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Caller, Realm, Route};
use crate::clock::Time;
use crate::server::Request;
use crate::world::World;

/// What a plan gives in a cycle.
const PLAN_CREDITS: u32 = 100;
const CYCLE: i64 = 30 * Time::DAY;

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) realm: Realm,
    pub(super) token: String,
    pub(super) name: String,
    pub(super) email: String,
    /// None: there is no subscription.
    pub(super) plan_credits: Option<u32>,
    pub(super) addon_credits: u32,
    pub(super) renewal: Time,
    pub(super) webhook: Option<String>,
    /// Signs the webhook's deliveries.
    pub(super) webhook_key: String,
    pub(super) created: Time,
}

/// An account as the control API shows it.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    id: &'a str,
    realm: &'static str,
    token: &'a str,
    plan_credits: Option<u32>,
    addon_credits: u32,
    webhook: Option<&'a str>,
    webhook_key: &'a str,
}

impl Account {
    pub(super) fn settle(&mut self, now: Time) {
        while self.renewal <= now {
            self.renewal = self.renewal.plus(CYCLE);
            if let Some(left) = &mut self.plan_credits {
                *left = PLAN_CREDITS;
            }
        }
    }

    pub(super) fn shown(&self) -> Shown<'_> {
        Shown {
            id: &self.id,
            realm: self.realm.name(),
            token: &self.token,
            plan_credits: self.plan_credits,
            addon_credits: self.addon_credits,
            webhook: self.webhook.as_deref(),
            webhook_key: &self.webhook_key,
        }
    }
}

/// A new account with a plan's credits; answers with its id.
pub(super) fn add(world: &mut World, realm: Realm, token: &str) -> String {
    let now = world.clock.now();
    let id = world.ids.mixed(10);
    let account = Account {
        id: id.clone(),
        realm,
        token: token.to_owned(),
        name: "Olga Owner".to_owned(),
        email: "olga@example.com".to_owned(),
        plan_credits: Some(PLAN_CREDITS),
        addon_credits: 0,
        renewal: now.plus(CYCLE),
        webhook: None,
        webhook_key: world.ids.hex(64),
        created: now,
    };
    world.opensign.accounts.push(account);
    id
}

/// Who asks, by the token. That of the other world is as wrong as any.
pub(super) fn admit(world: &World, route: &Route, request: &Request) -> Result<Caller, Refusal> {
    let token = request.headers.get("x-api-token").and_then(|value| value.to_str().ok());
    let token = token.filter(|token| !token.is_empty()).ok_or(Refusal::NoToken)?;
    let mut accounts = world.opensign.accounts.iter();
    let found = accounts.find(|one| one.token == token && one.realm == route.realm);
    let user = found.ok_or(Refusal::WrongToken)?.id.clone();
    Ok(Caller { user, realm: route.realm, version: route.version })
}

pub(super) fn find<'a>(world: &'a mut World, caller: &Caller) -> Result<&'a mut Account, Refusal> {
    let mut accounts = world.opensign.accounts.iter_mut();
    accounts.find(|one| one.id == caller.user).ok_or(Refusal::NotFound("User not found!"))
}

pub(super) fn get(world: &mut World, caller: &Caller) -> Result<Value, Refusal> {
    let account = find(world, caller)?;
    Ok(json!({
        "objectId": account.id,
        "name": account.name,
        "email": account.email,
        "phone": "4512345678",
        "jobTitle": "CTO",
        "company": "Acme",
        "createdAt": account.created.iso(),
        "updatedAt": account.created.iso(),
    }))
}

pub(super) fn credits(world: &mut World, caller: &Caller) -> Result<Value, Refusal> {
    let account = find(world, caller)?;
    let plan = account.plan_credits.ok_or(Refusal::SubscriptionNotFound)?;
    Ok(json!({
        "plan_credits": plan,
        "addon_credits": account.addon_credits,
        "total_credits": plan + account.addon_credits,
        "renewal_date": account.renewal.iso(),
    }))
}

/// Takes the credit that a document costs, the plan's first.
pub(super) fn pay(world: &mut World, caller: &Caller) -> Result<(), Refusal> {
    let account = find(world, caller)?;
    let plan = account.plan_credits.as_mut().ok_or(Refusal::NoSubscription)?;
    let left = if *plan > 0 { plan } else { &mut account.addon_credits };
    *left = left.checked_sub(1).ok_or(Refusal::NoCredits)?;
    Ok(())
}
