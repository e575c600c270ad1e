use database::DistrictTx;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use proto::referrals::v1::MessageChannel;
use uuid::Uuid;

/// Puts every message of a channel that is due where instances take them from.
pub(super) async fn enqueue(tx: &mut DistrictTx, channel: MessageChannel, now: Timestamp) -> Result<(), sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query(
        "insert into kept.outgoing (district, message, channel)
         select district, id, channel from message where district = $1 and status = 1 and due_at <= $2 and channel = $3
         on conflict do nothing",
    )
    .bind(district.as_str())
    .bind(now.to_sqlx())
    .bind(i32::from(channel))
    .execute(tx.rows())
    .await
    .map(drop)
}

/// Messages of a channel that no other instance holds and whose pause is over, held until the transaction ends: also when that is the
/// end of the process.
pub(super) async fn take(tx: &mut DistrictTx, channel: MessageChannel, at_most: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query_scalar(
        "select message from kept.outgoing where district = $1 and channel = $3 and not_before <= now()
         order by not_before, message limit $2 for update skip locked",
    )
    .bind(district.as_str())
    .bind(at_most)
    .bind(i32::from(channel))
    .fetch_all(tx.rows())
    .await
}

/// What became of the messages of a batch.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// Sent, withdrawn or given up.
    pub(super) settled: Vec<Uuid>,
    /// Put off by the server: each waits twice as long as before, half a minute at first, an hour at most.
    pub(super) put_off: Vec<Uuid>,
    /// Tried while the server was away, which is waited for once for all of them.
    pub(super) away: Vec<Uuid>,
}

pub(super) async fn keep(tx: &mut DistrictTx, tried: &Tried) -> Result<(), sqlx::Error> {
    let statements = [
        ("delete from kept.outgoing where district = $1 and message = any($2)", &tried.settled),
        (
            "update kept.outgoing set attempts = attempts + 1,
               not_before = clock_timestamp() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 8)))
             where district = $1 and message = any($2)",
            &tried.put_off,
        ),
        // Behind the others: should it be this one that drives the server away, they go first.
        (
            "update kept.outgoing set attempts = attempts + 1, not_before = clock_timestamp()
             where district = $1 and message = any($2)",
            &tried.away,
        ),
    ];
    let district = tx.district().clone();
    for (statement, messages) in statements {
        if !messages.is_empty() {
            sqlx::query(statement).bind(district.as_str()).bind(messages).execute(tx.rows()).await?;
        }
    }
    Ok(())
}
