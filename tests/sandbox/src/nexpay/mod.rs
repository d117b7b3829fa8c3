//! Nexpay, emulated under `/nexpay/v2`: payers, payees, rates, quotes, documents, payments with their conversations,
//! commissions, lookups, payment intents, and the session endpoints.
//!
//! Documented behaviour follows the provider's pages (<https://docs.nexpay.com.au/docs>). They leave much open, and many
//! pages are known in part only; the following is decided here, and is **assumed**:
//!
//! - *Error bodies* are those of the NestJS framework, as the documented one of 429 is. A file that is too large is 413.
//! - *Success* is always 200, or for what is created [`Settings::created_status`].
//! - *Lists* have 15 items unless told, at most [`Settings::largest_page`], in the order of creation.
//! - *Idempotency.* Only `POST /payments` honours a key, for ever, for each API key apart. The same bytes get the first
//!   success again; other bytes get 422; refusals are not remembered. [`Settings::key_in_use`] answers 409 to so many
//!   repetitions first.
//! - *Payers.* One for each e-mail address, else 409. `PATCH` sets what is given, members of `profile` and `address` too.
//! - *Payees* take `bankName`, `accountNumber` and `swiftCode`; `check-existing` answers `exists` and `payees`.
//! - *Rates* come from a table and drift a little every five minutes. The payer's rate of a quote is 2 % below.
//! - *Quotes* (`POST /quotes`) hold for 15 minutes and have a variant for each way to pay: a domestic transfer for a fixed
//!   fee, PayID for AUD, a card for 1.5 %. Amounts with more decimals than the currency has are refused.
//! - *Payments* of every type need a quote that holds (else 422) and a variant of it; ids of documents must exist. Confirm,
//!   then checkout, then the money moves when told to ([`control`]): created, processing, collected, paid. A payment can be
//!   cancelled until it is collected; what does not fit the state is 409.
//! - *Commissions* are 1 % of what the payee gets, earned when a payment is paid. A request sends an invoice, PDF, PNG or
//!   JPEG of at most 10 MB, for at least [`Settings::least_commission`] in the currency; the export is CSV.
//! - *Payment intents* with a `quoteId` are plain ones; without, they are links and need a recipient with a
//!   `connectorPayeeId`, else no rule matches (422). A completion shows as a child 30 s later.
//! - *Students, users, login, signup and chat*: all of their bodies. Login and signup need no key.
//! - *Maintenance* closes the whole API for its time.
//! - *One organisation*: every key sees the same.

mod commissions;
mod control;
mod documents;
mod input;
mod intents;
mod lookup;
mod money;
mod payments;
mod people;
mod quotes;
mod refusal;
mod sessions;
mod settings;

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;

pub(crate) use control::answer as control_answer;
pub use settings::Settings;

use crate::clock::Time;
use crate::limiter::Limiter;
use crate::server::{Answer, Request};
use crate::world::World;
use refusal::Refusal;

/// The first segment of its addresses.
pub(crate) const PREFIX: &str = "nexpay";
/// The API key that is there from the start.
pub const KEY: &str = "pk_sandbox_nexpay";

/// The base URL for clients.
pub(crate) fn api_url(origin: &str) -> String {
    format!("{origin}/{PREFIX}/v2")
}

/// What Nexpay has stored.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    keys: Vec<Key>,
    /// Until when the API is closed.
    maintenance: Option<Time>,
    payers: Vec<people::Payer>,
    payees: Vec<people::Payee>,
    students: Vec<people::Student>,
    users: Vec<people::User>,
    rates: quotes::Rates,
    quotes: Vec<quotes::Quote>,
    documents: BTreeMap<String, documents::Document>,
    payments: Vec<payments::Payment>,
    remembered: BTreeMap<(String, String), payments::Remembered>,
    commissions: Vec<commissions::Commission>,
    intents: Vec<intents::Intent>,
    chats: Vec<sessions::Chat>,
    countries: lookup::Countries,
    /// The last integer id that was given; all kinds draw from one series.
    last_id: i64,
    requests: Limiter,
    endpoints: Limiter,
}

/// An API key.
#[derive(Clone, Debug, Serialize)]
struct Key {
    value: String,
    revoked: bool,
    /// Operations that it may not call.
    forbidden: Vec<String>,
}

impl State {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            keys: vec![Key { value: KEY.to_owned(), revoked: false, forbidden: Vec::new() }],
            maintenance: None,
            payers: Vec::new(),
            payees: vec![people::Payee::example()],
            students: Vec::new(),
            users: vec![people::User::example()],
            rates: quotes::Rates::default(),
            quotes: Vec::new(),
            documents: BTreeMap::new(),
            payments: Vec::new(),
            remembered: BTreeMap::new(),
            commissions: Vec::new(),
            intents: Vec::new(),
            chats: Vec::new(),
            countries: lookup::Countries::new(),
            last_id: 1_000,
            requests: Limiter::new(Time::SECOND),
            endpoints: Limiter::new(Time::MINUTE),
        }
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// How long the API stays closed, in whole seconds.
    fn closed_for(&self, now: Time) -> Option<i64> {
        let left = self.maintenance?.0 - now.0;
        (left > 0).then(|| left.div_euclid(Time::SECOND) + i64::from(left % Time::SECOND > 0))
    }
}

/// A request that Nexpay knows.
#[derive(Debug)]
pub(crate) struct Route {
    operation: &'static str,
    /// The id in the path.
    id: String,
}

impl Route {
    /// The operation's name, as the OpenAPI document has it.
    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }
}

/// What the request asks for, by method and path.
pub(crate) fn route(request: &Request) -> Option<Route> {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let [PREFIX, "v2", path @ ..] = segments.as_slice() else { return None };
    let (operation, id) = match (request.method.as_str(), path) {
        ("GET", ["users", "me"]) => ("users.me", ""),
        ("GET", ["payers"]) => ("payers.list", ""),
        ("POST", ["payers"]) => ("payers.create", ""),
        ("GET", ["payers", id]) => ("payers.get", *id),
        ("PATCH", ["payers", id]) => ("payers.update", *id),
        ("GET", ["payees", "check-existing"]) => ("payees.check_existing", ""),
        ("GET", ["payees"]) => ("payees.list", ""),
        ("POST", ["payees"]) => ("payees.create", ""),
        ("GET", ["payees", id]) => ("payees.get", *id),
        ("POST", ["fx-rate"]) => ("fx.rate", ""),
        ("POST", ["quotes"]) => ("quotes.create", ""),
        ("GET", ["quotes", id]) => ("quotes.get", *id),
        ("POST", ["documents"]) => ("documents.upload", ""),
        ("GET", ["documents", id]) => ("documents.download", *id),
        ("GET", ["payments"]) => ("payments.list", ""),
        ("POST", ["payments"]) => ("payments.create", ""),
        ("GET", ["payments", id]) => ("payments.get", *id),
        ("POST", ["payments", id, "confirm"]) => ("payments.confirm", *id),
        ("POST", ["payments", id, "checkout"]) => ("payments.checkout", *id),
        ("POST", ["payments", id, "cancel"]) => ("payments.cancel", *id),
        ("GET", ["payments", id, "conversation"]) => ("conversations.get", *id),
        ("POST", ["payments", id, "conversation", "messages"]) => ("conversations.send", *id),
        ("GET", ["commissions"]) => ("commissions.list", ""),
        ("GET", ["commissions", "outstanding"]) => ("commissions.outstanding", ""),
        ("POST", ["commissions", "request"]) => ("commissions.request", ""),
        ("GET", ["commissions", "export"]) => ("commissions.export", ""),
        ("GET", ["lookup", "countries"]) => ("lookup.countries", ""),
        ("GET", ["lookup", "payment-methods", id]) => ("lookup.payment_methods", *id),
        ("POST", ["students"]) => ("students.create", ""),
        ("GET", ["payment-intents"]) => ("payment_intents.list", ""),
        ("POST", ["payment-intents"]) => ("payment_intents.create", ""),
        ("GET", ["payment-intents", id]) => ("payment_intents.get", *id),
        ("GET", ["payment-intents", id, "submissions"]) => ("payment_intents.submissions", *id),
        ("POST", ["auth", "login"]) => ("auth.login", ""),
        ("POST", ["auth", "signup"]) => ("auth.signup", ""),
        ("POST", ["chat"]) => ("chat.send", ""),
        ("GET", ["chat", id]) => ("chat.get", *id),
        _ => return None,
    };
    Some(Route { operation, id: id.to_owned() })
}

/// The framework's answer to an address that does not exist.
pub(crate) fn unknown_path(request: &Request) -> Answer {
    Refusal::NotFound(format!("Cannot {} /{}", request.method, request.segments[1..].join("/")))
        .answer()
        .with_note("no operation has this method and path")
}

/// Does what is asked, as Nexpay would.
pub(crate) fn answer(world: &mut World, route: &Route, request: &Request) -> Answer {
    admit(world, route, request)
        .and_then(|key| perform(world, route, request, &key))
        .unwrap_or_else(|refusal| refusal.answer())
}

/// The checks that every endpoint begins with. Answers with the key.
fn admit(world: &mut World, route: &Route, request: &Request) -> Result<String, Refusal> {
    let now = world.clock.now();
    let state = &mut world.nexpay;
    if let Some(seconds) = state.closed_for(now) {
        return Err(Refusal::Maintenance { seconds });
    }
    let given = request.authorization("ApiKey");
    let key = given.and_then(|given| state.keys.iter().find(|key| key.value == given && !key.revoked));
    let needs_key = !route.operation.starts_with("auth.");
    let key = match key {
        Some(key) if key.forbidden.iter().any(|operation| operation == route.operation) => {
            return Err(Refusal::Forbidden);
        }
        Some(key) => key.value.clone(),
        None if needs_key => return Err(Refusal::Unauthorized),
        None => String::new(),
    };
    if let Some(limit) = state.settings.rate_limit {
        state.requests.admit(&key, limit, now).map_err(|_| Refusal::TooManyRequests)?;
    }
    let own = match route.operation {
        "auth.login" | "chat.send" => 10,
        "auth.signup" => 5,
        "chat.get" => 30,
        _ => return Ok(key),
    };
    if state.settings.endpoint_limits {
        let counted = format!("{} {key}", route.operation);
        state.endpoints.admit(&counted, own, now).map_err(|_| Refusal::TooManyRequests)?;
    }
    Ok(key)
}

fn perform(world: &mut World, route: &Route, request: &Request, key: &str) -> Result<Answer, Refusal> {
    let id = route.id.as_str();
    match route.operation {
        "users.me" => people::me(world),
        "payers.list" => people::list_payers(world, request),
        "payers.create" => people::create_payer(world, request),
        "payers.get" => people::get_payer(world, id),
        "payers.update" => people::update_payer(world, id, request),
        "payees.check_existing" => people::check_existing(world, request),
        "payees.list" => people::list_payees(world, request),
        "payees.create" => people::create_payee(world, request),
        "payees.get" => people::get_payee(world, id),
        "fx.rate" => quotes::rate(world, request),
        "quotes.create" => quotes::create(world, request),
        "quotes.get" => quotes::get(world, id),
        "documents.upload" => documents::upload(world, request),
        "documents.download" => documents::download(world, id),
        "payments.list" => payments::list(world, request),
        "payments.create" => payments::create(world, request, key),
        "payments.get" => payments::get(world, id),
        "payments.confirm" => payments::confirm(world, id),
        "payments.checkout" => payments::checkout(world, id),
        "payments.cancel" => payments::cancel(world, id),
        "conversations.get" => payments::conversation(world, id),
        "conversations.send" => payments::send_message(world, id, request),
        "commissions.list" => commissions::list(world, request),
        "commissions.outstanding" => commissions::outstanding(world),
        "commissions.request" => commissions::request(world, request),
        "commissions.export" => Ok(commissions::export(world)),
        "lookup.countries" => Ok(lookup::countries(world)),
        "lookup.payment_methods" => lookup::payment_methods(world, id),
        "students.create" => people::create_student(world, request),
        "payment_intents.list" => intents::list(world, request),
        "payment_intents.create" => intents::create(world, request),
        "payment_intents.get" => intents::get(world, id),
        "payment_intents.submissions" => intents::submissions(world, id, request),
        "auth.login" => sessions::login(world, request),
        "auth.signup" => sessions::signup(world, request),
        "chat.send" => sessions::ask(world, request),
        "chat.get" => sessions::get(world, id),
        other => Err(Refusal::NotFound(format!("Cannot find {other}"))),
    }
}

/// Lets the passing of time take effect: completions of links show after a while.
pub(crate) fn settle(world: &mut World) {
    let now = world.clock.now();
    for intent in &mut world.nexpay.intents {
        intent.shown |= intent.shows_at <= now;
    }
}

/// A success, digits of amounts kept.
fn ok(body: &impl Serialize) -> Result<Answer, Refusal> {
    answer_with(StatusCode::OK, body)
}

/// A success of what makes something.
fn created(world: &World, body: &impl Serialize) -> Result<Answer, Refusal> {
    let status = StatusCode::from_u16(world.nexpay.settings.created_status).unwrap_or(StatusCode::OK);
    answer_with(status, body)
}

fn answer_with(status: StatusCode, body: &impl Serialize) -> Result<Answer, Refusal> {
    let text = serde_json::to_string(body).map_err(|error| Refusal::Internal(error.to_string()))?;
    Ok(Answer::new(status, "application/json; charset=utf-8", text))
}

/// The page of `items` that the request asks for, under its plural name.
fn page<T: Serialize>(
    name: &str,
    items: impl Iterator<Item = T>,
    request: &Request,
    largest: usize,
) -> Result<Answer, Refusal> {
    let mut wrong = Vec::new();
    let mut number = |name: &str, least: usize, default: usize| match request.query(name).map(str::parse) {
        None => default,
        Some(Ok(number)) if number >= least => number,
        Some(Ok(_)) => {
            wrong.push(format!("{name} must not be less than {least}"));
            default
        }
        Some(Err(_)) => {
            wrong.push(format!("{name} must be an integer number"));
            default
        }
    };
    let (limit, skip) = (number("limit", 1, 15), number("skip", 0, 0));
    if !wrong.is_empty() {
        return Err(Refusal::Invalid(wrong));
    }
    let items: Vec<T> = items.skip(skip).take(limit.min(largest)).collect();
    ok(&BTreeMap::from([(name, items)]))
}
