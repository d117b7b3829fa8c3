//! PDF files that open: plain text set on pages, and pages appended to somebody else's document.
//!
//! What is set here is plain on purpose, but it is real text: it can be read, searched and copied, in any script.

mod contract;
mod fonts;
mod layout;
mod signature;

use std::fmt;

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

pub use contract::contract;
pub(crate) use layout::Block;
pub(crate) use signature::{Signer, Statement, sign};

use fonts::Fonts;

/// The first bytes of every PDF file.
pub(crate) fn looks_like_pdf(bytes: &[u8]) -> bool {
    // Readers accept some bytes before the header, and so do writers in the wild.
    bytes.windows(5).take(1024).any(|window| window == b"%PDF-")
}

/// Why a PDF cannot be worked on.
#[derive(Debug)]
pub(crate) struct PdfError(String);

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<lopdf::Error> for PdfError {
    fn from(error: lopdf::Error) -> Self {
        Self(error.to_string())
    }
}

/// A document of these blocks.
pub(crate) fn document(title: &str, blocks: &[Block]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let pages = add_pages(&mut document, root, blocks);
    let count = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    let kids: Vec<Object> = pages.into_iter().map(Object::Reference).collect();
    document.set_object(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    let info = document.add_object(dictionary! {
        "Title" => lopdf::text_string(title),
        "Producer" => lopdf::text_string("signbridge-sandbox"),
    });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    saved(document).expect("a document that was just built can be written")
}

/// The document `bytes` with these blocks on pages of their own at the end.
pub(crate) fn append(bytes: &[u8], blocks: &[Block]) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::load_mem(bytes)?;
    if document.is_encrypted() {
        return Err(PdfError("it is encrypted".to_owned()));
    }
    let old_root = document.catalog()?.get(b"Pages")?.as_reference()?;
    let old_count = document.page_iter().count();
    if old_count == 0 {
        return Err(PdfError("it has no pages".to_owned()));
    }
    // A new root above the old one: what the old pages inherit stays theirs, and the new pages inherit nothing.
    let root = document.new_object_id();
    let pages = add_pages(&mut document, root, blocks);
    let count = i64::try_from(old_count + pages.len()).unwrap_or(i64::MAX);
    let kids: Vec<Object> = [old_root].into_iter().chain(pages).map(Object::Reference).collect();
    document.set_object(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    document.get_dictionary_mut(old_root)?.set("Parent", root);
    document.catalog_mut()?.set("Pages", root);
    saved(document)
}

fn add_pages(document: &mut Document, parent: ObjectId, blocks: &[Block]) -> Vec<ObjectId> {
    let mut fonts = Fonts::new();
    let contents = layout::pages(blocks, &mut fonts);
    let resources = dictionary! { "Font" => fonts.add_to(document) };
    contents
        .into_iter()
        .map(|content| {
            let content = document.add_object(Stream::new(dictionary! {}, content));
            document.add_object(dictionary! {
                "Type" => "Page",
                "Parent" => parent,
                "MediaBox" => vec![0.into(), 0.into(), layout::WIDTH.into(), layout::HEIGHT.into()],
                "Resources" => resources.clone(),
                "Contents" => content,
            })
        })
        .collect()
}

fn saved(mut document: Document) -> Result<Vec<u8>, PdfError> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| PdfError(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_as_it_went_in() {
        let text = "Blåbærgrød på Ærø, für große Übung, € 1.000 – ”ja”";
        let bytes = document("Prøve", &[Block::text(text)]);
        let read = Document::load_mem(&bytes).unwrap();
        assert_eq!(read.extract_text(&[1]).unwrap().trim(), text);
    }

    /// What a reader such as pdftotext copies is what the `ToUnicode` map says; lopdf does not read that map.
    #[test]
    fn characters_beyond_western_europe_carry_their_meaning() {
        let read = Document::load_mem(&document("Łódź", &[Block::text("Łódź, Ελλάδα")])).unwrap();
        let page = read.page_iter().next().unwrap();
        let fonts = read.get_page_fonts(page).unwrap();
        let map = fonts[b"X0".as_slice()].get_deref(b"ToUnicode", &read).unwrap().as_stream().unwrap();
        let map = String::from_utf8(map.content.clone()).unwrap();
        for (code, character) in ["Ł", "ź", "Ε", "λ", "ά", "δ", "α"].iter().enumerate() {
            let unicode = u32::from(character.chars().next().unwrap());
            assert!(map.contains(&format!("<{:02X}> <{unicode:04X}>", code + 1)), "{character}: {map}");
        }
    }

    #[test]
    fn a_long_text_runs_over_several_pages_and_loses_no_word() {
        let words: Vec<_> = (0..3_000).map(|number| format!("word{number}")).collect();
        let bytes = document("Long", &[Block::text(words.join(" "))]);
        let read = Document::load_mem(&bytes).unwrap();
        let pages: Vec<_> = read.get_pages().into_keys().collect();
        assert!(pages.len() > 3);
        let text = read.extract_text(&pages).unwrap();
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), words);
    }

    #[test]
    fn appending_keeps_the_pages_that_were_there() {
        let bytes = append(&contract(), &[Block::text("The end")]).unwrap();
        let read = Document::load_mem(&bytes).unwrap();
        let pages: Vec<_> = read.get_pages().into_keys().collect();
        assert_eq!(pages.len(), 3);
        assert!(read.extract_text(&[1]).unwrap().contains("Consulting agreement"));
        assert_eq!(read.extract_text(&[3]).unwrap().trim(), "The end");
    }

    #[test]
    fn appending_reads_files_with_object_streams_and_inherited_page_attributes() {
        let mut read = Document::load_mem(&contract()).unwrap();
        let pages: Vec<_> = read.page_iter().collect();
        let root = read.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        let media_box = read.get_dictionary(pages[0]).unwrap().get(b"MediaBox").unwrap().clone();
        read.get_dictionary_mut(root).unwrap().set("MediaBox", media_box);
        read.get_dictionary_mut(root).unwrap().set("Rotate", 90);
        for page in pages {
            read.get_dictionary_mut(page).unwrap().remove(b"MediaBox");
        }
        let mut modern = Vec::new();
        read.save_modern(&mut modern).unwrap();
        let signed = Document::load_mem(&append(&modern, &[Block::text("The end")]).unwrap()).unwrap();
        let last = signed.page_iter().last().unwrap();
        assert_eq!(signed.get_pages().len(), 3);
        // The new page is upright whatever the old ones are.
        let page = signed.get_dictionary(last).unwrap();
        let parent = signed.get_dictionary(page.get(b"Parent").unwrap().as_reference().unwrap()).unwrap();
        assert!(page.has(b"MediaBox") && !page.has(b"Rotate") && !parent.has(b"Rotate"));
    }

    #[test]
    fn a_file_that_only_begins_like_a_pdf_cannot_be_appended_to() {
        assert!(looks_like_pdf(b"%PDF-1.4\nnot really"));
        assert!(append(b"%PDF-1.4\nnot really", &[Block::text("x")]).is_err());
    }
}
