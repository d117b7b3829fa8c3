//! All state of a sandbox, so that a reset is a new one.

use crate::clock::Clock;
use crate::faults::Faults;
use crate::random::Ids;
use crate::sandbox::Options;
use crate::server::{Answer, Request};
use crate::storage::Storage;
use crate::tenants::Tenants;
use crate::{insigner, nexpay, nextsign, opensign};

pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) faults: Faults,
    pub(crate) storage: Storage,
    pub(crate) tenants: Tenants,
    pub(crate) nextsign: nextsign::State,
    pub(crate) insigner: insigner::State,
    pub(crate) nexpay: nexpay::State,
    pub(crate) opensign: opensign::State,
}

impl World {
    pub(crate) fn new(options: &Options, storage_origin: &str) -> Self {
        let mut world = Self {
            clock: options.clock.clone(),
            ids: Ids::new(options.seed),
            faults: Faults::new(options.seed, &options.faults),
            storage: Storage::new(storage_origin, options.seed),
            tenants: Tenants::new(),
            nextsign: nextsign::State::new(options.nextsign.clone()),
            insigner: insigner::State::new(options.insigner.clone()),
            nexpay: nexpay::State::new(options.nexpay.clone()),
            opensign: opensign::State::new(options.opensign.clone()),
        };
        for company in world.tenants.all().to_vec() {
            world.welcome(&company.id);
        }
        insigner::seed(&mut world);
        opensign::seed(&mut world);
        world
    }

    /// Gives a new company what every company starts with.
    pub(crate) fn welcome(&mut self, company: &str) {
        nextsign::seed(self, company);
    }

    /// Lets the passing of time take effect.
    pub(crate) fn settle(&mut self) {
        nextsign::settle(self);
        insigner::settle(self);
        nexpay::settle(self);
        opensign::settle(self);
    }

    pub(crate) fn storage_answer(&mut self, request: &Request) -> Answer {
        let now = self.clock.now();
        self.storage.answer(request, now)
    }
}
