use database::DistrictTx;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use crate::{Call, Failure, Shown};

/// The view log, beside the tables a rebuild never touches.
pub const VIEW_TABLES: &str = include_str!("views.sql");

/// Both tables are written by one statement. The reference from one to the other was checked for each person of a list.
pub const VIEWS_WITHOUT_REFERENCE: &str = "alter table kept.viewed drop constraint viewed_view_fkey";

impl Call {
    /// Writes the view log for everybody a reply shows and ends its transaction: no row, no reply.
    pub async fn shows(&self, mut tx: DistrictTx, persons: &[Uuid]) -> Result<Shown, Failure> {
        if !persons.is_empty() {
            sqlx::query(
                "with view as (
                   insert into kept.view (district, at, actor, purpose, method) values ($1, $2, $3, $4, $5) returning id
                 )
                 insert into kept.viewed (district, person, view)
                 select distinct $1, person, view.id from view, unnest($6::uuid[]) as person",
            )
            .bind(self.district().as_str())
            .bind(self.now.to_sqlx())
            .bind(self.caller.actor.as_str())
            .bind(self.caller.role.purpose())
            .bind(self.method)
            .bind(persons)
            .execute(tx.rows())
            .await?;
        }
        tx.commit().await?;
        Ok(Shown(()))
    }
}
