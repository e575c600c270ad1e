use database::DistrictTx;
use edge::{
    App, Failure, Page, PageToken,
    columns::{count, day, day_text, id, instant},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use matching_domain::{
    cadence::{check_in_due_on, missed_check_in, silent_days},
    volunteer::absence::due_outside,
};
use proto::matching::v1::{self as pb, MatchStatus as S};
use sqlx::{AssertSqlSafe, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Read, goal, link, programme, volunteer, way};

/// Statuses of a match that runs or is set up.
pub(crate) const OPEN: [S; 3] = [S::SettingUp, S::Active, S::Paused];

/// `heard_on`: the newest check-in or contact with either side, from the first meeting on.
/// `silent_since`: the same for an active match; for any other nobody is waited for.
pub(super) const COLUMNS: &str = "select m.*,
      greatest(m.active_since, m.last_heard, p.contacted_on, v.contacted_on) as heard_on,
      case m.status when 2 then greatest(m.active_since, m.last_heard, p.contacted_on, v.contacted_on)
           else 'infinity'::date end as silent_since,
      p.municipality, p.address_protected,
      array(select a.first_day::text || '/' || a.last_day::text from volunteer_absence a
            where a.district = $1 and a.volunteer = m.volunteer) as absences,
      (select count(*) from concern c where c.district = $1 and c.match = m.id and c.concluded_on is null)
        as open_concerns
    from match m left join known_person p on p.district = $1 and p.id = m.person
      left join known_person v on v.district = $1 and v.id = m.volunteer_person";

/// Which matches a list shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) statuses: Vec<i32>,
    pub(crate) programme: Option<String>,
    /// The ids of one person, on either side.
    pub(crate) persons: Option<Vec<Uuid>>,
    pub(crate) volunteer: Option<Uuid>,
    /// Only pairs last heard of on this day or before.
    pub(crate) silent_since: Option<Date>,
}

/// A row of matches.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    /// Whom it shows.
    pub(crate) persons: [Uuid; 2],
    /// Sorts the list; "infinity" unless active.
    silent_since: String,
    pub(crate) message: pb::MatchSummary,
}

/// One page, longest silent first; the next page's token; how many there are in all.
pub(crate) async fn list(
    app: &App,
    tx: &mut DistrictTx,
    filter: &Filter,
    page: &Page,
    today: Date,
) -> Read<(Vec<Listed>, String, i64)> {
    let district = tx.district().clone();
    let from = format!(
        "from (select *, silent_since::text as silent_key from ({COLUMNS}) m) m
         where district = $1 and status = any($2) and ($3::text is null or programme = $3)
           and ($4::uuid[] is null or person = any($4) or volunteer_person = any($4)) and ($5::uuid is null or volunteer = $5)
           and ($6::date is null or silent_since <= $6)"
    );
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) {from}")))
        .bind(district.as_str())
        .bind(&filter.statuses)
        .bind(&filter.programme)
        .bind(&filter.persons)
        .bind(filter.volunteer)
        .bind(filter.silent_since.map(ToSqlx::to_sqlx))
        .fetch_one(tx.rows())
        .await?;
    let (after, after_id) = page.after_day()?;
    let rows = sqlx::query(AssertSqlSafe(format!(
        "select * {from} and (silent_since, id) > ($7::text::date, $8) order by silent_since, id limit $9"
    )))
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(&filter.programme)
    .bind(&filter.persons)
    .bind(filter.volunteer)
    .bind(filter.silent_since.map(ToSqlx::to_sqlx))
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows
        .iter()
        .map(|row| Ok(Listed { silent_since: row.try_get("silent_key")?, ..listed(app, row, today)? }))
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.silent_since.clone(), id: row.id });
    Ok((rows, next, total))
}

/// Every match that runs or is set up, as Today looks at them.
pub(super) async fn open(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<(Listed, PgRow)>> {
    let district = tx.district().clone();
    let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} where m.district = $1 and m.status in (1, 2, 3)")))
        .bind(district.as_str())
        .fetch_all(tx.rows())
        .await?;
    let listed = rows.into_iter().map(|row| Ok((listed(app, &row, today)?, row)));
    Ok(listed.collect::<Result<_, sqlx::Error>>()?)
}

/// Fails with `AGREEMENT_NOT_NEEDED` where the programme has no written agreement on the day.
pub(crate) fn with_agreement(app: &App, programme_id: &str, on: Date) -> Read<()> {
    if programme(app, programme_id, on).has_written_agreement {
        return Ok(());
    }
    Err(Failure::Rejected { reason: "AGREEMENT_NOT_NEEDED", facts: Vec::new() })
}

/// Every match that takes a break or has ended but was not heard of by the day its check-in was due, with that day: a
/// check-in that was overdue then stays so until somebody is heard of. That nobody could be reached is the answer.
pub(super) async fn stopped_unheard(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<(Listed, Date)>> {
    let district = tx.district().clone();
    let rows = sqlx::query(AssertSqlSafe(format!(
        "{COLUMNS} where m.district = $1 and m.stopped_on is not null and m.active_since is not null
           and m.end_reason <> $2"
    )))
    .bind(district.as_str())
    .bind(i32::from(pb::EndReason::NoContact))
    .fetch_all(tx.rows())
    .await?;
    let mut unheard = Vec::new();
    for row in rows {
        let (Some(since), Some(stopped)) = (day(&row, "active_since")?, day(&row, "stopped_on")?) else { continue };
        let cadence = programme(app, row.try_get("programme")?, today).check_in_days;
        if let Some(missed) = missed_check_in(&cadence, since, day(&row, "heard_on")?, stopped) {
            unheard.push((listed(app, &row, today)?, missed));
        }
    }
    Ok(unheard)
}

/// A match in full, and whom it shows; `None` when the district has none by that id.
pub(crate) async fn get(app: &App, tx: &mut DistrictTx, of: Uuid, today: Date) -> Read<Option<([Uuid; 2], pb::Match)>> {
    let district = tx.district().clone();
    let row = sqlx::query(AssertSqlSafe(format!("{COLUMNS} where m.district = $1 and m.id = $2")))
        .bind(district.as_str())
        .bind(of)
        .fetch_optional(tx.rows())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { persons, message: summary, .. } = listed(app, &row, today)?;
    let runs = [S::Active, S::Paused].contains(&summary.status());
    // How it goes shows nobody.
    let stands = link::Object { today, waits_for: [runs; 2], may_be_shown: true };
    let full = pb::Match {
        support_request_id: id(&row, "support_request")?,
        proposal_id: id(&row, "proposal")?,
        check_ins: check_ins(tx, of).await?,
        concerns: concerns(tx, of).await?,
        paused_until: day_text(&row, "paused_until")?,
        end_reason: row.try_get("end_reason")?,
        ended_by: row.try_get("ended_by")?,
        new_friend_wanted: row.try_get("new_friend_wanted")?,
        ended_on: day_text(&row, "ended_on")?,
        cancel_reason: row.try_get("cancel_reason")?,
        history: history(tx, of).await?,
        links: link::of_object(tx, of, stands).await?,
        has_written_agreement: programme(app, &summary.programme_id, today).has_written_agreement,
        agreement_made_on: day_text(&row, "agreement_made_on")?,
        agreement_given_by: row.try_get("agreement_by")?,
        goals: goal::of_match(tx, of).await?,
        milestones: way::milestones(tx, of).await?,
        outcomes: way::outcomes(tx, of).await?,
        end_note: row.try_get("end_note")?,
        summary: Some(summary),
    };
    Ok(Some((persons, full)))
}

fn listed(app: &App, row: &PgRow, today: Date) -> Result<Listed, sqlx::Error> {
    let status: i32 = row.try_get("status")?;
    let programme_id: String = row.try_get("programme")?;
    let (active_since, heard_on) = (day(row, "active_since")?, day(row, "heard_on")?);
    let active = active_since.filter(|_| status == i32::from(S::Active));
    let cadence = programme(app, &programme_id, today).check_in_days;
    let check_in_due_on = active.and_then(|since| check_in_due_on(&cadence, since, heard_on));
    // Nobody is silent while her friend is known to be away.
    let away = volunteer::away(row)?;
    let message = pb::MatchSummary {
        match_id: id(row, "id")?,
        person_id: id(row, "person")?,
        volunteer_id: id(row, "volunteer")?,
        volunteer_person_id: id(row, "volunteer_person")?,
        referral_id: id(row, "referral")?,
        programme_id,
        status,
        set_up_on: day_text(row, "set_up_on")?,
        active_since: edge::date(active_since),
        agreed_until: day_text(row, "agreed_until")?,
        silent_days: active.map_or(0, |since| silent_days(since, heard_on, today)),
        check_in_due_on: edge::date(check_in_due_on.map(|due| due_outside(due, &away))),
        last_mood: row.try_get("last_mood")?,
        open_concerns: count(row, "open_concerns")?,
        coordinator_actor_id: row.try_get("coordinator")?,
    };
    Ok(Listed {
        id: row.try_get("id")?,
        persons: [row.try_get("person")?, row.try_get("volunteer_person")?],
        silent_since: String::new(),
        message,
    })
}

async fn check_ins(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<pb::CheckIn>> {
    let district = tx.district().clone();
    let rows =
        sqlx::query("select * from check_in where district = $1 and match = $2 order by told_on desc, sequence desc")
            .bind(district.as_str())
            .bind(of)
            .fetch_all(tx.rows())
            .await?;
    let check_ins = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::CheckIn {
            side: row.try_get("side")?,
            told_on: day_text(row, "told_on")?,
            mood: row.try_get("mood")?,
            topics: row.try_get("topics")?,
            given_by: row.try_get("given_by")?,
            note: row.try_get("note")?,
        })
    });
    Ok(check_ins.collect::<Result<_, _>>()?)
}

async fn concerns(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<pb::Concern>> {
    let district = tx.district().clone();
    let rows =
        sqlx::query("select * from concern where district = $1 and match = $2 order by raised_on desc, sequence desc")
            .bind(district.as_str())
            .bind(of)
            .fetch_all(tx.rows())
            .await?;
    let concerns = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::Concern {
            concern_id: id(row, "id")?,
            raised_on: day_text(row, "raised_on")?,
            actor_id: row.try_get("actor")?,
            note: row.try_get("note")?,
            outcome: row.try_get("outcome")?,
            concluded_on: day_text(row, "concluded_on")?,
            notified_on: row.try_get("notified_on")?,
            county_code: row.try_get("county")?,
        })
    });
    Ok(concerns.collect::<Result<_, _>>()?)
}

async fn history(tx: &mut DistrictTx, of: Uuid) -> Read<Vec<pb::MatchHistoryStep>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select type, occurred_on, recorded_at, actor from match_step where district = $1 and match = $2
         order by sequence, n",
    )
    .bind(district.as_str())
    .bind(of)
    .fetch_all(tx.rows())
    .await?;
    let steps = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::MatchHistoryStep {
            r#type: row.try_get("type")?,
            occurred_on: day_text(row, "occurred_on")?,
            record_time: Some(instant(row, "recorded_at")?),
            actor_id: row.try_get("actor")?,
        })
    });
    Ok(steps.collect::<Result<_, _>>()?)
}
