use keyring::KeyKind;
use proto::{referrals::v1::ErasureGround, reporting::v1::GroupBy};
use referrals_domain::{Person, PersonCommand};
use reporting::Reporting;
use runtime::{OwnerSettings, rebuild_all};
use testing::random_id;

use super::year::{FRIEND, Year, values};

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_persons_codes_go_and_every_count_stays() {
    let year = Year::open().await;
    let told = year.told().await;
    let whole = [
        GroupBy::Unspecified,
        GroupBy::Programme,
        GroupBy::Month,
        GroupBy::Source,
        GroupBy::EndReason,
        GroupBy::Milestone,
    ];
    let mut before = Vec::new();
    for group_by in whole {
        before.push(year.of_2024("", group_by).await);
    }
    let requests = year.of_2024(FRIEND, GroupBy::Municipality).await;
    assert!(values(&requests, "requests").contains(&("609", Some(6))));
    let outcomes = year.of_2024(FRIEND, GroupBy::Outcome).await;
    assert_eq!(values(&outcomes, "outcomes"), [("own-field", Some(1))]);

    let person = told.first.person;
    let order = PersonCommand::OrderErasure {
        erasure_id: random_id().to_string(),
        ground: ErasureGround::Requested,
        together_with: [].into(),
    };
    year.tell::<Person>(&year.referrals, person, "2025-03-01", &order).await;

    as_before_but_erased(&year, &whole, &before).await;
    for kind in [KeyKind::Identity, KeyKind::Statistics] {
        year.keyring().destroy(&year.district, person, kind).await.unwrap();
    }
    let owner = OwnerSettings { owner_url: year.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Reporting>(&year.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    as_before_but_erased(&year, &whole, &before).await;
    year.service.stop().await;
}

async fn as_before_but_erased(year: &Year, whole: &[GroupBy], before: &[Vec<proto::reporting::v1::Figure>]) {
    for (group_by, before) in whole.iter().zip(before) {
        assert_eq!(&year.of_2024("", *group_by).await, before, "{group_by:?}");
    }
    let requests = year.of_2024(FRIEND, GroupBy::Municipality).await;
    assert_eq!(
        values(&requests, "requests"),
        [("102", Some(1)), ("609", Some(5)), ("684", Some(1)), ("erased", Some(1)), ("not-told", Some(1))]
    );
    let outcomes = year.of_2024(FRIEND, GroupBy::Outcome).await;
    assert_eq!(values(&outcomes, "outcomes"), [("erased", Some(1))], "what became of her is nobody's to know");
    assert!(values(&requests, "matched").contains(&("erased", Some(1))), "her match is of no municipality any more");
}
