//! What the coordinator of one district finds on the last morning.

use jiff::civil::Date;
use proto::{
    matching::v1::{PauseReason, Side},
    referrals::v1::{PersonIdentity, ReferralSource},
};

use super::{Contact, DistrictPlan, Era, Fate, Pause, Request};
use crate::simulate::{
    days::{plus, working_before},
    people::{Is, People},
    year::Year,
};

/// Days without a word, where a pair is silent.
const SILENT_DAYS: i64 = 47;

/// Plants each case once, on people whom the figures of the year do not move.
pub(super) fn add(plan: &mut DistrictPlan, year: &Year, people: &mut People) {
    let today = year.until.date();
    let mut planter = Planter { plan, people, count: 0 };
    planter.overdue_promise(today);
    planter.without_agreement(today);
    planter.asked_twice(today);
    planter.in_hiding(today);
    planter.consent_withdrawn(today);
    planter.silent(today);
    planter.ended_agreement(year.to);
    planter.concern(today);
    planter.birth(today);
    planter.failed_twice(today);
    planter.renewal_due(today);
}

struct Planter<'p> {
    plan: &'p mut DistrictPlan,
    people: &'p mut People,
    count: usize,
}

impl Planter<'_> {
    /// Promised for Thursday: two working days ago.
    fn overdue_promise(&mut self, today: Date) {
        self.request("uk", "609", plus(today, -7), ReferralSource::Clinic, None);
    }

    fn without_agreement(&mut self, today: Date) {
        let at = self.request("ru", "102", plus(today, -4), ReferralSource::IntegrationServices, Some(plus(today, -3)));
        "Äiti on juuri muuttanut Huittisiin ja toivoo ystävää.".clone_into(&mut self.plan.requests[at].wish);
    }

    /// The same woman, referred twice with her name written in two ways.
    fn asked_twice(&mut self, today: Date) {
        let first = self.request("uk", "609", plus(today, -24), ReferralSource::Clinic, Some(plus(today, -21)));
        self.decide(first, plus(today, -20), Fate::Waiting);
        let second = self.request("uk", "609", plus(today, -4), ReferralSource::School, Some(plus(today, -3)));
        let identity = PersonIdentity {
            given_name: "Oksana".to_owned(),
            family_name: "Tkachenko".to_owned(),
            ..self.plan.requests[first].person.identity.clone()
        };
        self.plan.requests[second].person = self.plan.requests[first].person.clone();
        self.plan.requests[second].person.identity =
            PersonIdentity { given_name: "Oxana".to_owned(), email: String::new(), ..identity.clone() };
        self.plan.requests[first].person.identity = identity;
    }

    fn in_hiding(&mut self, today: Date) {
        let at = self.request("ar", "684", plus(today, -17), ReferralSource::SocialServices, Some(plus(today, -16)));
        self.decide(at, plus(today, -13), Fate::Waiting);
        let request = &mut self.plan.requests[at];
        request.person.identity.address_protected = true;
        request.person.identity.email.clear();
        "Soita vain arkisin kello 10–12. Älä jätä viestejä.".clone_into(&mut request.person.identity.safe_contact);
        request.safe_contact_noted = Some(Contact {
            on: plus(today, -11),
            note: "Sovittu, että yhteyttä pidetään vain puhelimitse.".to_owned(),
            next_step: Some(today),
        });
    }

    fn consent_withdrawn(&mut self, today: Date) {
        let at = self.request("th", "609", plus(today, -31), ReferralSource::Association, Some(plus(today, -28)));
        self.decide(at, plus(today, -27), Fate::Waiting);
        self.plan.requests[at].consent_withdrawn = Some(plus(today, -3));
    }

    fn silent(&mut self, today: Date) {
        let heard = plus(today, -SILENT_DAYS);
        if let Some(at) = self.running(|of| of.held.is_some_and(|held| held < plus(heard, -90))) {
            let check_ins = &mut self.plan.matches[at].check_ins;
            check_ins.retain(|check_in| check_in.on < heard);
            if let Some(last) = check_ins.last_mut() {
                last.on = heard;
            }
        }
    }

    /// A pair of the municipality whose agreement ended with the year.
    fn ended_agreement(&mut self, last_day: Date) {
        let Some(at) = self.running(|of| of.held.is_some_and(|held| held < last_day) && of.concern.is_none()) else {
            return;
        };
        let ours = self.plan.matches[at].request;
        let there = self.plan.requests.iter().position(|request| {
            request.municipality == "051" && request.era == Era::InYear && request.fate != Fate::NotInTargetGroup
        });
        let Some(there) = there else { return };
        if self.plan.requests[ours].era != Era::InYear {
            return;
        }
        let moved = std::mem::replace(&mut self.plan.requests[ours].municipality, "051".to_owned());
        "051".clone_into(&mut self.plan.requests[ours].person.facts.municipality_code);
        self.plan.requests[there].person.facts.municipality_code.clone_from(&moved);
        self.plan.requests[there].municipality = moved;
    }

    /// Raised on Sunday evening.
    fn concern(&mut self, today: Date) {
        if let Some(at) = self.running(|of| of.concern.is_none() && of.check_ins.len() > 3) {
            let note = "Vapaaehtoinen soitti: äiti on ollut viime tapaamisilla hyvin väsynyt ja itkuinen.";
            self.plan.matches[at].concern = Some((plus(today, -1), note.to_owned()));
        }
    }

    /// A volunteer who has somebody pauses because a child is born.
    fn birth(&mut self, today: Date) {
        let silent = plus(today, -SILENT_DAYS);
        let Some(at) = self.running(|of| of.concern.is_none() && of.check_ins.last().is_some_and(|c| c.on > silent))
        else {
            return;
        };
        let volunteer = self.plan.matches[at].volunteer;
        self.plan.volunteers[volunteer].paused =
            Some(Pause { on: plus(today, -6), until: None, reason: PauseReason::Birth });
    }

    /// A pair that has tried to meet twice.
    fn failed_twice(&mut self, today: Date) {
        let lately = self.plan.matches.iter().position(|of| of.held.is_some_and(|held| held > plus(today, -45)));
        let Some(at) = lately else { return };
        let of = &mut self.plan.matches[at];
        of.held = None;
        of.check_ins.clear();
        of.proposed = working_before(plus(today, -35));
        of.set_up = working_before(plus(today, -31));
        of.failed = vec![working_before(plus(today, -17)), working_before(plus(today, -6))];
        of.declined.retain(|no| no.side != Side::Unspecified && no.on < of.proposed);
    }

    /// A pair whose agreed time ends within two weeks, and nobody has asked yet whether it goes on.
    fn renewal_due(&mut self, today: Date) {
        let due = self.plan.matches.iter().position(|of| {
            let free = of.concern.is_none() && self.plan.volunteers[of.volunteer].paused.is_none();
            free && of.ended.is_none()
                && of.renewed.is_some()
                && (plus(today, 1)..=plus(today, 14)).contains(&of.term_ends)
        });
        if let Some(at) = due {
            self.plan.matches[at].renewed = None;
        }
    }

    /// A running pair of the year's that nothing is planted on yet.
    fn running(&self, fits: impl Fn(&super::Match) -> bool) -> Option<usize> {
        (0..self.plan.matches.len()).rev().find(|at| {
            let of = &self.plan.matches[*at];
            let volunteer = &self.plan.volunteers[of.volunteer];
            let request = &self.plan.requests[of.request];
            let planted = of.concern.is_some() || volunteer.paused.is_some() || request.municipality == "051";
            let heard = of.check_ins.last().map(|check_in| check_in.on);
            let silent = heard.is_some_and(|heard| heard < Date::constant(2026, 1, 20));
            of.ended.is_none()
                && of.held.is_some()
                && request.era == Era::InYear
                && volunteer.capacity == 1
                && !planted
                && !silent
                && fits(of)
        })
    }

    fn request(
        &mut self,
        language: &str,
        municipality: &str,
        submitted: Date,
        source: ReferralSource,
        acknowledged: Option<Date>,
    ) -> usize {
        self.count += 1;
        let person = self.people.participant(Is::Mother, language, municipality, submitted);
        self.plan.requests.push(Request {
            key: format!("friend-for-a-mother/planted{}", self.count),
            programme_id: "friend-for-a-mother".to_owned(),
            era: Era::Live,
            person,
            source,
            counted_source: String::new(),
            counted_language: language.to_owned(),
            municipality: municipality.to_owned(),
            submitted,
            acknowledged,
            decided: None,
            fate: Fate::Open,
            wish: "Toivoo ystävää arkeen.".to_owned(),
            safe_contact_noted: None,
            consent_withdrawn: None,
        });
        self.plan.requests.len() - 1
    }

    fn decide(&mut self, at: usize, on: Date, fate: Fate) {
        self.plan.requests[at].decided = Some(on);
        self.plan.requests[at].fate = fate;
    }
}
