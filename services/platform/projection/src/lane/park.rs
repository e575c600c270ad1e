//! Commits that a lane cannot apply are set aside, with all later ones of their aggregate, and offered again whenever
//! the lane starts: a newer build may know what this one does not.

use std::collections::{BTreeSet, HashMap};

use database::DistrictTx;
use eventlog::{ReadError, Recorded, Unreadable, history_from};
use uuid::Uuid;

use super::{Batch, Lane, LaneError};
use crate::{
    apply::{ApplyError, Projection},
    own,
    parked::{self, AggregateRef},
};

/// Past this many parked aggregates something is wrong with the build, not with a commit.
const PARKED_AT_MOST: usize = 1_000;

/// Aggregates of which commits are parked, each with the sequence of the first.
pub(super) type ParkedAggregates = HashMap<AggregateRef, u64>;

impl<P: Projection> Lane<P> {
    pub(super) async fn park(
        &self,
        cursor: u64,
        commit: &Recorded,
        reason: &str,
        parked: &mut ParkedAggregates,
    ) -> Result<Batch, LaneError> {
        if parked.len() >= PARKED_AT_MOST {
            return Err(LaneError::TooManyParked);
        }
        let mut tx = self.database.rebuildable(&self.stream.district).await?;
        if !self.advance(&mut tx, cursor, cursor + 1).await? {
            return Ok(Batch::Lost);
        }
        parked::park(tx.rows(), &self.name, commit, reason).await?;
        tx.commit().await?;
        parked.entry((commit.kind.clone(), commit.id)).or_insert(commit.sequence);
        Ok(Batch::Applied)
    }

    pub(super) async fn park_unreadable(
        &self,
        tx: &mut DistrictTx,
        message: &Unreadable,
    ) -> Result<AggregateRef, LaneError> {
        tracing::error!(
            lane = %self.name.0, stream = %self.stream, sequence = message.sequence, error = &message.source as &dyn std::error::Error,
            "a message that is no commit was parked"
        );
        // A subject that names no aggregate holds up no other.
        let (kind, id) = eventlog::kind_and_id(&message.subject).unwrap_or(("", Uuid::nil()));
        parked::park_at(tx.rows(), &self.name, &self.stream, message.sequence, (kind, id), "unreadable").await?;
        Ok((kind.to_owned(), id))
    }

    /// Applies what is parked and can now be applied. `offered` remembers what this instance has tried in vain.
    pub(super) async fn offer_again(&self, offered: &mut ParkedAggregates) -> Result<ParkedAggregates, LaneError> {
        let mut parked = {
            let mut tx = self.database.unscoped().await?;
            parked::firsts(&mut tx, &self.name, &self.stream).await?
        };
        let untried = parked.iter().filter(|(of, first)| !of.0.is_empty() && offered.get(of) != Some(first));
        let mut untried: Vec<_> = untried.map(|(of, first)| (*first, of.clone())).collect();
        untried.sort();
        for (first, of) in untried {
            match self.release(&of, first).await {
                Ok(true) => {
                    tracing::info!(
                        lane = %self.name.0, stream = %self.stream, kind = of.0, id = %of.1, from = first,
                        "parked commits were applied after all"
                    );
                    parked.remove(&of);
                }
                Ok(false) | Err(LaneError::Apply(ApplyError::Poison { .. })) => {
                    offered.insert(of, first);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(parked)
    }

    /// Applies all that is parked of one aggregate, or nothing. False when one of them is no commit.
    async fn release(&self, of: &AggregateRef, first: u64) -> Result<bool, LaneError> {
        let mut commits = match history_from(self.tails.client(), &self.stream, &of.0, of.1, first).await {
            Ok(commits) => commits,
            Err(ReadError::Malformed { .. }) => return Ok(false),
            Err(away) => return Err(ApplyError::retry(away).into()),
        };
        let mut tx = self.database.rebuildable(&self.stream.district).await?;
        self.hold(&mut tx).await?;
        let sequences = parked::sequences(tx.rows(), &self.name, &self.stream, of).await?;
        let wanted: BTreeSet<u64> = sequences.iter().copied().collect();
        commits.retain(|commit| wanted.contains(&commit.sequence));
        if commits.len() < wanted.len() {
            return Err(ApplyError::retry("a replica is behind what is parked, or it is gone").into());
        }
        let commits: Vec<&Recorded> = commits.iter().collect();
        commits.iter().try_for_each(|commit| self.readable(commit))?;
        self.projection.apply_all(&mut tx, &commits).await?;
        if let Some(aggregates) = self.aggregates.as_ref().filter(|_| !commits.is_empty()) {
            own::keep(&mut tx, self.tails.client(), aggregates, &commits).await?;
        }
        parked::release(tx.rows(), &self.name, &self.stream, of).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// No instance moves the lane while this transaction lasts.
    async fn hold(&self, tx: &mut DistrictTx) -> Result<(), sqlx::Error> {
        sqlx::query("select from lane where name = $1 and stream = $2 for update")
            .bind(&self.name.0)
            .bind(self.stream.to_string())
            .execute(tx.rows())
            .await
            .map(drop)
    }
}
