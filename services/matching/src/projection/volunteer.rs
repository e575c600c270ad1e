use ::projection::{ApplyError, count, day, id, optional_day};
use database::DistrictTx;
use prost::Message as _;
use proto::matching::v1::{
    ExpenseNoted, ExpenseSum, Introduction, MatchingProfile, RoleAssessed, VolunteerApplied, VolunteerStatus as S,
    volunteer_event::Event,
};

use super::Row;

impl Row<'_> {
    pub(super) async fn volunteer(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Applied(applied) => self.applied(tx, applied).await?,
            Event::ProfileTold(told) => {
                let update = "update volunteer set profile = coalesce($3, profile),
                                introduction = coalesce($4, introduction)
                              where district = $1 and id = $2";
                self.told(tx, update, (told.profile.as_ref(), told.introduction.as_ref())).await?;
            }
            Event::TrainingCompleted(training) => {
                self.about(
                    "insert into volunteer_training (district, volunteer, sequence, completed_on, minutes, topic)
                     values ($1, $2, $3, $4, $5, $6)",
                )
                .bind(self.sequence())
                .bind(self.day())
                .bind(count(training.minutes))
                .bind(&training.topic)
                .execute(tx.rows())
                .await?;
                self.moves_on(tx, &[S::Applied], S::InTraining).await?;
            }
            Event::Interviewed(interviewed) => {
                let note = self.note(tx, interviewed.note.as_ref()).await?;
                self.about(
                    "update volunteer set interviewed_on = $3, interview_note = $4 where district = $1 and id = $2",
                )
                .bind(self.day())
                .bind(note)
                .execute(tx.rows())
                .await?;
                self.moves_on(tx, &[S::Applied, S::InTraining], S::Interviewed).await?;
            }
            Event::ConfidentialityPledged(_) => {
                self.dated(tx, "update volunteer set pledged_on = $3 where district = $1 and id = $2").await?;
            }
            Event::RoleAssessed(assessed) => self.role_assessed(tx, assessed).await?,
            Event::ExtractConsented(_) => {
                self.dated(tx, "update volunteer set extract_consented_on = $3 where district = $1 and id = $2")
                    .await?;
            }
            Event::ExtractOrdered(_) => {
                self.dated(tx, "update volunteer set extract_ordered_on = $3 where district = $1 and id = $2").await?;
            }
            Event::ExtractInspected(inspected) => {
                self.about(
                    "update volunteer set extract_inspected_on = $3, extract_issued_on = $4, extract_inspected_by = $5
                     where district = $1 and id = $2",
                )
                .bind(self.day())
                .bind(optional_day(&inspected.issued_on)?)
                .bind(&inspected.inspected_by)
                .execute(tx.rows())
                .await?;
            }
            Event::Approved(approved) => {
                self.about("update volunteer set capacity = $3, approved_on = $4 where district = $1 and id = $2")
                    .bind(count(approved.capacity))
                    .bind(self.day())
                    .execute(tx.rows())
                    .await?;
                self.status(tx, S::Approved, "").await?;
            }
            Event::NotApproved(_) => self.status(tx, S::NotApproved, "").await?,
            Event::CapacityChanged(changed) => {
                self.about("update volunteer set capacity = $3 where district = $1 and id = $2")
                    .bind(count(changed.capacity))
                    .execute(tx.rows())
                    .await?;
            }
            Event::Paused(paused) => self.status(tx, S::Paused, &paused.until).await?,
            Event::Resumed(_) => self.status(tx, S::Approved, "").await?,
            Event::SlotTaken(taken) => {
                self.about(
                    "insert into volunteer_slot (district, volunteer, match, support_request) values ($1, $2, $3, $4)",
                )
                .bind(id(&taken.match_id)?)
                .bind(id(&taken.support_request_id)?)
                .execute(tx.rows())
                .await?;
            }
            Event::SlotReleased(released) => {
                self.about("delete from volunteer_slot where district = $1 and volunteer = $2 and match = $3")
                    .bind(id(&released.match_id)?)
                    .execute(tx.rows())
                    .await?;
            }
            Event::Left(left) => {
                self.about("update volunteer set left_on = $3, thanked = $4 where district = $1 and id = $2")
                    .bind(self.day())
                    .bind(left.thanked)
                    .execute(tx.rows())
                    .await?;
                self.status(tx, S::Left, "").await?;
            }
            Event::AbsenceTold(told) => {
                self.about(
                    "insert into volunteer_absence (district, volunteer, id, first_day, last_day)
                     values ($1, $2, $3, $4, $5)",
                )
                .bind(id(&told.absence_id)?)
                .bind(day(&told.first_day)?)
                .bind(day(&told.last_day)?)
                .execute(tx.rows())
                .await?;
            }
            Event::AbsenceTakenBack(back) => {
                self.about("delete from volunteer_absence where district = $1 and volunteer = $2 and id = $3")
                    .bind(id(&back.absence_id)?)
                    .execute(tx.rows())
                    .await?;
            }
            Event::ExpenseNoted(noted) => self.expense_noted(tx, noted).await?,
            Event::ExpenseAnswered(answered) => {
                let reason = self.note(tx, answered.reason.as_ref()).await?;
                self.about(
                    "update volunteer_expense set answer = $4, answered_on = $5, reason = $6
                     where district = $1 and volunteer = $2 and id = $3",
                )
                .bind(id(&answered.expense_id)?)
                .bind(answered.answer)
                .bind(self.day())
                .bind(reason)
                .execute(tx.rows())
                .await?;
            }
        }
        let step =
            "insert into volunteer_step (district, volunteer, sequence, n, occurred_on, type, recorded_at, actor)
                    values ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.step(tx, step).await
    }

    async fn applied(&self, tx: &mut DistrictTx, applied: &VolunteerApplied) -> Result<(), ApplyError> {
        let profile: MatchingProfile = self.open(tx, applied.profile.as_ref()).await?;
        let introduction: Introduction = self.open(tx, applied.introduction.as_ref()).await?;
        let motivation = self.note(tx, applied.motivation.as_ref()).await?;
        self.about(
            "insert into volunteer (district, id, person, programme, status, status_since, applied_on, capacity_wish,
               profile, introduction, motivation, applied_by_herself)
             values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id(&applied.person_id)?)
        .bind(&applied.programme_id)
        .bind(i32::from(S::Applied))
        .bind(self.day())
        .bind(count(applied.capacity_wish))
        .bind(profile.encode_to_vec())
        .bind(introduction.text)
        .bind(motivation)
        .bind(applied.by_herself)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn expense_noted(&self, tx: &mut DistrictTx, noted: &ExpenseNoted) -> Result<(), ApplyError> {
        let sum: ExpenseSum = self.open(tx, noted.sum.as_ref()).await?;
        let what = self.note(tx, noted.what.as_ref()).await?;
        self.about(
            "insert into volunteer_expense (district, volunteer, id, sequence, spent_on, cents, kilometres, what,
               noted_on)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id(&noted.expense_id)?)
        .bind(self.sequence())
        .bind(day(&noted.spent_on)?)
        .bind(count(sum.cents))
        .bind(count(sum.kilometres))
        .bind(what)
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// An extract belongs to its task: another task begins without one.
    async fn role_assessed(&self, tx: &mut DistrictTx, assessed: &RoleAssessed) -> Result<(), ApplyError> {
        self.about(
            "update volunteer set extract_consented_on = null, extract_ordered_on = null, extract_issued_on = null,
               extract_inspected_on = null, extract_inspected_by = ''
             where district = $1 and id = $2 and role <> $3",
        )
        .bind(&assessed.role)
        .execute(tx.rows())
        .await?;
        self.about(
            "update volunteer set role = $3, conditions = $4, extract_required = $5, assessed_on = $6, assessed_by = $7
             where district = $1 and id = $2",
        )
        .bind(&assessed.role)
        .bind(assessed.conditions.unwrap_or_default().encode_to_vec())
        .bind(assessed.extract_required)
        .bind(self.day())
        .bind(&assessed.assessed_by)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn dated(&self, tx: &mut DistrictTx, statement: &'static str) -> Result<(), ApplyError> {
        self.about(statement).bind(self.day()).execute(tx.rows()).await?;
        Ok(())
    }

    async fn status(&self, tx: &mut DistrictTx, status: S, paused_until: &str) -> Result<(), ApplyError> {
        self.about(
            "update volunteer set status_since = case when status = $3 then status_since else $4 end, status = $3,
               paused_until = $5
             where district = $1 and id = $2",
        )
        .bind(i32::from(status))
        .bind(self.day())
        .bind(optional_day(paused_until)?)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// A step of the pipeline; one after approval changes nothing.
    async fn moves_on(&self, tx: &mut DistrictTx, from: &[S], to: S) -> Result<(), ApplyError> {
        let from: Vec<i32> = from.iter().map(|status| i32::from(*status)).collect();
        self.about(
            "update volunteer set status = $3, status_since = $4 where district = $1 and id = $2 and status = any($5)",
        )
        .bind(i32::from(to))
        .bind(self.day())
        .bind(from)
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}
