use ::projection::{ApplyError, id, optional_day};
use database::DistrictTx;
use prost::Message as _;
use proto::matching::v1::{
    ProposalAnswered, ProposalDecline, ProposalMade, ProposalReasons, ProposalStatus as S, ProposalWithdrawn,
    proposal_event::Event,
};

use super::Row;

impl Row<'_> {
    pub(super) async fn proposal(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Made(made) => self.made(tx, made).await,
            Event::Answered(answered) => self.answered(tx, answered).await,
            Event::Expired(_) => self.proposal_is(tx, S::Expired).await,
            Event::Withdrawn(withdrawn) => self.withdrawn(tx, *withdrawn).await,
            Event::CallWished(wished) => self.call_wished(tx, wished.side).await,
            Event::CallMade(made) => self.no_call(tx, made.side).await,
        }
    }

    async fn made(&self, tx: &mut DistrictTx, made: &ProposalMade) -> Result<(), ApplyError> {
        let reasons: ProposalReasons = self.open(tx, made.reasons.as_ref()).await?;
        self.about(
            "insert into proposal (district, id, support_request, referral, person, volunteer, volunteer_person,
               programme, status, made_on, answer_by, reasons, made_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(id(&made.support_request_id)?)
        .bind(id(&made.referral_id)?)
        .bind(id(&made.person_id)?)
        .bind(id(&made.volunteer_id)?)
        .bind(id(&made.volunteer_person_id)?)
        .bind(&made.programme_id)
        .bind(i32::from(S::Proposed))
        .bind(self.day())
        .bind(optional_day(&made.answer_by)?)
        .bind(reasons.encode_to_vec())
        .bind(self.commit.actor.as_str())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn answered(&self, tx: &mut DistrictTx, answered: &ProposalAnswered) -> Result<(), ApplyError> {
        let decline: ProposalDecline = self.open(tx, answered.decline.as_ref()).await?;
        let note = self.note(tx, answered.note.as_ref()).await?;
        self.about(
            "insert into proposal_answer (district, proposal, side, sequence, yes, given_by, decline_reason, note,
               answered_on)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(answered.side)
        .bind(self.sequence())
        .bind(answered.yes)
        .bind(answered.given_by)
        .bind(decline.reason)
        .bind(note)
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        self.no_call(tx, answered.side).await?;
        // One no declines; the second yes accepts.
        self.about(
            "update proposal set status = (select case when not bool_and(yes) then $3 when count(*) = 2 then $4 else $5 end
                from proposal_answer where district = $1 and proposal = $2)
             where district = $1 and id = $2",
        )
        .bind(i32::from(S::Declined))
        .bind(i32::from(S::Accepted))
        .bind(i32::from(S::AcceptedByOne))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn call_wished(&self, tx: &mut DistrictTx, side: i32) -> Result<(), ApplyError> {
        self.about("insert into call_wish (district, proposal, side, wished_on) values ($1, $2, $3, $4)")
            .bind(side)
            .bind(self.day())
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn no_call(&self, tx: &mut DistrictTx, side: i32) -> Result<(), ApplyError> {
        self.about("delete from call_wish where district = $1 and proposal = $2 and side = $3")
            .bind(side)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn withdrawn(&self, tx: &mut DistrictTx, withdrawn: ProposalWithdrawn) -> Result<(), ApplyError> {
        self.about(
            "update proposal set status = $3, withdraw_reason = $4, withdrawn_on = $5 where district = $1 and id = $2",
        )
        .bind(i32::from(S::Withdrawn))
        .bind(withdrawn.reason)
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn proposal_is(&self, tx: &mut DistrictTx, status: S) -> Result<(), ApplyError> {
        self.about("update proposal set status = $3 where district = $1 and id = $2")
            .bind(i32::from(status))
            .execute(tx.rows())
            .await?;
        Ok(())
    }
}
