use database::DistrictTx;
use edge::{Failure, Page, PageToken, columns::day_text};
use proto::referrals::v1::TrainedOrganisation;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

/// A trained organisation with its own id.
pub(crate) struct Listed {
    pub(crate) message: TrainedOrganisation,
    id: Uuid,
}

/// How many there are.
pub(crate) async fn how_many(tx: &mut DistrictTx) -> Result<i64, Failure> {
    let district = tx.district().clone();
    let counted = sqlx::query_scalar("select count(*) from trained_organisation where district = $1");
    Ok(counted.bind(district.as_str()).fetch_one(tx.rows()).await?)
}

/// One page, newest first; the next page's token.
pub(crate) async fn list(tx: &mut DistrictTx, page: &Page) -> Result<(Vec<Listed>, String), Failure> {
    let district = tx.district().clone();
    let (before, before_id) = match &page.after {
        Some(_) => page.after_day()?,
        None => ("infinity".to_owned(), Uuid::max()),
    };
    let rows = sqlx::query(
        "select id, name, programme, trained_on from trained_organisation
         where district = $1 and (trained_on, id) < ($2::text::date, $3)
         order by trained_on desc, id desc limit $4",
    )
    .bind(district.as_str())
    .bind(before)
    .bind(before_id)
    .bind(page.limit())
    .fetch_all(tx.rows())
    .await?;
    let mut rows = rows.iter().map(listed).collect::<Result<Vec<_>, sqlx::Error>>()?;
    let next = page.cut(&mut rows, |row| PageToken { key: row.message.trained_on.clone(), id: row.id });
    Ok((rows, next))
}

fn listed(row: &PgRow) -> Result<Listed, sqlx::Error> {
    let id: Uuid = row.try_get("id")?;
    let message = TrainedOrganisation {
        organisation_id: id.to_string(),
        name: row.try_get("name")?,
        programme_id: row.try_get("programme")?,
        trained_on: day_text(row, "trained_on")?,
    };
    Ok(Listed { message, id })
}
