//! Commands that span aggregates: each is one atomic batch, in which every aggregate decides alone.

use decider::{Decider, Rejection as _};
use edge::App;
use eventlog::{AnyRejection, CommandContext, Done, Refused};
use matching_domain::{
    Link, LinkCommand, Match, MatchCommand, Proposal, ProposalCommand, ProposalState, SupportRequest,
    SupportRequestCommand, Volunteer, VolunteerCommand,
    ending::{AfterEnding, after_ending},
    matches::{MatchState, match_of_proposal},
};
use proto::{
    matching::v1::{
        CancelReason, CheckInRecorded, EndReason, EndedBy, OutcomeRecorded, ProposalAnswered, ProposalMade,
        ReopenReason, Side,
    },
    referrals::v1::Answer,
};
use uuid::Uuid;

/// Length of a match in months where the programme says none: a pair lasts about a year.
const TERM_MONTHS: u32 = 12;

/// A command was not carried out, whichever aggregate said no.
pub(crate) type NotDone = Refused<AnyRejection>;

/// The proposal and the request: the pair is asked once at a time.
pub(crate) async fn propose(
    app: &App,
    by: &CommandContext,
    proposal: Uuid,
    made: ProposalMade,
    asked_again: bool,
) -> Result<Done<Proposal>, NotDone> {
    let request = id(&made.support_request_id)?;
    let propose = SupportRequestCommand::Propose {
        proposal_id: proposal.to_string(),
        volunteer_id: made.volunteer_id.clone(),
        asked_again,
    };
    app.log
        .together::<Proposal>(by, proposal, ProposalCommand::Make(made))
        .and::<SupportRequest>(request, propose)
        .execute()
        .await
}

/// A no, an expiry or a withdrawal: the proposal comes to nothing, and the request knows.
pub(crate) async fn come_to_nothing(
    app: &App,
    by: &CommandContext,
    proposal: Uuid,
    state: &ProposalState,
    command: ProposalCommand,
) -> Result<Done<Proposal>, NotDone> {
    let declined = matches!(&command, ProposalCommand::Answer(answered) if !answered.yes);
    let not_formed = SupportRequestCommand::RecordPairNotFormed { proposal_id: proposal.to_string(), declined };
    app.log
        .together::<Proposal>(by, proposal, command)
        .and::<SupportRequest>(id(&state.pair().support_request_id)?, not_formed)
        .execute()
        .await
}

/// A yes. That of a family which is asked for consents only while all of them stand.
pub(crate) async fn agree(
    app: &App,
    by: &CommandContext,
    proposal: Uuid,
    state: &ProposalState,
    answered: ProposalAnswered,
) -> Result<Done<Proposal>, NotDone> {
    let side = answered.side();
    let batch = app.log.together::<Proposal>(by, proposal, ProposalCommand::Answer(answered));
    match family_asked(app, by, state, side)? {
        Some(request) => batch.and::<SupportRequest>(request, SupportRequestCommand::RequireFamily).execute().await,
        None => batch.execute().await,
    }
}

/// The request whose family has to agree before this side may say yes.
fn family_asked(app: &App, by: &CommandContext, state: &ProposalState, side: Side) -> Result<Option<Uuid>, NotDone> {
    let pair = state.pair();
    if side != Side::Participant || !needs_family(app, by, &pair.programme_id) {
        return Ok(None);
    }
    id(&pair.support_request_id).map(Some)
}

fn needs_family(app: &App, by: &CommandContext, programme_id: &str) -> bool {
    crate::queries::family::is_needed(app, programme_id, by.env.occurred_on)
}

/// A link that does what it is for: its aggregate, and its number there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Using {
    pub(crate) link: Uuid,
    pub(crate) issue: u32,
}

/// The proposal and the link, with the request when the answer is no: the side answers once, and the link is used once.
pub(crate) async fn answer_by_link(
    app: &App,
    by: &CommandContext,
    proposal: Uuid,
    state: &ProposalState,
    answered: ProposalAnswered,
    Using { link, issue }: Using,
) -> Result<Done<Proposal>, NotDone> {
    let (yes, family) = (answered.yes, family_asked(app, by, state, answered.side())?);
    let batch = app
        .log
        .together::<Proposal>(by, proposal, ProposalCommand::Answer(answered))
        .and::<Link>(link, LinkCommand::Use { issue });
    match (yes, family) {
        (true, Some(request)) => {
            return batch.and::<SupportRequest>(request, SupportRequestCommand::RequireFamily).execute().await;
        }
        (true, None) => return batch.execute().await,
        (false, _) => {}
    }
    let not_formed = SupportRequestCommand::RecordPairNotFormed { proposal_id: proposal.to_string(), declined: true };
    batch.and::<SupportRequest>(id(&state.pair().support_request_id)?, not_formed).execute().await
}

/// The match and the link: one link, one check-in.
pub(crate) async fn check_in_by_link(
    app: &App,
    by: &CommandContext,
    of: Uuid,
    check_in: CheckInRecorded,
    Using { link, issue }: Using,
) -> Result<Done<Match>, NotDone> {
    app.log
        .together::<Match>(by, of, MatchCommand::RecordCheckIn(check_in))
        .and::<Link>(link, LinkCommand::Use { issue })
        .execute()
        .await
}

/// The match, the slot and the request: a slot is taken and a request matched once. `term_months` 0 is the programme's.
pub(crate) async fn set_up(
    app: &App,
    by: &CommandContext,
    proposal: Uuid,
    state: &ProposalState,
    term_months: u32,
) -> Result<Done<Match>, NotDone> {
    let accepted = state.accepted().map_err(|rejection| Refused::Rejected(AnyRejection::of(&rejection)))?;
    let pair = accepted.pair().clone();
    let known = app.installation.known();
    let programme = known.programme(&pair.programme_id, by.env.occurred_on);
    let of_programme = programme.map_or(0, |programme| programme.term_months);
    let term_months = [term_months, of_programme, TERM_MONTHS].into_iter().find(|months| *months > 0);
    let (proposal_id, match_id) = (proposal.to_string(), match_of_proposal(proposal));
    let set_up = MatchCommand::SetUp {
        proposal_id: proposal_id.clone(),
        accepted,
        term_months: term_months.unwrap_or(TERM_MONTHS),
    };
    let take = VolunteerCommand::TakeSlot {
        match_id: match_id.to_string(),
        support_request_id: pair.support_request_id.clone(),
    };
    app.log
        .together::<Match>(by, match_id, set_up)
        .and::<Volunteer>(id(&pair.volunteer_id)?, take)
        .and::<SupportRequest>(
            id(&pair.support_request_id)?,
            SupportRequestCommand::Match {
                match_id: match_id.to_string(),
                proposal_id,
                needs_family: needs_family(app, by, &pair.programme_id),
            },
        )
        .execute()
        .await
}

/// How and why a match ends.
pub(crate) struct Ending {
    pub(crate) reason: EndReason,
    pub(crate) ended_by: EndedBy,
    pub(crate) new_friend_wanted: Answer,
    pub(crate) note: Option<decider::Sealed>,
    pub(crate) outcome: Option<OutcomeRecorded>,
}

/// The match, the slot and the request, which closes or is open again.
pub(crate) async fn end(
    app: &App,
    by: &CommandContext,
    match_id: Uuid,
    state: &MatchState,
    ending: Ending,
) -> Result<Done<Match>, NotDone> {
    let Ending { reason, ended_by, new_friend_wanted, note, outcome } = ending;
    let end = MatchCommand::End { reason, ended_by, new_friend_wanted, note, outcome };
    let batch = app.log.together::<Match>(by, match_id, end);
    let batch = batch.and::<Volunteer>(id(&state.pair.volunteer_id)?, release(match_id));
    let ended = match_id.to_string();
    let then = match after_ending(reason, ended_by, new_friend_wanted) {
        Some(AfterEnding::Reopen(reason)) => SupportRequestCommand::Reopen { match_id: ended, reason },
        Some(AfterEnding::Close(reason)) => SupportRequestCommand::Close { reason, ended_match_id: Some(ended) },
        // The match itself refuses an end whose questions are not answered.
        None => return batch.execute().await,
    };
    batch.and::<SupportRequest>(id(&state.pair.support_request_id)?, then).execute().await
}

/// The match, the slot and the request, which is open again.
pub(crate) async fn cancel(
    app: &App,
    by: &CommandContext,
    match_id: Uuid,
    state: &MatchState,
    reason: CancelReason,
) -> Result<Done<Match>, NotDone> {
    let reopen = SupportRequestCommand::Reopen { match_id: match_id.to_string(), reason: ReopenReason::MatchCancelled };
    app.log
        .together::<Match>(by, match_id, MatchCommand::Cancel { reason })
        .and::<Volunteer>(id(&state.pair.volunteer_id)?, release(match_id))
        .and::<SupportRequest>(id(&state.pair.support_request_id)?, reopen)
        .execute()
        .await
}

/// The aggregate as a process needs it, at least as new as the commit it reacts to; one that does not exist has its
/// default state.
pub(crate) async fn load<D: Decider>(
    app: &App,
    by: &CommandContext,
    id: Uuid,
) -> Result<std::sync::Arc<eventlog::Folded<D::State>>, NotDone> {
    app.log.load_newest::<D>(&by.district, id).await.map_err(Refused::any)
}

/// An id our own events named; one of an aggregate that does not exist is none.
fn id(text: &str) -> Result<Uuid, NotDone> {
    text.parse().map_err(|_| Refused::Rejected(AnyRejection::of(&matching_domain::ProposalRejection::NotFound)))
}

fn release(match_id: Uuid) -> VolunteerCommand {
    VolunteerCommand::ReleaseSlot { match_id: match_id.to_string() }
}

/// Whether a rule refused, as opposed to something being away.
pub(crate) fn reason_of(not_done: &NotDone) -> Option<&'static str> {
    match not_done {
        Refused::Rejected(rejection) => Some(rejection.reason()),
        _ => None,
    }
}
