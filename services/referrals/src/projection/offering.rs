use ::projection::{ApplyError, day};
use database::DistrictTx;
use prost::Message as _;
use proto::referrals::v1::{AgreementEnded, PartnerAgreement, offering_event::Event};

use super::Row;

impl Row<'_> {
    pub(super) async fn offering(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::AgreementRecorded(recorded) => {
                let agreement = recorded.agreement.clone().unwrap_or_default();
                self.in_district(
                    "insert into agreement (district, id, valid_from, agreement) values ($1, $2, $3, $4)
                     on conflict (district, id) do update set valid_from = excluded.valid_from, agreement = excluded.agreement",
                )
                .bind(&agreement.agreement_id)
                .bind(day(&agreement.valid_from)?)
                .bind(agreement.encode_to_vec())
                .execute(tx.rows())
                .await?;
            }
            Event::AgreementEnded(ended) => self.ended(tx, ended).await?,
            Event::GrantRecorded(recorded) => {
                let grant = recorded.grant.clone().unwrap_or_default();
                self.in_district(
                    "insert into funding_grant (district, id, valid_from, funding) values ($1, $2, $3, $4)
                     on conflict (district, id) do update set valid_from = excluded.valid_from, funding = excluded.funding",
                )
                .bind(&grant.grant_id)
                .bind(day(&grant.valid_from)?)
                .bind(grant.encode_to_vec())
                .execute(tx.rows())
                .await?;
            }
        }
        Ok(())
    }

    async fn ended(&self, tx: &mut DistrictTx, ended: &AgreementEnded) -> Result<(), ApplyError> {
        let bytes: Vec<u8> = sqlx::query_scalar("select agreement from agreement where district = $1 and id = $2")
            .bind(self.commit.stream.district.as_str())
            .bind(&ended.agreement_id)
            .fetch_one(tx.rows())
            .await?;
        let mut agreement =
            PartnerAgreement::decode(bytes.as_slice()).map_err(|error| ApplyError::poison("agreement", error))?;
        agreement.valid_to.clone_from(&ended.last_day);
        self.in_district("update agreement set agreement = $3 where district = $1 and id = $2")
            .bind(&ended.agreement_id)
            .bind(agreement.encode_to_vec())
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
