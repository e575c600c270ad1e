//! Milestones of a match and what became of its participant, as the programme names them.

use std::collections::HashMap;

use database::DistrictTx;
use edge::{App, Failure, columns::day_text};
use jiff::civil::Date;
use matching_domain::ending::is_good_end;
use proto::matching::v1::{EndReason, MatchDueKind as Kind, ReachedMilestone, RecordedOutcome};
use sqlx::Row as _;
use uuid::Uuid;

use super::{Read, programme};

/// Fails with `MILESTONE_UNKNOWN` unless the programme has it on the day.
pub(crate) fn has_milestone(app: &App, programme_id: &str, code: &str, on: Date) -> Read<()> {
    let known = programme(app, programme_id, on).milestones.iter().any(|milestone| milestone.code == code);
    if known { Ok(()) } else { Err(Failure::Rejected { reason: "MILESTONE_UNKNOWN", facts: Vec::new() }) }
}

/// Fails with `OUTCOME_UNKNOWN` unless the programme has it on the day.
pub(crate) fn has_outcome(app: &App, programme_id: &str, code: &str, on: Date) -> Read<()> {
    let known = programme(app, programme_id, on).outcomes.iter().any(|outcome| outcome.code == code);
    if known { Ok(()) } else { Err(Failure::Rejected { reason: "OUTCOME_UNKNOWN", facts: Vec::new() }) }
}

/// Those that stand, in the order reached.
pub(super) async fn milestones(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<ReachedMilestone>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select * from match_milestone where district = $1 and match = $2 order by reached_on, sequence, code",
    )
    .bind(district.as_str())
    .bind(of)
    .fetch_all(tx.rows())
    .await?;
    let reached = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(ReachedMilestone {
            milestone_code: row.try_get("code")?,
            reached_on: day_text(row, "reached_on")?,
            side: row.try_get("side")?,
            given_by: row.try_get("given_by")?,
        })
    });
    Ok(reached.collect::<Result<_, _>>()?)
}

/// As often as it was told, newest first.
pub(super) async fn outcomes(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<RecordedOutcome>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from match_outcome where district = $1 and match = $2 order by sequence desc")
        .bind(district.as_str())
        .bind(of)
        .fetch_all(tx.rows())
        .await?;
    let told = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(RecordedOutcome {
            outcome_code: row.try_get("code")?,
            told_on: day_text(row, "told_on")?,
            given_by: row.try_get("given_by")?,
            follow_up_on: day_text(row, "follow_up_on")?,
        })
    });
    Ok(told.collect::<Result<_, _>>()?)
}

/// Matches of programmes that ask what became of her where nobody was asked after a good end, or where the day to ask
/// again has come: each with its kind and day. Nobody is asked of somebody who is being erased.
pub(super) async fn to_ask(app: &App, tx: &mut DistrictTx, today: Date) -> Read<HashMap<Uuid, (Kind, String)>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select m.id, m.programme, m.end_reason, m.ended_on, o.told_on, o.follow_up_on
         from match m left join lateral
           (select told_on, follow_up_on from match_outcome o where o.district = $1 and o.match = m.id
            order by sequence desc limit 1) o on true
         where m.district = $1 and m.active_since is not null and m.ended_on is not null
           and (o.told_on is null or o.follow_up_on <= $2)
           and not exists (select from erased_person e where e.district = $1 and e.person = m.person)",
    )
    .bind(district.as_str())
    .bind(jiff_sqlx::ToSqlx::to_sqlx(today))
    .fetch_all(tx.rows())
    .await?;
    let mut asks = HashMap::new();
    for row in &rows {
        let reason = EndReason::try_from(row.try_get::<i32, _>("end_reason")?).unwrap_or_default();
        let follow_up = day_text(row, "follow_up_on")?;
        let (is_asked, ask) = if follow_up.is_empty() {
            (is_good_end(reason), (Kind::OutcomeMissing, day_text(row, "ended_on")?))
        } else {
            (true, (Kind::OutcomeFollowUp, follow_up))
        };
        if is_asked && !programme(app, row.try_get("programme")?, today).outcomes.is_empty() {
            asks.insert(row.try_get("id")?, ask);
        }
    }
    Ok(asks)
}
