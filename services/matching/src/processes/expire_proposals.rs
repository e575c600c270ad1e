use std::error::Error;

use decider::{ActorId, CommandId, DistrictId, Env};
use edge::App;
use eventlog::CommandContext;
use jiff_sqlx::ToSqlx as _;
use matching_domain::{Proposal, ProposalCommand};
use runtime::Sweep;
use uuid::Uuid;

use crate::commands::{come_to_nothing, load, reason_of};

/// A proposal that nobody answered by its last day comes to nothing, and the pair may be proposed again.
#[derive(Debug)]
pub(crate) struct ExpireProposals {
    pub(crate) app: App,
}

/// Most proposals in one sweep; the next takes the rest.
const AT_ONCE: i64 = 100;

impl Sweep for ExpireProposals {
    const NAME: &'static str = "expire-proposals";

    async fn sweep(&self, district: &DistrictId) -> Result<(), Box<dyn Error + Send + Sync>> {
        let app = &self.app;
        let env = Env::at(app.installation.now(), None);
        let mut tx = app.database.district(district).await?;
        let due: Vec<Uuid> = sqlx::query_scalar(
            "select id from proposal where district = $1 and status in (1, 2) and answer_by < $2
             order by answer_by, id limit $3",
        )
        .bind(district.as_str())
        .bind(env.today.to_sqlx())
        .bind(AT_ONCE)
        .fetch_all(tx.rows())
        .await?;
        drop(tx);
        for proposal in due {
            let by = CommandContext {
                district: district.clone(),
                // The same for every instance and sweep: a proposal expires once.
                command: CommandId(proposal).step(Self::NAME),
                digest: [0; 32],
                actor: ActorId::new("process:expire-proposals"),
                purpose: "matching",
                env,
                causation: None,
            };
            let folded = load::<Proposal>(app, &by, proposal).await?;
            match come_to_nothing(app, &by, proposal, &folded.state, ProposalCommand::Expire).await {
                Ok(_) => {}
                // Answered or withdrawn since the row was written.
                Err(refused) if reason_of(&refused).is_some() => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }
}
