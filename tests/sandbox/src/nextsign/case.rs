//! A case: who must sign, in what order, and what follows when they do.

use std::fmt;

use bytes::Bytes;
use serde_json::{Value, json};

use super::input::{CaseSettings, NewRecipient};
use crate::clock::Time;
use crate::pdf::{self, Signer, Statement};
use crate::random::Ids;
use crate::storage::{Storage, slug};

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(super) id: String,
    pub(super) company: String,
    /// For people; no endpoint takes it.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) reference_id: Option<String>,
    pub(super) folder: String,
    pub(super) user_name: Option<String>,
    pub(super) user_email: Option<String>,
    pub(super) settings: CaseSettings,
    pub(super) signing_schemas: Vec<String>,
    pub(super) recipients: Vec<Recipient>,
    pub(super) documents: Vec<Document>,
    pub(super) signed_documents: Vec<SignedDocument>,
    pub(super) created: Time,
    /// As it is told.
    pub(super) created_at: Time,
    pub(super) updated: Time,
    pub(super) sent: bool,
    /// Gets answered with 404 so far, in the window after the create.
    pub(super) gets_missed: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Recipient {
    as_sent: NewRecipient,
    group: i64,
    signing: bool,
    deed: Deed,
    at: Option<Time>,
    signer: Option<Value>,
    log: Vec<Value>,
    invited: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) sign_obligated: bool,
    pub(super) pdf: Bytes,
}

#[derive(Clone, Debug)]
pub(super) struct SignedDocument {
    name: String,
    url: String,
    pub(super) storage_key: String,
}

/// What a recipient has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Pending,
    Signed,
    Denied,
}

impl Deed {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Signed => "signed",
            Self::Denied => "denied",
        }
    }
}

/// Why a recipient cannot do that now.
#[derive(Debug)]
pub(crate) enum Obstacle {
    NoSuchRecipient(String),
    OnlyCopy(String),
    AlreadyDone(String, Deed),
    OutOfTurn { who: String, group: i64, waiting_for: Vec<String> },
    NotSent,
    Denied,
    Expired(Time),
}

impl Obstacle {
    /// For programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchRecipient(_) => "no_such_recipient",
            Self::OnlyCopy(_) => "only_gets_a_copy",
            Self::AlreadyDone(..) => "already_done",
            Self::OutOfTurn { .. } => "out_of_turn",
            Self::NotSent => "not_sent",
            Self::Denied => "denied",
            Self::Expired(_) => "expired",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchRecipient(who) => write!(f, "the case has no recipient {who}"),
            Self::OnlyCopy(who) => write!(f, "{who} only gets a copy (signing is false)"),
            Self::AlreadyDone(who, deed) => write!(f, "{who} has already {}", deed.name()),
            Self::OutOfTurn { who, group, waiting_for } => {
                write!(f, "{who} is in group {group}; first it is the turn of {}", waiting_for.join(", "))
            }
            Self::NotSent => f.write_str("the case was created with autoSend false and is not sent yet"),
            Self::Denied => f.write_str("a recipient has denied, so the case is closed"),
            Self::Expired(at) => write!(f, "the case expired at {at}"),
        }
    }
}

impl Recipient {
    pub(super) fn new(as_sent: NewRecipient) -> Self {
        Self {
            group: as_sent.group.or(as_sent.order).unwrap_or(0),
            signing: as_sent.signing.unwrap_or(true),
            as_sent,
            deed: Deed::Pending,
            at: None,
            signer: None,
            log: Vec::new(),
            invited: false,
        }
    }

    /// How people call them: by e-mail, or by name where there is none.
    fn who(&self) -> String {
        if self.as_sent.email.is_empty() { self.as_sent.name.clone() } else { self.as_sent.email.clone() }
    }

    fn must_still_sign(&self) -> bool {
        self.signing && self.deed != Deed::Signed
    }

    fn note(&mut self, ids: &mut Ids, now: Time, kind: &str, value: &str) {
        let id = ids.object_id(now);
        self.log.push(json!({"_id": id, "type": kind, "value": value, "createdAt": now.iso()}));
    }

    fn json(&self) -> Value {
        let mut json = serde_json::to_value(&self.as_sent).unwrap_or_default();
        json["group"] = self.group.into();
        json["order"] = self.group.into();
        json["signing"] = self.signing.into();
        json["signed"] = self.deed.name().into();
        json["log"] = self.log.clone().into();
        if let (Some(at), Deed::Signed) = (self.at, self.deed) {
            json["signedDateAndTime"] = at.iso().into();
        }
        if let Some(signer) = &self.signer {
            json["signer"] = signer.clone();
        }
        json
    }
}

impl Case {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn company(&self) -> &str {
        &self.company
    }

    /// What the list's filter calls it.
    pub(crate) fn status(&self) -> Deed {
        if self.is_complete() {
            Deed::Signed
        } else if self.recipients.iter().any(|recipient| recipient.deed == Deed::Denied) {
            Deed::Denied
        } else {
            Deed::Pending
        }
    }

    fn is_complete(&self) -> bool {
        self.recipients.iter().any(|recipient| recipient.signing)
            && !self.recipients.iter().any(Recipient::must_still_sign)
    }

    fn expires(&self) -> Option<Time> {
        self.settings.days_to_sign().map(|days| self.created.plus(days.saturating_mul(Time::DAY)))
    }

    pub(crate) fn is_expired(&self, now: Time) -> bool {
        self.status() == Deed::Pending && self.expires().is_some_and(|at| now >= at)
    }

    pub(super) fn is_due_for_deletion(&self, now: Time) -> bool {
        let days = self.settings.days_to_deletion();
        days.is_some_and(|days| now >= self.updated.plus(days.saturating_mul(Time::DAY)))
    }

    /// The lowest group in which someone must still sign.
    fn group_in_turn(&self) -> Option<i64> {
        self.recipients.iter().filter(|one| one.must_still_sign()).map(|one| one.group).min()
    }

    /// Whose turn it is.
    pub(crate) fn waiting_for(&self) -> Vec<String> {
        let group = self.group_in_turn();
        self.recipients
            .iter()
            .filter(|one| one.must_still_sign() && Some(one.group) == group)
            .map(Recipient::who)
            .collect()
    }

    /// Sends the case; those whose turn it is are invited.
    pub(crate) fn send(&mut self, ids: &mut Ids, now: Time) {
        self.sent = true;
        self.updated = now;
        self.invite(ids, now);
    }

    fn invite(&mut self, ids: &mut Ids, now: Time) {
        let group = self.group_in_turn();
        for recipient in &mut self.recipients {
            if recipient.must_still_sign() && Some(recipient.group) == group && !recipient.invited {
                recipient.invited = true;
                let to = recipient.who();
                recipient.note(ids, now, "invited", &to);
            }
        }
    }

    /// The recipient with this e-mail address (one who has not acted first), or at this position, from zero.
    fn find(&self, who: &str) -> Result<usize, Obstacle> {
        let by_email = |open: bool| {
            self.recipients.iter().position(|one| {
                one.as_sent.email.eq_ignore_ascii_case(who) && (!open || one.deed == Deed::Pending)
            })
        };
        by_email(true)
            .or_else(|| by_email(false))
            .or_else(|| who.parse().ok().filter(|at| *at < self.recipients.len()))
            .ok_or_else(|| Obstacle::NoSuchRecipient(who.to_owned()))
    }

    fn check_turn(&self, at: usize, now: Time) -> Result<(), Obstacle> {
        let recipient = &self.recipients[at];
        let who = recipient.who();
        match self.expires() {
            _ if !recipient.signing => Err(Obstacle::OnlyCopy(who)),
            _ if recipient.deed != Deed::Pending => Err(Obstacle::AlreadyDone(who, recipient.deed)),
            _ if self.status() == Deed::Denied => Err(Obstacle::Denied),
            Some(expired) if now >= expired => Err(Obstacle::Expired(expired)),
            _ if !self.sent => Err(Obstacle::NotSent),
            _ if self.group_in_turn() != Some(recipient.group) => {
                Err(Obstacle::OutOfTurn { who, group: recipient.group, waiting_for: self.waiting_for() })
            }
            _ => Ok(()),
        }
    }

    /// A recipient signs. When it was the last one, the signed documents are made.
    pub(crate) fn sign(
        &mut self,
        who: &str,
        ids: &mut Ids,
        storage: &mut Storage,
        now: Time,
    ) -> Result<(), Obstacle> {
        let at = self.find(who)?;
        self.check_turn(at, now)?;
        let session = ids.object_id(now);
        let schema = self.schema_of(at);
        let recipient = &mut self.recipients[at];
        recipient.deed = Deed::Signed;
        recipient.at = Some(now);
        recipient.signer = Some(signer(&recipient.as_sent, &schema, &session, now));
        recipient.note(ids, now, "signed", &schema);
        self.updated = now;
        self.invite(ids, now);
        if self.is_complete() {
            self.seal(ids, storage, now);
        }
        Ok(())
    }

    /// A recipient refuses to sign, which closes the case.
    pub(crate) fn deny(&mut self, who: &str, reason: &str, ids: &mut Ids, now: Time) -> Result<(), Obstacle> {
        let at = self.find(who)?;
        self.check_turn(at, now)?;
        let recipient = &mut self.recipients[at];
        recipient.deed = Deed::Denied;
        recipient.at = Some(now);
        recipient.note(ids, now, "denied", reason);
        self.updated = now;
        Ok(())
    }

    fn schema_of(&self, at: usize) -> String {
        let own = self.recipients[at].as_sent.signing_schema.as_ref();
        own.or_else(|| self.signing_schemas.first()).map_or("draw", String::as_str).to_owned()
    }

    fn seal(&mut self, ids: &mut Ids, storage: &mut Storage, now: Time) {
        let signers = |case: &Self| -> Vec<Signer> {
            let signed = case.recipients.iter().enumerate().filter(|(_, one)| one.deed == Deed::Signed);
            signed
                .map(|(at, one)| Signer {
                    name: one.as_sent.name.clone(),
                    email: one.as_sent.email.clone(),
                    position: one.as_sent.position.clone(),
                    signed_at: one.at.unwrap_or(now).readable(),
                    method: case.schema_of(at),
                })
                .collect()
        };
        let mut signed_documents = Vec::new();
        for document in self.documents.iter().filter(|document| document.sign_obligated) {
            let bytes = pdf::sign(
                &document.pdf,
                &Statement {
                    provider: "NextSign",
                    title: self.title.clone(),
                    case_id: self.id.clone(),
                    case_key: self.key.clone(),
                    document: document.name.clone(),
                    created_at: self.created.readable(),
                    completed_at: now.readable(),
                    signers: signers(self),
                },
            );
            let name = pdf_name(&document.name);
            let storage_key = storage_key(&self.company, "case", &ids.object_id(now), &name);
            let url = storage.put(&storage_key, "application/pdf", bytes);
            signed_documents.push(SignedDocument { name, url, storage_key });
        }
        self.signed_documents = signed_documents;
    }

    /// As get answers.
    pub(crate) fn json(&self, now: Time) -> Value {
        let mut json = self.summary();
        let more = json!({
            "nextSignKey": self.key,
            "type": "Simple sign",
            "settings": self.settings.json(self.is_expired(now)),
            "signingSchemas": self.signing_schemas,
            "recipients": self.recipients.iter().map(Recipient::json).collect::<Vec<_>>(),
            "documents": self.documents.iter().map(|document| json!({
                "document_id": document.id, "name": document.name, "sign_obligated": document.sign_obligated,
            })).collect::<Vec<_>>(),
            "signedDocuments": self.signed_documents.iter().map(|document| json!({
                "name": document.name, "file": document.url,
            })).collect::<Vec<_>>(),
        });
        if let (Value::Object(json), Value::Object(more)) = (&mut json, more) {
            json.extend(more);
        }
        for (name, value) in [
            ("referenceId", &self.reference_id),
            ("user_name", &self.user_name),
            ("user_email", &self.user_email),
        ] {
            if let Some(value) = value {
                json[name] = value.as_str().into();
            }
        }
        json
    }

    /// As the list has it: five members.
    pub(super) fn summary(&self) -> Value {
        json!({
            "_id": self.id,
            "title": self.title,
            "folder": self.folder,
            "createdAt": self.created_at.iso(),
            "updatedAt": self.updated.iso(),
        })
    }
}

/// What an identity provider would have told; the person is invented from the recipient's name.
fn signer(recipient: &NewRecipient, schema: &str, session: &str, now: Time) -> Value {
    let (first, last) = recipient.name.rsplit_once(' ').unwrap_or((&recipient.name, ""));
    json!({
        "signer_type": schema,
        "identity": {
            "identity": {
                "id": format!("sandbox-{session}"),
                "name": recipient.name,
                "firstName": first,
                "lastName": last,
                "dateOfBirth": "1985-05-17",
            },
            "cprIsMatch": recipient.needs_cpr.then_some(true),
            "confirmed": true,
            "lastConfirmation": now.iso(),
            "session": session,
        },
    })
}

/// A document's name as a PDF: `.pdf` in place of `.docx`, or after anything else.
pub(super) fn pdf_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, extension)) if extension.eq_ignore_ascii_case("pdf") => name.to_owned(),
        Some((stem, extension)) if extension.eq_ignore_ascii_case("docx") => format!("{stem}.pdf"),
        _ => format!("{name}.pdf"),
    }
}

/// Where a file is kept: `{company}/{area}/{id}-{name}`.
pub(super) fn storage_key(company: &str, area: &str, id: &str, name: &str) -> String {
    format!("{company}/{area}/{id}-{}", slug(name))
}
