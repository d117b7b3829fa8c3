//! Webhooks: registered, guarded against addresses that are not the public's, switched off by failures.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Value, json};
use url::{Host, Url};

use super::input::Input;
use super::pages::Wanted;
use super::problem::Problem;
use super::{Caller, created, gone, ok};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

const STATUSES: [&str; 2] = ["active", "inactive"];
/// The most that an organization can have.
const MAX_WEBHOOKS: usize = 10;
/// Failures in a row after which one is switched off.
const MAX_FAILURES: u32 = 20;

#[derive(Clone, Debug)]
pub(super) struct Webhook {
    pub(super) id: String,
    pub(super) organization: String,
    url: String,
    events: Vec<String>,
    description: Option<String>,
    status: &'static str,
    secret: String,
    failures: u32,
    created: Time,
    updated: Time,
}

impl Webhook {
    /// As it is read: never with the secret. The events are a list in the request and JSON in a string here.
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "url": self.url,
            "events": json!(self.events).to_string(),
            "status": self.status,
            "description": self.description,
            "failureCount": self.failures,
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
        })
    }

    /// Counts failed deliveries.
    pub(super) fn fail(&mut self, times: u32, now: Time) {
        self.failures = self.failures.saturating_add(times);
        if self.failures >= MAX_FAILURES && self.status == "active" {
            self.status = "inactive";
            self.updated = now;
        }
    }
}

fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Webhook, Problem> {
    let mut all = world.insigner.webhooks.iter_mut();
    all.find(|one| one.id == id && one.organization == caller.organization).ok_or(Problem::NotFound)
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let wanted = Wanted::read(request, &[])?;
    let own = world.insigner.webhooks.iter().filter(|one| one.organization == caller.organization);
    wanted.page(own.map(|one| (one.id.as_str(), one.json())))
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Answer, Problem> {
    let now = world.clock.now();
    let private = world.insigner.settings.private_webhooks;
    let mut input = Input::read(request)?;
    let url = input.needed_text("url", 1, 2000);
    if !url.is_empty() {
        check_url(&mut input, &url, private);
    }
    if !input.has("events") {
        input.wrong("events", "Required");
    }
    let events = input.texts("events", 1, 50).unwrap_or_default();
    let description = input.text("description", 0, 500);
    input.finish()?;
    let own = world.insigner.webhooks.iter().filter(|one| one.organization == caller.organization);
    if own.count() >= MAX_WEBHOOKS {
        return Err(Problem::conflict(format!("An organization can have at most {MAX_WEBHOOKS} webhooks")));
    }
    if world.insigner.settings.special_limits {
        let admitted = world.insigner.webhook_starts.admit(&caller.user, 10, now);
        admitted.map_err(|seconds| Problem::Limited { seconds })?;
    }
    let webhook = Webhook {
        id: format!("wh_{}", world.ids.token(16)),
        organization: caller.organization.clone(),
        url,
        events,
        description,
        status: STATUSES[0],
        secret: world.ids.hex(64),
        failures: 0,
        created: now,
        updated: now,
    };
    let mut json = webhook.json();
    if let Some(members) = json.as_object_mut() {
        members.remove("failureCount");
        members.remove("updatedAt");
        members.insert("secret".to_owned(), webhook.secret.clone().into());
    }
    world.insigner.webhooks.push(webhook);
    Ok(created(json))
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
    let private = world.insigner.settings.private_webhooks;
    let webhook = find(world, caller, id)?;
    let mut input = Input::read(request)?;
    let url = input.text("url", 1, 2000);
    if let Some(url) = &url {
        check_url(&mut input, url, private);
    }
    let events = input.texts("events", 1, 50);
    let status = input.choice("status", &STATUSES);
    let (has_description, description) = (input.has("description"), input.text("description", 0, 500));
    input.finish()?;
    webhook.url = url.unwrap_or_else(|| webhook.url.clone());
    webhook.events = events.unwrap_or_else(|| webhook.events.clone());
    if status == Some("active") && webhook.status == "inactive" {
        webhook.failures = 0;
    }
    webhook.status = status.unwrap_or(webhook.status);
    if has_description {
        webhook.description = description;
    }
    webhook.updated = now;
    Ok(ok(webhook.json()))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Answer, Problem> {
    let id = find(world, caller, id)?.id.clone();
    world.insigner.webhooks.retain(|one| one.id != id);
    Ok(gone())
}

fn check_url(input: &mut Input, text: &str, private: bool) {
    let Ok(url) = Url::parse(text) else { return input.wrong("url", "Invalid url") };
    if !matches!(url.scheme(), "https" | "http") {
        input.wrong("url", "Invalid url");
    } else if private {
    } else if url.scheme() == "http" {
        input.wrong("url", "The URL must use HTTPS");
    } else if url.host().is_none_or(|host| is_private(&host)) {
        input.wrong("url", "The URL must not point to a private address");
    }
}

/// Whether an address is not the public's. Names are not resolved: a sandbox asks no name server.
fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            ["localhost", "local", "internal", "lan"]
                .iter()
                .any(|end| name == *end || name.ends_with(&format!(".{end}")))
        }
        Host::Ipv4(address) => is_private_address(IpAddr::V4(*address)),
        Host::Ipv6(address) => is_private_address(IpAddr::V6(*address)),
    }
}

fn is_private_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4 == Ipv4Addr::UNSPECIFIED
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private_address(IpAddr::V4(v4)),
            None => {
                v6 == Ipv6Addr::LOCALHOST
                    || v6 == Ipv6Addr::UNSPECIFIED
                    || v6.is_unique_local()
                    || v6.is_unicast_link_local()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_not_the_public_s_are_known() {
        let private = |url: &str| is_private(&Url::parse(url).unwrap().host().unwrap());
        for url in [
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://localhost/",
            "https://hooks.localhost./",
            "https://169.254.169.254/latest/meta-data",
            "https://0.0.0.0/",
        ] {
            assert!(private(url), "{url}");
        }
        for url in ["https://hooks.example.com/in", "https://172.32.0.1/", "https://8.8.8.8/"] {
            assert!(!private(url), "{url}");
        }
    }
}
