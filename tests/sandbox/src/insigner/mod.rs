//! inSigner, emulated under `/insigner/api/v1`: documents with signers, fields and attachments, templates, campaigns,
//! bulk sends, the organization, webhooks.
//!
//! Documented behaviour follows the provider's pages (<https://docs.insigner.co>). What they leave open is decided here,
//! and is **assumed**:
//!
//! - *Error codes.* A refused key gets the printed problem and, with [`Settings::code_member`], a member `code` besides.
//!   Titles of 403, 409, 500 and 502, and the `type` of 400, 500 and 502, are made up in the style of the others.
//! - *Scopes* of `templates.use` (documents.create), cancel (documents.write) and download (documents.read).
//! - *Parameters.* `limit` outside 1 to 100, an unknown status and a cursor that was not given are 422. Lists are newest
//!   first; a cursor is the id of the last item of the page before.
//! - *The rate limit* counts each known key in a sliding minute. The two special limits answer with the same headers,
//!   which describe the key's own.
//! - *Upload.* `POST …/upload` answers 200 with `uploadUrl`, which takes the announced type for an hour, as often as one
//!   likes; there is no confirmation. At most 50 MB; PDF, PNG, JPEG and WebP.
//! - *Send* needs a file and at least one signer who is no viewer, else 409. It answers the document. With
//!   [`Settings::mail_fails`] the document is sent and the answer is 502.
//! - *Order.* Approvers come before signers. In a sequential document those with the lowest `order` come first, those
//!   with the same at the same time.
//! - *Changes* of documents, signers, fields and attachments are for drafts only, else 409. Only a pending document can
//!   be cancelled, reminded of, or not deleted; only a completed one downloaded ([`Settings::download`] says how).
//! - *Templates* make drafts: signers take the template's places in their order, and must be as many.
//! - *Bulk sends* give each person a document that is sent at once, with the first place of the template. Addresses at
//!   `bounce.example` fail. Deleting one keeps its documents.
//! - *Webhooks* are registered and not delivered to; the control API counts failures. Names of events are not checked.
//!   Host names are not resolved: names that are private by convention are refused, others taken.

mod bulk_sends;
mod campaigns;
mod control;
mod document;
mod documents;
mod input;
mod keys;
mod pages;
mod parts;
mod problem;
mod seed;
mod settings;
mod templates;
mod webhooks;

use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};

pub(crate) use control::answer as control_answer;
pub(crate) use seed::seed;
pub use settings::{Download, Settings};

use crate::clock::Time;
use crate::limiter::Limiter;
use crate::server::{Answer, Request};
use crate::world::World;
use bulk_sends::BulkSend;
use campaigns::Campaign;
use document::Document;
use keys::{Key, Organization};
use problem::Problem;
use templates::Template;
use webhooks::Webhook;

/// The first segment of every path.
pub(crate) const PREFIX: &str = "insigner";

/// The key that is there from the start; it has all scopes.
pub const KEY: &str = "isk_sandboxSandboxSandboxSandboxSandboxSandbox0a";

/// Where a client finds it at this origin.
pub(crate) fn api_url(origin: &str) -> String {
    format!("{origin}/{PREFIX}/api/v1")
}

/// What inSigner has stored.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    organizations: Vec<Organization>,
    keys: Vec<Key>,
    /// These are in the order of creation.
    documents: Vec<Document>,
    templates: Vec<Template>,
    campaigns: Vec<Campaign>,
    bulk_sends: Vec<BulkSend>,
    webhooks: Vec<Webhook>,
    requests: Limiter,
    bulk_starts: Limiter,
    webhook_starts: Limiter,
}

impl State {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            organizations: Vec::new(),
            keys: Vec::new(),
            documents: Vec::new(),
            templates: Vec::new(),
            campaigns: Vec::new(),
            bulk_sends: Vec::new(),
            webhooks: Vec::new(),
            requests: Limiter::new(Time::MINUTE),
            bulk_starts: Limiter::new(5 * Time::MINUTE),
            webhook_starts: Limiter::new(Time::HOUR),
        }
    }
}

/// A request that inSigner knows.
#[derive(Debug)]
pub(crate) struct Route {
    operation: &'static str,
    /// What the key must be allowed to do.
    scope: &'static str,
    /// The ids in the path.
    ids: Vec<String>,
}

impl Route {
    /// The operation's name, as the OpenAPI document has it.
    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    fn id(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }

    /// The id of what is below it.
    fn part(&self) -> &str {
        self.ids.get(1).map_or("", String::as_str)
    }
}

/// What the request asks for, by method and path.
pub(crate) fn route(request: &Request) -> Option<Route> {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let [PREFIX, "api", "v1", path @ ..] = segments.as_slice() else { return None };
    let (operation, scope, ids): (_, _, &[&str]) = match (request.method.as_str(), path) {
        ("GET", ["documents"]) => ("documents.list", "documents.read", &[]),
        ("POST", ["documents"]) => ("documents.create", "documents.create", &[]),
        ("GET", ["documents", id]) => ("documents.get", "documents.read", &[id]),
        ("PATCH", ["documents", id]) => ("documents.update", "documents.write", &[id]),
        ("DELETE", ["documents", id]) => ("documents.delete", "documents.delete", &[id]),
        ("POST", ["documents", id, "upload"]) => ("documents.upload", "documents.write", &[id]),
        ("POST", ["documents", id, "send"]) => ("documents.send", "documents.send", &[id]),
        ("POST", ["documents", id, "remind"]) => ("documents.remind", "documents.send", &[id]),
        ("POST", ["documents", id, "cancel"]) => ("documents.cancel", "documents.write", &[id]),
        ("GET", ["documents", id, "download"]) => ("documents.download", "documents.read", &[id]),
        ("GET", ["documents", id, "signers"]) => ("signers.list", "documents.read", &[id]),
        ("POST", ["documents", id, "signers"]) => ("signers.add", "documents.write", &[id]),
        ("PATCH", ["documents", id, "signers", part]) => ("signers.update", "documents.write", &[id, part]),
        ("DELETE", ["documents", id, "signers", part]) => ("signers.delete", "documents.write", &[id, part]),
        ("GET", ["documents", id, "fields"]) => ("fields.list", "documents.read", &[id]),
        ("POST", ["documents", id, "fields"]) => ("fields.add", "documents.write", &[id]),
        ("PATCH", ["documents", id, "fields", part]) => ("fields.update", "documents.write", &[id, part]),
        ("DELETE", ["documents", id, "fields", part]) => ("fields.delete", "documents.write", &[id, part]),
        ("GET", ["documents", id, "attachments"]) => ("attachments.list", "documents.read", &[id]),
        ("POST", ["documents", id, "attachments"]) => ("attachments.add", "documents.write", &[id]),
        ("DELETE", ["documents", id, "attachments", part]) => {
            ("attachments.delete", "documents.write", &[id, part])
        }
        ("GET", ["templates"]) => ("templates.list", "templates.read", &[]),
        ("GET", ["templates", id]) => ("templates.get", "templates.read", &[id]),
        ("POST", ["templates", id, "use"]) => ("templates.use", "documents.create", &[id]),
        ("GET", ["campaigns"]) => ("campaigns.list", "campaigns.read", &[]),
        ("POST", ["campaigns"]) => ("campaigns.create", "campaigns.create", &[]),
        ("GET", ["campaigns", id]) => ("campaigns.get", "campaigns.read", &[id]),
        ("PATCH", ["campaigns", id]) => ("campaigns.update", "campaigns.update", &[id]),
        ("DELETE", ["campaigns", id]) => ("campaigns.delete", "campaigns.delete", &[id]),
        ("GET", ["bulk-sends"]) => ("bulk_sends.list", "bulk_sends.read", &[]),
        ("POST", ["bulk-sends"]) => ("bulk_sends.create", "bulk_sends.create", &[]),
        ("GET", ["bulk-sends", id]) => ("bulk_sends.get", "bulk_sends.read", &[id]),
        ("DELETE", ["bulk-sends", id]) => ("bulk_sends.delete", "bulk_sends.delete", &[id]),
        ("GET", ["org"]) => ("org.get", "org.read", &[]),
        ("GET", ["org", "members"]) => ("org.members", "org.read", &[]),
        ("GET", ["webhooks"]) => ("webhooks.list", "webhooks.read", &[]),
        ("POST", ["webhooks"]) => ("webhooks.create", "webhooks.create", &[]),
        ("GET", ["webhooks", id]) => ("webhooks.get", "webhooks.read", &[id]),
        ("PATCH", ["webhooks", id]) => ("webhooks.update", "webhooks.update", &[id]),
        ("DELETE", ["webhooks", id]) => ("webhooks.delete", "webhooks.delete", &[id]),
        _ => return None,
    };
    Some(Route { operation, scope, ids: ids.iter().map(|id| (*id).to_owned()).collect() })
}

/// Assumed: what an address that does not exist answers is not documented.
pub(crate) fn unknown_path(world: &mut World, request: &Request) -> Answer {
    let answer = Problem::NotFound.answer(&world.insigner.settings);
    finish(world, request, answer).with_note("no operation has this method and path")
}

/// Does what is asked, as inSigner would.
pub(crate) fn answer(world: &mut World, route: &Route, request: &Request) -> Answer {
    let answer = keys::admit(world, route.scope, request)
        .and_then(|caller| perform(world, &caller, route, request))
        .unwrap_or_else(|problem| problem.answer(&world.insigner.settings));
    finish(world, request, answer)
}

/// The headers that every answer has.
fn finish(world: &mut World, request: &Request, mut answer: Answer) -> Answer {
    let id = format!("req_{}", world.ids.token(16));
    answer = answer.with_header(HeaderName::from_static("x-request-id"), &id);
    let known = request.bearer().filter(|key| world.insigner.keys.iter().any(|one| one.value == **key));
    let (Some(key), Some(limit)) = (known, world.insigner.settings.rate_limit) else { return answer };
    let standing = world.insigner.requests.standing(key, limit, world.clock.now());
    for (name, value) in [
        ("ratelimit-limit", i64::from(limit)),
        ("ratelimit-remaining", i64::try_from(standing.remaining).unwrap_or(i64::MAX)),
        ("ratelimit-reset", standing.reset),
    ] {
        answer.headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    answer
}

/// Who asks.
struct Caller {
    organization: String,
    /// The user who made the key, for the limit that counts by user.
    user: String,
}

fn perform(world: &mut World, caller: &Caller, route: &Route, request: &Request) -> Result<Answer, Problem> {
    let (id, part) = (route.id(), route.part());
    match route.operation {
        "documents.list" => documents::list(world, caller, request),
        "documents.create" => documents::create(world, caller, request),
        "documents.get" => documents::get(world, caller, id),
        "documents.update" => documents::update(world, caller, id, request),
        "documents.delete" => documents::delete(world, caller, id),
        "documents.upload" => documents::upload(world, caller, id, request),
        "documents.send" => documents::send(world, caller, id),
        "documents.remind" => documents::remind(world, caller, id),
        "documents.cancel" => documents::cancel(world, caller, id),
        "documents.download" => documents::download(world, caller, id),
        "signers.list" => parts::signers(world, caller, id),
        "signers.add" => parts::add_signer(world, caller, id, request),
        "signers.update" => parts::update_signer(world, caller, id, part, request),
        "signers.delete" => parts::delete_signer(world, caller, id, part),
        "fields.list" => parts::fields(world, caller, id),
        "fields.add" => parts::add_field(world, caller, id, request),
        "fields.update" => parts::update_field(world, caller, id, part, request),
        "fields.delete" => parts::delete_field(world, caller, id, part),
        "attachments.list" => parts::attachments(world, caller, id),
        "attachments.add" => parts::attach(world, caller, id, request),
        "attachments.delete" => parts::detach(world, caller, id, part),
        "templates.list" => templates::list(world, caller, request),
        "templates.get" => templates::get(world, caller, id),
        "templates.use" => templates::make(world, caller, id, request),
        "campaigns.list" => campaigns::list(world, caller, request),
        "campaigns.create" => campaigns::create(world, caller, request),
        "campaigns.get" => campaigns::get(world, caller, id),
        "campaigns.update" => campaigns::update(world, caller, id, request),
        "campaigns.delete" => campaigns::delete(world, caller, id),
        "bulk_sends.list" => bulk_sends::list(world, caller, request),
        "bulk_sends.create" => bulk_sends::create(world, caller, request),
        "bulk_sends.get" => bulk_sends::get(world, caller, id),
        "bulk_sends.delete" => bulk_sends::delete(world, caller, id),
        "org.get" => keys::organization(world, caller),
        "org.members" => keys::members(world, caller),
        "webhooks.list" => webhooks::list(world, caller, request),
        "webhooks.create" => webhooks::create(world, caller, request),
        "webhooks.get" => webhooks::get(world, caller, id),
        "webhooks.update" => webhooks::update(world, caller, id, request),
        "webhooks.delete" => webhooks::delete(world, caller, id),
        _ => Err(Problem::NotFound),
    }
}

/// `{"data": …}`.
fn data(status: StatusCode, data: Value) -> Answer {
    Answer::json(status, &Map::from_iter([("data".to_owned(), data)]).into())
}

fn ok(value: Value) -> Answer {
    data(StatusCode::OK, value)
}

fn created(value: Value) -> Answer {
    data(StatusCode::CREATED, value)
}

fn gone() -> Answer {
    Answer::empty(StatusCode::NO_CONTENT)
}

/// Lets documents expire whose time has come.
pub(crate) fn settle(world: &mut World) {
    let now = world.clock.now();
    for document in &mut world.insigner.documents {
        document.settle(now);
    }
}
