//! Any commands at all, of each kind of aggregate.

use decider::{ActorId, Decider as _};
use jiff::{ToSpan as _, civil::date};
use proptest::prelude::*;
use proto::{
    matching::v1::{
        CancelReason, ConfidentialityPledged, EndReason, EndedBy, ExpenseAnswer, ExpenseNoted, FamilyConsentGiven,
        GoalOutcome, GroupCloseReason, GroupOfferAnswered, GroupOfferWithdrawReason, GroupStarted, LinkIssued,
        MilestoneReached, OutcomeRecorded, ReopenReason, Side, SupportRequestCloseReason, TrainingCompleted,
        VolunteerApplied, VolunteerInterviewed, WithdrawReason, support_request_event::Event as SupportRequestEvent,
    },
    referrals::v1::{Answer, GivenBy},
};

use crate::{
    GroupCommand, LinkCommand, MatchCommand, Proposal, ProposalCommand, ProposalState, SupportRequestCommand,
    VolunteerCommand,
    group::Standing,
    link::Object,
    samples::{answer, answered, conditions, made, opened, sealed},
};

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
pub(super) fn volunteer_commands() -> impl Strategy<Value = Vec<VolunteerCommand>> {
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

pub(super) fn support_request_command() -> impl Strategy<Value = SupportRequestCommand> {
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

pub(super) fn proposal_command() -> impl Strategy<Value = ProposalCommand> {
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

pub(super) fn link_command() -> impl Strategy<Value = LinkCommand> {
    let issued = LinkIssued { expires_on: "2026-03-20".to_owned(), secret: Some(sealed()), ..LinkIssued::default() };
    let object = Object { waits: true, may_be_shown: true, until: date(2026, 3, 20) };
    prop_oneof![
        2 => Just(LinkCommand::Issue { issued, object }),
        1 => Just(LinkCommand::Revoke),
        3 => (1..4_u32).prop_map(|issue| LinkCommand::Use { issue }),
    ]
}

pub(super) fn match_command() -> impl Strategy<Value = MatchCommand> {
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

pub(super) fn group_commands() -> impl Strategy<Value = Vec<GroupCommand>> {
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
