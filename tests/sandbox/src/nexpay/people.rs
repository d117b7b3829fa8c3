//! Payers, payees, students, and the user behind the key.

use serde::Serialize;

use super::input::Input;
use super::refusal::Refusal;
use super::{created, ok, page};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    #[serde(skip)]
    pub(super) password: String,
}

impl User {
    pub(super) fn example() -> Self {
        Self {
            id: 300,
            email: "pat@example.com".to_owned(),
            first_name: "Pat".to_owned(),
            last_name: "Lee".to_owned(),
            password: "sandbox-password".to_owned(),
        }
    }

    pub(super) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

pub(super) fn me(world: &World) -> Result<Answer, Refusal> {
    ok(&world.nexpay.users[0])
}

/// Texts by their names, in the order of the provider's sample; what was not given is left out.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
struct Details(std::collections::BTreeMap<&'static str, String>);

impl Details {
    /// Takes over what is given.
    fn merge(&mut self, given: Self) {
        self.0.extend(given.0);
    }

    fn profile(input: &mut Input) -> Self {
        let mut found = Self::texts(input, &["firstName", "lastName", "phone"]);
        found.0.extend(input.date("dob").map(|dob| ("dob", dob)));
        found
    }

    fn address(input: &mut Input) -> Self {
        Self::texts(input, &["country", "line1", "line2", "city", "state", "postalCode"])
    }

    fn texts(input: &mut Input, names: &[&'static str]) -> Self {
        Self(names.iter().filter_map(|name| Some((*name, input.text(name)?))).collect())
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are named as the provider names them")]
pub(super) struct Payer {
    #[serde(rename = "_id")]
    id: String,
    payer_type: String,
    email: String,
    profile: Details,
    address: Details,
    created_at: String,
    updated_at: String,
}

const PAYER_TYPES: [&str; 2] = ["individual", "business"];

pub(super) fn list_payers(world: &World, request: &Request) -> Result<Answer, Refusal> {
    page("payers", world.nexpay.payers.iter(), request, world.nexpay.settings.largest_page)
}

pub(super) fn create_payer(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let now = world.clock.now();
    let payer = Payer {
        id: world.ids.object_id(now),
        payer_type: input.needed_choice("payerType", &PAYER_TYPES),
        email: input.needed_email("email"),
        profile: input.object("profile", Details::profile).unwrap_or_default(),
        address: input.object("address", Details::address).unwrap_or_default(),
        created_at: now.iso(),
        updated_at: now.iso(),
    };
    input.finish()?;
    refuse_second(world, &payer.email, None)?;
    world.nexpay.payers.push(payer.clone());
    created(world, &payer)
}

pub(super) fn get_payer(world: &World, id: &str) -> Result<Answer, Refusal> {
    let payer = world.nexpay.payers.iter().find(|payer| payer.id == id);
    ok(payer.ok_or_else(|| Refusal::not_found("Payer"))?)
}

pub(super) fn update_payer(world: &mut World, id: &str, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let payer_type = input.choice("payerType", &PAYER_TYPES);
    let email = input.email("email");
    let profile = input.object("profile", Details::profile).unwrap_or_default();
    let address = input.object("address", Details::address).unwrap_or_default();
    input.finish()?;
    if let Some(email) = &email {
        refuse_second(world, email, Some(id))?;
    }
    let now = world.clock.now();
    let payer = world.nexpay.payers.iter_mut().find(|payer| payer.id == id);
    let payer = payer.ok_or_else(|| Refusal::not_found("Payer"))?;
    payer.payer_type = payer_type.unwrap_or_else(|| payer.payer_type.clone());
    payer.email = email.unwrap_or_else(|| payer.email.clone());
    payer.profile.merge(profile);
    payer.address.merge(address);
    payer.updated_at = now.iso();
    ok(payer)
}

/// Refuses an address that another payer has.
fn refuse_second(world: &World, email: &str, own: Option<&str>) -> Result<(), Refusal> {
    let same = |payer: &&Payer| payer.email.eq_ignore_ascii_case(email) && Some(payer.id.as_str()) != own;
    match world.nexpay.payers.iter().find(same) {
        Some(_) => Err(Refusal::Conflict("A payer with this email already exists".to_owned())),
        None => Ok(()),
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payee {
    pub(super) id: i64,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_name: Option<String>,
    /// Never answered whole.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "masked")]
    account_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swift_code: Option<String>,
    #[serde(rename = "type")]
    kind: String,
}

#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn masked<S: serde::Serializer>(number: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let number = number.as_deref().unwrap_or_default();
    let end: Vec<char> = number.chars().rev().take(4).collect();
    serializer.collect_str(&format_args!("****{}", end.iter().rev().collect::<String>()))
}

impl Payee {
    /// The one of the provider's sample.
    pub(super) fn example() -> Self {
        let some = |text: &str| Some(text.to_owned());
        Self {
            id: 42,
            name: "Example University".to_owned(),
            country_code: some("AU"),
            currency_code: some("AUD"),
            bank_name: some("Some Bank"),
            account_number: some("12345678"),
            swift_code: some("ABCDAU2S"),
            kind: "provider".to_owned(),
        }
    }
}

pub(super) fn check_existing(world: &World, request: &Request) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    struct Found<'a> {
        exists: bool,
        payees: Vec<&'a Payee>,
    }
    let same = |name: &str, value: Option<&str>| {
        request.query(name).is_none_or(|wanted| value.is_some_and(|value| value.eq_ignore_ascii_case(wanted)))
    };
    let matches = |payee: &&Payee| {
        same("name", Some(&payee.name))
            && same("countryCode", payee.country_code.as_deref())
            && same("currencyCode", payee.currency_code.as_deref())
            && same("accountNumber", payee.account_number.as_deref())
    };
    let payees: Vec<_> = world.nexpay.payees.iter().filter(matches).collect();
    ok(&Found { exists: !payees.is_empty(), payees })
}

pub(super) fn list_payees(world: &World, request: &Request) -> Result<Answer, Refusal> {
    page("payees", world.nexpay.payees.iter(), request, world.nexpay.settings.largest_page)
}

pub(super) fn create_payee(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let payee = Payee {
        id: world.nexpay.next_id(),
        name: input.needed_text("name"),
        country_code: input.text("countryCode"),
        currency_code: input.currency("currencyCode"),
        bank_name: input.text("bankName"),
        account_number: input.text("accountNumber"),
        swift_code: input.text("swiftCode"),
        kind: "provider".to_owned(),
    };
    if payee.country_code.as_ref().is_some_and(|code| !super::lookup::is_country(code)) {
        input.wrong("countryCode", "must be a valid ISO31661 Alpha2 code");
    }
    input.finish()?;
    world.nexpay.payees.push(payee.clone());
    created(world, &payee)
}

pub(super) fn get_payee(world: &World, id: &str) -> Result<Answer, Refusal> {
    ok(payee(world, number(id)?)?)
}

pub(super) fn payee(world: &World, id: i64) -> Result<&Payee, Refusal> {
    world.nexpay.payees.iter().find(|payee| payee.id == id).ok_or_else(|| Refusal::not_found("Payee"))
}

/// An id that must be a number, as the framework checks it.
pub(super) fn number(id: &str) -> Result<i64, Refusal> {
    id.parse().map_err(|_| Refusal::BadRequest("Validation failed (numeric string is expected)".to_owned()))
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Student {
    id: i64,
    #[serde(flatten)]
    details: Details,
    created_at: String,
}

pub(super) fn create_student(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let mut details = Details::profile(&mut input);
    details.0.extend(input.email("email").map(|email| ("email", email)));
    input.finish()?;
    let now: Time = world.clock.now();
    let student = Student { id: world.nexpay.next_id(), details, created_at: now.iso() };
    world.nexpay.students.push(student.clone());
    created(world, &student)
}
