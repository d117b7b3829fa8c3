//! Indicative rates, which are kept for five minutes, and quotes, which hold for a while.

use std::collections::BTreeMap;

use serde::Serialize;

use super::input::Input;
use super::money::{self, Amount, Round};
use super::refusal::Refusal;
use super::{created, lookup, ok, people};
use crate::clock::Time;
use crate::server::{Answer, Request};
use crate::world::World;

/// How long a rate is kept, documented.
const RATE_LIFE: i64 = 5 * Time::MINUTE;
/// How long a quote holds.
const QUOTE_LIFE: i64 = 15 * Time::MINUTE;
/// Decimals of a rate.
const RATE_DECIMALS: u32 = 6;

/// The rates that were asked for, each with when it was fetched.
#[derive(Clone, Debug, Default)]
pub(super) struct Rates(BTreeMap<(String, String), (Amount, Time)>);

impl Rates {
    /// How much of `to` one unit of `from` gives. The same for five minutes, whatever the amount.
    fn get(&mut self, from: &str, to: &str, now: Time) -> Result<Amount, Refusal> {
        let pair = (from.to_owned(), to.to_owned());
        if let Some((rate, fetched)) = self.0.get(&pair)
            && *fetched <= now
            && now.0 - fetched.0 < RATE_LIFE
        {
            return Ok(*rate);
        }
        let unknown = || Refusal::BadRequest("Unsupported currency pair".to_owned());
        let (one, other) =
            (money::per_dollar(from).ok_or_else(unknown)?, money::per_dollar(to).ok_or_else(unknown)?);
        let rate = other.over(one, RATE_DECIMALS, Round::Nearest);
        // A drift of up to 0.05 %, another one in each period that follows.
        let drift = (now.0 / RATE_LIFE).rem_euclid(11) - 5;
        let rate = rate.times(Amount::new(i128::from(10_000 + drift), 4), RATE_DECIMALS, Round::Nearest);
        self.0.insert(pair, (rate, now));
        Ok(rate)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are named as the provider names them")]
struct Rate {
    rate: Amount,
    from_currency: String,
    to_currency: String,
}

pub(super) fn rate(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let from_currency = input.needed_currency("fromCurrency");
    let to_currency = input.needed_currency("toCurrency");
    if !input.has("amount") {
        input.wrong("amount", "must be a number conforming to the specified constraints");
    }
    input.amount("amount");
    input.finish()?;
    let now = world.clock.now();
    let rate = world.nexpay.rates.get(&from_currency, &to_currency, now)?;
    ok(&Rate { rate, from_currency, to_currency })
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quote {
    pub(super) id: String,
    pub(super) payee_id: i64,
    pub(super) from_currency: String,
    pub(super) to_currency: String,
    payer_rate: Amount,
    from_amount: Amount,
    pub(super) to_amount: Amount,
    fee: Amount,
    created_at: String,
    expires_at: String,
    #[serde(skip)]
    expires: Time,
    pub(super) variants: Vec<Variant>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variant {
    pub(super) id: i64,
    pub(super) settlement_method: &'static str,
    payer_rate: Amount,
    /// What the payer pays, the fee included.
    pub(super) from_amount: Amount,
    to_amount: Amount,
    fee: Amount,
}

impl Quote {
    pub(super) fn has_expired(&self, now: Time) -> bool {
        now >= self.expires
    }
}

pub(super) fn create(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let payee_id = input.needed_integer("payeeId");
    let from_currency = input.currency("fromCurrency").unwrap_or_else(|| "USD".to_owned());
    let to_currency = input.currency("toCurrency");
    let (from_amount, to_amount) = (input.amount("fromAmount"), input.amount("toAmount"));
    if input.has("fromAmount") == input.has("toAmount") {
        input.wrong("fromAmount", "should not be given together with toAmount, nor both be left out");
    }
    let own = people::payee(world, payee_id).ok().and_then(|payee| payee.currency_code.clone());
    let to_currency = to_currency.or(own).unwrap_or_else(|| "AUD".to_owned());
    for (name, amount, currency) in
        [("fromAmount", from_amount, &from_currency), ("toAmount", to_amount, &to_currency)]
    {
        let most = money::decimals(currency).unwrap_or(2);
        if amount.is_some_and(|amount| amount.decimals() > most) {
            input.wrong(name, &format!("must have at most {most} decimal places in {currency}"));
        }
    }
    input.finish()?;
    people::payee(world, payee_id)?;

    let now = world.clock.now();
    let rate = world.nexpay.rates.get(&from_currency, &to_currency, now)?;
    let payer_rate = rate.times(Amount::new(98, 2), RATE_DECIMALS, Round::Nearest);
    let decimals = |currency| money::decimals(currency).unwrap_or(2);
    let (from_decimals, to_decimals) = (decimals(&from_currency), decimals(&to_currency));
    let (net, to_amount) = match (from_amount, to_amount) {
        (Some(from), _) => (from, from.times(payer_rate, to_decimals, Round::Nearest)),
        (None, Some(to)) => (to.over(payer_rate, from_decimals, Round::Up), to),
        (None, None) => return Err(Refusal::Internal("an amount was checked to be there".to_owned())),
    };
    if !to_amount.is_positive() {
        return Err(Refusal::Unprocessable("The amount is too small to be converted".to_owned()));
    }
    let methods = lookup::methods(people::payee(world, payee_id)?, &to_currency);
    let mut variants = Vec::new();
    for (at, settlement_method) in methods.into_iter().enumerate() {
        let fee = match settlement_method {
            // 1.5 % for a card, a fixed fee in dollars for all else.
            "card" => net.times(Amount::new(15, 3), from_decimals, Round::Up),
            _ => {
                let dollars = Amount::new(if settlement_method == "payid" { 500 } else { 1250 }, 2);
                let dollar = money::per_dollar(&from_currency).unwrap_or(Amount::new(1, 0));
                dollars.times(dollar, from_decimals, Round::Up)
            }
        };
        variants.push(Variant {
            id: i64::try_from(at).unwrap_or_default() + 1,
            settlement_method,
            payer_rate,
            from_amount: net.plus(fee),
            to_amount,
            fee,
        });
    }
    let quote = Quote {
        id: world.ids.hex(8),
        payee_id,
        from_currency,
        to_currency,
        payer_rate,
        from_amount: variants.first().map_or(net, |variant| variant.from_amount),
        to_amount,
        fee: variants.first().map_or(Amount::new(0, 0), |variant| variant.fee),
        created_at: now.iso(),
        expires_at: now.plus(QUOTE_LIFE).iso(),
        expires: now.plus(QUOTE_LIFE),
        variants,
    };
    world.nexpay.quotes.push(quote.clone());
    created(world, &quote)
}

pub(super) fn get(world: &World, id: &str) -> Result<Answer, Refusal> {
    ok(quote(world, id)?)
}

pub(super) fn quote<'a>(world: &'a World, id: &str) -> Result<&'a Quote, Refusal> {
    world.nexpay.quotes.iter().find(|quote| quote.id == id).ok_or_else(|| Refusal::not_found("Quote"))
}
