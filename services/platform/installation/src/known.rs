use std::collections::BTreeMap;

use decider::DistrictId;
use jiff::{SignedDuration, Timestamp, civil::Date};
use proto::{
    installation::v1::{DistrictRules, installation_event::Event},
    programmes::v1::Programme,
    referrals::v1::{PriorityReason, Purpose},
};

/// A district as it was last opened.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    pub id: DistrictId,
    pub name: String,
    pub rules: DistrictRules,
    /// In the district's own order.
    pub programme_ids: Vec<String>,
    pub audiences: Vec<String>,
    pub demo: bool,
}

/// The installation as of the newest commit read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub districts: BTreeMap<DistrictId, District>,
    /// Versions of each programme, oldest first.
    programmes: BTreeMap<String, Vec<Programme>>,
    /// The newest version of each, in the order they were shared first.
    purposes: Vec<Purpose>,
    /// The newest version of each, in the order they were shared first.
    priority_reasons: Vec<PriorityReason>,
    /// How far the installation's clock is ahead of real time.
    pub clock_ahead: SignedDuration,
}

impl Known {
    /// The version of a programme that is valid on a day.
    pub fn programme(&self, programme_id: &str, on: Date) -> Option<&Programme> {
        let valid = |programme: &&Programme| programme.valid_from.parse::<Date>().is_ok_and(|from| from <= on);
        self.programmes.get(programme_id)?.iter().rev().find(valid)
    }

    /// The programmes a district runs, as valid on a day, in its order.
    pub fn programmes_of(&self, district: &DistrictId, on: Date) -> Vec<&Programme> {
        let ids = self.districts.get(district).map(|district| district.programme_ids.as_slice());
        ids.unwrap_or_default().iter().filter_map(|id| self.programme(id, on)).collect()
    }

    /// Every purpose for which data about people is processed, in the order they were shared first.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    pub fn purpose(&self, purpose_id: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.purpose_id == purpose_id)
    }

    /// Every reason to go before others who wait, in the order they were shared first; retired ones too.
    pub fn priority_reasons(&self) -> &[PriorityReason] {
        &self.priority_reasons
    }

    /// The installation's time at a moment of real time.
    pub fn at(&self, real: Timestamp) -> Timestamp {
        real.checked_add(self.clock_ahead).unwrap_or(real)
    }

    pub(crate) fn evolve(&mut self, event: Event) {
        match event {
            Event::DistrictOpened(opened) => {
                let Ok(id) = opened.district_id.parse::<DistrictId>() else { return };
                let district = District {
                    id: id.clone(),
                    name: opened.name,
                    rules: opened.rules.unwrap_or_default(),
                    programme_ids: opened.programme_ids,
                    audiences: opened.audiences,
                    demo: opened.demo,
                };
                self.districts.insert(id, district);
            }
            Event::ProgrammeShared(shared) => {
                if let Some(programme) = shared.programme {
                    self.programmes.entry(programme.programme_id.clone()).or_default().push(programme);
                }
            }
            Event::PurposeShared(shared) => {
                let Some(purpose) = shared.purpose else { return };
                match self.purposes.iter_mut().find(|known| known.purpose_id == purpose.purpose_id) {
                    Some(known) => *known = purpose,
                    None => self.purposes.push(purpose),
                }
            }
            Event::PriorityReasonShared(shared) => {
                let Some(reason) = shared.reason else { return };
                match self.priority_reasons.iter_mut().find(|known| known.reason_id == reason.reason_id) {
                    Some(known) => *known = reason,
                    None => self.priority_reasons.push(reason),
                }
            }
            Event::ClockMoved(moved) => self.clock_ahead = SignedDuration::from_secs(moved.offset_seconds),
        }
    }
}
