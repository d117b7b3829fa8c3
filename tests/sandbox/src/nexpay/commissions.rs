//! What the organisation earns, and asking for it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::documents::part;
use super::money::Amount;
use super::refusal::Refusal;
use super::{created, ok, page};
use crate::server::{Answer, Request};
use crate::world::World;

/// Of an invoice, as the dashboard has it.
const LARGEST: usize = 10 << 20;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are named as the provider names them")]
pub(super) struct Commission {
    pub(super) payment_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) student_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payee_name: Option<String>,
    pub(super) payer_amount: Amount,
    pub(super) payer_currency: String,
    pub(super) commission_amount: Amount,
    pub(super) commission_currency: String,
    pub(super) commission_spread: Amount,
    pub(super) payment_date: String,
    /// When its payout was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) commission_request_date: Option<String>,
    /// When it was paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) commission_paid_date: Option<String>,
}

pub(super) fn list(world: &World, request: &Request) -> Result<Answer, Refusal> {
    page("commissions", world.nexpay.commissions.iter(), request, world.nexpay.settings.largest_page)
}

#[derive(Serialize)]
struct Total {
    currency: String,
    amount: Amount,
    count: usize,
}

/// What was not requested yet, by currency.
fn totals(world: &World) -> Vec<Total> {
    let mut totals = BTreeMap::<&str, (Amount, usize)>::new();
    for one in world.nexpay.commissions.iter().filter(|one| one.commission_request_date.is_none()) {
        let total = totals.entry(&one.commission_currency).or_insert((Amount::new(0, 0), 0));
        *total = (total.0.plus(one.commission_amount), total.1 + 1);
    }
    let total =
        |(currency, (amount, count)): (&str, _)| Total { currency: currency.to_owned(), amount, count };
    totals.into_iter().map(total).collect()
}

pub(super) fn outstanding(world: &World) -> Result<Answer, Refusal> {
    ok(&BTreeMap::from([("outstanding", totals(world))]))
}

/// A struct and not `json!`, through which the amount would lose digits.
#[derive(Serialize)]
struct Requested {
    id: i64,
    status: &'static str,
    currency: String,
    amount: Amount,
}

pub(super) fn request(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let invoice = part(request, "invoice", LARGEST)?;
    let known = ["application/pdf", "image/png", "image/jpeg"];
    if !invoice.content_type.as_deref().is_some_and(|kind| known.contains(&kind)) {
        return Err(Refusal::BadRequest("Validation failed (expected type is pdf, png or jpeg)".to_owned()));
    }
    let parts = request.form.as_ref().and_then(|form| form.as_ref().ok());
    let currency = parts.into_iter().flatten().find(|part| part.name == "currency");
    let currency = currency.map(|part| String::from_utf8_lossy(&part.bytes).into_owned());
    let wanted = |total: &Total| currency.as_ref().is_none_or(|currency| *currency == total.currency);
    let total = totals(world).into_iter().find(wanted);
    let total = total.ok_or_else(|| Refusal::Conflict("There are no outstanding commissions".to_owned()))?;
    let least = Amount::new(world.nexpay.settings.least_commission.into(), 0);
    if total.amount.is_less_than(least) {
        let message = format!("The minimum amount for a payout is {least} {}", total.currency);
        return Err(Refusal::Unprocessable(message));
    }
    let now = world.clock.now().iso();
    for one in &mut world.nexpay.commissions {
        if one.commission_currency == total.currency && one.commission_request_date.is_none() {
            one.commission_request_date = Some(now.clone());
        }
    }
    let id = world.nexpay.next_id();
    created(world, &Requested { id, status: "Processing", currency: total.currency, amount: total.amount })
}

pub(super) fn export(world: &World) -> Answer {
    let mut text = String::from(
        "paymentId,studentName,payeeName,commissionAmount,commissionCurrency,paymentDate,requested,paid\n",
    );
    for one in &world.nexpay.commissions {
        let quoted = |text: &Option<String>| json!(text.as_deref().unwrap_or_default()).to_string();
        let fields = [
            one.payment_id.to_string(),
            quoted(&one.student_name),
            quoted(&one.payee_name),
            one.commission_amount.to_string(),
            one.commission_currency.clone(),
            one.payment_date.clone(),
            one.commission_request_date.clone().unwrap_or_default(),
            one.commission_paid_date.clone().unwrap_or_default(),
        ];
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    Answer::new(StatusCode::OK, "text/csv; charset=utf-8", text)
}
