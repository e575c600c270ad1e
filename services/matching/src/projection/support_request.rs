use ::projection::{ApplyError, id};
use database::DistrictTx;
use prost::Message as _;
use proto::{
    matching::v1::{SupportRequestOpened, SupportRequestStatus as S, support_request_event::Event},
    referrals::v1::PersonFacts,
};

use super::Row;

impl Row<'_> {
    pub(super) async fn support_request(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Opened(opened) => self.opened(tx, opened).await?,
            Event::ProfileTold(told) => {
                let update = "update support_request set profile = coalesce($3, profile),
                                introduction = coalesce($4, introduction)
                              where district = $1 and id = $2";
                self.told(tx, update, (told.profile.as_ref(), told.introduction.as_ref())).await?;
            }
            Event::PairProposed(pair) => {
                self.about(
                    "insert into support_request_pair (district, support_request, volunteer, proposal, declined)
                     values ($1, $2, $3, $4, false)
                     on conflict (district, support_request, volunteer) do update
                        set proposal = excluded.proposal, declined = false",
                )
                .bind(id(&pair.volunteer_id)?)
                .bind(id(&pair.proposal_id)?)
                .execute(tx.rows())
                .await?;
            }
            Event::PairNotFormed(pair) if pair.declined => {
                self.about(
                    "update support_request_pair set declined = true
                     where district = $1 and support_request = $2 and proposal = $3",
                )
                .bind(id(&pair.proposal_id)?)
                .execute(tx.rows())
                .await?;
            }
            Event::PairNotFormed(pair) => self.settled(tx, &pair.proposal_id).await?,
            Event::Matched(matched) => {
                self.about("update support_request set status = $3, match = $4 where district = $1 and id = $2")
                    .bind(i32::from(S::Matched))
                    .bind(id(&matched.match_id)?)
                    .execute(tx.rows())
                    .await?;
                self.settled(tx, &matched.proposal_id).await?;
            }
            Event::Reopened(_) => {
                self.about(
                    "update support_request set status = $3, waits_since = $4, match = null, close_reason = 0
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Open))
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::GuardianNamed(guardian) => {
                self.about(
                    "insert into family_consent (district, support_request, person, is_guardian, sequence)
                     values ($1, $2, $3, true, $4)",
                )
                .bind(id(&guardian.person_id)?)
                .bind(self.sequence())
                .execute(tx.rows())
                .await?;
            }
            Event::GuardianRemoved(guardian) => {
                self.about("delete from family_consent where district = $1 and support_request = $2 and person = $3")
                    .bind(id(&guardian.person_id)?)
                    .execute(tx.rows())
                    .await?;
            }
            Event::FamilyConsentGiven(given) => {
                self.about(
                    "insert into family_consent (district, support_request, person, is_guardian, sequence, stands,
                       given_on, given_by)
                     values ($1, $2, $3, false, $4, true, $5, $6)
                     on conflict (district, support_request, person) do update
                        set stands = true, given_on = excluded.given_on, given_by = excluded.given_by,
                            withdrawn_on = null",
                )
                .bind(id(&given.person_id)?)
                .bind(self.sequence())
                .bind(self.day())
                .bind(given.given_by)
                .execute(tx.rows())
                .await?;
            }
            Event::FamilyConsentWithdrawn(withdrawn) => {
                self.about(
                    "update family_consent set stands = false, withdrawn_on = $4
                     where district = $1 and support_request = $2 and person = $3",
                )
                .bind(id(&withdrawn.person_id)?)
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::Closed(closed) => {
                self.about(
                    "update support_request set status = $3, match = null, close_reason = $4
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Closed))
                .bind(closed.reason)
                .execute(tx.rows())
                .await?;
            }
        }
        Ok(())
    }

    async fn opened(&self, tx: &mut DistrictTx, opened: &SupportRequestOpened) -> Result<(), ApplyError> {
        let facts: PersonFacts = self.open(tx, opened.facts.as_ref()).await?;
        self.about(
            "insert into support_request (district, id, referral, person, programme, status, waits_since, opened_on, facts)
             values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        )
        .bind(id(&opened.referral_id)?)
        .bind(id(&opened.person_id)?)
        .bind(&opened.programme_id)
        .bind(i32::from(S::Open))
        .bind(self.day())
        .bind(facts.encode_to_vec())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn settled(&self, tx: &mut DistrictTx, proposal_id: &str) -> Result<(), ApplyError> {
        self.about("delete from support_request_pair where district = $1 and support_request = $2 and proposal = $3")
            .bind(id(proposal_id)?)
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
