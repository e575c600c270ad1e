use access::Role;
use matching::Matching;
use proto::{
    matching::v1::{EndReason, MatchStatus, RaiseConcernRequest},
    referrals::v1::Answer,
};
use runtime::{OwnerSettings, rebuild_all, verify_all};

use super::{
    district::{District, request_id},
    journey::end,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_the_rows_that_were_there() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 2).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    district.have_met(&set_up).await;
    district.match_of(&request.person_id, MatchStatus::Active).await;
    let concern = RaiseConcernRequest {
        request_id: request_id(),
        match_id: set_up.match_id.clone(),
        note: "Väsynyt".to_owned(),
        occurred_on: String::new(),
    };
    let mut coordinator = district.matches(Role::Coordinator);
    coordinator.raise_concern(concern).await.unwrap();
    let waits = district.waiting().await;
    district.propose(&waits.support_request_id, &volunteer_id).await;
    let reply = coordinator.end_match(end(&set_up.match_id, EndReason::Time, Answer::No)).await.unwrap();
    district.caught_up(&reply).await;

    let owner = OwnerSettings { owner_url: district.matching.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Matching>(&district.matching.settings, &owner).await.unwrap();
    for table in ["volunteer", "support_request", "proposal", "match", "concern", "known_person", "coverage"] {
        assert!(rebuilt.compared.contains(&table.to_owned()), "{table}: {rebuilt:?}");
    }
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    let (lines, whole) = verify_all::<Matching>(&district.matching.settings).await.unwrap();
    assert!(whole, "{lines:?}");
    district.stop().await;
}
