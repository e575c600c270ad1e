//! `/today`: what asks for the coordinator now, each with its reason and its one action.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use proto::referrals::v1::{DueKind, DueReferral, ListReferralsDueRequest};
use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;

use crate::{
    app::App,
    clients::Caller,
    components::{Action, Tag, TodayItem, Tone},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    page::Page,
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/today.html")]
pub struct Today {
    page: Page,
    /// Promises and rights of persons: before anything else.
    first: Vec<TodayItem>,
    then: Vec<TodayItem>,
    /// Services that did not answer; what they know is missing here.
    silent: Vec<Service>,
    /// What was just written does not show yet.
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff) -> Result<Today, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let mut silent = Vec::new();
    let due = match referrals_due(&app, &caller).await {
        Ok(due) => due,
        Err(Failure::Unavailable(service)) => {
            silent.push(service);
            Vec::new()
        }
        Err(failure) => return Err(failure),
    };
    let (first, then) = due.iter().filter_map(|due| item(due, t)).partition(|item| item.tag.tone.is_pressing());
    Ok(Today { page: staff.visit.page().await?, first, then, silent, is_behind: caller.is_behind() })
}

async fn referrals_due(app: &App, caller: &Caller) -> Result<Vec<DueReferral>, Failure> {
    let mut referrals = ReferralsServiceClient::new(app.clients.referrals.clone());
    let answer = referrals.list_referrals_due(caller.ask(ListReferralsDueRequest {})).await;
    Ok(caller.answer(Service::Referrals, answer).await?.due)
}

/// None for a kind that this version does not know.
fn item(due: &DueReferral, t: Texts) -> Option<TodayItem> {
    let (tone, what, why, action) = match due.kind() {
        DueKind::Unspecified => return None,
        DueKind::Acknowledge => {
            (Tone::Urgent, Key("due-acknowledge"), Key("due-acknowledge-why"), Key("due-acknowledge-action"))
        }
        DueKind::ConsentWithdrawn => (
            Tone::Urgent,
            Key("due-consent-withdrawn"),
            Key("due-consent-withdrawn-why"),
            Key("due-consent-withdrawn-action"),
        ),
        DueKind::PrivacyNotice => (
            Tone::Attention,
            Key("due-privacy-notice"),
            Key("due-privacy-notice-why"),
            Key("due-privacy-notice-action"),
        ),
        DueKind::Decide => (Tone::New, Key("due-decide"), Key("due-decide-why"), Key("due-decide-action")),
        DueKind::HoldEnds => {
            (Tone::Waiting, Key("due-hold-ends"), Key("due-hold-ends-why"), Key("due-hold-ends-action"))
        }
        DueKind::NextStep => {
            (Tone::Active, Key("due-next-step"), Key("due-next-step-why"), Key("due-next-step-action"))
        }
    };
    let day = due.due_on.parse().map_or_else(|_| due.due_on.clone(), |day| t.date(day));
    let person = format!("/people/{}", due.person_id);
    let href =
        due.referral.as_ref().map_or_else(|| person.clone(), |referral| format!("/referrals/{}", referral.referral_id));
    let name = if due.name.is_empty() { t.say("person-without-name").to_string() } else { due.name.clone() };
    Some(TodayItem {
        name,
        href: person,
        tag: Tag::new(tone, t.say(what)),
        why: t.say(why).with("day", day).to_string(),
        action: Action { words: t.say(action).to_string(), href },
        note: None,
    })
}

#[cfg(test)]
mod tests {
    use proto::referrals::v1::{DueKind, DueReferral, ReferralSummary};

    use super::item;
    use crate::i18n::{Language, Texts};

    fn due(kind: DueKind) -> DueReferral {
        DueReferral {
            referral: Some(ReferralSummary { referral_id: "r1".to_owned(), ..Default::default() }),
            person_id: "p1".to_owned(),
            name: "Oksana M.".to_owned(),
            kind: kind.into(),
            due_on: "2026-02-27".to_owned(),
        }
    }

    #[test]
    fn a_broken_promise_names_its_day_and_leads_to_the_referral() {
        let item = item(&due(DueKind::Acknowledge), Texts(Language::Finnish)).unwrap();
        assert!(item.tag.tone.is_pressing());
        assert!(item.why.contains("27.2.2026"), "{}", item.why);
        assert_eq!((item.action.href.as_str(), item.href.as_str()), ("/referrals/r1", "/people/p1"));
    }

    #[test]
    fn every_known_kind_is_shown() {
        for kind in (1..=6).map(|number| DueKind::try_from(number).unwrap()) {
            assert!(item(&due(kind), Texts(Language::English)).is_some(), "{kind:?}");
        }
    }

    #[test]
    fn an_erased_person_has_no_name() {
        let erased = DueReferral { name: String::new(), ..due(DueKind::Decide) };
        assert!(!item(&erased, Texts(Language::Finnish)).unwrap().name.is_empty());
    }
}
