use ::projection::{ApplyError, id, optional_day};
use database::DistrictTx;
use proto::matching::v1::{LinkIssued, LinkSecret, link_event::Event};

use super::Row;
use crate::queries::link::lookup;

impl Row<'_> {
    pub(super) async fn link(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Issued(issued) => self.issued(tx, issued).await,
            Event::Revoked(_) => {
                self.about("update link set revoked_on = $3, secret_hash = null where district = $1 and id = $2")
                    .bind(self.day())
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            Event::Used(_) => {
                self.about("update link set used_on = $3 where district = $1 and id = $2")
                    .bind(self.day())
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
        }
    }

    /// In place of the one before, whose secret is found no more.
    async fn issued(&self, tx: &mut DistrictTx, issued: &LinkIssued) -> Result<(), ApplyError> {
        let LinkSecret { secret } = self.open(tx, issued.secret.as_ref()).await?;
        let hash = match secret.as_str() {
            "" => None,
            secret => Some(lookup(self.keyring, &self.commit.stream.district, secret).await?),
        };
        self.about(
            "insert into link (district, id, action, object, side, person, issued_on, expires_on, secret_hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (district, id) do update
                set issued_on = excluded.issued_on, expires_on = excluded.expires_on, revoked_on = null, used_on = null,
                    secret_hash = excluded.secret_hash",
        )
        .bind(issued.action)
        .bind(id(&issued.object_id)?)
        .bind(issued.side)
        .bind(id(&issued.person_id)?)
        .bind(self.day())
        .bind(optional_day(&issued.expires_on)?.unwrap_or_else(|| self.day()))
        .bind(hash.as_ref().map(<[u8; 32]>::as_slice))
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}
