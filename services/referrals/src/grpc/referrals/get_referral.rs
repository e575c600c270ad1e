use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{GetReferralRequest, GetReferralResponse};

use crate::queries::referral;

pub(super) async fn get_referral(
    app: &App,
    call: Call,
    request: GetReferralRequest,
) -> Result<Reply<GetReferralResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (person, referral) = referral::get(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &[person]).await?;
    Ok(Reply::showing(GetReferralResponse { referral: Some(referral) }, shown))
}
