//! Writes the Kotlin side of the control surface, from the library that it will meet.
//!
//! ```text
//! signbridge-kotlin-bindgen <libsignbridge_kotlin.so> <uniffi.toml> <folder for Kotlin sources>
//! ```
//!
//! All of it is made `internal`: it is no API, and explicit API mode asks everything else for a visibility.
#![allow(
    clippy::disallowed_methods,
    reason = "a command-line tool reads its arguments and writes its output"
)]

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use uniffi::{GenerateOptions, TargetLanguage};

/// How a declaration begins that says nothing of its visibility. Functions of the file follow their comment or annotation
/// on the same line; members of classes never do.
const DECLARATIONS: [&str; 12] = [
    "class ",
    "interface ",
    "object ",
    "fun ",
    "inline fun ",
    "val ",
    "var ",
    "open class ",
    "sealed class ",
    "data class ",
    "enum class ",
    "typealias ",
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, config, folder] = &arguments[..] else {
        bail!("usage: signbridge-kotlin-bindgen <library> <uniffi.toml> <folder>");
    };
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.into(),
        out_dir: folder.into(),
        config_override: Some(config.into()),
        ..GenerateOptions::default()
    };
    uniffi::generate(options).with_context(|| format!("cannot generate from {library}"))?;
    let file = Path::new(folder).join("dev/signbridge/internal/uniffi/signbridge_kotlin.kt");
    let source = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    fs::write(&file, internal(&source)).with_context(|| format!("cannot write {}", file.display()))
}

fn internal(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 1024);
    for line in source.lines() {
        let rest = line.strip_prefix("public ");
        if let Some(rest) =
            rest.or_else(|| DECLARATIONS.iter().any(|word| line.starts_with(word)).then_some(line))
        {
            out.push_str("internal ");
            out.push_str(rest);
        } else if let Some((before, rest)) =
            line.split_once("*/ fun `").or_else(|| line.split_once(") fun `"))
        {
            let end = if line[before.len()..].starts_with("*/") { "*/" } else { ")" };
            out.extend([before, end, " internal fun `", rest]);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
