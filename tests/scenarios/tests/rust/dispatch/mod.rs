//! The typed methods by their operation: one generated table per provider.

mod insigner;
mod nexpay;
mod nextsign;
mod opensign;

use serde_json::Value;
use signbridge::insigner::InSigner;
use signbridge::nexpay::Nexpay;
use signbridge::nextsign::NextSign;
use signbridge::opensign::OpenSign;
use signbridge_scenarios::Session;

use crate::steps;

/// Plays a scenario with its provider's client. An error is the record of a client that could not be built.
pub(crate) async fn play(session: &mut Session) -> Result<(), Value> {
    let opening = session.opening();
    match opening.config["provider"].as_str().expect("a configuration names its provider") {
        "insigner" => steps::play::<InSigner>(session).await,
        "nexpay" => steps::play::<Nexpay>(session).await,
        "nextsign" => steps::play::<NextSign>(session).await,
        "opensign" => steps::play::<OpenSign>(session).await,
        other => panic!("the runner does not know {other}"),
    }
}
