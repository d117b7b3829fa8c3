//! The form endpoints.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::cases::{self, Plan, PlannedDocument};
use super::documents::as_pdf;
use super::input::{self, CaseSettings, Submission};
use super::refusal::Refusal;
use crate::server::{Answer, Request};
use crate::world::World;

/// A template that makes cases.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(super) id: String,
    pub(super) company: String,
    pub(super) title: String,
    pub(super) folder: String,
    pub(super) settings: CaseSettings,
    pub(super) tags: Vec<Tag>,
    pub(super) documents: Vec<Template>,
}

#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) kind: String,
}

#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) sign_obligated: bool,
    /// DOCX with placeholders, or PDF.
    pub(super) bytes: Bytes,
}

impl Tag {
    fn json(&self) -> Value {
        json!({
            "_id": self.id, "name": self.name, "tag": self.name, "value": self.value, "type": self.kind,
        })
    }
}

fn find<'a>(world: &'a World, company: &str, id: &str) -> Option<&'a Form> {
    world.nextsign.forms.get(id).filter(|form| form.company == company)
}

pub(super) fn get(world: &World, company: &str, id: &str) -> Result<Answer, Refusal> {
    let form = find(world, company, id).ok_or_else(|| Refusal::bad_request("Form not found"))?;
    Ok(Answer::ok(&json!({
        "_id": form.id,
        "companyId": form.company,
        "folder": form.folder,
        "active": true,
        "title": form.title,
        "settings": form.settings.json(false),
        "tags": form.tags.iter().map(Tag::json).collect::<Vec<_>>(),
        "recipients": [],
        "documents": form.documents.iter().map(|document| json!({
            "document_id": document.id, "name": document.name, "sign_obligated": document.sign_obligated,
        })).collect::<Vec<_>>(),
    })))
}

pub(super) fn tags(world: &World, company: &str, id: &str) -> Result<Answer, Refusal> {
    // Documented: the same words whether the company or the form is unknown.
    let form = find(world, company, id).ok_or_else(|| Refusal::bad_request("Company not found"))?;
    Ok(Answer::ok(&Value::Array(form.tags.iter().map(Tag::json).collect())))
}

pub(super) fn submit(
    world: &mut World,
    company: &str,
    id: &str,
    request: &Request,
) -> Result<Answer, Refusal> {
    let form = find(world, company, id).ok_or_else(|| Refusal::bad_request("Form not found"))?.clone();
    let submission: Submission = input::body(&request.body)?;
    cases::check_recipients(&submission.recipients)?;
    if !form.settings.allow_api.unwrap_or(false) {
        return Err(Refusal::bad_request("The form does not allow the API"));
    }
    let mut values: HashMap<String, String> =
        form.tags.iter().map(|tag| (tag.name.clone(), tag.value.clone())).collect();
    values.extend(submission.tags.iter().map(|tag| (tag.tag.clone(), tag.written())));
    let mut documents = Vec::new();
    for template in &form.documents {
        documents.push(PlannedDocument {
            name: template.name.clone(),
            sign_obligated: template.sign_obligated,
            pdf: as_pdf(template.bytes.clone(), &template.name, &values)
                .map_err(|what| Refusal::bad_request(format!("{} {what}", template.name)))?,
        });
    }
    let contract = cases::make(
        world,
        company,
        Plan {
            title: submission.title.unwrap_or(form.title),
            reference_id: submission.reference_id,
            folder: submission.folder.or(Some(form.folder)),
            user_name: submission.user_name,
            user_email: submission.user_email,
            settings: submission.settings.unwrap_or(form.settings),
            signing_schemas: submission.signing_schemas,
            recipients: submission.recipients,
            documents,
            send: true,
        },
    );
    Ok(Answer::ok(&json!({"status": "OK", "message": "Contract created", "contract": contract})))
}
