use ::projection::{Process, ReactError, id};
use decider::Decider;
use edge::App;
use eventlog::Recorded;
use jiff::civil::Date;
use matching_domain::{Proposal, ProposalCommand, SupportRequest, Volunteer};
use proto::matching::v1::{WithdrawReason, proposal_event, volunteer_event::Event};
use uuid::Uuid;

use super::{context, newest_rows, unless_refused};
use crate::commands::{come_to_nothing, load};

/// A volunteer who pauses or leaves is asked nothing any more: what is proposed to her is taken back, also what
/// somebody was just proposing.
#[derive(Debug)]
pub(crate) struct WithdrawAway {
    pub(crate) app: App,
}

impl Process for WithdrawAway {
    const NAME: &'static str = "withdraw-away";
    const KINDS: &'static [&'static str] = &[Volunteer::KIND, Proposal::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let proposals = match commit.kind.as_str() {
                Volunteer::KIND => match recorded.decode()? {
                    Event::Paused(_) | Event::Left(_) => self.open_to(commit).await?,
                    _ => continue,
                },
                Proposal::KIND => match recorded.decode()? {
                    proposal_event::Event::Made(_) => vec![commit.id],
                    _ => continue,
                },
                _ => return Ok(0),
            };
            for proposal in proposals {
                written = self.withdraw(commit, recorded.occurred_on, proposal).await?.max(written);
            }
        }
        Ok(written)
    }
}

impl WithdrawAway {
    /// Proposals to the volunteer of this commit that led to no match. One made after it has a commit of its own.
    async fn open_to(&self, commit: &Recorded) -> Result<Vec<Uuid>, ReactError> {
        let district = &commit.stream.district;
        newest_rows(&self.app, district).await?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        sqlx::query_scalar(
            "select id from proposal where district = $1 and volunteer = $2
               and (status in (1, 2) or (status = 3 and match is null)) order by id",
        )
        .bind(district.as_str())
        .bind(commit.id)
        .fetch_all(tx.rows())
        .await
        .map_err(ReactError::retry)
    }

    /// While the request still holds it for open, and the volunteer is away by now: back already, she may be asked.
    async fn withdraw(&self, commit: &Recorded, on: Date, proposal: Uuid) -> Result<u64, ReactError> {
        let mut by = context::<Self>(commit, 0, on);
        by.command = by.command.step(&proposal.to_string());
        let made = load::<Proposal>(&self.app, &by, proposal).await?;
        let pair = made.state.pair();
        let volunteer = load::<Volunteer>(&self.app, &by, id(&pair.volunteer_id)?).await?;
        if volunteer.state.is_approved() && !volunteer.state.is_paused_on(by.env.today) {
            return Ok(0);
        }
        let request = load::<SupportRequest>(&self.app, &by, id(&pair.support_request_id)?).await?;
        if !request.state.proposed().iter().any(|open| open.proposal_id == proposal.to_string()) {
            return Ok(0);
        }
        let withdraw = ProposalCommand::Withdraw { reason: WithdrawReason::VolunteerAway };
        let done = come_to_nothing(&self.app, &by, proposal, &made.state, withdraw).await;
        // Settled or matched in the same moment.
        unless_refused(done, &["PROPOSAL_SETTLED", "SUPPORT_REQUEST_ALREADY_MATCHED"])
    }
}
