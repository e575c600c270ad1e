use proto::{
    matching::v1::{DueMatch, MatchDueKind, MatchSummary, ProposalSummary, WithdrawReason},
    referrals::v1::{Partner, PartnerAgreement},
    scheduling::v1::{DueMeeting, FirstMeeting, LocalStart, MeetingDueKind},
};

use super::{Day, Ranked, matching, meetings};
use crate::{
    components::{Doing, Tone},
    i18n::{Language, Texts},
    names::PersonNames,
    offering::Offering,
};

fn on() -> Day {
    Day { today: "2026-03-02".parse().ok(), t: Texts(Language::Finnish) }
}

fn names() -> PersonNames {
    [("p1", "Halyna Melnyk"), ("p2", "Helmi Koskela")].into_iter().collect()
}

fn of_match(kind: MatchDueKind, due_on: &str) -> DueMatch {
    let found = MatchSummary {
        match_id: "m1".to_owned(),
        person_id: "p1".to_owned(),
        volunteer_person_id: "p2".to_owned(),
        silent_days: 47,
        ..MatchSummary::default()
    };
    DueMatch { kind: kind.into(), due_on: due_on.to_owned(), r#match: Some(found), ..DueMatch::default() }
}

fn of_meeting(kind: MeetingDueKind, due_on: &str) -> DueMeeting {
    let meeting = FirstMeeting {
        match_id: "m1".to_owned(),
        person_id: "p1".to_owned(),
        volunteer_person_id: "p2".to_owned(),
        place: "Kirjasto".to_owned(),
        start: Some(LocalStart { date: due_on.to_owned(), time: "14:30".to_owned(), zone: String::new() }),
        failed_attempts: 2,
        ..FirstMeeting::default()
    };
    DueMeeting { kind: kind.into(), due_on: due_on.to_owned(), first_meeting: Some(meeting) }
}

fn item(kind: MatchDueKind, due_on: &str) -> Ranked {
    matching::item(&of_match(kind, due_on), on(), &names(), &Offering::default()).unwrap()
}

fn there(ranked: &Ranked) -> &str {
    match &ranked.item.doing {
        Doing::There(action) => &action.href,
        Doing::Here(_) => panic!("it is done on another page"),
    }
}

#[test]
fn a_concern_comes_before_everything_and_says_how_old_it_is() {
    let concern = item(MatchDueKind::ConcernOpen, "2026-03-01");
    assert_eq!(concern.item.name, "Halyna Melnyk – Helmi Koskela");
    assert_eq!((concern.harm, concern.item.tag.tone, concern.item.when.as_str()), (0, Tone::Urgent, "Eilen."));
    let others = [
        MatchDueKind::Silent,
        MatchDueKind::VolunteerAway,
        MatchDueKind::AgreementEnded,
        MatchDueKind::ProposalExpires,
        MatchDueKind::PauseEnds,
    ];
    assert!(others.into_iter().all(|kind| item(kind, "2025-01-01").harm > 0));
}

#[test]
fn a_silent_pair_says_how_late_its_check_in_is() {
    let silent = item(MatchDueKind::Silent, "2026-02-13");
    assert_eq!(silent.item.when, "17 päivää myöhässä.");
    assert!(silent.item.why.contains("47 päivään"), "{}", silent.item.why);
    assert_eq!(there(&silent), "/matches/m1");
}

#[test]
fn what_lies_ahead_is_not_late() {
    assert_eq!(item(MatchDueKind::TermEnds, "2026-03-10").item.when, "");
    assert_eq!(item(MatchDueKind::TermEnds, "2026-03-02").item.when, "Tänään.");
    assert_eq!(item(MatchDueKind::TermEnds, "2026-03-01").item.when, "Päivän myöhässä.");
}

#[test]
fn without_a_day_nothing_is_called_late() {
    let nobody_knows = Day { today: None, ..on() };
    let due = of_match(MatchDueKind::Silent, "2020-01-01");
    assert_eq!(matching::item(&due, nobody_knows, &names(), &Offering::default()).unwrap().item.when, "");
}

#[test]
fn a_proposal_taken_back_leads_to_where_somebody_else_is_sought() {
    let proposal = ProposalSummary {
        proposal_id: "q1".to_owned(),
        support_request_id: "s1".to_owned(),
        person_id: "p1".to_owned(),
        volunteer_person_id: "p2".to_owned(),
        ..ProposalSummary::default()
    };
    let due = |kind: MatchDueKind| DueMatch {
        kind: kind.into(),
        due_on: "2026-02-27".to_owned(),
        proposal: Some(proposal.clone()),
        ..DueMatch::default()
    };
    let withdrawn =
        matching::item(&due(MatchDueKind::ProposalWithdrawn), on(), &names(), &Offering::default()).unwrap();
    assert_eq!((there(&withdrawn), withdrawn.item.when.as_str()), ("/requests/s1", "3 päivää sitten."));
    let waits = matching::item(&due(MatchDueKind::ProposalWaits), on(), &names(), &Offering::default()).unwrap();
    assert_eq!((there(&waits), waits.item.when.as_str()), ("/proposals/q1", "3 päivää myöhässä."));
}

#[test]
fn a_waiting_volunteer_leads_to_her_page() {
    let due = DueMatch {
        kind: MatchDueKind::VolunteerWaits.into(),
        due_on: "2026-02-16".to_owned(),
        volunteer_id: "v1".to_owned(),
        volunteer_person_id: "p2".to_owned(),
        ..DueMatch::default()
    };
    let waits = matching::item(&due, on(), &names(), &Offering::default()).unwrap();
    assert_eq!((waits.item.name.as_str(), there(&waits)), ("Helmi Koskela", "/volunteers/v1"));
}

#[test]
fn a_meeting_today_says_when_and_where() {
    let due = of_meeting(MeetingDueKind::Today, "2026-03-02");
    let today = meetings::item(&due, on(), &names()).unwrap();
    assert!(today.item.why.contains("14.30") && today.item.why.contains("Kirjasto"), "{}", today.item.why);
    assert_eq!((today.item.tag.tone, today.item.when.as_str()), (Tone::Urgent, ""));
}

#[test]
fn a_meeting_without_a_result_is_late_and_one_that_failed_says_how_often() {
    let missing = meetings::item(&of_meeting(MeetingDueKind::ResultMissing, "2026-02-27"), on(), &names()).unwrap();
    assert_eq!(missing.item.when, "3 päivää myöhässä.");
    let failed = meetings::item(&of_meeting(MeetingDueKind::FailedTwice, "2026-02-20"), on(), &names()).unwrap();
    assert_eq!(failed.item.when, "10 päivää sitten.");
    assert!(failed.item.why.contains("2 kertaa"), "{}", failed.item.why);
    assert!(failed.harm < missing.harm);
}

#[test]
fn a_pair_asks_once_for_its_first_meeting() {
    let due = of_meeting(MeetingDueKind::FailedTwice, "2026-02-20");
    let told = [meetings::match_id(&due)];
    assert!(matching::is_told_by_meeting(&of_match(MatchDueKind::FirstMeeting, "2026-01-30"), &told));
    assert!(!matching::is_told_by_meeting(&of_match(MatchDueKind::FirstMeeting, "2026-01-30"), &[]));
    assert!(!matching::is_told_by_meeting(&of_match(MatchDueKind::ConcernOpen, "2026-03-01"), &told));
}

#[test]
fn of_first_meetings_those_are_mine_whose_match_asks_me_for_one() {
    let meeting = of_meeting(MeetingDueKind::ToPlan, "2026-02-20");
    assert!(matching::asks_for_meeting(&[of_match(MatchDueKind::FirstMeeting, "2026-01-30")], &meeting));
    assert!(!matching::asks_for_meeting(&[of_match(MatchDueKind::Silent, "2026-01-30")], &meeting));
    assert!(!matching::asks_for_meeting(&[], &meeting));
}

#[test]
fn a_consent_taken_back_while_the_pair_stands_is_pressing_and_what_was_left_open_is_late_or_old() {
    let taken = item(MatchDueKind::FamilyConsentWithdrawn, "2026-03-01");
    assert_eq!((taken.item.tag.tone, taken.item.when.as_str()), (Tone::Urgent, "Eilen."));
    assert_eq!(item(MatchDueKind::CheckInMissed, "2026-02-27").item.when, "3 päivää myöhässä.");
    assert_eq!(item(MatchDueKind::GoalOpen, "2026-02-27").item.when, "3 päivää sitten.");
}

#[test]
fn a_proposal_taken_back_for_want_of_consent_says_so() {
    let mut due = DueMatch {
        kind: MatchDueKind::ProposalWithdrawn.into(),
        due_on: "2026-02-27".to_owned(),
        proposal: Some(ProposalSummary { support_request_id: "s1".to_owned(), ..ProposalSummary::default() }),
        ..DueMatch::default()
    };
    let away = matching::item(&due, on(), &names(), &Offering::default()).unwrap();
    if let Some(proposal) = &mut due.proposal {
        proposal.withdraw_reason = WithdrawReason::ConsentWithdrawn.into();
    }
    let unconsented = matching::item(&due, on(), &names(), &Offering::default()).unwrap();
    assert_eq!(there(&unconsented), "/requests/s1");
    assert!(unconsented.item.why.starts_with("Suostumus peruttiin"), "{}", unconsented.item.why);
    assert_ne!(unconsented.item.why, away.item.why);
}

#[test]
fn every_kind_that_this_version_knows_is_shown() {
    for number in 1.. {
        let Ok(kind) = MatchDueKind::try_from(number) else { break };
        assert!(
            matching::item(&of_match(kind, "2026-03-01"), on(), &names(), &Offering::default()).is_some(),
            "{kind:?}"
        );
    }
    for number in 1.. {
        let Ok(kind) = MeetingDueKind::try_from(number) else { break };
        assert!(meetings::item(&of_meeting(kind, "2026-03-01"), on(), &names()).is_some(), "{kind:?}");
    }
    assert!(
        matching::item(&of_match(MatchDueKind::Unspecified, "2026-03-01"), on(), &names(), &Offering::default())
            .is_none()
    );
}

#[test]
fn an_agreement_that_ended_is_named_by_its_partner_where_that_may_be_told() {
    let partner = Partner { name: "Eurajoki".to_owned(), ..Partner::default() };
    let agreement =
        PartnerAgreement { agreement_id: "eurajoki".to_owned(), partner: Some(partner), ..PartnerAgreement::default() };
    let offering = Offering { agreements: vec![agreement], ..Offering::default() };
    let mut due = of_match(MatchDueKind::AgreementEnded, "2025-12-31");
    let unnamed = matching::item(&due, on(), &names(), &offering).unwrap();
    assert!(!unnamed.item.why.contains("Eurajoki"), "{}", unnamed.item.why);
    due.agreement_id = "eurajoki".to_owned();
    let named = matching::item(&due, on(), &names(), &offering).unwrap();
    assert!(named.item.why.contains("31.12.2025: Eurajoki"), "{}", named.item.why);
    assert_eq!(there(&named), "/matches/m1");
}

#[test]
fn before_anybody_with_a_protected_address_is_called_the_card_says_so() {
    let protected = names().with_protected("p2");
    let silent = matching::item(&of_match(MatchDueKind::Silent, "2026-02-13"), on(), &protected, &Offering::default());
    let warning = silent.unwrap().item.warning;
    assert!(warning.starts_with("Turvakielto: Helmi Koskela.") && !warning.contains("Halyna"), "{warning}");
    let today = meetings::item(&of_meeting(MeetingDueKind::Today, "2026-03-02"), on(), &protected).unwrap();
    assert_eq!(today.item.warning, warning);
    assert_eq!(item(MatchDueKind::Silent, "2026-02-13").item.warning, "");
}

#[test]
fn a_pair_whose_first_meeting_is_agreed_for_a_later_day_is_not_asked_for_one() {
    let of_match = of_match(MatchDueKind::FirstMeeting, "2026-01-30");
    assert!(matching::is_told_by_meeting(&of_match, &["m1"]));
    assert!(!matching::is_told_by_meeting(&of_match, &["m2"]));
}
