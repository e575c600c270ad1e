use access::Role;
use proto::referrals::v1::{
    AcknowledgeReferralRequest, ContactChannel, DueKind, DueReferral, GivenBy, ListReferralsDueRequest,
    NamePersonsRequest, PersonName, RecordContactRequest, RejectReferralRequest, SubmitReferralRequest,
    WithdrawConsentRequest,
};
use testing::{eventually, random_id};

use super::district::{District, submission};

fn request_id() -> String {
    random_id().to_string()
}

/// Handed in by a nurse, about somebody whose address is protected.
fn in_hiding() -> SubmitReferralRequest {
    let mut submitted = submission();
    submitted.identity.as_mut().unwrap().address_protected = true;
    submitted
}

fn contact(person_id: &str, occurred_on: &str, next_step_on: &str) -> RecordContactRequest {
    RecordContactRequest {
        request_id: request_id(),
        person_id: person_id.to_owned(),
        channel: ContactChannel::Phone.into(),
        reached: true,
        note: "Soitettu".to_owned(),
        next_step_on: next_step_on.to_owned(),
        occurred_on: occurred_on.to_owned(),
        ..RecordContactRequest::default()
    }
}

impl District {
    async fn of_kind(&self, kind: DueKind) -> Vec<DueReferral> {
        let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        due.into_inner().due.into_iter().filter(|due| due.kind() == kind).collect()
    }

    async fn this_day(&self) -> String {
        let due = self.referrals(Role::Coordinator).list_referrals_due(ListReferralsDueRequest {}).await.unwrap();
        due.into_inner().as_of
    }

    async fn one_due(&self, kind: DueKind) -> DueReferral {
        eventually("one on Today", async || <[_; 1]>::try_from(self.of_kind(kind).await).ok().map(|[one]| one)).await
    }

    async fn none_due(&self, kind: DueKind) {
        eventually("Today to ask no more", async || self.of_kind(kind).await.is_empty().then_some(())).await;
    }

    async fn withdraws(&self, person_id: &str, purpose_id: &str) {
        let request = WithdrawConsentRequest {
            request_id: request_id(),
            person_id: person_id.to_owned(),
            purpose_id: purpose_id.to_owned(),
            given_by: GivenBy::Spoken.into(),
            ..WithdrawConsentRequest::default()
        };
        self.persons(Role::Coordinator).withdraw_consent(request).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_stands_on_today_until_a_contact_is_noted_after_it() {
    let district = District::open().await;
    let mut submitted = submission();
    submitted.referrer_may_be_told = true;
    let person_id =
        district.referrals(Role::Coordinator).submit_referral(submitted).await.unwrap().into_inner().person_id;
    eventually("the person", async || {
        let get = proto::referrals::v1::GetPersonRequest { person_id: person_id.clone() };
        let person = district.persons(Role::Coordinator).get_person(get).await.ok()?.into_inner().person?;
        (person.consents.len() == 2).then_some(())
    })
    .await;
    let mut coordinator = district.persons(Role::Coordinator);
    let before = district.this_day().await;
    coordinator.record_contact(contact(&person_id, "", "")).await.unwrap();
    district.withdraws(&person_id, "referral").await;
    let told = district.one_due(DueKind::ConsentWithdrawn).await;
    assert_eq!((told.purpose_ids, told.due_on.as_str()), (vec!["referral".to_owned()], before.as_str()));
    district.withdraws(&person_id, "feedback-to-referrer").await;
    let both = ["feedback-to-referrer", "referral"].map(str::to_owned);
    eventually("both on one card", async || {
        (district.one_due(DueKind::ConsentWithdrawn).await.purpose_ids == both).then_some(())
    })
    .await;

    district.later(40).await;
    assert_eq!(district.one_due(DueKind::ConsentWithdrawn).await.due_on, before, "it waits as long as it takes");
    let earlier = before.parse::<jiff::civil::Date>().unwrap().yesterday().unwrap().to_string();
    let noted = contact(&person_id, &earlier, &district.this_day().await);
    coordinator.record_contact(noted).await.unwrap();
    district.one_due(DueKind::NextStep).await;
    district.one_due(DueKind::ConsentWithdrawn).await;
    coordinator.record_contact(contact(&person_id, "", "")).await.unwrap();
    district.none_due(DueKind::ConsentWithdrawn).await;
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn today_warns_of_a_protected_address_and_names_no_municipality() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let handed_in = coordinator.submit_referral(in_hiding()).await.unwrap().into_inner();
    let new = district.one_due(DueKind::Acknowledge).await;
    let municipality = new.referral.as_ref().unwrap().municipality_code.as_str();
    assert_eq!((new.address_protected, municipality, new.is_not_covered), (true, "", false));
    eventually("the person", async || {
        let names = NamePersonsRequest { person_ids: vec![handed_in.person_id.clone()] };
        let named = district.persons(Role::Coordinator).name_persons(names).await.unwrap().into_inner().names;
        let known = PersonName {
            person_id: handed_in.person_id.clone(),
            name: "Nadia Esimerkki".to_owned(),
            address_protected: true,
        };
        (named == [known]).then_some(())
    })
    .await;
    let today = district.this_day().await;
    district.persons(Role::Coordinator).record_contact(contact(&handed_in.person_id, "", &today)).await.unwrap();
    assert!(district.one_due(DueKind::NextStep).await.address_protected);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_from_a_municipality_without_an_agreement_says_so_on_today_until_it_is_decided() {
    let district = District::open().await;
    let mut coordinator = district.referrals(Role::Coordinator);
    let mut elsewhere = submission();
    elsewhere.facts.as_mut().unwrap().municipality_code = "102".to_owned();
    let referral_id = coordinator.submit_referral(elsewhere).await.unwrap().into_inner().referral_id;
    let acknowledge = AcknowledgeReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.clone(),
        ..AcknowledgeReferralRequest::default()
    };
    coordinator.acknowledge_referral(acknowledge).await.unwrap();
    let undecided = district.one_due(DueKind::Decide).await;
    assert!(undecided.is_not_covered);
    assert_eq!(undecided.referral.unwrap().municipality_code, "102");
    district.agree(&["609", "102"]).await;
    assert!(!district.one_due(DueKind::Decide).await.is_not_covered, "an agreement was made");
    let reject = RejectReferralRequest {
        request_id: request_id(),
        referral_id,
        reason: proto::referrals::v1::CloseReason::NotInTargetGroup.into(),
        ..RejectReferralRequest::default()
    };
    coordinator.reject_referral(reject).await.unwrap();
    district.none_due(DueKind::Decide).await;
    district.service.stop().await;
}
