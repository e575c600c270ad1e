use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::{
    installation::v1::{
        ClockMoved, DistrictOpened, PriorityReasonShared, ProgrammeShared, PurposeShared, installation_event::Event,
    },
    programmes::v1::Programme,
    referrals::v1::{PriorityReason, Purpose},
};
use serde::{Deserialize, Serialize};

/// Why the operator's wish was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstallationRejection {
    #[error("a clock never goes back")]
    ClockWouldGoBack,
    #[error("a new version of a programme is one above the newest")]
    ProgrammeVersionOutOfOrder,
    #[error("a new version of a purpose is one above the newest")]
    PurposeVersionOutOfOrder,
    #[error("a new version of a reason to go before others is one above the newest")]
    PriorityReasonVersionOutOfOrder,
}

impl Rejection for InstallationRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::ClockWouldGoBack => "CLOCK_WOULD_GO_BACK",
            Self::ProgrammeVersionOutOfOrder => "PROGRAMME_VERSION_OUT_OF_ORDER",
            Self::PurposeVersionOutOfOrder => "PURPOSE_VERSION_OUT_OF_ORDER",
            Self::PriorityReasonVersionOutOfOrder => "PRIORITY_REASON_VERSION_OUT_OF_ORDER",
        }
    }
}

/// A district as opened; opening it again with other settings records them anew.
#[derive(Debug)]
pub struct DistrictDecider;

/// Open the district, or bring its settings to these.
#[derive(Debug, Clone)]
pub struct DistrictCommand(pub DistrictOpened);

impl Decider for DistrictDecider {
    const KIND: &'static str = "district";
    const FOLD_VERSION: u32 = 1;
    type State = u64;
    type Command = DistrictCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(opened: &u64, command: &DistrictCommand, _: &Env) -> Result<Vec<Event>, InstallationRejection> {
        if *opened == fingerprint(&command.0) {
            return Ok(vec![]);
        }
        Ok(vec![Event::DistrictOpened(command.0.clone())])
    }

    fn evolve(opened: &mut u64, event: &Event, _: Date) {
        if let Event::DistrictOpened(district) = event {
            *opened = fingerprint(district);
        }
    }
}

/// A programme and its versions.
#[derive(Debug)]
pub struct ProgrammeDecider;

/// Share the programme, or its next version.
#[derive(Debug, Clone)]
pub struct ProgrammeCommand(pub Programme);

/// Every version shared, oldest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shared {
    versions: Vec<Programme>,
}

impl Decider for ProgrammeDecider {
    const KIND: &'static str = "programme";
    const FOLD_VERSION: u32 = 2;
    type State = Shared;
    type Command = ProgrammeCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(shared: &Shared, command: &ProgrammeCommand, _: &Env) -> Result<Vec<Event>, InstallationRejection> {
        // Whoever shares all the files of a folder shares older versions again.
        if shared.versions.contains(&command.0) {
            return Ok(vec![]);
        }
        let newest = shared.versions.last().map_or(0, |programme| programme.version);
        if command.0.version != newest + 1 {
            return Err(InstallationRejection::ProgrammeVersionOutOfOrder);
        }
        Ok(vec![Event::ProgrammeShared(ProgrammeShared { programme: Some(command.0.clone()) })])
    }

    fn evolve(shared: &mut Shared, event: &Event, _: Date) {
        if let Event::ProgrammeShared(ProgrammeShared { programme: Some(programme) }) = event {
            shared.versions.push(programme.clone());
        }
    }
}

/// A purpose and its versions.
#[derive(Debug)]
pub struct PurposeDecider;

/// Share the purpose, or its next version.
#[derive(Debug, Clone)]
pub struct PurposeCommand(pub Purpose);

impl Decider for PurposeDecider {
    const KIND: &'static str = "purpose";
    const FOLD_VERSION: u32 = 1;
    /// As shared last.
    type State = Option<Purpose>;
    type Command = PurposeCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(
        shared: &Option<Purpose>,
        command: &PurposeCommand,
        _: &Env,
    ) -> Result<Vec<Event>, InstallationRejection> {
        if shared.as_ref() == Some(&command.0) {
            return Ok(vec![]);
        }
        if command.0.version != shared.as_ref().map_or(0, |newest| newest.version) + 1 {
            return Err(InstallationRejection::PurposeVersionOutOfOrder);
        }
        Ok(vec![Event::PurposeShared(PurposeShared { purpose: Some(command.0.clone()) })])
    }

    fn evolve(shared: &mut Option<Purpose>, event: &Event, _: Date) {
        if let Event::PurposeShared(PurposeShared { purpose }) = event {
            shared.clone_from(purpose);
        }
    }
}

/// A reason to go before others who wait, and its versions.
#[derive(Debug)]
pub struct PriorityReasonDecider;

/// Share the reason, or its next version.
#[derive(Debug, Clone)]
pub struct PriorityReasonCommand(pub PriorityReason);

impl Decider for PriorityReasonDecider {
    const KIND: &'static str = "priority-reason";
    const FOLD_VERSION: u32 = 1;
    /// As shared last.
    type State = Option<PriorityReason>;
    type Command = PriorityReasonCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(
        shared: &Option<PriorityReason>,
        command: &PriorityReasonCommand,
        _: &Env,
    ) -> Result<Vec<Event>, InstallationRejection> {
        if shared.as_ref() == Some(&command.0) {
            return Ok(vec![]);
        }
        if command.0.version != shared.as_ref().map_or(0, |newest| newest.version) + 1 {
            return Err(InstallationRejection::PriorityReasonVersionOutOfOrder);
        }
        Ok(vec![Event::PriorityReasonShared(PriorityReasonShared { reason: Some(command.0.clone()) })])
    }

    fn evolve(shared: &mut Option<PriorityReason>, event: &Event, _: Date) {
        if let Event::PriorityReasonShared(PriorityReasonShared { reason }) = event {
            shared.clone_from(reason);
        }
    }
}

/// The clock of a demo installation.
#[derive(Debug)]
pub struct ClockDecider;

/// Set the clock this many seconds ahead of real time.
#[derive(Debug, Clone, Copy)]
pub struct ClockCommand {
    pub offset_seconds: i64,
}

impl Decider for ClockDecider {
    const KIND: &'static str = "clock";
    const FOLD_VERSION: u32 = 1;
    type State = Option<i64>;
    type Command = ClockCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(offset: &Option<i64>, command: &ClockCommand, _: &Env) -> Result<Vec<Event>, InstallationRejection> {
        match offset {
            Some(offset) if command.offset_seconds < *offset => Err(InstallationRejection::ClockWouldGoBack),
            Some(offset) if command.offset_seconds == *offset => Ok(vec![]),
            _ => Ok(vec![Event::ClockMoved(ClockMoved { offset_seconds: command.offset_seconds })]),
        }
    }

    fn evolve(offset: &mut Option<i64>, event: &Event, _: Date) {
        if let Event::ClockMoved(moved) = event {
            *offset = Some(moved.offset_seconds);
        }
    }
}

/// Tells settings apart without keeping them.
fn fingerprint(district: &DistrictOpened) -> u64 {
    let bytes = decider::StoredEvent::encode_body(&Event::DistrictOpened(district.clone()));
    eventlog::hash(&bytes).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    #[test]
    fn the_clock_never_goes_back() {
        given::<ClockDecider>([Event::ClockMoved(ClockMoved { offset_seconds: 60 })])
            .when(&ClockCommand { offset_seconds: 59 })
            .then_rejected(InstallationRejection::ClockWouldGoBack);
    }

    #[test]
    fn a_programme_gets_its_versions_in_order() {
        let second = Programme { version: 2, ..Programme::default() };
        given::<ProgrammeDecider>([])
            .when(&ProgrammeCommand(second))
            .then_rejected(InstallationRejection::ProgrammeVersionOutOfOrder);
    }

    #[test]
    fn an_older_version_may_be_shared_again_as_it_was_and_not_otherwise() {
        let version = |version| Programme { version, ..Programme::default() };
        let shared = |number| Event::ProgrammeShared(ProgrammeShared { programme: Some(version(number)) });
        given::<ProgrammeDecider>([shared(1), shared(2)]).when(&ProgrammeCommand(version(1))).then_nothing();
        let changed = Programme { audience: "other".to_owned(), ..version(1) };
        given::<ProgrammeDecider>([shared(1), shared(2)])
            .when(&ProgrammeCommand(changed))
            .then_rejected(InstallationRejection::ProgrammeVersionOutOfOrder);
    }

    #[test]
    fn a_purpose_gets_its_versions_in_order_and_each_once() {
        let version = |version| Purpose { version, ..Purpose::default() };
        let shared = |number| Event::PurposeShared(PurposeShared { purpose: Some(version(number)) });
        given::<PurposeDecider>([]).when(&PurposeCommand(version(1))).then([shared(1)]);
        given::<PurposeDecider>([shared(1)]).when(&PurposeCommand(version(1))).then_nothing();
        given::<PurposeDecider>([shared(1)]).when(&PurposeCommand(version(2))).then([shared(2)]);
        given::<PurposeDecider>([shared(1)])
            .when(&PurposeCommand(version(3)))
            .then_rejected(InstallationRejection::PurposeVersionOutOfOrder);
    }

    #[test]
    fn a_reason_to_go_before_others_gets_its_versions_in_order_and_each_once() {
        let version = |version| PriorityReason { version, ..PriorityReason::default() };
        let shared = |number| Event::PriorityReasonShared(PriorityReasonShared { reason: Some(version(number)) });
        given::<PriorityReasonDecider>([]).when(&PriorityReasonCommand(version(1))).then([shared(1)]);
        given::<PriorityReasonDecider>([shared(1)]).when(&PriorityReasonCommand(version(1))).then_nothing();
        given::<PriorityReasonDecider>([shared(1)])
            .when(&PriorityReasonCommand(version(3)))
            .then_rejected(InstallationRejection::PriorityReasonVersionOutOfOrder);
    }

    #[test]
    fn sharing_a_programme_again_changes_nothing() {
        let programme = Programme { version: 1, ..Programme::default() };
        given::<ProgrammeDecider>([Event::ProgrammeShared(ProgrammeShared { programme: Some(programme.clone()) })])
            .when(&ProgrammeCommand(programme))
            .then_nothing();
    }
}
