//! Helvetica without embedding it, for any text.
//!
//! Every reader has Helvetica or its twin, so the file needs no font program. Characters of Western Europe go through
//! the WinAnsi encoding. Every other character gets a place in an extra font whose encoding names its glyph
//! (`uni0142`) and whose `ToUnicode` map says what it is: copying and searching are always right, and a reader shows
//! the glyph where its Helvetica has one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Widths of the characters from space to `~`, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The width taken for characters that are not in the table.
const OTHER_WIDTH: u16 = 600;

/// What WinAnsi has at 0x80..=0x9F; a space where it has nothing.
const WIN_ANSI_80: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

fn win_ansi(character: char) -> Option<u8> {
    match character {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(character).ok(),
        _ => {
            let at = WIN_ANSI_80.iter().position(|one| *one == character)?;
            u8::try_from(at + 0x80).ok()
        }
    }
}

/// The fonts of one document.
pub(crate) struct Fonts {
    /// Characters outside WinAnsi, in the order they came: 255 to a font.
    others: Vec<char>,
    places: BTreeMap<char, usize>,
}

impl Fonts {
    pub(crate) fn new() -> Self {
        Self { others: Vec::new(), places: BTreeMap::new() }
    }

    /// How wide `text` is, in points.
    #[expect(clippy::unused_self, reason = "a width is a font's to know")]
    pub(crate) fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let thousandths: f32 = text
            .chars()
            .map(|character| {
                let at = u32::from(character).checked_sub(32).and_then(|at| usize::try_from(at).ok());
                f32::from(at.and_then(|at| WIDTHS.get(at).copied()).unwrap_or(OTHER_WIDTH))
            })
            .sum();
        // The bold cut is a little wider; a line must not run over the margin.
        thousandths / 1000.0 * size * if bold { 1.08 } else { 1.0 }
    }

    /// The operators that show `text` in the current line.
    pub(crate) fn show(&mut self, text: &str, size: f32, bold: bool) -> String {
        let mut operators = String::new();
        let mut current: Option<String> = None;
        for character in text.chars() {
            let (font, code) = self.place(character, bold);
            if current.as_ref() != Some(&font) {
                if current.is_some() {
                    operators.push_str("> Tj ");
                }
                write!(operators, "/{font} {size} Tf <").expect("a String takes any text");
                current = Some(font);
            }
            write!(operators, "{code:02x}").expect("a String takes any text");
        }
        if current.is_some() {
            operators.push_str("> Tj");
        }
        operators
    }

    fn place(&mut self, character: char, bold: bool) -> (String, u8) {
        if let Some(code) = win_ansi(character) {
            return (if bold { "B" } else { "R" }.to_owned(), code);
        }
        let next = self.others.len();
        let place = *self.places.entry(character).or_insert(next);
        if place == next {
            self.others.push(character);
        }
        let code = u8::try_from(place % 255 + 1).expect("the remainder of 255 fits");
        (format!("X{}", place / 255), code)
    }

    /// Adds what [`show`](Self::show) has used; the result is the `Font` dictionary of the pages' resources.
    pub(crate) fn add_to(&self, document: &mut Document) -> Dictionary {
        let mut fonts = Dictionary::new();
        for (name, face) in [("R", "Helvetica"), ("B", "Helvetica-Bold")] {
            let font = document.add_object(dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => face, "Encoding" => "WinAnsiEncoding",
            });
            fonts.set(name, font);
        }
        for (number, characters) in self.others.chunks(255).enumerate() {
            let mut differences: Vec<Object> = vec![1.into()];
            differences.extend(characters.iter().map(|one| Object::Name(glyph_name(*one).into_bytes())));
            let widths: Vec<Object> = characters.iter().map(|_| i64::from(OTHER_WIDTH).into()).collect();
            let last = i64::try_from(characters.len()).unwrap_or(255);
            let map = document.add_object(Stream::new(dictionary! {}, to_unicode(characters).into_bytes()));
            let font = document.add_object(dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
                "FirstChar" => 1, "LastChar" => last, "Widths" => widths,
                "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
                "ToUnicode" => map,
            });
            fonts.set(format!("X{number}"), font);
        }
        fonts
    }
}

fn glyph_name(character: char) -> String {
    let code = u32::from(character);
    if code <= 0xFFFF { format!("uni{code:04X}") } else { format!("u{code:05X}") }
}

/// A `CMap` from the codes 1, 2, … to these characters.
fn to_unicode(characters: &[char]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) \
         /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 \
         begincodespacerange\n<00> <FF>\nendcodespacerange\n",
    );
    // The format allows at most 100 entries to a section.
    for (section, entries) in characters.chunks(100).enumerate() {
        writeln!(map, "{} beginbfchar", entries.len()).expect("a String takes any text");
        for (at, character) in entries.iter().enumerate() {
            write!(map, "<{:02X}> <", section * 100 + at + 1).expect("a String takes any text");
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(map, "{unit:04X}").expect("a String takes any text");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
