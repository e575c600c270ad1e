use access::Role;
use proto::{
    matching::v1::{
        AnswerLinkedProposalRequest, GetLinkedMatchRequest, GetLinkedProposalRequest, GetProposalRequest,
        IssueLinkRequest, IssueLinkResponse, LinkStatus, ListMatchesRequest, MatchStatus, Mood, PauseReason,
        PauseVolunteerRequest, Proposal, RedeemLinkRequest, RedeemLinkResponse, RevokeLinkRequest, Side,
        TellCheckInRequest, WishCallRequest, WithdrawProposalRequest, WithdrawReason,
    },
    referrals::v1::{
        ConsentPurpose, ErasureGround, GivenBy, GrantConsentRequest, OrderErasureRequest, WithdrawConsentRequest,
    },
};
use testing::{As, eventually};
use tonic::{Code, Status};

use super::district::{District, answer, programmes, reason, request_id};

pub(crate) const DAY: i64 = 24 * 60 * 60;

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
            ..GrantConsentRequest::default()
        };
        self.persons(Role::Coordinator).grant_consent(grant).await.unwrap();
    }

    pub(crate) async fn agrees_no_more(&self, person_id: &str) {
        let withdraw = WithdrawConsentRequest {
            request_id: request_id(),
            person_id: person_id.to_owned(),
            purpose: ConsentPurpose::SharingWithVolunteer.into(),
            given_by: GivenBy::Spoken.into(),
            ..WithdrawConsentRequest::default()
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
    pub(crate) async fn opens_nothing(&self, secret: &str) {
        let refused = self.redeem(secret).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }

    pub(crate) async fn told(&self, proposal_id: &str) -> Proposal {
        eventually("the row of the proposal", async || {
            let get = GetProposalRequest { proposal_id: proposal_id.to_owned() };
            self.matches(Role::Coordinator).get_proposal(get).await.ok()?.into_inner().proposal
        })
        .await
    }

    /// What the coordinator sees of the link of a side.
    pub(crate) async fn link_stands(&self, proposal_id: &str, side: Side, status: LinkStatus) {
        eventually("the link to stand so", async || {
            let told = self.told(proposal_id).await;
            told.links.iter().any(|link| link.side() == side && link.status() == status).then_some(())
        })
        .await;
    }

    /// A pair that has met.
    pub(crate) async fn met(&self) -> String {
        let asked = self.asked().await;
        self.both_agree(&asked.proposal).await;
        let set_up = self.match_of(&asked.person, MatchStatus::SettingUp).await;
        self.have_met(&set_up).await;
        self.match_of(&asked.person, MatchStatus::Active).await.match_id
    }

    pub(crate) async fn check_in_link(&self, match_id: &str, side: Side) -> IssueLinkResponse {
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

pub(crate) fn tells(mood: Mood) -> TellCheckInRequest {
    TellCheckInRequest { request_id: request_id(), mood: mood.into(), topics: vec!["parenting".to_owned()] }
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

    let other = district.another("varsinais-suomi", &programmes()).await;
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
