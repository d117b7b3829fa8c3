//! `cargo xtask generate`: from `core/openapi/*.yaml` to the operation tables, typed models and façades.
//!
//! An endpoint is described once, in a document. [`read`] turns the documents into the small model in [`ir`], one
//! template per output lays that out, the language's own formatter finishes it, and the result is committed:
//!
//! ```text
//! cargo xtask generate            # write what changed
//! cargo xtask generate --check    # fail and list what would change
//! cargo xtask generate --dump-ir  # print what templates see, as JSON
//! ```
//!
//! To add an output, add one line to the table in [`outputs`] and a template to `xtask/templates`.
//!
//! # The vocabulary `x-signbridge`
//!
//! Standard OpenAPI words are used wherever there is one. What they cannot say is under `x-signbridge`; unknown words
//! are errors, so a misspelling is noticed.
//!
//! **At the document's root**
//!
//! | word | meaning |
//! |---|---|
//! | `provider` | `nextsign`: module name and the border's `provider` |
//! | `class` | `NextSign`: client class and prose |
//! | `credential` | `{argument, env, scheme}`: constructor argument, environment variable, and the name of the `securitySchemes` entry (`http` with any scheme word, or `apiKey` in a header), whose description documents it. `pattern`, `^prefix[set]{number}$`, is what every credential looks like: another is refused before anything is sent |
//! | `tenant` | `{placeholder, argument, env, view, description}`: path placeholder that the client fills by itself; `view` names the method that switches it (`with_company`) |
//! | `versions` | `{argument, env, placeholder, names, description}`: API versions of which a client speaks one, as the path placeholder; oldest first, the last is the default. An address may end in one |
//! | `environments` | list of names; the first is the default. One without a server must be given an address |
//! | `environment-env` | environment variable with the name of one of them |
//! | `origins` | list of `{name, argument, env, description}`: server families that are configured apart |
//! | `limits` | list of `{requests, per-seconds, operations, description}`: the core keeps to them; `operations` are the ids of the methods that it counts, all if not given |
//! | `webhooks` | `{discriminator, signature}`: the payload member that names the event, and `{header, prefix, timestamp, secret}`: an HMAC-SHA256 over the body, in lower-case hexadecimal after `prefix`, in `header`; the header with the event's time, where there is one; what the secret is. Then all events have one schema, which may be a `discriminator`'s, and façades have a method that verifies a delivery |
//!
//! **On a server** (`servers` of the root or of a path): `origin` and `environment` say which base URL it is, `assumed`
//! why it is not certain.
//!
//! **On an operation.** `operationId` is `resource.method`; the resource is documented by the tag of that name.
//!
//! | word | meaning |
//! |---|---|
//! | `safety` | `read`, `idempotent`, `keyed`, `create` or `action`: what repeating does. Never guessed from the verb |
//! | `safety-reason` | why that class, where it is not obvious; reaches the docs |
//! | `envelope` | where the payload is: `none`, `array`, `bytes`, `{object: [members]}` (whole body, at least one must be there) `{member: [dotted members]}` (first present) or `{optional: [dotted members]}` (the first that is an object, a single dot for the whole body, else an empty one: for actions whose answer is not documented, so that it cannot turn a success into an error). Default: `none` |
//! | `payload` | schema name of the payload, or an inline schema, when it is not the whole response schema: the type behind the envelope |
//! | `items` | for lists: dotted member of the payload with the items, when it is not the payload itself |
//! | `pagination` | `{style: page-index, limit, index, default-limit}`, `{style: offset, limit, skip, default-limit, max-limit, undocumented}`, where `max-limit` is the most that a page holds whatever is asked, and `undocumented: true` says that neither default nor maximum are known, so a size is always sent and a short page is trusted only up to `default-limit`, or `{style: cursor, cursor, next, more}`, where `more` may name a member that is false on the last page |
//! | `timeout` | seconds for one attempt |
//! | `inline-files` | `{field, max-characters, max-decoded-bytes, accept, advice}`: checks on base64 files in a JSON body; `max-decoded-bytes` by environment, with `default` |
//! | `lookup` | `{field, list, get, ids, id, created, settle-seconds}`: how to look for what the call should have created, when its outcome is unknown: `field` is the member of the body, and of what is created, by which it is known again, made up where it is absent; `list` and `get` are ids of methods, `ids` the parameter of `get`, `id` and `created` members of an item; what is created may not be shown for `settle-seconds` |
//! | `since` | the oldest API version that has it |
//! | `filename` | for multipart: the text part that names the file; if there is no such part, an argument for the file's own name. For a JSON body with a file: the member that names it |
//! | `content-type` | the text part, or member of a JSON body, with the file's MIME type: it must be one that is taken, and in JSON the core fills it in |
//! | `max-bytes` | the most bytes that an uploaded file may have; more is refused before anything is sent |
//! | `follow` | payload member, or a list of them, with a URL to fetch, without credentials, for the bytes to return. With `envelope: bytes` the answer may also be the file, or redirect to it |
//! | `put` | `{file, description, accept, filename, content-type, size, url}`: the JSON body announces the argument `file`, whose bytes are then put, without credentials, to the URL at the payload's member `url`; the others name members of the announcement that the core fills in |
//! | `errors` | list of `{kind, description}` that arrive with a success status; others come from `responses` |
//! | `assumed` | a text, or a list of texts: what the provider does not say |
//! | `methods` | list: several façade methods on one endpoint. Each item has `method` (`resource.method`), optionally `content` (which request media type), `summary`, `description`, and any word above, which wins over the operation's |
//!
//! **On a response** other than success: `kind`, the error kind, where the status does not say it.
//!
//! **On a parameter, schema or property**
//!
//! | word | meaning |
//! |---|---|
//! | `assumed` | why it is not certain |
//! | `name` | the façades' name, where the wire's is unsuitable |
//! | `idempotency-key` | on a header parameter: it carries the idempotency key. There must be one where the safety is `keyed`. It is no argument: every call has an option for it, and the core makes a key when none is given |
//! | `sensitive` | personal or secret: never shown in `repr`, `toString` or logs |
//! | `since` | of a property, or of an alternative of a `discriminator`: the oldest API version that has it; sending it to an older one is refused |
//! | `json-text` | on a string: schema of the JSON that it holds; the core unpacks it, so models have that type |
//!
//! The scopes of an operation's `security` are what its credential needs; they reach the docs and permission errors.
//!
//! A `$ref` with siblings is written `allOf: [{$ref: …}]`: the parser drops what stands beside a bare `$ref`.
//! An open enum is `type: string` with `anyOf` of `{const, title, description}` and, last, `{type: string}`: `title`
//! names the value. A named union of primitives is a component schema with a list in `type`; an object that is one of
//! several is one with `discriminator`, whose alternatives (`oneOf`) each have that member as a `const`. Money is
//! `type: number` with `format: decimal`: exact in every language. A file as base64 in a body is `type: string` with
//! `format: file`, at the place that `inline-files` names: it is given as a file or as text.
//! Only component schemas become models; an inline object is any JSON.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::format::Formatter;
use self::ir::Ir;
use self::outputs::{OUTPUTS, Output};
use self::render::Templates;
use crate::workspace::Workspace;

mod format;
#[cfg(test)]
mod golden;
mod ir;
mod names;
mod outputs;
mod read;
mod render;
mod settings;

/// Arguments of `cargo xtask generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail and list the files that are stale.
    #[arg(long)]
    check: bool,
    /// Write nothing; print what templates see, as JSON.
    #[arg(long, conflicts_with = "check")]
    dump_ir: bool,
    /// Only outputs whose path contains this.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// Runs it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let workspace = Workspace::find();
    let ir = read::folder(&workspace.path("core/openapi"))?;
    if arguments.dump_ir {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &ir)?;
        writeln!(out)?;
        return Ok(());
    }
    let wanted =
        |output: &&Output| arguments.only.as_ref().is_none_or(|only| output.path.contains(only.as_str()));
    let files = generate(&workspace, &ir, OUTPUTS.iter().filter(wanted))?;
    if arguments.check { check(workspace.root(), &files) } else { write(workspace.root(), &files) }
}

/// A façade method, and the endpoint behind it.
pub(crate) struct Described {
    pub(crate) provider: String,
    /// `documents.upload_base64`.
    pub(crate) id: String,
    /// `POST /v3/company/{company}/file/upload`, which other methods may have too.
    pub(crate) endpoint: String,
}

/// Every façade method of the documents.
pub(crate) fn methods(workspace: &Workspace) -> Result<Vec<Described>> {
    let ir = read::folder(&workspace.path("core/openapi"))?;
    let mut methods = Vec::new();
    for provider in &ir.providers {
        for method in provider.resources.iter().flat_map(|resource| &resource.methods) {
            let endpoint = format!("{} {}", method.http, method.path);
            methods.push(Described { provider: provider.name.clone(), id: method.id.clone(), endpoint });
        }
    }
    Ok(methods)
}

/// A finished file.
struct File {
    path: String,
    text: String,
    /// The formatter that should have finished it, but is not installed.
    unformatted: Option<Formatter>,
}

fn generate<'a>(
    workspace: &Workspace,
    ir: &Ir,
    outputs: impl Iterator<Item = &'a Output>,
) -> Result<Vec<File>> {
    let templates = Templates::load(&workspace.path("xtask/templates"));
    let mut files = Vec::new();
    for output in outputs {
        for rendered in templates.render(output, ir)? {
            let formatted = output.formatter.format(workspace, &rendered.path, &rendered.text)?;
            files.push(File {
                unformatted: formatted.is_none().then_some(output.formatter),
                text: formatted.unwrap_or(rendered.text),
                path: rendered.path,
            });
        }
    }
    Ok(files)
}

/// Writes what differs. A file that cannot be formatted is written as the template left it, and said so.
fn write(root: &Path, files: &[File]) -> Result<()> {
    for file in files {
        if let Some(formatter) = file.unformatted {
            println!("unformatted  {}: {}", file.path, formatter.remedy());
        }
        let path = root.join(&file.path);
        if is_current(&path, &file.text) {
            continue;
        }
        let folder = path.parent().context("a generated file lies in a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(&path, &file.text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("written      {}", file.path);
    }
    println!("{} generated files are current", files.len());
    Ok(())
}

fn check(root: &Path, files: &[File]) -> Result<()> {
    let mut problems = Vec::new();
    for file in files {
        match file.unformatted {
            Some(formatter) => {
                problems.push(format!("{} cannot be checked: {}", file.path, formatter.remedy()));
            }
            None if is_current(&root.join(&file.path), &file.text) => {}
            None => problems.push(format!("{} is stale", file.path)),
        }
    }
    if problems.is_empty() {
        println!("{} generated files are current", files.len());
        return Ok(());
    }
    bail!("generated files differ; run `cargo xtask generate` and commit:\n  {}", problems.join("\n  "))
}

fn is_current(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|current| current == text)
}
