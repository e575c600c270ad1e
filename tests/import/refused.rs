use proto::{
    matching::v1::ListMatchesRequest,
    referrals::v1::{PersonIdentity, PersonRole, RegisterPersonRequest, SearchPersonsRequest},
};
use rinnalla::commands::import::Duplicate;
use testing::{eventually, random_id};

use super::{
    district::District,
    file::{file, pair},
};

async fn pairs(district: &District) -> u32 {
    district.matches().list_matches(ListMatchesRequest::default()).await.unwrap().into_inner().total
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_target_group_leaves_out_a_manager_takes_in() {
    let district = District::join().await;
    let lines = [pair(1), pair(2).replace("5/1992", "5/2015")];
    let mut asked = district.asked(&file(&lines));
    asked.apply = true;
    let first = district.import(&asked).await;
    assert!(!first.is_good());
    let applied = first.applied.unwrap();
    assert_eq!((applied.mothers, applied.volunteers, applied.pairs), (1, 2, 1));
    let failure = &applied.failures[0];
    assert_eq!((applied.failures.len(), failure.line, failure.step), (1, 3, "target group"));
    assert!(failure.because.contains("grown-up"), "{failure:?}");

    asked.override_justification = Some("Piiri otti mukaan ennen kuin sääntö tuli".to_owned());
    let second = district.import(&asked).await;
    assert!(second.is_good(), "{second}");
    assert_eq!(second.applied.unwrap().pairs, 2);
    eventually("both pairs", async || (pairs(&district).await == 2).then_some(())).await;

    // The same two, after somebody has corrected the list.
    let mut corrected = district.asked(&file(&[pair(1), pair(2).replace("5/1992", "5/1995")]));
    corrected.apply = true;
    let third = district.import(&corrected).await.applied.unwrap();
    assert_eq!((third.pairs, third.failures.len(), third.failures[0].line), (1, 1, 3));
    assert!(third.failures[0].because.starts_with("was brought in before"), "{:?}", third.failures);
    assert_eq!(pairs(&district).await, 2);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_be_there_already_is_looked_at_first() {
    let district = District::join().await;
    let register = RegisterPersonRequest {
        request_id: random_id().to_string(),
        identity: Some(PersonIdentity {
            given_name: "Somebody".to_owned(),
            phone: "+358 50 2000001".to_owned(),
            ..PersonIdentity::default()
        }),
        role: PersonRole::Volunteer.into(),
        ..RegisterPersonRequest::default()
    };
    let person_id = district.persons().register_person(register).await.unwrap().into_inner().person_id;
    eventually("her row", async || {
        let search = SearchPersonsRequest { text: "0502000001".to_owned(), birth_month: String::new() };
        let found = district.persons().search_persons(search).await.unwrap().into_inner();
        (!found.hits.is_empty()).then_some(())
    })
    .await;

    let mut asked = district.asked(&file(&[pair(1)]));
    asked.apply = true;
    let stopped = district.import(&asked).await;
    let duplicate = Duplicate { lines: vec![2], person_id: Some(person_id), same: "phone".to_owned() };
    assert_eq!(stopped.preview.possible_duplicates, [duplicate]);
    assert!(!stopped.is_good() && stopped.applied.is_none());
    assert_eq!(district.messages("matching").await, 0);

    asked.despite_duplicates = true;
    assert!(district.import(&asked).await.is_good());
    eventually("the pair", async || (pairs(&district).await == 1).then_some(())).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_one_bad_line_writes_nothing() {
    let district = District::join().await;
    let mut asked = district.asked(&file(&[pair(1), pair(2).replace(";Pori;", ";;")]));
    asked.apply = true;
    let refused = district.import(&asked).await;
    assert!(!refused.is_good() && refused.applied.is_none());
    assert_eq!(refused.preview.problems.len(), 1, "{refused}");
    assert_eq!((district.messages("matching").await, district.messages("referrals").await), (0, 1));
    let text = format!("{refused} {}", serde_json::to_value(&refused).unwrap());
    assert!(!text.contains("Esimerkki") && !text.contains("040"), "{text}");
    district.stop().await;
}
