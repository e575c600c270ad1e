//! The table that an audience is shown of a year, before anything of it is hidden.

use std::time::Duration;

use ::projection::{Token, parked};
use decider::DistrictId;
use edge::{App, Call, Failure};
use eventlog::{Context, StreamName, newest};
use jiff::civil::Date;
use proto::reporting::v1::GroupBy;
use reporting_domain::{MeasuredCell, PublicationCommand, SmallestCell};

use crate::queries::figures::{Asked, figures};

/// How long to wait for rows of everything the district has recorded.
const WAIT_AT_MOST: Duration = Duration::from_secs(10);

/// The command that publishes it; carried out, or only decided on to see what it would show.
pub(super) async fn publication(
    app: &App,
    call: &Call,
    audience: &str,
    year: i16,
) -> Result<PublicationCommand, Failure> {
    let known = app.installation.known();
    let district = known.districts.get(call.district()).ok_or(Failure::NotFound)?;
    whole(app, call.district()).await?;
    let (from, to) = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
    // The programmes as they were at the end of the year; only those whose audience it is.
    let programmes = known.programmes_of(call.district(), to);
    let programmes = programmes
        .into_iter()
        .filter(|programme| programme.audience == audience && district.audiences.iter().any(|own| own == audience));
    let mut table = Vec::new();
    for programme in programmes {
        let asked = Asked { from, to, programme_id: &programme.programme_id, group_by: GroupBy::Unspecified };
        let mut tx = app.database.district(call.district()).await?;
        for figure in figures(&mut tx, asked, |definition| definition.published).await? {
            table.push(MeasuredCell {
                programme_id: programme.programme_id.clone(),
                definition: figure.definition,
                measured: figure.measured,
            });
        }
        tx.commit().await?;
    }
    Ok(PublicationCommand {
        audience: audience.to_owned(),
        year: year.unsigned_abs().into(),
        figures: table,
        smallest_cell: SmallestCell::of_district(district.rules.smallest_cell),
        publisher: call.caller.actor.clone(),
        two_approvers: district.rules.two_approvers,
        looked_at: None,
    })
}

/// A publication cannot be called back: it waits for the rows of everything recorded, and is not made while something
/// could not be read.
async fn whole(app: &App, district: &DistrictId) -> Result<(), Failure> {
    let mut heads = Vec::new();
    for context in [Context::Referrals, Context::Matching, Context::Scheduling] {
        let stream = StreamName::new(context, district.clone());
        let head = newest(app.log.client(), &stream).await.map_err(|error| Failure::Unavailable(error.into()))?;
        heads.push((context, head));
    }
    let until = tokio::time::Instant::now() + WAIT_AT_MOST;
    if app.positions.wait(district, &Token(heads), until).await.is_err() {
        return Err(Failure::Unavailable("the rows are behind the event log".into()));
    }
    let suffix = format!("_{district}");
    let parked = parked(&app.database).await?.iter().filter(|parked| parked.stream.ends_with(&suffix)).count();
    if parked > 0 {
        return Err(Failure::Rejected { reason: "FIGURES_INCOMPLETE", facts: vec![("parked", parked.to_string())] });
    }
    Ok(())
}
