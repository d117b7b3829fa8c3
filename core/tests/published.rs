//! `core/openapi/opensign.yaml` against what OpenSign's own OpenAPI files say, member for member and version for version.
//!
//! The provider's files are not ours to copy; what they state is kept as facts in `published/opensign.txt`. Where our
//! document differs on purpose, [`DEVIATIONS`] says why, and a difference that is gone must leave the list.

#![expect(clippy::unwrap_used, reason = "a test fails where a document is not as it should be")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

const FACTS: &str = include_str!("published/opensign.txt");
const DOCUMENT: &str = include_str!("../openapi/opensign.yaml");
const VERSIONS: [&str; 3] = ["v1", "v1.1", "v1.2"];

/// A statement, and the first and last version in which it holds (as positions in [`VERSIONS`]).
type Statements = BTreeMap<String, (usize, usize)>;

/// Differences that are meant: a piece of the difference's text, and the reason.
const DEVIATIONS: &[(&str, &str)] = &[
    (" | status 400: only here", "a call without a token is refused so"),
    ("POST /createdocument | status 429: only here", "used up credits were seen to be told so"),
    ("POST /createdocument/{template_id} | status 429: only here", "the same"),
    ("POST /draftdocument | status 429: only here", "the same"),
    ("POST /selfsign | status 429: only here", "the same"),
    (
        "POST /createdocument/{template_id} | status 404: only here",
        "an unknown template was seen to be told so",
    ),
    ("POST /selfsign | required signers: only there", "there is no such member; `signer` is meant"),
    ("POST /webhook | required Url: only there", "there is no such member; `url` is meant, and works"),
    ("POST /webhook | required url: only here", "the same"),
    (
        "POST /createfolder | required foldername: only there",
        "there is no such member; `folderName` is meant",
    ),
    ("POST /createfolder | required folderName: only here", "the same"),
    ("PUT /folder/{folder_id} | required foldername: only there", "a folder may be moved and keep its name"),
    ("POST /createfolder | answer parentFolderName:string: only here", "one model for every folder"),
    ("answer form_data[].widgets[].response:string: only there", "checkboxes may answer with a list"),
    ("answer form_data[].widgets[].response:any: only here", "the same"),
    ("answer enableOTP:boolean: only here", "a server of 2024 answers it"),
    ("answer result[].enableOTP:boolean: only here", "the same"),
    ("POST /createdocument | body prefill.widgets[]<dropdown>", "one union; only templates take dropdowns"),
    ("POST /draftdocument | body prefill.widgets[]<dropdown>", "the same"),
    (
        "POST /selfsign | body signer.widgets[]<attachments>",
        "one union for every signer, and `assumed` there",
    ),
    ("POST /selfsign | body signer.widgets[]<dropdown>", "the same"),
    ("POST /selfsign | body signer.widgets[]<radio button>", "the same"),
    ("POST /selfsign | body signer.widgets[]<date>.options.readonly", "the same"),
    ("POST /selfsign | body signer.widgets[]<number>.options.readonly", "the same"),
    ("POST /publictemplate | body signers[].widgets[]<image>.options.hint", "the other templates have it"),
];

#[test]
fn our_document_says_what_the_provider_s_files_say() {
    let (theirs, ours) = (published(), described());
    assert_eq!(theirs.keys().filter(|one| !one.contains(" | ")).count(), 35, "operations");
    let mut differences = Vec::new();
    for name in theirs.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
        let line = match (theirs.get(name), ours.get(name)) {
            (Some(theirs), Some(ours)) if theirs == ours => continue,
            // Answers of every version are read by one lenient model.
            (Some(_), Some(_)) if name.contains(" | answer ") => continue,
            (Some(theirs), Some(ours)) => format!("{name}: {} there, {} here", span(*theirs), span(*ours)),
            (Some(_), None) => format!("{name}: only there"),
            // A widget is read with the options that it can be sent with; their files show but one or two.
            (None, _) if name.contains(" | answer ") && name.contains(".options.") => continue,
            (None, _) => format!("{name}: only here"),
        };
        differences.push(line);
    }
    let meant = |line: &String| DEVIATIONS.iter().any(|(piece, _)| line.contains(piece));
    let (_, slips): (Vec<_>, Vec<_>) = differences.iter().partition(|line| meant(line));
    assert!(slips.is_empty(), "{} differences:\n{slips:#?}", slips.len());
    for (piece, reason) in DEVIATIONS {
        let found = differences.iter().any(|line| line.contains(piece));
        assert!(found, "{piece} is no difference any more ({reason})");
    }
}

fn span((first, last): (usize, usize)) -> String {
    format!("{}..{}", VERSIONS[first], VERSIONS[last])
}

/// The table, as statements such as `GET /contactlist | query limit`.
fn published() -> Statements {
    let mut statements = Statements::new();
    let (mut operation, mut since) = (String::new(), 0);
    for line in FACTS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let Some(fact) = line.strip_prefix("  ") else {
            let (name, versions) = versions(line, (0, 2));
            (operation, since) = (name.to_owned(), versions.0);
            statements.insert(operation.clone(), versions);
            continue;
        };
        let mut words = fact.split(' ');
        let (kind, held) = versions(words.next().unwrap(), (since, 2));
        let mut state = |text: String| {
            statements
                .entry(format!("{operation} | {text}"))
                .and_modify(|before| before.0 = before.0.min(held.0))
                .or_insert(held);
        };
        if matches!(kind, "widget" | "prefill") {
            let list = match (operation.as_str(), kind) {
                (_, "prefill") => "prefill.widgets[]",
                ("POST /selfsign", _) => "signer.widgets[]",
                _ => "signers[].widgets[]",
            };
            let widget = words.next().unwrap().replace('_', " ");
            let from_template = operation == "POST /createdocument/{template_id}";
            if !from_template {
                state(format!("body {list}<{widget}>"));
            }
            for option in words {
                // In a template's document they are changes by name, whatever the widget.
                let (name, kind) = option.split_once(':').unwrap();
                state(match (from_template, name) {
                    (true, "default" | "response") => format!("body {list}.{name}:any"),
                    (true, _) => format!("body {list}.{option}"),
                    _ if kind == "array" => format!("body {list}<{widget}>.options.{name}[]:string"),
                    _ => format!("body {list}<{widget}>.options.{option}"),
                });
            }
            continue;
        }
        for word in words {
            match kind {
                "enum" => {
                    let (name, values) = word.split_once('=').unwrap();
                    values.split('|').for_each(|value| state(format!("enum {name} {value}")));
                }
                // Said by kind of widget, above.
                "body" if word.starts_with("prefill.widgets[].options.") => {}
                "body" if operation.ends_with("{template_id}") && word.contains("default:string") => {}
                "body" if operation.ends_with("{template_id}") && word.contains("response:string") => {}
                _ => state(format!("{kind} {word}")),
            }
        }
    }
    statements
}

/// `name@v1.1` or `name@v1..v1.1`; without it, what holds anyway.
fn versions(word: &str, anyway: (usize, usize)) -> (&str, (usize, usize)) {
    let Some((name, versions)) = word.split_once('@') else { return (word, anyway) };
    let (first, last) = versions.split_once("..").unwrap_or((versions, "v1.2"));
    (name, (position(first), position(last)))
}

fn position(version: &str) -> usize {
    VERSIONS.iter().position(|one| *one == version).unwrap()
}

/// Our document as statements of the same form.
fn described() -> Statements {
    let document: Value = yaml_serde::from_str(DOCUMENT).unwrap();
    let mut statements = Statements::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in ["get", "post", "put", "delete"] {
            let Some(operation) = item.get(verb) else { continue };
            let name = format!("{} {}", verb.to_uppercase(), path.trim_start_matches("/{version}"));
            let since = since(operation).unwrap_or(0);
            let mut state = |text: String, first: usize| {
                statements.insert(format!("{name} | {text}"), (first.max(since), 2));
            };
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            for parameter in [list(&item["parameters"]), list(&operation["parameters"])].concat() {
                let parameter = resolved(&document, &parameter);
                let (place, name) = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
                if name == "version" {
                    continue;
                }
                state(format!("{place} {name}"), 0);
                for value in constants(resolved(&document, &parameter["schema"])) {
                    state(format!("enum {name} {value}"), 0);
                }
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                state(format!("status {status}"), 0);
                let schema = &resolved(&document, response)["content"]["application/json"]["schema"];
                if status == "200" {
                    let mut members = Members { document: &document, answer: true, found: BTreeMap::new() };
                    members.read(schema, "", 0);
                    members
                        .found
                        .into_iter()
                        .for_each(|(text, first)| state(format!("answer {text}"), first));
                }
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_null() {
                statements.insert(name, (since, 2));
                continue;
            }
            let mut members = Members { document: &document, answer: false, found: BTreeMap::new() };
            members.read(schema, "", 0);
            for (text, first) in members.found {
                let text = match text.split_once(" = ") {
                    Some((name, value)) => format!("enum {name} {value}"),
                    None => format!("body {text}"),
                };
                state(text, first);
            }
            for member in required(&document, schema) {
                state(format!("required {member}"), 0);
            }
            statements.insert(name, (since, 2));
        }
    }
    statements
}

struct Members<'a> {
    document: &'a Value,
    answer: bool,
    /// `signers[].name:string`, with the first version that has it.
    found: BTreeMap<String, usize>,
}

impl Members<'_> {
    fn say(&mut self, text: String, first: usize) {
        let known = self.found.entry(text).or_insert(first);
        *known = first.min(*known);
    }

    fn read(&mut self, schema: &Value, at: &str, first: usize) {
        let document = self.document;
        let first = first.max(since(schema).unwrap_or(0));
        let schema = resolved(document, schema);
        let first = first.max(since(schema).unwrap_or(0));
        let mut leaf = schema.get("type").is_some();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.read(part, at, first);
            leaf = false;
        }
        for kind in schema["oneOf"].as_array().into_iter().flatten() {
            self.variant(kind, at, first);
            leaf = false;
        }
        if let Some(items) = schema.get("items") {
            self.read(items, &format!("{at}[]"), first);
            return;
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if member["readOnly"] == true && !self.answer {
                continue;
            }
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            self.read(member, &at, first);
        }
        match schema["type"].as_str() {
            Some("object") => {}
            Some(kind) if leaf => {
                let kind = if kind == "integer" { "number" } else { kind };
                self.say(format!("{at}:{kind}"), first);
                if at.ends_with("signer_role") {
                    for value in constants(schema) {
                        self.say(format!("{at} = {value}"), first);
                    }
                }
            }
            _ if schema.get("allOf").is_none() && schema.get("oneOf").is_none() => {
                self.say(format!("{at}:any"), first);
            }
            _ => {}
        }
    }

    /// One kind of widget: its place belongs to all, its options to itself.
    fn variant(&mut self, schema: &Value, at: &str, first: usize) {
        let mut own = Members { document: self.document, answer: self.answer, found: BTreeMap::new() };
        own.read(schema, "", first);
        let kind = kind_of(self.document, schema);
        let first = first.max(since(resolved(self.document, schema)).unwrap_or(0));
        if !self.answer {
            self.say(format!("{at}<{kind}>"), first);
        }
        for (text, first) in own.found {
            // Answers are described by members alone; what a kind has is read by whoever knows the kind.
            match text.strip_prefix("options.") {
                Some(option) if self.answer => self.say(format!("{at}.options.{option}"), first),
                Some(option) => self.say(format!("{at}<{kind}>.options.{option}"), first),
                None => self.say(format!("{at}.{text}"), first),
            }
        }
    }
}

fn since(schema: &Value) -> Option<usize> {
    schema["x-signbridge"]["since"].as_str().map(position)
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// The values that an open enumeration offers.
fn constants(schema: &Value) -> Vec<String> {
    let values = schema["anyOf"].as_array().into_iter().flatten();
    values.filter_map(|one| one["const"].as_str().map(ToOwned::to_owned)).collect()
}

fn kind_of(document: &Value, schema: &Value) -> String {
    let parts = resolved(document, schema)["allOf"].as_array().unwrap();
    let kind = parts.iter().find_map(|part| part["properties"]["type"]["const"].as_str());
    kind.unwrap().to_owned()
}

fn required(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = resolved(document, schema);
    let own =
        schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned());
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| required(document, part));
    own.chain(parts).collect()
}
