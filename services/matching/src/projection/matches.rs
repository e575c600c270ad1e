use ::projection::{ApplyError, id, optional_day};
use database::DistrictTx;
use proto::matching::v1::{
    CheckInAnswers, CheckInRecorded, ConcernConclusion, GoalConclusion, MatchEnded, MatchSetUp, MatchStatus as S,
    OutcomeAnswer, OutcomeRecorded, match_event::Event,
};

use super::Row;

impl Row<'_> {
    pub(super) async fn of_match(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::SetUp(set_up) => self.set_up(tx, set_up).await?,
            Event::Activated(activated) => {
                self.about(
                    "update match set status = $3, active_since = coalesce(active_since, $4), agreed_until = $5
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Active))
                .bind(self.day())
                .bind(optional_day(&activated.agreed_until)?)
                .execute(tx.rows())
                .await?;
            }
            Event::Paused(paused) => {
                self.about(
                    "update match set status = $3, paused_until = $4, stopped_on = coalesce(stopped_on, $5)
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Paused))
                .bind(optional_day(&paused.until)?)
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::Resumed(_) => {
                self.about(
                    "update match set status = $3, paused_until = null, stopped_on = null,
                       last_heard = greatest(last_heard, $4)
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Active))
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::Renewed(renewed) => {
                self.about("update match set agreed_until = $3, renewed_on = $4 where district = $1 and id = $2")
                    .bind(optional_day(&renewed.agreed_until)?)
                    .bind(self.day())
                    .execute(tx.rows())
                    .await?;
            }
            Event::CheckInRecorded(check_in) => self.check_in(tx, check_in).await?,
            Event::ConcernRaised(raised) => {
                let note = self.note(tx, raised.note.as_ref()).await?;
                self.about(
                    "insert into concern (district, match, id, sequence, raised_on, actor, note)
                     values ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(id(&raised.concern_id)?)
                .bind(self.sequence())
                .bind(self.day())
                .bind(self.commit.actor.as_str())
                .bind(note)
                .execute(tx.rows())
                .await?;
            }
            Event::ConcernConcluded(concluded) => {
                let conclusion: ConcernConclusion = self.open(tx, concluded.conclusion.as_ref()).await?;
                self.about(
                    "update concern set outcome = $4, concluded_on = $5, notified_on = $6, county = $7
                     where district = $1 and match = $2 and id = $3",
                )
                .bind(id(&concluded.concern_id)?)
                .bind(conclusion.outcome)
                .bind(self.day())
                .bind(conclusion.notified_on)
                .bind(conclusion.county_code)
                .execute(tx.rows())
                .await?;
            }
            Event::Ended(ended) => self.ended(tx, ended).await?,
            Event::AgreementMade(made) => {
                self.about(
                    "update match set agreement_made_on = $3, agreement_by = $4 where district = $1 and id = $2",
                )
                .bind(self.day())
                .bind(made.given_by)
                .execute(tx.rows())
                .await?;
            }
            Event::GoalSet(set) => {
                let goal = self.note(tx, set.goal.as_ref()).await?;
                self.at("insert into goal (district, match, sequence, n, set_on, id, goal)
                         values ($1, $2, $3, $4, $5, $6, $7)")
                    .bind(id(&set.goal_id)?)
                    .bind(goal)
                    .execute(tx.rows())
                    .await?;
            }
            Event::GoalConcluded(concluded) => {
                let conclusion: GoalConclusion = self.open(tx, concluded.conclusion.as_ref()).await?;
                self.about(
                    "update goal set outcome = $4, concluded_on = $5 where district = $1 and match = $2 and id = $3",
                )
                .bind(id(&concluded.goal_id)?)
                .bind(conclusion.outcome)
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::MilestoneReached(reached) => {
                self.about(
                    "insert into match_milestone (district, match, code, sequence, reached_on, side, given_by)
                     values ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(&reached.milestone_code)
                .bind(self.sequence())
                .bind(self.day())
                .bind(reached.side)
                .bind(reached.given_by)
                .execute(tx.rows())
                .await?;
            }
            Event::MilestoneTakenBack(back) => {
                self.about("delete from match_milestone where district = $1 and match = $2 and code = $3")
                    .bind(&back.milestone_code)
                    .execute(tx.rows())
                    .await?;
            }
            Event::OutcomeRecorded(recorded) => self.outcome(tx, recorded).await?,
            Event::HandedOver(handed) => {
                self.about("update match set coordinator = $3 where district = $1 and id = $2")
                    .bind(&handed.coordinator_actor_id)
                    .execute(tx.rows())
                    .await?;
            }
            Event::Cancelled(cancelled) => {
                self.about(
                    "update match set status = $3, ended_on = $4, cancel_reason = $5 where district = $1 and id = $2",
                )
                .bind(i32::from(S::Cancelled))
                .bind(self.day())
                .bind(cancelled.reason)
                .execute(tx.rows())
                .await?;
            }
        }
        let step = "insert into match_step (district, match, sequence, n, occurred_on, type, recorded_at, actor)
                    values ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.step(tx, step).await
    }

    async fn set_up(&self, tx: &mut DistrictTx, set_up: &MatchSetUp) -> Result<(), ApplyError> {
        let proposal = id(&set_up.proposal_id)?;
        self.about(
            "insert into match (district, id, proposal, support_request, referral, person, volunteer, volunteer_person,
               programme, status, set_up_on, coordinator)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
               coalesce((select made_by from proposal where district = $1 and id = $3), ''))",
        )
        .bind(proposal)
        .bind(id(&set_up.support_request_id)?)
        .bind(id(&set_up.referral_id)?)
        .bind(id(&set_up.person_id)?)
        .bind(id(&set_up.volunteer_id)?)
        .bind(id(&set_up.volunteer_person_id)?)
        .bind(&set_up.programme_id)
        .bind(i32::from(S::SettingUp))
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        self.about("update proposal set match = $2 where district = $1 and id = $3")
            .bind(proposal)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn check_in(&self, tx: &mut DistrictTx, check_in: &CheckInRecorded) -> Result<(), ApplyError> {
        let answers: CheckInAnswers = self.open(tx, check_in.answers.as_ref()).await?;
        let note = self.note(tx, check_in.note.as_ref()).await?;
        self.about(
            "insert into check_in (district, match, sequence, side, told_on, mood, topics, given_by, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.sequence())
        .bind(check_in.side)
        .bind(self.day())
        .bind(answers.mood)
        .bind(&answers.topics)
        .bind(check_in.given_by)
        .bind(note)
        .execute(tx.rows())
        .await?;
        // One recorded late does not replace a newer mood.
        self.about(
            "update match set last_mood = case when last_heard > $3 then last_mood else $4 end,
               last_heard = greatest(last_heard, $3)
             where district = $1 and id = $2",
        )
        .bind(self.day())
        .bind(answers.mood)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn outcome(&self, tx: &mut DistrictTx, recorded: &OutcomeRecorded) -> Result<(), ApplyError> {
        let answer: OutcomeAnswer = self.open(tx, recorded.outcome.as_ref()).await?;
        self.about(
            "insert into match_outcome (district, match, sequence, code, told_on, given_by, follow_up_on)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.sequence())
        .bind(answer.code)
        .bind(self.day())
        .bind(recorded.given_by)
        .bind(optional_day(&recorded.follow_up_on)?)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn ended(&self, tx: &mut DistrictTx, ended: &MatchEnded) -> Result<(), ApplyError> {
        let note = self.note(tx, ended.note.as_ref()).await?;
        self.about(
            "update match set status = $3, ended_on = $4, end_reason = $5, ended_by = $6, new_friend_wanted = $7,
               paused_until = null, stopped_on = coalesce(stopped_on, $4), end_note = $8
             where district = $1 and id = $2",
        )
        .bind(i32::from(S::Ended))
        .bind(self.day())
        .bind(ended.reason)
        .bind(ended.ended_by)
        .bind(ended.new_friend_wanted)
        .bind(note)
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}
