use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::referrals::v1::{PreviewMessageTextRequest, PreviewMessageTextResponse};

use crate::messages::Filling;

/// Of nobody: no referral has a code with such letters in a row.
const CODE: &str = "ABCDEFGHJKL";

#[expect(clippy::unused_async, reason = "every method is answered alike")]
pub(super) async fn preview_message_text(
    app: &App,
    call: Call,
    request: PreviewMessageTextRequest,
) -> Result<Reply<PreviewMessageTextResponse>, Failure> {
    let mut violations = Violations::default();
    super::read_place(&mut violations, request.template, &request.language);
    let wording = super::read_wording(&mut violations, &request.subject, &request.body);
    violations.settled()?;

    let known = app.installation.known();
    let district = known.districts.get(call.district()).map(|district| district.name.clone()).unwrap_or_default();
    let link = format!("https://rinnalla.example/{}/status", call.district());
    let filling = Filling { code: CODE, link: &link, district: &district };
    let (subject, body) = wording.map(|wording| filling.fill(&wording)).unwrap_or_default();
    Ok(Reply::showing(PreviewMessageTextResponse { subject, body }, Shown::NOBODY))
}
