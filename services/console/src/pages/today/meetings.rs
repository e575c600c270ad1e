//! What first meetings ask.

use proto::scheduling::v1::{DueMeeting, MeetingDueKind};

use super::{Day, Ranked};
use crate::{
    components::{Action, Doing, TodayItem, Tone},
    i18n::Key,
    names::PersonNames,
};

/// Everybody an item is about.
pub(super) fn persons(due: &DueMeeting) -> impl Iterator<Item = &str> {
    let meeting = due.first_meeting.iter();
    meeting.flat_map(|meeting| [meeting.person_id.as_str(), meeting.volunteer_person_id.as_str()])
}

/// Empty when it names none.
pub(super) fn match_id(due: &DueMeeting) -> &str {
    due.first_meeting.as_ref().map_or("", |meeting| meeting.match_id.as_str())
}

/// None for a kind that this version does not know.
pub(super) fn item(due: &DueMeeting, on: Day, names: &PersonNames) -> Option<Ranked> {
    let t = on.t;
    let meeting = due.first_meeting.as_ref()?;
    let (harm, tone, what, why) = match due.kind() {
        MeetingDueKind::Unspecified => return None,
        MeetingDueKind::Today => (1, Tone::Urgent, Key("due-meeting-today"), Key("due-meeting-today-why")),
        MeetingDueKind::ResultMissing => (5, Tone::Attention, Key("due-meeting-result"), Key("due-meeting-result-why")),
        MeetingDueKind::FailedTwice => (3, Tone::Attention, Key("due-meeting-failed"), Key("due-meeting-failed-why")),
        MeetingDueKind::ToPlan => (6, Tone::New, Key("due-meeting-plan"), Key("due-meeting-plan-why")),
    };
    let time = meeting.start.as_ref().map_or("", |start| start.time.as_str());
    let href = format!("/matches/{}", meeting.match_id);
    let item = TodayItem {
        name: format!("{} – {}", names.name(&meeting.person_id, t), names.name(&meeting.volunteer_person_id, t)),
        href: href.clone(),
        tag: on.tag(tone, what),
        why: t
            .say(why)
            .with("day", on.date(&due.due_on))
            .with("time", time.replace(':', "."))
            .with("place", &meeting.place)
            .count("attempts", meeting.failed_attempts)
            .to_string(),
        when: match due.kind() {
            MeetingDueKind::ResultMissing => on.lateness(&due.due_on),
            MeetingDueKind::FailedTwice | MeetingDueKind::ToPlan => on.age(&due.due_on),
            MeetingDueKind::Today | MeetingDueKind::Unspecified => String::new(),
        },
        warning: names.warning(persons(due), t),
        doing: Doing::There(Action { words: t.say("due-meeting-action").to_string(), href }),
        more: None,
        note: None,
    };
    Some(Ranked { harm, due_on: due.due_on.clone(), item })
}
