use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{
    SupportRequestProfileTold, TellSupportRequestProfileRequest, TellSupportRequestProfileResponse,
};

use crate::grpc::{INTRODUCTION, introduction, person, read_profile, sealed};

pub(super) async fn tell_support_request_profile(
    app: &App,
    call: Call,
    request: TellSupportRequestProfileRequest,
) -> Result<Reply<TellSupportRequestProfileResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    read_profile(&mut violations, request.profile.as_ref());
    violations.text("introduction", request.introduction.as_deref().unwrap_or_default(), INTRODUCTION);
    if request.profile.is_none() && request.introduction.is_none() {
        violations.add("profile", "or an introduction is required");
    }
    violations.settled()?;

    let folded = app.found::<SupportRequest>(&call, id).await?;
    let her = person(&folded.state.person_id)?;
    let introduction = request.introduction.as_deref().map(introduction);
    let told = SupportRequestProfileTold {
        profile: sealed(app, call.district(), her, request.profile.as_ref()).await?,
        introduction: sealed(app, call.district(), her, introduction.as_ref()).await?,
    };
    let tell = SupportRequestCommand::TellProfile(told);
    let done = app.execute::<SupportRequest>(&call, when, &request, id, tell).await?;
    Ok(Reply::done(&done, TellSupportRequestProfileResponse {}))
}
