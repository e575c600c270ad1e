//! Partner agreements and grants: each is stated whole, and may be stated again when it changes.

use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::referrals::v1::{
    AgreementEnded, AgreementRecorded, Grant, GrantRecorded, PartnerAgreement, offering_event::Event,
};
use serde::{Deserialize, Serialize};

/// Why an agreement or grant is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferingRejection {
    #[error("the agreement does not exist")]
    AgreementNotFound,
    #[error("the last day precedes the first")]
    EndsBeforeItBegins,
}

impl Rejection for OfferingRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::AgreementNotFound => "AGREEMENT_NOT_FOUND",
            Self::EndsBeforeItBegins => "AGREEMENT_ENDS_BEFORE_IT_BEGINS",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::AgreementNotFound)
    }
}

/// A partner agreement (kumppanuussopimus).
#[derive(Debug)]
pub struct Agreement;

/// The agreement as it stands. Default: none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgreementState(pub Option<PartnerAgreement>);

/// What can be done with an agreement.
#[derive(Debug, Clone)]
pub enum AgreementCommand {
    Record(PartnerAgreement),
    End { last_day: Date },
}

impl Decider for Agreement {
    const KIND: &'static str = "agreement";
    const FOLD_VERSION: u32 = 1;
    type State = AgreementState;
    type Command = AgreementCommand;
    type Event = Event;
    type Rejection = OfferingRejection;

    fn decide(state: &AgreementState, command: &AgreementCommand, _: &Env) -> Result<Vec<Event>, OfferingRejection> {
        match (command, &state.0) {
            (AgreementCommand::Record(agreement), standing) => {
                if !agreement.valid_to.is_empty() && agreement.valid_to < agreement.valid_from {
                    return Err(OfferingRejection::EndsBeforeItBegins);
                }
                if standing.as_ref() == Some(agreement) {
                    return Ok(vec![]);
                }
                Ok(vec![Event::AgreementRecorded(AgreementRecorded { agreement: Some(agreement.clone()) })])
            }
            (AgreementCommand::End { .. }, None) => Err(OfferingRejection::AgreementNotFound),
            (AgreementCommand::End { last_day }, Some(agreement)) => {
                let last_day = last_day.to_string();
                if last_day < agreement.valid_from {
                    return Err(OfferingRejection::EndsBeforeItBegins);
                }
                if agreement.valid_to == last_day {
                    return Ok(vec![]);
                }
                let agreement_id = agreement.agreement_id.clone();
                Ok(vec![Event::AgreementEnded(AgreementEnded { last_day, agreement_id })])
            }
        }
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(state: &mut AgreementState, event: &Event, _: Date) {
        match event {
            Event::AgreementRecorded(recorded) => state.0.clone_from(&recorded.agreement),
            Event::AgreementEnded(ended) => {
                if let Some(agreement) = &mut state.0 {
                    agreement.valid_to.clone_from(&ended.last_day);
                }
            }
            Event::GrantRecorded(_)
            | Event::IntakeStopped(_)
            | Event::IntakeReopened(_)
            | Event::OrganisationTrained(_)
            | Event::OrganisationTrainingTakenBack(_) => {}
        }
    }
}

/// A grant (rahoitus).
#[derive(Debug)]
pub struct FundingGrant;

/// Record the grant as given.
#[derive(Debug, Clone)]
pub struct FundingCommand(pub Grant);

impl Decider for FundingGrant {
    const KIND: &'static str = "grant";
    const FOLD_VERSION: u32 = 1;
    type State = Option<Grant>;
    type Command = FundingCommand;
    type Event = Event;
    type Rejection = OfferingRejection;

    fn decide(
        state: &Option<Grant>,
        FundingCommand(grant): &FundingCommand,
        _: &Env,
    ) -> Result<Vec<Event>, OfferingRejection> {
        if !grant.valid_to.is_empty() && grant.valid_to < grant.valid_from {
            return Err(OfferingRejection::EndsBeforeItBegins);
        }
        if state.as_ref() == Some(grant) {
            return Ok(vec![]);
        }
        Ok(vec![Event::GrantRecorded(GrantRecorded { grant: Some(grant.clone()) })])
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(state: &mut Option<Grant>, event: &Event, _: Date) {
        match event {
            Event::GrantRecorded(recorded) => state.clone_from(&recorded.grant),
            Event::AgreementRecorded(_)
            | Event::AgreementEnded(_)
            | Event::IntakeStopped(_)
            | Event::IntakeReopened(_)
            | Event::OrganisationTrained(_)
            | Event::OrganisationTrainingTakenBack(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    fn agreement(valid_to: &str) -> PartnerAgreement {
        PartnerAgreement { valid_from: "2025-01-01".into(), valid_to: valid_to.into(), ..PartnerAgreement::default() }
    }

    fn recorded(valid_to: &str) -> Event {
        Event::AgreementRecorded(AgreementRecorded { agreement: Some(agreement(valid_to)) })
    }

    #[test]
    fn an_agreement_does_not_end_before_it_begins() {
        given::<Agreement>([])
            .when(&AgreementCommand::Record(agreement("2024-12-31")))
            .then_rejected(OfferingRejection::EndsBeforeItBegins);
        given::<Agreement>([recorded("")])
            .when(&AgreementCommand::End { last_day: Date::constant(2024, 12, 31) })
            .then_rejected(OfferingRejection::EndsBeforeItBegins);
    }

    #[test]
    fn stating_an_agreement_again_changes_nothing() {
        given::<Agreement>([recorded("")]).when(&AgreementCommand::Record(agreement(""))).then_nothing();
    }

    #[test]
    fn an_agreement_that_is_not_there_cannot_end() {
        given::<Agreement>([])
            .when(&AgreementCommand::End { last_day: Date::constant(2025, 12, 31) })
            .then_rejected(OfferingRejection::AgreementNotFound);
    }
}
