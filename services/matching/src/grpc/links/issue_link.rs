use edge::{App, Call, Failure, Reply, Violations, date};
use jiff::{ToSpan as _, civil::Date};
use matching_domain::{
    Link, LinkCommand, Match, Proposal,
    link::{Object, link_of},
};
use proto::matching::v1::{
    IssueLinkRequest, IssueLinkResponse, LinkAction, LinkIssued, LinkSecret, Side, link_event::Event,
};
use uuid::Uuid;

use super::held::told;
use crate::grpc::person;

/// How long a link to tell how it goes works, unless the coordinator says another day.
const CHECK_IN_DAYS: i32 = 14;
/// The longest such a link works.
const MOST_DAYS: i32 = 30;

pub(super) async fn issue_link(
    app: &App,
    call: Call,
    request: IssueLinkRequest,
) -> Result<Reply<IssueLinkResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let of_match = violations.optional_id("match_id", &request.match_id);
    let proposal = violations.optional_id("proposal_id", &request.proposal_id);
    if proposal.is_none() && request.match_id.is_empty() {
        violations.add("proposal_id", "or a match is required");
        violations.add("match_id", "or a proposal is required");
    }
    if proposal.is_some() && of_match.is_some() {
        violations.add("match_id", "is for a link of its own");
    }
    let side = violations.choice::<Side>("side", request.side);
    let expires_on = violations.optional_date("expires_on", &request.expires_on);
    violations.settled()?;

    let (action, object, asked) = match (of_match, proposal) {
        (Some(id), _) => (LinkAction::TellCheckIn, id, check_in(app, &call, id, side).await?),
        (None, Some(id)) => (LinkAction::AnswerProposal, id, answer(app, &call, id, side).await?),
        (None, None) => return Err(Failure::NotFound),
    };
    let secret = LinkSecret { secret: secret(app, &call, when.0).await? };
    let issued = LinkIssued {
        action: action.into(),
        object_id: object.to_string(),
        side: side.into(),
        person_id: asked.person.to_string(),
        expires_on: expires_on.unwrap_or(asked.otherwise).to_string(),
        secret: Some(app.keyring.seal(call.district(), asked.person, &secret).await?),
    };
    let (id, issue) = (link_of(object, side), LinkCommand::Issue { issued, object: asked.object });
    let done = app.execute::<Link>(&call, when, &request, id, issue).await?;

    let Some(Event::Issued(first)) = done.events.first() else { return Err(Failure::internal("no link was made")) };
    let expires_on = date(first.expires_on.parse().ok());
    Ok(Reply::done(&done, IssueLinkResponse { link_id: id.to_string(), secret: secret.secret, expires_on }))
}

/// Whom a link is for, and how the thing stands that it is about.
struct Asked {
    person: Uuid,
    object: Object,
    /// The last day, unless the coordinator says another.
    otherwise: Date,
}

async fn answer(app: &App, call: &Call, id: Uuid, side: Side) -> Result<Asked, Failure> {
    let found = app.found::<Proposal>(call, id).await?;
    let pair = found.state.pair();
    let [her, their] = told(app, call, [&pair.person_id, &pair.volunteer_person_id]).await?;
    let is_volunteers = side == Side::Volunteer;
    let until = found.state.answer_by.unwrap_or_else(|| call.today());
    let object = Object {
        waits: found.state.waits_for(side, call.today()) && her.may_be_asked && !her.erased && !their.erased,
        may_be_shown: !is_volunteers || her.may_be_shown,
        until,
    };
    let whose = if is_volunteers { &pair.volunteer_person_id } else { &pair.person_id };
    Ok(Asked { person: person(whose)?, object, otherwise: until })
}

/// It shows nobody.
async fn check_in(app: &App, call: &Call, id: Uuid, side: Side) -> Result<Asked, Failure> {
    let found = app.found::<Match>(call, id).await?;
    let object = Object {
        waits: found.state.is_running(),
        may_be_shown: true,
        until: call.today().saturating_add(MOST_DAYS.days()),
    };
    let otherwise = call.today().saturating_add(CHECK_IN_DAYS.days());
    Ok(Asked { person: person(found.state.person_of(side))?, object, otherwise })
}

/// Twenty-six letters and digits, 130 bits, that only the district's key can make of what the caller chose at random:
/// the same again for a repeated request.
async fn secret(app: &App, call: &Call, request_id: Uuid) -> Result<String, Failure> {
    /// Without letters and digits that are taken for each other when read aloud.
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LETTERS: usize = 26;
    let parts = [call.caller.actor.as_str().as_bytes(), request_id.as_bytes().as_slice()];
    let mac = app.keyring.mac(call.district(), "link secret", &parts).await?;
    // Five bits of a byte each: 26 of the 32 bytes.
    Ok(mac.iter().take(LETTERS).map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}
