//! The emulated providers, as the server meets them: which of them knows a request, and what it answers.
//!
//! NextSign has the root of the server, as it was here first; every other one has a prefix of its own.

use crate::server::{Answer, Request};
use crate::world::World;
use crate::{insigner, nexpay, nextsign, opensign};

/// A request that a provider knows.
#[derive(Debug)]
pub(crate) enum Route {
    NextSign(nextsign::Route),
    InSigner(insigner::Route),
    Nexpay(nexpay::Route),
    OpenSign(opensign::Route),
}

/// Who knows this request, if anyone.
pub(crate) fn route(request: &Request) -> Option<Route> {
    match request.segments.first().map(String::as_str) {
        Some(insigner::PREFIX) => insigner::route(request).map(Route::InSigner),
        Some(nexpay::PREFIX) => nexpay::route(request).map(Route::Nexpay),
        Some(opensign::PREFIX) => opensign::route(request).map(Route::OpenSign),
        _ => nextsign::route(request).map(Route::NextSign),
    }
}

impl Route {
    /// The operation's name, as the provider's OpenAPI document has it.
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::NextSign(route) => route.operation(),
            Self::InSigner(route) => route.operation(),
            Self::Nexpay(route) => route.operation(),
            Self::OpenSign(route) => route.operation(),
        }
    }
}

/// Does what is asked, as the provider would.
pub(crate) fn answer(world: &mut World, route: &Route, request: &Request) -> Answer {
    match route {
        Route::NextSign(route) => nextsign::answer(world, route, request),
        Route::InSigner(route) => insigner::answer(world, route, request),
        Route::Nexpay(route) => nexpay::answer(world, route, request),
        Route::OpenSign(route) => opensign::answer(world, route, request),
    }
}

/// The provider's answer to an address that it does not have.
pub(crate) fn unknown_path(world: &mut World, request: &Request) -> Answer {
    match request.segments.first().map(String::as_str) {
        Some(insigner::PREFIX) => insigner::unknown_path(world, request),
        Some(nexpay::PREFIX) => nexpay::unknown_path(request),
        Some(opensign::PREFIX) => opensign::unknown_path(request),
        _ => nextsign::unknown_path(),
    }
}
