//! What every service does besides its own work, so that none can forget it: confirming that an erased person's rows
//! are blank. Referrals alone, where erasures are ordered, confirms as part of its own.

use database::DistrictTx;
use decider::Decider as _;
use edge::App;
use erasure::{Blanking, ConfirmBlanked};
use eventlog::{Aggregates, Context, Recorded};
use projection::{ApplyError, Projection};

use crate::{Service, Work};

pub(crate) fn aggregates<S: Service>() -> Aggregates {
    S::aggregates().with::<Blanking>()
}

pub(crate) fn work<S: Service>(app: &App) -> Work {
    let work = S::work(app);
    if S::CONTEXT == Context::Referrals {
        return work;
    }
    work.process(Context::Referrals, ConfirmBlanked { app: app.clone() })
}

/// A service's projection, spared the commits that are the platform's and have no rows.
#[derive(Debug)]
pub(crate) struct OwnCommits<P>(pub(crate) P);

impl<P: Projection> Projection for OwnCommits<P> {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind == Blanking::KIND {
            return Ok(());
        }
        self.0.apply(tx, commit).await
    }

    async fn apply_all(&self, tx: &mut DistrictTx, commits: &[&Recorded]) -> Result<(), ApplyError> {
        let own: Vec<&Recorded> = commits.iter().copied().filter(|commit| commit.kind != Blanking::KIND).collect();
        self.0.apply_all(tx, &own).await
    }
}
