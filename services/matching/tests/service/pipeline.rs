use access::Role;
use proto::{
    matching::v1::{
        ApprovalStep as Step, GetVolunteerRequest, ListVolunteersRequest, RecordExtractConsentRequest,
        RecordExtractInspectionRequest, RecordExtractOrderRequest, VolunteerStatus,
    },
    referrals::v1::GivenBy,
};

use super::district::{
    District, FRIEND, approval, assessment, interview, pledge, reason, refusal, request_id, training,
};

impl District {
    /// Approval is refused, and names these steps, as the board does.
    async fn misses(&self, volunteer_id: &str, steps: &[Step]) {
        let mut coordinator = self.volunteers(Role::Coordinator);
        let refused = coordinator.approve_volunteer(approval(volunteer_id, 0)).await.unwrap_err();
        let (reason, facts) = refusal(&refused);
        let names: Vec<_> = steps.iter().map(Step::as_str_name).collect();
        assert_eq!((reason.as_str(), facts["missing"].clone()), ("VOLUNTEER_NOT_READY", names.join(",")));
        let board = coordinator.list_volunteers(ListVolunteersRequest::default()).await.unwrap().into_inner();
        let row = board.volunteers.iter().find(|row| row.volunteer_id == volunteer_id).unwrap();
        assert_eq!(row.missing().collect::<Vec<_>>(), steps, "the board");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volunteer_is_approved_once_no_step_is_missing() {
    let district = District::open().await;
    let mut coordinator = district.volunteers(Role::Coordinator);
    let id = district.applied("609").await;
    let extract = [Step::ExtractConsent, Step::ExtractOrder, Step::ExtractInspection];

    let reply = coordinator.record_training(training(&id, 120)).await.unwrap();
    district.caught_up(&reply).await;
    let first = [Step::Training, Step::Interview, Step::ConfidentialityPledge, Step::RoleAssessment];
    district.misses(&id, &first).await;
    let reply = coordinator.record_training(training(&id, 60)).await.unwrap();
    district.caught_up(&reply).await;
    district.misses(&id, &first[1..]).await;
    let reply = coordinator.record_interview(interview(&id)).await.unwrap();
    district.caught_up(&reply).await;
    district.misses(&id, &first[2..]).await;
    let reply = coordinator.record_confidentiality_pledge(pledge(&id)).await.unwrap();
    district.caught_up(&reply).await;
    district.misses(&id, &first[3..]).await;
    let reply = coordinator.assess_role(assessment(&id, true)).await.unwrap();
    district.caught_up(&reply).await;
    assert!(reply.into_inner().extract_required);
    district.misses(&id, &extract).await;

    let order =
        || RecordExtractOrderRequest { request_id: request_id(), volunteer_id: id.clone(), occurred_on: String::new() };
    assert_eq!(reason(&coordinator.record_extract_order(order()).await.unwrap_err()), "EXTRACT_NOT_CONSENTED");
    let consent = |given_by: GivenBy| RecordExtractConsentRequest {
        request_id: request_id(),
        volunteer_id: id.clone(),
        given_by: given_by.into(),
        occurred_on: String::new(),
    };
    let spoken = coordinator.record_extract_consent(consent(GivenBy::Spoken)).await.unwrap_err();
    assert_eq!(reason(&spoken), "EXTRACT_CONSENT_NOT_WRITTEN");
    let reply = coordinator.record_extract_consent(consent(GivenBy::Paper)).await.unwrap();
    district.caught_up(&reply).await;
    district.misses(&id, &extract[1..]).await;
    let reply = coordinator.record_extract_order(order()).await.unwrap();
    district.caught_up(&reply).await;
    district.misses(&id, &extract[2..]).await;
    let inspection = RecordExtractInspectionRequest {
        request_id: request_id(),
        volunteer_id: id.clone(),
        issued_on: "2026-01-02".to_owned(),
        occurred_on: String::new(),
    };
    coordinator.record_extract_inspection(inspection).await.unwrap();

    let reply = coordinator.approve_volunteer(approval(&id, 0)).await.unwrap();
    district.caught_up(&reply).await;
    let get = GetVolunteerRequest { volunteer_id: id.clone() };
    let volunteer = coordinator.get_volunteer(get).await.unwrap().into_inner().volunteer.unwrap();
    let summary = volunteer.summary.unwrap();
    assert_eq!((summary.status(), summary.capacity), (VolunteerStatus::Approved, 1), "the programme's default");
    assert!(volunteer.pipeline.iter().all(|step| step.done && !step.done_on.is_empty()));
    assert_eq!(volunteer.introduction, "Pidän metsästä");
    assert_eq!(volunteer.interview_note, "Rauhallinen");
    assert_eq!(volunteer.extract.unwrap().issued_on, "2026-01-02");

    let board = coordinator
        .list_volunteers(ListVolunteersRequest {
            programme_id: FRIEND.to_owned(),
            free_only: true,
            ..ListVolunteersRequest::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!((board.total, board.counts[0].status()), (1, VolunteerStatus::Approved));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_finds_what_she_volunteers_for() {
    let district = District::open().await;
    let mut coordinator = district.volunteers(Role::Coordinator);
    let (hers, anothers) = (district.applied("609").await, district.applied("684").await);
    let reply = coordinator.assess_role(assessment(&anothers, false)).await.unwrap();
    district.caught_up(&reply).await;
    let all = ListVolunteersRequest::default();
    let board = coordinator.list_volunteers(all).await.unwrap().into_inner();
    assert_eq!(board.total, 2);
    let found = board.volunteers.iter().find(|volunteer| volunteer.volunteer_id == hers).unwrap();
    let of_hers = ListVolunteersRequest { person_id: found.person_id.clone(), ..ListVolunteersRequest::default() };
    let listed = coordinator.list_volunteers(of_hers).await.unwrap().into_inner();
    let ids: Vec<_> = listed.volunteers.iter().map(|volunteer| volunteer.volunteer_id.as_str()).collect();
    assert_eq!((listed.total, ids), (1, vec![hers.as_str()]), "not {anothers}");
    let unreadable = ListVolunteersRequest { person_id: "she".to_owned(), ..ListVolunteersRequest::default() };
    assert_eq!(coordinator.list_volunteers(unreadable).await.unwrap_err().code(), tonic::Code::InvalidArgument);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_for_an_extract_that_her_task_does_not_need() {
    let district = District::open().await;
    let mut coordinator = district.volunteers(Role::Coordinator);
    let id = district.applied("609").await;
    coordinator.assess_role(assessment(&id, false)).await.unwrap();
    let consent = RecordExtractConsentRequest {
        request_id: request_id(),
        volunteer_id: id.clone(),
        given_by: GivenBy::Paper.into(),
        occurred_on: String::new(),
    };
    let refused = coordinator.record_extract_consent(consent).await.unwrap_err();
    assert_eq!(reason(&refused), "EXTRACT_NOT_REQUIRED");
    district.stop().await;
}
