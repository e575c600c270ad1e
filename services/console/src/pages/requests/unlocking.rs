//! What would help somebody who has no candidate: one change about a volunteer, one new volunteer, one agreement.

use proto::matching::v1::{HardRule, Unlocking, WantedAgreement, WantedVolunteer};

use crate::{
    codes,
    i18n::{Key, Texts},
    names::PersonNames,
};

/// One thing that would help.
#[derive(Debug)]
pub(super) struct Help {
    pub(super) words: String,
    /// Whom it is about, or whom it helps: name, address, and what else there is to say; may be empty.
    pub(super) people: Vec<(String, String, String)>,
    /// How many more there are; may be empty.
    pub(super) more: String,
}

/// A change that frees volunteers for somebody.
pub(super) fn unlocking(change: &Unlocking, names: &PersonNames, t: Texts) -> Option<Help> {
    let words = match change.rule() {
        HardRule::AgreementCovers if change.municipality_code.is_empty() => Key("unlock-agreement-hidden"),
        HardRule::AgreementCovers => Key("unlock-agreement"),
        HardRule::Approved => Key("unlock-approved"),
        HardRule::NotPaused => Key("unlock-not-paused"),
        HardRule::FreeSlot => Key("unlock-free-slot"),
        HardRule::ExtractInspected => Key("unlock-extract"),
        HardRule::NotDeclined => Key("unlock-not-declined"),
        HardRule::Unspecified
        | HardRule::Language
        | HardRule::Woman
        | HardRule::SameProfession
        | HardRule::AnotherPerson
        | HardRule::NotProposed => return None,
    };
    let people = change.volunteers.iter().map(|one| {
        let back = if one.back_on.is_empty() {
            String::new()
        } else {
            t.say("unlock-back").with("day", t.iso_date(&one.back_on)).to_string()
        };
        (names.name(&one.person_id, t), format!("/volunteers/{}", one.volunteer_id), back)
    });
    let place = codes::municipality(&change.municipality_code);
    let more = change.total.saturating_sub(u32::try_from(change.volunteers.len()).unwrap_or(change.total));
    Some(Help {
        words: t.say(words).with("place", place).to_string(),
        people: people.collect(),
        more: if more == 0 { String::new() } else { t.say("unlock-more").count("count", more).to_string() },
    })
}

/// A new volunteer. `waiting` names those whom she would help.
pub(super) fn wanted(one: &WantedVolunteer, waiting: Vec<(String, String, String)>, t: Texts) -> Help {
    let or = |parts: Vec<String>| parts.join(&t.say("wanted-or").to_string());
    let place = match one.municipality_code.as_str() {
        "" => t.say("wanted-anywhere").to_string(),
        code => codes::municipality(code).to_owned(),
    };
    let profession = match one.profession_code.as_str() {
        "" => String::new(),
        code => t.say("wanted-profession").with("code", code).to_string(),
    };
    let languages = one.languages_any.iter().map(|code| codes::language(code, t)).collect();
    let parts = [place, or(one.times().map(|time| t.name(time)).collect()), or(languages), profession];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let words = t.say("wanted-volunteer").with("who", parts.join(" · "));
    Help {
        words: words.count("count", one.support_request_ids.len()).to_string(),
        people: waiting,
        more: String::new(),
    }
}

/// A new agreement. `waiting` names those whom it would help.
pub(super) fn agreement(one: &WantedAgreement, waiting: Vec<(String, String, String)>, t: Texts) -> Help {
    let place = match one.municipality_code.as_str() {
        "" => t.say("wanted-agreement-hidden").to_string(),
        code => codes::municipality(code).to_owned(),
    };
    let words = t.say("wanted-agreement").with("place", place).count("count", one.support_request_ids.len());
    Help { words: words.to_string(), people: waiting, more: String::new() }
}
