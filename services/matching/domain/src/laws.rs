//! Laws that hold over any sequence of commands, whatever each of them was answered.

use std::collections::BTreeSet;

use decider::{ActorId, Decider, Env, StoredEvent as _};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;
use proto::{
    matching::v1::{
        CancelReason, ConfidentialityPledged, EndReason, EndedBy, ExpenseAnswer, ExpenseNoted, FamilyConsentGiven,
        GoalOutcome, GroupCloseReason, GroupOfferAnswered, GroupOfferWithdrawReason, GroupStarted, LinkIssued,
        MilestoneReached, OutcomeRecorded, ReopenReason, Side, SupportRequestCloseReason, SupportRequestStatus,
        TrainingCompleted, VolunteerApplied, VolunteerInterviewed, WithdrawReason, group_event::Event as GroupEvent,
        link_event::Event as LinkEvent, support_request_event::Event as SupportRequestEvent,
        volunteer_event::Event as VolunteerEvent,
    },
    referrals::v1::{Answer, GivenBy},
};

use crate::{
    Group, GroupCommand, Link, LinkCommand, Match, MatchCommand, Proposal, ProposalCommand, ProposalState,
    SupportRequest, SupportRequestCommand, Volunteer, VolunteerCommand,
    group::Standing,
    link::Object,
    samples::{answer, answered, conditions, made, opened, sealed},
};

fn env(day: Date) -> Env {
    let now = day.at(8, 30, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    Env::at(now, None)
}

/// What the commands lead to, each with its day; those that a rule refuses leave nothing.
fn carry_out<D: Decider>(commands: &[D::Command], mut after_each: impl FnMut(&D::State)) -> Vec<(D::Event, Date)> {
    let (mut state, mut history, mut day) = (D::State::default(), Vec::new(), date(2026, 3, 2));
    for command in commands {
        day = day.tomorrow().unwrap();
        for event in D::decide(&state, command, &env(day)).unwrap_or_default() {
            D::evolve(&mut state, &event, day);
            history.push((event, day));
        }
        after_each(&state);
    }
    history
}

/// Folding in one go, and folding in two goes with a saved state between, of events read back from their bytes.
fn folds_alike<D: Decider>(history: &[(D::Event, Date)], cut: usize)
where
    D::State: PartialEq + std::fmt::Debug,
{
    let fold = |mut state: D::State, events: &[(D::Event, Date)]| {
        for (event, day) in events {
            D::evolve(&mut state, event, *day);
        }
        state
    };
    let read = |(event, day): &(D::Event, Date)| {
        (D::Event::decode_body(event.type_name(), event.version(), &event.encode_body()).unwrap(), *day)
    };
    let stored: Vec<_> = history.iter().map(read).collect();
    let (before, after) = stored.split_at(cut.min(stored.len()));
    let saved = postcard::to_stdvec(&fold(D::State::default(), before)).unwrap();
    assert_eq!(fold(D::State::default(), history), fold(postcard::from_bytes(&saved).unwrap(), after));
}

fn name(prefix: &'static str, most: u8) -> impl Strategy<Value = String> {
    (0..most).prop_map(move |n| format!("{prefix}{n}"))
}

fn volunteer_command() -> impl Strategy<Value = VolunteerCommand> {
    use VolunteerCommand as C;
    let assess = (any::<bool>(), name("role", 2)).prop_map(|(hold, role)| C::AssessRole {
        role,
        conditions: conditions(hold),
        assessed_by: ActorId::new("a"),
    });
    prop_oneof![
        Just(C::Apply(VolunteerApplied::default())),
        (0..200_u32).prop_map(|minutes| C::RecordTraining(TrainingCompleted { minutes, topic: String::new() })),
        Just(C::RecordInterview(VolunteerInterviewed { note: None })),
        Just(C::RecordPledge(ConfidentialityPledged::default())),
        assess,
        Just(C::RecordExtractConsent { given_by: GivenBy::Paper }),
        Just(C::RecordExtractOrder),
        Just(C::RecordExtractInspection { issued_on: date(2026, 1, 1), inspected_by: ActorId::new("a") }),
        (0..4_u32).prop_map(|capacity| C::Approve { capacity, training_minutes_needed: 60 }),
        (0..4_u32).prop_map(|capacity| C::ChangeCapacity { capacity }),
        Just(C::Pause { until: None, reason: sealed() }),
        Just(C::Resume),
        Just(C::Leave { reason: sealed(), thanked: true }),
        Just(C::LeaveErased),
        absence(),
        absence(),
        name("a", 4).prop_map(|absence_id| C::TakeBackAbsence { absence_id }),
        name("e", 3).prop_map(|expense_id| C::NoteExpense {
            noted: ExpenseNoted { expense_id, ..ExpenseNoted::default() },
            spent_on: date(2026, 3, 2),
        }),
        (name("e", 3), any::<bool>()).prop_map(|(expense_id, paid)| C::AnswerExpense {
            expense_id,
            answer: if paid { ExpenseAnswer::Paid } else { ExpenseAnswer::Declined },
            reason: Some(sealed()),
        }),
        taking(),
        taking(),
        name("m", 6).prop_map(|match_id| C::ReleaseSlot { match_id }),
    ]
}

fn absence() -> impl Strategy<Value = VolunteerCommand> {
    (name("a", 4), 0..60_i32, -2..20_i32).prop_map(|(absence_id, from, length)| {
        let first_day = date(2026, 3, 2).saturating_add(from.days());
        VolunteerCommand::TellAbsence { absence_id, first_day, last_day: first_day.saturating_add(length.days()) }
    })
}

fn taking() -> impl Strategy<Value = VolunteerCommand> {
    name("m", 6).prop_map(|match_id| VolunteerCommand::TakeSlot { match_id, support_request_id: "request".to_owned() })
}

/// Mostly volunteers who got as far as approval: otherwise few sequences would ever take a slot.
fn volunteer_commands() -> impl Strategy<Value = Vec<VolunteerCommand>> {
    use VolunteerCommand as C;
    let approved = vec![
        C::Apply(VolunteerApplied::default()),
        C::RecordTraining(TrainingCompleted { minutes: 60, topic: String::new() }),
        C::RecordInterview(VolunteerInterviewed { note: None }),
        C::RecordPledge(ConfidentialityPledged::default()),
        C::AssessRole { role: "role0".to_owned(), conditions: conditions(false), assessed_by: ActorId::new("a") },
        C::Approve { capacity: 2, training_minutes_needed: 60 },
    ];
    let begun = prop_oneof![1 => Just(vec![]), 3 => Just(approved)];
    (begun, prop::collection::vec(volunteer_command(), 0..40)).prop_map(|(mut begun, more)| {
        begun.extend(more);
        begun
    })
}

fn support_request_command() -> impl Strategy<Value = SupportRequestCommand> {
    use SupportRequestCommand as C;
    let SupportRequestEvent::Opened(opening) = opened() else { unreachable!("the sample opens") };
    prop_oneof![
        Just(C::Open(opening)),
        (name("p", 5), name("v", 3), any::<bool>()).prop_map(|(proposal_id, volunteer_id, asked_again)| C::Propose {
            proposal_id,
            volunteer_id,
            asked_again,
        }),
        (name("p", 5), any::<bool>())
            .prop_map(|(proposal_id, declined)| C::RecordPairNotFormed { proposal_id, declined }),
        (name("m", 3), name("p", 5), any::<bool>()).prop_map(|(match_id, proposal_id, needs_family)| C::Match {
            match_id,
            proposal_id,
            needs_family
        }),
        name("g", 2).prop_map(|person_id| C::NameGuardian { person_id }),
        name("g", 2).prop_map(|person_id| C::RemoveGuardian { person_id }),
        of_family().prop_map(|person_id| C::GiveConsent(FamilyConsentGiven { person_id, ..Default::default() })),
        of_family().prop_map(|person_id| C::WithdrawConsent { person_id, given_by: GivenBy::Spoken }),
        name("m", 3).prop_map(|match_id| C::Reopen { match_id, reason: ReopenReason::NewFriendWanted }),
        (0..20_u8).prop_map(|n| C::Close {
            reason: SupportRequestCloseReason::GoodEnd,
            ended_match_id: (n > 0).then(|| "never".to_owned()),
        }),
    ]
}

/// The samples' request is "mother"'s.
fn of_family() -> impl Strategy<Value = String> {
    prop_oneof![Just("mother".to_owned()), name("g", 2)]
}

fn proposal_command() -> impl Strategy<Value = ProposalCommand> {
    prop_oneof![
        Just(ProposalCommand::Make(made())),
        (any::<bool>(), any::<bool>()).prop_map(|(mother, yes)| {
            ProposalCommand::Answer(answer(if mother { Side::Participant } else { Side::Volunteer }, yes))
        }),
        Just(ProposalCommand::WishCall { side: Side::Participant }),
        Just(ProposalCommand::RecordCall { side: Side::Participant }),
        Just(ProposalCommand::Expire),
        Just(ProposalCommand::Withdraw { reason: WithdrawReason::Other }),
    ]
}

fn link_command() -> impl Strategy<Value = LinkCommand> {
    let issued = LinkIssued { expires_on: "2026-03-20".to_owned(), secret: Some(sealed()), ..LinkIssued::default() };
    let object = Object { waits: true, may_be_shown: true, until: date(2026, 3, 20) };
    prop_oneof![
        2 => Just(LinkCommand::Issue { issued, object }),
        1 => Just(LinkCommand::Revoke),
        3 => (1..4_u32).prop_map(|issue| LinkCommand::Use { issue }),
    ]
}

fn match_command() -> impl Strategy<Value = MatchCommand> {
    use MatchCommand as C;
    let mut proposal = ProposalState::default();
    let made = proto::matching::v1::proposal_event::Event::Made(made());
    for event in [made, answered(Side::Participant, true), answered(Side::Volunteer, true)] {
        Proposal::evolve(&mut proposal, &event, date(2026, 3, 2));
    }
    let accepted = proposal.accepted().unwrap();
    prop_oneof![
        Just(C::SetUp { proposal_id: "p".to_owned(), accepted, term_months: 12 }),
        Just(C::Activate),
        Just(C::Pause { side: Side::Volunteer, until: None, reason: sealed() }),
        Just(C::Resume),
        (0..24_i32).prop_map(|months| C::Renew {
            agreed_until: date(2027, 1, 1).saturating_add(jiff::Span::new().months(months)),
        }),
        name("c", 3).prop_map(|concern_id| C::RaiseConcern { concern_id, note: sealed() }),
        name("c", 3).prop_map(|concern_id| C::ConcludeConcern {
            concern_id,
            outcome: proto::matching::v1::ConcernOutcome::Discussed,
            notified_on: None,
            county_code: None,
            conclusion: sealed(),
        }),
        Just(C::End {
            reason: EndReason::Moved,
            ended_by: EndedBy::Participant,
            new_friend_wanted: Answer::Yes,
            note: None,
            outcome: None,
        }),
        Just(C::Cancel { reason: CancelReason::Participant }),
        Just(C::MakeAgreement { given_by: GivenBy::Paper, goals: vec![] }),
        name("g", 3).prop_map(|goal_id| C::SetGoal { goal_id, goal: sealed() }),
        name("g", 3).prop_map(|goal_id| C::ConcludeGoal {
            goal_id,
            outcome: GoalOutcome::Reached,
            conclusion: sealed(),
        }),
        name("cv", 2).prop_map(|milestone_code| {
            C::ReachMilestone(MilestoneReached { milestone_code, ..MilestoneReached::default() })
        }),
        name("cv", 2).prop_map(|milestone_code| C::TakeBackMilestone { milestone_code }),
        Just(C::RecordOutcome(OutcomeRecorded { outcome: Some(sealed()), ..OutcomeRecorded::default() })),
        name("a", 2).prop_map(|coordinator| C::HandOver { coordinator: ActorId::new(&coordinator) }),
    ]
}

fn group_commands() -> impl Strategy<Value = Vec<GroupCommand>> {
    use GroupCommand as C;
    let start = C::Start(GroupStarted {
        leader_person_ids: vec!["leader".to_owned()],
        capacity: 2,
        childcare_capacity: 3,
        ..GroupStarted::default()
    });
    let answered = |person_id: String, yes| GroupOfferAnswered { person_id, yes, ..GroupOfferAnswered::default() };
    let command = prop_oneof![
        8 => (name("person", 6), 0..3_u32).prop_map(|(person_id, children)| C::GivePlace {
            person_id,
            referral_id: "referral".to_owned(),
            children,
            erasure_ordered: false,
        }),
        4 => name("person", 6).prop_map(|person_id| C::GiveUpPlace {
            person_id,
            reason: EndReason::Time,
            new_place_wanted: Answer::Unspecified,
        }),
        8 => (name("person", 6), any::<bool>(), 1..29_i8).prop_map(|(person_id, yes_at_once, day)| C::Offer {
            person_id,
            answer_by: date(2026, 4, day),
            given_by: GivenBy::Spoken,
            yes_at_once,
            standing: Standing::MayBeAsked,
        }),
        8 => (name("person", 6), any::<bool>()).prop_map(move |(person_id, yes)| C::AnswerOffer {
            answered: answered(person_id, yes),
            leaving: None,
            standing: Standing::MayBeAsked,
        }),
        3 => name("person", 6).prop_map(|person_id| C::ExpireOffer { person_id }),
        1 => name("person", 6).prop_map(|person_id| C::WithdrawOffer {
            person_id,
            reason: GroupOfferWithdrawReason::District,
        }),
        4 => (name("person", 6), 0..4_u32)
            .prop_map(|(person_id, children)| C::TellChildcareNeed { person_id, children }),
        2 => (0..5_u32).prop_map(|capacity| C::ChangeCapacity { capacity }),
        2 => (0..5_u32).prop_map(|capacity| C::ChangeChildcare { capacity }),
        1 => name("person", 6).prop_map(|leader| C::ChangeLeaders { leader_person_ids: vec![leader] }),
    ];
    let closing = prop::option::of(Just(C::Close { reason: GroupCloseReason::TermFull }));
    (prop::collection::vec(command, 0..60), closing)
        .prop_map(move |(commands, closing)| [start.clone()].into_iter().chain(commands).chain(closing).collect())
}

proptest! {
    #[test]
    fn a_volunteers_capacity_is_never_exceeded(commands in volunteer_commands()) {
        carry_out::<Volunteer>(&commands, |state| {
            assert!(state.slots_taken() <= state.capacity(), "{} of {}", state.slots_taken(), state.capacity());
            let matches: BTreeSet<_> = state.slots().iter().map(|slot| &slot.match_id).collect();
            assert_eq!(matches.len(), state.slots().len(), "one slot for one match");
        });
    }

    #[test]
    fn no_absence_of_a_volunteer_overlaps_another(commands in volunteer_commands()) {
        let mut told: Vec<(String, Date, Date)> = Vec::new();
        for (event, _) in carry_out::<Volunteer>(&commands, |_| {}) {
            if let VolunteerEvent::AbsenceTold(absence) = &event {
                let days = (absence.first_day.parse().unwrap(), absence.last_day.parse().unwrap());
                prop_assert!(days.0 <= days.1);
                prop_assert!(told.iter().all(|(_, first, last)| days.1 < *first || *last < days.0));
                told.push((absence.absence_id.clone(), days.0, days.1));
            }
            if let VolunteerEvent::AbsenceTakenBack(back) = &event {
                told.retain(|(id, ..)| *id != back.absence_id);
            }
        }
    }

    #[test]
    fn a_groups_places_and_its_childcare_are_never_exceeded_by_members_and_offers(commands in group_commands()) {
        carry_out::<Group>(&commands, |state| {
            let (taken, capacity) = (state.places_taken(), state.capacity());
            assert!(taken <= capacity, "{taken} of {capacity}");
            let (children, holds) = (state.childcare_taken(), state.childcare_capacity());
            assert!(children <= holds, "{children} of {holds} in childcare");
            assert!(state.queue().iter().all(|turn| turn.childcare_places == 0), "childcare is a member's");
            let all: Vec<_> = state.members().iter().chain(state.queue()).map(|place| &place.person_id).collect();
            let people: BTreeSet<_> = all.iter().collect();
            assert_eq!(people.len(), all.len(), "one place for one person");
        });
    }

    #[test]
    fn nobody_moves_up_from_the_queue_but_by_her_own_yes_to_an_offer(commands in group_commands()) {
        let (mut queue, mut offered, mut agreed) = (BTreeSet::new(), BTreeSet::new(), None);
        for (event, _) in carry_out::<Group>(&commands, |_| {}) {
            match event {
                GroupEvent::PlaceQueued(turn) => {
                    queue.insert(turn.person_id);
                }
                GroupEvent::PlaceOffered(offer) => {
                    offered.insert(offer.person_id);
                }
                GroupEvent::OfferAnswered(said) => {
                    prop_assert!(offered.remove(&said.person_id), "nobody asked her");
                    agreed = said.yes.then_some(said.person_id);
                }
                GroupEvent::PlaceGiven(place) => {
                    let is_hers = agreed.take().is_some_and(|said_yes| said_yes == place.person_id);
                    prop_assert!(is_hers == queue.remove(&place.person_id), "asked, or never waited");
                    prop_assert!(is_hers || queue.is_empty(), "before those who wait");
                }
                GroupEvent::PlaceGivenUp(left) => {
                    queue.remove(&left.person_id);
                    offered.remove(&left.person_id);
                }
                GroupEvent::OfferWithdrawn(back) => {
                    offered.remove(&back.person_id);
                }
                GroupEvent::Started(_)
                | GroupEvent::LeadersChanged(_)
                | GroupEvent::CapacityChanged(_)
                | GroupEvent::ChildcareChanged(_)
                | GroupEvent::ChildcareTold(_)
                | GroupEvent::OfferExpired(_)
                | GroupEvent::Closed(_) => {}
            }
        }
    }

    #[test]
    fn a_request_is_matched_once_until_it_is_reopened_or_closed(
        commands in prop::collection::vec(support_request_command(), 0..60),
    ) {
        let history = carry_out::<SupportRequest>(&commands, |state| {
            assert_eq!(state.match_id().is_some(), state.status() == SupportRequestStatus::Matched);
        });
        let mut running = 0_u32;
        for (event, _) in &history {
            match event {
                SupportRequestEvent::Matched(_) => running += 1,
                SupportRequestEvent::Reopened(_) | SupportRequestEvent::Closed(_) => running = 0,
                SupportRequestEvent::Opened(_)
                | SupportRequestEvent::ProfileTold(_)
                | SupportRequestEvent::PairProposed(_)
                | SupportRequestEvent::PairNotFormed(_)
                | SupportRequestEvent::GuardianNamed(_)
                | SupportRequestEvent::GuardianRemoved(_)
                | SupportRequestEvent::FamilyConsentGiven(_)
                | SupportRequestEvent::FamilyConsentWithdrawn(_) => {}
            }
            prop_assert!(running <= 1);
        }
    }

    #[test]
    fn a_side_answers_a_proposal_at_most_once(commands in prop::collection::vec(proposal_command(), 0..20)) {
        let history = carry_out::<Proposal>(&commands, |_| {});
        for side in [Side::Participant, Side::Volunteer] {
            let answers = history.iter().filter(|(event, _)| {
                matches!(event, proto::matching::v1::proposal_event::Event::Answered(answer) if answer.side() == side)
            });
            prop_assert!(answers.count() <= 1);
        }
    }

    #[test]
    fn each_link_is_used_at_most_once_and_none_after_a_newer_one(
        commands in prop::collection::vec(link_command(), 0..40),
    ) {
        let mut since_issued = 0_u32;
        for (event, _) in carry_out::<Link>(&commands, |_| {}) {
            match event {
                LinkEvent::Issued(_) => since_issued = 0,
                LinkEvent::Revoked(_) => {}
                LinkEvent::Used(_) => since_issued += 1,
            }
            prop_assert!(since_issued <= 1);
        }
    }

    #[test]
    fn folding_a_link_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(link_command(), 0..40), cut in 0..20_usize,
    ) {
        folds_alike::<Link>(&carry_out::<Link>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_volunteer_is_deterministic_wherever_it_is_split(commands in volunteer_commands(), cut in 0..40_usize) {
        folds_alike::<Volunteer>(&carry_out::<Volunteer>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_support_request_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(support_request_command(), 0..60), cut in 0..40_usize,
    ) {
        folds_alike::<SupportRequest>(&carry_out::<SupportRequest>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_proposal_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(proposal_command(), 0..20), cut in 0..5_usize,
    ) {
        folds_alike::<Proposal>(&carry_out::<Proposal>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_match_is_deterministic_wherever_it_is_split(
        commands in prop::collection::vec(match_command(), 0..40), cut in 0..20_usize,
    ) {
        folds_alike::<Match>(&carry_out::<Match>(&commands, |_| {}), cut);
    }

    #[test]
    fn folding_a_group_is_deterministic_wherever_it_is_split(commands in group_commands(), cut in 0..40_usize) {
        folds_alike::<Group>(&carry_out::<Group>(&commands, |_| {}), cut);
    }
}
