//! Whom a programme is for: its rules, asked about a person on a day. Every rule answers, whatever the others said.
//! Residence status is no fact here and never becomes one.

use jiff::civil::Date;
use proto::{
    programmes::v1::{LanguageLevel, Programme, target_rule::Rule},
    referrals::v1::{Answer, CheckOutcome, CheckReason, Gender, PartnerAgreement, PersonFacts, RuleOutcome},
};

use crate::coverage::covers;

/// What the rules ask about, besides the person.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub agreements: &'a [PartnerAgreement],
    /// The district keeps clients of child protection outside programmes that ask.
    pub excludes_child_protection: bool,
    pub on: Date,
}

/// How a programme's rules answer for a person. Inside when all hold, outside when one fails; otherwise a fact is missing.
pub fn check(
    programme: &Programme,
    facts: &PersonFacts,
    around: Circumstances<'_>,
) -> (CheckOutcome, Vec<CheckReason>) {
    let reasons: Vec<CheckReason> = programme
        .target_group
        .iter()
        .map(|rule| CheckReason {
            rule_id: rule.rule_id.clone(),
            outcome: answer(rule.rule.as_ref(), programme, facts, around).into(),
        })
        .collect();
    let any = |outcome: RuleOutcome| reasons.iter().any(|reason| reason.outcome() == outcome);
    let outcome = if any(RuleOutcome::Fails) {
        CheckOutcome::Outside
    } else if any(RuleOutcome::Undecided) {
        CheckOutcome::Undecided
    } else {
        CheckOutcome::Inside
    };
    (outcome, reasons)
}

fn answer(rule: Option<&Rule>, programme: &Programme, facts: &PersonFacts, around: Circumstances<'_>) -> RuleOutcome {
    // A rule this build does not know cannot be said to hold.
    let Some(rule) = rule else { return RuleOutcome::Undecided };
    match rule {
        Rule::MunicipalityCovered(_) => known(!facts.municipality_code.is_empty(), || {
            covers(around.agreements, &programme.programme_id, &facts.municipality_code, around.on)
        }),
        Rule::AgeBetween(ages) => match age(&facts.birth_month, around.on) {
            Some(age) => holds((ages.from_years..=ages.to_years).contains(&age)),
            None => RuleOutcome::Undecided,
        },
        Rule::ChildAgeBetween(ages) => {
            let children: Vec<u32> =
                facts.child_birth_months.iter().filter_map(|month| age(month, around.on)).collect();
            known(!children.is_empty(), || children.iter().any(|age| (ages.from_years..=ages.to_years).contains(age)))
        }
        Rule::ImmigrantBackground(_) => told(facts.immigrant_background(), true),
        Rule::NotInChildProtection(_) if !around.excludes_child_protection => RuleOutcome::Holds,
        Rule::NotInChildProtection(_) => told(facts.in_child_protection(), false),
        Rule::ProfessionKnown(_) => known(!facts.profession_code.is_empty(), || true),
        Rule::FinnishAtLeast(least) => {
            let finnish = facts
                .languages
                .iter()
                .find(|language| language.code == "fi")
                .map(proto::referrals::v1::SpokenLanguage::level);
            match finnish {
                Some(LanguageLevel::Unspecified) | None => RuleOutcome::Undecided,
                Some(level) => holds(level >= least.level()),
            }
        }
        Rule::Woman(_) => known(facts.gender() != Gender::Unspecified, || facts.gender() == Gender::Woman),
        Rule::HasChildren(_) => {
            if !facts.child_birth_months.is_empty() {
                return RuleOutcome::Holds;
            }
            match facts.expects_child() {
                Answer::Yes => RuleOutcome::Holds,
                Answer::No | Answer::Unspecified => RuleOutcome::Undecided,
            }
        }
    }
}

fn holds(holds: bool) -> RuleOutcome {
    if holds { RuleOutcome::Holds } else { RuleOutcome::Fails }
}

fn known(known: bool, fact: impl FnOnce() -> bool) -> RuleOutcome {
    if known { holds(fact()) } else { RuleOutcome::Undecided }
}

fn told(answer: Answer, wanted: bool) -> RuleOutcome {
    match answer {
        Answer::Unspecified => RuleOutcome::Undecided,
        Answer::Yes => holds(wanted),
        Answer::No => holds(!wanted),
    }
}

/// Full years on a day of somebody born in a month; the month's first day stands for the birthday, which is never asked.
/// `None` when unknown or not yet born.
pub fn age(birth_month: &str, on: Date) -> Option<u32> {
    let born: Date = format!("{birth_month}-01").parse().ok()?;
    let months = (i32::from(on.year()) - i32::from(born.year())) * 12 + i32::from(on.month()) - i32::from(born.month());
    u32::try_from(months.div_euclid(12)).ok()
}

#[cfg(test)]
mod tests {
    use proto::{
        programmes::v1::{
            AgeBetween, ChildAgeBetween, FinnishAtLeast, HasChildren, ImmigrantBackground, MunicipalityCovered,
            NotInChildProtection, ProfessionKnown, TargetRule, Woman,
        },
        referrals::v1::{Coverage, SpokenLanguage},
    };

    use super::*;

    fn programme(rule: Rule) -> Programme {
        Programme {
            programme_id: "friend".into(),
            target_group: vec![TargetRule { rule_id: "rule".into(), rule: Some(rule) }],
            ..Programme::default()
        }
    }

    fn outcome(rule: Rule, facts: &PersonFacts) -> CheckOutcome {
        check(&programme(rule), facts, around(&[], true)).0
    }

    fn around(agreements: &[PartnerAgreement], excludes_child_protection: bool) -> Circumstances<'_> {
        Circumstances { agreements, excludes_child_protection, on: Date::constant(2026, 3, 2) }
    }

    fn facts() -> PersonFacts {
        PersonFacts::default()
    }

    #[test]
    fn a_fact_that_is_not_known_leaves_the_rule_undecided() {
        for rule in [
            Rule::MunicipalityCovered(MunicipalityCovered {}),
            Rule::AgeBetween(AgeBetween { from_years: 6, to_years: 17 }),
            Rule::ChildAgeBetween(ChildAgeBetween { from_years: 0, to_years: 6 }),
            Rule::ImmigrantBackground(ImmigrantBackground {}),
            Rule::NotInChildProtection(NotInChildProtection {}),
            Rule::ProfessionKnown(ProfessionKnown {}),
            Rule::FinnishAtLeast(FinnishAtLeast { level: LanguageLevel::Basic.into() }),
            Rule::Woman(Woman {}),
        ] {
            assert_eq!(outcome(rule, &facts()), CheckOutcome::Undecided, "{rule:?}");
        }
    }

    #[test]
    fn a_municipality_without_an_agreement_is_outside() {
        let agreements = [PartnerAgreement {
            valid_from: "2020-01-01".into(),
            coverage: vec![Coverage {
                programme_id: "friend".into(),
                municipality_codes: vec!["609".into()],
                from: String::new(),
            }],
            ..PartnerAgreement::default()
        }];
        let programme = programme(Rule::MunicipalityCovered(MunicipalityCovered {}));
        let ask = |code: &str| {
            let facts = PersonFacts { municipality_code: code.into(), ..facts() };
            check(&programme, &facts, around(&agreements, true)).0
        };
        assert_eq!(ask("609"), CheckOutcome::Inside);
        assert_eq!(ask("102"), CheckOutcome::Outside);
    }

    #[test]
    fn the_ages_at_both_ends_belong_to_the_group() {
        let rule = Rule::AgeBetween(AgeBetween { from_years: 6, to_years: 17 });
        let born = |month: &str| PersonFacts { birth_month: month.into(), ..facts() };
        assert_eq!(outcome(rule, &born("2020-03")), CheckOutcome::Inside);
        assert_eq!(outcome(rule, &born("2020-04")), CheckOutcome::Outside);
        assert_eq!(outcome(rule, &born("2008-04")), CheckOutcome::Inside);
        assert_eq!(outcome(rule, &born("2008-03")), CheckOutcome::Outside);
    }

    #[test]
    fn one_child_of_the_age_suffices() {
        let rule = Rule::ChildAgeBetween(ChildAgeBetween { from_years: 0, to_years: 6 });
        let facts = PersonFacts { child_birth_months: vec!["2010-01".into(), "2025-12".into()], ..facts() };
        assert_eq!(outcome(rule, &facts), CheckOutcome::Inside);
    }

    #[test]
    fn a_client_of_child_protection_is_outside_only_where_the_district_says_so() {
        let programme = programme(Rule::NotInChildProtection(NotInChildProtection {}));
        let facts = PersonFacts { in_child_protection: Answer::Yes.into(), ..facts() };
        assert_eq!(check(&programme, &facts, around(&[], true)).0, CheckOutcome::Outside);
        assert_eq!(check(&programme, &facts, around(&[], false)).0, CheckOutcome::Inside);
    }

    #[test]
    fn enough_finnish_is_at_least_the_level_asked() {
        let rule = Rule::FinnishAtLeast(FinnishAtLeast { level: LanguageLevel::Basic.into() });
        let speaks = |level: LanguageLevel| PersonFacts {
            languages: vec![SpokenLanguage { code: "fi".into(), level: level.into() }],
            ..facts()
        };
        assert_eq!(outcome(rule, &speaks(LanguageLevel::Beginner)), CheckOutcome::Outside);
        assert_eq!(outcome(rule, &speaks(LanguageLevel::Basic)), CheckOutcome::Inside);
        assert_eq!(outcome(rule, &speaks(LanguageLevel::Native)), CheckOutcome::Inside);
    }

    #[test]
    fn where_the_programme_is_for_families_of_immigrant_background_others_are_outside() {
        let rule = Rule::ImmigrantBackground(ImmigrantBackground {});
        let told = |answer: Answer| PersonFacts { immigrant_background: answer.into(), ..facts() };
        assert_eq!(outcome(rule, &told(Answer::Yes)), CheckOutcome::Inside);
        assert_eq!(outcome(rule, &told(Answer::No)), CheckOutcome::Outside);
    }

    #[test]
    fn a_programme_open_wider_asks_nobody_for_a_background() {
        let open = programme(Rule::HasChildren(HasChildren {}));
        let told = |answer: Answer| PersonFacts {
            child_birth_months: vec!["2024-01".into()],
            immigrant_background: answer.into(),
            ..facts()
        };
        for answer in [Answer::Yes, Answer::No, Answer::Unspecified] {
            assert_eq!(check(&open, &told(answer), around(&[], true)).0, CheckOutcome::Inside);
        }
    }

    #[test]
    fn a_mother_has_children_or_expects_one() {
        let rule = Rule::HasChildren(HasChildren {});
        let expects = |answer: Answer| PersonFacts { expects_child: answer.into(), ..facts() };
        assert_eq!(outcome(rule, &expects(Answer::Yes)), CheckOutcome::Inside);
        assert_eq!(outcome(rule, &expects(Answer::No)), CheckOutcome::Undecided, "perhaps nobody asked for children");
    }

    #[test]
    fn a_mentee_has_a_profession_whichever_it_is() {
        let rule = Rule::ProfessionKnown(ProfessionKnown {});
        let works_as = PersonFacts { profession_code: "2221".into(), ..facts() };
        assert_eq!(outcome(rule, &works_as), CheckOutcome::Inside);
    }

    #[test]
    fn every_rule_answers_although_one_fails() {
        let mut programme = programme(Rule::Woman(Woman {}));
        programme.target_group.push(TargetRule {
            rule_id: "background".into(),
            rule: Some(Rule::ImmigrantBackground(ImmigrantBackground {})),
        });
        let facts = PersonFacts { gender: Gender::Man.into(), immigrant_background: Answer::Yes.into(), ..facts() };
        let (outcome, reasons) = check(&programme, &facts, around(&[], true));
        assert_eq!(outcome, CheckOutcome::Outside);
        let answers: Vec<_> = reasons.iter().map(|reason| (reason.rule_id.as_str(), reason.outcome())).collect();
        assert_eq!(answers, [("rule", RuleOutcome::Fails), ("background", RuleOutcome::Holds)]);
    }

    #[test]
    fn somebody_unborn_has_no_age() {
        assert_eq!(age("2026-04", Date::constant(2026, 3, 2)), None);
        assert_eq!(age("2026-03", Date::constant(2026, 3, 2)), Some(0));
    }
}
