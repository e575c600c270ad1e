//! What referrals and persons ask.

use proto::referrals::v1::{DueKind, DueReferral};

use super::{Day, Ranked};
use crate::{
    acts::Acts,
    codes,
    components::{Action, Doing, TodayItem, Tone},
    i18n::Key,
    names::protected_warning,
    offering::Offering,
    pages::person,
    visit::Visit,
};

/// Whether an item names purposes.
pub(super) fn names_purposes(due: &[DueReferral]) -> bool {
    due.iter().any(|due| !due.purpose_ids.is_empty())
}

/// None for a kind that this version does not know.
pub(super) fn item(due: &DueReferral, on: Day, visit: &Visit, offering: &Offering) -> Option<Ranked> {
    let t = on.t;
    let late = on.is_overdue(&due.due_on);
    let (harm, tone, what, why) = match due.kind() {
        DueKind::Unspecified => return None,
        DueKind::Acknowledge if late => (1, Tone::Urgent, Key("due-acknowledge"), Key("due-acknowledge-why")),
        DueKind::Acknowledge => (6, Tone::New, Key("due-acknowledge"), Key("due-acknowledge-why")),
        DueKind::ConsentWithdrawn => (2, Tone::Urgent, Key("due-consent-withdrawn"), Key("due-consent-withdrawn-why")),
        DueKind::PrivacyNotice if late => {
            (4, Tone::Attention, Key("due-privacy-notice"), Key("due-privacy-notice-why"))
        }
        DueKind::PrivacyNotice => (9, Tone::Waiting, Key("due-privacy-notice"), Key("due-privacy-notice-why")),
        DueKind::NextStep => (5, Tone::Active, Key("due-next-step"), Key("due-next-step-why")),
        DueKind::MessageNotSent => (6, Tone::Attention, Key("due-message"), Key("due-message-why")),
        DueKind::ProbablyKnown => (6, Tone::New, Key("due-probably-known"), Key("due-probably-known-why")),
        DueKind::Decide if due.is_not_covered => (7, Tone::New, Key("due-not-covered"), Key("due-not-covered-why")),
        DueKind::Decide => (7, Tone::New, Key("due-decide"), Key("due-decide-why")),
        DueKind::HoldEnds => (8, Tone::Waiting, Key("due-hold-ends"), Key("due-hold-ends-why")),
    };
    let name = if due.name.is_empty() { t.say("person-without-name").to_string() } else { due.name.clone() };
    let href = format!("/people/{}", due.person_id);
    let referral = due.referral.as_ref().map(|referral| format!("/referrals/{}", referral.referral_id));
    let page = referral.clone().unwrap_or_else(|| href.clone());
    let scope = format!("{}-{}", due.kind, due.referral.as_ref().map_or(&due.person_id, |found| &found.referral_id));
    let of_person = Acts { visit, base: href.clone(), refused: None };
    let there = |key: Key| Doing::There(Action { words: t.say(key).to_string(), href: page.clone() });
    let mut contact = person::contact(&of_person, "/today").about(&name);
    contact.form = contact.form.scoped(format!("contact-{scope}"));
    if let Some(referral) = &due.referral {
        contact.form = contact.form.prefilled("referral_id", &referral.referral_id);
    }
    let (doing, note) = match due.kind() {
        DueKind::Acknowledge => {
            let acts = Acts { visit, base: page.clone(), refused: None };
            let act = acts.prefilled("acknowledge", Key("due-acknowledge-action"), Vec::new(), &[("to", "/today")]);
            (Doing::Here(Box::new(if late { act.about(&name).first() } else { act.about(&name) })), Some(contact))
        }
        // How she may be reached is on her page, and read first.
        DueKind::NextStep if due.address_protected => {
            let words = t.say("due-protected-action").to_string();
            (Doing::There(Action { words, href: href.clone() }), Some(contact))
        }
        DueKind::NextStep => {
            contact.words = t.say("due-next-step-action").to_string();
            (Doing::Here(Box::new(contact)), None)
        }
        DueKind::PrivacyNotice => {
            let mut act = person::notice(&of_person, "/today", "").about(&name);
            act.form = act.form.scoped(format!("notice-{scope}"));
            (Doing::Here(Box::new(act)), None)
        }
        DueKind::ConsentWithdrawn => (there(Key("due-consent-withdrawn-action")), Some(contact)),
        DueKind::HoldEnds => (there(Key("due-hold-ends-action")), Some(contact)),
        DueKind::MessageNotSent => (there(Key("due-message-action")), Some(contact)),
        DueKind::ProbablyKnown => (there(Key("due-probably-known-action")), None),
        DueKind::Decide | DueKind::Unspecified => (there(Key("due-decide-action")), Some(contact)),
    };
    let more = referral.map(|href| Action { words: t.say("open-referral").to_string(), href });
    let purposes: Vec<String> = due.purpose_ids.iter().map(|id| person::purpose_name(id, offering, t)).collect();
    let municipality = due.referral.as_ref().map_or("", |referral| codes::municipality(&referral.municipality_code));
    let item = TodayItem {
        warning: if due.address_protected { protected_warning(&name, t) } else { String::new() },
        name,
        href,
        tag: on.tag(tone, what),
        why: t
            .say(why)
            .with("day", on.date(&due.due_on))
            .with("purposes", purposes.join(", "))
            .with("municipality", municipality)
            .to_string(),
        // These are no deadlines.
        when: match due.kind() {
            DueKind::ConsentWithdrawn | DueKind::ProbablyKnown | DueKind::MessageNotSent => String::new(),
            _ => on.lateness(&due.due_on),
        },
        doing,
        more,
        note,
    };
    Some(Ranked { harm, due_on: due.due_on.clone(), item })
}
