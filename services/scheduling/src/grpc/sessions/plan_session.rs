use decider::Decider as _;
use edge::{App, Call, Failure, Limits, Reply, Violations};
use jiff::civil::Date;
use proto::scheduling::v1::{PlanSessionRequest, PlanSessionResponse, SessionKind};
use scheduling_domain::{
    Session, SessionCommand,
    session::{SessionPlan, Slot},
};
use uuid::Uuid;

use super::{PERSONS, read_capacity};
use crate::{
    grpc::{PLACE, read_duration, read_start, sealed_place},
    queries::known,
};

pub(super) async fn plan_session(
    app: &App,
    call: Call,
    request: PlanSessionRequest,
) -> Result<Reply<PlanSessionResponse>, Failure> {
    let Parsed { request_id, occurred_on, mut plan, enrolled } = Parsed::read(app, &call, &request)?;
    if let Some(group) = plan.group_id {
        known::group(app, &call, group).await?;
    }
    let erasure_ordered = known::persons(app, &call, &enrolled).await?;
    if plan.kind == SessionKind::HomeGuidance {
        let place = std::mem::take(&mut plan.slot.place);
        if let [person] = enrolled.as_slice() {
            plan.slot.private_place = sealed_place(app, call.district(), *person, &place).await?;
        }
    }
    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let session = by.creates(Session::KIND, 0);
    let plan = SessionCommand::Plan { plan, enrolled, erasure_ordered };
    let done = app.log.create::<Session>(&by, session, &plan).await?;
    Ok(Reply::done(&done, PlanSessionResponse { session_id: session.to_string() }))
}

struct Parsed {
    request_id: Uuid,
    occurred_on: Option<Date>,
    plan: SessionPlan,
    enrolled: Vec<Uuid>,
}

impl Parsed {
    fn read(app: &App, call: &Call, request: &PlanSessionRequest) -> Result<Self, Failure> {
        let mut violations = Violations::default();
        let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
        let kind = violations.choice::<SessionKind>("kind", request.kind);
        if !request.programme_id.is_empty() {
            call.programme(&app.installation, &mut violations, &request.programme_id, occurred_on);
        }
        let group_id = violations.optional_id("group_id", &request.group_id);
        let name = violations.required_text("name", &request.name, Limits::NAME);
        let theme = violations.text("theme", &request.theme, Limits::NAME);
        let start = read_start(&mut violations, "start", request.start.as_ref());
        let duration = read_duration(&mut violations, "duration_minutes", request.duration_minutes);
        let place = violations.required_text("place", &request.place, PLACE);
        read_capacity(&mut violations, request.capacity);
        if request.person_ids.len() > PERSONS {
            violations.add("person_ids", "has too many entries");
        }
        let enrolled = (0..).zip(request.person_ids.iter().take(PERSONS));
        let enrolled = enrolled.map(|(n, person)| violations.id(&format!("person_ids[{n}]"), person)).collect();
        violations.settled()?;

        let duration = duration.ok_or_else(|| Failure::internal("a length that was read is missing"))?;
        let plan = SessionPlan {
            kind,
            programme_id: request.programme_id.clone(),
            group_id,
            series_id: None,
            name: name.to_owned(),
            theme: theme.to_owned(),
            slot: Slot { start, duration, place: place.to_owned(), private_place: None },
            tentative: request.tentative,
            counts_only: request.counts_only,
            capacity: request.capacity,
        };
        Ok(Self { request_id, occurred_on, plan, enrolled })
    }
}
