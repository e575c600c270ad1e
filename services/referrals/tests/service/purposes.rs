use access::Role;
use proto::referrals::v1::{
    Consent, ConsentPurpose, GetOfferingRequest, GetPersonRequest, GivenBy, GrantConsentRequest, LegalBasis, Purpose,
    WithdrawConsentRequest,
};
use testing::{eventually, random_id};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{District, submission};

pub(crate) fn purpose(id: &str, basis: LegalBasis, retention_months: u32) -> Purpose {
    Purpose {
        purpose_id: id.to_owned(),
        version: 1,
        basis: basis.into(),
        retention_months,
        name: [("fi".to_owned(), id.to_owned())].into(),
        ..Purpose::default()
    }
}

impl District {
    /// Shares a purpose and waits until the service has heard of it.
    pub(crate) async fn shares(&self, purpose: &Purpose) {
        self.ground.share(purpose).await;
        eventually("the purpose", async || {
            let told = self.offering(Role::Coordinator).get_offering(GetOfferingRequest {}).await.ok()?.into_inner();
            told.purposes.contains(purpose).then_some(())
        })
        .await;
    }

    /// Somebody handed in, once she is known.
    pub(crate) async fn somebody(&self) -> String {
        let handed_in = self.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap().into_inner();
        eventually("the person", async || {
            let get = GetPersonRequest { person_id: handed_in.person_id.clone() };
            self.persons(Role::Coordinator).get_person(get).await.ok()
        })
        .await;
        handed_in.person_id
    }

    async fn consents(&self, person_id: &str, expected: usize) -> Vec<Consent> {
        eventually("her consents", async || {
            let get = GetPersonRequest { person_id: person_id.to_owned() };
            let person = self.persons(Role::Coordinator).get_person(get).await.ok()?.into_inner().person?;
            (person.consents.len() == expected).then_some(person.consents)
        })
        .await
    }
}

fn grant(person_id: &str, purpose_id: &str) -> GrantConsentRequest {
    GrantConsentRequest {
        request_id: random_id().to_string(),
        person_id: person_id.to_owned(),
        purpose_id: purpose_id.to_owned(),
        wording_version: "2".to_owned(),
        wording_language: "ar".to_owned(),
        given_by: GivenBy::Interpreter.into(),
        ..GrantConsentRequest::default()
    }
}

fn withdraw(person_id: &str, purpose_id: &str) -> WithdrawConsentRequest {
    WithdrawConsentRequest {
        request_id: random_id().to_string(),
        person_id: person_id.to_owned(),
        purpose_id: purpose_id.to_owned(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    }
}

fn violations(status: &Status) -> Vec<(String, String)> {
    let bad = status.get_details_bad_request().unwrap_or_else(|| panic!("no violation: {status:?}"));
    bad.field_violations.into_iter().map(|found| (found.field, found.description)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_that_an_operator_adds_is_consented_to_and_withdrawn_without_a_new_build() {
    let district = District::open().await;
    district.shares(&purpose("photographs", LegalBasis::Consent, 12)).await;
    let person_id = district.somebody().await;
    let mut coordinator = district.persons(Role::Coordinator);

    let refused = coordinator.grant_consent(grant(&person_id, "videos")).await.unwrap_err();
    assert_eq!(violations(&refused), [("purpose_id".to_owned(), "is no purpose that rests on consent".to_owned())]);
    coordinator.grant_consent(grant(&person_id, "photographs")).await.unwrap();
    coordinator.grant_consent(grant(&person_id, "photographs")).await.unwrap();
    let consents = district.consents(&person_id, 2).await;
    let photographs = consents.iter().find(|consent| consent.purpose_id == "photographs").unwrap();
    assert_eq!((photographs.given, photographs.purpose()), (true, ConsentPurpose::Unspecified));
    assert_eq!((photographs.wording_version.as_str(), photographs.wording_language.as_str()), ("2", "ar"));
    let referral = consents.iter().find(|consent| consent.purpose_id == "referral").unwrap();
    assert_eq!(referral.purpose(), ConsentPurpose::Referral);

    coordinator.withdraw_consent(withdraw(&person_id, "photographs")).await.unwrap();
    let again = coordinator.withdraw_consent(withdraw(&person_id, "photographs")).await.unwrap_err();
    assert_eq!(again.get_details_error_info().unwrap().reason, "PERSON_NO_SUCH_CONSENT");
    let never = coordinator.withdraw_consent(withdraw(&person_id, "videos")).await.unwrap_err();
    assert_eq!(never.code(), Code::FailedPrecondition);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rests_on_another_ground_is_not_consented_to() {
    let district = District::open().await;
    district.shares(&purpose("extract-inspection", LegalBasis::LegalObligation, 24)).await;
    district.shares(&purpose("messages", LegalBasis::LegitimateInterests, 24)).await;
    let person_id = district.somebody().await;
    let mut coordinator = district.persons(Role::Coordinator);
    // The second is one that services act on: what was shared of it counts.
    for id in ["extract-inspection", "messages"] {
        let refused = coordinator.grant_consent(grant(&person_id, id)).await.unwrap_err();
        assert_eq!(violations(&refused), [("purpose_id".to_owned(), "is no purpose that rests on consent".to_owned())]);
    }
    // By number, as an older client says it.
    let by_number = |purpose: ConsentPurpose| GrantConsentRequest { purpose: purpose.into(), ..grant(&person_id, "") };
    assert!(coordinator.grant_consent(by_number(ConsentPurpose::Messages)).await.is_err());
    coordinator.grant_consent(by_number(ConsentPurpose::Measurement)).await.unwrap();
    let both = GrantConsentRequest { purpose: ConsentPurpose::Referral.into(), ..grant(&person_id, "measurement") };
    let refused = coordinator.grant_consent(both).await.unwrap_err();
    assert_eq!(violations(&refused), [("purpose_id".to_owned(), "is another purpose".to_owned())]);
    let neither = coordinator.grant_consent(grant(&person_id, "")).await.unwrap_err();
    assert_eq!(violations(&neither), [("purpose".to_owned(), "is required".to_owned())]);
    let long = GrantConsentRequest { wording_version: "x".repeat(1_000), ..grant(&person_id, "measurement") };
    let refused = coordinator.grant_consent(long).await.unwrap_err();
    assert_eq!(violations(&refused), [("wording_version".to_owned(), "is too long".to_owned())]);
    district.service.stop().await;
}
