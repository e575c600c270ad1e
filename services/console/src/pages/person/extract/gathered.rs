use std::collections::HashMap;

use proto::{
    held::v1::{HeldRecord, HeldView},
    matching::v1::TellHeldRequest as OfMatching,
    referrals::v1::{Person, TellHeldRequest as OfReferrals},
    reporting::v1::TellHeldRequest as OfReporting,
    scheduling::v1::TellHeldRequest as OfScheduling,
};

use super::words;
use crate::{
    acts::or_silent,
    app::App,
    clients::{Caller, asked},
    failure::{Failure, Service},
    names,
    offering::Offering,
    pages::person::{Wanted, known},
};

/// What an extract is made of.
pub(super) struct Gathered {
    pub(super) person: Person,
    pub(super) offering: Offering,
    pub(super) is_protected: bool,
    /// What her protected address hides is in it.
    pub(super) is_opened: bool,
    /// Of each service that answered, referrals first.
    pub(super) held: Vec<Held>,
    /// Those that did not.
    pub(super) silent: Vec<Service>,
    /// Names of those who looked, by actor.
    pub(super) people: HashMap<String, String>,
}

/// What one service answered.
pub(super) struct Held {
    pub(super) service: Service,
    pub(super) records: Vec<HeldRecord>,
    pub(super) views: Vec<HeldView>,
}

/// Nothing is found of somebody whose erasure is ordered.
pub(super) async fn gathered(app: &App, caller: &Caller, id: &str, wanted: &Wanted) -> Result<Gathered, Failure> {
    let person = known(app, caller, id).await?;
    if person.erasure_ordered {
        return Err(Failure::NotFound);
    }
    let offering = Offering::of(app, caller).await?;
    let is_protected = person.identity.as_ref().is_some_and(|identity| identity.address_protected);
    let is_opened = !is_protected || !wanted.opened.is_empty();
    let mut silent = Vec::new();
    let mut held = of_services(app, caller, id, &mut silent).await?;
    held.retain(|held| !silent.contains(&held.service));
    if !is_opened {
        for record in held.iter_mut().flat_map(|held| &mut held.records) {
            record.values.retain(|value| !words::PROTECTED.contains(&value.name.as_str()));
        }
    }
    let actors = held.iter().flat_map(|held| &held.views).map(|view| view.actor_id.as_str());
    let people = names::staff(app, actors).await?;
    Ok(Gathered { person, offering, is_protected, is_opened, held, silent, people })
}

async fn of_services(app: &App, caller: &Caller, id: &str, silent: &mut Vec<Service>) -> Result<Vec<Held>, Failure> {
    let person_id = || id.to_owned();
    let asks = OfReferrals { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_referrals(), Referrals, tell_held, asks), silent)?;
    let of_referrals = Held { service: Service::Referrals, records: told.records, views: told.views };
    let asks = OfMatching { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_matching(), Matching, tell_held, asks), silent)?;
    let of_matching = Held { service: Service::Matching, records: told.records, views: told.views };
    let asks = OfScheduling { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_scheduling(), Scheduling, tell_held, asks), silent)?;
    let of_scheduling = Held { service: Service::Scheduling, records: told.records, views: told.views };
    let asks = OfReporting { person_id: person_id() };
    let told = or_silent(asked!(caller, app.clients.held_by_reporting(), Reporting, tell_held, asks), silent)?;
    let of_reporting = Held { service: Service::Reporting, records: told.records, views: told.views };
    Ok(vec![of_referrals, of_matching, of_scheduling, of_reporting])
}
