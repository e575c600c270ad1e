//! Every page and where it is. A new page is a file in `pages/`, a template, and a line here.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use crate::{
    app::App,
    assets,
    i18n::Key,
    page::{CHOOSE_DISTRICT, NATIONAL, SIGN_IN},
    pages::{
        apply, choose_district, failed, figures, gallery, groups, home, import, language, link, matches, messages,
        national, organisations, people, person, refer, referral, referrals, requests, retention, sign_in, sign_out,
        today, volunteers, waiting, waiting_times,
    },
    visit,
};

/// The main navigation of staff.
pub const NAVIGATION: &[(&str, Key)] = &[
    ("/today", Key("nav-today")),
    ("/referrals", Key("referrals-title")),
    ("/requests", Key("requests-title")),
    ("/matches", Key("matches-title")),
    ("/volunteers", Key("volunteers-title")),
    ("/groups", Key("groups-title")),
    ("/people", Key("people-title")),
    ("/figures", Key("figures-title")),
];

/// The longest wish is 4000 characters; no form comes near this.
pub const LONGEST_FORM: usize = 256 * 1024;

pub fn pages(app: App) -> Router {
    let mut pages = Router::new()
        .route("/", get(home::show))
        .route(SIGN_IN, get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_out::submit))
        .route(CHOOSE_DISTRICT, get(choose_district::show).post(choose_district::submit))
        .route("/language", post(language::submit))
        .route("/today", get(today::show))
        .route("/figures", get(figures::show))
        .route("/figures/publish", get(figures::publish::show).post(figures::publish::submit))
        .route(NATIONAL, get(national::show))
        .route("/{district}/refer", get(refer::show_refer).post(refer::submit_refer))
        .route("/{district}/join", get(refer::show_join).post(refer::submit_join))
        .route("/{district}/volunteer", get(apply::show).post(apply::submit))
        .route("/{district}/status", get(refer::status::show).post(refer::status::submit))
        .route("/{district}/waiting-times", get(waiting_times::show))
        .route("/l/{district}/{service}/{secret}", get(link::show).post(link::submit))
        .route("/referrals", get(referrals::show))
        .route("/referrals/new", get(referrals::intake::show).post(referrals::intake::submit))
        .route("/referrals/{id}", get(referral::show))
        .route("/referrals/{id}/{act}", post(referral::acts::submit))
        .route(
            import::IMPORT,
            get(import::show).post(import::submit).layer(DefaultBodyLimit::max(import::LONGEST_UPLOAD)),
        )
        .route("/import/{id}", get(import::list::show))
        .route("/import/{id}/bad-rows", get(import::rows::show))
        .route("/import/{id}/{act}", post(import::list::submit))
        .route("/messages/texts", get(messages::show))
        .route("/messages/texts/{template}/{language}", get(messages::text::show).post(messages::text::submit))
        .route(
            "/messages/texts/{template}/{language}/{channel}",
            get(messages::text::show).post(messages::text::submit),
        )
        .route("/people", get(people::show))
        .route("/people/new", get(people::register::show).post(people::register::submit))
        .route("/people/{id}", get(person::show))
        .route("/people/{id}/views", get(person::views::show))
        .route("/people/{id}/extract", get(person::extract::show))
        .route("/people/{id}/extract.json", get(person::extract::download))
        .route("/people/{id}/erase", get(person::erase::show).post(person::erase::submit))
        .route("/people/{id}/merge/{other}", get(person::merge::show).post(person::merge::submit))
        .route("/people/{id}/{act}", post(person::acts::submit))
        .route("/retention", get(retention::show))
        .route("/retention/{id}/{act}", post(retention::submit))
        .route("/requests", get(requests::show))
        .route(requests::plan::PLAN, get(requests::plan::show).post(requests::plan::submit))
        .route(requests::cohort::COHORT, get(requests::cohort::show))
        .route("/requests/{id}", get(requests::request::show))
        .route("/requests/{id}/{act}", post(requests::request::submit))
        .route(waiting::WAITING, get(waiting::show))
        .route(waiting::stops::STOPS, get(waiting::stops::show))
        .route("/waiting/stops/{act}", post(waiting::stops::submit))
        .route(organisations::ORGANISATIONS, get(organisations::show))
        .route("/organisations/{act}", post(organisations::submit))
        .route("/proposals/{id}", get(requests::proposal::show))
        .route("/proposals/{id}/{act}", post(requests::proposal::submit))
        .route("/matches", get(matches::show))
        .route("/matches/{id}", get(matches::pair::show))
        .route("/matches/{id}/{act}", post(matches::acts::submit))
        .route("/volunteers", get(volunteers::show))
        .route(volunteers::board::BOARD, get(volunteers::board::show))
        .route("/volunteers/{id}", get(volunteers::volunteer::show))
        .route("/volunteers/{id}/certificate", get(volunteers::certificate::show))
        .route("/volunteers/{id}/{act}", post(volunteers::acts::submit))
        .route("/groups", get(groups::show))
        .route("/groups/start", post(groups::submit))
        .route("/groups/{id}", get(groups::group::show))
        .route("/groups/{id}/series", get(groups::series::show))
        .route("/groups/{id}/series/{act}", post(groups::series::submit))
        .route("/groups/{id}/{act}", post(groups::group::submit))
        .route("/sessions/{id}", get(groups::session::show).post(groups::session::submit))
        .route("/sessions/{id}/{act}", post(groups::session::acts::submit));
    if app.traits.gallery {
        pages = pages.route("/gallery", get(gallery::show).post(gallery::submit));
    }
    pages
        .fallback(failed::not_found)
        .method_not_allowed_fallback(failed::not_found)
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(middleware::from_fn_with_state(app.clone(), visit::begin))
        .with_state(app)
        .route("/assets/{file}", get(assets::serve))
}
