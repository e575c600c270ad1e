use ::projection::{ApplyError, Entry, Projection};
use database::DistrictTx;
use decider::Decider as _;
use eventlog::Recorded;
use jiff_sqlx::ToSqlx as _;
use prost::Message as _;
use proto::reporting::v1::publication_event::Event;
use reporting_domain::Publication;

/// Rows from the service's own commits.
#[derive(Debug)]
pub(crate) struct OfReporting;

impl Projection for OfReporting {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for row in Entry::all(commit) {
            if commit.kind != Publication::KIND {
                return Err(ApplyError::poison("unknown-kind", commit.kind.clone()));
            }
            match row.event.decode()? {
                Event::Approved(approved) => {
                    row.about(
                        "insert into publication (district, id, approved_at, approved) values ($1, $2, $3, $4)
                         on conflict (district, id) do update
                            set approved_at = excluded.approved_at, approved = excluded.approved",
                    )
                    .bind(commit.recorded_at.to_sqlx())
                    .bind(approved.encode_to_vec())
                    .execute(tx.rows())
                    .await?;
                }
                Event::Published(published) => {
                    row.about(
                        "insert into publication (district, id, revision, published_at, published_by, published)
                         values ($1, $2, $3, $4, $5, $6)
                         on conflict (district, id) do update
                            set revision = excluded.revision, published_at = excluded.published_at,
                                published_by = excluded.published_by, published = excluded.published,
                                approved_at = null, approved = ''",
                    )
                    .bind(published.revision.cast_signed())
                    .bind(commit.recorded_at.to_sqlx())
                    .bind(commit.actor.as_str())
                    .bind(published.encode_to_vec())
                    .execute(tx.rows())
                    .await?;
                }
            }
        }
        Ok(())
    }
}
