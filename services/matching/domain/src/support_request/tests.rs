use decider::given;
use proto::matching::v1::{
    PairNotFormed, PairProposed, ReopenReason, SupportRequestCloseReason, SupportRequestClosed, SupportRequestMatched,
    SupportRequestReopened, support_request_event::Event,
};

use super::{SupportRequest, SupportRequestCommand as Command, SupportRequestRejection as Rejection};
use crate::samples::opened;

fn propose(proposal_id: &str, volunteer_id: &str, asked_again: bool) -> Command {
    Command::Propose { proposal_id: proposal_id.to_owned(), volunteer_id: volunteer_id.to_owned(), asked_again }
}

fn proposed(proposal_id: &str, volunteer_id: &str, asked_again: bool) -> Event {
    Event::PairProposed(PairProposed {
        proposal_id: proposal_id.to_owned(),
        volunteer_id: volunteer_id.to_owned(),
        asked_again,
    })
}

fn not_formed(proposal_id: &str, volunteer_id: &str, declined: bool) -> Event {
    Event::PairNotFormed(PairNotFormed {
        proposal_id: proposal_id.to_owned(),
        volunteer_id: volunteer_id.to_owned(),
        declined,
    })
}

fn set_up(match_id: &str, proposal_id: &str) -> Command {
    Command::Match { match_id: match_id.to_owned(), proposal_id: proposal_id.to_owned() }
}

fn matched(match_id: &str, proposal_id: &str) -> Event {
    Event::Matched(SupportRequestMatched {
        match_id: match_id.to_owned(),
        proposal_id: proposal_id.to_owned(),
        volunteer_id: "aino".to_owned(),
    })
}

fn reopened(match_id: &str) -> Event {
    Event::Reopened(SupportRequestReopened {
        match_id: match_id.to_owned(),
        reason: ReopenReason::NewFriendWanted.into(),
    })
}

fn close(reason: SupportRequestCloseReason, ended_match_id: Option<&str>) -> Command {
    Command::Close { reason, ended_match_id: ended_match_id.map(str::to_owned) }
}

fn one_match() -> Vec<Event> {
    vec![opened(), proposed("p1", "aino", false), matched("m1", "p1")]
}

#[test]
fn a_request_is_opened_once() {
    let Event::Opened(opening) = opened() else { unreachable!("the sample opens") };
    given::<SupportRequest>([]).when(&Command::Open(opening.clone())).then([opened()]);
    given::<SupportRequest>([opened()]).when(&Command::Open(opening)).then_rejected(Rejection::AlreadyOpened);
}

#[test]
fn a_pair_is_proposed_once_at_a_time() {
    given::<SupportRequest>([opened()]).when(&propose("p1", "aino", false)).then([proposed("p1", "aino", false)]);
    given::<SupportRequest>([opened(), proposed("p1", "aino", false)])
        .when(&propose("p2", "aino", false))
        .then_rejected(Rejection::PairAlreadyProposed);
}

#[test]
fn a_declined_pair_is_never_proposed_again_unless_asked() {
    let declined = [opened(), proposed("p1", "aino", false), not_formed("p1", "aino", true)];
    given::<SupportRequest>(declined.clone())
        .when(&propose("p2", "aino", false))
        .then_rejected(Rejection::PairDeclinedBefore);
    given::<SupportRequest>(declined.clone()).when(&propose("p2", "aino", true)).then([proposed("p2", "aino", true)]);
    given::<SupportRequest>(declined).when(&propose("p2", "bea", false)).then([proposed("p2", "bea", false)]);
}

#[test]
fn a_pair_whose_proposal_expired_or_was_withdrawn_may_be_proposed_again() {
    given::<SupportRequest>([opened(), proposed("p1", "aino", false), not_formed("p1", "aino", false)])
        .when(&propose("p2", "aino", false))
        .then([proposed("p2", "aino", false)]);
}

#[test]
fn asking_again_is_noted_where_the_pair_was_declined_alone() {
    given::<SupportRequest>([opened()]).when(&propose("p1", "aino", true)).then([proposed("p1", "aino", false)]);
}

#[test]
fn a_request_is_matched_at_most_once() {
    given::<SupportRequest>([opened(), proposed("p1", "aino", false)])
        .when(&set_up("m1", "p1"))
        .then([matched("m1", "p1")]);
    given::<SupportRequest>([
        opened(),
        proposed("p1", "aino", false),
        proposed("p2", "bea", false),
        matched("m1", "p1"),
    ])
    .when(&set_up("m2", "p2"))
    .then_rejected(Rejection::AlreadyMatched);
    given::<SupportRequest>(one_match()).when(&set_up("m1", "p1")).then_nothing();
}

#[test]
fn a_match_comes_from_a_proposal_that_is_open_for_this_request() {
    given::<SupportRequest>([opened(), proposed("p1", "aino", false), not_formed("p1", "aino", false)])
        .when(&set_up("m1", "p1"))
        .then_rejected(Rejection::ProposalNotOpen);
}

#[test]
fn a_proposal_that_led_to_the_match_is_not_withdrawn_behind_its_back() {
    given::<SupportRequest>(one_match())
        .when(&Command::RecordPairNotFormed { proposal_id: "p1".to_owned(), declined: false })
        .then_rejected(Rejection::AlreadyMatched);
}

#[test]
fn other_proposals_of_a_matched_request_come_to_nothing() {
    given::<SupportRequest>([
        opened(),
        proposed("p1", "aino", false),
        proposed("p2", "bea", false),
        matched("m1", "p1"),
    ])
    .when(&Command::RecordPairNotFormed { proposal_id: "p2".to_owned(), declined: false })
    .then([not_formed("p2", "bea", false)]);
}

#[test]
fn re_match_right_a_new_friend_is_sought_after_the_match_that_ended() {
    let reopen =
        |match_id: &str| Command::Reopen { match_id: match_id.to_owned(), reason: ReopenReason::NewFriendWanted };
    given::<SupportRequest>(one_match()).when(&reopen("m1")).then([reopened("m1")]);
    given::<SupportRequest>(one_match()).when(&reopen("m2")).then_rejected(Rejection::NotMatchedThus);
    let mut again = one_match();
    again.extend([reopened("m1"), proposed("p2", "bea", false)]);
    given::<SupportRequest>(again).when(&set_up("m2", "p2")).then([Event::Matched(SupportRequestMatched {
        match_id: "m2".to_owned(),
        proposal_id: "p2".to_owned(),
        volunteer_id: "bea".to_owned(),
    })]);
}

#[test]
fn a_request_closes_while_open_or_with_the_match_that_ended() {
    use SupportRequestCloseReason as Reason;
    let closed = |reason: Reason| Event::Closed(SupportRequestClosed { reason: reason.into() });
    given::<SupportRequest>([opened()])
        .when(&close(Reason::NoLongerNeeded, None))
        .then([closed(Reason::NoLongerNeeded)]);
    given::<SupportRequest>(one_match())
        .when(&close(Reason::ReferralClosed, None))
        .then_rejected(Rejection::AlreadyMatched);
    given::<SupportRequest>(one_match()).when(&close(Reason::GoodEnd, Some("m1"))).then([closed(Reason::GoodEnd)]);
    given::<SupportRequest>([opened(), closed(Reason::GoodEnd)]).when(&close(Reason::GoodEnd, None)).then_nothing();
}

#[test]
fn a_referral_opened_again_opens_its_request_again() {
    let Event::Opened(opening) = opened() else { unreachable!("the sample opens") };
    let open = Command::Open(opening);
    let closed = |reason: SupportRequestCloseReason| Event::Closed(SupportRequestClosed { reason: reason.into() });
    let again = Event::Reopened(SupportRequestReopened {
        match_id: String::new(),
        reason: ReopenReason::ReferralReopened.into(),
    });
    given::<SupportRequest>([opened(), closed(SupportRequestCloseReason::ReferralClosed)])
        .when(&open)
        .then([again.clone()]);
    let mut after_a_match = one_match();
    after_a_match.push(closed(SupportRequestCloseReason::GoodEnd));
    given::<SupportRequest>(after_a_match).when(&open).then([again]);
    given::<SupportRequest>(one_match()).when(&open).then_rejected(Rejection::AlreadyOpened);
}

#[test]
fn nobody_seeks_again_for_somebody_erased() {
    let Event::Opened(opening) = opened() else { unreachable!("the sample opens") };
    let erased = SupportRequestClosed { reason: SupportRequestCloseReason::PersonErased.into() };
    given::<SupportRequest>([opened(), Event::Closed(erased)])
        .when(&Command::Open(opening))
        .then_rejected(Rejection::PersonErased);
}

#[test]
fn nobody_is_proposed_for_a_request_that_is_matched_or_closed() {
    given::<SupportRequest>(one_match()).when(&propose("p2", "bea", false)).then_rejected(Rejection::AlreadyMatched);
    let closed = Event::Closed(SupportRequestClosed { reason: SupportRequestCloseReason::NoLongerNeeded.into() });
    given::<SupportRequest>([opened(), closed]).when(&propose("p2", "bea", false)).then_rejected(Rejection::NotOpen);
}
