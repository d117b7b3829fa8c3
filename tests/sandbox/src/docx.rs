//! DOCX to PDF, plainly: every word is there and in order, the looks are not.
//!
//! Word splits a paragraph into runs wherever it likes, so a placeholder such as `{{client_name}}` is often spread over
//! several. Placeholders are therefore replaced in a paragraph's whole text. Headers come first, then the body, then
//! footnotes and footers, each once. Left out: images, list numbers, deleted text, fields' instructions.

use std::collections::HashMap;
use std::fmt;
use std::io::{Cursor, Read, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::pdf::{self, Block};

/// The longest part read from the archive, unpacked: a small file can claim to be a huge one.
const MAX_PART: u64 = 32 << 20;

/// Why a file is not a DOCX that can be read.
#[derive(Debug)]
pub(crate) struct DocxError(String);

impl fmt::Display for DocxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether these bytes are an archive with a Word document in it.
pub(crate) fn looks_like_docx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
        && ZipArchive::new(Cursor::new(bytes))
            .is_ok_and(|archive| archive.index_for_name("word/document.xml").is_some())
}

/// A PDF with the document's text, in which `{{name}}` is replaced where `tags` has the name. Other placeholders stay.
pub(crate) fn to_pdf(
    bytes: &[u8],
    title: &str,
    tags: &HashMap<String, String>,
) -> Result<Vec<u8>, DocxError> {
    Ok(pdf::document(title, &blocks(bytes, tags)?))
}

fn blocks(bytes: &[u8], tags: &HashMap<String, String>) -> Result<Vec<Block>, DocxError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| DocxError(format!("not an archive: {error}")))?;
    let mut names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    names.sort();
    let numbered = |kind: &str| {
        let prefix = format!("word/{kind}");
        names.iter().filter(|name| name.starts_with(&prefix)).cloned().collect()
    };
    let parts: [Vec<String>; 4] =
        [numbered("header"), vec!["word/document.xml".to_owned()], numbered("footnotes"), numbered("footer")];
    let mut blocks = Vec::new();
    for name in parts.concat() {
        let part = archive.by_name(&name).map_err(|error| DocxError(format!("{name}: {error}")))?;
        let mut xml = Vec::new();
        part.take(MAX_PART).read_to_end(&mut xml).map_err(|error| DocxError(format!("{name}: {error}")))?;
        let mut text = Text { tags, blocks: Vec::new(), paragraphs: Vec::new(), rows: Vec::new() };
        text.read(&String::from_utf8_lossy(&xml)).map_err(|error| DocxError(format!("{name}: {error}")))?;
        blocks.append(&mut text.blocks);
    }
    Ok(blocks)
}

/// The text of one part, as it is read.
struct Text<'a> {
    tags: &'a HashMap<String, String>,
    blocks: Vec<Block>,
    /// Those begun and not ended: a text box is a paragraph within another.
    paragraphs: Vec<Paragraph>,
    /// Table rows begun and not ended, each with its cells.
    rows: Vec<Vec<String>>,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    heading: Option<u8>,
    in_run: bool,
    in_text: bool,
}

impl Text<'_> {
    fn read(&mut self, xml: &str) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event()? {
                Event::Start(tag) => match tag.name().as_ref() {
                    // The fallback repeats what a newer element beside it says; deleted text is not in the document.
                    "mc:Fallback" | "w:del" | "w:moveFrom" => {
                        reader.read_to_end(tag.name())?;
                    }
                    "w:p" => self.paragraphs.push(Paragraph::default()),
                    "w:r" => self.with(|paragraph| paragraph.in_run = true),
                    "w:t" => self.with(|paragraph| paragraph.in_text = true),
                    "w:tr" => self.rows.push(Vec::new()),
                    "w:tc" => {
                        if let Some(row) = self.rows.last_mut() {
                            row.push(String::new());
                        }
                    }
                    _ => self.mark(&tag),
                },
                Event::Empty(tag) => match tag.name().as_ref() {
                    "w:p" => {
                        self.paragraphs.push(Paragraph::default());
                        self.end_paragraph();
                    }
                    _ => self.mark(&tag),
                },
                Event::End(tag) => match tag.name().as_ref() {
                    "w:p" => self.end_paragraph(),
                    "w:r" => self.with(|paragraph| paragraph.in_run = false),
                    "w:t" => self.with(|paragraph| paragraph.in_text = false),
                    "w:tr" => {
                        if let Some(cells) = self.rows.pop() {
                            self.place(cells.join("\t"), None);
                        }
                    }
                    _ => {}
                },
                Event::Text(text) => self.write(&text.xml10_content()),
                Event::CData(text) => self.write(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref()? {
                    Some(character) => self.write(character.encode_utf8(&mut [0; 4])),
                    None => self.write(match &*reference {
                        "lt" => "<",
                        "gt" => ">",
                        "amp" => "&",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => "",
                    }),
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Elements that stand for a character, or say what kind of paragraph it is.
    fn mark(&mut self, tag: &BytesStart<'_>) {
        let value = || {
            let attribute = tag.try_get_attribute("w:val").ok().flatten()?;
            Some(attribute.value.into_owned())
        };
        let name = tag.name();
        self.with(|paragraph| match (name.as_ref(), paragraph.in_run) {
            ("w:tab", true) => paragraph.text.push('\t'),
            ("w:br" | "w:cr", true) => paragraph.text.push('\n'),
            ("w:noBreakHyphen", true) => paragraph.text.push('-'),
            ("w:pStyle", _) => paragraph.heading = value().and_then(|style| heading(&style)),
            ("w:outlineLvl", _) => {
                let level = value().and_then(|level| level.parse::<u8>().ok());
                paragraph.heading =
                    paragraph.heading.or(level.filter(|level| *level < 9).map(|level| level + 2));
            }
            _ => {}
        });
    }

    fn with(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn write(&mut self, text: &str) {
        self.with(|paragraph| {
            if paragraph.in_text {
                paragraph.text.push_str(text);
            }
        });
    }

    fn end_paragraph(&mut self) {
        if let Some(paragraph) = self.paragraphs.pop() {
            self.place(replaced(&paragraph.text, self.tags), paragraph.heading);
        }
    }

    fn place(&mut self, text: String, heading: Option<u8>) {
        match (self.rows.last_mut().and_then(|row| row.last_mut()), heading) {
            (Some(cell), _) => {
                if !cell.is_empty() && !text.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(&text);
            }
            (None, Some(level)) => self.blocks.push(Block::heading(level, text)),
            (None, None) => self.blocks.push(Block::text(text)),
        }
    }
}

/// Level 1 is the title; headings follow from 2. Word names its styles in the language it was installed in.
fn heading(style: &str) -> Option<u8> {
    let style = style.to_lowercase();
    if style == "title" || style == "titel" {
        return Some(1);
    }
    let level = style.strip_prefix("heading").or_else(|| style.strip_prefix("overskrift"))?;
    Some(level.trim().parse::<u8>().ok()?.saturating_add(1))
}

/// `text` with `{{name}}` replaced by the name's value. Values are not searched again.
fn replaced(text: &str, tags: &HashMap<String, String>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let after = &rest[start + 2..];
        let known = after.find("}}").and_then(|end| Some((tags.get(&after[..end])?, end)));
        if let Some((value, end)) = known {
            result.push_str(&rest[..start]);
            result.push_str(value);
            rest = &after[end + 2..];
        } else {
            // One brace on: `{{{name}}` may still have the placeholder in it.
            result.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
        }
    }
    result.push_str(rest);
    result
}

/// A DOCX file of paragraphs; each has a style (empty for body text) and its runs.
pub(crate) fn write(paragraphs: &[(&str, &[&str])]) -> Vec<u8> {
    const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut body = String::new();
    for (style, runs) in paragraphs {
        body.push_str("<w:p>");
        if !style.is_empty() {
            body.extend(["<w:pPr><w:pStyle w:val=\"", style, "\"/></w:pPr>"]);
        }
        for run in *runs {
            let run = quick_xml::escape::escape(*run);
            body.extend(["<w:r><w:t xml:space=\"preserve\">", &run, "</w:t></w:r>"]);
        }
        body.push_str("</w:p>");
    }
    let declaration = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"{declaration}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"{declaration}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        (
            "word/document.xml",
            format!(r#"{declaration}<w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>"#),
        ),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("memory takes another part");
        archive.write_all(text.as_bytes()).expect("memory takes another part");
    }
    archive.finish().expect("memory takes the directory").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn texts(xml_body: &str, tags: &HashMap<String, String>) -> Vec<String> {
        let mut text = Text { tags, blocks: Vec::new(), paragraphs: Vec::new(), rows: Vec::new() };
        text.read(xml_body).unwrap();
        text.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn a_placeholder_split_over_runs_is_replaced() {
        let file = write(&[("", &["Dear {", "{client", "_name}", "}, welcome to {{town}}."])]);
        let blocks = blocks(&file, &tags(&[("client_name", "Søren Ærø"), ("town", "Århus")])).unwrap();
        assert_eq!(blocks[0].text, "Dear Søren Ærø, welcome to Århus.");
    }

    #[test]
    fn names_are_case_sensitive_and_unknown_placeholders_stay() {
        assert_eq!(replaced("{{A}} {{a}} {{b}} {{", &tags(&[("a", "x")])), "{{A}} x {{b}} {{");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_not_replaced_again() {
        assert_eq!(replaced("{{a}}", &tags(&[("a", "{{b}}"), ("b", "no")])), "{{b}}");
    }

    #[test]
    fn entities_tabs_breaks_tables_and_deleted_text_read_as_word_shows_them() {
        let xml = "<w:body><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>\
                   <w:r><w:t>R&amp;D &lt;3 &#230;</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t></w:r>\
                   <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
                   <w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:t>more</w:t></w:r></w:p></w:tc>\
                   <w:tc><w:p><w:r><w:t>{{two}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body>";
        assert_eq!(texts(xml, &tags(&[("two", "2")])), ["R&D <3 æ\tx\ny", "one more\t2"]);
    }

    #[test]
    fn an_archive_without_a_word_document_is_not_a_docx() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        assert!(!looks_like_docx(&bytes));
        assert!(looks_like_docx(&write(&[])));
    }
}
