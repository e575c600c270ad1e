use database::DistrictTx;
use edge::{
    App, Page, PageToken,
    columns::{day_text, id, message},
};
use jiff::civil::Date;
use proto::matching::v1::{self as pb, ProposalStatus as S, Side};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{
    Read, family, link,
    mini::{Told, mini},
};

/// Which proposals a list shows.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// Empty: those not settled.
    pub(crate) statuses: Vec<i32>,
    pub(crate) support_request: Option<Uuid>,
    pub(crate) volunteer: Option<Uuid>,
}

/// A row of proposals.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    /// Whom it shows.
    pub(crate) persons: [Uuid; 2],
    pub(crate) message: pb::ProposalSummary,
}

/// One page, the next to expire first; the next page's token; how many there are in all.
pub(crate) async fn list(tx: &mut DistrictTx, filter: &Filter, page: &Page) -> Read<(Vec<Listed>, String, i64)> {
    let district = tx.district().clone();
    let total: i64 = sqlx::query_scalar(
        "select count(*) from proposal where district = $1
           and case when cardinality($2::int[]) = 0 then status in (1, 2) or (status = 3 and match is null)
                    else status = any($2) end
           and ($3::uuid is null or support_request = $3) and ($4::uuid is null or volunteer = $4)",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(filter.support_request)
    .bind(filter.volunteer)
    .fetch_one(tx.rows())
    .await?;
    let (after, after_id) = page.after_day()?;
    let rows = sqlx::query(
        "select p.*, array(select side from proposal_answer a where a.district = $1 and a.proposal = p.id) as heard
         from proposal p where district = $1
           and case when cardinality($2::int[]) = 0 then status in (1, 2) or (status = 3 and match is null)
                    else status = any($2) end
           and ($3::uuid is null or support_request = $3) and ($4::uuid is null or volunteer = $4)
           and (answer_by, id) > ($5::text::date, $6)
         order by answer_by, id limit $7",
    )
    .bind(district.as_str())
    .bind(&filter.statuses)
    .bind(filter.support_request)
    .bind(filter.volunteer)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(listed).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.answer_by.clone(), id: row.id });
    Ok((rows, next, total))
}

/// Every proposal of a request, newest first.
pub(super) async fn of_request(tx: &mut DistrictTx, request: Uuid) -> Read<Vec<Listed>> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select p.*, array(select side from proposal_answer a where a.district = $1 and a.proposal = p.id) as heard
         from proposal p where district = $1 and support_request = $2 order by made_on desc, id",
    )
    .bind(district.as_str())
    .bind(request)
    .fetch_all(tx.rows())
    .await?;
    Ok(rows.iter().map(listed).collect::<Result<_, sqlx::Error>>()?)
}

/// A proposal in full, and whom it shows; `None` when the district has none by that id.
pub(crate) async fn get(
    app: &App,
    tx: &mut DistrictTx,
    proposal: Uuid,
    today: Date,
) -> Read<Option<([Uuid; 2], pb::Proposal)>> {
    let district = tx.district().clone();
    let row = sqlx::query(BOTH_TOLD).bind(district.as_str()).bind(proposal).fetch_optional(tx.rows()).await?;
    let Some(row) = row else { return Ok(None) };
    let Listed { persons, message: summary, .. } = listed(&row)?;
    let reasons: pb::ProposalReasons = message(&row, "reasons")?;
    let [her, their] = persons;
    let waits_for = [Side::Participant, Side::Volunteer].map(|side| summary.waits_for().any(|waits| waits == side));
    let may_be_shown = link::person(tx, her).await?.may_be_shown;
    let request: Uuid = row.try_get("support_request")?;
    let family_consents_missing = family::is_needed(app, &summary.programme_id, today)
        && !family::stand(&family::of_request(tx, request, her).await?);
    let full = pb::Proposal {
        family_consents_missing,
        terms: reasons.terms,
        answers: answers(tx, proposal).await?,
        participant: Some(mini(tx, her, their, told(&row, HERS)?, today).await?),
        volunteer: Some(mini(tx, their, her, told(&row, THEIRS)?, today).await?),
        match_id: id(&row, "match")?,
        links: link::of_object(tx, proposal, link::Object { today, waits_for, may_be_shown }).await?,
        call_wishes: call_wishes(tx, proposal).await?,
        participant_agrees_to_be_shown: may_be_shown,
        summary: Some(summary),
    };
    Ok(Some((persons, full)))
}

/// What the holder of one side's link may hear of the other, and who that is; `None` without such a proposal.
pub(crate) async fn for_side(
    tx: &mut DistrictTx,
    proposal: Uuid,
    side: Side,
    today: Date,
) -> Read<Option<(Uuid, pb::MiniProfile)>> {
    let district = tx.district().clone();
    let row = sqlx::query(BOTH_TOLD).bind(district.as_str()).bind(proposal).fetch_optional(tx.rows()).await?;
    let Some(row) = row else { return Ok(None) };
    let (her, their): (Uuid, Uuid) = (row.try_get("person")?, row.try_get("volunteer_person")?);
    let (shown, to, columns) = if side == Side::Volunteer { (her, their, HERS) } else { (their, her, THEIRS) };
    let shows = mini(tx, shown, to, told(&row, columns)?, today).await?;
    Ok(Some((shown, pb::MiniProfile { child_ages: Vec::new(), ..shows })))
}

/// A proposal with what both sides told of themselves.
const BOTH_TOLD: &str =
    "select p.*, array(select side from proposal_answer a where a.district = $1 and a.proposal = p.id) as heard,
            r.profile as her_profile, r.introduction as her_introduction,
            v.profile as their_profile, v.introduction as their_introduction
     from proposal p join support_request r on r.district = $1 and r.id = p.support_request
          join volunteer v on v.district = $1 and v.id = p.volunteer
     where p.district = $1 and p.id = $2";
const HERS: [&str; 2] = ["her_profile", "her_introduction"];
const THEIRS: [&str; 2] = ["their_profile", "their_introduction"];

fn told(row: &PgRow, [profile, introduction]: [&str; 2]) -> Result<Told, sqlx::Error> {
    Ok(Told { profile: message(row, profile)?, introduction: row.try_get(introduction)? })
}

async fn call_wishes(tx: &mut DistrictTx, proposal: Uuid) -> Read<Vec<pb::CallWish>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from call_wish where district = $1 and proposal = $2 order by side")
        .bind(district.as_str())
        .bind(proposal)
        .fetch_all(tx.rows())
        .await?;
    let wishes =
        rows.iter().map(|row| Ok(pb::CallWish { side: row.try_get("side")?, wished_on: day_text(row, "wished_on")? }));
    Ok(wishes.collect::<Result<_, sqlx::Error>>()?)
}

pub(super) fn listed(row: &PgRow) -> Result<Listed, sqlx::Error> {
    let heard: Vec<i32> = row.try_get("heard")?;
    let status: i32 = row.try_get("status")?;
    let open = [S::Proposed, S::AcceptedByOne].map(i32::from).contains(&status);
    let waits_for = [Side::Participant, Side::Volunteer].map(i32::from);
    let message = pb::ProposalSummary {
        proposal_id: id(row, "id")?,
        support_request_id: id(row, "support_request")?,
        volunteer_id: id(row, "volunteer")?,
        person_id: id(row, "person")?,
        volunteer_person_id: id(row, "volunteer_person")?,
        programme_id: row.try_get("programme")?,
        status,
        made_on: day_text(row, "made_on")?,
        answer_by: day_text(row, "answer_by")?,
        waits_for: waits_for.into_iter().filter(|side| open && !heard.contains(side)).collect(),
        withdraw_reason: row.try_get("withdraw_reason")?,
    };
    Ok(Listed { id: row.try_get("id")?, persons: [row.try_get("person")?, row.try_get("volunteer_person")?], message })
}

async fn answers(tx: &mut DistrictTx, proposal: Uuid) -> Read<Vec<pb::ProposalAnswer>> {
    let district = tx.district().clone();
    let rows = sqlx::query("select * from proposal_answer where district = $1 and proposal = $2 order by sequence")
        .bind(district.as_str())
        .bind(proposal)
        .fetch_all(tx.rows())
        .await?;
    let answers = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(pb::ProposalAnswer {
            side: row.try_get("side")?,
            yes: row.try_get("yes")?,
            given_by: row.try_get("given_by")?,
            decline_reason: row.try_get("decline_reason")?,
            note: row.try_get("note")?,
            answered_on: day_text(row, "answered_on")?,
        })
    });
    Ok(answers.collect::<Result<_, _>>()?)
}
