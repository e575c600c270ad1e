//! What a referral's page offers to do, by where the referral stands.

use axum::http::StatusCode;
use proto::referrals::v1::{
    CheckOutcome, FindDuplicatesResponse, GetOfferingResponse, GetReferralResponse, Likeness, PersonHit, Referral,
    ReferralStatus as Status, ReferralSummary,
};

use super::{
    browser::{Console, PASSWORD, Shown},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

/// The page of a referral that was checked, as somebody of the role sees it.
async fn page(role: Role, summary: ReferralSummary) -> Shown {
    page_beside(role, summary, Vec::new()).await
}

/// The same, where these people probably are the one it is about.
async fn page_beside(role: Role, summary: ReferralSummary, hits: Vec<PersonHit>) -> Shown {
    let (_stub, url) = Stub::start(move |method, _| match method {
        "GetReferral" => {
            let referral = Referral { summary: Some(summary.clone()), ..Referral::default() };
            Ok(message(&GetReferralResponse { referral: Some(referral) }))
        }
        "GetOffering" => Ok(message(&GetOfferingResponse::default())),
        "FindDuplicates" => Ok(message(&FindDuplicatesResponse { hits: hits.clone() })),
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", role, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let shown = browser.open("/referrals/r1").await;
    assert_eq!(shown.status, StatusCode::OK);
    shown
}

fn checked(status: Status, outcome: CheckOutcome) -> ReferralSummary {
    ReferralSummary {
        name: "Oksana M.".to_owned(),
        status: status.into(),
        check_outcome: outcome.into(),
        ..ReferralSummary::default()
    }
}

/// What its forms post to, below the referral.
fn offered(shown: &Shown) -> Vec<&str> {
    let forms = shown.html.split("action=\"/referrals/r1/").skip(1);
    forms.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn what_rests_after_she_was_taken_in_goes_back_to_the_waiting_list() {
    let held = checked(Status::OnHold, CheckOutcome::Inside);
    let undecided = page(Role::Coordinator, held.clone()).await;
    assert_eq!(offered(&undecided), ["accept", "check", "hold", "reject", "close", "entered-in-error"]);
    let taken_in = page(Role::Coordinator, ReferralSummary { was_accepted: true, ..held }).await;
    assert_eq!(offered(&taken_in), ["waiting-list", "hold", "close", "entered-in-error"]);
}

#[tokio::test]
async fn a_justification_is_asked_unless_every_rule_holds() {
    for outcome in [CheckOutcome::Inside, CheckOutcome::Outside, CheckOutcome::Undecided] {
        let summary = checked(Status::Acknowledged, outcome);
        let manager = page(Role::Manager, summary.clone()).await;
        assert!(offered(&manager).contains(&"accept"), "{outcome:?}");
        let asked = manager.says("name=\"override_justification\"");
        assert_eq!(asked, outcome != CheckOutcome::Inside, "{outcome:?}");
        let coordinator = page(Role::Coordinator, summary).await;
        assert_eq!(offered(&coordinator).contains(&"accept"), outcome == CheckOutcome::Inside, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_referral_that_nobody_decided_about_shows_who_she_probably_is() {
    let known = PersonHit {
        person_id: "p2".to_owned(),
        name: "Oxana T.".to_owned(),
        likenesses: vec![Likeness::Phone.into(), Likeness::BirthMonth.into()],
        ..PersonHit::default()
    };
    let summary = |status| ReferralSummary { person_id: "p1".to_owned(), ..checked(status, CheckOutcome::Inside) };
    let new = page_beside(Role::Coordinator, summary(Status::Requested), vec![known.clone()]).await;
    assert!(new.says("Oxana T.") && new.says("sama puhelinnumero, sama syntymäkuukausi"), "{}", new.html);
    let other = new.value("/people/p1/tell-apart", "other_person_id");
    assert_eq!(
        (other.as_deref(), new.value("/people/p1/tell-apart", "to").as_deref()),
        (Some("p2"), Some("/referrals/r1"))
    );
    let decided = page_beside(Role::Coordinator, summary(Status::InProgress), vec![known]).await;
    assert!(!decided.says("Oxana T."));
}
