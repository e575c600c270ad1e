use access::Role;
use proto::{
    matching::v1::{
        AgeBand, AnswerLinkedProposalRequest, DeclineReason, GetLinkedMatchRequest, GetLinkedProposalRequest,
        GetMatchRequest, GetProposalRequest, IssueLinkRequest, IssueLinkResponse, LinkAction, LinkStatus,
        ListMatchesDueRequest, ListMatchesRequest, MatchDueKind, MatchStatus, Mood, PauseReason, PauseVolunteerRequest,
        Proposal, ProposalStatus, RecordProposalCallRequest, RedeemLinkRequest, RedeemLinkResponse, RevokeLinkRequest,
        Side, TellCheckInRequest, WishCallRequest, WithdrawProposalRequest, WithdrawReason,
    },
    referrals::v1::{
        ConsentPurpose, CorrectPersonRequest, ErasureGround, GivenBy, GrantConsentRequest, OrderErasureRequest,
        PersonIdentity, WithdrawConsentRequest,
    },
};
use testing::{As, eventually};
use tonic::{Code, Status};

use super::district::{District, answer, programmes, proposal, reason, request_id};

const DAY: i64 = 24 * 60 * 60;

/// A pair that is asked, and who the two are, by their ids.
pub(crate) struct Asked {
    pub(crate) proposal: String,
    pub(crate) support_request: String,
    pub(crate) volunteer: String,
    pub(crate) person: String,
}

impl District {
    /// Somebody who waits, agrees to be shown, and is proposed to a volunteer.
    pub(crate) async fn asked(&self) -> Asked {
        let volunteer_id = self.approved("684", 1).await;
        let request = self.waiting().await;
        self.agrees(&request.person_id).await;
        let proposal = self.propose(&request.support_request_id, &volunteer_id).await;
        Asked {
            proposal,
            support_request: request.support_request_id,
            volunteer: volunteer_id,
            person: request.person_id,
        }
    }

    pub(crate) async fn agrees(&self, person_id: &str) {
        let grant = GrantConsentRequest {
            request_id: request_id(),
            person_id: person_id.to_owned(),
            purpose: ConsentPurpose::SharingWithVolunteer.into(),
            wording_version: "1".to_owned(),
            wording_language: "ar".to_owned(),
            given_by: GivenBy::Interpreter.into(),
            occurred_on: String::new(),
        };
        self.persons(Role::Coordinator).grant_consent(grant).await.unwrap();
    }

    async fn agrees_no_more(&self, person_id: &str) {
        let withdraw = WithdrawConsentRequest {
            request_id: request_id(),
            person_id: person_id.to_owned(),
            purpose: ConsentPurpose::SharingWithVolunteer.into(),
            given_by: GivenBy::Spoken.into(),
            occurred_on: String::new(),
        };
        self.persons(Role::Coordinator).withdraw_consent(withdraw).await.unwrap();
    }

    /// A link for one side of a proposal.
    pub(crate) async fn link(&self, proposal_id: &str, side: Side) -> IssueLinkResponse {
        let issued = self.links(Role::Coordinator).issue_link(about_proposal(proposal_id, side)).await.unwrap();
        self.caught_up(&issued).await;
        issued.into_inner()
    }

    /// As anybody who has the secret.
    pub(crate) async fn redeem(&self, secret: &str) -> Result<RedeemLinkResponse, Status> {
        let request = RedeemLinkRequest { secret: secret.to_owned() };
        Ok(self.links(Role::Anonymous).redeem_link(request).await?.into_inner())
    }

    /// The link opens nothing, like one that was never made.
    async fn opens_nothing(&self, secret: &str) {
        let refused = self.redeem(secret).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }

    async fn told(&self, proposal_id: &str) -> Proposal {
        eventually("the row of the proposal", async || {
            let get = GetProposalRequest { proposal_id: proposal_id.to_owned() };
            self.matches(Role::Coordinator).get_proposal(get).await.ok()?.into_inner().proposal
        })
        .await
    }

    /// What the coordinator sees of the link of a side.
    async fn link_stands(&self, proposal_id: &str, side: Side, status: LinkStatus) {
        eventually("the link to stand so", async || {
            let told = self.told(proposal_id).await;
            told.links.iter().any(|link| link.side() == side && link.status() == status).then_some(())
        })
        .await;
    }

    async fn due_kinds(&self) -> Vec<MatchDueKind> {
        let due = self.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest {}).await.unwrap();
        due.into_inner().due.iter().map(proto::matching::v1::DueMatch::kind).collect()
    }

    /// A pair that has met.
    async fn met(&self) -> String {
        let asked = self.asked().await;
        self.both_agree(&asked.proposal).await;
        let set_up = self.match_of(&asked.person, MatchStatus::SettingUp).await;
        self.have_met(&set_up).await;
        self.match_of(&asked.person, MatchStatus::Active).await.match_id
    }

    async fn check_in_link(&self, match_id: &str, side: Side) -> IssueLinkResponse {
        let request = IssueLinkRequest {
            request_id: request_id(),
            match_id: match_id.to_owned(),
            side: side.into(),
            ..IssueLinkRequest::default()
        };
        let issued = self.links(Role::Coordinator).issue_link(request).await.unwrap();
        self.caught_up(&issued).await;
        issued.into_inner()
    }
}

pub(crate) fn about_proposal(proposal_id: &str, side: Side) -> IssueLinkRequest {
    IssueLinkRequest {
        request_id: request_id(),
        proposal_id: proposal_id.to_owned(),
        side: side.into(),
        ..IssueLinkRequest::default()
    }
}

pub(crate) fn says(yes: bool) -> AnswerLinkedProposalRequest {
    AnswerLinkedProposalRequest { request_id: request_id(), yes, ..AnswerLinkedProposalRequest::default() }
}

fn tells(mood: Mood) -> TellCheckInRequest {
    TellCheckInRequest { request_id: request_id(), mood: mood.into(), topics: vec!["parenting".to_owned()] }
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
async fn the_other_side_is_shown_without_name_contact_or_full_ages_and_the_view_log_says_to_whom() {
    let district = District::open().await;
    let asked = district.asked().await;
    let link = district.link(&asked.proposal, Side::Volunteer).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    let mut holder = district.holder(&redeemed.token_object);
    let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap().into_inner().other.unwrap();
    assert_eq!((shown.age_decade, shown.child_ages.len()), (30, 0));
    assert_eq!(shown.child_age_bands, [i32::from(AgeBand::UnderSchoolAge)]);
    assert_eq!(shown.languages[0].code, "ar");
    assert_eq!(
        (shown.municipality_code.as_str(), shown.region_code.as_str()),
        ("", "04"),
        "few people are known there"
    );
    let text = format!("{shown:?}").to_lowercase();
    for word in ["nadia", "esimerkki", "1990", "2020"] {
        assert!(!text.contains(word), "{word} is told");
    }

    let mut superuser = district.matching.database.superuser().await;
    let views: Vec<(String, String, String)> = sqlx::query_as(
        "select v.method, v.purpose, v.actor from kept.view v join kept.viewed p on p.district = v.district and p.view = v.id
         where p.person = $1 and v.method like '%Linked%'",
    )
    .bind(asked.person.parse::<uuid::Uuid>().unwrap())
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let method = "/rinnalla.matching.v1.LinksService/GetLinkedProposal".to_owned();
    assert_eq!(views, [(method, "own-answer".to_owned(), redeemed.token_object)]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_is_named_where_enough_people_are_known_and_neither_address_is_protected() {
    let district = District::open().await;
    for _ in 0..8 {
        district.person("609").await;
    }
    let asked = district.asked().await;
    let of_her = async || district.told(&asked.proposal).await.participant.unwrap();
    assert_eq!(of_her().await.municipality_code, "", "nine people live there");
    district.person("609").await;
    assert_eq!(of_her().await.municipality_code, "609");
    // The volunteer's own protection hides where the other lives too: two who meet would tell.
    let volunteer = district.told(&asked.proposal).await.summary.unwrap().volunteer_person_id;
    let protect = CorrectPersonRequest {
        request_id: request_id(),
        person_id: volunteer,
        identity: Some(PersonIdentity {
            given_name: "Aino".to_owned(),
            address_protected: true,
            ..PersonIdentity::default()
        }),
        ..CorrectPersonRequest::default()
    };
    let reply = district.persons(Role::Coordinator).correct_person(protect).await.unwrap();
    district.caught_up(&reply).await;
    let hidden = of_her().await;
    assert_eq!((hidden.municipality_code.as_str(), hidden.region_code.as_str()), ("", ""));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shown_by_link_who_does_not_agree_and_a_withdrawn_consent_kills_the_link_at_once() {
    let district = District::open().await;
    let volunteer_id = district.approved("684", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    let mut coordinator = district.links(Role::Coordinator);
    let refused = coordinator.issue_link(about_proposal(&proposal_id, Side::Volunteer)).await.unwrap_err();
    assert_eq!(reason(&refused), "LINK_WITHOUT_CONSENT");
    let own = district.link(&proposal_id, Side::Participant).await;

    district.agrees(&request.person_id).await;
    let link = district.link(&proposal_id, Side::Volunteer).await;
    let redeemed = district.redeem(&link.secret).await.unwrap();
    district.agrees_no_more(&request.person_id).await;
    district.opens_nothing(&link.secret).await;
    let mut holder = district.holder(&redeemed.token_object);
    let shown = holder.get_linked_proposal(GetLinkedProposalRequest {}).await.unwrap_err();
    assert_eq!(shown.code(), Code::NotFound, "a token made before shows nothing either");
    let answered = holder.answer_linked_proposal(says(true)).await.unwrap_err();
    assert_eq!(answered.code(), Code::NotFound);
    district.link_stands(&proposal_id, Side::Volunteer, LinkStatus::WithoutConsent).await;
    assert!(!district.told(&proposal_id).await.participant_agrees_to_be_shown);
    // What she is asked herself shows nobody but a volunteer who applied.
    district.redeem(&own.secret).await.unwrap();
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_guessed_taken_back_replaced_late_or_of_another_district_opens_nothing() {
    let district = District::open().await;
    let asked = district.asked().await;
    let first = district.link(&asked.proposal, Side::Participant).await;
    let second = district.link(&asked.proposal, Side::Participant).await;
    assert_eq!(first.link_id, second.link_id, "one side has one link");
    district.opens_nothing(&first.secret).await;
    let redeemed = district.redeem(&second.secret).await.unwrap();
    district.opens_nothing("23456789ABCDEFGHJKLMNPQRST").await;
    district.opens_nothing("x").await;

    let other = district.ground.open("varsinais-suomi", &programmes()).await;
    let stranger = As::new(district.ground.token(&other, Role::Anonymous, "anonymous"));
    let mut stranger = rpc::matching::v1::links_service_client::LinksServiceClient::with_interceptor(
        district.matching.channel.clone(),
        stranger,
    );
    let foreign = stranger.redeem_link(RedeemLinkRequest { secret: second.secret.clone() }).await.unwrap_err();
    assert_eq!((foreign.code(), foreign.message()), (Code::NotFound, "there is nothing by that id"));

    let revoke =
        RevokeLinkRequest { request_id: request_id(), link_id: second.link_id.clone(), occurred_on: String::new() };
    district.links(Role::Coordinator).revoke_link(revoke).await.unwrap();
    district.opens_nothing(&second.secret).await;
    let refused = district.holder(&redeemed.token_object).answer_linked_proposal(says(true)).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    district.link_stands(&asked.proposal, Side::Participant, LinkStatus::Revoked).await;

    let third = district.link(&asked.proposal, Side::Participant).await;
    district.redeem(&third.secret).await.unwrap();
    district.ground.set_clock(15 * DAY).await;
    eventually("the clock to pass the last day", async || district.redeem(&third.secret).await.is_err().then_some(()))
        .await;
    district.opens_nothing(&third.secret).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_no_longer_than_its_proposal_waits() {
    let district = District::open().await;
    let asked = district.asked().await;
    let mut late = about_proposal(&asked.proposal, Side::Participant);
    late.expires_on = "2199-12-31".to_owned();
    let refused = district.links(Role::Coordinator).issue_link(late).await.unwrap_err();
    assert_eq!(reason(&refused), "LINK_EXPIRES_TOO_LATE");
    let (hers, theirs) = (
        district.link(&asked.proposal, Side::Participant).await,
        district.link(&asked.proposal, Side::Volunteer).await,
    );
    // Answered by telephone: that answer counts.
    let spoken = answer(&asked.proposal, Side::Volunteer, true);
    district.matches(Role::Coordinator).record_proposal_answer(spoken).await.unwrap();
    district.opens_nothing(&theirs.secret).await;
    let again = district.links(Role::Coordinator).issue_link(about_proposal(&asked.proposal, Side::Volunteer)).await;
    assert_eq!(reason(&again.unwrap_err()), "LINK_NOTHING_TO_DO");
    let withdraw = WithdrawProposalRequest {
        request_id: request_id(),
        proposal_id: asked.proposal.clone(),
        reason: WithdrawReason::Other.into(),
        occurred_on: String::new(),
    };
    district.matches(Role::Coordinator).withdraw_proposal(withdraw).await.unwrap();
    district.opens_nothing(&hers.secret).await;
    district.link_stands(&asked.proposal, Side::Participant, LinkStatus::Settled).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_dead_while_its_volunteer_is_away_and_once_somebody_is_erased() {
    let district = District::open().await;
    let asked = district.asked().await;
    let link = district.link(&asked.proposal, Side::Participant).await;
    let pause = PauseVolunteerRequest {
        request_id: request_id(),
        volunteer_id: asked.volunteer.clone(),
        reason: PauseReason::Birth.into(),
        ..PauseVolunteerRequest::default()
    };
    district.volunteers(Role::Coordinator).pause_volunteer(pause).await.unwrap();
    district.opens_nothing(&link.secret).await;

    let erased = district.asked().await;
    let both = [
        district.link(&erased.proposal, Side::Participant).await,
        district.link(&erased.proposal, Side::Volunteer).await,
    ];
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: erased.person,
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    for link in &both {
        district.opens_nothing(&link.secret).await;
    }
    district.caught_up(&reply).await;
    let mut superuser = district.matching.database.superuser().await;
    let found: i64 = sqlx::query_scalar("select count(*) from read.link where object = $1 and secret_hash is not null")
        .bind(erased.proposal.parse::<uuid::Uuid>().unwrap())
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(found, 0, "no secret of hers is found by any more");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_link_does_its_own_thing_and_nothing_else() {
    let district = District::open().await;
    let match_id = district.met().await;
    let asked = district.asked().await;
    let telling = district.check_in_link(&match_id, Side::Volunteer).await;
    let answering = district.link(&asked.proposal, Side::Participant).await;
    let tell = district.redeem(&telling.secret).await.unwrap().token_object;
    let answers = district.redeem(&answering.secret).await.unwrap().token_object;
    let refused = [
        district.holder(&tell).get_linked_proposal(GetLinkedProposalRequest {}).await.map(drop),
        district.holder(&tell).answer_linked_proposal(says(true)).await.map(drop),
        district.holder(&tell).wish_call(WishCallRequest { request_id: request_id() }).await.map(drop),
        district.holder(&answers).get_linked_match(GetLinkedMatchRequest {}).await.map(drop),
        district.holder(&answers).tell_check_in(tells(Mood::Good)).await.map(drop),
        // Neither an earlier nor a later link of the same thing, nor none.
        district.holder(&answers.replace(".1", ".2")).answer_linked_proposal(says(true)).await.map(drop),
        district.holder(&answering.link_id).answer_linked_proposal(says(true)).await.map(drop),
        district.holder("").answer_linked_proposal(says(true)).await.map(drop),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    }
    // The layer lets it go no further.
    let token = As::new(district.ground.link_token(&district.id, &answers));
    let channel = district.matching.channel.clone();
    let mut elsewhere =
        rpc::matching::v1::matches_service_client::MatchesServiceClient::with_interceptor(channel, token);
    let listed = elsewhere.list_matches(ListMatchesRequest::default()).await.unwrap_err();
    assert_eq!(listed.code(), Code::PermissionDenied);
    let issued = district.holder(&answers).issue_link(about_proposal(&asked.proposal, Side::Volunteer)).await;
    assert_eq!(issued.unwrap_err().code(), Code::PermissionDenied);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_once_for_one_request_and_no_secret_is_stored_in_the_clear() {
    let district = District::open().await;
    let asked = district.asked().await;
    let request = about_proposal(&asked.proposal, Side::Participant);
    let mut coordinator = district.links(Role::Coordinator);
    let first = coordinator.issue_link(request.clone()).await.unwrap().into_inner();
    let again = coordinator.issue_link(request).await.unwrap();
    district.caught_up(&again).await;
    let again = again.into_inner();
    assert_eq!(first.secret, again.secret, "a repeat gets the first answer");
    district.redeem(&first.secret).await.unwrap();

    let mut superuser = district.matching.database.superuser().await;
    let rows: Vec<String> =
        sqlx::query_scalar("select l::text from read.link l").fetch_all(&mut superuser).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].to_uppercase().contains(&first.secret));
    let stream = eventlog::StreamName::new(eventlog::Context::Matching, district.id.clone());
    let jetstream = async_nats::jetstream::new(district.ground.operator.clone());
    let log = jetstream.get_stream(stream.to_string()).await.unwrap();
    for sequence in 1..=log.cached_info().state.last_sequence {
        let stored = log.get_raw_message(sequence).await.unwrap();
        assert!(!String::from_utf8_lossy(&stored.payload).contains(&first.secret), "at {sequence}");
    }
    district.stop().await;
}
