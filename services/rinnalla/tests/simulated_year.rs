//! The plan of the simulated year against the figures it is made for, whatever the seed.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

use std::collections::{BTreeMap, BTreeSet};

use proto::matching::v1::EndReason;
use rinnalla::simulate::{
    ledger::{Ledger, OutcomeLedger},
    plan::{DistrictPlan, Era, Fate, Plan, Request},
    year::{Cells, Year},
};

const SEEDS: std::ops::Range<u64> = 1..21;

fn lived() -> impl Iterator<Item = (Year, Plan, Ledger)> {
    SEEDS.map(|seed| {
        let year = Year::shipped().unwrap();
        let plan = Plan::of(&year, seed);
        let ledger = Ledger::of(&year, &plan);
        (year, plan, ledger)
    })
}

fn total(cells: &Cells) -> u32 {
    cells.values().sum()
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_gives_another() {
    let year = Year::shipped().unwrap();
    assert_eq!(Plan::of(&year, 7), Plan::of(&year, 7));
    assert_ne!(Plan::of(&year, 7), Plan::of(&year, 8));
}

#[test]
fn every_cell_given_for_pairs_comes_out() {
    for (year, _, ledger) in lived() {
        for district in &year.district {
            for pairs in &district.pairs {
                let counted = &ledger.districts[&district.district_id].programmes[&pairs.programme_id];
                let what = format!("{} {} seed {}", district.district_id, pairs.programme_id, ledger.seed);
                assert_eq!(counted.waiting_before, pairs.waiting_before, "{what}");
                assert_eq!(counted.requests, total(&pairs.sources), "{what}");
                assert_eq!(counted.requests_by_source, pairs.sources, "{what}");
                assert_eq!(counted.requests_by_municipality, pairs.municipalities, "{what}");
                assert_eq!(counted.outcomes, OutcomeLedger::from(pairs.outcomes), "{what}");
                assert_eq!(counted.pairs_before, pairs.pairs_before, "{what}");
                assert_eq!(counted.endings, pairs.endings, "{what}");
                assert_eq!(counted.became, pairs.became, "{what}");
                let at_end = pairs.pairs_before + pairs.outcomes.matched - total(&pairs.endings);
                assert_eq!(counted.pairs_at_end, at_end, "{what}");
                let days = &counted.days_to_first_meeting;
                assert_eq!(days.count, pairs.outcomes.matched, "{what}");
                assert_eq!(days.median.to_string(), pairs.days_to_first_meeting.median.to_string(), "{what}");
                assert_eq!(days.p90, pairs.days_to_first_meeting.p90, "{what}");
                let volunteers = &counted.volunteers;
                assert_eq!(volunteers.at_end, pairs.volunteers.at_end, "{what}");
                assert_eq!(volunteers.applied, pairs.volunteers.applied, "{what}");
                assert_eq!(volunteers.approved, pairs.volunteers.approved, "{what}");
                assert_eq!(volunteers.paused, pairs.volunteers.paused, "{what}");
                assert_eq!(volunteers.paired, at_end - pairs.volunteers.with_two_pairs, "{what}");
                if let Some(months) = pairs.months {
                    assert_eq!(counted.requests_by_month["2025-01"], months[0], "{what}");
                    assert_eq!(counted.requests_by_month["2025-08"], months[7], "{what}");
                }
            }
        }
    }
}

#[test]
fn the_figures_are_those_of_the_demo_year() {
    let (_, _, ledger) = lived().next().unwrap();
    let satakunta = &ledger.districts["mll-satakunta"].programmes["friend-for-a-mother"];
    assert_eq!((satakunta.requests, satakunta.pairs_before, satakunta.pairs_at_end), (88, 48, 53));
    assert_eq!((satakunta.volunteers.paired, satakunta.volunteers.paused, satakunta.volunteers.free), (50, 7, 5));
    assert_eq!(satakunta.requests_by_municipality["609"], 49);
    let varsinais_suomi = &ledger.districts["mll-varsinais-suomi"].programmes;
    assert_eq!(varsinais_suomi["friend-for-a-child"].volunteers.extracts_inspected, 24);
    let ends = |reason: &str| varsinais_suomi.values().filter_map(|p| p.endings.get(reason)).sum::<u32>();
    let reasons = ["completed-term", "continues-informally", "moved", "time", "no-contact", "mismatch", "goals-met"];
    assert_eq!(reasons.map(ends), [58, 31, 15, 18, 13, 6, 9]);
    assert_eq!(ends("safety"), 2);
    let sum = |of: fn(&rinnalla::simulate::ledger::VolunteerLedger) -> u32| {
        varsinais_suomi.values().map(|p| of(&p.volunteers)).sum::<u32>()
    };
    assert_eq!((sum(|v| v.at_end), sum(|v| v.applied), sum(|v| v.approved)), (236, 118, 69));
    let womento = &ledger.districts["vaestoliitto"].programmes["career-mentoring"];
    assert_eq!((womento.requests, womento.outcomes.matched, womento.pairs_at_end), (74, 44, 20));
}

#[test]
fn every_cell_given_for_groups_comes_out() {
    for (year, _, ledger) in lived() {
        for district in &year.district {
            let Some(groups) = &district.groups else { continue };
            let counted = &ledger.districts[&district.district_id].programmes[&groups.programme_id];
            let what = format!("{} seed {}", groups.programme_id, ledger.seed);
            assert_eq!(counted.placed, total(&groups.sources), "{what}");
            assert_eq!(counted.requests_by_source, groups.sources, "{what}");
            assert_eq!(counted.requests_by_municipality, groups.municipalities, "{what}");
            assert_eq!(counted.requests_by_language, groups.languages, "{what}");
            assert_eq!(counted.left_groups, groups.leavings, "{what}");
            let sessions: BTreeMap<_, _> =
                groups.group.iter().map(|group| (group.name.clone(), group.sessions)).collect();
            let held: BTreeMap<_, _> =
                counted.group_sessions.iter().map(|(name, group)| (name.clone(), group.sessions)).collect();
            assert_eq!(held, sessions, "{what}");
            let all: u32 = sessions.values().sum();
            let mean = |of: u32, mean: f64| (f64::from(of) / f64::from(all) - mean).abs() < 0.05;
            assert!(
                mean(counted.group_sessions.values().map(|g| g.mothers).sum(), groups.mothers_per_session),
                "{what}"
            );
            assert!(
                mean(counted.group_sessions.values().map(|g| g.children).sum(), groups.children_per_session),
                "{what}"
            );
        }
    }
}

#[test]
fn groups_meet_as_often_as_given_never_in_a_break_and_somebody_comes() {
    for (year, _, ledger) in lived() {
        for district in &year.district {
            let told = &ledger.districts[&district.district_id].happened.sessions;
            let winter = district.groups.as_ref().map_or(8, |groups| groups.winter_break_week);
            let met: Vec<_> = told.iter().filter(|session| session.kind == "group-session").collect();
            for session in &met {
                let week = session.on.iso_week_date().week();
                let at_rest = week == 1 || week == winter || (24..=33).contains(&week) || week == 42 || week == 52;
                assert!(!at_rest, "{} {} seed {}", district.district_id, session.on, ledger.seed);
                assert!(session.women > 0 || !session.present.is_empty(), "{} {}", district.district_id, session.on);
            }
            let single = district.sessions.iter().filter(|sessions| sessions.kind == "group-session");
            let weekly = district.groups.iter().flat_map(|groups| &groups.group);
            let given =
                single.map(|sessions| sessions.count).sum::<u32>() + weekly.map(|group| group.sessions).sum::<u32>();
            let in_year = met.iter().filter(|session| year.from <= session.on && session.on <= year.to).count();
            assert_eq!(in_year, given as usize, "{} seed {}", district.district_id, ledger.seed);
        }
    }
}

#[test]
fn single_sessions_are_as_many_as_given() {
    for (year, _, ledger) in lived() {
        for district in &year.district {
            let held: u32 =
                ledger.districts[&district.district_id].sessions.values().flat_map(|kinds| kinds.values()).sum();
            let stated: u32 = district.sessions.iter().map(|sessions| sessions.count).sum();
            let groups = district.groups.as_ref().map_or(0, |groups| groups.home_guidances + groups.visits);
            assert_eq!(held, stated + groups, "{} seed {}", district.district_id, ledger.seed);
        }
    }
}

#[test]
fn no_session_is_taken_for_another() {
    for (_, plan, _) in lived() {
        for district in &plan.districts {
            let keys: BTreeSet<_> = district.sessions.iter().map(|session| &session.key).collect();
            assert_eq!(keys.len(), district.sessions.len(), "{}", district.district_id);
        }
    }
}

#[test]
fn shares_of_hundred_are_met() {
    for (year, _, ledger) in lived() {
        for district in ledger.districts.values() {
            // A share of few is one person more or less.
            for (id, counted) in district.programmes.iter().filter(|(_, counted)| counted.outcomes.matched > 90) {
                let matched = counted.outcomes.matched;
                let share = |count: u32, of: u32| f64::from(count) * 100.0 / f64::from(of);
                let failed = share(counted.first_meetings_failed, matched);
                assert!((failed - f64::from(year.first_meeting_fails)).abs() < 2.5, "{id} {failed}");
                let no = |side: &str| share(*counted.proposals_declined_by.get(side).unwrap_or(&0), counted.proposals);
                if id != "career-mentoring" {
                    assert!(
                        (no("VOLUNTEER") - f64::from(year.volunteer_declines)).abs() < 6.0,
                        "{id} {}",
                        no("VOLUNTEER")
                    );
                    assert!((no("PARTICIPANT") - f64::from(year.participant_declines)).abs() < 5.0, "{id}");
                    let early = share(counted.ended_within_three_months, matched);
                    assert!((early - f64::from(year.ends_within_three_months)).abs() < 2.0, "{id} {early}");
                }
            }
        }
    }
}

#[test]
fn nothing_comes_before_its_cause() {
    for (year, plan, _) in lived() {
        for district in &plan.districts {
            requests_in_order(district);
            matches_in_order(district);
            for volunteer in &district.volunteers {
                assert!(volunteer.approved.is_none_or(|approved| volunteer.applied < approved), "{}", volunteer.key);
                assert!(volunteer.left.is_none_or(|left| volunteer.approved.unwrap() < left), "{}", volunteer.key);
                assert!(
                    volunteer.paused.is_none_or(|pause| volunteer.approved.unwrap() <= pause.on),
                    "{}",
                    volunteer.key
                );
            }
            for group in &district.groups {
                for member in &group.members {
                    assert!(group.started <= member.since, "{}", group.key);
                    assert!(member.until.is_none_or(|(until, _)| member.since < until), "{}", group.key);
                    assert!(member.since >= district.requests[member.request].decided.unwrap(), "{}", group.key);
                }
            }
            let last = year.until.date();
            assert!(district.matches.iter().filter_map(|of| of.held).all(|held| held < last));
        }
    }
}

fn requests_in_order(district: &DistrictPlan) {
    for request in &district.requests {
        let days = [Some(request.submitted), request.acknowledged, request.decided];
        let days: Vec<_> = days.into_iter().flatten().collect();
        assert!(days.is_sorted(), "{} {} {days:?}", district.district_id, request.key);
        if let Fate::Withdrew { on, .. } | Fate::NoCapacity { on } = request.fate {
            assert!(request.decided.unwrap() <= on, "{}", request.key);
        }
    }
    let keys: BTreeSet<_> = district.requests.iter().map(|request| &request.key).collect();
    assert_eq!(keys.len(), district.requests.len());
}

fn matches_in_order(district: &DistrictPlan) {
    let good = [EndReason::CompletedTerm, EndReason::GoalsMet, EndReason::ContinuesInformally];
    for of in &district.matches {
        let request = &district.requests[of.request];
        let volunteer = &district.volunteers[of.volunteer];
        let what = format!("{} {}", district.district_id, of.key);
        assert_eq!(request.fate, Fate::Matched, "{what}");
        assert_eq!((&request.programme_id, &volunteer.programme_id), (&of.programme_id, &of.programme_id));
        assert!(request.decided.unwrap() < of.proposed, "{what}");
        assert!(volunteer.approved.unwrap() < of.proposed, "{what} {:?} {}", volunteer.approved, of.proposed);
        assert!(of.proposed < of.set_up, "{what}");
        assert!(of.failed.iter().all(|on| of.set_up < *on && of.held.is_none_or(|held| *on < held)), "{what}");
        assert!(of.held.is_none_or(|held| of.set_up < held), "{what}");
        assert!(of.ended.is_none_or(|ending| of.held.unwrap() < ending.on), "{what}");
        assert!(of.check_ins.iter().all(|told| of.held.unwrap() < told.on), "{what}");
        assert!(of.milestones.iter().all(|reached| of.held.unwrap() < reached.on), "{what}");
        assert!(of.milestones.iter().map(|reached| reached.on).is_sorted(), "{what}");
        assert!(of.milestones.iter().all(|reached| of.ended.is_none_or(|end| reached.on < end.on)), "{what}");
        assert!(of.outcome.is_none() || of.ended.is_some_and(|ending| good.contains(&ending.reason)), "{what}");
        for no in &of.declined {
            assert!(request.decided.unwrap() < no.on && no.on < of.proposed, "{what}");
            assert!(district.volunteers[no.volunteer].approved.unwrap() < no.on, "{what}");
            assert_ne!(no.volunteer, of.volunteer, "{what}");
        }
    }
    let mut requests: Vec<_> = district.matches.iter().map(|of| of.request).collect();
    requests.sort_unstable();
    requests.dedup();
    assert_eq!(requests.len(), district.matches.len(), "a request is matched once");
    for (at, volunteer) in district.volunteers.iter().enumerate() {
        let mut steps: Vec<(jiff::civil::Date, i32)> = Vec::new();
        for of in district.matches.iter().filter(|of| of.volunteer == at) {
            steps.push((of.proposed, 1));
            steps.extend(of.ended.map(|ending| (ending.on, -1)));
        }
        steps.sort_unstable();
        let mut taken = 0;
        for (_, step) in steps {
            taken += step;
            assert!(taken <= i32::try_from(volunteer.capacity).unwrap(), "{} {}", district.district_id, volunteer.key);
        }
        if let Some(left) = volunteer.left {
            assert!(
                district.matches.iter().filter(|of| of.volunteer == at).all(|of| of.ended.is_some_and(|e| e.on < left))
            );
        }
    }
}

#[test]
fn nobody_whose_match_ended_asks_again_in_the_year() {
    for (_, plan, _) in lived() {
        let endings = plan.districts.iter().flat_map(|district| &district.matches).filter_map(|of| of.ended);
        for ending in endings {
            assert!(!ending.new_friend_wanted);
            assert_ne!(ending.reason, EndReason::Unspecified);
        }
    }
}

#[test]
fn the_last_morning_has_its_cases() {
    for (year, plan, _) in lived() {
        let today = year.until.date();
        let satakunta = &plan.districts[0];
        let days_ago = |day: jiff::civil::Date| day.until(today).unwrap().get_days();
        let running = || satakunta.matches.iter().filter(|of| of.ended.is_none());
        let silent =
            |of: &&rinnalla::simulate::plan::Match| of.check_ins.last().is_some_and(|told| days_ago(told.on) == 47);
        assert_eq!(running().filter(silent).count(), 1);
        assert_eq!(running().filter(|of| of.held.is_none() && of.failed.len() == 2).count(), 1);
        assert_eq!(running().filter(|of| of.concern.is_some()).count(), 1);
        assert!(running().any(|of| satakunta.requests[of.request].municipality == "051"));
        let asks_to_go_on = |of: &&rinnalla::simulate::plan::Match| {
            of.renewed.is_none() && of.held.is_some() && (0..=14).contains(&-days_ago(of.term_ends))
        };
        assert_eq!(running().filter(asks_to_go_on).count(), 1);
        let live = || satakunta.requests.iter().filter(|request| request.era == Era::Live);
        assert!(live().any(|request| request.municipality == "102" && request.fate == Fate::Open));
        assert!(live().any(|request| request.person.identity.address_protected));
        assert!(live().any(|request| request.consent_withdrawn.is_some()));
        let oxana = live().find(|request| request.person.identity.given_name == "Oxana").unwrap();
        let same = |request: &&Request| request.person.identity.phone == oxana.person.identity.phone;
        assert_eq!(live().filter(same).count(), 2);
        assert!(
            satakunta.volunteers.iter().any(|volunteer| volunteer.paused.is_some_and(|pause| pause.until.is_none()))
        );
        assert!(satakunta.groups.is_empty());
    }
}

#[test]
fn a_reason_is_declared_for_a_few_who_wait_and_on_whom_nothing_is_planted() {
    for (year, plan, _) in lived() {
        for (figures, district) in year.district.iter().zip(&plan.districts) {
            assert_eq!(district.declared.len(), figures.declared_reasons, "{}", district.district_id);
            for at in &district.declared {
                let request = &district.requests[*at];
                assert!(request.fate == Fate::Waiting && request.decided.is_some_and(|on| on < year.until.date()));
                assert!(!request.person.identity.address_protected && request.consent_withdrawn.is_none());
            }
        }
    }
}

#[test]
fn about_ten_organisations_were_trained_by_the_end_of_the_year_one_of_them_in_it() {
    for (year, plan, ledger) in lived() {
        let counted = ledger.districts["vaestoliitto"].programmes["career-mentoring"].organisations_trained;
        assert_eq!((counted.in_year, counted.to_date), (1, 10), "seed {}", ledger.seed);
        for district in &plan.districts {
            let names = district.trained_organisations.iter().map(|one| (&one.programme_id, one.name.to_lowercase()));
            assert_eq!(names.collect::<BTreeSet<_>>().len(), district.trained_organisations.len(), "each once");
            assert!(district.trained_organisations.iter().all(|one| one.on <= year.until.date()));
        }
    }
}

#[test]
fn pairs_are_asked_by_the_cadence_of_their_programmes() {
    #[derive(serde::Deserialize)]
    struct Programme {
        kind: String,
        #[serde(default)]
        check_in_days: Vec<u32>,
    }
    let year = Year::shipped().unwrap();
    let programmes = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/programmes");
    let mut asked = 0;
    for file in std::fs::read_dir(programmes).unwrap() {
        let file = file.unwrap().path();
        let programme: Programme = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        if programme.kind == "one-to-one" {
            assert_eq!(programme.check_in_days, year.check_in_days, "{}", file.display());
            asked += 1;
        }
    }
    assert!(asked > 0);
}

#[test]
fn what_happened_comes_to_what_is_counted() {
    for (year, _, ledger) in lived() {
        let in_year = |on: jiff::civil::Date| year.from <= on && on <= year.to;
        for (district, told) in &ledger.districts {
            for (id, counted) in &told.programmes {
                let what = format!("{district} {id} seed {}", ledger.seed);
                let matches = || told.happened.matches.iter().filter(|of| of.programme == *id);
                let held = matches().filter(|of| of.held.is_some_and(in_year)).count();
                assert_eq!(held, counted.matched_by_month.values().sum::<u32>() as usize, "{what}");
                let became =
                    matches().filter(|of| of.outcome.is_some() && of.ended.as_ref().is_some_and(|e| in_year(e.on)));
                assert_eq!(became.count(), counted.became.values().sum::<u32>() as usize, "{what}");
                let reached = matches().flat_map(|of| &of.milestones).filter(|reached| in_year(reached.on)).count();
                assert_eq!(reached, counted.milestones.values().sum::<u32>() as usize, "{what}");
                let ended = matches().filter_map(|of| of.ended.as_ref()).filter(|ended| in_year(ended.on)).count();
                assert_eq!(ended, counted.endings.values().sum::<u32>() as usize, "{what}");
                let volunteers = told.happened.volunteers.iter().filter(|volunteer| volunteer.programme == *id);
                let by_the_end = |on: Option<jiff::civil::Date>| on.is_some_and(|on| on <= year.to);
                let at_end = volunteers.filter(|one| by_the_end(one.approved) && !by_the_end(one.left)).count();
                assert_eq!(at_end, counted.volunteers.at_end as usize, "{what}");
                let trained = told.happened.trained_organisations.iter().filter(|one| one.programme == *id);
                let to_date = trained.filter(|one| by_the_end(Some(one.on))).count();
                assert_eq!(to_date, counted.organisations_trained.to_date as usize, "{what}");
            }
        }
    }
}
