//! Which operation is described, emulated, and called from which language: a table whose holes fail the tests.
//!
//! ```text
//!                                         described  emulated  rust  python  node  kotlin
//! nextsign   cases.create                     ✓          ✓       ✓      ✓      ✓      ✓
//! ```
//!
//! *Described* is what `core/openapi` has; *emulated*, what the sandbox's own tests saw it answer with success and as
//! described (each provider's test leaves a list); *called*, what the scenarios against the sandbox call with success in a
//! language whose runner passed them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::generate;
use crate::steps::Steps;
use crate::toolchain::Language;
use crate::workspace::{Profile, Workspace};

/// An operation as `(provider, operation)`.
type Operations = BTreeSet<(String, String)>;

/// A scenario against the sandbox, as `signbridge-scenarios calls` tells it.
#[derive(Deserialize)]
struct Calls {
    provider: String,
    operations: BTreeSet<String>,
}

/// Where the sandbox's tests of a provider leave what they saw.
fn emulated_file(provider: &str) -> String {
    format!("scenarios/emulated-{provider}.json")
}

/// What a run leaves, to be forgotten before the next.
pub(crate) fn left_behind(workspace: &Workspace) -> Result<Vec<String>> {
    let providers = generate::methods(workspace)?.into_iter().map(|method| method.provider);
    Ok(providers.collect::<BTreeSet<_>>().iter().map(|provider| emulated_file(provider)).collect())
}

/// Prints the table of the languages that ran, given the scenarios that each passed.
pub(crate) fn tell(
    workspace: &Workspace,
    steps: &Steps,
    passed: &[(Language, BTreeSet<String>)],
) -> Result<()> {
    let mut table = String::new();
    let told = steps.check("operations: described, emulated, called", || {
        let columns = columns(workspace, passed)?;
        let (text, holes) = lay_out(&columns);
        table = text;
        if !holes.is_empty() {
            bail!("{} holes:\n{}", holes.len(), holes.join("\n"));
        }
        Ok(format!("{} operations × {} columns", columns.all().len(), columns.0.len()))
    });
    println!("{table}");
    told.map(drop)
}

struct Columns(Vec<(String, Operations)>);

impl Columns {
    fn all(&self) -> Operations {
        self.0.iter().flat_map(|(_, operations)| operations).cloned().collect()
    }
}

fn columns(workspace: &Workspace, passed: &[(Language, BTreeSet<String>)]) -> Result<Columns> {
    let methods = generate::methods(workspace)?;
    let key = |method: &generate::Described| (method.provider.clone(), method.id.clone());
    let mut columns = vec![("described".to_owned(), methods.iter().map(key).collect())];
    // The sandbox's tests are part of Rust's suite.
    if passed.iter().any(|(language, _)| *language == Language::Rust) {
        let mut emulated = BTreeMap::new();
        for provider in methods.iter().map(|method| &method.provider).collect::<BTreeSet<_>>() {
            let list = workspace.target(&emulated_file(provider));
            // A provider that nobody emulates has no list.
            let text = fs::read_to_string(&list).unwrap_or_else(|_| "[]".to_owned());
            let operations: BTreeSet<String> = serde_json::from_str(&text)
                .with_context(|| format!("{} is not a list of operations", list.display()))?;
            emulated.insert(provider.clone(), operations);
        }
        // Whatever is answered, if only what nobody describes; and every method of an endpoint that is.
        let each = |(provider, operations): (&String, &BTreeSet<String>)| {
            let provider = provider.clone();
            operations.iter().map(move |operation| (provider.clone(), operation.clone())).collect::<Vec<_>>()
        };
        let mut column: Operations = emulated.iter().flat_map(each).collect();
        let answered = methods.iter().filter(|method| column.contains(&key(method)));
        let endpoints: BTreeSet<_> =
            answered.map(|method| (method.provider.clone(), method.endpoint.clone())).collect();
        let served = methods
            .iter()
            .filter(|method| endpoints.contains(&(method.provider.clone(), method.endpoint.clone())));
        column.extend(served.map(key));
        columns.push(("emulated".to_owned(), column));
    }
    let calls = calls(workspace)?;
    for (language, passed) in passed {
        let played = calls.iter().filter(|(name, _)| passed.contains(*name)).flat_map(|(_, calls)| {
            calls.operations.iter().map(|operation| (calls.provider.clone(), operation.clone()))
        });
        columns.push((language.name().to_owned(), played.collect()));
    }
    Ok(Columns(columns))
}

fn calls(workspace: &Workspace) -> Result<BTreeMap<String, Calls>> {
    let binary = workspace.binary(Profile::Dev, "signbridge-scenarios");
    let output = workspace
        .command(&binary)
        .arg("calls")
        .output()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("no calls: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// The table, and each hole in words.
fn lay_out(columns: &Columns) -> (String, Vec<String>) {
    let all = columns.all();
    let width = all.iter().map(|(_, operation)| operation.len()).max().unwrap_or_default();
    let names: Vec<_> = columns.0.iter().map(|(name, _)| name.as_str()).collect();
    let mut lines = vec![format!("      {:<10} {:<width$}  {}", "", "", names.join("  "))];
    let mut holes = Vec::new();
    for operation in &all {
        let mut marks = Vec::new();
        for (name, has) in &columns.0 {
            let there = has.contains(operation);
            marks.push(format!("{:^1$}", if there { "✓" } else { "–" }, name.len()));
            if !there {
                holes.push(format!("{} {}: not in {name}", operation.0, operation.1));
            }
        }
        let line = format!("      {:<10} {:<width$}  {}", operation.0, operation.1, marks.join("  "));
        lines.push(line.trim_end().to_owned());
    }
    (lines.join("\n"), holes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, operations: &[&str]) -> (String, Operations) {
        let operations = operations.iter().map(|&operation| ("nexpay".to_owned(), operation.to_owned()));
        (name.to_owned(), operations.collect())
    }

    #[test]
    fn what_one_column_lacks_is_a_hole_even_where_it_is_the_description() {
        let columns = Columns(vec![column("described", &["a.b"]), column("rust", &["a.b", "a.c"])]);
        let (table, holes) = lay_out(&columns);
        assert_eq!(holes, ["nexpay a.c: not in described"]);
        assert!(table.ends_with("nexpay     a.c      –       ✓"), "{table}");
    }

    #[test]
    fn a_full_table_has_no_hole() {
        let columns = Columns(vec![column("described", &["a.b"]), column("node", &["a.b"])]);
        assert_eq!(lay_out(&columns).1, Vec::<String>::new());
    }
}
