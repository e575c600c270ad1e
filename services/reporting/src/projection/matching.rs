use ::projection::{ApplyError, Entry, Projection, id, optional_day};
use database::DistrictTx;
use eventlog::Recorded;
use keyring::Keyring;
use proto::matching::v1::{
    OutcomeAnswer, VolunteerStatus as V, group_event::Event as GroupEvent, match_event::Event as MatchEvent,
    volunteer_event::Event as VolunteerEvent,
};

/// Rows from the commits of matching. Opens what became of a participant, and nothing else.
#[derive(Debug)]
pub(crate) struct OfMatching {
    pub(crate) keyring: Keyring,
}

impl Projection for OfMatching {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for row in Entry::all(commit) {
            match commit.kind.as_str() {
                "match" => self.matched(tx, row).await?,
                "volunteer" => volunteer(tx, row).await?,
                "group" => group(tx, row).await?,
                // What is proposed or sought is no fact that figures count.
                _ => {}
            }
        }
        Ok(())
    }
}

impl OfMatching {
    async fn matched(&self, tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
        let day = row.day();
        match row.event.decode()? {
            MatchEvent::SetUp(set_up) => {
                row.about(
                    "insert into match_fact (district, match, referral, person, programme)
                     values ($1, $2, $3, $4, $5)",
                )
                .bind(id(&set_up.referral_id)?)
                .bind(id(&set_up.person_id)?)
                .bind(set_up.programme_id)
                .execute(tx.rows())
                .await?;
            }
            MatchEvent::Activated(_) => {
                row.about(
                    "update match_fact set first_active_on = coalesce(first_active_on, $3)
                     where district = $1 and match = $2",
                )
                .bind(day)
                .execute(tx.rows())
                .await?;
            }
            MatchEvent::Ended(ended) => {
                row.about("update match_fact set ended_on = $3, end_reason = $4 where district = $1 and match = $2")
                    .bind(day)
                    .bind(ended.reason)
                    .execute(tx.rows())
                    .await?;
            }
            MatchEvent::MilestoneReached(reached) => {
                row.about("insert into milestone_fact (district, match, code, reached_on) values ($1, $2, $3, $4)")
                    .bind(reached.milestone_code)
                    .bind(day)
                    .execute(tx.rows())
                    .await?;
            }
            MatchEvent::MilestoneTakenBack(back) => {
                row.about("delete from milestone_fact where district = $1 and match = $2 and code = $3")
                    .bind(back.milestone_code)
                    .execute(tx.rows())
                    .await?;
            }
            MatchEvent::OutcomeRecorded(recorded) => {
                let answer: OutcomeAnswer = erasure::open(tx, &self.keyring, recorded.outcome.as_ref()).await?;
                row.about("update match_fact set outcome = $3 where district = $1 and match = $2")
                    .bind(answer.code)
                    .execute(tx.rows())
                    .await?;
            }
            // One that never began has no day on which it was active; a paused one still is hers.
            MatchEvent::Cancelled(_)
            | MatchEvent::Paused(_)
            | MatchEvent::Resumed(_)
            | MatchEvent::Renewed(_)
            | MatchEvent::CheckInRecorded(_)
            | MatchEvent::ConcernRaised(_)
            | MatchEvent::ConcernConcluded(_)
            | MatchEvent::AgreementMade(_)
            | MatchEvent::GoalSet(_)
            | MatchEvent::GoalConcluded(_)
            | MatchEvent::HandedOver(_) => {}
        }
        Ok(())
    }
}

async fn volunteer(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.decode()? {
        VolunteerEvent::Applied(applied) => {
            row.about("insert into volunteer_fact (district, volunteer, person, programme) values ($1, $2, $3, $4)")
                .bind(id(&applied.person_id)?)
                .bind(applied.programme_id)
                .execute(tx.rows())
                .await?;
            stands(tx, row, V::Applied, "").await
        }
        VolunteerEvent::Approved(_) | VolunteerEvent::Resumed(_) => stands(tx, row, V::Approved, "").await,
        VolunteerEvent::NotApproved(_) => stands(tx, row, V::NotApproved, "").await,
        VolunteerEvent::Paused(paused) => stands(tx, row, V::Paused, &paused.until).await,
        VolunteerEvent::Left(_) => stands(tx, row, V::Left, "").await,
        VolunteerEvent::ProfileTold(_)
        | VolunteerEvent::TrainingCompleted(_)
        | VolunteerEvent::Interviewed(_)
        | VolunteerEvent::ConfidentialityPledged(_)
        | VolunteerEvent::RoleAssessed(_)
        | VolunteerEvent::ExtractConsented(_)
        | VolunteerEvent::ExtractOrdered(_)
        | VolunteerEvent::ExtractInspected(_)
        | VolunteerEvent::CapacityChanged(_)
        | VolunteerEvent::SlotTaken(_)
        | VolunteerEvent::SlotReleased(_)
        | VolunteerEvent::AbsenceTold(_)
        | VolunteerEvent::AbsenceTakenBack(_)
        | VolunteerEvent::ExpenseNoted(_)
        | VolunteerEvent::ExpenseAnswered(_) => Ok(()),
    }
}

async fn stands(tx: &mut DistrictTx, row: Entry<'_>, status: V, back_on: &str) -> Result<(), ApplyError> {
    row.at("insert into volunteer_status (district, volunteer, sequence, n, occurred_on, status, back_on)
            values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(i32::from(status))
        .bind(optional_day(back_on)?)
        .execute(tx.rows())
        .await?;
    Ok(())
}

async fn group(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    let day = row.day();
    match row.event.decode()? {
        GroupEvent::Started(started) => {
            row.about("insert into group_fact (district, group_id, programme) values ($1, $2, $3)")
                .bind(started.programme_id)
                .execute(tx.rows())
                .await?;
        }
        GroupEvent::PlaceGiven(given) => {
            row.at("insert into group_place (district, group_id, sequence, n, given_on, person, referral, programme)
                    select $1, $2, $3, $4, $5, $6, $7, programme from group_fact
                    where district = $1 and group_id = $2")
                .bind(id(&given.person_id)?)
                .bind(id(&given.referral_id)?)
                .execute(tx.rows())
                .await?;
        }
        GroupEvent::PlaceGivenUp(given_up) => {
            row.about(
                "update group_place set ended_on = $3
                 where district = $1 and group_id = $2 and person = $4 and ended_on is null",
            )
            .bind(day)
            .bind(id(&given_up.person_id)?)
            .execute(tx.rows())
            .await?;
        }
        GroupEvent::Closed(_) => {
            row.about(
                "update group_place set ended_on = $3
                 where district = $1 and group_id = $2 and ended_on is null",
            )
            .bind(day)
            .execute(tx.rows())
            .await?;
        }
        // Who waits, and what is offered to whom, is no place that figures count.
        GroupEvent::LeadersChanged(_)
        | GroupEvent::CapacityChanged(_)
        | GroupEvent::PlaceQueued(_)
        | GroupEvent::PlaceOffered(_)
        | GroupEvent::OfferAnswered(_)
        | GroupEvent::OfferExpired(_)
        | GroupEvent::OfferWithdrawn(_)
        | GroupEvent::ChildcareChanged(_)
        | GroupEvent::ChildcareTold(_) => {}
    }
    Ok(())
}
