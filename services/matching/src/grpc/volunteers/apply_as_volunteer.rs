use access::Action;
use decider::Decider as _;
use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{ApplyAsVolunteerRequest, ApplyAsVolunteerResponse, VolunteerApplied};

use crate::grpc::{INTRODUCTION, introduction, note, read_capacity, read_profile, sealed};

pub(super) async fn apply_as_volunteer(
    app: &App,
    call: Call,
    request: ApplyAsVolunteerRequest,
) -> Result<Reply<ApplyAsVolunteerResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    call.programme(&app.installation, &mut violations, &request.programme_id, occurred_on);
    read_capacity(&mut violations, "capacity_wish", request.capacity_wish);
    read_profile(&mut violations, request.profile.as_ref());
    violations.text("introduction", &request.introduction, INTRODUCTION);
    violations.text("motivation", &request.motivation, Limits::NOTE);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let person = alias::kept(&mut tx, person).await?;
    tx.commit().await?;
    let district = call.district();
    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let volunteer = by.creates(Volunteer::KIND, 0);
    // Sealed even when nothing was told: whom the district does not know has no key, and is not found.
    let profile = app.keyring.seal(district, person, &request.profile.clone().unwrap_or_default()).await?;
    let introduction = introduction(&request.introduction);
    let applied = VolunteerApplied {
        person_id: person.to_string(),
        programme_id: request.programme_id.clone(),
        capacity_wish: request.capacity_wish,
        profile: request.profile.is_some().then_some(profile),
        introduction: match introduction.text.as_str() {
            "" => None,
            _ => Some(app.keyring.seal(district, person, &introduction).await?),
        },
        motivation: sealed(app, district, person, note(&request.motivation).as_ref()).await?,
        by_herself: !call.may(Action::SeePersons),
    };
    let done = app.log.create::<Volunteer>(&by, volunteer, &VolunteerCommand::Apply(applied)).await?;
    Ok(Reply::done(&done, ApplyAsVolunteerResponse { volunteer_id: volunteer.to_string() }))
}
