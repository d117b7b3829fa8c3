//! The page that says who signed.

use sha2::{Digest, Sha256};

use super::{Block, append, document};
use crate::observe::hex;

/// Someone the page names.
pub(crate) struct Signer {
    pub(crate) name: String,
    pub(crate) email: String,
    /// Title or position, where given.
    pub(crate) position: Option<String>,
    /// When, for people.
    pub(crate) signed_at: String,
    /// How: the signing method's name.
    pub(crate) method: String,
}

/// What the page says.
pub(crate) struct Statement {
    pub(crate) provider: &'static str,
    pub(crate) title: String,
    pub(crate) case_id: String,
    pub(crate) case_key: String,
    pub(crate) document: String,
    pub(crate) created_at: String,
    pub(crate) completed_at: String,
    pub(crate) signers: Vec<Signer>,
}

/// The document with its signature page. Where `original` only begins like a PDF (test data, often), the page stands
/// alone and says why.
pub(crate) fn sign(original: &[u8], statement: &Statement) -> Vec<u8> {
    let mut blocks = vec![
        Block::heading(1, "Signature page"),
        Block::small(format!("Made by the {} sandbox. It has no legal effect.", statement.provider)),
        Block::rule(),
        Block::strong(&statement.title),
        Block::text(format!("Document: {}", statement.document)),
        Block::text(format!("Case: {} ({})", statement.case_id, statement.case_key)),
        Block::text(format!("Created: {}", statement.created_at)),
        Block::text(format!("Completed: {}", statement.completed_at)),
        Block::small(format!("SHA-256 of the original: {}", hex(&Sha256::digest(original)))),
    ];
    for signer in &statement.signers {
        blocks.push(Block::rule());
        blocks.push(Block::strong(&signer.name));
        blocks.extend(signer.position.iter().map(Block::text));
        blocks.push(Block::text(format!("Email: {}", signer.email)));
        blocks.push(Block::text(format!("Signed: {}", signer.signed_at)));
        blocks.push(Block::small(format!("Method: {}", signer.method)));
    }
    append(original, &blocks).unwrap_or_else(|error| {
        blocks.push(Block::rule());
        blocks.push(Block::text(format!("The original's pages are missing here: {error}.")));
        document(&statement.title, &blocks)
    })
}
