//! What a district offers, as far as an import is held against it before anything is written. The services decide;
//! this only says early what they would refuse.

use jiff::civil::Date;
use proto::{
    programmes::v1::{LanguageLevel, Programme, ProgrammeKind, VolunteerRules, target_rule::Rule},
    referrals::v1::{Answer, Gender, PartnerAgreement},
};

use super::{
    columns::{Column, plain},
    list::{List, Mother, Volunteer},
    problems::Problems,
};

/// A district's programmes and agreements, and the installation's day.
#[derive(Debug)]
pub struct Offer {
    /// Versions of each, the oldest first; of a day before the oldest that is known, that one is taken to hold.
    programmes: Vec<Programme>,
    /// Every version is there.
    whole: bool,
    agreements: Vec<PartnerAgreement>,
    excludes_child_protection: bool,
    pub today: Date,
}

impl Offer {
    /// `programmes`: every version of each, the oldest first.
    pub fn whole(
        programmes: Vec<Programme>,
        agreements: Vec<PartnerAgreement>,
        excludes_child_protection: bool,
        today: Date,
    ) -> Self {
        Self { programmes, agreements, excludes_child_protection, whole: true, today }
    }

    /// As far as a service tells it: the versions of today. What it leaves open, services decide.
    pub fn of_today(programmes: Vec<Programme>, agreements: Vec<PartnerAgreement>, today: Date) -> Self {
        Self { programmes, agreements, excludes_child_protection: false, whole: false, today }
    }

    /// By id or by name in any language; the error says that it is one of groups.
    pub fn programme_id(&self, text: &str) -> Option<Result<String, ()>> {
        let wanted = plain(text);
        let meant = |programme: &&Programme| {
            plain(&programme.programme_id) == wanted || programme.name.values().any(|name| plain(name) == wanted)
        };
        let programme = self.programmes.iter().find(meant)?;
        let one_to_one = programme.kind() != ProgrammeKind::Group;
        Some(if one_to_one { Ok(programme.programme_id.clone()) } else { Err(()) })
    }

    /// The version of a day.
    pub(crate) fn programme(&self, id: &str, on: Date) -> Option<&Programme> {
        let valid = |programme: &&Programme| {
            programme.programme_id == id && programme.valid_from.parse::<Date>().is_ok_and(|from| from <= on)
        };
        let oldest = || self.programmes.iter().find(|programme| !self.whole && programme.programme_id == id);
        self.programmes.iter().rev().find(valid).or_else(oldest)
    }

    fn covers(&self, programme_id: &str, municipality: &str, on: Date) -> bool {
        let from = |text: &str| text.parse::<Date>().is_ok_and(|from| from > on);
        let until = |text: &str| text.parse::<Date>().is_ok_and(|until| until < on);
        let valid = self.agreements.iter().filter(|of| !from(&of.valid_from) && !until(&of.valid_to));
        valid.flat_map(|agreement| &agreement.coverage).any(|coverage| {
            coverage.programme_id == programme_id
                && !from(&coverage.from)
                && (coverage.municipality_codes.is_empty()
                    || coverage.municipality_codes.iter().any(|code| code == municipality))
        })
    }

    /// Adds what the services would refuse. With `overridden`, a manager takes in whomever the target group leaves out.
    pub fn check(&self, list: &List, overridden: bool, problems: &mut Problems) {
        for mother in &list.mothers {
            self.mother(mother, overridden, problems);
        }
        for volunteer in &list.volunteers {
            self.volunteer(volunteer, problems);
        }
        for pair in &list.pairs {
            let (mother, volunteer) = (&list.mothers[pair.mother], &list.volunteers[pair.volunteer]);
            let Some(programme) = self.programme(&mother.programme_id, pair.since) else { continue };
            if !self.covers(&mother.programme_id, &mother.facts.municipality_code, pair.since) {
                let problem = "is covered by no agreement on the day the pair began; record the agreement of that time";
                problems.follows(pair.line, Column::MotherMunicipality, problem);
            }
            let rules = programme.volunteer.clone().unwrap_or_default();
            if rules.same_profession {
                for (facts, column) in
                    [(&mother.facts, Column::MotherProfession), (&volunteer.facts, Column::VolunteerProfession)]
                {
                    if facts.profession_code.is_empty() {
                        problems.follows(
                            pair.line,
                            column,
                            "is empty, and the programme pairs people of one profession",
                        );
                    }
                }
            }
        }
    }

    fn mother(&self, mother: &Mother, overridden: bool, problems: &mut Problems) {
        let Some(programme) = self.programme(&mother.programme_id, mother.referred_on) else {
            if !mother.programme_id.is_empty() {
                problems.follows(mother.line, Column::Programme, "did not run yet on the day she was referred");
            }
            return;
        };
        if overridden {
            return;
        }
        for rule in programme.target_group.iter().filter_map(|rule| rule.rule.as_ref()) {
            if let Some((column, problem)) = self.asks(rule, programme, mother) {
                problems.follows(mother.line, column, problem);
            }
        }
    }

    /// What a rule of the target group asks that the line does not tell.
    fn asks(&self, rule: &Rule, programme: &Programme, mother: &Mother) -> Option<(Column, &'static str)> {
        const ASKED: &str = "is empty, and the programme's target group asks for it";
        let facts = &mother.facts;
        let untold = |told: bool, column: Column| (!told).then_some((column, ASKED));
        match rule {
            Rule::MunicipalityCovered(_) if !facts.municipality_code.is_empty() => {
                let covered = self.covers(&programme.programme_id, &facts.municipality_code, mother.accepted_on);
                let problem =
                    "is covered by no agreement on the day she was taken in; record the agreement of that time";
                (!covered).then_some((Column::MotherMunicipality, problem))
            }
            Rule::MunicipalityCovered(_) => Some((Column::MotherMunicipality, ASKED)),
            Rule::AgeBetween(_) => untold(!facts.birth_month.is_empty(), Column::MotherBirthMonth),
            Rule::ChildAgeBetween(_) => untold(!facts.child_birth_months.is_empty(), Column::MotherChildren),
            Rule::HasChildren(_) => {
                let told = !facts.child_birth_months.is_empty() || facts.expects_child() == Answer::Yes;
                untold(told, Column::MotherChildren)
            }
            Rule::ImmigrantBackground(_) => {
                untold(facts.immigrant_background() != Answer::Unspecified, Column::MotherImmigrantBackground)
            }
            Rule::NotInChildProtection(_) => {
                let told = !self.excludes_child_protection || facts.in_child_protection() != Answer::Unspecified;
                untold(told, Column::MotherInChildProtection)
            }
            Rule::ProfessionKnown(_) => untold(!facts.profession_code.is_empty(), Column::MotherProfession),
            Rule::FinnishAtLeast(_) => {
                let finnish = |spoken: &proto::referrals::v1::SpokenLanguage| {
                    spoken.code == "fi" && spoken.level() != LanguageLevel::Unspecified
                };
                let problem = "does not tell how well she knows Finnish, which the target group asks for";
                (!facts.languages.iter().any(finnish)).then_some((Column::MotherLanguages, problem))
            }
            Rule::Woman(_) => untold(facts.gender() != Gender::Unspecified, Column::MotherGender),
        }
    }

    fn volunteer(&self, volunteer: &Volunteer, problems: &mut Problems) {
        let line = volunteer.line;
        let Some(programme) = self.programme(&volunteer.programme_id, volunteer.applied_on) else {
            if !volunteer.programme_id.is_empty() {
                problems.follows(line, Column::Programme, "did not run yet on the day the volunteer applied");
            }
            return;
        };
        let rules = programme.volunteer.clone().unwrap_or_default();
        let steps = [
            (Column::TrainedOn, volunteer.trained_on, rules.training_hours > 0),
            (Column::InterviewedOn, volunteer.interviewed_on, true),
            (Column::PledgedOn, volunteer.pledged_on, true),
            (Column::ExtractConsentedOn, volunteer.extract.consented, asks_for_extract(&rules)),
            (Column::ExtractOrderedOn, volunteer.extract.ordered, asks_for_extract(&rules)),
            (Column::ExtractIssuedOn, volunteer.extract.issued, asks_for_extract(&rules)),
            (Column::ExtractInspectedOn, volunteer.extract.inspected, asks_for_extract(&rules)),
        ];
        for (column, on, needed) in steps {
            if needed && on.is_none() {
                problems.follows(line, column, "is empty, and nobody is approved without it; see volunteer_steps_done");
            }
        }
        if volunteer.training_hours.is_some_and(|hours| hours < rules.training_hours) {
            problems.follows(line, Column::TrainingHours, "is less than the programme asks for");
        }
        if volunteer.pairs == 0 {
            return;
        }
        if volunteer.capacity.is_some_and(|capacity| capacity < volunteer.pairs) {
            problems.follows(line, Column::Capacity, "is less than the pairs the file gives this volunteer");
        }
        if rules.women_only && volunteer.facts.gender() != Gender::Woman {
            problems.follows(line, Column::VolunteerGender, "does not say woman, and only women are friends here");
        }
        let speaks = |spoken: &proto::referrals::v1::SpokenLanguage| {
            spoken.level() >= LanguageLevel::Basic && rules.languages_any.contains(&spoken.code)
        };
        if !rules.languages_any.is_empty() && !volunteer.facts.languages.iter().any(speaks) {
            let asked = rules.languages_any.join(" or ");
            problems.follows(
                line,
                Column::VolunteerLanguages,
                format!("does not tell {asked} at basic level or better"),
            );
        }
    }
}

/// Whether a role needs an extract: all three conditions of 148/2014 hold.
pub(crate) fn asks_for_extract(rules: &VolunteerRules) -> bool {
    rules.criminal_record_extract.is_some_and(|conditions| {
        conditions.regular_contact_with_minors && conditions.personal_interaction && conditions.alone_with_minors
    })
}
