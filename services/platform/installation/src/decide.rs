use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::{
    installation::v1::{ClockMoved, DistrictOpened, ProgrammeShared, installation_event::Event},
    programmes::v1::Programme,
};
use serde::{Deserialize, Serialize};

/// Why the operator's wish was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstallationRejection {
    #[error("a clock never goes back")]
    ClockWouldGoBack,
    #[error("a new version of a programme is one above the newest")]
    ProgrammeVersionOutOfOrder,
}

impl Rejection for InstallationRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::ClockWouldGoBack => "CLOCK_WOULD_GO_BACK",
            Self::ProgrammeVersionOutOfOrder => "PROGRAMME_VERSION_OUT_OF_ORDER",
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

/// The newest version shared, and what it said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shared {
    version: u32,
    programme: Option<Programme>,
}

impl Decider for ProgrammeDecider {
    const KIND: &'static str = "programme";
    const FOLD_VERSION: u32 = 1;
    type State = Shared;
    type Command = ProgrammeCommand;
    type Event = Event;
    type Rejection = InstallationRejection;

    fn decide(shared: &Shared, command: &ProgrammeCommand, _: &Env) -> Result<Vec<Event>, InstallationRejection> {
        if shared.programme.as_ref() == Some(&command.0) {
            return Ok(vec![]);
        }
        if command.0.version != shared.version + 1 {
            return Err(InstallationRejection::ProgrammeVersionOutOfOrder);
        }
        Ok(vec![Event::ProgrammeShared(ProgrammeShared { programme: Some(command.0.clone()) })])
    }

    fn evolve(shared: &mut Shared, event: &Event, _: Date) {
        if let Event::ProgrammeShared(ProgrammeShared { programme: Some(programme) }) = event {
            *shared = Shared { version: programme.version, programme: Some(programme.clone()) };
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
    fn sharing_a_programme_again_changes_nothing() {
        let programme = Programme { version: 1, ..Programme::default() };
        given::<ProgrammeDecider>([Event::ProgrammeShared(ProgrammeShared { programme: Some(programme.clone()) })])
            .when(&ProgrammeCommand(programme))
            .then_nothing();
    }
}
