//! What somebody typed, and what is wrong with it. A form is shown again with every value it came with.

use axum::{
    RequestExt as _,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    app::App,
    failure::{Failure, Violation},
    i18n::Texts,
    named::Named,
    visit::Visit,
};

/// Carries the proof that the form came from a page of ours.
pub const TOKEN: &str = "form_token";
/// Pressed to fill the form in further before it is sent.
const DRAFT: &str = "draft";
/// A field that people neither see nor reach; programs that fill in whatever they find do.
const TRAP: &str = "website";
/// The same when a form is sent twice, so that a service does the work once.
const REQUEST_ID: &str = "request_id";

#[derive(Debug, Clone, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    problems: Vec<Problem>,
    /// Tells its element ids from those of other forms on the page; empty for the only one.
    scope: String,
}

/// Something that keeps the form from being taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field it is about; none when it is about the whole.
    pub field: Option<String>,
    pub message: String,
}

/// The element id of a field: a path such as `identity.phone` without what selectors would read otherwise.
pub fn field_id(name: &str) -> String {
    name.replace(['.', '_', '['], "-").replace(']', "")
}

impl Form {
    pub fn blank(request_id: Uuid) -> Self {
        Self { values: vec![(REQUEST_ID.to_owned(), request_id.to_string())], ..Self::default() }
    }

    /// With a value that stands there before anybody types.
    #[must_use]
    pub fn prefilled(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The only value of its name, whatever was there.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.values.push((name.to_owned(), value.into()));
    }

    pub fn remove(&mut self, name: &str) {
        self.values.retain(|(field, _)| field != name);
    }

    /// The value as typed, to show again; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The value without the blanks around it, to send on.
    pub fn text(&self, name: &str) -> String {
        self.value(name).trim().replace("\r\n", "\n")
    }

    /// Every field and value.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Fails for one that came back from signing in only to be shown again.
    pub fn ready(&self) -> Result<(), Failure> {
        if self.value(DRAFT).is_empty() { Ok(()) } else { Err(Failure::NotSent) }
    }

    /// Objects to one that came back from signing in only to be shown again.
    pub fn object_to_draft(&mut self, t: Texts) {
        if self.ready().is_err() {
            self.object_to_all(t.say("form-not-sent"));
        }
    }

    /// Objects to one that a program has filled in, and forgets what it wrote there: whoever reads the words sends on.
    pub fn object_to_trapped(&mut self, t: Texts) {
        if !self.text(TRAP).is_empty() {
            self.remove(TRAP);
            self.object_to_all(t.say("form-trapped"));
        }
    }

    /// Names of the fields that were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(field, _)| field.as_str())
    }

    /// Every value of a group of checkboxes.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a choice of a select, a radio group or a group of checkboxes is made.
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// Whether a single checkbox is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// None when empty or not a date.
    pub fn date(&self, name: &str) -> Option<Date> {
        self.value(name).trim().parse().ok()
    }

    /// One of several forms on a page.
    #[must_use]
    pub fn scoped(self, scope: impl Into<String>) -> Self {
        Self { scope: scope.into(), ..self }
    }

    /// The element id of a field, for templates.
    pub fn id(&self, name: &str) -> String {
        if self.scope.is_empty() { field_id(name) } else { field_id(&format!("{}-{name}", self.scope)) }
    }

    /// Where the error summary leads.
    pub fn anchor(&self, problem: &Problem) -> Option<String> {
        problem.field.as_deref().map(|field| self.id(field))
    }

    /// The value of a choice, its number as messages hold it; 0 when none is made.
    pub fn number<N: Named>(&self, name: &str) -> i32 {
        N::number_of(self.value(name))
    }

    /// The numbers of a group's choices.
    pub fn numbers<N: Named>(&self, name: &str) -> Vec<i32> {
        self.all(name).map(N::number_of).filter(|number| *number != 0).collect()
    }

    pub fn request_id(&self) -> &str {
        self.value(REQUEST_ID)
    }

    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The first problem of a field.
    pub fn problem(&self, name: &str) -> Option<&str> {
        self.problems
            .iter()
            .find(|problem| problem.field.as_deref() == Some(name))
            .map(|problem| problem.message.as_str())
    }

    pub fn object(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(Problem { field: Some(field.to_owned()), message: message.into() });
    }

    pub fn object_to_all(&mut self, message: impl Into<String>) {
        self.problems.push(Problem { field: None, message: message.into() });
    }

    /// Takes a failure that the person can do something about, so that the form is shown again with its values;
    /// gives back any other. The status is that of the page.
    pub fn take(&mut self, failure: Failure, t: Texts) -> Result<StatusCode, Failure> {
        let status = failure.status();
        match failure {
            Failure::Invalid(violations) => {
                for violation in violations {
                    self.object(&violation.field, violation_words(&violation, t));
                }
            }
            Failure::Refused { reason, facts } => {
                let key = format!("reason-{reason}");
                let text = if t.exists(&key) { t.say(key) } else { t.say("form-not-allowed-now") };
                let message = facts.into_iter().fold(text, |text, (name, fact)| match fact.parse::<Date>() {
                    Ok(date) => text.with(name, t.date(date)),
                    Err(_) => text.with(name, fact),
                });
                self.object_to_all(message);
            }
            Failure::Unavailable(service) => {
                self.object_to_all(t.say("form-unavailable").with("service", t.say(service.name())));
            }
            Failure::NotSent => self.object_to_all(t.say("form-not-sent")),
            other => return Err(other),
        }
        Ok(status)
    }
}

/// What is wrong with a field, in the person's words.
pub fn violation_words(violation: &Violation, t: Texts) -> String {
    let key = format!("violation-{}", slug(&violation.description));
    if t.exists(&key) { t.say(key).to_string() } else { t.say("form-check-this").to_string() }
}

/// "must be a date" becomes "must-be-a-date".
fn slug(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

impl FromRequest<App> for Form {
    type Rejection = Failure;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Failure> {
        let visit: Visit = request.extract_parts().await?;
        let axum::Form(mut values) =
            axum::Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(|_| Failure::Unreadable)?;
        let Some(index) = values.iter().position(|(name, _)| name == TOKEN) else { return Err(Failure::Expired) };
        if !visit.secret().made(&values.remove(index).1) {
            return Err(Failure::Expired);
        }
        Ok(Self { values, ..Self::default() })
    }
}

#[cfg(test)]
mod tests;
