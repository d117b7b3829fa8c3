//! The sandbox's own API, under `/_sandbox`: what a test says to the world behind the provider, and asks of it.
//!
//! It needs no key, meets no faults and is not on record. Its errors are `{"error": code, "message": sentence}`.
//! `tests/sandbox/README.md` is its reference.

mod watch;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Shared;
use crate::clock::Time;
use crate::faults::Fault;
use crate::server::{Answer, Request};
use crate::tenants::{Company, is_object_id};
use crate::world::World;
use crate::{insigner, nexpay, nextsign, opensign};

/// Whether a path is the control API's.
pub(crate) fn owns(path: &str) -> bool {
    path == "/_sandbox" || path.starts_with("/_sandbox/")
}

/// Why the sandbox does not do what it is told.
#[derive(Debug)]
pub(crate) struct ControlError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl ControlError {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "invalid", message: message.into() }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "not_found", message: message.into() }
    }

    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, code, message: message.into() }
    }

    fn answer(&self) -> Answer {
        let body = json!({"error": self.code, "message": self.message});
        Answer::new(self.status, "application/json", format!("{body}\n"))
    }
}

pub(crate) async fn answer(shared: &Shared, request: Request) -> Answer {
    let segments: Vec<&str> = request.segments.iter().skip(1).map(String::as_str).collect();
    let result = match (&request.method, segments.as_slice()) {
        (&Method::GET, ["requests"]) => watch::requests(shared, &request).await,
        (&Method::GET, ["connections"]) => watch::connections(shared, &request).await,
        (&Method::POST, ["reset"]) => {
            shared.reset();
            Ok(json!({"reset": true}))
        }
        (&Method::GET, [] | [""]) => Ok(overview(shared)),
        (method, path) => {
            let mut world = shared.world();
            world.settle();
            change(&mut world, method, path, &request)
        }
    };
    match result {
        // A line of its own, for those who read it in a terminal.
        Ok(body) => Answer::new(StatusCode::OK, "application/json", format!("{body}\n")),
        Err(error) => error.answer(),
    }
}

fn overview(shared: &Shared) -> Value {
    json!({
        "origin": shared.origin,
        "storage_origin": shared.storage_origin,
        "now": shared.world().clock.now().iso(),
        "providers": {
            "nextsign": {"api_url": format!("{}/api", shared.origin), "files_api_url": shared.origin},
            "insigner": {"api_url": insigner::api_url(&shared.origin)},
            "opensign": {"api_url": opensign::api_url(&shared.origin)},
            "nexpay": {"api_url": nexpay::api_url(&shared.origin)},
        },
    })
}

fn change(
    world: &mut World,
    method: &Method,
    path: &[&str],
    request: &Request,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, ["clock"]) => Ok(clock(world)),
        (&Method::POST, ["clock"]) => move_clock(world, &body(request)?),
        (&Method::GET, ["faults"]) => Ok(json!({"faults": world.faults.list()})),
        (&Method::POST, ["faults"]) => arm(world, &body(request)?),
        (&Method::DELETE, ["faults"]) => {
            world.faults.clear();
            Ok(json!({"faults": []}))
        }
        (&Method::DELETE, ["faults", id]) => {
            let known = id.parse().is_ok_and(|id| world.faults.disarm(id));
            known
                .then(|| json!({"faults": world.faults.list()}))
                .ok_or_else(|| ControlError::not_found(format!("there is no fault {id}")))
        }
        (&Method::GET, ["companies"]) => Ok(json!({"companies": world.tenants.all()})),
        (&Method::POST, ["companies"]) => add_company(world, body(request)?),
        (&Method::POST, ["companies", id, "keys"]) => {
            let key: NewKey = body(request)?;
            with_keys(world, id, |keys| {
                keys.insert(key.key);
            })
        }
        (&Method::DELETE, ["companies", id, "keys", key]) => with_keys(world, id, |keys| {
            keys.remove(*key);
        }),
        (method, ["nextsign", rest @ ..]) => nextsign::control_answer(world, method, rest, request),
        (method, ["insigner", rest @ ..]) => insigner::control_answer(world, method, rest, request),
        (method, ["opensign", rest @ ..]) => opensign::control_answer(world, method, rest, request),
        (method, ["nexpay", rest @ ..]) => nexpay::control_answer(world, method, rest, request),
        _ => Err(unknown(request)),
    }
}

pub(crate) fn unknown(request: &Request) -> ControlError {
    ControlError::not_found(format!("there is no {} /{}", request.method, request.segments.join("/")))
}

/// The body as JSON of this shape; no body is an empty object.
pub(crate) fn body<T: DeserializeOwned>(request: &Request) -> Result<T, ControlError> {
    let bytes: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
    serde_json::from_slice(bytes).map_err(|error| ControlError::invalid(error.to_string()))
}

fn clock(world: &World) -> Value {
    json!({"now": world.clock.now().iso(), "frozen": world.clock.is_frozen()})
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockMove {
    frozen: Option<bool>,
    set: Option<String>,
    #[serde(default)]
    advance_ms: i64,
    #[serde(default)]
    advance_seconds: i64,
    #[serde(default)]
    advance_days: i64,
}

fn move_clock(world: &mut World, to: &ClockMove) -> Result<Value, ControlError> {
    if let Some(frozen) = to.frozen {
        world.clock.freeze(frozen);
    }
    if let Some(text) = &to.set {
        let time =
            Time::parse(text).ok_or_else(|| ControlError::invalid(format!("{text:?} is not ISO 8601")))?;
        world.clock.set(time);
    }
    let seconds = to.advance_seconds.saturating_mul(Time::SECOND);
    let days = to.advance_days.saturating_mul(Time::DAY);
    world.clock.advance(to.advance_ms.saturating_add(seconds).saturating_add(days));
    world.settle();
    Ok(clock(world))
}

fn arm(world: &mut World, json: &Value) -> Result<Value, ControlError> {
    let faults = Fault::read_all(json).map_err(|error| ControlError::invalid(error.to_string()))?;
    let ids: Vec<_> = faults.into_iter().map(|fault| world.faults.arm(fault)).collect();
    Ok(json!({"armed": ids, "faults": world.faults.list()}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCompany {
    id: Option<String>,
    name: Option<String>,
    key: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    key: String,
}

fn add_company(world: &mut World, new: NewCompany) -> Result<Value, ControlError> {
    let id = new.id.unwrap_or_else(|| world.ids.object_id(world.clock.now()));
    if !is_object_id(&id) {
        return Err(ControlError::invalid(format!("{id:?} is not 24 hex digits in lower case")));
    }
    if world.tenants.company(&id).is_some() {
        return Err(ControlError::conflict("exists", format!("there is a company {id} already")));
    }
    let key = new.key.unwrap_or_else(|| format!("sandbox-key-{id}"));
    let company = Company {
        name: new.name.unwrap_or_else(|| format!("Company {id}")),
        id: id.clone(),
        keys: [key].into(),
    };
    let json = serde_json::to_value(&company).map_err(|error| ControlError::invalid(error.to_string()))?;
    world.tenants.add(company);
    world.welcome(&id);
    Ok(json)
}

fn with_keys(
    world: &mut World,
    id: &str,
    change: impl FnOnce(&mut std::collections::BTreeSet<String>),
) -> Result<Value, ControlError> {
    let company = world
        .tenants
        .company_mut(id)
        .ok_or_else(|| ControlError::not_found(format!("there is no company {id}")))?;
    change(&mut company.keys);
    Ok(json!(company))
}
