//! The template endpoints, and documents made from templates.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::document::{LINK_LIFE, SHOWN};
use super::documents::{self, Parts, signers};
use super::input::{Input, Options};
use super::people::{Signer, name_widgets, prefill, prefilled};
use super::refusal::Refusal;
use super::webhook::hmac;
use super::{Caller, Version, account, folders, listed};
use crate::clock::Time;
use crate::server::Request;
use crate::world::World;

const NOT_FOUND: Refusal = Refusal::NotFound("Template not found!");

#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) id: String,
    user: String,
    owner: String,
    pub(super) title: String,
    pub(super) folder: String,
    options: Options,
    prefill: Vec<Value>,
    pub(super) signers: Vec<Signer>,
    drafted: bool,
    created: Time,
    updated: Time,
}

impl Template {
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    fn file_key(&self) -> String {
        format!("opensign/{}/template.pdf", self.id)
    }

    fn json(&self, world: &World, version: Version, single: bool) -> Value {
        let file = world.storage.link(&self.file_key(), LINK_LIFE, world.clock.now());
        let old = version < Version::V1_2;
        let signer = |one: &Signer| {
            let mut json = one.json(single || old);
            let widgets = json.get_mut("widgets").and_then(Value::as_array_mut);
            for widget in widgets.into_iter().flatten() {
                // The one place with a capital letter.
                if let Some(size) = widget["options"].as_object_mut().and_then(|one| one.remove("fontsize")) {
                    widget["options"]["fontSize"] = size;
                }
            }
            json
        };
        let mut json = json!({
            "objectId": self.id,
            "title": self.title,
            "file": file,
            "owner": self.owner,
            "signers": self.signers.iter().map(signer).collect::<Vec<_>>(),
            "createdAt": self.created.iso(),
            "updatedAt": self.updated.iso(),
        });
        self.options.show(&SHOWN, version, &mut json);
        if old {
            json["folder"] = folders::reference(world, &self.folder);
        }
        if version == Version::V1_2 || (single && version == Version::V1_1) {
            json["prefill"] = json!({"widgets": self.prefill});
        }
        if single {
            const MORE: [&str; 8] = [
                "pen_colors",
                "sender_name",
                "sender_email",
                "notify_on_signatures",
                "merge_certificate",
                "timeToCompleteDays",
                "bcc",
                "cc",
            ];
            if version >= Version::V1_1 {
                self.options.show(&["description"], version, &mut json);
                self.options.show(&MORE, version, &mut json);
            }
        }
        json
    }
}

fn find<'a>(world: &'a mut World, caller: &Caller, id: &str) -> Result<&'a mut Template, Refusal> {
    let mut templates = world.opensign.templates.iter_mut();
    templates.find(|one| one.id == id && one.user == caller.user).ok_or(NOT_FOUND)
}

fn add(world: &mut World, caller: &Caller, request: &Request, drafted: bool) -> Result<String, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request)?;
    let file = input.file(&world.opensign.settings)?.ok_or(Refusal::Anything)?;
    let title = input.needed("title")?;
    let options = Options::read(&input, caller.version)?;
    let prefill = prefill(&input, caller.version, true)?;
    let mut signers = signers(&input, caller)?;
    name_widgets(&mut signers)?;
    let id = world.ids.mixed(10);
    let owner = account::find(world, caller)?.name.clone();
    let user = caller.user.clone();
    let folder = String::new();
    let template = Template {
        id: id.clone(),
        user,
        owner,
        title,
        folder,
        options,
        prefill,
        signers,
        drafted,
        created: now,
        updated: now,
    };
    world.storage.put(&template.file_key(), "application/pdf", file);
    world.opensign.templates.push(template);
    Ok(id)
}

pub(super) fn create(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let id = add(world, caller, request, false)?;
    Ok(json!({"objectId": id, "message": "Template created successfully!"}))
}

pub(super) fn publish(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let id = add(world, caller, request, false)?;
    let url = format!("{}/publicsign?templateid={id}", caller.realm.app());
    Ok(json!({"template_id": id, "public_url": url, "message": "Public template created successfully!"}))
}

pub(super) fn draft(world: &mut World, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let id = add(world, caller, request, true)?;
    let issued = world.clock.now().0 / Time::SECOND;
    let account = account::find(world, caller)?;
    let claims = json!({"user_email": account.email, "template_id": id, "iat": issued});
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", part(json!({"alg": "HS256", "typ": "JWT"})), part(claims));
    // Signed with the API token itself, as the provider does.
    let signature = URL_SAFE_NO_PAD.encode(hmac(account.token.as_bytes(), signed.as_bytes()));
    let url = format!("{}/drafttemplate/{signed}.{signature}", caller.realm.app());
    Ok(json!({"objectId": id, "url": url}))
}

pub(super) fn get(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let template = find(world, caller, id)?.clone();
    Ok(template.json(world, caller.version, true))
}

pub(super) fn update(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let input = Input::read(request)?;
    let mut names = Options::changeable(caller.version);
    names.push("file");
    if caller.version >= Version::V1_2 {
        names.push("file_password");
    }
    input.only(&names)?;
    find(world, caller, id)?;
    let (name, folder) = (input.text("name")?, input.text("folderId")?);
    folders::place(world, caller, folder.as_deref().unwrap_or_default())?;
    let file = input.file(&world.opensign.settings)?;
    let template = find(world, caller, id)?;
    template.options.change(&input, caller.version)?;
    template.title = name.unwrap_or_else(|| template.title.clone());
    template.folder = folder.unwrap_or_else(|| template.folder.clone());
    template.updated = now;
    let key = template.file_key();
    if let Some(file) = file {
        world.storage.put(&key, "application/pdf", file);
    }
    Ok(json!({"objectId": id, "updatedAt": now.iso()}))
}

pub(super) fn delete(world: &mut World, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    find(world, caller, id)?;
    world.opensign.templates.retain(|one| one.id != id);
    Ok(json!({"objectId": id, "deletedAt": world.clock.now().iso()}))
}

pub(super) fn list(world: &World, caller: &Caller, request: &Request) -> Value {
    let own = world.opensign.templates.iter().rev().filter(|one| one.user == caller.user);
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|one| std::cmp::Reverse(one.updated));
    listed(request, own.into_iter().map(|one| one.json(world, caller.version, false)).collect())
}

/// `createdocument/{template_id}`.
pub(super) fn make(
    world: &mut World,
    caller: &Caller,
    id: &str,
    request: &Request,
) -> Result<Value, Refusal> {
    let input = Input::read(request)?;
    let id = from_template(world, caller, id, &input)?;
    documents::sent(world, caller, &id)
}

/// Makes a document from a template and answers with its id.
pub(super) fn from_template(
    world: &mut World,
    caller: &Caller,
    id: &str,
    input: &Input,
) -> Result<String, Refusal> {
    let template = find(world, caller, id).map_err(|_| Refusal::NotFound("Invalid template id!"))?.clone();
    if template.signers.is_empty() || template.signers.iter().any(Signer::lacks_signature) {
        return Err(Refusal::UnfinishedTemplate);
    }
    let given = input.list("signers")?.ok_or(Refusal::Anything)?;
    let signers = template.signers.iter().map(|place| {
        let taker = given.iter().find(|one| one["role"] == place.role.as_str());
        place.taken_by(taker.ok_or(Refusal::RoleMissing)?, caller.version)
    });
    let signers: Vec<_> = signers.collect::<Result<_, _>>()?;
    if signers.iter().any(|one| one.email.is_empty()) {
        return Err(Refusal::RoleMissing);
    }
    let file = match input.file(&world.opensign.settings)? {
        Some(file) => file,
        None => {
            let kept = world.storage.get(&template.file_key());
            kept.map(|object| object.bytes.to_vec()).unwrap_or_default()
        }
    };
    let folder = input.text("folderId")?.unwrap_or_default();
    folders::place(world, caller, &folder)?;
    let title = input.text("title")?.filter(|title| !title.is_empty());
    let parts = Parts {
        file,
        title: title.unwrap_or(template.title),
        folder,
        options: template.options.overridden(input, caller.version),
        prefill: prefilled(&template.prefill, input)?,
        signers,
        template_id: Some(template.id),
        draft: false,
        from_draft: template.drafted,
    };
    documents::add(world, caller, parts)
}
