use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::erasure::v1::{RowsBlanked, erasure_event::Event};
use serde::{Deserialize, Serialize};

/// One erasure as one service knows it; its aggregate's id is the erasure's.
#[derive(Debug)]
pub struct Blanking;

/// Whether the rows are blank.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct BlankingState {
    blanked: bool,
}

/// Say that the rows are blank.
#[derive(Debug, Clone)]
pub struct BlankingCommand(pub RowsBlanked);

/// Nothing is ever refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlankingRejection {}

impl Rejection for BlankingRejection {
    fn reason(&self) -> &'static str {
        match *self {}
    }
}

impl Decider for Blanking {
    const KIND: &'static str = "erasure";
    const FOLD_VERSION: u32 = 1;
    type State = BlankingState;
    type Command = BlankingCommand;
    type Event = Event;
    type Rejection = BlankingRejection;

    fn decide(
        state: &BlankingState,
        BlankingCommand(blanked): &BlankingCommand,
        _: &Env,
    ) -> Result<Vec<Event>, BlankingRejection> {
        Ok(if state.blanked { vec![] } else { vec![Event::RowsBlanked(blanked.clone())] })
    }

    fn evolve(state: &mut BlankingState, event: &Event, _: Date) {
        match event {
            Event::RowsBlanked(_) => state.blanked = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    #[test]
    fn blank_rows_are_confirmed_once() {
        let blanked = RowsBlanked { person_id: "p".into(), erasure_id: "e".into() };
        given::<Blanking>([]).when(&BlankingCommand(blanked.clone())).then([Event::RowsBlanked(blanked.clone())]);
        given::<Blanking>([Event::RowsBlanked(blanked.clone())]).when(&BlankingCommand(blanked)).then_nothing();
    }
}
