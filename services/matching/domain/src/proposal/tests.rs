use decider::given;
use jiff::civil::date;
use proto::matching::v1::{
    ProposalAnswered, ProposalCallMade, ProposalCallWished, ProposalExpired, ProposalWithdrawn, Side, WithdrawReason,
    proposal_event::Event,
};

use super::{Proposal, ProposalCommand as Command, ProposalRejection as Rejection, ProposalState};
use crate::samples::{answer, answered, made, sealed};

fn state_after(events: impl IntoIterator<Item = Event>) -> ProposalState {
    let mut state = ProposalState::default();
    for event in events {
        <Proposal as decider::Decider>::evolve(&mut state, &event, date(2026, 3, 2));
    }
    state
}

fn withdraw() -> Command {
    Command::Withdraw { reason: WithdrawReason::ConsentWithdrawn }
}

fn withdrawn() -> Event {
    Event::Withdrawn(ProposalWithdrawn { reason: WithdrawReason::ConsentWithdrawn.into() })
}

#[test]
fn both_sides_can_answer_from_the_day_of_the_proposal() {
    given::<Proposal>([]).when(&Command::Make(made())).then([Event::Made(made())]);
    given::<Proposal>([]).on("2026-03-17").when(&Command::Make(made())).then_rejected(Rejection::AnswerByInPast);
}

#[test]
fn two_times_yes_makes_an_accepted_pair() {
    use proto::matching::v1::ProposalStatus as S;
    let one = state_after([Event::Made(made()), answered(Side::Participant, true)]);
    assert_eq!(one.status(), S::AcceptedByOne);
    assert_eq!(one.accepted(), Err(Rejection::NotAccepted));
    let both = state_after([Event::Made(made()), answered(Side::Volunteer, true), answered(Side::Participant, true)]);
    assert_eq!(both.status(), S::Accepted);
    assert_eq!(both.accepted().unwrap().pair().volunteer_id, "volunteer");
}

#[test]
fn one_no_declines_whatever_the_other_side_said() {
    use proto::matching::v1::ProposalStatus as S;
    let declined = [Event::Made(made()), answered(Side::Volunteer, true), answered(Side::Participant, false)];
    assert_eq!(state_after(declined).status(), S::Declined);
    given::<Proposal>([Event::Made(made()), answered(Side::Volunteer, false)])
        .when(&Command::Answer(answer(Side::Participant, true)))
        .then_rejected(Rejection::Settled);
}

#[test]
fn a_second_answer_of_the_same_side_is_refused() {
    for first in [true, false] {
        given::<Proposal>([Event::Made(made()), answered(Side::Participant, first)])
            .when(&Command::Answer(answer(Side::Participant, true)))
            .then_rejected(Rejection::AlreadyAnswered { side: Side::Participant });
    }
    given::<Proposal>([Event::Made(made()), answered(Side::Participant, true)])
        .when(&Command::Answer(answer(Side::Volunteer, true)))
        .then([answered(Side::Volunteer, true)]);
}

#[test]
fn a_yes_has_no_reason_to_decline() {
    let yes = ProposalAnswered { decline: Some(sealed()), ..answer(Side::Volunteer, true) };
    given::<Proposal>([Event::Made(made())]).when(&Command::Answer(yes)).then_rejected(Rejection::DeclineReasonWithYes);
}

#[test]
fn a_proposal_is_answered_until_its_last_day_and_expires_after() {
    let last = date(2026, 3, 16);
    given::<Proposal>([Event::Made(made())])
        .on("2026-03-16")
        .when(&Command::Answer(answer(Side::Volunteer, true)))
        .then([answered(Side::Volunteer, true)]);
    given::<Proposal>([Event::Made(made())])
        .on("2026-03-16")
        .when(&Command::Expire)
        .then_rejected(Rejection::StillInTime { answer_by: last });
    given::<Proposal>([Event::Made(made())])
        .on("2026-03-17")
        .when(&Command::Answer(answer(Side::Volunteer, true)))
        .then_rejected(Rejection::TooLate { answer_by: last });
    given::<Proposal>([Event::Made(made())])
        .on("2026-03-17")
        .when(&Command::Expire)
        .then([Event::Expired(ProposalExpired {})]);
}

#[test]
fn an_accepted_pair_does_not_expire() {
    given::<Proposal>([Event::Made(made()), answered(Side::Volunteer, true), answered(Side::Participant, true)])
        .on("2026-04-01")
        .when(&Command::Expire)
        .then_rejected(Rejection::Settled);
}

#[test]
fn a_proposal_is_withdrawn_until_it_is_settled() {
    given::<Proposal>([Event::Made(made())]).when(&withdraw()).then([withdrawn()]);
    given::<Proposal>([Event::Made(made()), answered(Side::Volunteer, true), answered(Side::Participant, true)])
        .when(&withdraw())
        .then([withdrawn()]);
    given::<Proposal>([Event::Made(made()), answered(Side::Volunteer, false)])
        .when(&withdraw())
        .then_rejected(Rejection::Settled);
    given::<Proposal>([Event::Made(made()), withdrawn()]).when(&withdraw()).then_nothing();
}

fn call_wished(side: Side) -> Event {
    Event::CallWished(ProposalCallWished { side: side.into() })
}

fn call_made(side: Side) -> Event {
    Event::CallMade(ProposalCallMade { side: side.into() })
}

#[test]
fn a_side_that_has_yet_to_answer_may_ask_to_be_called_once_at_a_time() {
    let wish = || Command::WishCall { side: Side::Volunteer };
    let wished = call_wished(Side::Volunteer);
    given::<Proposal>([Event::Made(made())]).when(&wish()).then([wished.clone()]);
    given::<Proposal>([Event::Made(made()), wished.clone()]).when(&wish()).then_nothing();
    given::<Proposal>([Event::Made(made()), wished.clone(), call_made(Side::Volunteer)]).when(&wish()).then([wished]);
    given::<Proposal>([Event::Made(made()), answered(Side::Volunteer, true)])
        .when(&wish())
        .then_rejected(Rejection::AlreadyAnswered { side: Side::Volunteer });
    given::<Proposal>([Event::Made(made()), withdrawn()]).when(&wish()).then_rejected(Rejection::Settled);
}

#[test]
fn whoever_asked_to_be_called_may_answer_all_the_same_and_asks_no_more() {
    let wished = [Event::Made(made()), call_wished(Side::Participant)];
    assert!(state_after(wished.clone()).wishes_call(Side::Participant));
    given::<Proposal>(wished.clone())
        .when(&Command::Answer(answer(Side::Participant, true)))
        .then([answered(Side::Participant, true)]);
    let [made, wish] = wished;
    assert!(!state_after([made, wish, answered(Side::Participant, true)]).wishes_call(Side::Participant));
}

#[test]
fn a_call_is_recorded_for_the_side_that_asked_for_it() {
    let wished = || [Event::Made(made()), call_wished(Side::Participant)];
    given::<Proposal>(wished())
        .when(&Command::RecordCall { side: Side::Participant })
        .then([call_made(Side::Participant)]);
    given::<Proposal>(wished()).when(&Command::RecordCall { side: Side::Volunteer }).then_nothing();
}

#[test]
fn a_proposal_waits_for_a_side_until_it_answers_or_the_last_day_passes() {
    let asked = state_after([Event::Made(made()), answered(Side::Volunteer, true)]);
    assert!(asked.waits_for(Side::Participant, date(2026, 3, 16)));
    assert!(!asked.waits_for(Side::Participant, date(2026, 3, 17)));
    assert!(!asked.waits_for(Side::Volunteer, date(2026, 3, 2)));
    let declined = state_after([Event::Made(made()), answered(Side::Volunteer, false)]);
    assert!(!declined.waits_for(Side::Participant, date(2026, 3, 2)));
}
