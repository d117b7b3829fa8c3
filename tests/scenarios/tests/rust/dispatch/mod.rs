//! The typed methods by their operation: one generated table per provider.

mod insigner;
mod nexpay;
mod nextsign;
mod opensign;

use signbridge::insigner::InSigner;
use signbridge::nexpay::Nexpay;
use signbridge::nextsign::NextSign;
use signbridge::opensign::OpenSign;
use signbridge_scenarios::{Opening, Report};

use crate::steps;

/// Plays a scenario with its provider's client.
pub(crate) async fn play(opening: &Opening) -> Report {
    match opening.config["provider"].as_str().expect("a configuration names its provider") {
        "insigner" => steps::play::<InSigner>(opening).await,
        "nexpay" => steps::play::<Nexpay>(opening).await,
        "nextsign" => steps::play::<NextSign>(opening).await,
        "opensign" => steps::play::<OpenSign>(opening).await,
        other => panic!("the runner does not know {other}"),
    }
}
