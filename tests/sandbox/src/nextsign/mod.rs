//! NextSign, emulated: its eleven endpoints over state that behaves.
//!
//! Documented behaviour follows the provider's pages (<https://docs.nextsign.dk/docs>). What they leave open is decided
//! here, and is **assumed**:
//!
//! - *Which status goes with an error body.* Bodies with a `code` get that code as HTTP status; `{"error":…}` of v3 gets
//!   400 (404 for a file that is not there); `Case not found` gets 200, as production has been seen to answer, or what
//!   [`Settings::case_not_found_status`] says. With [`Settings::legacy_200`] v2 errors with a `code` come as HTTP 200;
//!   the pages say that some endpoints do so, not which, so here all do.
//! - *Keys.* A wrong key gets the documented 401 body with another description; so does a key of another company. v3
//!   answers 401 as v2 does.
//! - *Company ids.* A malformed one gets the flat 400 `Invalid company id`, an unknown one `Company not found`.
//! - *The rate limit* counts per key, over v2 and v3 together, in a sliding minute, and answers 429 with `Retry-After`.
//! - *Answers.* Create is 200 with the case under `data`; submit has it under `contract`; upload answers `url`, `key`,
//!   `name` and `type`. Get-multiple answers whole cases in the order asked for. The list is sorted newest first and has
//!   no maximum page size.
//! - *Cases.* `autoSend` and a recipient's and document's `signing` and `signObligated` are true unless told. `group`
//!   wins over `order`. An expired case stays in the list's `pending`. Automatic deletion counts from the last change.
//!   Only documents with `signObligated` get a signed file. Without `settings`, a form or case can be signed for ten
//!   days, is deleted after thirty, and reminds twice. DOCX documents become PDF when the case is created.
//! - *Log entries* of recipients have the types `invited`, `signed` and `denied`; `signer_type` is the signing schema.
//! - *Files.* Inline documents together may have 3 500 000 characters of base64; beyond that the answer is 413. Any file
//!   that begins like a PDF is taken for one. `documents[].file` and convert's `file` are fetched from the sandbox's own
//!   storage only. The largest upload is 50 MB.
//! - *Convert* answers failures as HTTP 200 with `status.code` 400. Placeholders without a value stay; spaces inside the
//!   braces are part of the name; a date without `format` is written as given. Output is a stored URL.
//! - *The window after a create* ([`CreateWindow`]) concerns get only.
//! - *Clocks*: `createdAt` is by the clock of the `Date` header, unless [`Settings::created_at_lag`] puts it behind.
//!
//! Webhooks, reminders and e-mail are not emulated.

mod case;
mod cases;
mod control;
mod documents;
mod forms;
mod input;
mod refusal;
mod seed;
mod settings;

use std::collections::BTreeMap;

use http::Method;

pub(crate) use case::Case;
pub(crate) use control::answer as control_answer;
pub(crate) use seed::seed;
pub use settings::{CreateWindow, Settings};

use crate::clock::Time;
use crate::limiter::Limiter;
use crate::server::{Answer, Request};
use crate::tenants::is_object_id;
use crate::world::World;
use forms::Form;
use refusal::Refusal;

/// What NextSign has stored.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    forms: BTreeMap<String, Form>,
    /// In the order of creation.
    cases: Vec<Case>,
    limiter: Limiter,
}

impl State {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings, forms: BTreeMap::new(), cases: Vec::new(), limiter: Limiter::new(Time::MINUTE) }
    }

    fn case(&mut self, company: &str, id: &str) -> Option<&mut Case> {
        self.cases.iter_mut().find(|case| case.id == id && case.company == company)
    }
}

/// A request that NextSign knows.
#[derive(Debug)]
pub(crate) struct Route {
    company: Option<String>,
    call: Call,
}

#[derive(Debug)]
enum Call {
    FormsGet { form: String },
    FormsTags { form: String },
    FormsSubmit { form: String },
    CasesList,
    CasesGetMultiple { ids: String },
    CasesGet { id: String },
    CasesCreate,
    CasesDelete { id: String },
    DocumentsUpload,
    DocumentsUploadBase64,
    DocumentsRetrieve,
    DocumentsConvert,
}

impl Route {
    /// The operation's name, as the OpenAPI document has it.
    pub(crate) fn operation(&self) -> &'static str {
        match self.call {
            Call::FormsGet { .. } => "forms.get",
            Call::FormsTags { .. } => "forms.tags",
            Call::FormsSubmit { .. } => "forms.submit",
            Call::CasesList => "cases.list",
            Call::CasesGetMultiple { .. } => "cases.get_multiple",
            Call::CasesGet { .. } => "cases.get",
            Call::CasesCreate => "cases.create",
            Call::CasesDelete { .. } => "cases.delete",
            Call::DocumentsUpload => "documents.upload",
            Call::DocumentsUploadBase64 => "documents.upload_base64",
            Call::DocumentsRetrieve => "documents.retrieve",
            Call::DocumentsConvert => "documents.convert",
        }
    }
}

/// What the request asks for, by method and path.
pub(crate) fn route(request: &Request) -> Option<Route> {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let owned = |text: &&str| (*text).to_owned();
    let (company, call) = match (&request.method, segments.as_slice()) {
        (&Method::GET, ["api", "v2", company, rest @ ..]) => {
            let call = match rest {
                ["forms", form, "get"] => Call::FormsGet { form: owned(form) },
                ["forms", form, "tags", "get"] => Call::FormsTags { form: owned(form) },
                ["cases", "get"] => Call::CasesList,
                ["cases", ids, "get"] => Call::CasesGetMultiple { ids: owned(ids) },
                ["case", id, "get"] => Call::CasesGet { id: owned(id) },
                ["case", id, "delete"] => Call::CasesDelete { id: owned(id) },
                _ => return None,
            };
            (Some(owned(company)), call)
        }
        // Version 1 of convert is what a client in production calls.
        (&Method::POST, ["api", "v1" | "v2", "document", "convert"]) => (None, Call::DocumentsConvert),
        (&Method::POST, ["api", "v2", company, rest @ ..]) => {
            let call = match rest {
                ["forms", form, "submit"] => Call::FormsSubmit { form: owned(form) },
                ["case", "create"] => Call::CasesCreate,
                _ => return None,
            };
            (Some(owned(company)), call)
        }
        (&Method::POST, ["v3", "company", company, "file", rest]) => {
            let call = match *rest {
                "upload" if request.form.is_some() => Call::DocumentsUpload,
                "upload" => Call::DocumentsUploadBase64,
                "view-presigned-url" => Call::DocumentsRetrieve,
                _ => return None,
            };
            (Some(owned(company)), call)
        }
        _ => return None,
    };
    Some(Route { company, call })
}

/// Assumed: what an address that does not exist answers is not documented.
pub(crate) fn unknown_path() -> Answer {
    Answer::json(http::StatusCode::NOT_FOUND, &serde_json::json!({"message": "Not Found"}))
        .with_note("no operation has this method and path")
}

/// Does what is asked, as NextSign would.
pub(crate) fn answer(world: &mut World, route: &Route, request: &Request) -> Answer {
    admit(world, route, request)
        .and_then(|()| perform(world, route, request))
        .unwrap_or_else(|refusal| refusal.answer(&world.nextsign.settings))
}

/// The checks that every endpoint begins with.
fn admit(world: &mut World, route: &Route, request: &Request) -> Result<(), Refusal> {
    let key = request.bearer().ok_or_else(|| Refusal::unauthorized("Bearer token not found"))?;
    if !world.tenants.knows(key) {
        return Err(Refusal::unauthorized("Invalid bearer token"));
    }
    if let Some(limit) = world.nextsign.settings.rate_limit {
        let now = world.clock.now();
        world
            .nextsign
            .limiter
            .admit(key, limit, now)
            .map_err(|seconds| Refusal::TooManyRequests { limit, seconds })?;
    }
    let Some(id) = &route.company else {
        return Ok(());
    };
    if !is_object_id(id) {
        return Err(Refusal::Flat { code: 400, description: "Invalid company id" });
    }
    let company = world.tenants.company(id).ok_or_else(|| Refusal::bad_request("Company not found"))?;
    if company.keys.contains(key) {
        Ok(())
    } else {
        Err(Refusal::unauthorized("The bearer token belongs to another company"))
    }
}

fn perform(world: &mut World, route: &Route, request: &Request) -> Result<Answer, Refusal> {
    let company = route.company.as_deref().unwrap_or_default();
    match &route.call {
        Call::FormsGet { form } => forms::get(world, company, form),
        Call::FormsTags { form } => forms::tags(world, company, form),
        Call::FormsSubmit { form } => forms::submit(world, company, form, request),
        Call::CasesList => cases::list(world, company, request),
        Call::CasesGetMultiple { ids } => cases::get_multiple(world, company, ids),
        Call::CasesGet { id } => cases::get(world, company, id),
        Call::CasesCreate => cases::create(world, company, request),
        Call::CasesDelete { id } => cases::delete(world, company, id),
        Call::DocumentsUpload => documents::upload(world, company, request),
        Call::DocumentsUploadBase64 => documents::upload_base64(world, company, request),
        Call::DocumentsRetrieve => documents::retrieve(world, company, request),
        Call::DocumentsConvert => Ok(documents::convert(world, request)),
    }
}

/// Deletes the cases whose time has come.
pub(crate) fn settle(world: &mut World) {
    let now = world.clock.now();
    let due: Vec<_> = world
        .nextsign
        .cases
        .iter()
        .filter(|case| case.is_due_for_deletion(now))
        .map(|case| (case.company.clone(), case.id.clone()))
        .collect();
    for (company, id) in due {
        cases::remove(world, &company, &id);
    }
}
