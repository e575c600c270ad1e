//! What pairs, proposals and volunteers ask.

use proto::{
    matching::v1::{DueMatch, MatchDueKind, WithdrawReason},
    scheduling::v1::DueMeeting,
};

use super::{Day, Ranked};
use crate::{
    components::{Action, Doing, TodayItem, Tone},
    i18n::Key,
    names::PersonNames,
    offering::Offering,
};

/// Everybody an item is about.
pub(super) fn persons(due: &DueMatch) -> impl Iterator<Item = &str> {
    let of_match = due.r#match.iter().flat_map(|found| [&found.person_id, &found.volunteer_person_id]);
    let of_proposal = due.proposal.iter().flat_map(|found| [&found.person_id, &found.volunteer_person_id]);
    let of_group = due.group.iter().flat_map(|found| [&found.person_id, &found.next_person_id]);
    of_match.chain(of_proposal).chain(of_group).chain([&due.volunteer_person_id]).map(String::as_str)
}

/// Whether an item names an agreement.
pub(super) fn names_agreement(due: &[DueMatch]) -> bool {
    due.iter().any(|due| !due.agreement_id.is_empty())
}

/// Its first meeting asks already, and knows more: that it failed, since when a time is sought. Or its time is agreed,
/// and nothing is asked before the day.
pub(super) fn is_told_by_meeting(due: &DueMatch, meetings_of: &[&str]) -> bool {
    let of_match = due.r#match.as_ref().is_some_and(|found| meetings_of.contains(&found.match_id.as_str()));
    due.kind() == MatchDueKind::FirstMeeting && of_match
}

/// Whether a first meeting's match is among those that ask: a match that is set up asks for one until it is held.
pub(super) fn asks_for_meeting(due: &[DueMatch], meeting: &DueMeeting) -> bool {
    let of = super::meetings::match_id(meeting);
    let matches = due.iter().filter(|due| due.kind() == MatchDueKind::FirstMeeting);
    matches.filter_map(|due| due.r#match.as_ref()).any(|found| found.match_id == of)
}

/// None for a kind that this version does not know.
pub(super) fn item(due: &DueMatch, on: Day, names: &PersonNames, offering: &Offering) -> Option<Ranked> {
    let t = on.t;
    let partner = offering.partner(&due.agreement_id);
    let (harm, tone, what, why, action) = match due.kind() {
        MatchDueKind::Unspecified => return None,
        MatchDueKind::ConcernOpen => (0, Tone::Urgent, Key("due-concern"), Key("due-concern-why"), "concern"),
        MatchDueKind::VolunteerAway => (3, Tone::Attention, Key("due-away"), Key("due-away-why"), "go-on"),
        MatchDueKind::CallWished => (2, Tone::Attention, Key("due-call"), Key("due-call-why"), ""),
        MatchDueKind::Silent => (4, Tone::Attention, Key("due-silent"), Key("due-silent-why"), "check-in"),
        MatchDueKind::AgreementEnded if partner.is_some() => {
            (4, Tone::Attention, Key("due-agreement"), Key("due-agreement-with-why"), "go-on")
        }
        MatchDueKind::AgreementEnded => (4, Tone::Attention, Key("due-agreement"), Key("due-agreement-why"), "go-on"),
        MatchDueKind::ProposalExpires => (5, Tone::Attention, Key("due-expires"), Key("due-expires-why"), ""),
        MatchDueKind::ProposalWithdrawn if unconsented(due) => {
            (5, Tone::New, Key("due-withdrawn"), Key("due-unconsented-why"), "")
        }
        MatchDueKind::ProposalWithdrawn => (5, Tone::New, Key("due-withdrawn"), Key("due-withdrawn-why"), "search"),
        MatchDueKind::SetUp => (5, Tone::New, Key("due-set-up"), Key("due-set-up-why"), ""),
        MatchDueKind::FirstMeeting => (6, Tone::New, Key("due-first-meeting"), Key("due-first-meeting-why"), ""),
        MatchDueKind::ProposalWaits => (8, Tone::Waiting, Key("due-proposal"), Key("due-proposal-why"), ""),
        MatchDueKind::VolunteerWaits => (8, Tone::Waiting, Key("due-volunteer"), Key("due-volunteer-why"), ""),
        MatchDueKind::NewApplication => (5, Tone::New, Key("due-application"), Key("due-application-why"), ""),
        MatchDueKind::ExpenseUnanswered => (7, Tone::Attention, Key("due-expense"), Key("due-expense-why"), ""),
        MatchDueKind::TermEnds => (9, Tone::Waiting, Key("due-term-ends"), Key("due-term-ends-why"), "go-on"),
        MatchDueKind::PauseEnds => (9, Tone::Waiting, Key("due-pause-ends"), Key("due-pause-ends-why"), ""),
        MatchDueKind::FamilyConsentWithdrawn => {
            (1, Tone::Urgent, Key("due-family-consent"), Key("due-family-consent-why"), "")
        }
        MatchDueKind::CheckInMissed => (4, Tone::Attention, Key("due-missed"), Key("due-missed-why"), "check-in"),
        MatchDueKind::AgreementMissing => (7, Tone::Waiting, Key("due-no-agreement"), Key("due-no-agreement-why"), ""),
        MatchDueKind::OutcomeMissing => (8, Tone::Waiting, Key("due-outcome"), Key("due-outcome-why"), ""),
        MatchDueKind::OutcomeFollowUp => (8, Tone::Waiting, Key("due-follow-up"), Key("due-follow-up-why"), ""),
        MatchDueKind::GoalOpen => (8, Tone::Waiting, Key("due-goal"), Key("due-goal-why"), ""),
        MatchDueKind::GroupPlaceFree => (5, Tone::New, Key("due-place-free"), Key("due-place-free-why"), "group"),
        MatchDueKind::GroupOfferOpen if on.is_overdue(&due.due_on) => {
            (5, Tone::Attention, Key("due-group-offer"), Key("due-group-offer-why"), "group")
        }
        MatchDueKind::GroupOfferOpen => (8, Tone::Waiting, Key("due-group-offer"), Key("due-group-offer-why"), "group"),
        MatchDueKind::GroupOfferExpired if has_next(due) => {
            (5, Tone::Attention, Key("due-offer-expired"), Key("due-offer-expired-next-why"), "group")
        }
        MatchDueKind::GroupOfferExpired => {
            (5, Tone::Attention, Key("due-offer-expired"), Key("due-offer-expired-why"), "group")
        }
        MatchDueKind::GroupChildcareFree => {
            (7, Tone::New, Key("due-childcare-free"), Key("due-childcare-free-why"), "group")
        }
    };
    let (name, href) = if let Some(found) = &due.r#match {
        (pair(names, &found.person_id, &found.volunteer_person_id, on), format!("/matches/{}", found.match_id))
    } else if let Some(found) = &due.proposal {
        let page = match due.kind() {
            // Somebody else is sought where she waits.
            MatchDueKind::ProposalWithdrawn => format!("/requests/{}", found.support_request_id),
            _ => format!("/proposals/{}", found.proposal_id),
        };
        (pair(names, &found.person_id, &found.volunteer_person_id, on), page)
    } else if let Some(found) = &due.group {
        (names.name(&found.person_id, t), format!("/groups/{}", found.group_id))
    } else {
        (names.name(&due.volunteer_person_id, t), format!("/volunteers/{}", due.volunteer_id))
    };
    let words = match action {
        "concern" => t.say("due-concern-action"),
        "check-in" => t.say("due-silent-action"),
        "search" => t.say("due-withdrawn-action"),
        "go-on" => t.say("due-go-on-action"),
        "group" => t.say("open-group"),
        _ => t.say("due-open-action"),
    };
    let group = due.group.clone().unwrap_or_default();
    let silent_days = due.r#match.as_ref().map_or(0, |found| found.silent_days);
    let item = TodayItem {
        name,
        href: href.clone(),
        tag: on.tag(tone, what),
        why: t
            .say(why)
            .with("day", on.date(&due.due_on))
            .with("partner", partner.unwrap_or_default())
            .with("group", &group.name)
            .with("next", names.name(&group.next_person_id, t))
            .count("free", group.free)
            .count("days", silent_days)
            .to_string(),
        when: when(due, on),
        warning: names.warning(persons(due), t),
        doing: Doing::There(Action { words: words.to_string(), href }),
        more: None,
        note: None,
    };
    Some(Ranked { harm, due_on: due.due_on.clone(), item })
}

/// How late it is, or how long it has stood; empty for what is not yet due.
fn when(due: &DueMatch, on: Day) -> String {
    match due.kind() {
        MatchDueKind::Silent
        | MatchDueKind::ExpenseUnanswered
        | MatchDueKind::CheckInMissed
        | MatchDueKind::ProposalWaits
        | MatchDueKind::ProposalExpires
        | MatchDueKind::TermEnds
        | MatchDueKind::OutcomeFollowUp
        | MatchDueKind::GroupOfferOpen
        | MatchDueKind::GroupOfferExpired
        | MatchDueKind::PauseEnds => on.lateness(&due.due_on),
        MatchDueKind::ConcernOpen
        | MatchDueKind::AgreementEnded
        | MatchDueKind::SetUp
        | MatchDueKind::FirstMeeting
        | MatchDueKind::VolunteerWaits
        | MatchDueKind::NewApplication
        | MatchDueKind::VolunteerAway
        | MatchDueKind::ProposalWithdrawn
        | MatchDueKind::CallWished
        | MatchDueKind::AgreementMissing
        | MatchDueKind::GoalOpen
        | MatchDueKind::OutcomeMissing
        | MatchDueKind::FamilyConsentWithdrawn
        | MatchDueKind::GroupPlaceFree
        | MatchDueKind::GroupChildcareFree
        | MatchDueKind::Unspecified => on.age(&due.due_on),
    }
}

fn has_next(due: &DueMatch) -> bool {
    due.group.as_ref().is_some_and(|found| !found.next_person_id.is_empty())
}

fn unconsented(due: &DueMatch) -> bool {
    due.proposal.as_ref().is_some_and(|found| found.withdraw_reason() == WithdrawReason::ConsentWithdrawn)
}

fn pair(names: &PersonNames, person: &str, volunteer: &str, on: Day) -> String {
    format!("{} – {}", names.name(person, on.t), names.name(volunteer, on.t))
}
