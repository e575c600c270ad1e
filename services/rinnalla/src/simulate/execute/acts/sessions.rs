use jiff::civil::Date;
use proto::scheduling::v1::{
    AttendanceStatus, DateRange, Headcount, ListSessionsRequest, PersonAttendance, PlanSeriesRequest,
    PlanSessionRequest, RecordAttendanceRequest, SessionKind, WeeklyTime,
};
use rpc::scheduling::v1::sessions_service_client::SessionsServiceClient;

use super::{Carried, District, Stop, ask, matches::start};

/// When weekly groups meet.
const MORNING: &str = "10:00";

impl District<'_> {
    pub(super) async fn plan_series(&self, at: usize, n: usize, on: Date) -> Carried {
        let group = &self.plan.groups[at];
        let series = &group.series[n];
        let days = |(from, to): &(Date, Date)| DateRange { from: from.to_string(), to: to.to_string() };
        let message = PlanSeriesRequest {
            request_id: self.request_id(&format!("{}/plan", series.key)),
            group_id: self.group(at)?,
            programme_id: group.programme_id.clone(),
            name: group.name.clone(),
            kind: SessionKind::GroupSession.into(),
            weekly: Some(WeeklyTime {
                weekday: i32::from(series.weekday),
                start_time: MORNING.to_owned(),
                zone: String::new(),
                duration_minutes: 120,
            }),
            first_on: series.from.to_string(),
            last_on: series.to.to_string(),
            place: "Perhetalo".to_owned(),
            theme: String::new(),
            breaks: series.breaks.iter().map(days).collect(),
            exceptions: Vec::new(),
            on_public_holidays: false,
            counts_only: false,
            capacity: None,
            occurred_on: on.to_string(),
        };
        let planned = ask!(self, self.coordinator(at), Scheduling, SessionsServiceClient, plan_series, message)?;
        self.keep(series.key.clone(), planned.series_id);
        Ok(())
    }

    pub(super) async fn attend(&self, at: usize, n: usize, h: usize, on: Date) -> Carried {
        let series = &self.plan.groups[at].series[n];
        let held = &series.held[h];
        let list = ListSessionsRequest {
            from: on.to_string(),
            to: on.to_string(),
            series_id: self.id_of(&series.key)?,
            ..ListSessionsRequest::default()
        };
        let caller = self.coordinator(at);
        let listed = ask!(self, caller, Scheduling, SessionsServiceClient, list_sessions, list)?;
        let session_id = listed.sessions.into_iter().next().map(|session| session.session_id).ok_or(Stop::Without)?;
        let mut persons = Vec::new();
        for request in &held.present {
            let person_id = self.person_of(*request)?;
            persons.push(PersonAttendance { person_id, status: AttendanceStatus::Present.into() });
        }
        let message = RecordAttendanceRequest {
            request_id: self.request_id(&format!("{}/held {h}", series.key)),
            session_id,
            persons,
            unnamed: Some(Headcount { women: held.women, children: held.children, ..Headcount::default() }),
            children_in_childcare: held.children,
            occurred_on: on.to_string(),
        };
        ask!(self, caller, Scheduling, SessionsServiceClient, record_attendance, message)?;
        Ok(())
    }

    pub(super) async fn plan_session(&self, at: usize, on: Date) -> Carried {
        let session = &self.plan.sessions[at];
        let at_home = session.at_home_of.is_some();
        let person_ids = match session.at_home_of {
            Some(request) => vec![self.person_of(request)?],
            None => Vec::new(),
        };
        let (time, place) = match session.kind {
            SessionKind::Retreat | SessionKind::Event => ("11:00", "Leirikeskus"),
            SessionKind::HomeGuidance => ("13:00", "Kotona"),
            SessionKind::Visit | SessionKind::EmployerEncounter => ("12:00", "Sovittu paikka"),
            _ => ("17:30", "Toimisto"),
        };
        let message = PlanSessionRequest {
            request_id: self.request_id(&format!("{}/plan", session.key)),
            kind: session.kind.into(),
            programme_id: session.programme_id.clone(),
            group_id: String::new(),
            name: session.name.clone(),
            theme: String::new(),
            start: Some(start(session.on, time)),
            duration_minutes: if at_home { 60 } else { 150 },
            place: place.to_owned(),
            tentative: false,
            counts_only: session.counts_only,
            capacity: None,
            person_ids,
            occurred_on: on.to_string(),
        };
        let planned = ask!(self, self.coordinator(at), Scheduling, SessionsServiceClient, plan_session, message)?;
        self.keep(session.key.clone(), planned.session_id);
        Ok(())
    }

    pub(super) async fn hold_session(&self, at: usize, on: Date) -> Carried {
        let session = &self.plan.sessions[at];
        let mut message = RecordAttendanceRequest {
            request_id: self.request_id(&format!("{}/held", session.key)),
            session_id: self.id_of(&session.key)?,
            occurred_on: on.to_string(),
            ..RecordAttendanceRequest::default()
        };
        match session.at_home_of {
            Some(request) => {
                let person_id = self.person_of(request)?;
                message.persons = vec![PersonAttendance { person_id, status: AttendanceStatus::Present.into() }];
            }
            None => {
                message.unnamed =
                    Some(Headcount { women: session.women, children: session.children, ..Headcount::default() });
            }
        }
        ask!(self, self.coordinator(at), Scheduling, SessionsServiceClient, record_attendance, message)?;
        Ok(())
    }
}
