use database::DistrictTx;
use edge::{
    Failure, Page, PageToken,
    columns::{day_text, message},
};
use proto::referrals::v1::{DeclaredPriority, Priority, WaitingReferral};
use sqlx::{FromRow as _, postgres::PgRow};
use uuid::Uuid;

use super::referral::Summary;

/// Whom a list of those who wait shows.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) programme: Option<String>,
    /// Never finds somebody whose address is protected: that she is on the list would tell where she lives.
    pub(crate) municipality: Option<String>,
}

/// Before the day in a page's token, where a reason was declared and where none was.
const DECLARED: &str = "declared";
const OTHERS: &str = "others";

/// Somebody who waits, with her own id and the place of her row.
pub(crate) struct Waiting {
    pub(crate) person: Uuid,
    pub(crate) message: WaitingReferral,
    referral: Uuid,
}

/// How many there are.
pub(crate) async fn how_many(tx: &mut DistrictTx, filter: &Filter) -> Result<i64, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar(
        "select count(*) from referral where district = $1 and waits_since is not null
           and ($2::text is null or programme = $2)
           and ($3::text is null or (municipality = $3 and not protected))",
    )
    .bind(district.as_str())
    .bind(&filter.programme)
    .bind(&filter.municipality)
    .fetch_one(tx.rows())
    .await?)
}

/// One page: those with a declared reason, then the others, each longest waiting first; the next page's token.
pub(crate) async fn list(tx: &mut DistrictTx, filter: &Filter, page: &Page) -> Result<(Vec<Waiting>, String), Failure> {
    let district = tx.district().clone();
    let (declared_is_over, after, after_id) = place(page)?;
    let rows = sqlx::query(
        "select id, person, name, programme, source, status, submitted_on, acknowledge_by, municipality, protected,
                check_outcome, on_hold_until, waiting, accepted, waits_since, priority_on, priority
         from referral where district = $1 and waits_since is not null
           and ($2::text is null or programme = $2)
           and ($3::text is null or (municipality = $3 and not protected))
           and ((priority_on is null), waits_since, id) > ($4, $5::text::date, $6)
         order by (priority_on is null), waits_since, id limit $7",
    )
    .bind(district.as_str())
    .bind(&filter.programme)
    .bind(&filter.municipality)
    .bind(declared_is_over)
    .bind(after)
    .bind(after_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(waiting).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| {
        let part = if row.message.priority.is_some() { DECLARED } else { OTHERS };
        PageToken { key: format!("{part} {}", row.message.waits_since), id: row.referral }
    });
    Ok((rows, next))
}

/// Where the page begins: whether those with a declared reason are over, the day and the id.
fn place(page: &Page) -> Result<(bool, String, Uuid), Failure> {
    let Some(token) = &page.after else {
        let (day, id) = page.after_day()?;
        return Ok((false, day, id));
    };
    let (part, day) = token.key.split_once(' ').unwrap_or_default();
    // What names no part of the list is no day either.
    let day = if matches!(part, DECLARED | OTHERS) { day } else { "" };
    let of_day = Page { size: page.size, after: Some(PageToken { key: day.to_owned(), id: token.id }) };
    let (day, id) = of_day.after_day()?;
    Ok((part == OTHERS, day, id))
}

fn waiting(row: &PgRow) -> Result<Waiting, sqlx::Error> {
    let summary = Summary::from_row(row)?;
    let message = WaitingReferral {
        referral: Some(summary.message),
        waits_since: day_text(row, "waits_since")?,
        priority: priority(row)?,
    };
    Ok(Waiting { person: summary.person, referral: summary.id, message })
}

/// The declared reason of a row of referrals; none when none is declared.
pub(super) fn priority(row: &PgRow) -> Result<Option<Priority>, sqlx::Error> {
    let declared_on = day_text(row, "priority_on")?;
    if declared_on.is_empty() {
        return Ok(None);
    }
    let DeclaredPriority { reason_id, note } = message(row, "priority")?;
    Ok(Some(Priority { reason_id, note, declared_on }))
}

#[cfg(test)]
mod tests {
    use edge::Violations;

    use super::*;

    fn after(key: &str) -> Result<(bool, String, Uuid), Failure> {
        let token = format!("7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e21~{key}");
        place(&Page::read(&mut Violations::default(), 0, &token))
    }

    #[test]
    fn a_page_goes_on_in_its_part_of_the_list_and_an_invented_token_is_refused() {
        assert!(matches!(after("declared 2026-03-02"), Ok((false, day, _)) if day == "2026-03-02"));
        assert!(matches!(after("others 2026-03-02"), Ok((true, _, _))));
        for invented in ["", "2026-03-02", "first 2026-03-02", "others", "others 2026-02-30", "declared ' or true --"] {
            assert!(matches!(after(invented), Err(Failure::Invalid(_))), "{invented}");
        }
    }
}
