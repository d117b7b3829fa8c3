//! Payments: made once for each idempotency key, moved by the control API, talked about in a conversation.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::commissions::Commission;
use super::input::Input;
use super::money::{self, Amount, Round};
use super::people::number;
use super::quotes::quote;
use super::refusal::Refusal;
use super::{State, answer_with, created, ok, page};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    pub(super) id: i64,
    transaction_type: String,
    pub(super) status: String,
    quote_id: String,
    selected_quote_variant_id: i64,
    pub(super) payee_id: i64,
    payer_amount: Amount,
    payer_currency: String,
    payee_amount: Amount,
    payee_currency: String,
    payouts: Vec<Payout>,
    created_at: String,
    updated_at: String,
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
    #[serde(skip)]
    pub(super) confirmed: bool,
    #[serde(skip)]
    pub(super) checked_out: bool,
    #[serde(skip)]
    settlement_method: &'static str,
    #[serde(skip)]
    student: Option<String>,
    #[serde(skip)]
    conversation: Option<Conversation>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Payout {
    settlement_channel: &'static str,
    settlement_method: &'static str,
    amount: Amount,
    currency: String,
    status: &'static str,
}

/// The answer that a key got, and to what.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    body: Bytes,
    answer: Answer,
    repetitions: u32,
}

/// The states in which the money moves, in order.
const COURSE: [&str; 4] = ["created", "processing", "collected", "paid"];
/// All states that the provider names.
pub(super) const STATES: [&str; 9] = [
    "created",
    "processing",
    "collected",
    "paid",
    "cancelled",
    "refunded",
    "on_hold",
    "rejected",
    "reissued",
];

pub(super) fn list(world: &World, request: &Request) -> Result<Answer, Refusal> {
    page("payments", world.nexpay.payments.iter(), request, world.nexpay.settings.largest_page)
}

pub(super) fn create(world: &mut World, request: &Request, key: &str) -> Result<Answer, Refusal> {
    let Some(name) = idempotency_key(request) else { return make(world, request) };
    let name = (key.to_owned(), name.to_owned());
    let State { remembered, settings, .. } = &mut world.nexpay;
    if let Some(first) = remembered.get_mut(&name) {
        if first.body != request.body {
            let message = "Idempotency key has been used with a different body";
            return Err(Refusal::Unprocessable(message.to_owned()));
        }
        first.repetitions += 1;
        if first.repetitions <= settings.key_in_use {
            let message = "A request with this idempotency key is still being processed";
            return Err(Refusal::Conflict(message.to_owned()));
        }
        return Ok(first.answer.clone().with_note("the first answer to this idempotency key, again"));
    }
    let answer = make(world, request)?;
    let first = Remembered { body: request.body.clone(), answer: answer.clone(), repetitions: 0 };
    world.nexpay.remembered.insert(name, first);
    Ok(answer)
}

fn idempotency_key(request: &Request) -> Option<&str> {
    request.headers.get("idempotency-key")?.to_str().ok()
}

fn make(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let transaction_type = input.needed_choice("transactionType", &["provider", "company", "private"]);
    if !input.has("data") {
        input.wrong("data", "must be an object");
    }
    let data = input.object("data", Data::read);
    input.finish()?;
    let data = data.ok_or_else(|| Refusal::Internal("data was checked to be there".to_owned()))?;
    let now = world.clock.now();
    let quote = quote(world, &data.quote)?.clone();
    if quote.has_expired(now) {
        return Err(Refusal::Unprocessable("The quote has expired".to_owned()));
    }
    let variant = quote.variants.iter().find(|variant| variant.id == data.variant);
    let variant = variant.ok_or_else(|| {
        let finding = "data.selectedQuoteVariantId must be one of the quote's variants";
        Refusal::Invalid(vec![finding.to_owned()])
    })?;
    if data.documents.iter().any(|id| !world.nexpay.documents.contains_key(id)) {
        return Err(Refusal::not_found("Document"));
    }
    let payment = Payment {
        id: world.nexpay.next_id(),
        transaction_type,
        status: COURSE[0].to_owned(),
        quote_id: quote.id.clone(),
        selected_quote_variant_id: variant.id,
        payee_id: quote.payee_id,
        payer_amount: variant.from_amount,
        payer_currency: quote.from_currency.clone(),
        payee_amount: quote.to_amount,
        payee_currency: quote.to_currency.clone(),
        payouts: Vec::new(),
        created_at: now.iso(),
        updated_at: now.iso(),
        idempotency_key: idempotency_key(request).map(str::to_owned),
        confirmed: false,
        checked_out: false,
        settlement_method: variant.settlement_method,
        student: data.student,
        conversation: None,
    };
    world.nexpay.payments.push(payment.clone());
    created(world, &payment)
}

/// What a payment is made from.
struct Data {
    quote: String,
    variant: i64,
    student: Option<String>,
    documents: Vec<String>,
}

impl Data {
    fn read(input: &mut Input) -> Self {
        let student = input.object("studentInfo", |student| {
            student.email("email");
            let (first, last) = (student.needed_text("firstName"), student.needed_text("lastName"));
            format!("{first} {last}")
        });
        input.object("payerDetails", |payer| {
            payer.email("email");
            payer.date("dob");
            for name in ["payerType", "firstName", "lastName", "phone", "addressLine1", "city", "state"] {
                payer.text(name);
            }
        });
        input.text("purpose");
        let country = input.text("countryCode");
        if country.is_some_and(|country| !super::lookup::is_country(&country)) {
            input.wrong("countryCode", "must be a valid ISO31661 Alpha2 code");
        }
        let documents = ["payerIdentityDocumentId", "purposeProofDocumentId"];
        Self {
            quote: input.needed_text("quoteId"),
            variant: input.needed_integer("selectedQuoteVariantId"),
            student,
            documents: documents.iter().filter_map(|name| input.text(name)).collect(),
        }
    }
}

pub(super) fn get(world: &mut World, id: &str) -> Result<Answer, Refusal> {
    ok(payment(&mut world.nexpay, number(id)?)?)
}

pub(super) fn payment(state: &mut State, id: i64) -> Result<&mut Payment, Refusal> {
    let found = state.payments.iter_mut().find(|payment| payment.id == id);
    found.ok_or_else(|| Refusal::not_found("Payment"))
}

pub(super) fn confirm(world: &mut World, id: &str) -> Result<Answer, Refusal> {
    let now = world.clock.now();
    let payment = payment(&mut world.nexpay, number(id)?)?;
    payment.must_be(&["created"], "confirmed")?;
    payment.confirmed = true;
    payment.updated_at = now.iso();
    ok(payment)
}

pub(super) fn checkout(world: &mut World, id: &str) -> Result<Answer, Refusal> {
    let now = world.clock.now();
    let payment = payment(&mut world.nexpay, number(id)?)?;
    payment.must_be(&["created"], "checked out")?;
    if !payment.confirmed {
        return Err(Refusal::Conflict("The payment must be confirmed first".to_owned()));
    }
    payment.checked_out = true;
    payment.updated_at = now.iso();
    ok(&json!({
        "paymentId": payment.id,
        "url": format!("https://pay.example.com/checkout/{}", payment.id),
        "settlementMethod": payment.settlement_method,
        "status": payment.status,
    }))
}

pub(super) fn cancel(world: &mut World, id: &str) -> Result<Answer, Refusal> {
    let now = world.clock.now();
    let payment = payment(&mut world.nexpay, number(id)?)?;
    payment.must_be(&["created", "processing", "on_hold"], "cancelled")?;
    payment.move_to("cancelled", now);
    ok(payment)
}

impl Payment {
    fn must_be(&self, states: &[&str], action: &str) -> Result<(), Refusal> {
        if states.contains(&self.status.as_str()) {
            return Ok(());
        }
        Err(Refusal::Conflict(format!("A payment that is {} cannot be {action}", self.status)))
    }

    /// The state after this one, as the money moves.
    pub(super) fn next_state(&self) -> Option<&'static str> {
        let at = COURSE.iter().position(|state| *state == self.status)?;
        COURSE.get(at + 1).copied()
    }

    pub(super) fn move_to(&mut self, status: &str, now: Time) {
        status.clone_into(&mut self.status);
        self.updated_at = now.iso();
        if status == "paid" {
            self.payouts = vec![Payout {
                settlement_channel: "bank",
                settlement_method: self.settlement_method,
                amount: self.payee_amount,
                currency: self.payee_currency.clone(),
                status: "paid",
            }];
        }
    }

    /// What the organisation earns on it.
    pub(super) fn commission(&self, payee: Option<String>, now: Time) -> Commission {
        let decimals = money::decimals(&self.payee_currency).unwrap_or(2);
        let spread = Amount::new(1, 2);
        Commission {
            payment_id: self.id,
            student_name: self.student.clone(),
            payee_name: payee,
            payer_amount: self.payer_amount,
            payer_currency: self.payer_currency.clone(),
            commission_amount: self.payee_amount.times(spread, decimals, Round::Nearest),
            commission_currency: self.payee_currency.clone(),
            commission_spread: spread,
            payment_date: now.iso(),
            commission_request_date: None,
            commission_paid_date: None,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Conversation {
    id: i64,
    payment_id: i64,
    is_closed: bool,
    is_read: bool,
    messages: Vec<Message>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    user_id: i64,
    is_admin_response: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    text: String,
    created_on: String,
    user_full_name: String,
    attachments: Vec<String>,
}

/// Documented: without a conversation there is an empty list of messages; nothing else is sure to be there.
pub(super) fn conversation(world: &mut World, id: &str) -> Result<Answer, Refusal> {
    match &payment(&mut world.nexpay, number(id)?)?.conversation {
        Some(conversation) => ok(conversation),
        None => ok(&json!({"messages": []})),
    }
}

pub(super) fn send_message(world: &mut World, id: &str, request: &Request) -> Result<Answer, Refusal> {
    let id = number(id)?;
    payment(&mut world.nexpay, id)?;
    let mut input = Input::read(request)?;
    let (subject, text) = (input.text("subject"), input.needed_text("text"));
    let attachments = input.texts("attachments");
    input.finish()?;
    if attachments.iter().any(|id| !world.nexpay.documents.contains_key(id)) {
        return Err(Refusal::not_found("Document"));
    }
    let user = &world.nexpay.users[0];
    let message = Message {
        user_id: user.id,
        is_admin_response: false,
        subject,
        text,
        created_on: world.clock.now().iso(),
        user_full_name: user.full_name(),
        attachments,
    };
    let conversation = write(&mut world.nexpay, id, message)?;
    if conversation.is_closed {
        return Err(Refusal::Conflict("The conversation is closed".to_owned()));
    }
    let conversation = conversation.clone();
    created(world, &conversation)
}

/// The support's answer.
pub(super) fn reply(world: &mut World, id: i64, text: String, close: bool) -> Result<Answer, Refusal> {
    let message = Message {
        user_id: 1,
        is_admin_response: true,
        subject: None,
        text,
        created_on: world.clock.now().iso(),
        user_full_name: "Support Team".to_owned(),
        attachments: Vec::new(),
    };
    let conversation = write(&mut world.nexpay, id, message)?;
    (conversation.is_closed, conversation.is_read) = (close, false);
    answer_with(StatusCode::OK, conversation)
}

/// Adds a message, unless the conversation is closed.
fn write(state: &mut State, payment_id: i64, message: Message) -> Result<&mut Conversation, Refusal> {
    let id = state.next_id();
    let begin = || Conversation { id, payment_id, is_closed: false, is_read: true, messages: Vec::new() };
    let conversation = payment(state, payment_id)?.conversation.get_or_insert_with(begin);
    if !conversation.is_closed {
        conversation.messages.push(message);
    }
    Ok(conversation)
}
