//! Invented events that tests begin with.

use decider::Sealed;
use proto::{
    eventlog::v1::KeyKind,
    matching::v1::{
        ConfidentialityPledged, MatchActivated, MatchSetUp, ProposalAnswered, ProposalMade, RoleAssessed, Side,
        SupportRequestOpened, TrainingCompleted, VolunteerApplied, VolunteerApproved, VolunteerInterviewed,
        match_event::Event as MatchEvent, proposal_event::Event as ProposalEvent,
        support_request_event::Event as SupportRequestEvent, volunteer_event::Event as VolunteerEvent,
    },
    programmes::v1::ExtractRule,
    referrals::v1::GivenBy,
};

/// Something sealed that no test opens.
pub(crate) fn sealed() -> Sealed {
    Sealed {
        person_id: "mother".to_owned(),
        key: KeyKind::Statistics.into(),
        seal_id: vec![7; 16],
        ciphertext: vec![1, 2, 3],
    }
}

pub(crate) fn applied() -> VolunteerEvent {
    VolunteerEvent::Applied(VolunteerApplied {
        person_id: "person".to_owned(),
        programme_id: "friend-for-a-mother".to_owned(),
        capacity_wish: 1,
        profile: None,
        introduction: None,
        motivation: None,
        by_herself: false,
    })
}

pub(crate) fn trained(minutes: u32) -> VolunteerEvent {
    VolunteerEvent::TrainingCompleted(TrainingCompleted { minutes, topic: "basic".to_owned() })
}

pub(crate) fn interviewed() -> VolunteerEvent {
    VolunteerEvent::Interviewed(VolunteerInterviewed { note: None })
}

pub(crate) fn pledged() -> VolunteerEvent {
    VolunteerEvent::ConfidentialityPledged(ConfidentialityPledged {
        wording_version: "2".to_owned(),
        given_by: GivenBy::Paper.into(),
    })
}

/// The three conditions of 148/2014, all answered alike.
pub(crate) fn conditions(hold: bool) -> ExtractRule {
    ExtractRule { regular_contact_with_minors: hold, personal_interaction: hold, alone_with_minors: hold }
}

pub(crate) fn assessed(role: &str, extract_required: bool) -> VolunteerEvent {
    VolunteerEvent::RoleAssessed(RoleAssessed {
        role: role.to_owned(),
        conditions: Some(conditions(extract_required)),
        extract_required,
        assessed_by: "coordinator".to_owned(),
    })
}

/// From the application to the last step before approval, for a task without extract.
pub(crate) fn ready() -> Vec<VolunteerEvent> {
    vec![applied(), trained(180), interviewed(), pledged(), assessed("friend", false)]
}

pub(crate) fn approved(capacity: u32) -> Vec<VolunteerEvent> {
    let mut events = ready();
    events.push(VolunteerEvent::Approved(VolunteerApproved { capacity }));
    events
}

pub(crate) fn opened() -> SupportRequestEvent {
    SupportRequestEvent::Opened(SupportRequestOpened {
        referral_id: "referral".to_owned(),
        person_id: "mother".to_owned(),
        programme_id: "friend-for-a-mother".to_owned(),
        facts: Some(sealed()),
    })
}

/// Open for answers until 16 March 2026.
pub(crate) fn made() -> ProposalMade {
    ProposalMade {
        support_request_id: "request".to_owned(),
        referral_id: "referral".to_owned(),
        person_id: "mother".to_owned(),
        volunteer_id: "volunteer".to_owned(),
        volunteer_person_id: "person".to_owned(),
        programme_id: "friend-for-a-mother".to_owned(),
        answer_by: "2026-03-16".to_owned(),
        reasons: Some(sealed()),
    }
}

pub(crate) fn answer(side: Side, yes: bool) -> ProposalAnswered {
    ProposalAnswered { side: side.into(), yes, given_by: GivenBy::Spoken.into(), decline: None, note: None }
}

pub(crate) fn answered(side: Side, yes: bool) -> ProposalEvent {
    ProposalEvent::Answered(answer(side, yes))
}

pub(crate) fn set_up() -> MatchSetUp {
    MatchSetUp {
        proposal_id: "proposal".to_owned(),
        referral_id: "referral".to_owned(),
        support_request_id: "request".to_owned(),
        volunteer_id: "volunteer".to_owned(),
        volunteer_person_id: "person".to_owned(),
        person_id: "mother".to_owned(),
        programme_id: "friend-for-a-mother".to_owned(),
        term_months: 12,
    }
}

pub(crate) fn running() -> Vec<MatchEvent> {
    vec![MatchEvent::SetUp(set_up()), MatchEvent::Activated(MatchActivated { agreed_until: "2027-01-01".to_owned() })]
}
