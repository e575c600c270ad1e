use access::Role;
use proto::{
    matching::v1::{
        AnswerLinkedProposalRequest, DeclineReason, GetLinkedMatchRequest, GetLinkedProposalRequest, GetMatchRequest,
        LinkAction, LinkStatus, ListMatchesDueRequest, MatchDueKind, MatchStatus, Mood, Proposal, ProposalStatus,
        RecordProposalCallRequest, Side, WishCallRequest,
    },
    referrals::v1::GivenBy,
};
use testing::eventually;

use super::{
    district::{District, proposal, reason, request_id},
    links::{DAY, says, tells},
};

impl District {
    async fn due_kinds(&self) -> Vec<MatchDueKind> {
        let due = self.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest::default()).await.unwrap();
        due.into_inner().due.iter().map(proto::matching::v1::DueMatch::kind).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_answer_by_link_and_the_pair_is_set_up() {
    let district = District::open().await;
    let asked = district.asked().await;
    for side in [Side::Volunteer, Side::Participant] {
        let link = district.link(&asked.proposal, side).await;
        assert_eq!(link.secret.len(), 26, "130 bits");
        // Opened by whatever reads messages, then by herself.
        district.redeem(&link.secret).await.unwrap();
        let redeemed = district.redeem(&link.secret.to_lowercase()).await.unwrap();
        assert_eq!((redeemed.action(), redeemed.used), (LinkAction::AnswerProposal, false));
        let mut holder = district.holder(&redeemed.token_object);
        let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap().into_inner();
        assert_eq!((shown.side(), shown.answer_by.is_empty()), (side, false));
        holder.answer_linked_proposal(says(true)).await.unwrap();
        let again = district.redeem(&link.secret).await.unwrap();
        assert_eq!((again.used, again.yes), (true, true), "a page sent twice shows the first answer");
    }
    district.match_of(&asked.person, MatchStatus::SettingUp).await;
    let told = district.told(&asked.proposal).await;
    let given: Vec<_> = told.answers.iter().map(|answer| (answer.side(), answer.yes, answer.given_by())).collect();
    assert_eq!(given, [(Side::Volunteer, true, GivenBy::Link), (Side::Participant, true, GivenBy::Link)]);
    assert!(told.links.iter().all(|link| link.status() == LinkStatus::Used));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_sent_twice_is_answered_once_and_another_answer_is_refused() {
    let district = District::open().await;
    let asked = district.asked().await;
    let link = district.link(&asked.proposal, Side::Participant).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    let mut holder = district.holder(&redeemed.token_object);
    let no = AnswerLinkedProposalRequest { decline_reason: DeclineReason::Time.into(), ..says(false) };
    holder.answer_linked_proposal(no.clone()).await.unwrap();
    holder.answer_linked_proposal(no).await.unwrap();
    let refused = holder.answer_linked_proposal(says(true)).await.unwrap_err();
    assert_eq!(reason(&refused), "PROPOSAL_ALREADY_ANSWERED");
    let again = district.redeem(&link.secret).await.unwrap();
    assert_eq!((again.used, again.yes), (true, false));

    let told = eventually("the answer", async || {
        // Its row may be older than its answers.
        let declined = |told: &Proposal| told.summary.as_ref().unwrap().status() == ProposalStatus::Declined;
        Some(district.told(&asked.proposal).await).filter(declined)
    })
    .await;
    assert_eq!((told.answers.len(), told.answers[0].decline_reason()), (1, DeclineReason::Time));
    // A no is a no however it was given: the pair is not proposed again unless both were asked.
    let mut coordinator = district.matches(Role::Coordinator);
    let anew = coordinator.propose_match(proposal(&asked.support_request, &asked.volunteer)).await;
    assert_eq!(reason(&anew.unwrap_err()), "PAIR_DECLINED_BEFORE");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_would_rather_be_called_stands_on_today_until_she_was() {
    let district = District::open().await;
    let asked = district.asked().await;
    let link = district.link(&asked.proposal, Side::Participant).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    let mut holder = district.holder(&redeemed.token_object);
    let wish = WishCallRequest { request_id: request_id() };
    holder.wish_call(wish.clone()).await.unwrap();
    holder.wish_call(wish).await.unwrap();
    eventually("the wish on Today", async || (district.due_kinds().await == [MatchDueKind::CallWished]).then_some(()))
        .await;
    let told = district.told(&asked.proposal).await;
    assert_eq!(
        told.call_wishes.iter().map(proto::matching::v1::CallWish::side).collect::<Vec<_>>(),
        [Side::Participant]
    );
    let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap().into_inner();
    assert!(shown.call_wished);

    let called = RecordProposalCallRequest {
        request_id: request_id(),
        proposal_id: asked.proposal.clone(),
        side: Side::Participant.into(),
        occurred_on: String::new(),
    };
    district.matches(Role::Coordinator).record_proposal_call(called).await.unwrap();
    eventually("the wish to be gone", async || {
        (district.due_kinds().await == [MatchDueKind::ProposalWaits]).then_some(())
    })
    .await;
    // After the call she may still answer by the same link.
    holder.answer_linked_proposal(says(true)).await.unwrap();
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn either_side_tells_how_it_goes_by_link_once_and_the_cadence_counts_it() {
    let district = District::open().await;
    let match_id = district.met().await;
    district.ground.set_clock(20 * DAY).await;
    eventually("the silent pair", async || (district.due_kinds().await == [MatchDueKind::Silent]).then_some(())).await;

    let link = district.check_in_link(&match_id, Side::Volunteer).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    assert_eq!(redeemed.action(), LinkAction::TellCheckIn);
    let mut holder = district.holder(&redeemed.token_object);
    let asked = holder.get_linked_match(GetLinkedMatchRequest {}).await.unwrap().into_inner();
    assert_eq!(asked.side(), Side::Volunteer);
    let told = tells(Mood::Good);
    holder.tell_check_in(told.clone()).await.unwrap();
    holder.tell_check_in(told).await.unwrap();
    let refused = holder.tell_check_in(tells(Mood::Hard)).await.unwrap_err();
    assert_eq!(reason(&refused), "LINK_USED");
    assert!(district.redeem(&link.secret).await.unwrap().used);

    eventually("nobody to be silent", async || district.due_kinds().await.is_empty().then_some(())).await;
    let get = GetMatchRequest { match_id: match_id.clone() };
    let found = district.matches(Role::Coordinator).get_match(get).await.unwrap().into_inner().r#match.unwrap();
    let check_ins: Vec<_> =
        found.check_ins.iter().map(|told| (told.side(), told.mood(), told.given_by(), told.topics.clone())).collect();
    assert_eq!(check_ins, [(Side::Volunteer, Mood::Good, GivenBy::Link, vec!["parenting".to_owned()])]);
    assert_eq!(
        found.links.iter().map(|link| (link.side(), link.status())).collect::<Vec<_>>(),
        [(Side::Volunteer, LinkStatus::Used)]
    );
    // The next check-in has a link of its own.
    let next = district.check_in_link(&match_id, Side::Volunteer).await;
    district.opens_nothing(&link.secret).await;
    assert!(!district.redeem(&next.secret).await.unwrap().used);
    district.stop().await;
}
