//! Payment intents: plain ones, and links that many payers can complete.

use serde::{Deserialize, Serialize};

use super::input::Input;
use super::money::Amount;
use super::quotes::quote;
use super::refusal::Refusal;
use super::{created, ok, page};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

/// How long it takes until a completion shows.
const RECONCILIATION: i64 = 30 * Time::SECOND;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Intent {
    pub(super) id: String,
    use_case: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_mode: Option<String>,
    delivery_mode: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<String>,
    recipients: Vec<Recipient>,
    created_at: String,
    #[serde(skip)]
    pub(super) shows_at: Time,
    #[serde(skip)]
    pub(super) shown: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector_payee_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payee_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
}

impl Recipient {
    fn read(input: &mut Input) -> Self {
        Self {
            role: input.text("role"),
            split_role: input.text("splitRole"),
            connector_payee_id: input.integer("connectorPayeeId"),
            payee_id: input.integer("payeeId"),
            amount: input.amount("amount"),
            currency: input.currency("currency"),
        }
    }
}

pub(super) fn list(world: &World, request: &Request) -> Result<Answer, Refusal> {
    let shown = world.nexpay.intents.iter().filter(|intent| intent.shown);
    page("paymentIntents", shown, request, world.nexpay.settings.largest_page)
}

pub(super) fn create(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let use_case = input.needed_text("useCase");
    let amount_mode = input.text("amountMode");
    let delivery_mode = input.text("deliveryMode");
    let recipients = input.objects("recipients", Recipient::read);
    let quote_id = input.text("quoteId");
    let document = input.text("payerIdentityDocumentId");
    input.finish()?;
    let is_link = quote_id.is_none();
    if let Some(id) = &quote_id {
        quote(world, id)?;
        let known = document.is_some_and(|id| world.nexpay.documents.contains_key(&id));
        if !known {
            let message = "No rule matches: the payer's identity document is missing";
            return Err(Refusal::Unprocessable(message.to_owned()));
        }
    } else if !recipients.iter().any(|recipient| recipient.connector_payee_id.is_some()) {
        let message = "No rule matches: a recipient needs a connectorPayeeId";
        return Err(Refusal::Unprocessable(message.to_owned()));
    }
    let now = world.clock.now();
    let id = format!("pi_{}", world.ids.token(12));
    let intent = Intent {
        url: is_link.then(|| format!("https://pay.example.com/l/{id}")),
        id,
        use_case,
        amount_mode,
        delivery_mode: delivery_mode.unwrap_or_else(|| if is_link { "link" } else { "manual" }.to_owned()),
        status: "created",
        parent_id: None,
        recipients,
        created_at: now.iso(),
        shows_at: now,
        shown: true,
    };
    world.nexpay.intents.push(intent.clone());
    created(world, &intent)
}

pub(super) fn get(world: &World, id: &str) -> Result<Answer, Refusal> {
    ok(find(world, id)?)
}

fn find<'a>(world: &'a World, id: &str) -> Result<&'a Intent, Refusal> {
    let found = world.nexpay.intents.iter().find(|intent| intent.id == id && intent.shown);
    found.ok_or_else(|| Refusal::not_found("Payment intent"))
}

pub(super) fn submissions(world: &World, id: &str, request: &Request) -> Result<Answer, Refusal> {
    find(world, id)?;
    let is_child = |intent: &&Intent| intent.shown && intent.parent_id.as_deref() == Some(id);
    let children = world.nexpay.intents.iter().filter(is_child);
    page("paymentIntents", children, request, world.nexpay.settings.largest_page)
}

/// A payer completes a link. It shows after a while.
pub(super) fn complete(world: &mut World, id: &str) -> Result<String, Refusal> {
    let now = world.clock.now();
    let parent = find(world, id)?.clone();
    if parent.url.is_none() {
        return Err(Refusal::Conflict("It is no payment link".to_owned()));
    }
    let child = Intent {
        id: format!("pi_{}", world.ids.token(12)),
        status: "completed",
        url: None,
        parent_id: Some(parent.id.clone()),
        created_at: now.iso(),
        shows_at: now.plus(RECONCILIATION),
        shown: false,
        ..parent
    };
    let id = child.id.clone();
    world.nexpay.intents.push(child);
    Ok(id)
}
