use ::projection::{ApplyError, id};
use database::DistrictTx;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use proto::referrals::v1::{
    MessageRequested, MessageStatus as S, message_event::Event, message_text_event::Event as TextEvent,
};
use referrals_domain::message::named_channel;

use super::Row;

impl Row<'_> {
    pub(super) async fn message(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Requested(requested) => self.requested(tx, requested).await,
            Event::Withdrawn(withdrawn) => self.settled(tx, S::Withdrawn, withdrawn.reason).await,
            Event::Sent(_) => self.settled(tx, S::Sent, 0).await,
            Event::Failed(failed) => self.settled(tx, S::Failed, failed.reason).await,
        }
    }

    /// Neither to whom nor what: the log keeps both sealed, and only the sender asks.
    async fn requested(&self, tx: &mut DistrictTx, requested: &MessageRequested) -> Result<(), ApplyError> {
        let due = requested.due_time.as_ref().and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
        self.about(
            "insert into message (district, id, referral, template, status, requested_at, due_at, channel)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (district, id) do update
                set status = excluded.status, reason = 0, requested_at = excluded.requested_at,
                    due_at = excluded.due_at, settled_at = null, channel = excluded.channel",
        )
        .bind(id(&requested.referral_id)?)
        .bind(requested.template)
        .bind(i32::from(S::Waiting))
        .bind(self.commit.recorded_at.to_sqlx())
        .bind(due.unwrap_or(self.commit.recorded_at).to_sqlx())
        .bind(i32::from(named_channel(requested.channel)))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn settled(&self, tx: &mut DistrictTx, status: S, reason: i32) -> Result<(), ApplyError> {
        self.about("update message set status = $3, reason = $4, settled_at = $5 where district = $1 and id = $2")
            .bind(i32::from(status))
            .bind(reason)
            .bind(self.commit.recorded_at.to_sqlx())
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    pub(super) async fn message_text(&self, tx: &mut DistrictTx, event: &TextEvent) -> Result<(), ApplyError> {
        match event {
            TextEvent::Changed(changed) => {
                self.in_district(
                    "insert into message_text (district, template, language, subject, body, channel)
                     values ($1, $2, $3, $4, $5, $6)
                     on conflict (district, template, channel, language) do update
                        set subject = excluded.subject, body = excluded.body",
                )
                .bind(changed.template)
                .bind(&changed.language)
                .bind(&changed.subject)
                .bind(&changed.body)
                .bind(i32::from(named_channel(changed.channel)))
                .execute(tx.rows())
                .await?;
            }
            TextEvent::Reset(reset) => {
                self.in_district(
                    "delete from message_text
                     where district = $1 and template = $2 and language = $3 and channel = $4",
                )
                .bind(reset.template)
                .bind(&reset.language)
                .bind(i32::from(named_channel(reset.channel)))
                .execute(tx.rows())
                .await?;
            }
        }
        Ok(())
    }
}
