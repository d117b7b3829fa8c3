//! A contract to try things with.

use super::{Block, document};

/// A two-page consulting agreement with real text, æ, ø and å included. The same bytes every time; a copy is kept in
/// `tests/sandbox/fixtures/contract.pdf`.
pub fn contract() -> Vec<u8> {
    let clause = |number: usize, title: &str, text: &str| {
        [Block::heading(2, format!("{number}. {title}")), Block::text(text)]
    };
    let mut blocks = vec![
        Block::heading(1, "Consulting agreement"),
        Block::small("A sample for trying out e-signature. It binds nobody."),
        Block::rule(),
        Block::text("Between"),
        Block::strong("Nordlys Rådgivning ApS, Ærøvej 4, 5970 Ærøskøbing (the Consultant)"),
        Block::text("and"),
        Block::strong("Søkær & Blåbjerg A/S, Østergade 12, 8000 Aarhus (the Client)"),
        Block::text("the parties have agreed as follows."),
    ];
    blocks.extend(clause(
        1,
        "Services",
        "The Consultant advises the Client on moving its paper-based agreements to electronic signature. The work \
         covers an analysis of present routines, a plan with milestones, and help while the plan is carried out.",
    ));
    blocks.extend(clause(
        2,
        "Term",
        "The agreement starts on the day the last party has signed and runs for six months. Either party may end it \
         with thirty days' written notice to the end of a month.",
    ));
    blocks.extend(clause(
        3,
        "Fee",
        "The Client pays DKK 1.150,00 for each hour, VAT not included. The Consultant invoices monthly; invoices are \
         due 14 days after their date. Travel is paid at the state's rates.",
    ));
    blocks.extend(clause(
        4,
        "Confidentiality",
        "Each party keeps what it learns of the other's business to itself, during the agreement and for three years \
         after it ends. This does not cover what is public or what the law requires to be disclosed.",
    ));
    let mut second_page = clause(
        5,
        "Results",
        "Reports, drawings and models that the Consultant makes for the Client belong to the Client once they are \
         paid for. The Consultant may use general knowledge gained during the work elsewhere.",
    );
    second_page[0] = second_page[0].clone().on_new_page();
    blocks.extend(second_page);
    blocks.extend(clause(
        6,
        "Liability",
        "The Consultant is liable under the general rules of Danish law, up to the fee paid in the last twelve \
         months. Neither party is liable for loss of profit or other indirect loss.",
    ));
    blocks.extend(clause(
        7,
        "Law and venue",
        "Danish law governs the agreement. Disputes that the parties cannot settle between them are brought before \
         the court in Aarhus.",
    ));
    blocks.extend([
        Block::heading(2, "Signatures"),
        Block::text(
            "The agreement is signed electronically. The signatures are on the page that follows this one.",
        ),
    ]);
    document("Consulting agreement", &blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_contract_is_what_the_generator_makes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/contract.pdf");
        assert!(
            std::fs::read(path).unwrap() == contract(),
            "run: cargo run -p signbridge-sandbox -- --write-contract {path}"
        );
    }
}
