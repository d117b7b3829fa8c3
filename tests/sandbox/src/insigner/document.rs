//! A document and its life: draft, pending, and then completed, declined, cancelled or expired.

use std::fmt;

use serde_json::{Value, json};

use crate::clock::Time;
use crate::pdf::{self, Block, Statement};
use crate::storage::Storage;

pub(super) const STATUSES: [&str; 6] = ["draft", "pending", "completed", "cancelled", "expired", "declined"];
pub(super) const SIGNING_TYPES: [&str; 2] = ["sequential", "parallel"];
pub(super) const ROLES: [&str; 3] = ["signer", "viewer", "approver"];
/// The most signers that a document can have.
pub(super) const MAX_SIGNERS: usize = 50;
/// The most attachments that a document can have.
pub(super) const MAX_ATTACHMENTS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Draft,
    Pending,
    Completed,
    Cancelled,
    Expired,
    Declined,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Declined => "declined",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) organization: String,
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) signing_type: &'static str,
    pub(super) message: Option<String>,
    pub(super) expires: Option<Time>,
    pub(super) completed: Option<Time>,
    pub(super) created: Time,
    pub(super) updated: Time,
    pub(super) template_id: Option<String>,
    pub(super) bulk_send_id: Option<String>,
    pub(super) folder_id: Option<String>,
    /// Where its file is put, and under which name.
    pub(super) file: Option<File>,
    pub(super) signers: Vec<Signer>,
    pub(super) fields: Vec<Field>,
    pub(super) attachments: Vec<Attachment>,
    /// How often its signers were reminded.
    pub(super) reminders: u32,
}

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) storage_key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Pending,
    Completed,
    Declined,
}

#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) order: i64,
    pub(super) phone: Option<String>,
    pub(super) deed: Deed,
    pub(super) at: Option<Time>,
    pub(super) created: Time,
    pub(super) updated: Time,
    /// What makes the signing link hard to guess.
    pub(super) token: String,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) id: String,
    /// As it is answered, without the ids.
    pub(super) members: Value,
}

#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) size: usize,
    pub(super) mime: String,
    pub(super) created: Time,
    pub(super) storage_key: String,
}

/// Why someone cannot sign now.
#[derive(Debug)]
pub(super) enum Obstacle {
    NoSuchSigner(String),
    NotPending(Status),
    AlreadyDone(String),
    OnlyGetsACopy(String),
    OutOfTurn { who: String, before: Vec<String> },
}

impl Obstacle {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchSigner(_) => "not_found",
            Self::NotPending(_) => "not_pending",
            Self::AlreadyDone(_) => "already_done",
            Self::OnlyGetsACopy(_) => "only_gets_a_copy",
            Self::OutOfTurn { .. } => "out_of_turn",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchSigner(who) => write!(f, "there is no signer {who}"),
            Self::NotPending(status) => write!(f, "the document is {}", status.name()),
            Self::AlreadyDone(who) => write!(f, "{who} has acted already"),
            Self::OnlyGetsACopy(who) => write!(f, "{who} only gets a copy"),
            Self::OutOfTurn { who, before } => {
                write!(f, "it is not the turn of {who}; first it is that of {}", before.join(", "))
            }
        }
    }
}

impl Document {
    /// A draft with nothing but a name.
    pub(super) fn new(id: String, organization: &str, name: String, now: Time) -> Self {
        Self {
            id,
            organization: organization.to_owned(),
            name,
            status: Status::Draft,
            signing_type: SIGNING_TYPES[0],
            message: None,
            expires: None,
            completed: None,
            created: now,
            updated: now,
            template_id: None,
            bulk_send_id: None,
            folder_id: None,
            file: None,
            signers: Vec::new(),
            fields: Vec::new(),
            attachments: Vec::new(),
            reminders: 0,
        }
    }

    /// Expires it when its time has come.
    pub(super) fn settle(&mut self, now: Time) {
        if self.status == Status::Pending && self.expires.is_some_and(|end| end <= now) {
            self.status = Status::Expired;
            self.updated = self.expires.unwrap_or(now);
        }
    }

    /// Whose turn it is, by e-mail address.
    pub(super) fn waiting_for(&self) -> Vec<String> {
        if self.status != Status::Pending {
            return Vec::new();
        }
        let open = |role: &str| -> Vec<&Signer> {
            self.signers.iter().filter(|one| one.role == role && one.deed == Deed::Pending).collect()
        };
        let mut next = open("approver");
        if next.is_empty() {
            next = open("signer");
        }
        if self.signing_type == "sequential" {
            let first = next.iter().map(|one| one.order).min();
            next.retain(|one| Some(one.order) == first);
        }
        next.into_iter().map(|one| one.email.clone()).collect()
    }

    /// Lets someone, by id, e-mail address or position, sign or approve, or decline.
    pub(super) fn act(
        &mut self,
        who: &str,
        accepts: bool,
        storage: &mut Storage,
        now: Time,
    ) -> Result<(), Obstacle> {
        let position = who.parse::<usize>().ok().filter(|at| *at < self.signers.len());
        let found = self.signers.iter().position(|one| one.id == who || one.email == who).or(position);
        let at = found.ok_or_else(|| Obstacle::NoSuchSigner(who.to_owned()))?;
        if self.status != Status::Pending {
            return Err(Obstacle::NotPending(self.status));
        }
        let signer = &self.signers[at];
        let email = signer.email.clone();
        if signer.role == "viewer" {
            return Err(Obstacle::OnlyGetsACopy(email));
        }
        if signer.deed != Deed::Pending {
            return Err(Obstacle::AlreadyDone(email));
        }
        let turn = self.waiting_for();
        if !turn.contains(&email) {
            return Err(Obstacle::OutOfTurn { who: email, before: turn });
        }
        let signer = &mut self.signers[at];
        signer.updated = now;
        signer.deed = if accepts { Deed::Completed } else { Deed::Declined };
        signer.at = accepts.then_some(now);
        self.updated = now;
        if !accepts {
            self.status = Status::Declined;
        } else if self.waiting_for().is_empty() {
            self.status = Status::Completed;
            self.completed = Some(now);
            self.seal(storage, now);
        }
        Ok(())
    }

    /// Where the signed file is kept.
    pub(super) fn signed_key(&self) -> String {
        format!("insigner/{}/signed.pdf", self.id)
    }

    fn seal(&self, storage: &mut Storage, now: Time) {
        let Some(file) = &self.file else { return };
        let original = storage.get(&file.storage_key).map(|object| object.bytes.clone()).unwrap_or_default();
        let original = if pdf::looks_like_pdf(&original) {
            original.to_vec()
        } else {
            pdf::document(&self.name, &[Block::text(format!("The picture {}.", file.name))])
        };
        let signed = self.signers.iter().filter(|one| one.deed == Deed::Completed);
        let signers = signed.map(|one| pdf::Signer {
            name: one.name.clone(),
            email: one.email.clone(),
            position: None,
            signed_at: one.at.unwrap_or(now).readable(),
            method: if one.role == "approver" { "approval" } else { "signature" }.to_owned(),
        });
        let statement = Statement {
            provider: "inSigner",
            title: self.name.clone(),
            case_id: self.id.clone(),
            case_key: self.signing_type.to_owned(),
            document: file.name.clone(),
            created_at: self.created.readable(),
            completed_at: now.readable(),
            signers: signers.collect(),
        };
        storage.put(&self.signed_key(), "application/pdf", pdf::sign(&original, &statement));
    }

    /// As lists have it.
    pub(super) fn summary(&self, storage: &Storage) -> Value {
        let iso = |time: Option<Time>| time.map(Time::iso);
        let file = self.file.as_ref().and_then(|file| storage.get(&file.storage_key));
        json!({
            "id": self.id,
            "name": self.name,
            "status": self.status.name(),
            "signingType": self.signing_type,
            "fileSize": file.map(|object| object.bytes.len()),
            "expiresAt": iso(self.expires),
            "completedAt": iso(self.completed),
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
            "templateId": self.template_id,
            "campaignId": null,
            "bulkSendId": self.bulk_send_id,
            "folderId": self.folder_id,
            "_count": {
                "signers": self.signers.len(),
                "fields": self.fields.len(),
                "attachments": self.attachments.len(),
            },
        })
    }

    /// As get answers: with the message and all its parts. `origin` is that of the signing links.
    pub(super) fn whole(&self, storage: &Storage, origin: &str) -> Value {
        let mut json = self.summary(storage);
        json["message"] = self.message.clone().into();
        json["signers"] = self.signers.iter().map(|one| self.signer_with_link(one, origin)).collect();
        json["fields"] = self.fields.iter().map(|field| self.field_json(field)).collect();
        json["attachments"] = self.attachment_list();
        json
    }

    fn signer_with_link(&self, signer: &Signer, origin: &str) -> Value {
        let mut json = signer.json();
        if self.status != Status::Draft {
            json["signingUrl"] = format!("{origin}/insigner/sign/{}", signer.token).into();
        }
        json
    }

    /// In signing order.
    pub(super) fn signer_list(&self) -> Value {
        let mut signers: Vec<&Signer> = self.signers.iter().collect();
        signers.sort_by_key(|one| one.order);
        signers.into_iter().map(Signer::json).collect()
    }

    /// By page, then from top to bottom.
    pub(super) fn field_list(&self) -> Value {
        let mut fields: Vec<&Field> = self.fields.iter().collect();
        let number = |field: &Field, name: &str| field.members[name].as_f64().unwrap_or_default();
        fields.sort_by(|one, two| {
            let place = |field| (number(field, "page"), number(field, "y"));
            place(one).partial_cmp(&place(two)).unwrap_or(std::cmp::Ordering::Equal)
        });
        fields.into_iter().map(|field| self.field_json(field)).collect()
    }

    pub(super) fn field_json(&self, field: &Field) -> Value {
        let mut json = field.members.clone();
        json["id"] = field.id.as_str().into();
        json["documentId"] = self.id.as_str().into();
        json
    }

    pub(super) fn attachment_list(&self) -> Value {
        self.attachments.iter().enumerate().map(|(order, one)| one.json(order)).collect()
    }
}

impl Signer {
    pub(super) fn json(&self) -> Value {
        let status = match self.deed {
            Deed::Pending => "pending",
            Deed::Completed => "completed",
            Deed::Declined => "declined",
        };
        json!({
            "id": self.id,
            "email": self.email,
            "name": self.name,
            "role": self.role,
            "status": status,
            "order": self.order,
            "signedAt": self.at.map(Time::iso),
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
        })
    }
}

impl Attachment {
    pub(super) fn json(&self, order: usize) -> Value {
        json!({
            "id": self.id,
            "fileName": self.name,
            "fileSize": self.size,
            "mimeType": self.mime,
            "order": order,
            "createdAt": self.created.iso(),
        })
    }
}
