use std::collections::HashMap;

use database::DistrictTx;
use edge::{
    App,
    columns::{day, day_text, id},
};
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx as _;
use proto::matching::v1::{DueMatch, MatchDueKind as Kind, MatchStatus as S, ProposalStatus, WithdrawReason};
use sqlx::Row as _;
use uuid::Uuid;

use super::{Read, family, matches, programme, proposal, way};

mod groups;

/// How many days ahead the end of a term shows.
const TERM_SHOWN_AHEAD_DAYS: i32 = 14;
/// How many days ahead an expiring proposal shows as such.
const EXPIRY_SHOWN_AHEAD_DAYS: i32 = 3;
/// How many days a proposal that expired, or was taken back by itself, stays on Today.
const SETTLED_SHOWN_DAYS: i32 = 7;
/// How many days a volunteer may stand at one step before she shows.
const VOLUNTEER_WAITS_DAYS: i32 = 14;
/// How many days an expense may wait for its answer before it shows.
const EXPENSE_ANSWERED_WITHIN_DAYS: i32 = 7;

/// What asks for the coordinator on a day, concerns first, then the most overdue, with everybody it shows. With a
/// `coordinator`, an actor, what is another's is left out: a match of hers, a proposal she made.
pub(crate) async fn list(
    app: &App,
    tx: &mut DistrictTx,
    today: Date,
    coordinator: Option<&str>,
) -> Read<(Vec<DueMatch>, Vec<Uuid>)> {
    let mut due = of_matches(app, tx, today).await?;
    let is_anothers = |due: &DueMatch| {
        let responsible = due.r#match.as_ref().map_or("", |found| found.coordinator_actor_id.as_str());
        !responsible.is_empty() && coordinator.is_some_and(|mine| mine != responsible)
    };
    due.retain(|(due, _)| !is_anothers(due));
    due.extend(of_proposals(tx, today, coordinator).await?);
    due.extend(of_volunteers(tx, today).await?);
    due.extend(groups::list(tx, coordinator).await?);
    due.sort_by_key(|(due, _)| (due.kind() != Kind::ConcernOpen, due.due_on.clone(), due.kind, key(due).to_owned()));
    let (due, persons): (Vec<_>, Vec<Vec<Uuid>>) = due.into_iter().unzip();
    Ok((due, persons.concat()))
}

/// An item and everybody it shows.
type Due = (DueMatch, Vec<Uuid>);

async fn of_matches(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<Due>> {
    let mut due = Vec::new();
    let soon = today.saturating_add(TERM_SHOWN_AHEAD_DAYS.days());
    let away = volunteers_away(tx, today).await?;
    let unconsented = without_family_consent(app, tx, today).await?;
    for (listed, row) in matches::open(app, tx, today).await? {
        let summary = listed.message;
        let mut add = |kind: Kind, due_on: String| {
            let item = DueMatch { kind: kind.into(), due_on, r#match: Some(summary.clone()), ..DueMatch::default() };
            due.push((item, listed.persons.to_vec()));
        };
        let on = |text: &str| text.parse::<Date>().ok();
        if on(&summary.check_in_due_on).is_some_and(|by| by < today) {
            add(Kind::Silent, summary.check_in_due_on.clone());
        }
        if summary.status() == S::SettingUp {
            add(Kind::FirstMeeting, summary.set_up_on.clone());
        }
        if on(&summary.agreed_until).is_some_and(|until| until <= soon) {
            add(Kind::TermEnds, summary.agreed_until.clone());
        }
        if let Some(back) = day(&row, "paused_until")?.filter(|back| *back <= today) {
            add(Kind::PauseEnds, back.to_string());
        }
        if let Some(since) = away.get(&listed.id) {
            add(Kind::VolunteerAway, since.clone());
        }
        if let Some(since) = unconsented.get(&listed.id) {
            add(Kind::FamilyConsentWithdrawn, since.clone());
        }
        let lacks_agreement = summary.status() == S::Active && day(&row, "agreement_made_on")?.is_none();
        if lacks_agreement && programme(app, &summary.programme_id, today).has_written_agreement {
            add(Kind::AgreementMissing, summary.active_since.clone());
        }
        let municipality: Option<String> = row.try_get("municipality")?;
        let ended = coverage_ended(tx, &summary.programme_id, municipality.as_deref(), today).await?;
        let renewed = day(&row, "renewed_on")?;
        if let Some((last_day, agreement)) = ended.filter(|(last, _)| renewed.is_none_or(|renewed| renewed <= *last)) {
            let is_protected: Option<bool> = row.try_get("address_protected")?;
            let item = DueMatch {
                kind: Kind::AgreementEnded.into(),
                due_on: last_day.to_string(),
                // Its name would tell where she lives.
                agreement_id: if is_protected.unwrap_or(true) { String::new() } else { agreement },
                r#match: Some(summary),
                ..DueMatch::default()
            };
            due.push((item, listed.persons.to_vec()));
        }
    }
    due.extend(open_concerns(app, tx, today).await?);
    due.extend(open_goals(app, tx, today).await?);
    due.extend(outcomes_to_ask(app, tx, today).await?);
    for (listed, missed) in matches::stopped_unheard(app, tx, today).await? {
        let (kind, due_on) = (Kind::CheckInMissed.into(), missed.to_string());
        let item = DueMatch { kind, due_on, r#match: Some(listed.message), ..DueMatch::default() };
        due.push((item, listed.persons.to_vec()));
    }
    Ok(due)
}

/// Matches of young persons that are set up or run although somebody of the family took a consent back, and since when.
async fn without_family_consent(app: &App, tx: &mut DistrictTx, today: Date) -> Read<HashMap<Uuid, String>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select m.id, m.programme, min(c.withdrawn_on) as withdrawn_on
         from match m join family_consent c on c.district = $1 and c.support_request = m.support_request
         where m.district = $1 and m.status in (1, 2, 3) and not c.stands and c.withdrawn_on is not null
         group by m.id, m.programme",
    )
    .bind(district.as_str())
    .fetch_all(tx.rows())
    .await?;
    let mut since = HashMap::new();
    for row in &rows {
        if family::is_needed(app, row.try_get("programme")?, today) {
            since.insert(row.try_get("id")?, day_text(row, "withdrawn_on")?);
        }
    }
    Ok(since)
}

/// Of matches that ended: one line each, however many goals wait for a word.
async fn open_goals(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<Due>> {
    let district = tx.district().clone();
    let rows: Vec<Uuid> = sqlx::query_scalar(
        "select m.id from match m where m.district = $1 and m.status = $2
           and exists (select from goal g where g.district = $1 and g.match = m.id and g.concluded_on is null)",
    )
    .bind(district.as_str())
    .bind(i32::from(S::Ended))
    .fetch_all(tx.rows())
    .await?;
    let mut due = Vec::with_capacity(rows.len());
    for of in rows {
        let Some((persons, found)) = matches::get(app, tx, of, today).await? else { continue };
        let (kind, due_on) = (Kind::GoalOpen.into(), found.ended_on);
        due.push((DueMatch { kind, due_on, r#match: found.summary, ..DueMatch::default() }, persons.to_vec()));
    }
    Ok(due)
}

/// Of matches that ended: what became of her is not known yet, or is asked again.
async fn outcomes_to_ask(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<Due>> {
    let mut due = Vec::new();
    for (of, (kind, due_on)) in way::to_ask(app, tx, today).await? {
        let Some((persons, found)) = matches::get(app, tx, of, today).await? else { continue };
        let item = DueMatch { kind: kind.into(), due_on, r#match: found.summary, ..DueMatch::default() };
        due.push((item, persons.to_vec()));
    }
    Ok(due)
}

/// Matches whose volunteer is away, and since when. Nobody is missed while the pair itself takes a break; somebody who
/// is gone is missed all the same.
async fn volunteers_away(tx: &mut DistrictTx, today: Date) -> Read<HashMap<Uuid, String>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select m.id, v.status_since from match m join volunteer v on v.district = $1 and v.id = m.volunteer
         where m.district = $1 and m.status in (1, 2, 3)
           and (v.status = 6
             or (v.status = 5 and m.status <> 3 and (v.paused_until is null or v.paused_until > $2)))",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .fetch_all(tx.rows())
    .await?;
    let away = rows.iter().map(|row| Ok::<_, sqlx::Error>((row.try_get("id")?, day_text(row, "status_since")?)));
    Ok(away.collect::<Result<_, _>>()?)
}

/// Of matches whatever their status: a concern outlives its match.
async fn open_concerns(app: &App, tx: &mut DistrictTx, today: Date) -> Read<Vec<Due>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select match, raised_on from concern where district = $1 and concluded_on is null")
        .bind(district.as_str())
        .fetch_all(tx.rows())
        .await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let Some((persons, found)) = matches::get(app, tx, row.try_get("match")?, today).await? else { continue };
        let due_on = day_text(&row, "raised_on")?;
        let item = DueMatch { kind: Kind::ConcernOpen.into(), due_on, r#match: found.summary, ..DueMatch::default() };
        due.push((item, persons.to_vec()));
    }
    Ok(due)
}

/// The last day an agreement covered the pair's municipality, and which; `None` while one covers it, or when none ever
/// did.
async fn coverage_ended(
    tx: &mut DistrictTx,
    programme: &str,
    municipality: Option<&str>,
    today: Date,
) -> Read<Option<(Date, String)>> {
    let Some(municipality) = municipality.filter(|code| !code.is_empty()) else { return Ok(None) };
    let district = tx.district().clone();
    let row = sqlx::query(
        "select last_day, agreement from coverage
         where district = $1 and programme = $2 and municipality in ($3, '') and first_day <= $4
         order by last_day desc, agreement limit 1",
    )
    .bind(district.as_str())
    .bind(programme)
    .bind(municipality)
    .bind(today.to_sqlx())
    .fetch_optional(tx.rows())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(last_day) = day(&row, "last_day")?.filter(|last| *last < today) else { return Ok(None) };
    Ok(Some((last_day, row.try_get("agreement")?)))
}

async fn of_proposals(tx: &mut DistrictTx, today: Date, coordinator: Option<&str>) -> Read<Vec<Due>> {
    let district = tx.district().clone();
    let settled_since = today.saturating_sub(SETTLED_SHOWN_DAYS.days());
    let rows = sqlx::query(
        "select p.*, array(select side from proposal_answer a where a.district = $1 and a.proposal = p.id) as heard,
                (select max(answered_on) from proposal_answer a where a.district = $1 and a.proposal = p.id)
                  as answered_on,
                (select min(wished_on) from call_wish w where w.district = $1 and w.proposal = p.id) as call_wished_on
         from proposal p join support_request r on r.district = $1 and r.id = p.support_request
         where p.district = $1 and ($4::text is null or p.made_by = $4)
           and (p.status in (1, 2) or (p.status = 3 and p.match is null)
           or (p.status = 5 and p.answer_by >= $2 and r.status = 1)
           or (p.status = 6 and p.withdraw_reason = any($3) and p.withdrawn_on >= $2 and r.status = 1
               and not exists (select from proposal o where o.district = $1 and o.support_request = r.id
                               and (o.status in (1, 2) or (o.status = 3 and o.match is null)))))",
    )
    .bind(district.as_str())
    .bind(settled_since.to_sqlx())
    .bind([WithdrawReason::VolunteerAway, WithdrawReason::ConsentWithdrawn].map(i32::from).to_vec())
    .bind(coordinator)
    .fetch_all(tx.rows())
    .await?;
    let soon = today.saturating_add(EXPIRY_SHOWN_AHEAD_DAYS.days());
    let items = rows.iter().map(|row| {
        let listed = proposal::listed(row)?;
        let answer_by = day(row, "answer_by")?;
        let (kind, due_on) = match listed.message.status() {
            ProposalStatus::Accepted => (Kind::SetUp, day_text(row, "answered_on")?),
            ProposalStatus::Withdrawn => (Kind::ProposalWithdrawn, day_text(row, "withdrawn_on")?),
            ProposalStatus::Proposed | ProposalStatus::AcceptedByOne if day(row, "call_wished_on")?.is_some() => {
                (Kind::CallWished, day_text(row, "call_wished_on")?)
            }
            _ if answer_by.is_some_and(|by| by <= soon) => (Kind::ProposalExpires, edge::date(answer_by)),
            _ => (Kind::ProposalWaits, edge::date(answer_by)),
        };
        let item = DueMatch { kind: kind.into(), due_on, proposal: Some(listed.message), ..DueMatch::default() };
        Ok::<_, sqlx::Error>((item, listed.persons.to_vec()))
    });
    Ok(items.collect::<Result<_, _>>()?)
}

async fn of_volunteers(tx: &mut DistrictTx, today: Date) -> Read<Vec<Due>> {
    let district = tx.district().clone();
    let waits_since = today.saturating_sub(VOLUNTEER_WAITS_DAYS.days());
    let rows = sqlx::query(
        "select id, person, $3::int as kind, status_since as due_on from volunteer
          where district = $1 and status in (1, 2, 3) and status_since <= $5
         union all
         select id, person, $4, paused_until from volunteer
          where district = $1 and status = 5 and paused_until <= $2
         union all
         select v.id, v.person, $6, v.applied_on from volunteer v
           left join known_person p on p.district = $1 and p.id = v.person
          where v.district = $1 and v.status = 1 and v.applied_by_herself and v.status_since > $5
            and (p.contacted_on is null or p.contacted_on < v.applied_on)
         union all
         select v.id, v.person, $7, min(e.noted_on) + $8::int from volunteer_expense e
           join volunteer v on v.district = $1 and v.id = e.volunteer
          where e.district = $1 and e.answered_on is null and e.cents > 0 and e.noted_on + $8::int <= $2
          group by v.id, v.person",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(i32::from(Kind::VolunteerWaits))
    .bind(i32::from(Kind::PauseEnds))
    .bind(waits_since.to_sqlx())
    .bind(i32::from(Kind::NewApplication))
    .bind(i32::from(Kind::ExpenseUnanswered))
    .bind(EXPENSE_ANSWERED_WITHIN_DAYS)
    .fetch_all(tx.rows())
    .await?;
    let items = rows.iter().map(|row| {
        let person: Uuid = row.try_get("person")?;
        let item = DueMatch {
            kind: row.try_get("kind")?,
            due_on: day_text(row, "due_on")?,
            volunteer_id: id(row, "id")?,
            volunteer_person_id: person.to_string(),
            ..DueMatch::default()
        };
        Ok::<_, sqlx::Error>((item, vec![person]))
    });
    Ok(items.collect::<Result<_, _>>()?)
}

/// Keeps the order the same from look to look.
fn key(due: &DueMatch) -> &str {
    let of_match = due.r#match.as_ref().map(|of| of.match_id.as_str());
    let of_proposal = due.proposal.as_ref().map(|of| of.proposal_id.as_str());
    let of_group = due.group.as_ref().map(|of| of.person_id.as_str());
    of_match.or(of_proposal).or(of_group).unwrap_or(&due.volunteer_id)
}
