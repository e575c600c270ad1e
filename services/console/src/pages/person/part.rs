//! What a person takes part in: as somebody who waits, in a pair, as a volunteer.

use proto::{
    matching::v1::{
        ListMatchesRequest, ListSupportRequestsRequest, ListVolunteersRequest, MatchStatus, VolunteerStatus,
    },
    referrals::v1::Person,
};

use crate::{
    acts::or_silent,
    app::App,
    clients::{Caller, asked},
    components::{Tag, Tone},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    names::PersonNames,
    offering::Offering,
    pages::{matches, volunteers},
};

/// One of them, with its own page.
pub(super) struct Part {
    pub(super) what: String,
    pub(super) href: String,
    pub(super) tag: Tag,
    pub(super) since: String,
}

const MATCHES: [MatchStatus; 5] =
    [MatchStatus::SettingUp, MatchStatus::Active, MatchStatus::Paused, MatchStatus::Ended, MatchStatus::Cancelled];

const VOLUNTEERS: [VolunteerStatus; 7] = [
    VolunteerStatus::Applied,
    VolunteerStatus::InTraining,
    VolunteerStatus::Interviewed,
    VolunteerStatus::Approved,
    VolunteerStatus::Paused,
    VolunteerStatus::Left,
    VolunteerStatus::NotApproved,
];

/// Nothing of a service that does not answer.
pub(super) async fn of(
    app: &App,
    caller: &Caller,
    person: &Person,
    offering: &Offering,
    silent: &mut Vec<Service>,
    t: Texts,
) -> Result<Vec<Part>, Failure> {
    let person_id = || person.person_id.clone();
    // What was found by another record of hers still names her by that one.
    let is_she = |id: &str| id == person.person_id || person.merged.iter().any(|record| record.person_id == id);
    let asks = ListSupportRequestsRequest { person_id: person_id(), ..ListSupportRequestsRequest::default() };
    let waits = or_silent(asked!(caller, app.clients.matches(), Matching, list_support_requests, asks), silent)?;
    let asks = ListMatchesRequest {
        person_id: person_id(),
        statuses: MATCHES.map(i32::from).to_vec(),
        ..ListMatchesRequest::default()
    };
    let pairs = or_silent(asked!(caller, app.clients.matches(), Matching, list_matches, asks), silent)?.matches;
    let asks = ListVolunteersRequest {
        person_id: person_id(),
        statuses: VOLUNTEERS.map(i32::from).to_vec(),
        ..ListVolunteersRequest::default()
    };
    let volunteers = or_silent(asked!(caller, app.clients.volunteers(), Matching, list_volunteers, asks), silent)?;
    let others = pairs.iter().flat_map(|pair| [pair.person_id.as_str(), &pair.volunteer_person_id]);
    let names = PersonNames::of(app, caller, others.filter(|other| !is_she(other))).await?;

    let named = |key: Key, programme: &str| format!("{}: {}", t.say(key), offering.name(programme, t));
    let waits = waits.support_requests.iter().map(|request| Part {
        what: named(Key("part-waits"), &request.programme_id),
        href: format!("/requests/{}", request.support_request_id),
        tag: Tag::new(Tone::Waiting, t.say("referral-waiting")),
        since: t.iso_date(&request.waits_since),
    });
    let pairs = pairs.iter().map(|pair| {
        let other = if is_she(&pair.person_id) { &pair.volunteer_person_id } else { &pair.person_id };
        Part {
            what: t.say("part-pair").with("name", names.name(other, t)).to_string(),
            href: format!("/matches/{}", pair.match_id),
            tag: matches::tag(pair.status(), t),
            since: t.iso_date(if pair.active_since.is_empty() { &pair.set_up_on } else { &pair.active_since }),
        }
    });
    let volunteers = volunteers.volunteers.iter().map(|volunteer| Part {
        what: named(Key("part-volunteer"), &volunteer.programme_id),
        href: format!("/volunteers/{}", volunteer.volunteer_id),
        tag: volunteers::tag(volunteer.status(), t),
        since: t.iso_date(&volunteer.status_since),
    });
    Ok(waits.chain(pairs).chain(volunteers).collect())
}
