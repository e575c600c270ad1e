use edge::{App, Call, Failure, Limits, Reply, Shown, Violations};
use proto::referrals::v1::{
    GetReferralStatusRequest, GetReferralStatusResponse, PublicReferralStatus as P, ReferralStatus as S,
};

use crate::queries::{referral, search_key};

/// Answers with no more than the code's holder may know; whether a code exists is all that guessing could tell.
pub(super) async fn get_referral_status(
    app: &App,
    call: Call,
    request: GetReferralStatusRequest,
) -> Result<Reply<GetReferralStatusResponse>, Failure> {
    let mut violations = Violations::default();
    let code = violations.required_text("code", &request.code, Limits::SLUG);
    violations.settled()?;

    let hash = search_key::code(&app.keyring, call.district(), code).await?;
    let mut tx = app.database.district(call.district()).await?;
    let found = referral::by_code(&mut tx, &hash).await?;
    tx.commit().await?;
    let (status, acknowledge_by) = found.ok_or(Failure::NotFound)?;
    let message = GetReferralStatusResponse {
        status: public(status).into(),
        acknowledge_by: if status == S::Requested { acknowledge_by.to_string() } else { String::new() },
    };
    Ok(Reply::showing(message, Shown::NOBODY))
}

/// Outside the district one neutral reason stands for every no.
fn public(status: S) -> P {
    match status {
        S::Unspecified => P::Unspecified,
        S::Requested => P::Received,
        S::Acknowledged => P::Seen,
        S::Accepted | S::OnHold => P::TakenIn,
        S::InProgress => P::Started,
        S::Rejected => P::AnotherFitsBetter,
        S::Completed | S::Failed | S::Cancelled | S::EnteredInError => P::Closed,
    }
}
