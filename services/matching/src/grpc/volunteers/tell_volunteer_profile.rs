use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{TellVolunteerProfileRequest, TellVolunteerProfileResponse, VolunteerProfileTold};

use crate::grpc::{INTRODUCTION, introduction, read_profile, sealed};

pub(super) async fn tell_volunteer_profile(
    app: &App,
    call: Call,
    request: TellVolunteerProfileRequest,
) -> Result<Reply<TellVolunteerProfileResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    read_profile(&mut violations, request.profile.as_ref());
    violations.text("introduction", request.introduction.as_deref().unwrap_or_default(), INTRODUCTION);
    if request.profile.is_none() && request.introduction.is_none() {
        violations.add("profile", "or an introduction is required");
    }
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let introduction = request.introduction.as_deref().map(introduction);
    let told = VolunteerProfileTold {
        profile: sealed(app, call.district(), person, request.profile.as_ref()).await?,
        introduction: sealed(app, call.district(), person, introduction.as_ref()).await?,
    };
    let tell = VolunteerCommand::TellProfile(told);
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, tell).await?;
    Ok(Reply::done(&done, TellVolunteerProfileResponse {}))
}
