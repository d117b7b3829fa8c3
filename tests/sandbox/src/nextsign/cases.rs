//! The case endpoints.

use bytes::Bytes;
use serde_json::json;

use super::CreateWindow;
use super::case::{Case, Deed, Document, Recipient};
use super::documents;
use super::input::{self, CaseSettings, NewCase, NewRecipient};
use super::refusal::Refusal;
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

/// What all ways of making a case have in common.
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) reference_id: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) user_name: Option<String>,
    pub(super) user_email: Option<String>,
    pub(super) settings: CaseSettings,
    pub(super) signing_schemas: Vec<String>,
    pub(super) recipients: Vec<NewRecipient>,
    pub(super) documents: Vec<PlannedDocument>,
    pub(super) send: bool,
}

pub(super) struct PlannedDocument {
    pub(super) name: String,
    pub(super) sign_obligated: bool,
    pub(super) pdf: Bytes,
}

/// Makes a case; the result is as get would answer it.
pub(super) fn make(world: &mut World, company: &str, plan: Plan) -> serde_json::Value {
    let now = world.clock.now();
    let lag = i64::from(world.nextsign.settings.created_at_lag).saturating_mul(Time::SECOND);
    let ids = &mut world.ids;
    let mut case = Case {
        id: ids.object_id(now),
        company: company.to_owned(),
        key: ids.readable_key(),
        title: plan.title,
        reference_id: plan.reference_id,
        folder: plan.folder.unwrap_or_else(|| "Default".to_owned()),
        user_name: plan.user_name,
        user_email: plan.user_email,
        settings: plan.settings,
        signing_schemas: plan.signing_schemas,
        recipients: plan.recipients.into_iter().map(Recipient::new).collect(),
        documents: plan
            .documents
            .into_iter()
            .map(|document| Document {
                id: ids.object_id(now),
                name: document.name,
                sign_obligated: document.sign_obligated,
                pdf: document.pdf,
            })
            .collect(),
        signed_documents: Vec::new(),
        created: now,
        created_at: now.plus(-lag),
        updated: now,
        sent: false,
        gets_missed: 0,
    };
    if plan.send {
        case.send(ids, now);
    }
    let json = case.json(now);
    world.nextsign.cases.push(case);
    json
}

pub(super) fn create(world: &mut World, company: &str, request: &Request) -> Result<Answer, Refusal> {
    let new: NewCase = input::body(&request.body)?;
    if new.title.trim().is_empty() {
        return Err(Refusal::bad_request("title is empty"));
    }
    check_recipients(&new.recipients)?;
    if new.documents.is_empty() {
        return Err(Refusal::bad_request("documents is empty"));
    }
    documents::check_inline_size(&new.documents)?;
    let mut planned = Vec::new();
    for (at, document) in new.documents.iter().enumerate() {
        planned.push(PlannedDocument {
            name: document.name.clone(),
            sign_obligated: document.sign_obligated.unwrap_or(true),
            pdf: documents::of_case(world, company, document)
                .map_err(|what| Refusal::bad_request(format!("documents[{at}].file {what}")))?,
        });
    }
    let case = make(
        world,
        company,
        Plan {
            title: new.title,
            reference_id: new.reference_id,
            folder: new.folder,
            user_name: new.user_name,
            user_email: new.user_email,
            settings: new.settings,
            signing_schemas: new.signing_schemas,
            recipients: new.recipients,
            documents: planned,
            send: new.auto_send.unwrap_or(true),
        },
    );
    Ok(Answer::ok(&json!({"data": case})))
}

pub(super) fn check_recipients(recipients: &[NewRecipient]) -> Result<(), Refusal> {
    if recipients.is_empty() {
        return Err(Refusal::bad_request("recipients is empty"));
    }
    // Delivery by phone or e-Boks needs no e-mail address.
    let unreachable = recipients
        .iter()
        .position(|one| one.email.is_empty() && matches!(one.delivery.as_deref(), None | Some("email")));
    match unreachable {
        Some(at) => Err(Refusal::bad_request(format!("recipients[{at}].email is missing"))),
        None => Ok(()),
    }
}

pub(super) fn list(world: &World, company: &str, request: &Request) -> Result<Answer, Refusal> {
    let status = match request.query("status") {
        None => None,
        Some("signed") => Some(Deed::Signed),
        Some("denied") => Some(Deed::Denied),
        Some("pending") => Some(Deed::Pending),
        Some(_) => return Err(Refusal::bad_request("status is none of signed, denied, pending")),
    };
    let number = |name: &str, default: usize| match request.query(name).map(str::parse) {
        None => Ok(default),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(Refusal::bad_request(format!("{name} is not a whole number"))),
    };
    let (limit, index) = (number("limit", 100)?, number("index", 0)?);
    if limit == 0 {
        return Err(Refusal::bad_request("limit is zero"));
    }
    let folder = request.query("folder");
    let cases: Vec<_> = world
        .nextsign
        .cases
        .iter()
        .rev()
        .filter(|case| case.company == company)
        .filter(|case| status.is_none_or(|status| case.status() == status))
        .filter(|case| folder.is_none_or(|folder| case.folder == folder))
        .skip(index.saturating_mul(limit))
        .take(limit)
        .map(Case::summary)
        .collect();
    Ok(Answer::ok(&json!({"status": "company_found", "cases": cases})))
}

pub(super) fn get_multiple(world: &mut World, company: &str, ids: &str) -> Result<Answer, Refusal> {
    let now = world.clock.now();
    let cases: Vec<_> = ids
        .split(',')
        .filter_map(|id| world.nextsign.case(company, id.trim()).map(|case| case.json(now)))
        .collect();
    if cases.is_empty() {
        return Err(Refusal::CasesNotFound);
    }
    Ok(Answer::ok(&json!({"status": "cases_found", "cases": cases})))
}

pub(super) fn get(world: &mut World, company: &str, id: &str) -> Result<Answer, Refusal> {
    let now = world.clock.now();
    let window = world.nextsign.settings.create_window;
    let case = world.nextsign.case(company, id).ok_or(Refusal::CaseNotFound { in_window: false })?;
    let missed = match window {
        CreateWindow::None => false,
        CreateWindow::Gets(gets) => case.gets_missed < gets,
        CreateWindow::Milliseconds(window) => now < case.created.plus(i64::from(window)),
    };
    if missed {
        case.gets_missed += 1;
        return Err(Refusal::CaseNotFound { in_window: true });
    }
    Ok(Answer::ok(&json!({"status": "case_found", "case": case.json(now)})))
}

pub(super) fn delete(world: &mut World, company: &str, id: &str) -> Result<Answer, Refusal> {
    if id.is_empty() {
        return Err(Refusal::bad_request("Missing case id"));
    }
    if !remove(world, company, id) {
        return Err(Refusal::CaseNotFound { in_window: false });
    }
    Ok(Answer::ok(&json!({"status": "removed", "return": {"acknowledged": true, "deletedCount": 1}})))
}

/// Removes a case and its signed files.
pub(super) fn remove(world: &mut World, company: &str, id: &str) -> bool {
    let cases = &mut world.nextsign.cases;
    let Some(at) = cases.iter().position(|case| case.id == id && case.company == company) else {
        return false;
    };
    for document in cases.remove(at).signed_documents {
        world.storage.remove(&document.storage_key);
    }
    true
}
