//! The contract that the demo sends, and the proof that what comes back is a PDF.

use std::path::Path;

use anyhow::{Context, Result};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

const TEXT: [&str; 9] = [
    "CONSULTANCY AGREEMENT",
    "",
    "between Nordlys ApS (the Customer) and Fjord Consulting ApS (the Consultant).",
    "",
    "1. The Consultant reviews the Customer's e-signature integration.",
    "2. The fee is EUR 12,400, payable within 30 days of the invoice.",
    "3. Either party may end this agreement in writing with one month's notice.",
    "4. This agreement is governed by Danish law.",
    "5. It binds both parties once both have signed it electronically.",
];

/// Writes a one-page contract.
pub(crate) fn write(file: &Path) -> Result<()> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("TL", vec![22.into()]),
        Operation::new("Td", vec![64.into(), 760.into()]),
    ];
    for line in TEXT {
        operations.push(Operation::new("Tj", vec![Object::string_literal(line)]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    let content = document.add_object(Stream::new(dictionary! {}, Content { operations }.encode()?));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalogue);
    document.save(file).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(())
}

/// Opens the document as a reader would and counts its pages.
pub(crate) fn pages(file: &Path) -> Result<usize> {
    let document =
        Document::load(file).with_context(|| format!("{} is not a PDF that opens", file.display()))?;
    Ok(document.get_pages().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_opens_and_says_what_is_agreed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("contract.pdf");
        write(&file).unwrap();
        assert_eq!(pages(&file).unwrap(), 1);
        let text = Document::load(&file).unwrap().extract_text(&[1]).unwrap();
        assert!(text.contains("governed by Danish law"), "{text}");
    }

    #[test]
    fn a_file_that_is_no_pdf_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("signed.pdf");
        std::fs::write(&file, "<html>not found</html>").unwrap();
        assert!(pages(&file).unwrap_err().to_string().contains("signed.pdf"));
    }
}
