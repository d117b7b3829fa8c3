//! The one address of an account that is told what happens, and what it would be told.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::account;
use super::document::Document;
use super::documents::signing_link;
use super::input::Input;
use super::people::Signer;
use super::refusal::Refusal;
use super::{Caller, Realm};
use crate::clock::Time;
use crate::observe::hex;
use crate::server::Request;
use crate::world::World;

/// What the address would be sent.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Delivery {
    pub(super) user: String,
    url: String,
    event: &'static str,
    document: String,
    /// The exact bytes.
    body: String,
    /// HMAC-SHA256 of the body with the account's key as text, in hex: the header `x-webhook-signature`.
    signature: Option<String>,
}

pub(super) fn get(world: &mut World, caller: &Caller) -> Result<Value, Refusal> {
    let empty = world.opensign.settings.empty_webhook;
    match &account::find(world, caller)?.webhook {
        Some(url) => Ok(json!({"webhook": url})),
        None if empty => Ok(json!({})),
        None => Err(Refusal::NotFound("User not found!")),
    }
}

pub(super) fn set(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let url = Input::read(request)?.needed("url")?;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(Refusal::Anything);
    }
    let account = account::find(world, caller)?;
    if account.webhook.as_ref() == Some(&url) {
        return Err(Refusal::WebhookExists);
    }
    account.webhook = Some(url);
    Ok(json!({"result": "Webhook updated successfully!"}))
}

pub(super) fn delete(world: &mut World, caller: &Caller) -> Value {
    if let Ok(account) = account::find(world, caller) {
        account.webhook = None;
    }
    json!({"result": "Webhook deleted successfully!"})
}

/// What happened to a document.
#[derive(Clone, Copy)]
pub(super) enum Event<'a> {
    Created,
    Viewed(&'a Signer),
    Signed(&'a Signer),
    Completed,
    Declined { by: &'a str, reason: &'a str },
}

/// Records what the account's address would be told.
pub(super) fn tell(world: &mut World, document: &Document, event: Event<'_>) {
    let now = world.clock.now();
    let Some(account) = world.opensign.accounts.iter().find(|one| one.id == document.user) else { return };
    let Some(url) = account.webhook.clone() else { return };
    let (name, body) = body(world, account.realm, document, event, now);
    let body = body.to_string();
    let signature = world.opensign.settings.signed_webhooks;
    let signature = signature.then(|| hex(&hmac(account.webhook_key.as_bytes(), body.as_bytes())));
    world.opensign.deliveries.push(Delivery {
        user: document.user.clone(),
        url,
        event: name,
        document: document.id.clone(),
        body,
        signature,
    });
}

fn body(
    world: &World,
    realm: Realm,
    document: &Document,
    event: Event<'_>,
    now: Time,
) -> (&'static str, Value) {
    let person = |one: &Signer| {
        let mut json = json!({"name": one.name, "email": one.email});
        if !one.phone.is_empty() {
            json["phone"] = one.phone.as_str().into();
        }
        if document.from_draft && matches!(event, Event::Created) {
            json["url"] = signing_link(realm, document, one).into();
        }
        json
    };
    let at = written(now);
    let everyone = || json!(document.signers.iter().map(person).collect::<Vec<_>>());
    let (name, own) = match event {
        Event::Created => ("created", json!({"signers": everyone()})),
        Event::Viewed(one) => {
            ("viewed", json!({"signers": everyone(), "viewedBy": one.email, "viewedAt": at}))
        }
        Event::Signed(one) => ("signed", json!({"signer": person(one), "signedAt": at})),
        Event::Completed => {
            let certificate = document.certificate_link(&world.storage, now);
            ("completed", json!({"signers": everyone(), "certificate": certificate, "completedAt": at}))
        }
        Event::Declined { by, reason } => (
            "declined",
            json!({"signers": everyone(), "declinedBy": by, "declinedReason": reason, "declinedAt": at}),
        ),
    };
    let mut body = json!({
        "event": name,
        "type": "request-sign",
        "objectId": document.id,
        "file": document.file_link(&world.storage, now),
        "name": document.title,
        "note": document.options.text("note"),
        "description": document.options.text("description"),
        "createdAt": written(document.created),
    });
    for (name, value) in own.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    (name, body)
}

/// As the cloud writes it: `Fri, 16 May 2025 16:18:34 GMT+5:30`.
fn written(time: Time) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let there = time.plus(5 * Time::HOUR + 30 * Time::MINUTE);
    let civil = there.civil();
    let at = |number: i64, count: i64| usize::try_from(number.rem_euclid(count)).unwrap_or_default();
    let day = DAYS[at(there.0.div_euclid(Time::DAY), 7)];
    let month = MONTHS[at(civil.month - 1, 12)];
    format!(
        "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT+5:30",
        civil.day, civil.year, civil.hour, civil.minute, civil.second
    )
}

/// HMAC-SHA256 (RFC 2104).
pub(super) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let keyed = |pad: u8, message: &[u8]| {
        let mut hash = Sha256::new();
        hash.update(block.map(|byte| byte ^ pad));
        hash.update(message);
        hash.finalize()
    };
    keyed(0x5c, &keyed(0x36, message)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, cases 2 and 6.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let short = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    #[test]
    fn dates_of_deliveries_are_written_as_the_cloud_does() {
        let time = Time::parse("2025-05-16T10:48:34Z").unwrap();
        assert_eq!(written(time), "Fri, 16 May 2025 16:18:34 GMT+5:30");
    }
}
