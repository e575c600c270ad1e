//! A publication: what an audience is shown of a year. Deciding is what suppresses: the figures as they are
//! never leave the command.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;

pub use rejection::PublicationRejection;

use decider::{ActorId, Decider, Env};
use jiff::civil::Date;
use proto::reporting::v1::{Cell, PublicationStatus, publication_event::Event};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    disclosure::{Measured, SmallestCell},
    indicator::IndicatorDefinition,
};

/// The aggregate.
#[derive(Debug)]
pub struct Publication;

/// Namespace of publications, which audience and year name.
const NAMESPACE: Uuid = Uuid::from_u128(0x91d4_0c7e_5b28_5f3a_8e60_2a9f_c413_7bd8);

/// The id of an audience's publication of a year, the same in every district.
pub fn publication_id(audience: &str, year: u32) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}|{audience}|{year}", Publication::KIND).as_bytes())
}

/// What the rules know of a publication. Default: nothing was published or approved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PublicationState {
    /// Of the newest publication; 0 before the first.
    revision: u32,
    /// Digest of the table published.
    published: Option<Uuid>,
    approved: Option<Approved>,
}

/// The first of two approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Approved {
    by: String,
    /// Of the table approved.
    digest: Uuid,
}

impl PublicationState {
    pub fn status(&self) -> PublicationStatus {
        match (&self.approved, self.revision) {
            (Some(_), _) => PublicationStatus::AwaitingApproval,
            (None, 0) => PublicationStatus::Unspecified,
            (None, _) => PublicationStatus::Published,
        }
    }

    /// 0 before the first.
    pub fn revision(&self) -> u32 {
        self.revision
    }
}

/// A figure and where it stands in the table.
#[derive(Debug, Clone)]
pub struct MeasuredCell {
    pub programme_id: String,
    pub definition: &'static IndicatorDefinition,
    pub measured: Measured,
}

/// Publish a year to an audience.
#[derive(Debug, Clone)]
pub struct PublicationCommand {
    pub audience: String,
    pub year: u32,
    /// Figures as they are. Only what may be shown of them enters an event.
    pub figures: Vec<MeasuredCell>,
    pub smallest_cell: SmallestCell,
    pub publisher: ActorId,
    /// The district's rule: two people approve.
    pub two_approvers: bool,
    /// The table the publisher looked at; `None` when she takes whichever it is now.
    pub looked_at: Option<Uuid>,
}

impl Decider for Publication {
    const KIND: &'static str = "publication";
    const FOLD_VERSION: u32 = 1;
    type State = PublicationState;
    type Command = PublicationCommand;
    type Event = Event;
    type Rejection = PublicationRejection;

    fn decide(
        state: &PublicationState,
        command: &PublicationCommand,
        env: &Env,
    ) -> Result<Vec<Event>, PublicationRejection> {
        decide::decide(state, command, env)
    }

    fn evolve(state: &mut PublicationState, event: &Event, _: Date) {
        match event {
            Event::Approved(approved) => {
                state.approved = Some(Approved { by: approved.approved_by.clone(), digest: table_id(&approved.cells) });
            }
            Event::Published(published) => {
                state.revision = published.revision;
                state.published = Some(table_id(&published.cells));
                state.approved = None;
            }
        }
    }
}

/// Names a table by its content.
pub fn table_id(cells: &[Cell]) -> Uuid {
    let bytes: Vec<u8> = cells.iter().flat_map(prost::Message::encode_length_delimited_to_vec).collect();
    Uuid::new_v5(&NAMESPACE, &bytes)
}
