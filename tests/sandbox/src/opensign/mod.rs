//! OpenSign, emulated under `/opensign/sandbox/api/{v1,v1.1,v1.2}` and, as a world of its own with other tokens,
//! `/opensign/live/api/…`: the account and its credits, contacts, documents, templates, the webhook, folders.
//!
//! Documented behaviour follows the provider's pages (<https://docs.opensignlabs.com>) and what servers were seen to
//! answer. What they leave open is decided here, and is **assumed**:
//!
//! - *Errors.* A missing token is 400 `Please Provide API Token`, used-up credits are 429 ([`Settings::used_up_status`]),
//!   an ended subscription is 400, an unknown template 404, all as a server of 2024 answers. So are an unknown route (a page
//!   of HTML, 404), JSON that cannot be read (HTML, 400), and a change to a deleted document (`message`, not `error`).
//!   Whatever else is malformed gets the sentence that means anything: wrong types, unknown widgets, two widgets of one
//!   name, a viewer with widgets, both `default` and `signing_date`, an unknown folder.
//! - *Versions.* Operations that a version lacks have no route in it; members that it lacks are ignored, and not answered.
//! - *Files* may have [`Settings::max_file_bytes`] decoded bytes. Any base64 is taken for a PDF. Links open for 15 minutes.
//! - *Order.* With `sendInOrder` one signer is mailed after the other; only `send_in_order_strict` keeps the later ones
//!   from signing. Viewers are not waited for.
//! - *Revoking* a document that is over is refused; it is told as `declined`, by the owner.
//! - *Drafts* are sent by the control API, and cost their credit when they are made. A document for oneself is signed there, too.
//! - *Addresses* of drafts and of documents for oneself.
//! - *Plan-gated operations* (`signerips`, `formdata`) are allowed; they tell of those who have signed.
//! - *Credits* of the plan are renewed every thirty days.
//! - *Deliveries* of the webhook are recorded, with their signature, and not sent; the control API lists them.

mod account;
mod contacts;
mod control;
mod document;
mod documents;
mod folders;
mod input;
mod people;
mod refusal;
mod settings;
mod templates;
mod webhook;

use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

pub(crate) use control::answer as control_answer;
pub use settings::Settings;

use crate::server::{Answer, Request};
use crate::world::World;
use account::Account;
use contacts::Contact;
use document::Document;
use folders::Folder;
use refusal::Refusal;
use templates::Template;
use webhook::Delivery;

/// The first segment of every path.
pub(crate) const PREFIX: &str = "opensign";

/// The token of the sandbox world that is there from the start.
pub const TOKEN: &str = "test.sandboxSandboxSandbox0";

/// The token of the live world that is there from the start.
pub const LIVE_TOKEN: &str = "opensign.liveLiveLiveLive0";

/// Where a client finds the sandbox world at this origin.
pub(crate) fn api_url(origin: &str) -> String {
    format!("{origin}/{PREFIX}/sandbox/api")
}

/// Live and sandbox share nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Realm {
    Live,
    Sandbox,
}

impl Realm {
    fn named(name: &str) -> Option<Self> {
        match name {
            "live" => Some(Self::Live),
            "sandbox" => Some(Self::Sandbox),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Sandbox => "sandbox",
        }
    }

    /// Where its people work.
    fn app(self) -> &'static str {
        match self {
            Self::Live => "https://app.opensignlabs.com",
            Self::Sandbox => "https://sandbox.opensignlabs.com",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    V1,
    V1_1,
    V1_2,
}

impl Version {
    fn named(name: &str) -> Option<Self> {
        match name {
            "v1" => Some(Self::V1),
            "v1.1" => Some(Self::V1_1),
            "v1.2" => Some(Self::V1_2),
            _ => None,
        }
    }
}

/// What OpenSign has stored.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    accounts: Vec<Account>,
    /// These are in the order of creation.
    contacts: Vec<Contact>,
    documents: Vec<Document>,
    templates: Vec<Template>,
    folders: Vec<Folder>,
    deliveries: Vec<Delivery>,
}

impl State {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            accounts: Vec::new(),
            contacts: Vec::new(),
            documents: Vec::new(),
            templates: Vec::new(),
            folders: Vec::new(),
            deliveries: Vec::new(),
        }
    }
}

/// Gives each world its account.
pub(crate) fn seed(world: &mut World) {
    for (realm, token) in [(Realm::Sandbox, TOKEN), (Realm::Live, LIVE_TOKEN)] {
        account::add(world, realm, token);
    }
}

/// A request that OpenSign knows.
#[derive(Debug)]
pub(crate) struct Route {
    operation: &'static str,
    realm: Realm,
    version: Version,
    /// What the path names, if anything.
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
    use Version::{V1, V1_1};
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let [PREFIX, realm, "api", version, path @ ..] = segments.as_slice() else { return None };
    let (realm, version) = (Realm::named(realm)?, Version::named(version)?);
    let (id, shape) = match path {
        [first] => ("", (*first, false)),
        [first, id] if !id.is_empty() => (*id, (*first, true)),
        _ => return None,
    };
    let (operation, since) = match (request.method.as_str(), shape) {
        ("GET", ("getuser", false)) => ("account.get", V1),
        ("GET", ("getcredits", false)) => ("account.credits", V1_1),
        ("POST", ("createcontact", false)) => ("contacts.create", V1),
        ("GET", ("contact", true)) => ("contacts.get", V1),
        ("PUT", ("contact", true)) => ("contacts.update", V1_1),
        ("DELETE", ("contact", true)) => ("contacts.delete", V1),
        ("GET", ("contactlist", false)) => ("contacts.list", V1),
        ("POST", ("selfsign", false)) => ("documents.self_sign", V1),
        ("POST", ("draftdocument", false)) => ("documents.draft", V1),
        ("POST", ("createdocument", false)) => ("documents.create", V1),
        ("POST", ("createdocument", true)) => ("documents.create_from_template", V1),
        ("GET", ("document", true)) => ("documents.get", V1),
        ("PUT", ("document", true)) => ("documents.update", V1),
        ("POST", ("document", true)) => ("documents.revoke", V1),
        ("DELETE", ("document", true)) => ("documents.delete", V1),
        ("GET", ("documentlist", true)) => ("documents.list", V1),
        ("POST", ("resendmail", false)) => ("documents.resend_mail", V1),
        ("GET", ("signerips", true)) => ("documents.signer_ips", V1_1),
        ("GET", ("formdata", true)) => ("documents.form_data", V1_1),
        ("GET", ("signinglinks", true)) => ("documents.signing_links", V1_1),
        ("POST", ("drafttemplate", false)) => ("templates.draft", V1),
        ("POST", ("createtemplate", false)) => ("templates.create", V1),
        ("POST", ("publictemplate", false)) => ("templates.publish", V1_1),
        ("GET", ("template", true)) => ("templates.get", V1),
        ("PUT", ("template", true)) => ("templates.update", V1),
        ("DELETE", ("template", true)) => ("templates.delete", V1),
        ("GET", ("templatelist", false)) => ("templates.list", V1),
        ("GET", ("webhook", false)) => ("webhook.get", V1),
        ("POST", ("webhook", false)) => ("webhook.set", V1),
        ("DELETE", ("webhook", false)) => ("webhook.delete", V1),
        ("POST", ("createfolder", false)) => ("folders.create", V1),
        ("GET", ("folder", true)) => ("folders.get", V1),
        ("PUT", ("folder", true)) => ("folders.update", V1),
        ("DELETE", ("folder", true)) => ("folders.delete", V1),
        ("GET", ("folderlist", false)) => ("folders.list", V1),
        _ => return None,
    };
    (version >= since && !is_garbled(request)).then(|| Route { operation, realm, version, id: id.to_owned() })
}

/// A page of HTML, as the framework below the server makes it.
fn page(status: StatusCode, text: &str) -> Answer {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
         <body>\n<pre>{text}</pre>\n</body>\n</html>\n"
    );
    Answer::new(status, "text/html; charset=utf-8", html)
}

/// The body is read before anything else.
fn is_garbled(request: &Request) -> bool {
    !request.body.is_empty() && serde_json::from_slice::<IgnoredAny>(&request.body).is_err()
}

/// What the framework answers before anyone looks at the API.
pub(crate) fn unknown_path(request: &Request) -> Answer {
    if is_garbled(request) {
        return page(StatusCode::BAD_REQUEST, "SyntaxError: Unexpected token in JSON")
            .with_note("the body is not JSON");
    }
    let path = request.segments.join("/").replace('&', "&amp;").replace('<', "&lt;");
    page(StatusCode::NOT_FOUND, &format!("Cannot {} /{path}", request.method))
        .with_note("no operation of this version has this method and path")
}

/// Who asks, and how.
struct Caller {
    /// The `objectId` of the user.
    user: String,
    realm: Realm,
    version: Version,
}

/// Does what is asked, as OpenSign would.
pub(crate) fn answer(world: &mut World, route: &Route, request: &Request) -> Answer {
    let result =
        account::admit(world, route, request).and_then(|caller| perform(world, &caller, route, request));
    match result {
        Ok(body) => Answer::ok(&body),
        Err(refusal) => refusal.answer(&world.opensign.settings),
    }
}

fn perform(world: &mut World, caller: &Caller, route: &Route, request: &Request) -> Result<Value, Refusal> {
    let id = route.id.as_str();
    match route.operation {
        "account.get" => account::get(world, caller),
        "account.credits" => account::credits(world, caller),
        "contacts.create" => contacts::create(world, caller, request),
        "contacts.get" => contacts::get(world, caller, id),
        "contacts.update" => contacts::update(world, caller, id, request),
        "contacts.delete" => contacts::delete(world, caller, id),
        "contacts.list" => Ok(contacts::list(world, caller, request)),
        "documents.self_sign" => documents::self_sign(world, caller, request),
        "documents.draft" => documents::draft(world, caller, request),
        "documents.create" => documents::create(world, caller, request),
        "documents.create_from_template" => templates::make(world, caller, id, request),
        "documents.get" => documents::get(world, caller, id),
        "documents.update" => documents::update(world, caller, id, request),
        "documents.revoke" => documents::revoke(world, caller, id, request),
        "documents.delete" => documents::delete(world, caller, id),
        "documents.list" => documents::list(world, caller, id, request),
        "documents.resend_mail" => documents::resend_mail(world, caller, request),
        "documents.signer_ips" => documents::signer_ips(world, caller, id),
        "documents.form_data" => documents::form_data(world, caller, id),
        "documents.signing_links" => documents::signing_links(world, caller, id),
        "templates.draft" => templates::draft(world, caller, request),
        "templates.create" => templates::create(world, caller, request),
        "templates.publish" => templates::publish(world, caller, request),
        "templates.get" => templates::get(world, caller, id),
        "templates.update" => templates::update(world, caller, id, request),
        "templates.delete" => templates::delete(world, caller, id),
        "templates.list" => Ok(templates::list(world, caller, request)),
        "webhook.get" => webhook::get(world, caller),
        "webhook.set" => webhook::set(world, caller, request),
        "webhook.delete" => Ok(webhook::delete(world, caller)),
        "folders.create" => folders::create(world, caller, request),
        "folders.get" => folders::get(world, caller, id),
        "folders.update" => folders::update(world, caller, id, request),
        "folders.delete" => folders::delete(world, caller, id),
        "folders.list" => Ok(folders::list(world, caller, request)),
        _ => Err(Refusal::Anything),
    }
}

/// A page of a list: `limit` (100 unless given, 500 at most; what is no size means all) and `skip`.
fn listed(request: &Request, all: Vec<Value>) -> Value {
    let number = |name: &str| request.query(name).map(|text| text.parse::<i64>().unwrap_or(-1));
    let limit = match number("limit") {
        None => 100,
        Some(limit) => usize::try_from(limit).unwrap_or(500).min(500),
    };
    let skip = number("skip").and_then(|skip| usize::try_from(skip).ok()).unwrap_or(0);
    json!({"result": all.into_iter().skip(skip).take(limit).collect::<Vec<_>>()})
}

/// Lets the passing of time take effect.
pub(crate) fn settle(world: &mut World) {
    let now = world.clock.now();
    for account in &mut world.opensign.accounts {
        account.settle(now);
    }
}
