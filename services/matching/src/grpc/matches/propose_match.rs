use decider::Decider as _;
use edge::{App, Call, Failure, Reply, Violations};
use jiff::civil::Date;
use matching_domain::{
    Proposal, SupportRequest, SupportRequestState, Volunteer, VolunteerState,
    cadence::answer_by,
    ranking::{Candidate, Waiting, excluding, explain},
};
use proto::{
    matching::v1::{
        HardRule, MatchingProfile, ProposalMade, ProposalReasons, ProposeMatchRequest, ProposeMatchResponse,
    },
    referrals::v1::PersonFacts,
};

use crate::{commands::propose, grpc::person, queries::pair};

pub(super) async fn propose_match(
    app: &App,
    call: Call,
    request: ProposeMatchRequest,
) -> Result<Reply<ProposeMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let support_request = violations.id("support_request_id", &request.support_request_id);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let last_day = violations.optional_date("answer_by", &request.answer_by);
    violations.settled()?;

    let hers = app.found::<SupportRequest>(&call, support_request).await?;
    let theirs = app.found::<Volunteer>(&call, volunteer).await?;
    let by = app.context(&call, when, &request).await?;
    let day = by.env.occurred_on;
    let proposal = by.creates(Proposal::KIND, 0);
    let (mut waiting, candidate) = both(app, &call, &hers.state, (volunteer.to_string(), &theirs.state), day).await?;
    if !request.asked_again {
        let mut tx = app.database.district(call.district()).await?;
        let declined = pair::declined_elsewhere(&mut tx, &[support_request]).await?;
        tx.commit().await?;
        waiting.declined = declined.into_iter().map(|(_, volunteer)| volunteer.to_string()).collect();
    }
    let repeat = app.log.load::<Proposal>(call.district(), proposal).await?.state.exists();
    if !repeat {
        allowed(app, &hers.state.programme_id, &waiting, &candidate)?;
    }
    let reasons = ProposalReasons { terms: explain(&waiting, &candidate) };
    let made = ProposalMade {
        support_request_id: support_request.to_string(),
        referral_id: hers.state.referral_id.clone(),
        person_id: hers.state.person_id.clone(),
        volunteer_id: volunteer.to_string(),
        volunteer_person_id: theirs.state.person_id.clone(),
        programme_id: hers.state.programme_id.clone(),
        answer_by: last_day.unwrap_or_else(|| answer_by(day)).to_string(),
        reasons: Some(app.keyring.seal(call.district(), person(&hers.state.person_id)?, &reasons).await?),
    };
    let done = propose(app, &by, proposal, made, request.asked_again).await?;
    Ok(Reply::done(&done, ProposeMatchResponse { proposal_id: proposal.to_string() }))
}

/// Both sides as the log has them, with what referrals tells of the persons.
async fn both(
    app: &App,
    call: &Call,
    hers: &SupportRequestState,
    (volunteer_id, theirs): (String, &VolunteerState),
    day: Date,
) -> Result<(Waiting, Candidate), Failure> {
    let district = call.district();
    let her_profile: MatchingProfile = app.keyring.open_some(district, hers.profile.as_ref()).await?.or_empty();
    let her_facts: PersonFacts = app.keyring.open_some(district, hers.facts.as_ref()).await?.or_empty();
    let their_profile: MatchingProfile = app.keyring.open_some(district, theirs.profile.as_ref()).await?.or_empty();
    let mut tx = app.database.district(district).await?;
    let known = pair::side(&mut tx, person(&hers.person_id)?, her_profile, Some(her_facts)).await?;
    let covered = pair::covers(&mut tx, &hers.programme_id, &known.facts.municipality_code, day).await?;
    let waiting = Waiting {
        known,
        day,
        covered,
        // The request itself decides on its own.
        declined: [].into(),
        proposed: [].into(),
    };
    let candidate = Candidate {
        volunteer_id,
        known: pair::side(&mut tx, person(&theirs.person_id)?, their_profile, None).await?,
        approved: theirs.is_approved() && theirs.programme_id == hers.programme_id,
        paused_on_day: theirs.is_paused_on(day),
        capacity: theirs.capacity(),
        slots_taken: theirs.slots_taken(),
        lacks_extract: theirs.lacks_extract(),
        away_until: theirs.away_until(day),
        ..Candidate::default()
    };
    Ok((waiting, candidate))
}

/// Fails with `PAIR_EXCLUDED`, naming every rule that keeps the two apart.
fn allowed(app: &App, programme_id: &str, waiting: &Waiting, candidate: &Candidate) -> Result<(), Failure> {
    let excluding = excluding(waiting, &pair::rules(app, programme_id, waiting.day), candidate);
    if excluding.is_empty() {
        return Ok(());
    }
    let rules: Vec<_> = excluding.iter().map(HardRule::as_str_name).collect();
    Err(Failure::Rejected { reason: "PAIR_EXCLUDED", facts: vec![("rules", rules.join(","))] })
}
