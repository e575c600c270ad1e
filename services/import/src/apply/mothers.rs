use proto::referrals::v1::{
    AcceptReferralRequest, CheckOutcome, CheckTargetGroupRequest, RecordPrivacyNoticeRequest, RuleOutcome,
    SubmitReferralRequest, TargetGroupCheck,
};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};

use super::{By, Services, Settled, Stop, Tells, position};
use crate::{list::Mother, people::SUBMIT};

/// What services call her now.
pub(super) struct Brought {
    pub(super) person_id: String,
    pub(super) referral_id: String,
    /// Of referrals, when she was taken in.
    pub(super) position: u64,
}

impl Tells for Brought {
    fn settled(&self) -> Settled<'_> {
        Settled::Mother { person_id: &self.person_id, referral_id: &self.referral_id }
    }
}

/// Refers her, says that she was informed, holds her against the target group and takes her in, each on its own day.
pub(super) async fn bring(mother: &Mother, by: &By<'_>, services: &Services) -> Result<Brought, Stop> {
    let (request, referrals) = (|step| by.people.request_of_mother(mother, step), &services.referrals);
    let known = by.people.known_mother(mother);
    let submit = SubmitReferralRequest {
        request_id: request(SUBMIT),
        programme_id: mother.programme_id.clone(),
        source: mother.source.into(),
        // Read from the file, and refused there unless it says so.
        she_knows_and_agrees: true,
        identity: known.is_none().then(|| mother.identity.clone()),
        person_id: known.map(|id| id.to_string()).unwrap_or_default(),
        facts: Some(mother.facts.clone()),
        wish: mother.wish.clone(),
        occurred_on: mother.referred_on.to_string(),
        ..SubmitReferralRequest::default()
    };
    let submitted = services.step("referral", referrals, submit, |channel, request| async move {
        ReferralsServiceClient::new(channel).submit_referral(request).await
    });
    let submitted = submitted.await?.into_inner();
    let referral_id = submitted.referral_id;

    if let Some((on, how)) = mother.informed {
        let notice = RecordPrivacyNoticeRequest {
            request_id: request("informed"),
            person_id: submitted.person_id.clone(),
            language: mother.facts.languages.first().map(|spoken| spoken.code.clone()).unwrap_or_default(),
            channel: how.into(),
            occurred_on: on.to_string(),
        };
        let informed = services.step("privacy notice", referrals, notice, |channel, request| async move {
            PersonsServiceClient::new(channel).record_privacy_notice(request).await
        });
        informed.await?;
    }

    let accepted_on = mother.accepted_on.to_string();
    let check = CheckTargetGroupRequest {
        request_id: request("check"),
        referral_id: referral_id.clone(),
        occurred_on: accepted_on.clone(),
    };
    let checked = services.step("target group", referrals, check, |channel, request| async move {
        ReferralsServiceClient::new(channel).check_target_group(request).await
    });
    let check = checked.await?.into_inner().check.unwrap_or_default();
    let override_justification = if check.outcome() == CheckOutcome::Inside {
        String::new()
    } else {
        let justified = by.override_justification.map(str::to_owned);
        justified.ok_or_else(|| Stop::Refused {
            step: "target group",
            because: outside(&check),
            reason: Some("REFERRAL_NOT_IN_TARGET_GROUP".to_owned()),
        })?
    };
    let accept = AcceptReferralRequest {
        request_id: request("accept"),
        referral_id: referral_id.clone(),
        override_justification,
        occurred_on: accepted_on,
    };
    let accepted = services.step("taking in", referrals, accept, |channel, request| async move {
        ReferralsServiceClient::new(channel).accept_referral(request).await
    });
    let position = position(&accepted.await?).unwrap_or_default();
    Ok(Brought { person_id: submitted.person_id, referral_id, position })
}

fn outside(check: &TargetGroupCheck) -> String {
    let holds = |outcome: RuleOutcome| outcome == RuleOutcome::Holds;
    let rules: Vec<_> =
        check.reasons.iter().filter(|reason| !holds(reason.outcome())).map(|reason| reason.rule_id.as_str()).collect();
    format!(
        "does not hold or is not known: {}; --override takes her in with a manager's justification",
        rules.join(", ")
    )
}
