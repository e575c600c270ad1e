use decider::given;
use proto::{
    matching::v1::{
        FamilyConsentGiven, FamilyConsentWithdrawn, GuardianNamed, GuardianRemoved, PairNotFormed, PairProposed,
        ReopenReason, SupportRequestCloseReason, SupportRequestClosed, SupportRequestMatched, SupportRequestReopened,
        support_request_event::Event,
    },
    referrals::v1::GivenBy,
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
    Command::Match { match_id: match_id.to_owned(), proposal_id: proposal_id.to_owned(), needs_family: false }
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

/// The samples' request is "mother"'s: here the young person.
const YOUNG_PERSON: &str = "mother";

fn guardian(person_id: &str) -> Event {
    Event::GuardianNamed(GuardianNamed { person_id: person_id.to_owned() })
}

fn consent(person_id: &str) -> FamilyConsentGiven {
    FamilyConsentGiven {
        person_id: person_id.to_owned(),
        given_by: GivenBy::Spoken.into(),
        wording_version: "1".to_owned(),
        wording_language: "fi".to_owned(),
    }
}

fn yes(person_id: &str) -> Event {
    Event::FamilyConsentGiven(consent(person_id))
}

fn withdraw(person_id: &str) -> Command {
    Command::WithdrawConsent { person_id: person_id.to_owned(), given_by: GivenBy::Paper }
}

fn withdrawn(person_id: &str) -> Event {
    let given_by = GivenBy::Paper.into();
    Event::FamilyConsentWithdrawn(FamilyConsentWithdrawn { person_id: person_id.to_owned(), given_by })
}

fn name(person_id: &str) -> Command {
    Command::NameGuardian { person_id: person_id.to_owned() }
}

/// A request with a pair proposed, and what the family said.
fn family(said: impl IntoIterator<Item = Event>) -> Vec<Event> {
    [opened(), proposed("p1", "aino", false)].into_iter().chain(said).collect()
}

fn set_up_of_a_young_person() -> Command {
    Command::Match { match_id: "m1".to_owned(), proposal_id: "p1".to_owned(), needs_family: true }
}

#[test]
fn no_yes_is_given_over_a_young_persons_head() {
    let guardians_agree = || family([guardian("father"), yes("father")]);
    for command in [Command::RequireFamily, set_up_of_a_young_person()] {
        given::<SupportRequest>(guardians_agree()).when(&command).then_rejected(Rejection::FamilyConsentMissing);
    }
    let all = || family([guardian("father"), yes("father"), yes(YOUNG_PERSON)]);
    given::<SupportRequest>(all()).when(&Command::RequireFamily).then_nothing();
    given::<SupportRequest>(all()).when(&set_up_of_a_young_person()).then([matched("m1", "p1")]);
}

#[test]
fn every_guardian_consents_and_there_is_one() {
    let lacks = [
        family([yes(YOUNG_PERSON)]),
        family([yes(YOUNG_PERSON), guardian("father")]),
        family([yes(YOUNG_PERSON), guardian("father"), yes("father"), guardian("grandmother")]),
    ];
    for events in lacks {
        given::<SupportRequest>(events.clone())
            .when(&Command::RequireFamily)
            .then_rejected(Rejection::FamilyConsentMissing);
        given::<SupportRequest>(events)
            .when(&set_up_of_a_young_person())
            .then_rejected(Rejection::FamilyConsentMissing);
    }
}

#[test]
fn a_programme_that_asks_for_no_consent_of_a_family_sets_a_match_up_without() {
    given::<SupportRequest>(family([])).when(&set_up("m1", "p1")).then([matched("m1", "p1")]);
}

#[test]
fn a_family_consent_counts_no_more_once_it_is_taken_back_and_again_once_it_is_given_anew() {
    let all = [guardian("father"), yes("father"), yes(YOUNG_PERSON)];
    for whose in ["father", YOUNG_PERSON] {
        given::<SupportRequest>(family(all.clone())).when(&withdraw(whose)).then([withdrawn(whose)]);
        let without = || family(all.clone().into_iter().chain([withdrawn(whose)]));
        given::<SupportRequest>(without())
            .when(&set_up_of_a_young_person())
            .then_rejected(Rejection::FamilyConsentMissing);
        given::<SupportRequest>(without()).when(&withdraw(whose)).then_nothing();
        let again = family(without().into_iter().skip(2).chain([yes(whose)]));
        given::<SupportRequest>(again).when(&set_up_of_a_young_person()).then([matched("m1", "p1")]);
    }
}

#[test]
fn a_consent_is_taken_back_whatever_became_of_the_request() {
    let closed = Event::Closed(SupportRequestClosed { reason: SupportRequestCloseReason::ReferralClosed.into() });
    let over = family([guardian("father"), yes("father"), closed]);
    given::<SupportRequest>(over.clone()).when(&withdraw("father")).then([withdrawn("father")]);
    given::<SupportRequest>(over.clone()).when(&name("uncle")).then_rejected(Rejection::NotOpen);
    given::<SupportRequest>(over).when(&Command::GiveConsent(consent(YOUNG_PERSON))).then_rejected(Rejection::NotOpen);
}

#[test]
fn only_the_young_person_and_the_guardians_named_are_asked() {
    let named = || given::<SupportRequest>(family([guardian("father")]));
    for whose in ["father", YOUNG_PERSON] {
        named().when(&Command::GiveConsent(consent(whose))).then([yes(whose)]);
    }
    named().when(&Command::GiveConsent(consent("neighbour"))).then_rejected(Rejection::NotOfFamily);
    named().when(&withdraw("neighbour")).then_rejected(Rejection::NotOfFamily);
    let remove = |person_id: &str| Command::RemoveGuardian { person_id: person_id.to_owned() };
    named().when(&remove("neighbour")).then_rejected(Rejection::NotOfFamily);
    let removed = Event::GuardianRemoved(GuardianRemoved { person_id: "father".to_owned() });
    named().when(&remove("father")).then([removed.clone()]);
    given::<SupportRequest>(family([guardian("father"), yes("father"), yes(YOUNG_PERSON), removed]))
        .when(&Command::RequireFamily)
        .then_rejected(Rejection::FamilyConsentMissing);
}

#[test]
fn a_guardian_is_named_once_and_nobody_is_their_own() {
    given::<SupportRequest>(family([])).when(&name("father")).then([guardian("father")]);
    given::<SupportRequest>(family([guardian("father")])).when(&name("father")).then_nothing();
    given::<SupportRequest>(family([])).when(&name(YOUNG_PERSON)).then_rejected(Rejection::GuardianOfHerself);
    given::<SupportRequest>(family([guardian("father"), yes("father")]))
        .when(&Command::GiveConsent(consent("father")))
        .then_nothing();
}
