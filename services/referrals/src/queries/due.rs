use database::DistrictTx;
use edge::{
    Failure,
    columns::{day_text, id},
};
use installation::Known;
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx as _;
use proto::{
    programmes::v1::target_rule::Rule,
    referrals::v1::{DueKind, DueReferral, PartnerAgreement, ReferralSummary},
};
use referrals_domain::coverage::covers;
use sqlx::{FromRow as _, Row};
use uuid::Uuid;

use super::{duplicates, message, offering, referral::Summary};

/// How many days ahead the duty to inform shows.
const NOTICE_SHOWN_AHEAD_DAYS: i32 = 7;

/// What asks for the coordinator on a day, the longest overdue first, with everybody it shows.
pub(crate) async fn list(
    tx: &mut DistrictTx,
    known: &Known,
    today: Date,
) -> Result<(Vec<DueReferral>, Vec<Uuid>), Failure> {
    let mut due = referrals(tx, known, today).await?;
    let probably = probably_known(tx, &due).await?;
    due.extend(probably);
    due.extend(persons(tx, today).await?);
    due.extend(message::due(tx, today).await?);
    due.sort_by(|(a, _), (b, _)| a.due_on.cmp(&b.due_on).then_with(|| a.name.cmp(&b.name)));
    Ok(due.into_iter().unzip())
}

async fn referrals(tx: &mut DistrictTx, known: &Known, today: Date) -> Result<Vec<(DueReferral, Uuid)>, Failure> {
    let agreements = offering::agreements(tx).await?;
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select id, person, name, programme, source, status, submitted_on, acknowledge_by, municipality, protected,
                check_outcome, on_hold_until, waiting, accepted,
                case status when 1 then $3 when 2 then $4 else $5 end as kind,
                case status when 5 then on_hold_until else acknowledge_by end as due_on
         from referral where district = $1 and (status in (1, 2) or (status = 5 and on_hold_until <= $2))",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(i32::from(DueKind::Acknowledge))
    .bind(i32::from(DueKind::Decide))
    .bind(i32::from(DueKind::HoldEnds))
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let summary = Summary::from_row(row)?;
            let due = DueReferral {
                person_id: summary.person.to_string(),
                name: summary.message.name.clone(),
                kind: row.try_get("kind")?,
                due_on: day_text(row, "due_on")?,
                address_protected: row.try_get("protected")?,
                is_not_covered: !summary.message.was_accepted
                    && is_not_covered(known, &agreements, &summary.message, today),
                referral: Some(summary.message),
                ..DueReferral::default()
            };
            Ok((due, summary.person))
        })
        .collect()
}

/// Whether the programme asks for an agreement and none covers the municipality; of an unknown one nobody can say.
fn is_not_covered(known: &Known, agreements: &[PartnerAgreement], referral: &ReferralSummary, today: Date) -> bool {
    let programme = known.programme(&referral.programme_id, today);
    let asks = programme.is_some_and(|programme| {
        programme.target_group.iter().any(|rule| matches!(rule.rule, Some(Rule::MunicipalityCovered(_))))
    });
    let code = &referral.municipality_code;
    asks && !code.is_empty() && !covers(agreements, &referral.programme_id, code, today)
}

/// Of the referrals that wait for a decision those about somebody who probably is known by another id. Nothing of the
/// other is told here: whoever opens the referral sees her.
async fn probably_known(tx: &mut DistrictTx, due: &[(DueReferral, Uuid)]) -> Result<Vec<(DueReferral, Uuid)>, Failure> {
    let undecided = |due: &DueReferral| matches!(due.kind(), DueKind::Acknowledge | DueKind::Decide);
    let asked: Vec<Uuid> = due.iter().filter(|(due, _)| undecided(due)).map(|(_, person)| *person).collect();
    let known = duplicates::of_persons(tx, &asked).await?;
    let found = due.iter().filter(|(due, person)| undecided(due) && known.contains_key(person));
    Ok(found
        .map(|(due, person)| {
            let due_on = due.referral.as_ref().map(|referral| referral.submitted_on.clone()).unwrap_or_default();
            (DueReferral { kind: DueKind::ProbablyKnown.into(), due_on, ..due.clone() }, *person)
        })
        .collect())
}

async fn persons(tx: &mut DistrictTx, today: Date) -> Result<Vec<(DueReferral, Uuid)>, Failure> {
    let district = tx.district().clone();
    let soon = today.saturating_add(NOTICE_SHOWN_AHEAD_DAYS.days());
    let rows = sqlx::query(
        "select p.id, p.name, p.protected, d.kind, d.due_on, d.purposes from (
           select person, $3::int as kind, next_step_on as due_on, '{}'::text[] as purposes from contact
            where district = $1 and open and next_step_on <= $2
           union all
           select id, $4, notice_due_on, '{}' from person where district = $1 and notice_due_on <= $6
           union all
           select w.person, $5, min(w.since), array_agg(w.purpose order by w.purpose) from consent w
            where w.district = $1 and not w.given
              and not exists (select from contact c where c.district = $1 and c.person = w.person
                                and c.sequence > w.sequence and c.occurred_on >= w.since)
            group by w.person
         ) d join person p on p.district = $1 and p.id = d.person where not p.erasure_ordered",
    )
    .bind(district.as_str())
    .bind(today.to_sqlx())
    .bind(i32::from(DueKind::NextStep))
    .bind(i32::from(DueKind::PrivacyNotice))
    .bind(i32::from(DueKind::ConsentWithdrawn))
    .bind(soon.to_sqlx())
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let due = DueReferral {
                person_id: id(row, "id")?,
                name: row.try_get("name")?,
                kind: row.try_get("kind")?,
                due_on: day_text(row, "due_on")?,
                address_protected: row.try_get("protected")?,
                purpose_ids: row.try_get("purposes")?,
                ..DueReferral::default()
            };
            Ok((due, row.try_get("id")?))
        })
        .collect()
}
