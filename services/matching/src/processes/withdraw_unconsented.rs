use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Recorded, Refused};
use jiff::civil::Date;
use matching_domain::{Proposal, ProposalCommand, SupportRequest, SupportRequestCommand};
use proto::{
    matching::v1::WithdrawReason,
    referrals::v1::{ConsentPurpose, GivenBy, person_event::Event},
};
use uuid::Uuid;

use super::{context, newest_rows, rows_as_new_as, unless_refused};
use crate::commands::{come_to_nothing, load};

/// Who takes back the consent to be asked, or to be shown to a possible friend, is asked nothing any more: what is
/// proposed for her is taken back. And a guardian who is being erased consents to nothing.
#[derive(Debug)]
pub(crate) struct WithdrawUnconsented {
    pub(crate) app: App,
}

/// Kind of aggregate in referrals' stream.
const PERSON: &str = "person";

impl Process for WithdrawUnconsented {
    const NAME: &'static str = "withdraw-unconsented";
    const KINDS: &'static [&'static str] = &[PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let on = recorded.occurred_on;
            let at = match recorded.decode()? {
                Event::ConsentWithdrawn(withdrawn) => self.consent_withdrawn(commit, on, withdrawn.purpose()).await?,
                Event::ErasureOrdered(_) => self.guardian_erased(commit, on).await?,
                _ => 0,
            };
            written = at.max(written);
        }
        Ok(written)
    }
}

impl WithdrawUnconsented {
    /// While she has not consented anew.
    async fn consent_withdrawn(&self, commit: &Recorded, on: Date, purpose: ConsentPurpose) -> Result<u64, ReactError> {
        if !matches!(purpose, ConsentPurpose::Referral | ConsentPurpose::SharingWithVolunteer) {
            return Ok(0);
        }
        if self.agrees(commit, purpose).await? {
            return Ok(0);
        }
        let proposals = self
            .of_person(
                commit,
                "select id from proposal where district = $1 and person = any($2)
                   and (status in (1, 2) or (status = 3 and match is null)) order by id",
            )
            .await?;
        let mut written = 0;
        for proposal in proposals {
            let mut by = context::<Self>(commit, 0, on);
            by.command = by.command.step(&proposal.to_string());
            let made = load::<Proposal>(&self.app, &by, proposal).await?;
            let withdraw = ProposalCommand::Withdraw { reason: WithdrawReason::ConsentWithdrawn };
            let done = come_to_nothing(&self.app, &by, proposal, &made.state, withdraw).await;
            // Settled or matched in the same moment.
            written = unless_refused(done, &["PROPOSAL_SETTLED", "SUPPORT_REQUEST_ALREADY_MATCHED"])?.max(written);
        }
        Ok(written)
    }

    /// By now, whatever she said then.
    async fn agrees(&self, commit: &Recorded, purpose: ConsentPurpose) -> Result<bool, ReactError> {
        rows_as_new_as(&self.app, &commit.stream).await?;
        let district = &commit.stream.district;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        let known: Option<(bool, bool)> =
            sqlx::query_as("select may_be_asked, may_be_shown from known_person where district = $1 and id = $2")
                .bind(district.as_str())
                .bind(commit.id)
                .fetch_optional(tx.rows())
                .await
                .map_err(ReactError::retry)?;
        let (may_be_asked, may_be_shown) = known.unwrap_or_default();
        Ok(if purpose == ConsentPurpose::Referral { may_be_asked } else { may_be_shown })
    }

    async fn guardian_erased(&self, commit: &Recorded, on: Date) -> Result<u64, ReactError> {
        let requests = self
            .of_person(
                commit,
                "select support_request from family_consent
                 where district = $1 and person = any($2) and is_guardian and stands order by support_request",
            )
            .await?;
        let mut written = 0;
        for request in requests {
            let mut by = context::<Self>(commit, 1, on);
            by.command = by.command.step(&request.to_string());
            let given_by = GivenBy::Unspecified;
            let withdraw = SupportRequestCommand::WithdrawConsent { person_id: commit.id.to_string(), given_by };
            let done = self.app.log.execute::<SupportRequest>(&by, request, &withdraw).await;
            // Somebody removed the guardian in the same moment.
            written = unless_refused(done.map_err(Refused::any), &["NOT_OF_FAMILY"])?.max(written);
        }
        Ok(written)
    }

    /// What the statement finds of the person of this commit, under any of her ids.
    async fn of_person(&self, commit: &Recorded, statement: &'static str) -> Result<Vec<Uuid>, ReactError> {
        let district = &commit.stream.district;
        newest_rows(&self.app, district).await?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        let ids = alias::ids(&mut tx, commit.id).await.map_err(ReactError::retry)?;
        sqlx::query_scalar(statement)
            .bind(district.as_str())
            .bind(ids)
            .fetch_all(tx.rows())
            .await
            .map_err(ReactError::retry)
    }
}
