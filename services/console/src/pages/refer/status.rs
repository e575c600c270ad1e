//! `/<district>/status`: as much as somebody who holds the code may know. The code travels in a form, never in an
//! address.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proto::referrals::v1::GetReferralStatusRequest;

use super::{admitted, anybody};
use crate::{app::App, clients::asked, failure::Failure, forms::Form, page::Page, visit::Visit};

#[derive(Template, WebTemplate)]
#[template(path = "pages/status.html")]
struct Status {
    page: Page,
    form: Form,
    district: String,
    /// What may be said, once asked.
    stands: Option<String>,
    by: Option<String>,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(district): Path<String>) -> Result<Response, Failure> {
    anybody(&app, &visit, &district)?;
    let form = visit.blank_form();
    Ok(Status { page: visit.page().await?, form, district, stands: None, by: None }.into_response())
}

pub async fn submit(
    State(app): State<App>,
    visit: Visit,
    Path(district): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let t = visit.texts();
    let caller = anybody(&app, &visit, &district)?;
    admitted(&app, &visit).await?;
    form.object_to_trapped(t);
    if !form.problems().is_empty() {
        let page = Status { page: visit.page().await?, form, district, stands: None, by: None };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let code: String = form.text("code").to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let asked =
        asked!(&caller, app.clients.referrals(), Referrals, get_referral_status, GetReferralStatusRequest { code });
    let (status, stands, by) = match asked {
        Ok(found) => {
            let by = (!found.acknowledge_by.is_empty()).then(|| t.iso_date(&found.acknowledge_by));
            (StatusCode::OK, Some(t.name(found.status())), by)
        }
        Err(Failure::NotFound | Failure::Invalid(_)) => {
            form.object("code", t.say("status-code-unknown"));
            (StatusCode::NOT_FOUND, None, None)
        }
        Err(failure) => (form.take(failure, t)?, None, None),
    };
    Ok((status, Status { page: visit.page().await?, form, district, stands, by }).into_response())
}
