use database::DistrictTx;
use proto::matching::v1::{DueGroup, DueMatch, GroupOfferStatus, GroupPlaceStatus, GroupSummary, MatchDueKind as Kind};
use uuid::Uuid;

use super::{Due, Read};
use crate::queries::group::{self, Placed};

/// What groups ask: offers until they are answered, places that are free while somebody waits for them who was not just
/// asked, and childcare that has room for a member. With a `coordinator` the offers of others are left out.
pub(super) async fn list(tx: &mut DistrictTx, coordinator: Option<&str>) -> Read<Vec<Due>> {
    let mut due = Vec::new();
    for (summary, freed_on, filled_at) in group::waited_for(tx).await? {
        let id: Uuid = summary.group_id.parse().map_err(edge::Failure::internal)?;
        let places = group::places(tx, id, filled_at).await?;
        let of = Of { summary: &summary, places: &places };
        due.extend(of.offers(coordinator));
        due.extend(of.free_place(&freed_on));
        due.extend(of.free_childcare(&freed_on));
    }
    Ok(due)
}

/// A group with its members and queue.
struct Of<'g> {
    summary: &'g GroupSummary,
    places: &'g [Placed],
}

impl Of<'_> {
    fn free(&self) -> u32 {
        self.summary.capacity.saturating_sub(self.summary.members + self.summary.offered)
    }

    /// Who may be offered what is free.
    fn next(&self) -> Option<&Placed> {
        self.places.iter().find(|place| place.message.is_next).filter(|_| self.free() > 0)
    }

    fn offers(&self, coordinator: Option<&str>) -> Vec<Due> {
        let mut due = Vec::new();
        for place in self.places {
            let Some(offer) = &place.message.offer else { continue };
            if coordinator.is_some_and(|mine| mine != place.offered_by) {
                continue;
            }
            let is_queued = place.message.status() == GroupPlaceStatus::Queued;
            if is_queued && offer.status() == GroupOfferStatus::Open {
                due.push(self.item(Kind::GroupOfferOpen, &offer.answer_by, place, None));
            } else if place.expired_last {
                let next = self.next().filter(|next| next.person != place.person && !next.passed);
                due.push(self.item(Kind::GroupOfferExpired, &offer.answer_by, place, next));
            }
        }
        due
    }

    /// One line for a group, and none beside that of an offer that expired, which names the next.
    fn free_place(&self, freed_on: &str) -> Option<Due> {
        let next = self.next().filter(|next| !next.passed)?;
        let told_already = self.places.iter().any(|place| place.expired_last);
        (!told_already).then(|| self.item(Kind::GroupPlaceFree, freed_on, next, None))
    }

    fn free_childcare(&self, freed_on: &str) -> Option<Due> {
        let free = self.summary.childcare_capacity.saturating_sub(self.summary.childcare_taken);
        let fits = |place: &&Placed| {
            let message = &place.message;
            let lacks = message.children.saturating_sub(message.childcare_places);
            message.status() == GroupPlaceStatus::Given && (1..=free).contains(&lacks)
        };
        let first = self.places.iter().find(fits)?;
        let (mut item, persons) = self.item(Kind::GroupChildcareFree, freed_on, first, None);
        if let Some(group) = &mut item.group {
            group.free = free;
        }
        Some((item, persons))
    }

    fn item(&self, kind: Kind, due_on: &str, place: &Placed, next: Option<&Placed>) -> Due {
        let group = DueGroup {
            group_id: self.summary.group_id.clone(),
            name: self.summary.name.clone(),
            person_id: place.person.to_string(),
            next_person_id: next.map(|next| next.person.to_string()).unwrap_or_default(),
            free: self.free(),
        };
        let persons = [place.person].into_iter().chain(next.map(|next| next.person)).collect();
        let item = DueMatch { kind: kind.into(), due_on: due_on.to_owned(), group: Some(group), ..DueMatch::default() };
        (item, persons)
    }
}
