//! Countries, currencies and ways to pay.

use serde::Serialize;
use serde_json::json;

use super::refusal::Refusal;
use super::{ok, people};
use crate::clock::Time;
use crate::server::Answer;
use crate::world::World;

/// How long the list of countries is kept, documented.
const LIFE: i64 = 60 * Time::MINUTE;

/// Kosovo and Montenegro are among those that the provider names.
const COUNTRIES: &[(&str, &str, &[&str])] = &[
    ("AU", "Australia", &["AUD"]),
    ("BH", "Bahrain", &["BHD"]),
    ("CA", "Canada", &["CAD"]),
    ("CN", "China", &["CNY"]),
    ("DK", "Denmark", &["DKK", "EUR"]),
    ("DE", "Germany", &["EUR"]),
    ("IN", "India", &["INR"]),
    ("JP", "Japan", &["JPY"]),
    ("XK", "Kosovo", &["EUR"]),
    ("KW", "Kuwait", &["KWD"]),
    ("ME", "Montenegro", &["EUR"]),
    ("NZ", "New Zealand", &["NZD"]),
    ("OM", "Oman", &["OMR"]),
    ("SG", "Singapore", &["SGD"]),
    ("KR", "South Korea", &["KRW"]),
    ("GB", "United Kingdom", &["GBP"]),
    ("US", "United States", &["USD"]),
];

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are named as the provider names them")]
pub(super) struct Country {
    pub(super) country_code: String,
    pub(super) name: String,
    pub(super) currencies: Vec<String>,
}

/// The countries there are, and the list that is given out, which may be up to an hour older.
#[derive(Clone, Debug)]
pub(super) struct Countries {
    pub(super) all: Vec<Country>,
    given: Vec<Country>,
    since: Option<Time>,
}

impl Countries {
    pub(super) fn new() -> Self {
        let country = |(code, name, currencies): &(&str, &str, &[&str])| Country {
            country_code: (*code).to_owned(),
            name: (*name).to_owned(),
            currencies: currencies.iter().map(|code| (*code).to_owned()).collect(),
        };
        Self { all: COUNTRIES.iter().map(country).collect(), given: Vec::new(), since: None }
    }
}

pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.iter().any(|(known, ..)| *known == code)
}

pub(super) fn countries(world: &mut World) -> Answer {
    let now = world.clock.now();
    let countries = &mut world.nexpay.countries;
    if countries.since.is_none_or(|since| now.0 - since.0 >= LIFE || since > now) {
        countries.given.clone_from(&countries.all);
        countries.since = Some(now);
    }
    Answer::ok(&json!({"countries": countries.given}))
}

/// How a payee can be paid in a currency.
pub(super) fn methods(payee: &people::Payee, currency: &str) -> Vec<&'static str> {
    match (payee.country_code.as_deref(), currency) {
        (_, "AUD") => vec!["dmt", "payid", "card"],
        (Some("JP" | "KR" | "CN"), _) => vec!["dmt", "card"],
        _ => vec!["dmt", "swift", "card"],
    }
}

pub(super) fn payment_methods(world: &World, id: &str) -> Result<Answer, Refusal> {
    let payee = people::payee(world, people::number(id)?)?;
    let currency = payee.currency_code.as_deref().unwrap_or("AUD");
    let method = |name: &'static str| json!({"settlementMethod": name, "settlementChannel": if name == "card" { "checkout" } else { "bank" }});
    let methods: Vec<_> = methods(payee, currency).into_iter().map(method).collect();
    ok(&json!({"paymentMethods": methods}))
}
