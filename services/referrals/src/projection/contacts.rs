use std::mem;

use ::projection::{ApplyError, Entry, optional_day, optional_id};
use database::DistrictTx;
use jiff_sqlx::Date;
use proto::referrals::v1::{ContactNoted, Note};
use uuid::Uuid;

/// Contacts on their way into rows. They come more often than anything else: those of one batch are one statement.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    persons: Vec<Uuid>,
    sequences: Vec<i64>,
    days: Vec<Date>,
    channels: Vec<i32>,
    reached: Vec<bool>,
    notes: Vec<String>,
    next_steps: Vec<Option<Date>>,
    actors: Vec<String>,
    referrals: Vec<Option<Uuid>>,
}

impl Contacts {
    /// In the order of the stream.
    pub(super) fn add(&mut self, entry: &Entry<'_>, noted: &ContactNoted, note: Note) -> Result<(), ApplyError> {
        let (next_step, referral) = (optional_day(&noted.next_step_on)?, optional_id(&noted.referral_id)?);
        self.persons.push(entry.commit.id);
        self.sequences.push(entry.sequence());
        self.days.push(entry.day());
        self.channels.push(noted.channel);
        self.reached.push(noted.reached);
        self.notes.push(note.text);
        self.next_steps.push(next_step);
        self.actors.push(entry.commit.actor.as_str().to_owned());
        self.referrals.push(referral);
        Ok(())
    }

    /// Each settles the next step of those before it, whether they came in this batch or earlier, and takes back what was
    /// proposed about the person. Nothing is left.
    pub(super) async fn write(&mut self, tx: &mut DistrictTx) -> Result<(), sqlx::Error> {
        let written = mem::take(self);
        if written.persons.is_empty() {
            return Ok(());
        }
        let district = tx.district().clone();
        sqlx::query(
            "with settled as (update contact set open = false where district = $1 and person = any($2) and open),
                  taken_back as (update person set erasure_proposed_on = null, erasure_proposed_by = ''
                                 where district = $1 and id = any($2) and erasure_proposed_on is not null)
             insert into contact (district, person, sequence, occurred_on, channel, reached, note, next_step_on, open, actor, referral)
             select $1, person, sequence, occurred_on, channel, reached, note, next_step_on,
                    next_step_on is not null and sequence = max(sequence) over (partition by person), actor, referral
             from unnest($2::uuid[], $3::bigint[], $4::date[], $5::int[], $6::boolean[], $7::text[], $8::date[], $9::text[], $10::uuid[])
                  as c (person, sequence, occurred_on, channel, reached, note, next_step_on, actor, referral)",
        )
        .bind(district.as_str())
        .bind(written.persons)
        .bind(written.sequences)
        .bind(written.days)
        .bind(written.channels)
        .bind(written.reached)
        .bind(written.notes)
        .bind(written.next_steps)
        .bind(written.actors)
        .bind(written.referrals)
        .execute(tx.rows())
        .await
        .map(drop)
    }
}
