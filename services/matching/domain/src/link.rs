//! A one-time link: what one side of a pair may do without an account, once, until a day.
//!
//! One aggregate stands for all links of one thing and side, so that of two made at once one stays: the newest works,
//! and none made before it. Opening a link is no event: whatever reads messages before people do opens them too.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::LinkRejection;

use decider::{Decider, Env, Sealed};
use jiff::civil::Date;
use proto::matching::v1::{LinkAction, LinkIssued, Side, link_event::Event};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The aggregate.
#[derive(Debug)]
pub struct Link;

/// Namespace of the ids that links derive from what they are for.
const OF_OBJECT: Uuid = Uuid::from_u128(0xd3a1_58f0_7c42_5b96_9e0d_3f6b_a814_c27e);

/// The id under which all links of one thing and side are one.
pub fn link_of(object: Uuid, side: Side) -> Uuid {
    let mut name = object.as_bytes().to_vec();
    name.extend_from_slice(side.as_str_name().as_bytes());
    Uuid::new_v5(&OF_OBJECT, &name)
}

/// What the rules know of a link. Default: one that was never made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkState {
    /// How many were made: the number of the newest.
    issue: u32,
    newest: Option<Issued>,
}

/// The link that was made last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// Number of the `LinkAction`.
    action: i32,
    /// The proposal or match.
    pub object_id: String,
    /// Number of the `Side`.
    side: i32,
    /// Who it is for.
    pub person_id: String,
    expires_on: Option<Date>,
    /// A `LinkSecret`.
    pub secret: Option<Sealed>,
    revoked: bool,
    pub used: bool,
}

impl Issued {
    pub fn action(&self) -> LinkAction {
        LinkAction::try_from(self.action).unwrap_or_default()
    }

    pub fn side(&self) -> Side {
        Side::try_from(self.side).unwrap_or_default()
    }
}

impl LinkState {
    /// Number of the newest link; 0 before one is made.
    pub fn issue(&self) -> u32 {
        self.issue
    }

    /// The link of a number while nothing has ended it but its own use: it is the newest, was not taken back, and its
    /// last day has not passed.
    pub fn standing(&self, issue: u32, today: Date) -> Option<&Issued> {
        let newest = self.newest.as_ref().filter(|newest| issue == self.issue && !newest.revoked)?;
        (newest.expires_on? >= today).then_some(newest)
    }
}

/// What can be done with a link.
#[derive(Debug, Clone)]
pub enum LinkCommand {
    /// Make one, in place of the one before.
    Issue { issued: LinkIssued, object: Object },
    /// Take it back.
    Revoke,
    /// It does what it is for; decided together with the proposal or match.
    Use { issue: u32 },
}

/// How the thing stands that a link is to be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// There is something to answer or tell.
    pub waits: bool,
    /// Whoever the link shows agrees to be shown.
    pub may_be_shown: bool,
    /// The last day on which a link to it makes sense.
    pub until: Date,
}

impl Decider for Link {
    const KIND: &'static str = "link";
    const FOLD_VERSION: u32 = 1;
    type State = LinkState;
    type Command = LinkCommand;
    type Event = Event;
    type Rejection = LinkRejection;

    fn decide(state: &LinkState, command: &LinkCommand, env: &Env) -> Result<Vec<Event>, LinkRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut LinkState, event: &Event, _: Date) {
        match event {
            Event::Issued(issued) => {
                state.issue = state.issue.saturating_add(1);
                state.newest = Some(Issued {
                    action: issued.action,
                    object_id: issued.object_id.clone(),
                    side: issued.side,
                    person_id: issued.person_id.clone(),
                    expires_on: issued.expires_on.parse().ok(),
                    secret: issued.secret.clone(),
                    revoked: false,
                    used: false,
                });
            }
            Event::Revoked(_) => {
                if let Some(newest) = &mut state.newest {
                    newest.revoked = true;
                }
            }
            Event::Used(_) => {
                if let Some(newest) = &mut state.newest {
                    newest.used = true;
                }
            }
        }
    }
}
