//! The two forms that every company starts with.

use super::forms::{Form, Tag, Template};
use crate::docx;
use crate::pdf;
use crate::tenants::COMPANY_ID;
use crate::world::World;

/// The forms of the first company have fixed ids, so that a README can name them.
const FORM_IDS: [&str; 2] = ["65aa00bb52bb6d8baa5d1600", "65aa00bb52bb6d8baa5d1601"];

pub(crate) fn seed(world: &mut World, company: &str) {
    let service = add(
        world,
        company,
        "Service agreement",
        &[("client_name", "text"), ("monthly_fee", "number"), ("start_date", "date")],
        vec![("Service agreement.docx", true, service_agreement())],
    );
    let employment = add(
        world,
        company,
        "Employment contract",
        &[("employee_name", "text"), ("position", "text"), ("salary", "number"), ("first_day", "date")],
        vec![
            ("Employment contract.docx", true, employment_contract()),
            ("Terms.pdf", false, pdf::contract()),
        ],
    );
    for (at, mut form) in [service, employment].into_iter().enumerate() {
        if company == COMPANY_ID {
            FORM_IDS[at].clone_into(&mut form.id);
        }
        world.nextsign.forms.insert(form.id.clone(), form);
    }
}

fn add(
    world: &mut World,
    company: &str,
    title: &str,
    tags: &[(&str, &str)],
    documents: Vec<(&str, bool, Vec<u8>)>,
) -> Form {
    let now = world.clock.now();
    let ids = &mut world.ids;
    Form {
        id: ids.object_id(now),
        company: company.to_owned(),
        title: title.to_owned(),
        folder: "Default".to_owned(),
        settings: serde_json::from_value(serde_json::json!({"allowAPI": true})).expect("these are settings"),
        tags: tags
            .iter()
            .map(|(name, kind)| Tag {
                id: ids.object_id(now),
                name: (*name).to_owned(),
                value: String::new(),
                kind: (*kind).to_owned(),
            })
            .collect(),
        documents: documents
            .into_iter()
            .map(|(name, sign_obligated, bytes)| Template {
                id: ids.object_id(now),
                name: name.to_owned(),
                sign_obligated,
                bytes: bytes.into(),
            })
            .collect(),
    }
}

// The placeholders are split as Word splits them.

fn service_agreement() -> Vec<u8> {
    docx::write(&[
        ("Title", &["Service agreement"]),
        ("", &["This agreement is between Sandbox ApS and ", "{{client", "_name}}", "."]),
        ("Heading1", &["Service"]),
        (
            "",
            &[
                "Sandbox ApS looks after the Client's signing routines from {{start_date}} until either party ends it.",
            ],
        ),
        ("Heading1", &["Price"]),
        ("", &["The Client pays DKK {", "{monthly_fee", "}} each month, VAT not included."]),
    ])
}

fn employment_contract() -> Vec<u8> {
    docx::write(&[
        ("Title", &["Employment contract"]),
        ("", &["{{employee_name}} is employed by Sandbox ApS as {{", "position", "}} from {{first_day}}."]),
        ("Heading1", &["Løn"]),
        ("", &["The salary is DKK {{salary}} a month. Ferie følger ferieloven."]),
    ])
}
