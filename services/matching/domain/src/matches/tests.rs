use decider::{ActorId, Decider as _, given};
use jiff::civil::{Date, date};
use proto::{
    matching::v1::{
        AgreementMade, CancelReason, CheckInRecorded, ConcernConcluded, ConcernOutcome, ConcernRaised, EndReason,
        EndedBy, GoalConcluded, GoalOutcome, GoalSet, MatchActivated, MatchCancelled, MatchEnded, MatchHandedOver,
        MatchPaused, MatchRenewed, MatchResumed, MatchStatus, MilestoneReached, MilestoneTakenBack, OutcomeRecorded,
        Side, SupportRequestStatus, match_event::Event,
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
    Command::End { reason, ended_by, new_friend_wanted, note: None, outcome: None }
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
fn an_overdue_check_in_can_still_be_told_after_the_end() {
    let check_in = CheckInRecorded { side: Side::Participant.into(), ..CheckInRecorded::default() };
    let over = with(running(), [ended(EndReason::CompletedTerm, EndedBy::Unspecified, Answer::Unspecified)]);
    given::<Match>(over)
        .when(&Command::RecordCheckIn(check_in.clone()))
        .then([Event::CheckInRecorded(check_in.clone())]);
    let cancelled = Event::Cancelled(MatchCancelled { reason: CancelReason::Participant.into() });
    given::<Match>([Event::SetUp(set_up()), cancelled])
        .when(&Command::RecordCheckIn(check_in))
        .then_rejected(Rejection::AlreadyOver);
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

fn agreement() -> Event {
    Event::AgreementMade(AgreementMade { given_by: GivenBy::Paper.into() })
}

fn goal(id: &str) -> Event {
    Event::GoalSet(GoalSet { goal_id: id.to_owned(), goal: Some(sealed()) })
}

fn goal_concluded(id: &str) -> Event {
    Event::GoalConcluded(GoalConcluded { goal_id: id.to_owned(), conclusion: Some(sealed()) })
}

fn make_agreement(goals: &[&str]) -> Command {
    let goals = goals.iter().map(|id| ((*id).to_owned(), sealed())).collect();
    Command::MakeAgreement { given_by: GivenBy::Paper, goals }
}

fn set_goal(id: &str) -> Command {
    Command::SetGoal { goal_id: id.to_owned(), goal: sealed() }
}

fn conclude_goal(id: &str, outcome: GoalOutcome) -> Command {
    Command::ConcludeGoal { goal_id: id.to_owned(), outcome, conclusion: sealed() }
}

fn term_full() -> Event {
    ended(EndReason::CompletedTerm, EndedBy::Unspecified, Answer::Unspecified)
}

#[test]
fn a_written_agreement_is_made_with_its_goals_before_or_while_the_pair_runs() {
    for events in [vec![Event::SetUp(set_up())], running(), with(running(), [paused()])] {
        given::<Match>(events).when(&make_agreement(&["walks", "words"])).then([
            agreement(),
            goal("walks"),
            goal("words"),
        ]);
    }
    given::<Match>(with(running(), [term_full()])).when(&make_agreement(&[])).then_rejected(Rejection::AlreadyOver);
}

#[test]
fn a_further_goal_stands_in_the_agreement_and_there_are_at_most_ten() {
    given::<Match>(running()).when(&set_goal("walks")).then_rejected(Rejection::AgreementNotMade);
    given::<Match>(with(running(), [agreement()])).when(&set_goal("walks")).then([goal("walks")]);
    given::<Match>(with(running(), [agreement(), goal("walks")])).when(&set_goal("walks")).then_nothing();
    let ten: Vec<Event> = (0..10).map(|n| goal(&n.to_string())).collect();
    let full = || with(with(running(), [agreement()]), ten.clone());
    given::<Match>(full()).when(&set_goal("one more")).then_rejected(Rejection::TooManyGoals);
    given::<Match>(with(full(), [goal_concluded("3")])).when(&set_goal("one more")).then([goal("one more")]);
    let eleven: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    given::<Match>(running()).when(&make_agreement(&eleven)).then_rejected(Rejection::TooManyGoals);
}

#[test]
fn each_goal_is_reached_or_given_up_and_once_the_pair_has_ended_it_may_go_on_without_the_district() {
    let with_goal = || with(running(), [agreement(), goal("walks")]);
    for outcome in [GoalOutcome::Reached, GoalOutcome::GivenUp] {
        given::<Match>(with_goal()).when(&conclude_goal("walks", outcome)).then([goal_concluded("walks")]);
        given::<Match>(with(with_goal(), [term_full()]))
            .when(&conclude_goal("walks", outcome))
            .then([goal_concluded("walks")]);
    }
    let continues = conclude_goal("walks", GoalOutcome::Continues);
    given::<Match>(with_goal()).when(&continues).then_rejected(Rejection::NotEnded);
    given::<Match>(with(with_goal(), [term_full()])).when(&continues).then([goal_concluded("walks")]);
    given::<Match>(with(with_goal(), [goal_concluded("walks")]))
        .when(&conclude_goal("walks", GoalOutcome::GivenUp))
        .then_rejected(Rejection::GoalAlreadyConcluded);
    given::<Match>(running())
        .when(&conclude_goal("walks", GoalOutcome::Reached))
        .then_rejected(Rejection::GoalNotFound);
}

#[test]
fn goals_met_as_an_ending_needs_no_word_on_each_goal() {
    given::<Match>(with(running(), [agreement(), goal("walks")]))
        .when(&end(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified))
        .then([ended(EndReason::GoalsMet, EndedBy::Unspecified, Answer::Unspecified)]);
}

#[test]
fn a_match_is_handed_over_to_another_coordinator_also_when_it_is_over() {
    let hand_over = |to: &str| Command::HandOver { coordinator: ActorId::new(to) };
    let handed = |to: &str| Event::HandedOver(MatchHandedOver { coordinator_actor_id: to.to_owned() });
    given::<Match>(running()).when(&hand_over("liisa")).then([handed("liisa")]);
    given::<Match>(with(running(), [handed("liisa")])).when(&hand_over("liisa")).then_nothing();
    given::<Match>(with(running(), [handed("liisa")])).when(&hand_over("outi")).then([handed("outi")]);
    given::<Match>(with(running(), [concern(), term_full()])).when(&hand_over("outi")).then([handed("outi")]);
}

#[test]
fn a_concern_outlives_its_match_until_it_is_concluded() {
    for over in [with(running(), [concern(), paused()]), with(running(), [concern(), term_full()])] {
        let mut state = MatchState::default();
        for event in &over {
            Match::evolve(&mut state, event, date(2026, 3, 2));
        }
        assert_eq!(state.open_concerns().collect::<Vec<_>>(), ["concern"]);
        given::<Match>(over).when(&conclude(ConcernOutcome::Discussed, None, None)).then([concluded()]);
    }
}

fn milestone(code: &str) -> MilestoneReached {
    MilestoneReached { milestone_code: code.to_owned(), side: Side::Volunteer.into(), given_by: GivenBy::Spoken.into() }
}

fn reached(code: &str) -> Event {
    Event::MilestoneReached(milestone(code))
}

fn taken_back(code: &str) -> Event {
    Event::MilestoneTakenBack(MilestoneTakenBack { milestone_code: code.to_owned() })
}

fn outcome(follow_up_on: &str) -> OutcomeRecorded {
    OutcomeRecorded { outcome: Some(sealed()), given_by: GivenBy::Spoken.into(), follow_up_on: follow_up_on.to_owned() }
}

#[test]
fn a_milestone_is_reached_once_while_the_pair_runs_or_when_it_is_told_after_the_end() {
    let reach = Command::ReachMilestone(milestone("cv"));
    for events in [running(), with(running(), [paused()]), with(running(), [term_full()])] {
        given::<Match>(events).when(&reach).then([reached("cv")]);
    }
    given::<Match>(with(running(), [reached("cv")])).when(&reach).then_nothing();
    given::<Match>([Event::SetUp(set_up())]).when(&reach).then_rejected(Rejection::NotBegun);
    let cancelled = Event::Cancelled(MatchCancelled { reason: CancelReason::Participant.into() });
    given::<Match>([Event::SetUp(set_up()), cancelled]).when(&reach).then_rejected(Rejection::AlreadyOver);
}

#[test]
fn a_milestone_recorded_by_mistake_is_taken_back_and_may_be_reached_later() {
    let take_back = Command::TakeBackMilestone { milestone_code: "cv".to_owned() };
    given::<Match>(with(running(), [reached("cv")])).when(&take_back).then([taken_back("cv")]);
    given::<Match>(with(running(), [reached("contacts")]))
        .when(&take_back)
        .then_rejected(Rejection::MilestoneNotReached);
    let back = || with(running(), [reached("cv"), taken_back("cv")]);
    given::<Match>(back()).when(&take_back).then_rejected(Rejection::MilestoneNotReached);
    given::<Match>(back()).when(&Command::ReachMilestone(milestone("cv"))).then([reached("cv")]);
}

#[test]
fn what_became_of_her_is_said_with_the_end() {
    let end = |outcome| Command::End {
        reason: EndReason::CompletedTerm,
        ended_by: EndedBy::Unspecified,
        new_friend_wanted: Answer::Unspecified,
        note: None,
        outcome,
    };
    given::<Match>(running()).when(&end(Some(outcome("")))).then([term_full(), Event::OutcomeRecorded(outcome(""))]);
    given::<Match>(running()).when(&end(None)).then([term_full()]);
}

#[test]
fn what_became_of_her_is_said_after_the_end_as_often_as_it_is_told_anew() {
    let record = Command::RecordOutcome(outcome(""));
    let said = || Event::OutcomeRecorded(outcome(""));
    given::<Match>(running()).when(&record).then_rejected(Rejection::NotEnded);
    given::<Match>(with(running(), [term_full()])).when(&record).then([said()]);
    given::<Match>(with(running(), [term_full(), said()])).when(&record).then([said()]);
    let early = ended(EndReason::Moved, EndedBy::Participant, Answer::No);
    given::<Match>(with(running(), [early])).when(&record).then([said()]);
}

#[test]
fn she_is_asked_again_on_a_later_day() {
    let over = || given::<Match>(with(running(), [term_full()])).on("2026-03-02");
    over().when(&Command::RecordOutcome(outcome("2026-03-02"))).then_rejected(Rejection::FollowUpNotLater);
    let later = outcome("2026-09-01");
    over().when(&Command::RecordOutcome(later.clone())).then([Event::OutcomeRecorded(later)]);
}
