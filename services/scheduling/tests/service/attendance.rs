use proto::scheduling::v1::{
    AttendanceStatus as Was, CancelEnrolmentRequest, ConfirmSessionRequest, CorrectAttendanceRequest,
    EnrolInSessionRequest, GetSessionRequest, Headcount, PersonAttendance, RecordAttendanceRequest, SessionStatus,
};
use testing::{Cluster, random_id};
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::district::{District, evening, request_id};

pub(crate) fn was(person: Uuid, status: Was) -> PersonAttendance {
    PersonAttendance { person_id: person.to_string(), status: status.into() }
}

pub(crate) fn attendance(session_id: &str, persons: Vec<PersonAttendance>) -> RecordAttendanceRequest {
    RecordAttendanceRequest {
        request_id: request_id(),
        session_id: session_id.to_owned(),
        persons,
        unnamed: Some(Headcount { women: 2, men: 0, others: 1, children: 4 }),
        children_in_childcare: 3,
        occurred_on: "2025-03-05".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_there_is_recorded_once_and_corrected_after() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let [anna, berta, cecilia] = [random_id(), random_id(), random_id()];
        let mut plan = evening(None);
        plan.tentative = true;
        let session_id = district.sessions().plan_session(plan).await.unwrap().into_inner().session_id;
        let record = attendance(&session_id, vec![was(anna, Was::Present), was(berta, Was::Absent)]);
        let reply = district.sessions().record_attendance(record.clone()).await.unwrap();
        let again = district.sessions().record_attendance(record.clone()).await.unwrap();
        let position = |reply: &tonic::Response<_>| reply.metadata().get("x-rinnalla-position").cloned();
        assert_eq!(position(&reply), position(&again), "a repeat takes effect once");

        let anew = RecordAttendanceRequest { request_id: request_id(), ..record };
        let refused = district.sessions().record_attendance(anew).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(refused.get_details_error_info().unwrap().reason, "ATTENDANCE_ALREADY_RECORDED");

        let get = GetSessionRequest { session_id: session_id.clone() };
        let read = district.sessions_after(&reply).get_session(get.clone()).await.unwrap().into_inner();
        let session = read.session.unwrap();
        let summary = session.summary.unwrap();
        assert!(summary.held);
        assert_eq!(summary.status(), SessionStatus::Confirmed, "what was held was certain");
        assert_eq!(summary.present_count, 4, "one by name, three unnamed, no children");
        assert_eq!(session.children_in_childcare, 3);

        let correct = CorrectAttendanceRequest {
            request_id: request_id(),
            session_id,
            persons: vec![was(berta, Was::Visitor), was(cecilia, Was::Present)],
            removed_person_ids: vec![anna.to_string()],
            unnamed: Some(Headcount::default()),
            children_in_childcare: Some(0),
            occurred_on: String::new(),
        };
        let reply = district.sessions().correct_attendance(correct).await.unwrap();
        let read = district.sessions_after(&reply).get_session(get).await.unwrap().into_inner();
        let session = read.session.unwrap();
        let mut expected = vec![was(berta, Was::Visitor), was(cecilia, Was::Present)];
        expected.sort_by(|a, b| a.person_id.cmp(&b.person_id));
        assert_eq!(session.persons, expected);
        assert_eq!((session.unnamed, session.children_in_childcare), (None, 0));
        assert_eq!(session.summary.unwrap().present_count, 2);
        district.service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_are_given_until_there_is_none_and_given_back() {
    let district = District::open().await;
    let mut plan = evening(None);
    plan.capacity = Some(1);
    plan.tentative = true;
    let session_id = district.sessions().plan_session(plan).await.unwrap().into_inner().session_id;
    let [anna, berta] = [district.neighbours.person(&district.id).await, district.mother];
    let enrol = |person: Uuid| EnrolInSessionRequest {
        request_id: request_id(),
        session_id: session_id.clone(),
        person_id: person.to_string(),
        occurred_on: String::new(),
    };
    district.sessions().enrol_in_session(enrol(anna)).await.unwrap();
    let refused = district.sessions().enrol_in_session(enrol(berta)).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "SESSION_FULL");
    let cancel = CancelEnrolmentRequest {
        request_id: request_id(),
        session_id: session_id.clone(),
        person_id: anna.to_string(),
        occurred_on: String::new(),
    };
    district.sessions().cancel_enrolment(cancel).await.unwrap();
    let confirm =
        ConfirmSessionRequest { request_id: request_id(), session_id: session_id.clone(), occurred_on: String::new() };
    district.sessions().confirm_session(confirm).await.unwrap();
    let reply = district.sessions().enrol_in_session(enrol(berta)).await.unwrap();
    let get = GetSessionRequest { session_id };
    let session = district.sessions_after(&reply).get_session(get).await.unwrap().into_inner().session.unwrap();
    assert_eq!(session.enrolled_person_ids, [berta.to_string()]);
    let summary = session.summary.unwrap();
    assert_eq!((summary.status(), summary.enrolled_count), (SessionStatus::Confirmed, 1));
    district.service.stop().await;
}
