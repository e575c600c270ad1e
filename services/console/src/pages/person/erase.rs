//! `/people/{id}/erase`: a manager orders an erasure, after reading what it does.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{ErasureGround, OrderErasureRequest};

use super::{full_name, known};
use crate::{
    accounts::Role,
    acts,
    app::App,
    clients::asked,
    components::{Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::Key,
    named::Named as _,
    page::Page,
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/erase.html")]
struct Erase {
    page: Page,
    id: String,
    name: String,
    form: Form,
    fields: Vec<Field>,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = staff.visit.blank_form();
    draw(&app, &staff, id, form, StatusCode::OK).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    form.object_to_draft(t);
    if !form.ticked("understood") {
        form.object("understood", t.say("erase-tick-missing"));
    }
    if !form.problems().is_empty() {
        return draw(&app, &staff, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let caller = staff.caller()?;
    let request = OrderErasureRequest {
        request_id: form.request_id().to_owned(),
        person_id: id.clone(),
        ground: form.number::<ErasureGround>("ground"),
        occurred_on: String::new(),
    };
    match asked!(&caller, app.clients.persons(), Referrals, order_erasure, request) {
        Ok(_) => acts::done(&staff.visit, &form, "/people", Key("done-erase")).await,
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(&app, &staff, id, form, status).await
        }
    }
}

async fn draw(app: &App, staff: &Staff, id: String, form: Form, status: StatusCode) -> Result<Response, Failure> {
    if staff.session.account.role != Role::Manager {
        return Err(Failure::Forbidden);
    }
    let t = staff.visit.texts();
    let person = known(app, &staff.caller()?, &id).await?;
    let grounds = [ErasureGround::Requested, ErasureGround::Retention].map(|ground| ground.choice(t));
    let fields = vec![
        Field::new("ground", t.say("field-reason"), FieldKind::Radio(grounds.to_vec())),
        Field::new("understood", t.say("erase-tick"), FieldKind::Tick),
    ];
    let page = Erase { page: staff.visit.page().await?, name: full_name(&person, t), id, form, fields };
    Ok((status, page).into_response())
}
