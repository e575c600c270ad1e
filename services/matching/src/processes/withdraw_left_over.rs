use ::projection::{Process, ReactError, id};
use decider::Decider;
use edge::App;
use eventlog::Recorded;
use matching_domain::{Proposal, ProposalCommand, SupportRequest};
use proto::matching::v1::{WithdrawReason, support_request_event::Event};

use super::{context, unless_refused};
use crate::commands::{come_to_nothing, load};

/// A request that is matched or closed asks nobody any more: what is still proposed for it is taken back. So is what is
/// proposed for a young person who took her yes back, or a guardian the consent.
#[derive(Debug)]
pub(crate) struct WithdrawLeftOver {
    pub(crate) app: App,
}

impl Process for WithdrawLeftOver {
    const NAME: &'static str = "withdraw-left-over";
    const KINDS: &'static [&'static str] = &[SupportRequest::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let reason = match recorded.decode()? {
                Event::Matched(_) => WithdrawReason::AnotherFound,
                Event::Closed(_) => WithdrawReason::RequestClosed,
                Event::FamilyConsentWithdrawn(_) => WithdrawReason::ConsentWithdrawn,
                _ => continue,
            };
            let by = context::<Self>(commit, 0, recorded.occurred_on);
            let request = load::<SupportRequest>(&self.app, &by, commit.id).await?;
            // Given anew meanwhile.
            if reason == WithdrawReason::ConsentWithdrawn && request.state.family().agrees() {
                continue;
            }
            for proposed in request.state.proposed() {
                let mut by = by.clone();
                by.command = by.command.step(&proposed.proposal_id);
                let proposal = id(&proposed.proposal_id)?;
                let folded = load::<Proposal>(&self.app, &by, proposal).await?;
                let withdraw = ProposalCommand::Withdraw { reason };
                let done = come_to_nothing(&self.app, &by, proposal, &folded.state, withdraw).await;
                // The one that became the match is no left-over.
                written = unless_refused(done, &["PROPOSAL_SETTLED", "SUPPORT_REQUEST_ALREADY_MATCHED"])?.max(written);
            }
        }
        Ok(written)
    }
}
