use access::Role;
use proto::referrals::v1::{GetPersonRequest, ListViewsRequest};
use testing::eventually;

use super::district::{District, submission};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shown_a_person_stands_in_her_view_log() {
    let district = District::open().await;
    let person_id =
        district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap().into_inner().person_id;
    let get = GetPersonRequest { person_id: person_id.clone() };
    eventually("the person", async || district.persons(Role::Coordinator).get_person(get.clone()).await.ok()).await;
    let views = district
        .persons(Role::Manager)
        .list_views(ListViewsRequest { person_id, ..ListViewsRequest::default() })
        .await
        .unwrap()
        .into_inner()
        .views;
    assert_eq!(views.len(), 1, "the failed looks showed nothing");
    assert_eq!(views[0].method, "/rinnalla.referrals.v1.PersonsService/GetPerson");
    assert_eq!(views[0].purpose, "coordination");
    district.service.stop().await;
}
