use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{
    AgreementScope, PartnerAgreement, PartnerKind, RecordAgreementRequest, RecordAgreementResponse,
};
use referrals_domain::{Agreement, AgreementCommand};

pub(super) async fn record_agreement(
    app: &App,
    call: Call,
    request: RecordAgreementRequest,
) -> Result<Reply<RecordAgreementResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let agreement = violations.message("agreement", request.agreement.clone());
    read(&mut violations, &agreement);
    violations.settled()?;

    let id = super::agreement_id(&agreement.agreement_id);
    let done = app.execute::<Agreement>(&call, when, &request, id, AgreementCommand::Record(agreement)).await?;
    Ok(Reply::done(&done, RecordAgreementResponse {}))
}

fn read(violations: &mut Violations, agreement: &PartnerAgreement) {
    violations.slug("agreement.agreement_id", &agreement.agreement_id);
    let partner = violations.message("agreement.partner", agreement.partner.clone());
    violations.slug("agreement.partner.partner_id", &partner.partner_id);
    violations.required_text("agreement.partner.name", &partner.name, Limits::NAME);
    violations.choice::<PartnerKind>("agreement.partner.kind", partner.kind);
    violations.choice::<AgreementScope>("agreement.scope", agreement.scope);
    super::read_validity(violations, "agreement", &agreement.valid_from, &agreement.valid_to);
    violations.text("agreement.emphasis", &agreement.emphasis, Limits::NOTE);
    for (index, coverage) in agreement.coverage.iter().enumerate() {
        let at = |name: &str| format!("agreement.coverage[{index}].{name}");
        violations.slug(&at("programme_id"), &coverage.programme_id);
        violations.optional_date(&at("from"), &coverage.from);
        if coverage.municipality_codes.iter().any(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit())) {
            violations.add(&at("municipality_codes"), "must be three digits each");
        }
    }
}
