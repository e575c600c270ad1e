use edge::{App, Call, Failure, Reply, Violations};
use jiff::civil::Date;
use proto::referrals::v1::{
    CheckOutcome, CheckReasons, CheckTargetGroupRequest, CheckTargetGroupResponse, PartnerAgreement, PersonFacts,
    TargetGroupCheck, TargetGroupChecked, referral_event::Event,
};
use referrals_domain::{
    Referral, ReferralCommand,
    target_group::{Circumstances, check},
};

use crate::queries::offering;

/// Asked as of the day the referral is checked on, so that an agreement that has ended since does not count.
pub(super) async fn check_target_group(
    app: &App,
    call: Call,
    request: CheckTargetGroupRequest,
) -> Result<Reply<CheckTargetGroupResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let district = call.district();
    let (folded, person) = super::load(app, &call, referral).await?;
    let facts: PersonFacts = app.keyring.open_some(district, folded.state.facts.as_ref()).await?.or_empty();
    let mut tx = app.database.district(district).await?;
    let agreements = offering::agreements(&mut tx).await?;
    tx.commit().await?;

    let as_of = when.1.unwrap_or_else(|| call.today());
    let (programme_version, outcome, reasons) =
        answer(app, &call, &folded.state.programme_id, &facts, &agreements, as_of)?;
    let checked = TargetGroupChecked {
        programme_version,
        as_of: as_of.to_string(),
        outcome: outcome.into(),
        reasons: Some(app.keyring.seal(district, person, &reasons).await?),
    };
    let done = app.execute::<Referral>(&call, when, &request, referral, ReferralCommand::RecordCheck(checked)).await?;

    // A repeated request gets the check that was made the first time.
    let Some(Event::Checked(made)) = done.events.first() else { return Err(Failure::internal("no check was made")) };
    let reasons: CheckReasons = app.keyring.open_some(district, made.reasons.as_ref()).await?.or_empty();
    let check = TargetGroupCheck {
        as_of: made.as_of.clone(),
        programme_version: made.programme_version,
        outcome: made.outcome,
        reasons: reasons.reasons,
        fitting_alternatives: reasons.fitting_alternatives,
    };
    Ok(Reply::done(&done, CheckTargetGroupResponse { check: Some(check) }))
}

/// The rules' answer with every reason, and the programme's alternatives whose rules all hold.
fn answer(
    app: &App,
    call: &Call,
    programme_id: &str,
    facts: &PersonFacts,
    agreements: &[PartnerAgreement],
    on: Date,
) -> Result<(u32, CheckOutcome, CheckReasons), Failure> {
    let known = app.installation.known();
    let excludes_child_protection =
        known.districts.get(call.district()).is_some_and(|district| district.rules.excludes_child_protection);
    let around = Circumstances { agreements, excludes_child_protection, on };
    let programme = known.programme(programme_id, on).ok_or_else(|| Failure::internal("the programme is not known"))?;
    let (outcome, reasons) = check(programme, facts, around);
    let offered = known.programmes_of(call.district(), on);
    let fitting_alternatives = programme
        .alternatives
        .iter()
        .filter_map(|id| offered.iter().find(|offered| offered.programme_id == *id))
        .filter(|alternative| check(alternative, facts, around).0 == CheckOutcome::Inside)
        .map(|alternative| alternative.programme_id.clone())
        .collect();
    Ok((programme.version, outcome, CheckReasons { reasons, fitting_alternatives }))
}
