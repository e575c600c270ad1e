//! What happened to each one, day by day, for whoever counts anew: nothing in it is counted. Nobody is named; a key
//! stands for one person of the district.

use jiff::civil::Date;
use serde::Serialize;

use super::{code, word};
use crate::simulate::plan::{DistrictPlan, Fate};

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Happened {
    pub requests: Vec<Request>,
    pub matches: Vec<Match>,
    pub volunteers: Vec<Volunteer>,
    pub places: Vec<Place>,
    pub sessions: Vec<Session>,
    pub trained_organisations: Vec<TrainedOrganisation>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    pub key: String,
    pub programme: String,
    pub municipality: String,
    pub source: String,
    pub submitted: Date,
    /// Checked and decided on the same day.
    pub decided: Option<Decided>,
    /// Taken back, or closed because nobody was found.
    pub cancelled: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub on: Date,
    pub decision: Decision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Accepted,
    /// By the check.
    NotInTargetGroup,
    /// Referred onward, although the check came out well.
    Redirected,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    pub request: String,
    pub programme: String,
    /// The first meeting.
    pub held: Option<Date>,
    pub ended: Option<Ended>,
    /// What became of the participant, once it has ended.
    pub outcome: Option<String>,
    pub milestones: Vec<Reached>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reached {
    pub code: String,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ended {
    pub on: Date,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Volunteer {
    pub key: String,
    pub programme: String,
    pub approved: Option<Date>,
    pub paused: Option<Paused>,
    pub left: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Paused {
    pub on: Date,
    /// The first day back.
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    pub request: String,
    pub programme: String,
    pub since: Date,
    /// Given up, or the group closed.
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    pub programme: String,
    pub kind: String,
    pub on: Date,
    /// Counted without a name.
    pub women: u32,
    pub children: u32,
    /// Of the children, looked after meanwhile.
    pub childcare: u32,
    /// Requests of those who were there by name.
    pub present: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrainedOrganisation {
    pub programme: String,
    pub on: Date,
}

impl Happened {
    /// Nothing after `today` has happened.
    pub(super) fn of(plan: &DistrictPlan, today: Date) -> Self {
        let key = |request: usize| plan.requests[request].key.clone();
        let happened = |on: &Date| *on <= today;
        let requests = plan.requests.iter().map(|request| Request {
            key: request.key.clone(),
            programme: request.programme_id.clone(),
            municipality: request.municipality.clone(),
            source: word(request.source.as_str_name(), "REFERRAL_SOURCE_"),
            submitted: request.submitted,
            decided: request.decided.filter(happened).map(|on| Decided { on, decision: decision(&request.fate) }),
            cancelled: match request.fate {
                Fate::Withdrew { on, .. } | Fate::NoCapacity { on } => Some(on).filter(happened),
                _ => None,
            },
        });
        let matches = plan.matches.iter().map(|of| Match {
            request: key(of.request),
            programme: of.programme_id.clone(),
            held: of.held.filter(happened),
            ended: of
                .ended
                .filter(|ending| happened(&ending.on))
                .map(|ending| Ended { on: ending.on, reason: code(ending.reason) }),
            outcome: of.outcome.clone().filter(|_| of.ended.is_some_and(|ending| happened(&ending.on))),
            milestones: of
                .milestones
                .iter()
                .filter(|reached| happened(&reached.on))
                .map(|reached| Reached { code: reached.code.clone(), on: reached.on })
                .collect(),
        });
        let volunteers = plan.volunteers.iter().map(|volunteer| Volunteer {
            key: volunteer.key.clone(),
            programme: volunteer.programme_id.clone(),
            approved: volunteer.approved.filter(happened),
            paused: volunteer
                .paused
                .filter(|pause| happened(&pause.on))
                .map(|pause| Paused { on: pause.on, until: pause.until }),
            left: volunteer.left.filter(happened),
        });
        let trained = plan.trained_organisations.iter().filter(|organisation| happened(&organisation.on));
        Self {
            requests: requests.filter(|request| happened(&request.submitted)).collect(),
            matches: matches.collect(),
            volunteers: volunteers.collect(),
            places: places(plan, today),
            sessions: sessions(plan, today),
            trained_organisations: trained
                .map(|organisation| TrainedOrganisation {
                    programme: organisation.programme_id.clone(),
                    on: organisation.on,
                })
                .collect(),
        }
    }
}

fn decision(fate: &Fate) -> Decision {
    match fate {
        Fate::NotInTargetGroup => Decision::NotInTargetGroup,
        Fate::Redirected { .. } => Decision::Redirected,
        Fate::Open
        | Fate::Matched
        | Fate::Placed { .. }
        | Fate::Withdrew { .. }
        | Fate::NoCapacity { .. }
        | Fate::Waiting => Decision::Accepted,
    }
}

fn places(plan: &DistrictPlan, today: Date) -> Vec<Place> {
    let mut places = Vec::new();
    for group in &plan.groups {
        for member in group.members.iter().filter(|member| member.since <= today) {
            let until = member.until.map(|(on, _)| on).or(group.closed);
            places.push(Place {
                request: plan.requests[member.request].key.clone(),
                programme: group.programme_id.clone(),
                since: member.since,
                until: until.filter(|on| *on <= today),
            });
        }
    }
    places
}

fn sessions(plan: &DistrictPlan, today: Date) -> Vec<Session> {
    let key = |request: &usize| plan.requests[*request].key.clone();
    let mut sessions = Vec::new();
    for group in &plan.groups {
        for held in group.series.iter().flat_map(|series| &series.held) {
            if held.on <= today && held.is_written_down() {
                sessions.push(Session {
                    programme: group.programme_id.clone(),
                    kind: "group-session".to_owned(),
                    on: held.on,
                    women: held.women,
                    children: held.children,
                    childcare: held.children,
                    present: held.present.iter().map(key).collect(),
                });
            }
        }
    }
    for session in plan.sessions.iter().filter(|session| !session.ahead && session.on <= today) {
        let counted = session.at_home_of.is_none();
        sessions.push(Session {
            programme: session.programme_id.clone(),
            kind: word(session.kind.as_str_name(), "SESSION_KIND_"),
            on: session.on,
            women: if counted { session.women } else { 0 },
            children: if counted { session.children } else { 0 },
            childcare: 0,
            present: session.at_home_of.iter().map(key).collect(),
        });
    }
    sessions
}
