use access::Role;
use eventlog::Context;
use proto::referrals::v1::{
    AcceptReferralRequest, CheckTargetGroupRequest, ConsentPurpose, ErasureGround, FindDuplicatesRequest,
    GetErasureRequest, GetPersonRequest, GivenBy, GrantConsentRequest, ListReferralsRequest, ListViewsRequest,
    MergeField, MergePersonsRequest, OrderErasureRequest, Person, PersonHit, PersonIdentity, RecordContactRequest,
    SearchPersonsRequest, SubmitReferralRequest, TellHeldRequest, TellPersonsApartRequest, WithdrawConsentRequest,
};
use referrals::Referrals;
use rpc::referrals::v1::{held_service_client::HeldServiceClient, persons_service_client::PersonsServiceClient};
use runtime::{OwnerSettings, rebuild_all};
use testing::{As, eventually, random_id};
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::{
    district::{Authorised, District, submission},
    erasure::{confirm, its_keys_are_gone_for_good, nothing_personal_is_left},
};

/// A clinic and then somebody else referred the same mother; gives both referrals and both of her ids.
struct Twice {
    referrals: [String; 2],
    kept: String,
    other: String,
}

async fn referred_twice(district: &District) -> Twice {
    let [(first, kept), (second, other)] = [referred(district, submission()).await, referred(district, again()).await];
    Twice { referrals: [first, second], kept, other }
}

fn again() -> SubmitReferralRequest {
    let identity = PersonIdentity {
        given_name: "Nadja".to_owned(),
        family_name: "Esimerkki".to_owned(),
        phone: "050 765 4321".to_owned(),
        email: "nadja@example.org".to_owned(),
        address_protected: true,
        ..PersonIdentity::default()
    };
    SubmitReferralRequest { identity: Some(identity), ..submission() }
}

/// Waits until she is known.
async fn referred(district: &District, submission: SubmitReferralRequest) -> (String, String) {
    let reply = district.referrals(Role::Coordinator).submit_referral(submission).await.unwrap();
    let seeing = seeing(district, &reply);
    let handed_in = reply.into_inner();
    let get = GetPersonRequest { person_id: handed_in.person_id.clone() };
    eventually("the person", async || seeing.clone().get_person(get.clone()).await.ok()).await;
    (handed_in.referral_id, handed_in.person_id)
}

fn seeing<T>(district: &District, reply: &Response<T>) -> PersonsServiceClient<Authorised> {
    let seen = district.as_role(Role::Manager).after(reply);
    PersonsServiceClient::with_interceptor(district.service.channel.clone(), seen)
}

fn merge(kept: &str, absorbed: &str) -> MergePersonsRequest {
    MergePersonsRequest {
        request_id: random_id().to_string(),
        kept_person_id: kept.to_owned(),
        absorbed_person_id: absorbed.to_owned(),
        taken_from_absorbed: vec![MergeField::Phone.into()],
        although_told_apart: false,
    }
}

fn note(person_id: &str, note: &str) -> RecordContactRequest {
    RecordContactRequest {
        request_id: random_id().to_string(),
        person_id: person_id.to_owned(),
        channel: 1,
        reached: true,
        note: note.to_owned(),
        ..RecordContactRequest::default()
    }
}

fn reason(refused: &Status) -> String {
    refused.get_details_error_info().unwrap_or_else(|| panic!("not a rule: {refused:?}")).reason
}

async fn person(seeing: &mut PersonsServiceClient<Authorised>, person_id: &str) -> Person {
    let get = GetPersonRequest { person_id: person_id.to_owned() };
    seeing.get_person(get).await.unwrap().into_inner().person.unwrap()
}

async fn found(seeing: &mut PersonsServiceClient<Authorised>, text: &str) -> Vec<PersonHit> {
    let search = SearchPersonsRequest { text: text.to_owned(), birth_month: String::new() };
    seeing.search_persons(search).await.unwrap().into_inner().hits
}

async fn accept(district: &District, referral_id: &str) -> Result<(), Status> {
    let mut coordinator = district.referrals(Role::Coordinator);
    let (request_id, referral_id) = (random_id().to_string(), referral_id.to_owned());
    let check = CheckTargetGroupRequest { request_id, referral_id: referral_id.clone(), occurred_on: String::new() };
    coordinator.check_target_group(check).await.unwrap();
    let request_id = random_id().to_string();
    let accept = AcceptReferralRequest { request_id, referral_id, ..AcceptReferralRequest::default() };
    let accepted = coordinator.accept_referral(accept).await?;
    let list = ListReferralsRequest::default();
    let seen = district.as_role(Role::Coordinator).after(&accepted);
    rpc::referrals::v1::referrals_service_client::ReferralsServiceClient::with_interceptor(
        district.service.channel.clone(),
        seen,
    )
    .list_referrals(list)
    .await
    .map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_asks_for_either_record_reaches_one_person() {
    let district = District::open().await;
    let Twice { referrals, kept, other } = referred_twice(&district).await;
    let mut coordinator = district.persons(Role::Coordinator);
    coordinator.record_contact(note(&kept, "Soitettiin")).await.unwrap();
    coordinator.record_contact(note(&other, "Tavattiin neuvolassa")).await.unwrap();
    let grant = |person_id: &str| GrantConsentRequest {
        request_id: random_id().to_string(),
        person_id: person_id.to_owned(),
        purpose: ConsentPurpose::Messages.into(),
        wording_version: "1".to_owned(),
        wording_language: "ar".to_owned(),
        given_by: GivenBy::Spoken.into(),
        ..GrantConsentRequest::default()
    };
    coordinator.grant_consent(grant(&kept)).await.unwrap();
    coordinator.grant_consent(grant(&other)).await.unwrap();
    let withdraw = WithdrawConsentRequest {
        request_id: random_id().to_string(),
        person_id: other.clone(),
        purpose: ConsentPurpose::Messages.into(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    };
    coordinator.withdraw_consent(withdraw).await.unwrap();

    let request = merge(&kept, &other);
    let reply = coordinator.merge_persons(request.clone()).await.unwrap();
    let mut seeing = seeing(&district, &reply);
    coordinator.merge_persons(request).await.unwrap();

    for id in [&kept, &other] {
        let person = person(&mut seeing, id).await;
        assert_eq!(person.person_id, kept);
        let identity = person.identity.clone().unwrap();
        assert_eq!((identity.given_name.as_str(), identity.phone.as_str()), ("Nadia", "050 765 4321"));
        assert_eq!(identity.email, "nadja@example.org", "only the other told one");
        assert!(identity.address_protected);
        let notes: Vec<&str> = person.contacts.iter().map(|contact| contact.note.as_str()).collect();
        assert_eq!(notes, ["Tavattiin neuvolassa", "Soitettiin"]);
        let handed_in: Vec<&str> = person.referrals.iter().map(|referral| referral.referral_id.as_str()).collect();
        assert!(referrals.iter().all(|referral| handed_in.contains(&referral.as_str())), "{handed_in:?}");
        let messages = person.consents.iter().find(|consent| consent.purpose() == ConsentPurpose::Messages).unwrap();
        assert!(!messages.given, "what she withdrew stays withdrawn");
        let [record] = person.merged.try_into().unwrap();
        assert_eq!((record.person_id.as_str(), record.actor_id.len()), (other.as_str(), 36));
    }
    for text in ["Nadia", "Nadja", "050 765 4321", "nadja@example.org"] {
        let [hit] = found(&mut seeing, text).await.try_into().unwrap_or_else(|hits| panic!("{text}: {hits:?}"));
        assert_eq!((hit.person_id.as_str(), hit.name.as_str()), (kept.as_str(), "Nadia Esimerkki"), "{text}");
    }
    let duplicates = FindDuplicatesRequest { person_id: other.clone(), ..FindDuplicatesRequest::default() };
    assert_eq!(seeing.find_duplicates(duplicates).await.unwrap().into_inner().hits, []);

    let noted = coordinator.record_contact(note(&other, "Kolmas puhelu")).await.unwrap();
    let mut seeing = self::seeing(&district, &noted);
    assert_eq!(person(&mut seeing, &kept).await.contacts[0].note, "Kolmas puhelu");
    let mut known_again = again();
    known_again.person_id = other.clone();
    let (third, of) = referred(&district, known_again).await;
    assert_eq!(of, kept);
    assert!(person(&mut seeing, &kept).await.referrals.iter().any(|referral| referral.referral_id == third));

    accept(&district, &referrals[0]).await.unwrap();
    let refused = accept(&district, &referrals[1]).await.unwrap_err();
    assert_eq!(reason(&refused), "REFERRAL_PERSON_IN_PROGRAMME");

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn her_extract_and_her_view_log_tell_of_both_records() {
    let district = District::open().await;
    let Twice { kept, other, .. } = referred_twice(&district).await;
    let nothing_taken = MergePersonsRequest { taken_from_absorbed: vec![], ..merge(&kept, &other) };
    let reply = district.persons(Role::Coordinator).merge_persons(nothing_taken).await.unwrap();
    let seen = district.as_role(Role::Manager).after(&reply);
    let told = HeldServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .tell_held(TellHeldRequest { person_id: other.clone() })
        .await
        .unwrap()
        .into_inner();
    let text = format!("{told:?}");
    for word in ["Nadia", "Nadja", "050 765 4321", "+358 40 1234567"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let referrals = told.records.iter().filter(|record| record.kind == "referral").count();
    let merged = told.records.iter().filter(|record| record.kind == "merged-record").count();
    assert_eq!((referrals, merged), (2, 1));
    // Both were looked at before they were one.
    let views = ListViewsRequest { person_id: kept, ..ListViewsRequest::default() };
    let views = seeing(&district, &reply).list_views(views).await.unwrap().into_inner().views;
    let looks = views.iter().filter(|view| view.method.ends_with("/GetPerson")).count();
    assert_eq!(looks, 2, "{views:?}");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_one_stays_two() {
    let district = District::open().await;
    let Twice { referrals, kept, other } = referred_twice(&district).await;
    let mut coordinator = district.persons(Role::Coordinator);
    let herself = coordinator.merge_persons(merge(&kept, &kept)).await.unwrap_err();
    assert_eq!(reason(&herself), "PERSON_HERSELF");
    let nobody = coordinator.merge_persons(merge(&kept, &random_id().to_string())).await.unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound);
    let elsewhere = district.another().await;
    let stranger =
        As::new(district.ground.token(&elsewhere, Role::Coordinator, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut stranger = PersonsServiceClient::with_interceptor(district.service.channel.clone(), stranger);
    assert_eq!(stranger.merge_persons(merge(&kept, &other)).await.unwrap_err().code(), Code::NotFound);
    for role in [Role::Anonymous, Role::Leader, Role::Link, Role::National, Role::Operator] {
        let refused = district.persons(role).merge_persons(merge(&kept, &other)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }

    for referral in &referrals {
        accept(&district, referral).await.unwrap();
    }
    let both = coordinator.merge_persons(merge(&kept, &other)).await.unwrap_err();
    assert_eq!(reason(&both), "PERSONS_BOTH_IN_PROGRAMME");

    let (_, third) = referred(&district, again()).await;
    let apart = TellPersonsApartRequest {
        request_id: random_id().to_string(),
        person_id: third.clone(),
        other_person_id: kept.clone(),
        occurred_on: String::new(),
    };
    coordinator.tell_persons_apart(apart).await.unwrap();
    let told = coordinator.merge_persons(merge(&kept, &third)).await.unwrap_err();
    assert_eq!(reason(&told), "PERSONS_TOLD_APART");
    let anew = MergePersonsRequest { although_told_apart: true, ..merge(&kept, &third) };
    coordinator.merge_persons(anew).await.unwrap();
    let merged = coordinator.merge_persons(merge(&other, &third)).await.unwrap_err();
    assert_eq!(reason(&merged), "PERSON_MERGED");
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_takes_every_record_and_every_key_of_hers() {
    let district = District::open().await;
    let Twice { kept, other, .. } = referred_twice(&district).await;
    let mut coordinator = district.persons(Role::Coordinator);
    coordinator.record_contact(note(&other, "Haluaa kävelyseuraa")).await.unwrap();
    coordinator.merge_persons(merge(&kept, &other)).await.unwrap();
    let order = OrderErasureRequest {
        request_id: random_id().to_string(),
        person_id: other.clone(),
        ground: ErasureGround::Requested.into(),
        occurred_on: String::new(),
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    let mut manager = seeing(&district, &reply);
    let erasure_id = reply.into_inner().erasure_id;
    assert_eq!(found(&mut manager, "Nadja").await, []);

    let mut superuser = district.service.database.superuser().await;
    let orders: Vec<(Uuid, Uuid)> =
        sqlx::query_as("select id, person from read.erasure").fetch_all(&mut superuser).await.unwrap();
    assert_eq!(orders.len(), 2, "one for each record");
    let receipt = async || {
        let get = GetErasureRequest { erasure_id: erasure_id.clone() };
        district.persons(Role::Manager).get_erasure(get).await.unwrap().into_inner().receipt
    };
    let confirmed = async |whose: &str| {
        let (erasure, _) = orders.iter().find(|(_, person)| person.to_string() == whose).unwrap();
        for context in [Context::Reporting, Context::Matching, Context::Scheduling] {
            confirm(&district, context, whose, &erasure.to_string()).await;
        }
    };
    confirmed(&kept).await;
    eventually("the end of one", async || {
        let ended = "select count(*) from read.erasure where completed_at is not null";
        let mut superuser = district.service.database.superuser().await;
        let ended: i64 = sqlx::query_scalar(ended).fetch_one(&mut superuser).await.unwrap();
        (ended == 1).then_some(())
    })
    .await;
    assert!(receipt().await.is_empty(), "the other record is still there");
    confirmed(&other).await;
    eventually("the receipt", async || (!receipt().await.is_empty()).then_some(())).await;

    nothing_personal_is_left(&district).await;
    for person in [&kept, &other] {
        its_keys_are_gone_for_good(&district, person).await;
    }
    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    nothing_personal_is_left(&district).await;
    district.service.stop().await;
}
