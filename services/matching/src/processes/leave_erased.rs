use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Recorded, Refused};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::referrals::v1::person_event::Event;
use uuid::Uuid;

use super::{context, newest_rows, unless_refused};

/// Somebody who is being erased volunteers no more, in any programme.
#[derive(Debug)]
pub(crate) struct LeaveErased {
    pub(crate) app: App,
}

/// Kind of aggregate in referrals' stream.
const PERSON: &str = "person";

impl Process for LeaveErased {
    const NAME: &'static str = "leave-erased";
    const KINDS: &'static [&'static str] = &[PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let Event::ErasureOrdered(_) = recorded.decode()? else { continue };
            for volunteer in self.volunteers(commit).await? {
                let mut by = context::<Self>(commit, 0, recorded.occurred_on);
                by.command = by.command.step(&volunteer.to_string());
                let done = self.app.log.execute::<Volunteer>(&by, volunteer, &VolunteerCommand::LeaveErased).await;
                written = unless_refused(done.map_err(Refused::any), &[])?.max(written);
            }
        }
        Ok(written)
    }
}

impl LeaveErased {
    /// Whatever their status: the rules know who is still here.
    async fn volunteers(&self, commit: &Recorded) -> Result<Vec<Uuid>, ReactError> {
        let district = &commit.stream.district;
        newest_rows(&self.app, district).await?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        sqlx::query_scalar("select id from volunteer where district = $1 and person = $2 order by id")
            .bind(district.as_str())
            .bind(commit.id)
            .fetch_all(tx.rows())
            .await
            .map_err(ReactError::retry)
    }
}
