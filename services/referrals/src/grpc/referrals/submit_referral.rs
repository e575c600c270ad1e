use access::Action;
use calendar::add_working_days;
use decider::Decider as _;
use edge::{App, Call, Failure, Limits, Reply, Violations};
use jiff::civil::Date;
use proto::referrals::v1::{
    GivenBy, PersonFacts, PersonIdentity, ReferralSource, ReferralSubmitted, StatusCode, SubmitReferralRequest,
    SubmitReferralResponse, referral_event::Event,
};
use referrals_domain::{Person, Referral, ReferralCommand, intake::is_stopped};
use uuid::Uuid;

use crate::{
    grpc::{known_as, read_facts, read_identity, sealed_note},
    queries::offering,
};

/// Version of the consent's wording on the forms of this build.
const CONSENT_WORDING: &str = "1";

pub(super) async fn submit_referral(
    app: &App,
    call: Call,
    request: SubmitReferralRequest,
) -> Result<Reply<SubmitReferralResponse>, Failure> {
    let mut parsed = Parsed::read(app, &call, &request)?;
    if let Some(person) = parsed.known_person {
        parsed.known_person = Some(known_as(app, &call, person).await?);
    }
    let district = call.district();
    let by = call.command(&app.keyring, parsed.request_id, parsed.occurred_on, &request).await?;
    let referral = by.creates(Referral::KIND, 0);
    if !call.may(Action::SeePersons) {
        taken(app, &call, &request, referral).await?;
    }
    let person = parsed.known_person.unwrap_or_else(|| by.creates(Person::KIND, 0));
    let identity = if parsed.known_person.is_some() {
        known_identity(app, &call, person).await?
    } else {
        app.keyring.register(district, person).await?;
        request.identity.clone().unwrap_or_default()
    };

    let code = status_code(app, &call, parsed.request_id).await?;
    let acknowledge_by = add_working_days(by.env.occurred_on, parsed.acknowledge_working_days);
    let facts: PersonFacts = request.facts.clone().unwrap_or_default();
    let submitted = ReferralSubmitted {
        person_id: person.to_string(),
        person_is_new: parsed.known_person.is_none(),
        programme_id: request.programme_id.clone(),
        source: request.source,
        identity: Some(app.keyring.seal(district, person, &identity).await?),
        facts: Some(app.keyring.seal(district, person, &facts).await?),
        referrer: match &request.referrer {
            Some(referrer) => Some(app.keyring.seal(district, person, referrer).await?),
            None => None,
        },
        code: Some(app.keyring.seal(district, person, &StatusCode { code: code.clone() }).await?),
        wish: sealed_note(app, district, person, &request.wish).await?,
        acknowledge_by: acknowledge_by.to_string(),
        referrer_may_be_told: request.referrer_may_be_told,
        consent_wording_version: CONSENT_WORDING.to_owned(),
        consent_language: request.consent_language.clone(),
        consent_given_by: request.consent_given_by,
    };
    let done = app.log.create::<Referral>(&by, referral, &ReferralCommand::Submit(Box::new(submitted))).await?;

    let Some(Event::Submitted(first)) = done.events.first() else {
        return Err(Failure::internal("nothing was handed in"));
    };
    let message = SubmitReferralResponse {
        referral_id: referral.to_string(),
        // A referrer has no use for it, and an id is a handle.
        person_id: if call.may(Action::SeePersons) { first.person_id.clone() } else { String::new() },
        code,
        acknowledge_by: first.acknowledge_by.clone(),
    };
    Ok(Reply::done(&done, message))
}

/// While new requests are stopped only staff hand one in. What was handed in before the stop is told again.
async fn taken(app: &App, call: &Call, request: &SubmitReferralRequest, referral: Uuid) -> Result<(), Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let stops = offering::stops(&mut tx).await?;
    tx.commit().await?;
    let municipality = request.facts.as_ref().map_or("", |facts| facts.municipality_code.as_str());
    if !is_stopped(&stops, &request.programme_id, municipality, call.today())
        || app.log.load_newest::<Referral>(call.district(), referral).await?.revision > 0
    {
        return Ok(());
    }
    Err(Failure::Rejected { reason: "INTAKE_STOPPED", facts: Vec::new() })
}

struct Parsed {
    request_id: Uuid,
    occurred_on: Option<Date>,
    known_person: Option<Uuid>,
    acknowledge_working_days: u32,
}

impl Parsed {
    fn read(app: &App, call: &Call, request: &SubmitReferralRequest) -> Result<Self, Failure> {
        let mut violations = Violations::default();
        let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
        let known_person = violations.optional_id("person_id", &request.person_id);
        violations.choice::<ReferralSource>("source", request.source);
        violations.optional_choice::<GivenBy>("consent_given_by", request.consent_given_by);
        violations.text("consent_language", &request.consent_language, Limits::SLUG);
        violations.text("wish", &request.wish, Limits::NOTE);
        if !request.she_knows_and_agrees {
            violations.add("she_knows_and_agrees", "must be ticked: she knows of this and agrees");
        }
        if known_person.is_none() {
            let identity = violations.message("identity", request.identity.clone());
            read_identity(&mut violations, "identity", &identity);
        }
        read_facts(&mut violations, "facts", &request.facts.clone().unwrap_or_default());
        if let Some(referrer) = &request.referrer {
            for (field, text) in [
                ("referrer.name", &referrer.name),
                ("referrer.organisation", &referrer.organisation),
                ("referrer.phone", &referrer.phone),
                ("referrer.email", &referrer.email),
                ("referrer.language", &referrer.language),
            ] {
                violations.text(field, text, Limits::NAME);
            }
        }
        let programme = call.programme(&app.installation, &mut violations, &request.programme_id, occurred_on);
        violations.settled()?;
        if known_person.is_some() && !call.may(Action::SeePersons) {
            return Err(Failure::Forbidden);
        }
        let acknowledge_working_days = programme.acknowledge_working_days;
        Ok(Self { request_id, occurred_on, known_person, acknowledge_working_days })
    }
}

/// The identity of somebody the district knows already; a person of another district is not found.
async fn known_identity(app: &App, call: &Call, person: Uuid) -> Result<PersonIdentity, Failure> {
    let found = app.found::<Person>(call, person).await?;
    if found.state.erasure().is_some() {
        return Err(Failure::NotFound);
    }
    Ok(app.keyring.open_some(call.district(), found.state.identity.as_ref()).await?.or_empty())
}

/// Eleven letters and digits, 55 bits, that only the district's key can make: the same again for a repeated request.
async fn status_code(app: &App, call: &Call, request_id: Uuid) -> Result<String, Failure> {
    /// Without letters and digits that are taken for each other when read aloud.
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let parts = [call.caller.actor.as_str().as_bytes(), request_id.as_bytes().as_slice()];
    let mac = app.keyring.mac(call.district(), "status code", &parts).await?;
    let mut bits = mac.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut code = String::with_capacity(11);
    for _ in 0..11 {
        code.push(char::from(ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    Ok(code)
}
