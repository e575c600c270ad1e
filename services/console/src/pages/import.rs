//! `/import`: a coordinator's own lists. What a file holds is said first, then the file is sent; nothing is written to any
//! service before she has seen what it would bring.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Multipart, State as Shared},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use import::{What, guess};
use sheets::Unreadable;

use crate::{
    accounts::Role,
    app::App,
    components::Choice,
    failure::Failure,
    forms::{Form, TOKEN},
    i18n::{Key, Texts, local_date},
    imports::{Import, Sent, State, Upload, header, what_of},
    page::Page,
    sessions::Notice,
    visit::Staff,
};

pub mod list;
mod mapping;
pub mod rows;

pub const IMPORT: &str = "/import";
/// A file of the largest size that is read, and what the form says around it.
pub const LONGEST_UPLOAD: usize = sheets::Limits::DEFAULT.bytes + (1 << 16);

#[derive(Template, WebTemplate)]
#[template(path = "pages/import.html")]
struct ImportPage {
    page: Page,
    form: Form,
    whats: Vec<Choice>,
    imports: Vec<Told>,
}

/// An import as the list of them tells it.
struct Told {
    href: String,
    what: String,
    when: String,
    state: String,
}

pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response, Failure> {
    allowed(&staff)?;
    draw(&app, &staff, Form::default(), StatusCode::OK).await
}

async fn draw(app: &App, staff: &Staff, form: Form, status: StatusCode) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let imports = app.imports.newest(&staff.district.slug).await?;
    let page = ImportPage {
        page: staff.visit.page().await?,
        form,
        whats: whats(t),
        imports: imports.iter().map(|import| told(import, t)).collect(),
    };
    Ok((status, page).into_response())
}

/// Keeps a file and goes on to its page.
pub async fn submit(Shared(app): Shared<App>, staff: Staff, parts: Multipart) -> Result<Response, Failure> {
    allowed(&staff)?;
    let t = staff.visit.texts();
    let Posted { mut form, file } = posted(&staff, parts).await?;
    let Some(what) = what_of(form.value("what")) else {
        form.object("what", t.say("violation-is-required"));
        return draw(&app, &staff, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (file, header) = match read(file).await? {
        Ok(read) => read,
        Err(words) => {
            form.object("file", words.in_words(t));
            return draw(&app, &staff, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let guessed: Vec<_> =
        guess(&header, Some(what)).into_iter().map(|column| column.map(|column| column.name().to_owned())).collect();
    let upload = Upload {
        district: &staff.district.slug,
        actor_id: staff.session.account.actor_id,
        what,
        header: &header,
        bytes: &file,
    };
    let id = match app.imports.keep(&upload, &guessed).await? {
        Sent::Kept(id) => id,
        Sent::There(id) => {
            let key = Key("import-there").0.to_owned();
            staff.visit.leave_notice(&Notice { key, words: Vec::new() }).await?;
            id
        }
    };
    Ok(Redirect::to(&address(id)).into_response())
}

/// Why there is nothing to go on with.
enum Nothing {
    NotChosen,
    Unreadable(Unreadable),
}

impl Nothing {
    fn in_words(&self, t: Texts) -> String {
        match self {
            Self::NotChosen => t.say("import-no-file").to_string(),
            Self::Unreadable(why) => in_words(*why, t),
        }
    }
}

/// The file with its first row, when there are others below it.
async fn read(file: Result<Vec<u8>, Unreadable>) -> Result<Result<(Vec<u8>, Vec<String>), Nothing>, Failure> {
    let file = match file {
        Ok(file) if file.is_empty() => return Ok(Err(Nothing::NotChosen)),
        Ok(file) => file,
        Err(unreadable) => return Ok(Err(Nothing::Unreadable(unreadable))),
    };
    let read = tokio::task::spawn_blocking(move || match header(&file) {
        Ok((header, _, rows)) if rows > 0 => Ok((file, header)),
        Ok(_) => Err(Nothing::Unreadable(Unreadable::Empty)),
        Err(unreadable) => Err(Nothing::Unreadable(unreadable)),
    });
    read.await.map_err(Failure::unexpected)
}

struct Posted {
    form: Form,
    /// Empty when none was chosen.
    file: Result<Vec<u8>, Unreadable>,
}

/// The token comes before the file: nothing is read of a file that another site sent.
async fn posted(staff: &Staff, mut parts: Multipart) -> Result<Posted, Failure> {
    let (mut form, mut file, mut is_ours) = (Form::default(), Ok(Vec::new()), false);
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Unreadable)? {
        match part.name().unwrap_or_default().to_owned().as_str() {
            TOKEN => {
                let token = part.text().await.map_err(|_| Failure::Unreadable)?;
                is_ours = staff.visit.secret().made(&token);
            }
            _ if !is_ours => return Err(Failure::Expired),
            "what" => form.put("what", part.text().await.map_err(|_| Failure::Unreadable)?),
            // One that is too large is cut off by the limit of the page, and nothing comes after it.
            "file" => {
                let bytes = part.bytes().await.map(|bytes| bytes.to_vec());
                file = bytes.map_err(|_| Unreadable::TooLarge(sheets::Limits::DEFAULT.bytes));
                break;
            }
            _ => {}
        }
    }
    if is_ours { Ok(Posted { form, file }) } else { Err(Failure::Expired) }
}

/// Lists are brought in by those who handle what is in them.
fn allowed(staff: &Staff) -> Result<(), Failure> {
    match staff.session.account.role {
        Role::Coordinator | Role::Manager => Ok(()),
        Role::Administrator | Role::National => Err(Failure::Forbidden),
    }
}

fn address(id: uuid::Uuid) -> String {
    format!("{IMPORT}/{id}")
}

fn whats(t: Texts) -> Vec<Choice> {
    vec![
        Choice::new("waiting", t.say("import-what-waiting")).with_hint(t.say("import-what-waiting-hint")),
        Choice::new("volunteers", t.say("import-what-volunteers")).with_hint(t.say("import-what-volunteers-hint")),
        Choice::new("pairs", t.say("import-what-pairs")).with_hint(t.say("import-what-pairs-hint")),
    ]
}

fn what_words(what: What, t: Texts) -> String {
    let key = match what {
        What::Waiting => Key("import-what-waiting"),
        What::Volunteers => Key("import-what-volunteers"),
        What::Pairs => Key("import-what-pairs"),
    };
    t.say(key).to_string()
}

fn told(import: &Import, t: Texts) -> Told {
    Told {
        href: address(import.id),
        what: what_words(import.what, t),
        when: t.date(local_date(import.created_at)),
        state: t.say(state_words(import.state)).to_string(),
    }
}

fn state_words(state: State) -> Key {
    match state {
        State::Mapping => Key("import-state-mapping"),
        State::Checking => Key("import-state-checking"),
        State::Checked => Key("import-state-checked"),
        State::Running => Key("import-state-running"),
        State::Done => Key("import-state-done"),
        State::Undoing => Key("import-state-undoing"),
        State::Undone | State::Dropped => Key("import-state-undone"),
    }
}

/// Why a file could not be read.
fn in_words(unreadable: Unreadable, t: Texts) -> String {
    use Unreadable as U;
    match unreadable {
        U::Empty => t.say("import-no-rows"),
        U::TooLarge(bytes) => t.say("import-too-large").count("megabytes", bytes >> 20),
        U::TooManyRows(rows) => t.say("import-too-many-rows").with("rows", t.number(rows as u64)),
        U::TooManyColumns(line) => t.say("import-too-many-columns").with("line", line),
        U::CellTooLong(line) => t.say("import-cell-too-long").with("line", line),
        U::Bomb => t.say("import-bomb"),
        U::QuoteOpen => t.say("import-quote-open"),
        U::OldWorkbook => t.say("import-old-workbook"),
        U::BrokenWorkbook => t.say("import-broken-workbook"),
        U::NotATable => t.say("import-not-a-table"),
    }
    .to_string()
}
