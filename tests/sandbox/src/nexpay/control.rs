//! What a test says to the people, banks and dashboard behind Nexpay: `/_sandbox/nexpay/…`.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::commissions::Commission;
use super::lookup::Country;
use super::money::Amount;
use super::refusal::Refusal;
use super::settings::Settings;
use super::{Key, intents, payments, people};
use crate::clock::Time;
use crate::control::{ControlError, body, unknown};
use crate::server::{Answer, Request};
use crate::world::World;

pub(crate) fn answer(
    world: &mut World,
    method: &Method,
    path: &[&str],
    request: &Request,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, ["settings"]) => Ok(json!(world.nexpay.settings)),
        (&Method::PATCH, ["settings"]) => patch_settings(world, body(request)?),
        (&Method::POST, ["maintenance"]) => {
            let maintenance: Maintenance = body(request)?;
            let until = world.clock.now().plus(maintenance.seconds.saturating_mul(Time::SECOND));
            world.nexpay.maintenance = (maintenance.seconds > 0).then_some(until);
            Ok(json!({"until": world.nexpay.maintenance.map(Time::iso)}))
        }
        (&Method::GET, ["keys"]) => Ok(json!({"keys": world.nexpay.keys})),
        (&Method::POST, ["keys"]) => add_key(world, body(request)?),
        (&Method::POST, ["keys", key, "revoke"]) => {
            let found = world.nexpay.keys.iter_mut().find(|one| one.value == *key);
            let found = found.ok_or_else(|| ControlError::not_found("there is no such key"))?;
            found.revoked = true;
            Ok(json!(found))
        }
        (&Method::GET, ["payments"]) => {
            let payments = world.nexpay.payments.iter();
            Ok(json!({"payments": payments.map(inside).collect::<Vec<_>>()}))
        }
        (&Method::POST, ["payments", id, "advance"]) => advance(world, id),
        (&Method::POST, ["payments", id, "status"]) => {
            let change: StatusChange = body(request)?;
            if !payments::STATES.contains(&change.status.as_str()) {
                let message = format!("{:?} is not one of {}", change.status, payments::STATES.join(", "));
                return Err(ControlError::invalid(message));
            }
            move_to(world, id, &change.status)
        }
        (&Method::POST, ["payments", id, "conversation", "reply"]) => {
            let reply: Reply = body(request)?;
            let id = people::number(id).map_err(refused)?;
            payments::reply(world, id, reply.text, reply.close).map_err(refused).map(|answer| read(&answer))
        }
        (&Method::POST, ["payment-intents", id, "complete"]) => {
            intents::complete(world, id).map_err(refused).map(|id| json!({"id": id}))
        }
        (&Method::POST, ["commissions"]) => add_commissions(world, &body(request)?),
        (&Method::POST, ["commissions", "pay"]) => {
            let now = world.clock.now().iso();
            let due = |one: &&mut Commission| {
                one.commission_request_date.is_some() && one.commission_paid_date.is_none()
            };
            let paid = world.nexpay.commissions.iter_mut().filter(due);
            let paid = paid.map(|one| one.commission_paid_date = Some(now.clone())).count();
            Ok(json!({"paid": paid}))
        }
        (&Method::POST, ["countries"]) => {
            let NewCountry { country_code, name, currencies } = body(request)?;
            world.nexpay.countries.all.push(Country { country_code, name, currencies });
            Ok(json!({"countries": world.nexpay.countries.all.len()}))
        }
        _ => Err(unknown(request)),
    }
}

/// The refusal of the API, in the control API's words.
fn refused(refusal: Refusal) -> ControlError {
    match refusal {
        Refusal::NotFound(message) => ControlError::not_found(message),
        Refusal::Conflict(message) | Refusal::Unprocessable(message) => {
            ControlError::conflict("conflict", message)
        }
        Refusal::BadRequest(message) => ControlError::invalid(message),
        other => ControlError::invalid(format!("{other:?}")),
    }
}

/// What an endpoint would have answered.
fn read(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

fn patch_settings(world: &mut World, patch: Value) -> Result<Value, ControlError> {
    let (Value::Object(mut settings), Value::Object(patch)) = (json!(world.nexpay.settings), patch) else {
        return Err(ControlError::invalid("settings are an object"));
    };
    settings.extend(patch);
    world.nexpay.settings = Settings::deserialize(Value::Object(settings))
        .map_err(|error| ControlError::invalid(error.to_string()))?;
    Ok(json!(world.nexpay.settings))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Maintenance {
    seconds: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    key: Option<String>,
    /// Operations that it may not call: `commissions.request`.
    #[serde(default)]
    forbidden: Vec<String>,
}

fn add_key(world: &mut World, new: NewKey) -> Result<Value, ControlError> {
    let value = new.key.unwrap_or_else(|| format!("pk_sandbox_{}", world.ids.token(24)));
    if world.nexpay.keys.iter().any(|one| one.value == value) {
        return Err(ControlError::conflict("exists", "there is such a key already"));
    }
    let key = Key { value, revoked: false, forbidden: new.forbidden };
    let json = json!(key);
    world.nexpay.keys.push(key);
    Ok(json)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusChange {
    status: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    text: String,
    /// Nothing can be written afterwards.
    #[serde(default)]
    close: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewCountry {
    country_code: String,
    name: String,
    currencies: Vec<String>,
}

/// The money moves one step.
fn advance(world: &mut World, id: &str) -> Result<Value, ControlError> {
    let payment = found(world, id)?;
    let Some(next) = payment.next_state() else {
        let message = format!("a payment that is {} does not move on", payment.status);
        return Err(ControlError::conflict("at_rest", message));
    };
    if !payment.checked_out {
        let message = "nobody can pay before the payment was confirmed and its checkout started";
        return Err(ControlError::conflict("not_checked_out", message));
    }
    move_to(world, id, next)
}

fn move_to(world: &mut World, id: &str, status: &str) -> Result<Value, ControlError> {
    let now = world.clock.now();
    let payment = found(world, id)?;
    let was_paid = payment.status == "paid";
    payment.move_to(status, now);
    let payment = payment.clone();
    if status == "paid" && !was_paid {
        let payee = people::payee(world, payment.payee_id).ok().map(|payee| payee.name.clone());
        world.nexpay.commissions.push(payment.commission(payee, now));
    }
    Ok(inside(&payment))
}

fn found<'a>(world: &'a mut World, id: &str) -> Result<&'a mut payments::Payment, ControlError> {
    let id = people::number(id).map_err(refused)?;
    payments::payment(&mut world.nexpay, id).map_err(refused)
}

/// A payment with what its API does not tell.
fn inside(payment: &payments::Payment) -> Value {
    json!({
        "id": payment.id,
        "status": payment.status,
        "idempotency_key": payment.idempotency_key,
        "confirmed": payment.confirmed,
        "checked_out": payment.checked_out,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCommissions {
    count: usize,
    #[serde(default = "aud")]
    currency: String,
    /// Of each, as text.
    #[serde(default = "sample")]
    amount: String,
}

fn aud() -> String {
    "AUD".to_owned()
}

fn sample() -> String {
    "51.25".to_owned()
}

/// Commissions without payments, to fill pages with.
fn add_commissions(world: &mut World, new: &NewCommissions) -> Result<Value, ControlError> {
    let amount = Amount::parse(&new.amount)
        .ok_or_else(|| ControlError::invalid(format!("{:?} is no amount", new.amount)))?;
    if new.count > 10_000 {
        return Err(ControlError::invalid("at most 10000 at once"));
    }
    let now = world.clock.now().iso();
    for _ in 0..new.count {
        let payment_id = world.nexpay.next_id();
        world.nexpay.commissions.push(Commission {
            payment_id,
            student_name: Some("Sam Doe".to_owned()),
            payee_name: Some("Example University".to_owned()),
            payer_amount: Amount::new(51_255, 1),
            payer_currency: "USD".to_owned(),
            commission_amount: amount,
            commission_currency: new.currency.clone(),
            commission_spread: Amount::new(1, 2),
            payment_date: now.clone(),
            commission_request_date: None,
            commission_paid_date: None,
        });
    }
    Ok(json!({"commissions": world.nexpay.commissions.len()}))
}
