use edge::{App, Call, Failure, Reply, Shown};
use proto::referrals::v1::{CoveredProgramme, GetCoverageRequest, GetCoverageResponse};
use referrals_domain::{coverage::covered, intake::in_force};

use crate::queries::offering;

pub(super) async fn get_coverage(
    app: &App,
    call: Call,
    _: GetCoverageRequest,
) -> Result<Reply<GetCoverageResponse>, Failure> {
    let known = app.installation.known();
    let district = known.districts.get(call.district()).ok_or(Failure::NotFound)?;
    let mut tx = app.database.district(call.district()).await?;
    let agreements = offering::agreements(&mut tx).await?;
    let stops = offering::stops(&mut tx).await?;
    tx.commit().await?;
    let programmes = known.programmes_of(call.district(), call.today()).into_iter().map(|programme| {
        let codes = covered(&agreements, &programme.programme_id, call.today());
        CoveredProgramme {
            programme: Some(programme.clone()),
            everywhere: codes.is_none(),
            municipality_codes: codes.unwrap_or_default(),
            stops: in_force(&stops, &programme.programme_id, call.today()).into_iter().cloned().collect(),
        }
    });
    let message = GetCoverageResponse { district_name: district.name.clone(), programmes: programmes.collect() };
    Ok(Reply::showing(message, Shown::NOBODY))
}
