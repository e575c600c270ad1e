use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{DeclarePriorityRequest, DeclarePriorityResponse, DeclaredPriority};
use referrals_domain::{Referral, ReferralCommand};

pub(super) async fn declare_priority(
    app: &App,
    call: Call,
    request: DeclarePriorityRequest,
) -> Result<Reply<DeclarePriorityResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    let note = violations.required_text("note", &request.note, Limits::NOTE);
    let reason_id = violations.slug("reason_id", &request.reason_id);
    let offered = |id: &str| {
        let known = app.installation.known();
        known.priority_reasons().iter().any(|reason| reason.reason_id == id && !reason.retired)
    };
    if !offered(reason_id) {
        violations.add("reason_id", "is not a reason to go before others");
    }
    violations.settled()?;

    let (_, person) = super::load(app, &call, referral).await?;
    let declared = DeclaredPriority { reason_id: reason_id.to_owned(), note: note.to_owned() };
    let priority = app.keyring.seal(call.district(), person, &declared).await?;
    let command = ReferralCommand::DeclarePriority { priority };
    let done = app.execute::<Referral>(&call, when, &request, referral, command).await?;
    Ok(Reply::done(&done, DeclarePriorityResponse {}))
}
