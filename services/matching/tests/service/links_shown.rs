use access::Role;
use proto::{
    matching::v1::{AgeBand, GetLinkedProposalRequest, LinkStatus, Side},
    referrals::v1::{CorrectPersonRequest, PersonIdentity},
};
use tonic::Code;

use super::{
    district::{District, reason, request_id},
    links::{about_proposal, says},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_is_shown_without_name_contact_or_full_ages_and_the_view_log_says_to_whom() {
    let district = District::open().await;
    let asked = district.asked().await;
    let link = district.link(&asked.proposal, Side::Volunteer).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    let mut holder = district.holder(&redeemed.token_object);
    let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap().into_inner().other.unwrap();
    assert_eq!((shown.age_decade, shown.child_ages.len()), (30, 0));
    assert_eq!(shown.child_age_bands, [i32::from(AgeBand::UnderSchoolAge)]);
    assert_eq!(shown.languages[0].code, "ar");
    assert_eq!(
        (shown.municipality_code.as_str(), shown.region_code.as_str()),
        ("", "04"),
        "few people are known there"
    );
    let text = format!("{shown:?}").to_lowercase();
    for word in ["nadia", "esimerkki", "1990", "2020"] {
        assert!(!text.contains(word), "{word} is told");
    }

    let mut superuser = district.matching.database.superuser().await;
    let views: Vec<(String, String, String)> = sqlx::query_as(
        "select v.method, v.purpose, v.actor from kept.view v join kept.viewed p on p.district = v.district and p.view = v.id
         where p.person = $1 and v.method like '%Linked%'",
    )
    .bind(asked.person.parse::<uuid::Uuid>().unwrap())
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let method = "/rinnalla.matching.v1.LinksService/GetLinkedProposal".to_owned();
    assert_eq!(views, [(method, "own-answer".to_owned(), redeemed.token_object)]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_is_named_where_enough_people_are_known_and_neither_address_is_protected() {
    let district = District::open().await;
    for _ in 0..8 {
        district.person("609").await;
    }
    let asked = district.asked().await;
    let of_her = async || district.told(&asked.proposal).await.participant.unwrap();
    assert_eq!(of_her().await.municipality_code, "", "nine people live there");
    district.person("609").await;
    assert_eq!(of_her().await.municipality_code, "609");
    // The volunteer's own protection hides where the other lives too: two who meet would tell.
    let volunteer = district.told(&asked.proposal).await.summary.unwrap().volunteer_person_id;
    let protect = CorrectPersonRequest {
        request_id: request_id(),
        person_id: volunteer,
        identity: Some(PersonIdentity {
            given_name: "Aino".to_owned(),
            address_protected: true,
            ..PersonIdentity::default()
        }),
        ..CorrectPersonRequest::default()
    };
    let reply = district.persons(Role::Coordinator).correct_person(protect).await.unwrap();
    district.caught_up(&reply).await;
    let hidden = of_her().await;
    assert_eq!((hidden.municipality_code.as_str(), hidden.region_code.as_str()), ("", ""));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shown_by_link_who_does_not_agree_and_a_withdrawn_consent_kills_the_link_at_once() {
    let district = District::open().await;
    let volunteer_id = district.approved("684", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    let mut coordinator = district.links(Role::Coordinator);
    let refused = coordinator.issue_link(about_proposal(&proposal_id, Side::Volunteer)).await.unwrap_err();
    assert_eq!(reason(&refused), "LINK_WITHOUT_CONSENT");
    let own = district.link(&proposal_id, Side::Participant).await;
    // What she is asked herself shows nobody but a volunteer who applied.
    district.redeem(&own.secret).await.unwrap();

    district.agrees(&request.person_id).await;
    let link = district.link(&proposal_id, Side::Volunteer).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    district.agrees_no_more(&request.person_id).await;
    district.opens_nothing(&link.secret).await;
    let mut holder = district.holder(&redeemed.token_object);
    let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap_err();
    assert_eq!(shown.code(), Code::NotFound, "a token made before shows nothing either");
    let answered = holder.answer_linked_proposal(says(true)).await.unwrap_err();
    assert_eq!(answered.code(), Code::NotFound);
    assert!(!district.told(&proposal_id).await.participant_agrees_to_be_shown);
    // The proposal is taken back, and with it dies what she is asked herself.
    district.link_stands(&proposal_id, Side::Volunteer, LinkStatus::Settled).await;
    district.opens_nothing(&own.secret).await;
    district.stop().await;
}
