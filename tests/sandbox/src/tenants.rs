//! Companies and the API keys that open them. A key may open several.

use std::collections::BTreeSet;

use serde::Serialize;

/// The company that is there from the start.
pub const COMPANY_ID: &str = "6500e19662ec13c4faa7de00";
/// Its key.
pub const KEY: &str = "sandbox-key";

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Company {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) keys: BTreeSet<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Tenants {
    companies: Vec<Company>,
}

impl Tenants {
    pub(crate) fn new() -> Self {
        let first = Company {
            id: COMPANY_ID.to_owned(),
            name: "Sandbox ApS".to_owned(),
            keys: BTreeSet::from([KEY.to_owned()]),
        };
        Self { companies: vec![first] }
    }

    pub(crate) fn all(&self) -> &[Company] {
        &self.companies
    }

    pub(crate) fn add(&mut self, company: Company) {
        self.companies.push(company);
    }

    pub(crate) fn company(&self, id: &str) -> Option<&Company> {
        self.companies.iter().find(|company| company.id == id)
    }

    pub(crate) fn company_mut(&mut self, id: &str) -> Option<&mut Company> {
        self.companies.iter_mut().find(|company| company.id == id)
    }

    /// Whether any company has this key.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.companies.iter().any(|company| company.keys.contains(key))
    }
}

/// Whether this could be a company's id: 24 hex digits, in lower case.
pub(crate) fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
