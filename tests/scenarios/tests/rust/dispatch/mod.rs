//! The typed methods by their operation: one generated table per provider.

mod nextsign;

use signbridge::nextsign::NextSign;
use signbridge_scenarios::{Opening, Report};

use crate::steps;

/// Plays a scenario with its provider's client.
pub(crate) async fn play(opening: &Opening) -> Report {
    match opening.config["provider"].as_str().expect("a configuration names its provider") {
        "nextsign" => steps::play::<NextSign>(opening).await,
        other => panic!("the runner does not know {other}"),
    }
}
