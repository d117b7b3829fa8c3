//! One folder per construct in `xtask/tests/golden`: a piece of a document, and what comes of it.
//!
//! `input.yaml` is joined to `head.yaml`, so it holds only the construct; its `schemas` go under `components`. Expected are `ir.json` and one file per
//! language with what the construct adds to an empty document's output. After a wanted change:
//!
//! ```text
//! UPDATE=1 cargo test -p xtask golden
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::ir::{Ir, Provider};
use super::outputs::OUTPUTS;
use super::render::{Rendered, Templates};
use super::{File, Formatter, generate, read, write};
use crate::workspace::Workspace;

const LANGUAGES: [(&str, &[&str]); 4] = [
    ("rust.rs", &["rs"]),
    ("python.py", &["py", "pyi"]),
    ("node.ts", &["ts", "mts", "mjs"]),
    ("kotlin.kt", &["kt"]),
];

#[test]
fn golden_folders_give_what_they_expect() {
    let workspace = Workspace::find();
    let folder = workspace.path("xtask/tests/golden");
    let head = fs::read_to_string(folder.join("head.yaml")).expect("the shared head is there");
    let empty = provider(&head, "paths: {}\n").expect("the head alone is a document");
    let (empty_json, baseline) = (json(&empty), snippets(&workspace, empty));
    let mut stale = Vec::new();
    for construct in folders(&folder) {
        let input = fs::read_to_string(construct.join("input.yaml")).expect("every folder has an input.yaml");
        let name = construct.file_name().expect("folders have names").to_string_lossy().into_owned();
        let provider = provider(&head, &input).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let mut expected = vec![("ir.json", text_beyond(&json(&provider), &empty_json))];
        let after = snippets(&workspace, provider);
        for (file, _) in LANGUAGES {
            let outputs = after.iter().zip(&baseline).filter(|(output, _)| output.file == file);
            expected.push((file, outputs.map(|(output, before)| output.beyond(before)).collect()));
        }
        for (file, text) in expected {
            let path = construct.join(file);
            if text.is_empty() || fs::read_to_string(&path).is_ok_and(|current| current == text) {
                continue;
            }
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, &text).expect("golden files can be written");
            } else {
                stale.push(format!("{name}/{file}"));
            }
        }
    }
    assert!(stale.is_empty(), "differ (UPDATE=1 rewrites them): {}", stale.join(", "));
}

#[test]
fn adding_an_endpoint_changes_no_hand_written_file() {
    let workspace = Workspace::find();
    let document =
        fs::read_to_string(workspace.path("core/openapi/nextsign.yaml")).expect("the document is there");
    let (before, after) = document.split_once("\nwebhooks:\n").expect("paths end where webhooks begin");
    let changed = format!("{before}\n{REMIND}\nwebhooks:\n{after}");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let documents = folder.path().join("core/openapi");
    fs::create_dir_all(&documents).expect("a temporary folder can be written");
    fs::write(documents.join("nextsign.yaml"), changed).expect("a temporary folder can be written");

    let ir = read::folder(&documents).expect("the changed document is right");
    let files = generate(&workspace, &ir, OUTPUTS.iter()).expect("it can be generated");
    write(folder.path(), &files).expect("a temporary folder can be written");

    for (language, extensions) in LANGUAGES {
        let files: Vec<&File> =
            files.iter().filter(|file| extensions.contains(&extension(&file.path))).collect();
        let found = files
            .iter()
            .any(|file| file.text.to_lowercase().contains("remind_now") || file.text.contains("remindNow"));
        assert!(found, "{language} has no cases.remind_now");
    }
    for file in &files {
        assert!(file.text.contains("@generated"), "{} is not marked as generated", file.path);
    }
}

const REMIND: &str = "
  /v2/{company}/case/{case_id}/remind:
    parameters:
      - $ref: '#/components/parameters/company'
      - $ref: '#/components/parameters/case_id'
    post:
      operationId: cases.remind_now
      tags: [cases]
      summary: Remind the recipients of a case.
      x-signbridge: { safety: action, envelope: { member: [case] } }
      responses:
        '200':
          description: The case.
          content:
            application/json:
              schema:
                type: object
                properties:
                  case: { $ref: '#/components/schemas/Case' }
";

#[test]
fn what_a_credential_looks_like_is_read_from_its_pattern() {
    let workspace = Workspace::find();
    let head =
        fs::read_to_string(workspace.path("xtask/tests/golden/head.yaml")).expect("the shared head is there");
    let head = head.replace("scheme: key }", "scheme: key, pattern: '^k_[A-Za-z0-9_-]{44}$' }");
    let provider = provider(&head, "paths: {}\n").expect("the pattern is of the supported form");
    let shape = provider.credential.shape.expect("there is a pattern");
    assert_eq!((shape.prefix.as_str(), shape.length), ("k_", 44));
    assert_eq!(shape.characters, [('A', 'Z'), ('a', 'z'), ('0', '9'), ('_', '_'), ('-', '-')]);
    assert_eq!(shape.words, "k_ and 44 characters of A-Z, a-z, 0-9, _, -");
}

#[test]
fn what_an_api_version_lacks_reaches_the_operation_table() {
    let workspace = Workspace::find();
    let head =
        fs::read_to_string(workspace.path("xtask/tests/golden/head.yaml")).expect("the shared head is there");
    let versions = "versions: { argument: api_version, env: SAMPLE_VERSION, placeholder: version, names: [v1, v2], description: V. }";
    let with_versions = head.replace("environments: [", &format!("{versions}\n  environments: ["));
    let read = |head: &str| provider(head, VERSIONED);
    let provider = read(&with_versions).expect("the root lists the versions");
    let method = &provider.resources[0].methods[0];
    assert_eq!(method.segments[0], super::ir::Segment::Version);
    assert_eq!(method.since.as_deref(), Some("v2"));
    let newer: Vec<_> = method.newer_members.iter().map(|(member, _)| member.as_str()).collect();
    assert_eq!(newer, ["cc", "signers[].code"]);
    let error = read(&with_versions.replace("[v1, v2]", "[v1]")).err().map(|error| format!("{error:#}"));
    assert!(error.unwrap_or_default().contains("the root knows no version v2"));
}

const VERSIONED: &str = "
paths:
  /{version}/things:
    post:
      operationId: things.create
      summary: Do it.
      x-signbridge: { safety: create, since: v2 }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
      responses: { '200': { description: Done. } }
schemas:
  Thing:
    type: object
    description: A thing.
    properties:
      title: { type: string, description: Title. }
      cc: { type: string, description: Copy., x-signbridge: { since: v2 } }
      signers: { type: array, description: Who., items: { $ref: '#/components/schemas/Signer' } }
  Signer:
    type: object
    description: Who signs.
    properties:
      code: { type: string, description: Code., x-signbridge: { since: v2 } }
";

#[test]
fn mistakes_in_a_document_are_named() {
    let workspace = Workspace::find();
    let head =
        fs::read_to_string(workspace.path("xtask/tests/golden/head.yaml")).expect("the shared head is there");
    let ok = "responses: {'200': {description: Done.}}";
    for (operation, problem) in [
        (format!("operationId: things.get, summary: S, {ok}"), "things.get has no safety class"),
        (
            format!("operationId: get, summary: S, x-signbridge: {{safety: read}}, {ok}"),
            "get is not resource.method",
        ),
        (
            format!("operationId: others.get, summary: S, x-signbridge: {{safety: read}}, {ok}"),
            "others.get belongs to no tag",
        ),
        (
            format!("operationId: things.get, x-signbridge: {{safety: read}}, {ok}"),
            "things.get has no summary",
        ),
        (
            format!("operationId: things.get, summary: S, x-signbridge: {{safety: safe}}, {ok}"),
            "unknown variant `safe`",
        ),
        (
            format!("operationId: things.get, summary: S, x-signbridge: {{safty: read}}, {ok}"),
            "unknown field `safty`",
        ),
        (
            "operationId: things.get, summary: S, x-signbridge: {safety: read}".to_owned(),
            "there is no success response",
        ),
        (
            format!(
                "operationId: things.get, summary: S, parameters: [{{name: timeout, in: query, description: D, schema: {{type: string}}}}], x-signbridge: {{safety: read}}, {ok}"
            ),
            "timeout is the name of a call option",
        ),
        (
            format!(
                "operationId: things.get, summary: S, parameters: [{{name: mode, in: query, description: D, schema: {{type: string, enum: [a, b]}}}}], x-signbridge: {{safety: read}}, {ok}"
            ),
            "an enum needs a name",
        ),
        (
            format!(
                "operationId: things.get, summary: S, requestBody: {{content: {{application/json: {{schema: {{type: string}}}}}}}}, x-signbridge: {{safety: read}}, {ok}"
            ),
            "a JSON body must be an object under components/schemas",
        ),
    ] {
        let input = format!("paths:\n  /things:\n    get: {{{operation}}}\n");
        let error = provider(&head, &input).err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains(problem), "{operation}: expected {problem:?}, got {error:?}");
    }
    let pattern = head.replace("scheme: key }", "scheme: key, pattern: '^k_.*$' }");
    let error = provider(&pattern, "paths: {}\n").err().map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(error.contains("^k_.*$ is not of the form"), "{error}");
    let error = provider(&head, "paths:\n  /things/{id}:\n    get: {operationId: things.get}\n").err();
    let error = error.map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(error.contains("{id} is not described in parameters"), "{error}");
}

/// Joins the construct to the head, which ends inside `components`: what follows `schemas:` belongs there.
fn provider(head: &str, input: &str) -> anyhow::Result<Provider> {
    if input.starts_with("openapi:") {
        return read::document(input);
    }
    let (paths, schemas) = input.split_once("schemas:\n").unwrap_or((input, ""));
    let schemas = if schemas.is_empty() {
        String::new()
    } else {
        format!("  schemas:\n{schemas}").replace('\n', "\n    ")
    };
    read::document(&format!("{paths}\n{head}{schemas}\n"))
}

/// One output of a document.
struct Snippet {
    /// The golden file that it goes to.
    file: &'static str,
    /// A comment with the output's own name.
    mark: String,
    text: String,
}

impl Snippet {
    /// What it has beyond the same output of an empty document.
    fn beyond(&self, empty: &Self) -> String {
        let added = added(&empty.text, &self.text);
        if added.is_empty() { added } else { format!("{}\n{added}", self.mark) }
    }
}

/// The outputs of a document. Rust is formatted; other formatters may not be installed where this runs.
fn snippets(workspace: &Workspace, provider: Provider) -> Vec<Snippet> {
    let templates = Templates::load(&workspace.path("xtask/templates"));
    let ir = Ir { catalogue_hash: "0".repeat(64), providers: vec![provider] };
    let mut snippets = Vec::new();
    for output in OUTPUTS.iter().filter(|output| output.path.contains('{')) {
        for rendered in templates.render(output, &ir).unwrap_or_else(|error| panic!("{error:#}")) {
            let Rendered { path, text } = rendered;
            let text = match output.formatter {
                Formatter::Rust => Formatter::Rust.format(workspace, &path, &text),
                _ => Ok(Some(text)),
            };
            let text =
                text.unwrap_or_else(|error| panic!("{error:#}")).expect("rustfmt is part of the toolchain");
            let language = LANGUAGES.iter().find(|(_, extensions)| extensions.contains(&extension(&path)));
            let (file, _) = language.unwrap_or_else(|| panic!("{path} is of no known language"));
            let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
            let mark = format!("{} ---- {name}", if *file == "python.py" { "#" } else { "//" });
            snippets.push(Snippet { file, mark, text });
        }
    }
    snippets
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the golden folder is there");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// The lines of `after` that a longest common subsequence with `before` does not have.
fn added(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // Most lines are the same at both ends; only the middle needs the table.
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let mut lengths = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for (row, old_line) in old.iter().enumerate().rev() {
        for (column, new_line) in new.iter().enumerate().rev() {
            lengths[row][column] = if old_line == new_line {
                lengths[row + 1][column + 1] + 1
            } else {
                lengths[row + 1][column].max(lengths[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut text = String::new();
    while column < new.len() {
        let same = row < old.len() && old[row] == new[column];
        if same {
            row += 1;
        } else if row < old.len() && lengths[row + 1][column] >= lengths[row][column + 1] {
            row += 1;
            continue;
        }
        if !same && !new[column].trim().is_empty() {
            text.push_str(new[column].trim_end());
            text.push('\n');
        }
        column += 1;
    }
    text
}

/// The model without what is empty, and names as the wire has them.
fn json(provider: &Provider) -> Map<String, Value> {
    match compact(serde_json::to_value(provider).expect("the model is plain data")) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The members that an empty document does not have, as text.
fn text_beyond(members: &Map<String, Value>, empty: &Map<String, Value>) -> String {
    let differs = |(key, value): &(&String, &Value)| empty.get(*key) != Some(*value);
    let members: Map<String, Value> =
        members.iter().filter(differs).map(|(key, value)| (key.clone(), value.clone())).collect();
    let mut text = serde_json::to_string_pretty(&members).expect("it is plain data");
    text.push('\n');
    text
}

fn compact(value: Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("wire") => members["wire"].clone(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, value)| (key, compact(value)));
            Value::Object(members.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(compact).collect()),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
