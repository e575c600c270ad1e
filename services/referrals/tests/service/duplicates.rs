use access::Role;
use proto::referrals::v1::{
    CorrectPersonRequest, DueKind, ErasureGround, ErasureStep, FindDuplicatesRequest, GetErasureRequest, Likeness,
    ListReferralsDueRequest, ListViewsRequest, OrderErasureRequest, PersonFacts, PersonHit, PersonIdentity, PersonRole,
    RegisterPersonRequest, SearchPersonsRequest, TellPersonsApartRequest,
};
use referrals::Referrals;
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};
use runtime::{OwnerSettings, rebuild_all};
use testing::{As, eventually, random_id};
use tonic::{Code, Response};
use tonic_types::StatusExt as _;

use super::district::{Authorised, District, submission};

fn identity(given_name: &str, phone: &str) -> PersonIdentity {
    PersonIdentity {
        given_name: given_name.to_owned(),
        family_name: "Tkachenko".to_owned(),
        phone: phone.to_owned(),
        ..PersonIdentity::default()
    }
}

fn facts(birth_month: &str) -> PersonFacts {
    PersonFacts { municipality_code: "609".to_owned(), birth_month: birth_month.to_owned(), ..PersonFacts::default() }
}

/// Somebody known from now on, and a client that sees her.
async fn register(
    district: &District,
    identity: PersonIdentity,
    facts: PersonFacts,
) -> (String, PersonsServiceClient<Authorised>) {
    let request = RegisterPersonRequest {
        request_id: random_id().to_string(),
        identity: Some(identity),
        facts: Some(facts),
        role: PersonRole::Participant.into(),
        occurred_on: String::new(),
    };
    let reply = district.persons(Role::Coordinator).register_person(request).await.unwrap();
    let seeing = seeing(district, &reply);
    (reply.into_inner().person_id, seeing)
}

fn seeing<T>(district: &District, reply: &Response<T>) -> PersonsServiceClient<Authorised> {
    let seen = district.as_role(Role::Coordinator).after(reply);
    PersonsServiceClient::with_interceptor(district.service.channel.clone(), seen)
}

async fn duplicates(persons: &mut PersonsServiceClient<Authorised>, person_id: &str) -> Vec<PersonHit> {
    let request = FindDuplicatesRequest { person_id: person_id.to_owned(), ..FindDuplicatesRequest::default() };
    persons.find_duplicates(request).await.unwrap().into_inner().hits
}

fn told_apart(person_id: &str, other_person_id: &str) -> TellPersonsApartRequest {
    TellPersonsApartRequest {
        request_id: random_id().to_string(),
        person_id: person_id.to_owned(),
        other_person_id: other_person_id.to_owned(),
        occurred_on: String::new(),
    }
}

async fn known_by_another_id(district: &District, reply: &Response<impl Sync>) -> Vec<String> {
    let seen = district.as_role(Role::Coordinator).after(reply);
    let due = ReferralsServiceClient::with_interceptor(district.service.channel.clone(), seen)
        .list_referrals_due(ListReferralsDueRequest {})
        .await
        .unwrap()
        .into_inner()
        .due;
    due.into_iter().filter(|due| due.kind() == DueKind::ProbablyKnown).map(|due| due.person_id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_referral_about_somebody_known_stands_on_today_until_they_are_told_apart() {
    let district = District::open().await;
    let (known, _) = register(&district, identity("Oksana", "040 555 0101"), facts("1994-05")).await;
    let mut submitted = submission();
    submitted.identity = Some(identity("Oxana", "+358 40 5550101"));
    let reply = district.referrals(Role::Coordinator).submit_referral(submitted).await.unwrap();
    let mut persons = seeing(&district, &reply);
    assert_eq!(known_by_another_id(&district, &reply).await, [reply.get_ref().person_id.clone()]);
    let new = reply.into_inner().person_id;

    let hits = duplicates(&mut persons, &new).await;
    let [hit] = hits.try_into().unwrap();
    assert_eq!((hit.person_id.as_str(), hit.name.as_str()), (known.as_str(), "Oksana Tkachenko"));
    let likenesses: Vec<Likeness> = hit.likenesses().collect();
    assert_eq!(likenesses, [Likeness::Phone, Likeness::NameSounds, Likeness::BirthMonth]);
    assert_eq!(hit.because, ["phone", "name-sounds", "birth-month"]);
    assert_eq!(duplicates(&mut persons, &known).await[0].person_id, new, "it holds both ways");

    let apart = persons.tell_persons_apart(told_apart(&known, &new)).await.unwrap();
    assert_eq!(known_by_another_id(&district, &apart).await, Vec::<String>::new());
    let mut persons = seeing(&district, &apart);
    assert_eq!(duplicates(&mut persons, &new).await, []);
    assert_eq!(duplicates(&mut persons, &known).await, []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_about_to_become_known_is_looked_for_first() {
    let district = District::open().await;
    let mut protected = identity("Oksana", "040 555 0101");
    protected.address_protected = true;
    let (known, mut persons) = register(&district, protected, facts("1994-05")).await;
    let newcomer = |given_name: &str, phone: &str, birth_month: &str| FindDuplicatesRequest {
        identity: Some(identity(given_name, phone)),
        birth_month: birth_month.to_owned(),
        ..FindDuplicatesRequest::default()
    };
    for (same, likenesses) in [
        (newcomer("Ivan", "0405550101", ""), vec![Likeness::Phone]),
        (newcomer("Oxana", "050 555 0202", "1994-05"), vec![Likeness::NameSounds, Likeness::BirthMonth]),
        (newcomer("Oksana", "", ""), vec![Likeness::Name]),
    ] {
        let hits = persons.find_duplicates(same.clone()).await.unwrap().into_inner().hits;
        assert_eq!(hits[0].likenesses().collect::<Vec<_>>(), likenesses, "{same:?}");
        assert_eq!(hits[0].municipality_code, "", "her address is protected");
    }
    for other in [newcomer("Ivan", "040 555 0101", "2015-08"), newcomer("Oksana", "", "1990-01")] {
        assert_eq!(persons.find_duplicates(other.clone()).await.unwrap().into_inner().hits, [], "{other:?}");
    }
    let views = persons.list_views(ListViewsRequest { person_id: known, ..Default::default() }).await.unwrap();
    let methods: Vec<String> = views.into_inner().views.into_iter().map(|view| view.method).collect();
    assert_eq!(methods, ["/rinnalla.referrals.v1.PersonsService/FindDuplicates"; 3], "as often as she was shown");

    let other = district.another().await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut elsewhere = PersonsServiceClient::with_interceptor(district.service.channel.clone(), token);
    let request = newcomer("Oksana", "040 555 0101", "1994-05");
    assert_eq!(elsewhere.find_duplicates(request).await.unwrap().into_inner().hits, []);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_apart_once_and_nobody_from_herself() {
    let district = District::open().await;
    let (known, mut persons) = register(&district, identity("Oksana", ""), facts("")).await;
    let apart = told_apart(&known, &random_id().to_string());
    let first = persons.tell_persons_apart(apart.clone()).await.unwrap();
    let again = persons.tell_persons_apart(apart).await.unwrap();
    let position = |reply: &Response<_>| reply.metadata().get("x-rinnalla-position").unwrap().clone();
    assert_eq!(position(&first), position(&again), "one commit");

    let herself = persons.tell_persons_apart(told_apart(&known, &known)).await.unwrap_err();
    assert_eq!(herself.get_details_error_info().unwrap().reason, "PERSON_HERSELF");
    let nobody = random_id().to_string();
    let unknown = persons.tell_persons_apart(told_apart(&nobody, &known)).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let request = FindDuplicatesRequest { person_id: nobody, ..FindDuplicatesRequest::default() };
    assert_eq!(persons.find_duplicates(request).await.unwrap_err().code(), Code::NotFound);
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn she_is_found_by_a_part_of_any_word_of_her_name_as_it_is_now() {
    let district = District::open().await;
    let (person_id, _) = register(&district, identity("Оксана", ""), facts("")).await;
    let correct = CorrectPersonRequest {
        request_id: random_id().to_string(),
        person_id,
        identity: Some(PersonIdentity {
            family_name: "Ковальчук Äijälä".to_owned(), ..identity("Оксана", "")
        }),
        ..CorrectPersonRequest::default()
    };
    let reply = district.persons(Role::Coordinator).correct_person(correct).await.unwrap();
    let mut persons = seeing(&district, &reply);
    for (text, found) in [("Окс", 1), ("ковал окс", 1), ("aijal", 1), ("tkach", 0), ("овальчук", 0)]
    {
        let search = SearchPersonsRequest { text: text.to_owned(), birth_month: String::new() };
        let hits = persons.search_persons(search).await.unwrap().into_inner().hits;
        assert_eq!(hits.len(), found, "{text}");
    }
    district.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_being_erased_is_nobodys_double_also_after_a_rebuild() {
    let district = District::open().await;
    let (erased, _) = register(&district, identity("Oksana", "040 555 0101"), facts("1994-05")).await;
    let (left, _) = register(&district, identity("Oxana", "040 555 0101"), facts("1994-05")).await;
    let (third, mut persons) = register(&district, identity("Oksana", "040 555 0101"), facts("1994-05")).await;
    assert_eq!(duplicates(&mut persons, &left).await.len(), 2);
    persons.tell_persons_apart(told_apart(&erased, &left)).await.unwrap();
    persons.tell_persons_apart(told_apart(&third, &erased)).await.unwrap();
    let order = OrderErasureRequest {
        request_id: random_id().to_string(),
        person_id: erased.clone(),
        ground: ErasureGround::Requested.into(),
        occurred_on: String::new(),
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    let erasure_id = reply.get_ref().erasure_id.clone();
    eventually("our own rows to be blank", async || {
        let request = GetErasureRequest { erasure_id: erasure_id.clone() };
        let done = district.persons(Role::Manager).get_erasure(request).await.ok()?.into_inner().done;
        done.contains(&ErasureStep::Referrals.into()).then_some(())
    })
    .await;
    let mut persons = seeing(&district, &reply);
    assert_eq!(duplicates(&mut persons, &erased).await, []);
    let hits = duplicates(&mut persons, &left).await;
    assert_eq!(hits.iter().map(|hit| hit.person_id.as_str()).collect::<Vec<_>>(), [third.as_str()]);
    let refused = persons.tell_persons_apart(told_apart(&erased, &third)).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PERSON_ERASURE_ORDERED");

    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    for table in ["person", "name_word", "told_apart"] {
        assert!(rebuilt.compared.contains(&table.to_owned()), "{rebuilt:?}");
    }
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    assert_eq!(duplicates(&mut persons, &left).await.len(), 1);
    district.service.stop().await;
}
