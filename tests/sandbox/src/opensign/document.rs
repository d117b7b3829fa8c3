//! A document and its life: draft, in progress, and then completed, declined or expired.

use std::fmt;

use serde_json::{Map, Value, json};

use super::Version;
use super::input::Options;
use super::people::{Part, Signer};
use crate::clock::Time;
use crate::pdf::{self, Block, Statement};
use crate::storage::Storage;

/// How long a link to a file opens it.
pub(super) const LINK_LIFE: i64 = 15 * Time::MINUTE;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Draft,
    InProgress,
    Completed,
    Declined,
    Expired,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// The one whose documents a list has.
    pub(super) fn of_list(name: &str) -> Option<Self> {
        match name {
            "draft" => Some(Self::Draft),
            "inprogress" => Some(Self::InProgress),
            "completed" => Some(Self::Completed),
            "declined" => Some(Self::Declined),
            "expired" => Some(Self::Expired),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) owner: String,
    pub(super) owner_email: String,
    pub(super) title: String,
    pub(super) folder: String,
    pub(super) options: Options,
    pub(super) prefill: Vec<Value>,
    pub(super) signers: Vec<Signer>,
    pub(super) draft: bool,
    pub(super) completed: Option<Time>,
    pub(super) declined: Option<Time>,
    pub(super) created: Time,
    pub(super) updated: Time,
    pub(super) template_id: Option<String>,
    /// It was made from a template that was drafted: events tell where its signers sign.
    pub(super) from_draft: bool,
    /// Deleted documents are told of in one place.
    pub(super) deleted: bool,
}

/// Why someone cannot act now.
#[derive(Debug)]
pub(super) enum Obstacle {
    NoSuchSigner(String),
    NotInProgress(Status),
    AlreadyDone(String),
    OnlyViews(String),
    AccessCode(String),
    OutOfTurn { who: String, before: String },
}

impl Obstacle {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchSigner(_) => "not_found",
            Self::NotInProgress(_) => "not_in_progress",
            Self::AlreadyDone(_) => "already_done",
            Self::OnlyViews(_) => "only_views",
            Self::AccessCode(_) => "access_code",
            Self::OutOfTurn { .. } => "out_of_turn",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchSigner(who) => write!(f, "there is no signer {who}"),
            Self::NotInProgress(status) => write!(f, "the document is {}", status.name()),
            Self::AlreadyDone(who) => write!(f, "{who} has acted already"),
            Self::OnlyViews(who) => write!(f, "{who} only views the document"),
            Self::AccessCode(who) => write!(f, "{who} must give the access code"),
            Self::OutOfTurn { who, before } => {
                write!(f, "it is not the turn of {who}; first it is that of {before}")
            }
        }
    }
}

impl Document {
    pub(super) fn file_key(&self) -> String {
        format!("opensign/{}/{}", self.id, crate::storage::slug(&format!("{}.pdf", self.title)))
    }

    fn signed_key(&self) -> String {
        format!("opensign/{}/signed.pdf", self.id)
    }

    fn certificate_key(&self) -> String {
        format!("opensign/{}/certificate.pdf", self.id)
    }

    pub(super) fn status(&self, now: Time) -> Status {
        let end = self.created.plus(self.options.number("timeToCompleteDays").saturating_mul(Time::DAY));
        match self {
            Self { completed: Some(_), .. } => Status::Completed,
            Self { declined: Some(_), .. } => Status::Declined,
            Self { draft: true, .. } => Status::Draft,
            _ if end <= now => Status::Expired,
            _ => Status::InProgress,
        }
    }

    fn open(&self) -> impl Iterator<Item = &Signer> {
        self.signers.iter().filter(|one| one.done.is_none() && one.part != Part::Viewer)
    }

    /// Who has been asked to act and has not, by e-mail address.
    pub(super) fn waiting_for(&self, now: Time) -> Vec<String> {
        if self.status(now) != Status::InProgress {
            return Vec::new();
        }
        let count = if self.options.is("sendInOrder") { 1 } else { usize::MAX };
        self.open().take(count).map(|one| one.email.clone()).collect()
    }

    /// Mails those whose turn it is and who were not mailed yet.
    pub(super) fn invite(&mut self, now: Time) {
        let next = self.waiting_for(now);
        if !self.options.is("send_email") {
            return;
        }
        for signer in self.signers.iter_mut().filter(|one| one.mails == 0) {
            if next.contains(&signer.email) || signer.part == Part::Viewer {
                signer.mails += 1;
            }
        }
    }

    /// Someone, by e-mail address, contact or position, who could act now.
    fn actor(&self, who: &str, access_code: &str, now: Time) -> Result<usize, Obstacle> {
        let position = who.parse::<usize>().ok().filter(|at| *at < self.signers.len());
        let found = self.signers.iter().position(|one| one.email == who || one.contact == who).or(position);
        let at = found.ok_or_else(|| Obstacle::NoSuchSigner(who.to_owned()))?;
        let status = self.status(now);
        if status != Status::InProgress {
            return Err(Obstacle::NotInProgress(status));
        }
        let signer = &self.signers[at];
        if signer.access_code != access_code {
            return Err(Obstacle::AccessCode(signer.email.clone()));
        }
        Ok(at)
    }

    /// Someone opens it.
    pub(super) fn view(&mut self, who: &str, access_code: &str, now: Time) -> Result<usize, Obstacle> {
        let at = self.actor(who, access_code, now)?;
        self.signers[at].viewed.get_or_insert(now);
        Ok(at)
    }

    /// Someone signs or approves.
    pub(super) fn sign(
        &mut self,
        who: &str,
        access_code: &str,
        responses: &Map<String, Value>,
        storage: &mut Storage,
        now: Time,
    ) -> Result<usize, Obstacle> {
        let at = self.actor(who, access_code, now)?;
        let signer = &self.signers[at];
        let email = signer.email.clone();
        if signer.part == Part::Viewer {
            return Err(Obstacle::OnlyViews(email));
        }
        if signer.done.is_some() {
            return Err(Obstacle::AlreadyDone(email));
        }
        if self.options.is("sendInOrder")
            && self.options.is("send_in_order_strict")
            && let Some(before) =
                self.signers[..at].iter().find(|one| one.done.is_none() && one.part != Part::Viewer)
        {
            return Err(Obstacle::OutOfTurn { who: email, before: before.email.clone() });
        }
        let signer = &mut self.signers[at];
        signer.viewed.get_or_insert(now);
        signer.done = Some(now);
        signer.fill(responses, now);
        self.updated = now;
        if self.open().next().is_none() {
            self.completed = Some(now);
            self.seal(storage, now);
        } else {
            self.invite(now);
        }
        Ok(at)
    }

    /// Someone declines.
    pub(super) fn decline(&mut self, who: &str, access_code: &str, now: Time) -> Result<usize, Obstacle> {
        let at = self.actor(who, access_code, now)?;
        self.end(now);
        Ok(at)
    }

    /// Declined, or revoked.
    pub(super) fn end(&mut self, now: Time) {
        self.declined = Some(now);
        self.updated = now;
    }

    /// Makes the signed file and the certificate.
    fn seal(&self, storage: &mut Storage, now: Time) {
        let original = storage.get(&self.file_key()).map(|object| object.bytes.clone()).unwrap_or_default();
        let done = self.signers.iter().filter(|one| one.done.is_some());
        let signers = done.map(|one| pdf::Signer {
            name: one.name.clone(),
            email: one.email.clone(),
            position: Some(one.role.clone()).filter(|role| !role.is_empty()),
            signed_at: one.done.unwrap_or(now).readable(),
            method: if one.part == Part::Approver { "approval" } else { "signature" }.to_owned(),
        });
        let in_order = if self.options.is("sendInOrder") { "one after the other" } else { "in any order" };
        let statement = Statement {
            provider: "OpenSign",
            title: self.title.clone(),
            case_id: self.id.clone(),
            case_key: in_order.to_owned(),
            document: format!("{}.pdf", self.title),
            created_at: self.created.readable(),
            completed_at: now.readable(),
            signers: signers.collect(),
        };
        let mut signed = pdf::sign(&original, &statement);
        let mut blocks = vec![
            Block::heading(1, "Certificate of completion").on_new_page(),
            Block::small("Made by the OpenSign sandbox. It has no legal effect."),
            Block::rule(),
            Block::strong(&self.title),
            Block::text(format!("Document: {}", self.id)),
            Block::text(format!("Owner: {} ({})", self.owner, self.owner_email)),
            Block::text(format!("Completed: {}", now.readable())),
        ];
        for signer in &self.signers {
            let time = |time: Option<Time>| time.map_or_else(|| "never".to_owned(), Time::readable);
            blocks.push(Block::rule());
            blocks.push(Block::strong(format!("{} ({})", signer.name, signer.email)));
            blocks.push(Block::text(format!("Viewed: {}", time(signer.viewed))));
            blocks.push(Block::text(format!("Signed: {}", time(signer.done))));
        }
        if self.options.is("merge_certificate") {
            signed = pdf::append(&signed, &blocks).unwrap_or(signed);
        }
        let certificate = pdf::document("Certificate of completion", &blocks);
        storage.put(&self.signed_key(), "application/pdf", signed);
        storage.put(&self.certificate_key(), "application/pdf", certificate);
    }

    /// A link to the file as it is now.
    pub(super) fn file_link(&self, storage: &Storage, now: Time) -> String {
        let key = if self.completed.is_some() { self.signed_key() } else { self.file_key() };
        storage.link(&key, LINK_LIFE, now)
    }

    /// A link to the certificate; empty where there is none.
    pub(super) fn certificate_link(&self, storage: &Storage, now: Time) -> String {
        let key = self.completed.map(|_| self.certificate_key());
        key.map_or_else(String::new, |key| storage.link(&key, LINK_LIFE, now))
    }

    /// As lists have it.
    pub(super) fn summary(&self, folder: &Value, version: Version, storage: &Storage, now: Time) -> Value {
        let mut json = self.common(folder, storage, now);
        let with_widgets = version < Version::V1_2;
        json["signers"] = self.signers.iter().map(|one| one.json(with_widgets)).collect();
        self.options.show(&SHOWN, version, &mut json);
        json
    }

    /// As get answers.
    pub(super) fn whole(&self, folder: &Value, version: Version, storage: &Storage, now: Time) -> Value {
        let mut json = self.common(folder, storage, now);
        json["status"] = self.status(now).name().into();
        json["certificate"] = self.certificate_link(storage, now).into();
        json["signers"] = self.signers.iter().map(|one| one.json(true)).collect();
        let trail = self.signers.iter().filter(|one| one.viewed.is_some()).map(|one| {
            let mut entry = json!({"email": one.email});
            for (name, time) in [("viewed", one.viewed), ("signed", one.done)] {
                if let Some(time) = time {
                    entry[name] = time.iso().into();
                }
            }
            entry
        });
        json["audit_trail"] = trail.collect();
        self.options.show(&SHOWN, version, &mut json);
        self.options.show(&["pen_colors", "bcc", "cc"], version, &mut json);
        json
    }

    fn common(&self, folder: &Value, storage: &Storage, now: Time) -> Value {
        let mut json = json!({
            "objectId": self.id,
            "file": self.file_link(storage, now),
            "title": self.title,
            "folder": folder,
            "owner": self.owner,
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
        });
        if let Some(id) = &self.template_id {
            json["template_id"] = id.as_str().into();
        }
        json
    }
}

/// Options that every answer about documents and templates has.
pub(super) const SHOWN: [&str; 9] = [
    "note",
    "sendInOrder",
    "send_in_order_strict",
    "allow_offline_sign",
    "enableTour",
    "redirect_url",
    "allow_modifications",
    "auto_reminder",
    "remind_once_in_every",
];
