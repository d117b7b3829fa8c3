//! Names: one identifier from the wire, in the casing and with the escapes of each language.

use serde::Serialize;

/// A name in all casings. The plain casings are never escaped; the language fields are safe as identifiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Name {
    /// As the provider writes it: `_id`, `fileIsBlob`, `case.expiry.7days`.
    pub wire: String,
    /// `file_is_blob`.
    pub snake: String,
    /// `fileIsBlob`.
    pub camel: String,
    /// `FileIsBlob`.
    pub pascal: String,
    /// `FILE_IS_BLOB`.
    pub shouting: String,
    /// Snake, safe in Rust: `type_` for a keyword.
    pub rust: String,
    /// Snake, safe in Python as a name and as an argument.
    pub python: String,
    /// Camel, safe in TypeScript as a variable (members need no escape).
    pub typescript: String,
    /// Camel, safe in Kotlin.
    pub kotlin: String,
}

impl Name {
    /// The name for `wire`, cased by its own words.
    pub(crate) fn new(wire: &str) -> Self {
        Self::with_words(wire, wire)
    }

    /// The name for `wire`, cased by the words of `alias` (the document's `name`).
    pub(crate) fn with_words(wire: &str, alias: &str) -> Self {
        let words = words(alias);
        let snake = words.join("_");
        let pascal: String = words.iter().map(|word| capitalised(word)).collect();
        let camel = words
            .iter()
            .enumerate()
            .map(|(position, word)| if position == 0 { word.clone() } else { capitalised(word) })
            .collect::<String>();
        Self {
            wire: wire.to_owned(),
            rust: escaped(&snake, RUST),
            python: escaped(&snake, PYTHON),
            typescript: escaped(&camel, TYPESCRIPT),
            kotlin: escaped(&camel, KOTLIN),
            shouting: snake.to_uppercase(),
            snake,
            camel,
            pascal,
        }
    }
}

/// Lower-case words: split at anything that is not a letter or digit, and where the case rises. Digits stay with the
/// letters before them; a word may not begin with a digit, so a leading one gets an `n`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (position, &character) in characters.iter().enumerate() {
        if !character.is_ascii_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let after_lower = position > 0
            && (characters[position - 1].is_ascii_lowercase() || characters[position - 1].is_ascii_digit());
        let before_lower = characters.get(position + 1).is_some_and(char::is_ascii_lowercase);
        if character.is_ascii_uppercase() && !word.is_empty() && (after_lower || before_lower) {
            words.push(std::mem::take(&mut word));
        }
        word.push(character.to_ascii_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    if let Some(first) = words.first_mut().filter(|first| first.starts_with(|c: char| c.is_ascii_digit())) {
        first.insert(0, 'n');
    }
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn escaped(name: &str, reserved: &[&str]) -> String {
    if reserved.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

const RUST: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

const PYTHON: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "self", "try", "while", "with", "yield",
];

const TYPESCRIPT: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

const KOTLIN: &[&str] = &[
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_casing_comes_from_the_same_words() {
        let name = Name::new("fileIsBlob");
        assert_eq!(
            (&*name.snake, &*name.camel, &*name.pascal, &*name.shouting),
            ("file_is_blob", "fileIsBlob", "FileIsBlob", "FILE_IS_BLOB")
        );
    }

    #[test]
    fn irregular_wire_names_have_plain_words() {
        for (wire, snake) in [
            ("_id", "id"),
            ("user_email", "user_email"),
            ("signedDateAndTime", "signed_date_and_time"),
            ("allowAPI", "allow_api"),
            ("case.expiry.7days", "case_expiry_7days"),
            ("urn:grn:authn:se:bankid", "urn_grn_authn_se_bankid"),
            ("draw-cpr", "draw_cpr"),
            ("7days", "n7days"),
            ("URLPath", "url_path"),
        ] {
            assert_eq!(Name::new(wire).snake, snake, "{wire}");
        }
    }

    #[test]
    fn keywords_are_escaped_only_where_they_are_keywords() {
        let name = Name::new("type");
        assert_eq!((&*name.rust, &*name.python, &*name.kotlin), ("type_", "type", "type"));
        assert_eq!(Name::new("delete").typescript, "delete_");
    }
}
