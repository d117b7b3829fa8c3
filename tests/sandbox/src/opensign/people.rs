//! Signers, and the widgets that they fill in.

use serde_json::{Map, Value, json};

use super::Version;
use super::input::Input;
use super::refusal::Refusal;
use crate::clock::Time;

/// Kinds of widgets, and since when. Those one signs oneself with are marked.
const KINDS: [(&str, Version, bool); 16] = [
    ("signature", Version::V1, true),
    ("stamp", Version::V1, true),
    ("initials", Version::V1, true),
    ("image", Version::V1, true),
    ("attachments", Version::V1_2, false),
    ("email", Version::V1, true),
    ("name", Version::V1, true),
    ("job title", Version::V1, true),
    ("company", Version::V1, true),
    ("date", Version::V1, true),
    ("textbox", Version::V1, true),
    ("checkbox", Version::V1, true),
    ("dropdown", Version::V1, false),
    ("radio button", Version::V1, false),
    ("number", Version::V1_1, true),
    ("cells", Version::V1_1, true),
];

/// What stands in a document before anyone signs; templates alone take dropdowns.
const PREFILLED: [&str; 6] = ["textbox", "date", "checkbox", "radio button", "image", "dropdown"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Signer,
    Viewer,
    Approver,
}

#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) part: Part,
    pub(super) access_code: String,
    /// As they are answered.
    pub(super) widgets: Vec<Value>,
    /// The id of the contact.
    pub(super) contact: String,
    pub(super) viewed: Option<Time>,
    pub(super) done: Option<Time>,
    pub(super) responses: Map<String, Value>,
    pub(super) mails: u32,
}

impl Signer {
    pub(super) fn read(value: &Value, version: Version, oneself: bool) -> Result<Self, Refusal> {
        let input = Input(value.as_object().cloned().ok_or(Refusal::Anything)?);
        let text = |name: &str| Ok(input.text(name)?.unwrap_or_default());
        let newest = version >= Version::V1_2 && !oneself;
        let part = match input.text("signer_role")?.filter(|_| newest).as_deref() {
            None | Some("signer") => Part::Signer,
            Some("viewer") => Part::Viewer,
            Some("approver") => Part::Approver,
            Some(_) => return Err(Refusal::Anything),
        };
        let widgets = match input.list("widgets")? {
            Some(widgets) => {
                widgets.iter().map(|one| widget(one, version, oneself)).collect::<Result<_, _>>()?
            }
            None if part == Part::Signer && !oneself => return Err(Refusal::Anything),
            None => Vec::new(),
        };
        if part == Part::Viewer && !widgets.is_empty() {
            return Err(Refusal::Anything);
        }
        Ok(Self {
            role: text("role")?,
            name: text("name")?,
            email: text("email")?,
            phone: text("phone")?,
            part,
            access_code: if newest { text("access_code")? } else { String::new() },
            widgets,
            contact: String::new(),
            viewed: None,
            done: None,
            responses: Map::new(),
            mails: 0,
        })
    }

    /// Someone who takes this place of a template, with the changes to its widgets.
    pub(super) fn taken_by(&self, value: &Value, version: Version) -> Result<Self, Refusal> {
        let input = Input(value.as_object().cloned().ok_or(Refusal::Anything)?);
        let mut bare = input.0.clone();
        bare.insert("widgets".to_owned(), json!([]));
        let person = Self::read(&Value::Object(bare), version, false)?;
        let mut widgets = self.widgets.clone();
        for change in input.list("widgets")?.unwrap_or_default() {
            let named = widgets.iter_mut().find(|one| one["options"]["name"] == change["name"]);
            let widget = named.ok_or(Refusal::Anything)?;
            let fixed = matches!(widget["type"].as_str(), Some("signature" | "stamp" | "initials" | "image"));
            if fixed {
                return Err(Refusal::Anything);
            }
            for (name, value) in change.as_object().into_iter().flatten().filter(|(name, _)| *name != "name")
            {
                let checked = widget["type"] == "checkbox" && name == "default";
                widget["options"][if checked { "selectedvalues" } else { name }] = value.clone();
            }
        }
        let or = |given: String, own: &String| if given.is_empty() { own.clone() } else { given };
        Ok(Self {
            role: self.role.clone(),
            name: or(person.name, &self.name),
            email: or(person.email, &self.email),
            phone: or(person.phone, &self.phone),
            part: if input.0.contains_key("signer_role") { person.part } else { self.part },
            access_code: or(person.access_code, &self.access_code),
            widgets,
            ..self.clone()
        })
    }

    pub(super) fn lacks_signature(&self) -> bool {
        self.part == Part::Signer && !self.widgets.iter().any(|one| one["type"] == "signature")
    }

    pub(super) fn json(&self, with_widgets: bool) -> Value {
        let mut json =
            json!({"role": self.role, "name": self.name, "email": self.email, "phone": self.phone});
        if with_widgets {
            json["widgets"] = self.widgets.clone().into();
        }
        json
    }

    /// What they have filled in: as told, else what stood there, else what is known of them.
    pub(super) fn fill(&mut self, given: &Map<String, Value>, now: Time) {
        for widget in &self.widgets {
            let name = widget["options"]["name"].as_str().unwrap_or_default();
            let drawn = matches!(widget["type"].as_str(), Some("signature" | "stamp" | "initials" | "image"));
            if drawn || name.is_empty() {
                continue;
            }
            let known: Value = match widget["type"].as_str() {
                Some("email") => self.email.as_str().into(),
                Some("name") => self.name.as_str().into(),
                Some("date") => now.iso()[..10].into(),
                Some("checkbox") => widget["options"].get("selectedvalues").cloned().unwrap_or(json!([])),
                _ => widget["options"].get("default").cloned().unwrap_or_else(|| "".into()),
            };
            let response = given.get(name).cloned().unwrap_or(known);
            self.responses.insert(name.to_owned(), response);
        }
    }
}

/// A widget as it is kept: complete, and with a name.
fn widget(value: &Value, version: Version, oneself: bool) -> Result<Value, Refusal> {
    let kind = value["type"].as_str().ok_or(Refusal::Anything)?;
    let known =
        KINDS.iter().any(|(name, since, alone)| *name == kind && version >= *since && (*alone || !oneself));
    let options = &value["options"];
    if !known || (options["signing_date"] == true && options.get("default").is_some()) {
        return Err(Refusal::Anything);
    }
    placed(value)
}

fn placed(value: &Value) -> Result<Value, Refusal> {
    let page = value["page"].as_u64().is_some_and(|page| page > 0);
    if !page || ["x", "y", "w", "h"].iter().any(|name| !value[*name].is_number()) {
        return Err(Refusal::Anything);
    }
    let mut kept = json!({"type": value["type"], "options": {}});
    for name in ["page", "x", "y", "w", "h"] {
        kept[name] = value[name].clone();
    }
    match &value["options"] {
        Value::Null => {}
        Value::Object(options) => kept["options"] = options.clone().into(),
        _ => return Err(Refusal::Anything),
    }
    Ok(kept)
}

/// The `prefill` of a document or template.
pub(super) fn prefill(input: &Input, version: Version, template: bool) -> Result<Vec<Value>, Refusal> {
    let Some(prefill) = input.object("prefill")?.filter(|_| version >= Version::V1_1) else {
        return Ok(Vec::new());
    };
    let widgets = prefill.list("widgets")?.unwrap_or_default().iter().map(|value| {
        let kind = value["type"].as_str().unwrap_or_default();
        if PREFILLED.contains(&kind) && (template || kind != "dropdown") {
            placed(value)
        } else {
            Err(Refusal::Anything)
        }
    });
    widgets.collect()
}

/// A template's prefilled widgets with the responses of a document.
pub(super) fn prefilled(own: &[Value], input: &Input) -> Result<Vec<Value>, Refusal> {
    let mut widgets = own.to_vec();
    let given = input.object("prefill")?;
    let given = given.as_ref().map(|prefill| prefill.list("widgets")).transpose()?.flatten();
    for one in given.unwrap_or_default() {
        let named = widgets.iter_mut().find(|widget| widget["options"]["name"] == one["name"]);
        let widget = named.ok_or(Refusal::Anything)?;
        let choices = widget["options"]["values"].as_array().cloned();
        let chosen = match &one["response"] {
            Value::Array(several) => several.clone(),
            single => vec![single.clone()],
        };
        if choices.is_some_and(|choices| !chosen.iter().all(|one| choices.contains(one))) {
            return Err(Refusal::Anything);
        }
        widget["options"]["response"] = one["response"].clone();
    }
    Ok(widgets)
}

/// Gives each widget without a name one, and refuses two of the same.
pub(super) fn name_widgets(signers: &mut [Signer]) -> Result<(), Refusal> {
    let mut names = std::collections::BTreeSet::new();
    let mut number = 0;
    for widget in signers.iter_mut().flat_map(|signer| &mut signer.widgets) {
        number += 1;
        let given = widget["options"]["name"].as_str().unwrap_or_default();
        let name = match given {
            "" => format!("{}-{number}", widget["type"].as_str().unwrap_or_default()),
            name => name.to_owned(),
        };
        widget["options"]["name"] = name.as_str().into();
        if !names.insert(name) {
            return Err(Refusal::Anything);
        }
    }
    Ok(())
}
