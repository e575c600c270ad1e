//! Somebody who is written to, known by a keyed hash of the address alone: whether she wants to be.

use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::referrals::v1::{MessagesRefused, MessagesWelcomed, recipient_event::Event};
use serde::{Deserialize, Serialize};

/// The aggregate.
#[derive(Debug)]
pub struct Recipient;

/// Whether she wants to be written to. Default: she has said nothing, and is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientState {
    refused: bool,
}

impl RecipientState {
    pub fn refuses(self) -> bool {
        self.refused
    }
}

/// What a recipient can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientCommand {
    /// No messages any more.
    Refuse,
    /// Messages again.
    Welcome,
}

/// Nothing is ever refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipientRejection {}

impl Rejection for RecipientRejection {
    fn reason(&self) -> &'static str {
        match *self {}
    }
}

impl Decider for Recipient {
    const KIND: &'static str = "recipient";
    const FOLD_VERSION: u32 = 1;
    type State = RecipientState;
    type Command = RecipientCommand;
    type Event = Event;
    type Rejection = RecipientRejection;

    fn decide(state: &RecipientState, command: &RecipientCommand, _: &Env) -> Result<Vec<Event>, RecipientRejection> {
        Ok(match (command, state.refused) {
            (RecipientCommand::Refuse, false) => vec![Event::Refused(MessagesRefused {})],
            (RecipientCommand::Welcome, true) => vec![Event::Welcomed(MessagesWelcomed {})],
            (RecipientCommand::Refuse, true) | (RecipientCommand::Welcome, false) => vec![],
        })
    }

    fn evolve(state: &mut RecipientState, event: &Event, _: Date) {
        match event {
            Event::Refused(_) => state.refused = true,
            Event::Welcomed(_) => state.refused = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    #[test]
    fn a_recipient_says_no_once_and_may_say_yes_again() {
        let refused = Event::Refused(MessagesRefused {});
        given::<Recipient>([]).when(&RecipientCommand::Refuse).then([refused]);
        given::<Recipient>([refused]).when(&RecipientCommand::Refuse).then_nothing();
        given::<Recipient>([refused]).when(&RecipientCommand::Welcome).then([Event::Welcomed(MessagesWelcomed {})]);
        given::<Recipient>([]).when(&RecipientCommand::Welcome).then_nothing();
    }
}
