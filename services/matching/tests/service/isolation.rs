use access::Role;
use proto::matching::v1::{
    ApplyAsVolunteerRequest, GetMatchRequest, GetSupportRequestRequest, GetVolunteerRequest, ListMatchesRequest,
    MatchingProfile, PauseMatchRequest, RankCandidatesRequest, RecordCheckInRequest, ResumeMatchRequest,
    StartGroupRequest,
};
use rpc::matching::v1::{
    matches_service_client::MatchesServiceClient, volunteers_service_client::VolunteersServiceClient,
};
use testing::{As, random_id};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{District, FRIEND, programmes, proposal, request_id, training};

fn fields(refused: &Status) -> Vec<String> {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let violations = refused.get_details_bad_request().unwrap().field_violations;
    violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_district_has_answers_like_what_nobody_has() {
    let district = District::open().await;
    let volunteer = district.approved("609", 1).await;
    let request = district.waiting().await;
    let other = district.another("varsinais-suomi", &programmes()).await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let channel = district.matching.channel.clone();
    let mut matches = MatchesServiceClient::with_interceptor(channel.clone(), token.clone());
    let mut volunteers = VolunteersServiceClient::with_interceptor(channel, token);
    for (volunteer_id, support_request_id, person_id) in [
        (volunteer, request.support_request_id, request.person_id),
        (random_id().to_string(), random_id().to_string(), random_id().to_string()),
    ] {
        let get = volunteers.get_volunteer(GetVolunteerRequest { volunteer_id: volunteer_id.clone() }).await;
        let trained = volunteers.record_training(training(&volunteer_id, 60)).await;
        let propose = matches.propose_match(proposal(&support_request_id, &volunteer_id)).await;
        let rank = RankCandidatesRequest {
            support_request_id: support_request_id.clone(),
            ..RankCandidatesRequest::default()
        };
        let ranked = matches.rank_candidates(rank).await;
        let seen = matches.get_support_request(GetSupportRequestRequest { support_request_id }).await;
        let resume = ResumeMatchRequest {
            request_id: request_id(),
            match_id: random_id().to_string(),
            occurred_on: String::new(),
        };
        let resumed = matches.resume_match(resume).await;
        let apply = ApplyAsVolunteerRequest {
            request_id: request_id(),
            person_id,
            programme_id: FRIEND.to_owned(),
            ..ApplyAsVolunteerRequest::default()
        };
        let applied = volunteers.apply_as_volunteer(apply).await;
        for refused in [
            get.unwrap_err(),
            trained.unwrap_err(),
            propose.unwrap_err(),
            ranked.unwrap_err(),
            seen.unwrap_err(),
            resumed.unwrap_err(),
            applied.unwrap_err(),
        ] {
            assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
        }
    }
    assert_eq!(matches.list_matches(ListMatchesRequest::default()).await.unwrap().into_inner().total, 0);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shown_a_person_stands_in_her_view_log() {
    let district = District::open().await;
    district.approved("609", 1).await;
    let request = district.waiting().await;
    let rank =
        RankCandidatesRequest { support_request_id: request.support_request_id, ..RankCandidatesRequest::default() };
    let ranked = district.matches(Role::Coordinator).rank_candidates(rank).await.unwrap().into_inner();
    let mut superuser = district.matching.database.superuser().await;
    for person in [&request.person_id, &ranked.candidates[0].person_id] {
        let views: Vec<(String, String)> = sqlx::query_as(
            "select v.method, v.purpose from kept.view v join kept.viewed p on p.district = v.district and p.view = v.id
             where p.person = $1 and v.method like '%RankCandidates'",
        )
        .bind(person.parse::<uuid::Uuid>().unwrap())
        .fetch_all(&mut superuser)
        .await
        .unwrap();
        let expected = ("/rinnalla.matching.v1.MatchesService/RankCandidates".to_owned(), "coordination".to_owned());
        assert_eq!(views, [expected]);
    }
    let missing = GetMatchRequest { match_id: random_id().to_string() };
    district.matches(Role::Coordinator).get_match(missing).await.unwrap_err();
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_is_wrong_is_told_at_once() {
    let district = District::open().await;
    let apply = ApplyAsVolunteerRequest {
        request_id: "*.>".to_owned(),
        person_id: String::new(),
        programme_id: "no-such".to_owned(),
        capacity_wish: 1_000_000,
        profile: Some(MatchingProfile {
            availability: vec![99],
            interests: vec!["Metsä!".to_owned()],
            wishes: vec![0],
        }),
        introduction: "x".repeat(1_001),
        motivation: "x".repeat(900_000),
        occurred_on: "2999-01-01".to_owned(),
    };
    let refused = district.volunteers(Role::Coordinator).apply_as_volunteer(apply).await.unwrap_err();
    assert_eq!(
        fields(&refused),
        [
            "request_id",
            "occurred_on",
            "person_id",
            "programme_id",
            "capacity_wish",
            "profile.availability",
            "profile.wishes",
            "profile.interests",
            "introduction",
            "motivation"
        ]
    );
    let check_in = RecordCheckInRequest { topics: vec!["A b".to_owned()], ..RecordCheckInRequest::default() };
    let refused = district.matches(Role::Coordinator).record_check_in(check_in).await.unwrap_err();
    assert_eq!(fields(&refused), ["request_id", "match_id", "side", "mood", "topics", "given_by"]);
    let refused = district.matches(Role::Coordinator).pause_match(PauseMatchRequest::default()).await.unwrap_err();
    assert_eq!(fields(&refused), ["request_id", "match_id", "side", "reason"]);
    let group = StartGroupRequest { municipality_code: "Pori".to_owned(), ..StartGroupRequest::default() };
    let refused = district.groups(Role::Coordinator).start_group(group).await.unwrap_err();
    assert_eq!(fields(&refused), ["request_id", "name", "programme_id", "municipality_code", "leader_person_ids"]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_see_matches() {
    let district = District::open().await;
    for role in [Role::Anonymous, Role::National, Role::Administrator, Role::Operator, Role::Link, Role::Leader] {
        let refused = district.matches(role).list_matches(ListMatchesRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    district.stop().await;
}

/// Nothing told of either side is readable in what the log stores.
#[tokio::test(flavor = "multi_thread")]
async fn the_event_log_holds_no_word_about_anybody_in_the_clear() {
    let district = District::open().await;
    let volunteer = district.approved("609", 1).await;
    let request = district.waiting().await;
    district.propose(&request.support_request_id, &volunteer).await;
    let stream = eventlog::StreamName::new(eventlog::Context::Matching, district.id.clone());
    let jetstream = async_nats::jetstream::new(district.ground.operator.clone());
    let log = jetstream.get_stream(stream.to_string()).await.unwrap();
    let last = log.cached_info().state.last_sequence;
    assert!(last >= 8);
    for sequence in 1..=last {
        let stored = log.get_raw_message(sequence).await.unwrap();
        let text = String::from_utf8_lossy(&stored.payload).to_lowercase();
        for word in ["aino", "nadia", "metsästä", "rauhallinen", "cooking", "1990-05", "2020-01-0"] {
            assert!(!text.contains(word), "{word} at {sequence} on {}", stored.subject);
        }
    }
    district.stop().await;
}
