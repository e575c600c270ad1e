use access::Role;
use decider::DistrictId;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use proto::{
    programmes::v1::{Programme, ProgrammeKind},
    scheduling::v1::{
        LocalStart, PlanSeriesRequest, PlanSessionRequest, SessionKind, SessionSummary, Weekday, WeeklyTime,
    },
};
use rpc::scheduling::v1::{
    meetings_service_client::MeetingsServiceClient, sessions_service_client::SessionsServiceClient,
};
use scheduling::Scheduling;
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{Response, service::interceptor::InterceptedService, transport::Channel};
use uuid::Uuid;

use super::neighbours::Neighbours;

pub(crate) type Authorised = InterceptedService<Channel, As>;

/// Its first meetings need a coordinator.
pub(crate) const FRIENDS: &str = "friend-for-a-mother";
pub(crate) const GROUPS: &str = "weekly-mothers-groups";
pub(crate) const ACTOR: &str = "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11";

/// A running service with one open district, one registered mother and one group.
pub(crate) struct District {
    pub(crate) ground: Ground,
    pub(crate) id: DistrictId,
    pub(crate) mother: Uuid,
    pub(crate) group: Uuid,
    pub(crate) neighbours: Neighbours,
    pub(crate) service: Running,
}

pub(crate) fn programmes() -> [Programme; 2] {
    let programme = |id: &str, kind: ProgrammeKind, coordinator_at_first_meeting| Programme {
        programme_id: id.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: kind.into(),
        coordinator_at_first_meeting,
        ..Programme::default()
    };
    [programme(FRIENDS, ProgrammeKind::OneToOne, true), programme(GROUPS, ProgrammeKind::Group, false)]
}

impl District {
    pub(crate) async fn open() -> Self {
        Self::open_on(Cluster::R1).await
    }

    pub(crate) async fn open_on(cluster: Cluster) -> Self {
        let ground = Ground::new(cluster).await;
        let id = ground.open("satakunta", &programmes()).await;
        let neighbours = Neighbours::connect(&ground).await;
        let mother = neighbours.person(&id).await;
        ground.keyring.register(&id, mother).await.unwrap();
        let group = neighbours.group(&id, &[random_id()]).await;
        let service = ground.start::<Scheduling>().await;
        Self { ground, id, mother, group, neighbours, service }
    }

    /// Another district with the same programmes, once the service has heard of it.
    pub(crate) async fn another(&self) -> DistrictId {
        let other = self.ground.open("varsinais-suomi", &programmes()).await;
        let token = self.ground.token(&other, Role::Manager, ACTOR);
        self.service.heard_of(&token, "/rinnalla.scheduling.v1.MeetingsService/ListFirstMeetings").await;
        other
    }

    pub(crate) fn as_role(&self, role: Role) -> As {
        As::new(self.ground.token(&self.id, role, ACTOR))
    }

    pub(crate) fn meetings(&self) -> MeetingsServiceClient<Authorised> {
        MeetingsServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(Role::Coordinator))
    }

    /// Reads what a reply said is there.
    pub(crate) fn meetings_after<T>(&self, reply: &Response<T>) -> MeetingsServiceClient<Authorised> {
        let seen = self.as_role(Role::Coordinator).after(reply);
        MeetingsServiceClient::with_interceptor(self.service.channel.clone(), seen)
    }

    pub(crate) fn sessions(&self) -> SessionsServiceClient<Authorised> {
        SessionsServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(Role::Coordinator))
    }

    /// Reads what a reply said is there, and what the service's processes made of it.
    pub(crate) fn sessions_after<T>(&self, reply: &Response<T>) -> SessionsServiceClient<Authorised> {
        let seen = self.as_role(Role::Coordinator).after(reply);
        SessionsServiceClient::with_interceptor(self.service.channel.clone(), seen)
    }

    pub(crate) fn sessions_as(&self, role: Role, actor: &str) -> SessionsServiceClient<Authorised> {
        let token = As::new(self.ground.token(&self.id, role, actor));
        SessionsServiceClient::with_interceptor(self.service.channel.clone(), token)
    }
}

#[expect(clippy::disallowed_methods, reason = "a test runs when it runs")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn today() -> Date {
    now().to_zoned(TimeZone::get("Europe/Helsinki").unwrap()).date()
}

pub(crate) fn request_id() -> String {
    random_id().to_string()
}

pub(crate) fn start(date: &str, time: &str) -> LocalStart {
    LocalStart { date: date.to_owned(), time: time.to_owned(), zone: String::new() }
}

pub(crate) fn weekly(weekday: Weekday, start_time: &str) -> WeeklyTime {
    WeeklyTime {
        weekday: weekday.into(),
        start_time: start_time.to_owned(),
        zone: String::new(),
        duration_minutes: 120,
    }
}

/// Thursdays of a spring with two public holidays on Thursdays, 1 May and Ascension Day.
pub(crate) fn spring(group: Uuid) -> PlanSeriesRequest {
    PlanSeriesRequest {
        request_id: request_id(),
        group_id: group.to_string(),
        programme_id: GROUPS.to_owned(),
        name: "Torstain äidit".to_owned(),
        kind: SessionKind::GroupSession.into(),
        weekly: Some(weekly(Weekday::Thursday, "17:30")),
        first_on: "2025-03-03".to_owned(),
        last_on: "2025-06-01".to_owned(),
        place: "Perhekeskus".to_owned(),
        occurred_on: "2025-02-03".to_owned(),
        ..PlanSeriesRequest::default()
    }
}

pub(crate) fn evening(group: Option<Uuid>) -> PlanSessionRequest {
    PlanSessionRequest {
        request_id: request_id(),
        kind: SessionKind::GroupSession.into(),
        programme_id: GROUPS.to_owned(),
        group_id: group.map(|group| group.to_string()).unwrap_or_default(),
        name: "Ilta".to_owned(),
        start: Some(start("2025-03-05", "17:30")),
        duration_minutes: 90,
        place: "Perhekeskus".to_owned(),
        occurred_on: "2025-03-01".to_owned(),
        ..PlanSessionRequest::default()
    }
}

/// Day and time of each, as listed.
pub(crate) fn starts(sessions: &[SessionSummary]) -> Vec<String> {
    let start = |session: &SessionSummary| session.start.clone().unwrap();
    sessions.iter().map(|session| format!("{} {}", start(session).date, start(session).time)).collect()
}
