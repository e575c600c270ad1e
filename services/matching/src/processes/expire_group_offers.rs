use std::error::Error;

use decider::{ActorId, CommandId, DistrictId, Env};
use edge::App;
use eventlog::{CommandContext, Refused};
use jiff_sqlx::ToSqlx as _;
use matching_domain::{Group, GroupCommand};
use runtime::Sweep;
use uuid::Uuid;

use crate::commands::reason_of;

/// An offer of a place that nobody answered by its last day keeps the place no longer: she waits on at her own time, and
/// the coordinator says who is asked next.
#[derive(Debug)]
pub(crate) struct ExpireGroupOffers {
    pub(crate) app: App,
}

/// Most offers in one sweep; the next takes the rest.
const AT_ONCE: i64 = 100;

impl Sweep for ExpireGroupOffers {
    const NAME: &'static str = "expire-group-offers";

    async fn sweep(&self, district: &DistrictId) -> Result<(), Box<dyn Error + Send + Sync>> {
        let app = &self.app;
        let env = Env::at(app.installation.now(), None);
        let mut tx = app.database.district(district).await?;
        let due: Vec<(Uuid, Uuid, i64)> = sqlx::query_as(
            "select led_group, person, offered_at from group_place
             where district = $1 and status = 2 and offer_status = 1 and answer_by < $2
             order by answer_by, led_group, person limit $3",
        )
        .bind(district.as_str())
        .bind(env.today.to_sqlx())
        .bind(AT_ONCE)
        .fetch_all(tx.rows())
        .await?;
        drop(tx);
        for (group, person, offered_at) in due {
            let by = CommandContext {
                district: district.clone(),
                // The same for every instance and sweep: an offer, known by where it was made, expires once.
                command: CommandId(group).step(Self::NAME).step(&person.to_string()).step(&offered_at.to_string()),
                digest: [0; 32],
                actor: ActorId::new("process:expire-group-offers"),
                purpose: "matching",
                env,
                causation: None,
            };
            let expire = GroupCommand::ExpireOffer { person_id: person.to_string() };
            match app.log.execute::<Group>(&by, group, &expire).await.map_err(Refused::any) {
                Ok(_) => {}
                // Answered or taken back since the row was written.
                Err(refused) if reason_of(&refused).is_some() => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }
}
