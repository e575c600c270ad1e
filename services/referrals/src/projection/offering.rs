use ::projection::{ApplyError, day, optional_day};
use database::DistrictTx;
use prost::Message as _;
use proto::referrals::v1::{AgreementEnded, IntakeStop, PartnerAgreement, offering_event::Event};

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
            Event::IntakeStopped(stopped) => self.stopped(tx, &stopped.stop.clone().unwrap_or_default()).await?,
            Event::IntakeReopened(reopened) => {
                self.in_district(
                    "delete from intake_stop where district = $1 and programme = $2 and municipality = $3",
                )
                .bind(&reopened.programme_id)
                .bind(&reopened.municipality_code)
                .execute(tx.rows())
                .await?;
            }
            Event::OrganisationTrained(trained) => {
                self.about(
                    "insert into trained_organisation (district, id, name, programme, trained_on)
                     values ($1, $2, $3, $4, $5)",
                )
                .bind(&trained.name)
                .bind(&trained.programme_id)
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::OrganisationTrainingTakenBack(_) => {
                self.about("delete from trained_organisation where district = $1 and id = $2")
                    .execute(tx.rows())
                    .await?;
            }
        }
        Ok(())
    }

    async fn stopped(&self, tx: &mut DistrictTx, stop: &IntakeStop) -> Result<(), ApplyError> {
        self.in_district(
            "insert into intake_stop (district, programme, municipality, starts_on, reopens_on)
             values ($1, $2, $3, $4, $5)
             on conflict (district, programme, municipality) do update
                set starts_on = excluded.starts_on, reopens_on = excluded.reopens_on",
        )
        .bind(&stop.programme_id)
        .bind(&stop.municipality_code)
        .bind(day(&stop.from)?)
        .bind(optional_day(&stop.reopens_on)?)
        .execute(tx.rows())
        .await?;
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
