//! Commands that were carried out before, and how they were answered.

use std::sync::Arc;

use decider::Decider;

use crate::{
    RecordedEvent,
    aggregate::{Folded, Handled, REMEMBERED},
    append::AppendError,
    commit::CommandContext,
    execute::{ATTEMPTS, EventLog, pause},
    name::Key,
    outcome::{Done, Refused},
    read::{self, ReadError},
    saved::{self, Older},
};

impl EventLog {
    pub(crate) async fn handled<D: Decider>(
        &self,
        by: &CommandContext,
        key: &Key,
        folded: &Folded<D::State>,
    ) -> Result<Option<Handled>, Refused<D::Rejection>> {
        if let Some(handled) = folded.handled(by.command) {
            return Ok(Some(handled));
        }
        let Some(oldest) = folded.handled.first().filter(|_| folded.revision > u64::from(REMEMBERED)) else {
            return Ok(None);
        };
        let saved = match &self.inner.database {
            None => 0,
            Some(database) => match saved::older(database, key, by.command, oldest.sequence).await? {
                Older::Handled(handled) => return Ok(Some(handled)),
                Older::NotHandled => return Ok(None),
                // The lane has not come so far, or has parked the aggregate.
                Older::Behind { saved } => saved,
            },
        };
        for attempt in 0..ATTEMPTS {
            let history = read::after(&self.inner.client, key, saved).await?;
            if history.last().is_some_and(|newest| newest.sequence >= folded.sequence) {
                return Ok(history.iter().find(|commit| commit.command == by.command).map(Handled::by));
            }
            // A replica that is behind cannot say what was not handled.
            pause(attempt, by).await;
        }
        Err(AppendError::Busy { code: 0 }.into())
    }

    pub(crate) async fn first_answer<D: Decider>(
        &self,
        by: &CommandContext,
        key: &Key,
        folded: Arc<Folded<D::State>>,
        handled: Handled,
    ) -> Result<Done<D>, Refused<D::Rejection>> {
        let mut first = read::at(&self.inner.client, &key.stream, handled.sequence).await?;
        for attempt in 0..ATTEMPTS {
            if first.is_some() {
                break;
            }
            // A replica that is behind answered.
            pause(attempt, by).await;
            first = read::at(&self.inner.client, &key.stream, handled.sequence).await?;
        }
        let first = first.ok_or_else(|| ReadError::Refused("the first commit is not found".to_owned()))?;
        if first.digest != by.digest {
            return Err(Refused::CommandReused);
        }
        let events = first.events.iter().map(RecordedEvent::decode).collect::<Result<_, _>>()?;
        Ok(Done { events, folded, stream: key.stream.clone(), sequence: handled.sequence, replayed: true })
    }
}
