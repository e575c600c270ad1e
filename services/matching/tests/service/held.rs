use access::Role;
use proto::{
    held::v1::{HeldRecord, held_value::Value},
    matching::v1::{
        GetVolunteerRequest, MatchStatus, Mood, RecordCheckInRequest, Side, TellHeldRequest, TellHeldResponse,
    },
    referrals::v1::GivenBy,
};
use rpc::matching::v1::held_service_client::HeldServiceClient;
use testing::{As, random_id};
use tonic::{Code, Status};

use super::district::{District, programmes, request_id};

impl District {
    pub(crate) async fn held(&self, token: As, person_id: &str) -> Result<TellHeldResponse, Status> {
        let request = TellHeldRequest { person_id: person_id.to_owned() };
        let mut held = HeldServiceClient::with_interceptor(self.matching.channel.clone(), token);
        Ok(held.tell_held(request).await?.into_inner())
    }
}

pub(crate) fn says(told: &TellHeldResponse, kind: &str, name: &str) -> Vec<String> {
    let records = told.records.iter().filter(|record| record.kind == kind);
    let values = records.flat_map(|record: &HeldRecord| &record.values).filter(|value| value.name == name);
    values
        .map(|value| match value.value.clone().unwrap() {
            Value::Text(text) | Value::Code(text) | Value::Day(text) => text,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_a_pair_is_told_her_own_part_and_nothing_of_the_other() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    district.have_met(&set_up).await;
    let active = district.match_of(&request.person_id, MatchStatus::Active).await;
    let tell = |side: Side, mood: Mood, note: &str| RecordCheckInRequest {
        request_id: request_id(),
        match_id: active.match_id.clone(),
        side: side.into(),
        mood: mood.into(),
        topics: vec!["parenting".to_owned()],
        given_by: GivenBy::Spoken.into(),
        note: note.to_owned(),
        ..RecordCheckInRequest::default()
    };
    let mut coordinator = district.matches(Role::Coordinator);
    coordinator.record_check_in(tell(Side::Participant, Mood::Good, "Puistossa")).await.unwrap();
    let reply = coordinator.record_check_in(tell(Side::Volunteer, Mood::Hard, "Kiire")).await.unwrap();
    district.caught_up(&reply).await;

    let get = GetVolunteerRequest { volunteer_id: volunteer_id.clone() };
    let volunteer = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
    let volunteer_person = volunteer.volunteer.unwrap().summary.unwrap().person_id;
    let hers = district.held(district.as_role(Role::Coordinator), &request.person_id).await.unwrap();
    let theirs = district.held(district.as_role(Role::Coordinator), &volunteer_person).await.unwrap();

    assert_eq!(says(&hers, "match", "side"), ["SIDE_PARTICIPANT"]);
    assert_eq!(says(&hers, "match", "status"), ["MATCH_STATUS_ACTIVE"]);
    assert_eq!(says(&hers, "proposal", "answer"), ["ANSWER_YES"]);
    assert_eq!(
        (says(&hers, "check-in", "mood"), says(&hers, "check-in", "note")),
        (vec!["MOOD_GOOD".to_owned()], vec!["Puistossa".to_owned()])
    );
    assert_eq!(says(&hers, "support-request", "status"), ["SUPPORT_REQUEST_STATUS_MATCHED"]);
    assert_eq!(says(&hers, "volunteer", "status"), Vec::<String>::new());
    assert_eq!(says(&theirs, "match", "side"), ["SIDE_VOLUNTEER"]);
    assert_eq!(says(&theirs, "check-in", "note"), ["Kiire"]);
    assert_eq!(says(&theirs, "volunteer", "introduction"), ["Pidän metsästä"]);
    assert_eq!(says(&theirs, "training", "minutes"), ["180"]);

    let (of_hers, of_theirs) = (format!("{:?}", hers.records), format!("{:?}", theirs.records));
    for other in [&volunteer_person, &volunteer_id, "Kiire", "MOOD_HARD", "metsästä"] {
        assert!(!of_hers.contains(other), "{other} is the volunteer's");
    }
    for other in [&request.person_id, "Puistossa", "MOOD_GOOD"] {
        assert!(!of_theirs.contains(other), "{other} is the participant's");
    }
    assert!(theirs.views.iter().any(|view| view.method.ends_with("/GetVolunteer")), "{:?}", theirs.views);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_of_another_district_is_nothing() {
    let district = District::open().await;
    let request = district.waiting().await;
    let other = district.another("varsinais-suomi", &programmes()).await;
    let stranger = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    assert_eq!(district.held(stranger, &request.person_id).await.unwrap_err().code(), Code::NotFound);
    let nobody = district.held(district.as_role(Role::Manager), &random_id().to_string()).await.unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound);
    let leader = district.held(district.as_role(Role::Leader), &request.person_id).await.unwrap_err();
    assert_eq!(leader.code(), Code::PermissionDenied);
    district.stop().await;
}
