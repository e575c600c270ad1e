//! `/waiting/stops`: where no new requests are taken, until when, and taking them again. A manager stops and reopens;
//! a coordinator sees what is stopped.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{IntakeStop, ReopenIntakeRequest, StopIntakeRequest};

use crate::{
    accounts::Role,
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    page::Page,
    pages::refer::stops,
    visit::Staff,
};

pub const STOPS: &str = "/waiting/stops";

#[derive(Template, WebTemplate)]
#[template(path = "pages/intake_stops.html")]
struct Stops {
    page: Page,
    /// Those that hold, and those to come.
    stated: Vec<Stop>,
    /// None for whoever may not stop anything.
    stopping: Option<Act>,
    /// The public page, to look at what it says.
    public: String,
    is_behind: bool,
}

/// A stop in words.
struct Stop {
    programme: String,
    place: String,
    tag: Tag,
    from: String,
    until: String,
    acts: Vec<Act>,
}

pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response, Failure> {
    draw(&app, &staff, None).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path(act): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &act, &form).await.map(|notice| (STOPS.to_owned(), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let request_id = form.request_id().to_owned();
    match act {
        "stop" => {
            let stop = IntakeStop {
                programme_id: form.text("stop.programme_id"),
                municipality_code: form.text("stop.municipality_code"),
                from: form.text("stop.from"),
                reopens_on: form.text("stop.reopens_on"),
            };
            let request = StopIntakeRequest { request_id, stop: Some(stop), occurred_on: String::new() };
            asked!(caller, app.clients.offering(), Referrals, stop_intake, request)?;
            Ok(Key("done-stop-intake"))
        }
        "reopen" => {
            let request = ReopenIntakeRequest {
                request_id,
                programme_id: form.text("programme_id"),
                municipality_code: form.text("municipality_code"),
                occurred_on: String::new(),
            };
            asked!(caller, app.clients.offering(), Referrals, reopen_intake, request)?;
            Ok(Key("done-reopen-intake"))
        }
        _ => Err(Failure::NotFound),
    }
}

async fn draw(app: &App, staff: &Staff, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(app, &caller).await?;
    let today = offering.today.map(|day| day.to_string()).unwrap_or_default();
    let is_manager = staff.session.account.role == Role::Manager;
    let acts = Acts { visit: &staff.visit, base: STOPS.to_owned(), refused };
    let page = Stops {
        page: staff.visit.page().await?,
        stated: offering.stops.iter().map(|stop| shown(stop, &acts, &today, is_manager, &offering, t)).collect(),
        stopping: is_manager.then(|| stopping(&acts, &today, &offering, t)),
        public: format!("/{}/waiting-times", staff.district.slug),
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

fn stopping(acts: &Acts<'_>, today: &str, offering: &Offering, t: Texts) -> Act {
    let fields = vec![
        Field::new("stop.programme_id", t.say("refer-programme"), FieldKind::Select(offering.choices(t))),
        Field::new("stop.municipality_code", t.say("refer-municipality"), FieldKind::Select(offering.municipalities()))
            .optional()
            .hint(t.say("stop-municipality-hint")),
        Field::new("stop.from", t.say("stop-from"), FieldKind::Date),
        Field::new("stop.reopens_on", t.say("stop-reopens"), FieldKind::Date)
            .optional()
            .hint(t.say("stop-reopens-hint")),
    ];
    acts.prefilled("stop", Key("act-stop-intake"), fields, &[("stop.from", today)]).hint(t.say("act-stop-intake-hint"))
}

fn shown(stop: &IntakeStop, acts: &Acts<'_>, today: &str, is_manager: bool, offering: &Offering, t: Texts) -> Stop {
    let (programme, place) = (offering.name(&stop.programme_id, t), stops::place(stop, t));
    let fields = vec![Field::hidden("programme_id"), Field::hidden("municipality_code")];
    let values = [("programme_id", stop.programme_id.as_str()), ("municipality_code", &stop.municipality_code)];
    let is_its = |refused: &&Refused| values.iter().all(|(name, value)| refused.form.value(name) == *value);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused: acts.refused.filter(is_its) };
    let reopen = acts
        .prefilled("reopen", Key("act-reopen-intake"), fields, &values)
        .scoped(&format!("{}-{}", stop.programme_id, stop.municipality_code))
        .about(format!("{programme}, {place}"));
    let has_begun = stop.from.as_str() <= today;
    Stop {
        tag: if has_begun {
            Tag::new(Tone::Attention, t.say("stop-holds"))
        } else {
            Tag::new(Tone::Waiting, t.say("stop-ahead"))
        },
        from: t.iso_date(&stop.from),
        until: stops::until(stop, t),
        acts: if is_manager { vec![reopen] } else { Vec::new() },
        programme,
        place,
    }
}
