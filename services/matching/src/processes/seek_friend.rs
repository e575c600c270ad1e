use ::projection::{Process, ReactError, earlier};
use edge::App;
use eventlog::{Recorded, Refused};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::{
    matching::v1::{SupportRequestCloseReason as Reason, SupportRequestOpened},
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{ReferralAccepted, ReferralStatus, person_event, referral_event::Event},
};
use uuid::Uuid;

use super::{context, newest_rows, unless_refused};

/// Somebody taken in to a programme of pairs waits for a friend; one whose referral closes does not.
#[derive(Debug)]
pub(crate) struct SeekFriend {
    pub(crate) app: App,
}

/// Kinds of aggregate in referrals' stream.
const REFERRAL: &str = "referral";
const PERSON: &str = "person";

/// Namespace of the ids that support requests derive from their referrals.
const OF_REFERRAL: Uuid = Uuid::from_u128(0x91e4_0d57_83bc_5a1d_b2f6_4c70_5ad8_e93b);

/// The one request a referral can lead to.
pub(crate) fn request_of_referral(referral: Uuid) -> Uuid {
    Uuid::new_v5(&OF_REFERRAL, referral.as_bytes())
}

impl Process for SeekFriend {
    const NAME: &'static str = "seek-friend";
    const KINDS: &'static [&'static str] = &[REFERRAL, PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        match commit.kind.as_str() {
            REFERRAL => self.referral(commit).await,
            PERSON => self.person(commit).await,
            _ => Ok(0),
        }
    }
}

impl SeekFriend {
    async fn referral(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let request = request_of_referral(commit.id);
            let at = match recorded.decode()? {
                Event::Accepted(accepted) => self.open(commit, recorded.occurred_on, request, accepted).await?,
                // One that goes back before its acceptance seeks once it is accepted anew.
                Event::Reopened(reopened) if reopened.status() == ReferralStatus::Accepted => {
                    let accepted = |event| if let Event::Accepted(accepted) = event { Some(accepted) } else { None };
                    let Some(accepted) = earlier(self.app.log.client(), commit, accepted).await? else { continue };
                    self.open(commit, recorded.occurred_on, request, accepted).await?
                }
                Event::Closed(_) | Event::EnteredInError(_) => {
                    self.close(commit, 0, recorded.occurred_on, request, Reason::ReferralClosed).await?
                }
                _ => 0,
            };
            written = at.max(written);
        }
        Ok(written)
    }

    /// A group has places, not pairs: its programme opens no request. One that was closed is open again; one that is
    /// open or matched is what was wanted.
    async fn open(
        &self,
        commit: &Recorded,
        occurred_on: jiff::civil::Date,
        request: Uuid,
        accepted: ReferralAccepted,
    ) -> Result<u64, ReactError> {
        let known = self.app.installation.known();
        let kind = known.programme(&accepted.programme_id, occurred_on).map(Programme::kind);
        if kind == Some(ProgrammeKind::Group) {
            return Ok(0);
        }
        let submitted = |event| if let Event::Submitted(submitted) = event { submitted.facts } else { None };
        let opened = SupportRequestOpened {
            referral_id: commit.id.to_string(),
            person_id: accepted.person_id,
            programme_id: accepted.programme_id,
            facts: earlier(self.app.log.client(), commit, submitted).await?,
        };
        let by = context::<Self>(commit, 0, occurred_on);
        let done = self.app.log.create::<SupportRequest>(&by, request, &SupportRequestCommand::Open(opened)).await;
        unless_refused(done.map_err(Refused::any), &["SUPPORT_REQUEST_ALREADY_OPENED", "SUPPORT_REQUEST_PERSON_ERASED"])
    }

    /// A request that is matched stays: its match comes to its own end.
    async fn close(
        &self,
        commit: &Recorded,
        n: u32,
        occurred_on: jiff::civil::Date,
        request: Uuid,
        reason: Reason,
    ) -> Result<u64, ReactError> {
        let close = SupportRequestCommand::Close { reason, ended_match_id: None };
        let by = context::<Self>(commit, n, occurred_on);
        let done = self.app.log.execute::<SupportRequest>(&by, request, &close).await;
        unless_refused(done.map_err(Refused::any), &["SUPPORT_REQUEST_NOT_FOUND", "SUPPORT_REQUEST_ALREADY_MATCHED"])
    }

    /// Nobody seeks a friend for somebody who is being erased.
    async fn person(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let person_event::Event::ErasureOrdered(_) = recorded.decode()? else { continue };
            for (n, request) in (0..).zip(self.open_requests(commit).await?) {
                let at = self.close(commit, n, recorded.occurred_on, request, Reason::PersonErased).await?;
                written = at.max(written);
            }
        }
        Ok(written)
    }

    async fn open_requests(&self, commit: &Recorded) -> Result<Vec<Uuid>, ReactError> {
        let (app, district) = (&self.app, &commit.stream.district);
        newest_rows(app, district).await?;
        let mut tx = app.database.district(district).await.map_err(ReactError::retry)?;
        sqlx::query_scalar(
            "select id from support_request where district = $1 and person = $2 and status = 1 order by id",
        )
        .bind(district.as_str())
        .bind(commit.id)
        .fetch_all(tx.rows())
        .await
        .map_err(ReactError::retry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referral_has_one_request() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(request_of_referral(one), request_of_referral(one));
        assert_ne!(request_of_referral(one), request_of_referral(other));
    }
}
