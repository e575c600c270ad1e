use decider::{Decider as _, given};
use jiff::civil::{Date, date};
use proto::{
    matching::v1::{
        CancelReason, CheckInRecorded, ConcernConcluded, ConcernOutcome, ConcernRaised, EndReason, EndedBy,
        MatchActivated, MatchCancelled, MatchEnded, MatchPaused, MatchRenewed, MatchResumed, MatchStatus, Side,
        SupportRequestStatus, match_event::Event,
    },
    referrals::v1::{Answer, GivenBy},
};
use uuid::Uuid;

use super::{Match, MatchCommand as Command, MatchRejection as Rejection, MatchState, match_of_proposal};
use crate::{
    Proposal, ProposalState, counting,
    samples::{answered, made, running, sealed, set_up},
};

fn with(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

fn concern() -> Event {
    Event::ConcernRaised(ConcernRaised { concern_id: "concern".to_owned(), note: Some(sealed()) })
}

fn concluded() -> Event {
    Event::ConcernConcluded(ConcernConcluded { concern_id: "concern".to_owned(), conclusion: Some(sealed()) })
}

fn conclude(outcome: ConcernOutcome, notified_on: Option<Date>, county_code: Option<&str>) -> Command {
    Command::ConcludeConcern {
        concern_id: "concern".to_owned(),
        outcome,
        notified_on,
        county_code: county_code.map(str::to_owned),
        conclusion: sealed(),
    }
}

fn end(reason: EndReason, ended_by: EndedBy, new_friend_wanted: Answer) -> Command {
    Command::End { reason, ended_by, new_friend_wanted, note: None }
}

fn ended(reason: EndReason, ended_by: EndedBy, new_friend_wanted: Answer) -> Event {
    Event::Ended(MatchEnded {
        reason: reason.into(),
        ended_by: ended_by.into(),
        new_friend_wanted: new_friend_wanted.into(),
        note: None,
    })
}

fn paused() -> Event {
    Event::Paused(MatchPaused { until: String::new(), side: Side::Volunteer.into(), reason: Some(sealed()) })
}

#[test]
fn a_match_is_set_up_from_a_proposal_both_sides_accepted() {
    let mut proposal = ProposalState::default();
    for event in [
        proto::matching::v1::proposal_event::Event::Made(made()),
        answered(Side::Volunteer, true),
        answered(Side::Participant, true),
    ] {
        Proposal::evolve(&mut proposal, &event, date(2026, 3, 1));
    }
    let accepted = proposal.accepted().unwrap();
    let command =
        |term_months| Command::SetUp { proposal_id: "proposal".to_owned(), accepted: accepted.clone(), term_months };
    given::<Match>([]).when(&command(12)).then([Event::SetUp(set_up())]);
    given::<Match>([]).when(&command(0)).then_rejected(Rejection::TermOutOfRange);
    given::<Match>([Event::SetUp(set_up())]).when(&command(12)).then_nothing();
    given::<Match>([Event::SetUp(set_up())]).when(&command(6)).then_rejected(Rejection::AlreadySetUp);
    let cancelled = Event::Cancelled(MatchCancelled { reason: CancelReason::Participant.into() });
    given::<Match>([Event::SetUp(set_up()), cancelled]).when(&command(12)).then_rejected(Rejection::AlreadySetUp);
}

#[test]
fn a_proposal_leads_to_one_match() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(match_of_proposal(one), match_of_proposal(one));
    assert_ne!(match_of_proposal(one), match_of_proposal(other));
}

#[test]
fn the_agreed_time_runs_from_the_first_meeting() {
    given::<Match>([Event::SetUp(set_up())])
        .on("2026-03-02")
        .when(&Command::Activate)
        .then([Event::Activated(MatchActivated { agreed_until: "2027-03-02".to_owned() })]);
    given::<Match>(running()).when(&Command::Activate).then_nothing();
}

#[test]
fn a_match_that_never_began_is_cancelled_and_one_that_runs_is_ended() {
    let cancel = Command::Cancel { reason: CancelReason::NoFirstMeeting };
    given::<Match>([Event::SetUp(set_up())])
        .when(&cancel)
        .then([Event::Cancelled(MatchCancelled { reason: CancelReason::NoFirstMeeting.into() })]);
    given::<Match>(running()).when(&cancel).then_rejected(Rejection::NotSettingUp);
    given::<Match>([Event::SetUp(set_up())])
        .when(&end(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified))
        .then_rejected(Rejection::NotBegun);
}

#[test]
fn a_match_pauses_and_goes_on() {
    let pause = |until| Command::Pause { side: Side::Volunteer, until, reason: sealed() };
    given::<Match>(running()).when(&pause(None)).then([paused()]);
    given::<Match>(running()).when(&pause(Some(date(2026, 3, 2)))).then_rejected(Rejection::PauseEndsTooEarly);
    given::<Match>(with(running(), [paused()])).when(&Command::Resume).then([Event::Resumed(MatchResumed {})]);
    given::<Match>(running()).when(&Command::Resume).then_rejected(Rejection::NotPaused);
}

#[test]
fn an_agreed_end_is_renewed_to_a_later_day() {
    let renew = |agreed_until| Command::Renew { agreed_until };
    given::<Match>(running())
        .when(&renew(date(2027, 7, 1)))
        .then([Event::Renewed(MatchRenewed { agreed_until: "2027-07-01".to_owned() })]);
    given::<Match>(running())
        .when(&renew(date(2027, 1, 1)))
        .then_rejected(Rejection::NotLater { agreed_until: date(2027, 1, 1) });
}

#[test]
fn a_pair_that_runs_or_pauses_tells_how_it_goes() {
    let check_in = CheckInRecorded {
        side: Side::Volunteer.into(),
        given_by: GivenBy::Spoken.into(),
        answers: Some(sealed()),
        note: None,
    };
    for events in [running(), with(running(), [paused()])] {
        given::<Match>(events)
            .when(&Command::RecordCheckIn(check_in.clone()))
            .then([Event::CheckInRecorded(check_in.clone())]);
    }
    given::<Match>([Event::SetUp(set_up())]).when(&Command::RecordCheckIn(check_in)).then_rejected(Rejection::NotBegun);
}

#[test]
fn a_good_end_asks_nothing() {
    for reason in [EndReason::CompletedTerm, EndReason::GoalsMet, EndReason::ContinuesInformally] {
        given::<Match>(running()).when(&end(reason, EndedBy::Unspecified, Answer::Unspecified)).then([ended(
            reason,
            EndedBy::Unspecified,
            Answer::Unspecified,
        )]);
        given::<Match>(running()).when(&end(reason, EndedBy::Both, Answer::Yes)).then_rejected(Rejection::EndQuestions);
    }
}

#[test]
fn any_other_end_asks_whose_reason_it_was_and_whether_a_new_friend_is_wanted() {
    for reason in [
        EndReason::Moved,
        EndReason::Time,
        EndReason::NewBaby,
        EndReason::Mismatch,
        EndReason::Safety,
        EndReason::NoContact,
    ] {
        given::<Match>(running())
            .when(&end(reason, EndedBy::Unspecified, Answer::Unspecified))
            .then_rejected(Rejection::EndQuestions);
        given::<Match>(running()).when(&end(reason, EndedBy::Volunteer, Answer::Yes)).then([ended(
            reason,
            EndedBy::Volunteer,
            Answer::Yes,
        )]);
    }
}

#[test]
fn a_match_ends_once() {
    let over = with(running(), [ended(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified)]);
    given::<Match>(over)
        .when(&end(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified))
        .then_rejected(Rejection::AlreadyOver);
}

#[test]
fn a_concern_is_raised_at_any_time_and_has_an_exit() {
    let raise = Command::RaiseConcern { concern_id: "concern".to_owned(), note: sealed() };
    let over = with(running(), [ended(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified)]);
    for events in [vec![Event::SetUp(set_up())], running(), over] {
        given::<Match>(events).when(&raise).then([concern()]);
    }
    for outcome in [ConcernOutcome::Discussed, ConcernOutcome::Police, ConcernOutcome::Emergency] {
        given::<Match>(with(running(), [concern()])).when(&conclude(outcome, None, None)).then([concluded()]);
    }
    given::<Match>(with(running(), [concern(), concluded()]))
        .when(&conclude(ConcernOutcome::Discussed, None, None))
        .then_rejected(Rejection::ConcernAlreadyConcluded);
    given::<Match>(running())
        .when(&conclude(ConcernOutcome::Discussed, None, None))
        .then_rejected(Rejection::ConcernNotFound);
}

#[test]
fn a_child_welfare_notification_keeps_its_day_and_county_and_nothing_else() {
    let notification = ConcernOutcome::ChildWelfareNotification;
    let concerned = || given::<Match>(with(running(), [concern()]));
    concerned().when(&conclude(notification, Some(date(2026, 3, 2)), Some("04"))).then([concluded()]);
    for incomplete in [conclude(notification, None, Some("04")), conclude(notification, Some(date(2026, 3, 2)), None)] {
        concerned().when(&incomplete).then_rejected(Rejection::NotificationIncomplete);
    }
    concerned()
        .when(&conclude(notification, Some(date(2026, 3, 3)), Some("04")))
        .then_rejected(Rejection::NotificationInFuture);
    concerned()
        .when(&conclude(ConcernOutcome::Discussed, Some(date(2026, 3, 2)), None))
        .then_rejected(Rejection::NoNotification);
}

#[test]
fn a_concern_is_concluded_by_ending_the_match_once_it_has_ended() {
    let match_ended = conclude(ConcernOutcome::MatchEnded, None, None);
    given::<Match>(with(running(), [concern()])).when(&match_ended).then_rejected(Rejection::NotEnded);
    given::<Match>(with(running(), [concern(), ended(EndReason::Safety, EndedBy::Other, Answer::No)]))
        .when(&match_ended)
        .then([concluded()]);
}

#[test]
fn counting_word_matched_is_a_match_first_active_whatever_came_after() {
    let fold = |events: Vec<(Event, Date)>| {
        let mut state = MatchState::default();
        for (event, day) in events {
            Match::evolve(&mut state, &event, day);
        }
        state
    };
    let mut events = vec![(Event::SetUp(set_up()), date(2026, 1, 5))];
    assert_eq!(counting::matched_on(&fold(events.clone())), None);
    let begun = running().swap_remove(1);
    events.extend([
        (begun, date(2026, 1, 20)),
        (paused(), date(2026, 2, 1)),
        (Event::Resumed(MatchResumed {}), date(2026, 2, 9)),
        (ended(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified), date(2026, 3, 1)),
    ]);
    assert_eq!(counting::matched_on(&fold(events)), Some(date(2026, 1, 20)));
}

#[test]
fn counting_word_waiting_is_taken_in_without_an_active_match() {
    use SupportRequestStatus as R;
    assert!(counting::waits(R::Open, None));
    assert!(counting::waits(R::Matched, Some(MatchStatus::SettingUp)));
    assert!(!counting::waits(R::Matched, Some(MatchStatus::Active)));
    assert!(!counting::waits(R::Matched, Some(MatchStatus::Paused)));
    assert!(!counting::waits(R::Closed, Some(MatchStatus::Ended)));
}
