use ::projection::{ApplyError, count, id, optional_day};
use database::DistrictTx;
use jiff_sqlx::{Date as SqlDate, ToSqlx as _};
use prost::Message as _;
use proto::referrals::v1::{
    CheckReasons, DeclaredPriority, Note, PersonFacts, PersonIdentity, ReferralClosed, ReferralStatus as S,
    ReferralSubmitted, ReferrerContact, StatusCode, TargetGroupChecked, referral_event::Event,
};

use super::Row;
use crate::queries::search_key;

impl Row<'_> {
    pub(super) async fn referral(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        let mut note = Note::default();
        match event {
            Event::Submitted(submitted) => self.submitted(tx, submitted).await?,
            Event::Acknowledged(_) => self.status(tx, S::Acknowledged).await?,
            Event::Checked(checked) => self.checked(tx, checked).await?,
            Event::Accepted(accepted) => {
                note = self.open(tx, accepted.override_justification.as_ref()).await?;
                self.status(tx, S::Accepted).await?;
            }
            Event::Rejected(rejected) => {
                let closed = ReferralClosed { status: S::Rejected.into(), reason: rejected.reason };
                self.closed(tx, closed).await?;
            }
            Event::Held(held) => {
                note = self.open(tx, held.note.as_ref()).await?;
                self.about("update referral set status = $3, on_hold_until = $4 where district = $1 and id = $2")
                    .bind(i32::from(S::OnHold))
                    .bind(optional_day(&held.until)?)
                    .execute(tx.rows())
                    .await?;
            }
            Event::PlacedOnWaitingList(_) => {
                self.about(
                    "update referral set status = $3, waiting = true, on_hold_until = null,
                            waits_since = coalesce(waits_since, $4)
                     where district = $1 and id = $2",
                )
                .bind(i32::from(S::Accepted))
                .bind(self.day())
                .execute(tx.rows())
                .await?;
            }
            Event::Started(_) => self.status(tx, S::InProgress).await?,
            Event::Closed(closed) => self.closed(tx, *closed).await?,
            Event::Reopened(reopened) => {
                note = self.open(tx, reopened.note.as_ref()).await?;
                self.status(tx, reopened.status()).await?;
            }
            Event::EnteredInError(mistake) => {
                note = self.open(tx, mistake.note.as_ref()).await?;
                self.status(tx, S::EnteredInError).await?;
            }
            Event::PriorityDeclared(declared) => {
                let priority: DeclaredPriority = self.open(tx, declared.priority.as_ref()).await?;
                self.priority(tx, Some(self.day()), &priority).await?;
                note.text = priority.note;
            }
            Event::PriorityTakenBack(taken_back) => {
                note = self.open(tx, taken_back.note.as_ref()).await?;
                self.priority(tx, None, &DeclaredPriority::default()).await?;
            }
        }
        self.step(tx, &note.text).await
    }

    async fn submitted(&self, tx: &mut DistrictTx, submitted: &ReferralSubmitted) -> Result<(), ApplyError> {
        let district = &self.commit.stream.district;
        let identity: PersonIdentity = self.open(tx, submitted.identity.as_ref()).await?;
        let facts: PersonFacts = self.open(tx, submitted.facts.as_ref()).await?;
        let referrer: ReferrerContact = self.open(tx, submitted.referrer.as_ref()).await?;
        let wish: Note = self.open(tx, submitted.wish.as_ref()).await?;
        let StatusCode { code } = self.open(tx, submitted.code.as_ref()).await?;
        let code_hash = if code.is_empty() {
            self.commit.id.to_string().into_bytes()
        } else {
            search_key::code(self.keyring, district, &code).await?.to_vec()
        };
        self.about(
            "insert into referral (district, id, person, name, programme, source, status, submitted_on, acknowledge_by,
               municipality, protected, may_be_told, code, code_hash, referrer, wish, facts)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        )
        .bind(alias::kept(tx, id(&submitted.person_id)?).await?)
        .bind(search_key::display_name(&identity))
        .bind(&submitted.programme_id)
        .bind(submitted.source)
        .bind(i32::from(S::Requested))
        .bind(self.day())
        .bind(optional_day(&submitted.acknowledge_by)?.unwrap_or_else(|| self.day()))
        .bind(&facts.municipality_code)
        .bind(identity.address_protected)
        .bind(submitted.referrer_may_be_told)
        .bind(code)
        .bind(code_hash)
        .bind(referrer.encode_to_vec())
        .bind(wish.text)
        .bind(facts.encode_to_vec())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// Accepted is taken in, and waits from that day; acknowledged is still to be decided, also when it was opened again.
    /// A declared reason lasts as long as a decision or a beginning is ahead.
    async fn status(&self, tx: &mut DistrictTx, status: S) -> Result<(), ApplyError> {
        self.about(
            "update referral set status = $3, on_hold_until = null, close_reason = 0,
               waiting = waiting and $3 in (3, 5),
               accepted = case $3 when 2 then false when 3 then true else accepted end,
               waits_since = case $3 when 3 then $4::date end,
               priority_on = case when $3 in (2, 3) then priority_on end,
               priority = case when $3 in (2, 3) then priority else '' end
             where district = $1 and id = $2",
        )
        .bind(i32::from(status))
        .bind(self.day())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn priority(
        &self,
        tx: &mut DistrictTx,
        on: Option<SqlDate>,
        priority: &DeclaredPriority,
    ) -> Result<(), ApplyError> {
        self.about("update referral set priority_on = $3, priority = $4 where district = $1 and id = $2")
            .bind(on)
            .bind(priority.encode_to_vec())
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn closed(&self, tx: &mut DistrictTx, closed: ReferralClosed) -> Result<(), ApplyError> {
        self.about(
            "update referral set status = $3, close_reason = $4, waiting = false, on_hold_until = null,
               waits_since = null, priority_on = null, priority = ''
             where district = $1 and id = $2",
        )
        .bind(closed.status)
        .bind(closed.reason)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn checked(&self, tx: &mut DistrictTx, checked: &TargetGroupChecked) -> Result<(), ApplyError> {
        let reasons: CheckReasons = self.open(tx, checked.reasons.as_ref()).await?;
        self.about(
            "update referral set check_outcome = $3, check_version = $4, check_as_of = $5, check_reasons = $6
             where district = $1 and id = $2",
        )
        .bind(checked.outcome)
        .bind(count(checked.programme_version))
        .bind(optional_day(&checked.as_of)?)
        .bind(reasons.encode_to_vec())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn step(&self, tx: &mut DistrictTx, note: &str) -> Result<(), ApplyError> {
        self.at(
            "insert into referral_step (district, referral, sequence, n, occurred_on, type, recorded_at, actor, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&self.event.name)
        .bind(self.commit.recorded_at.to_sqlx())
        .bind(self.commit.actor.as_str())
        .bind(note)
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}
