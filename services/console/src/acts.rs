//! What can be done on a page, each as a form of its own. One that was refused is shown again, open, with its values.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    components::{Act, Field},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    page::own_path,
    sessions::Notice,
    visit::Visit,
};

/// A form that came back, with the name of its act.
#[derive(Debug, Clone)]
pub struct Refused {
    pub act: String,
    pub form: Form,
    pub status: StatusCode,
}

impl Refused {
    /// Takes a failure that the person can do something about; gives back any other.
    pub fn of(act: &str, mut form: Form, failure: Failure, t: Texts) -> Result<Self, Failure> {
        let status = form.take(failure, t)?;
        Ok(Self { act: act.to_owned(), form, status })
    }

    pub fn status(refused: Option<&Self>) -> StatusCode {
        refused.map_or(StatusCode::OK, |refused| refused.status)
    }
}

/// Makes the acts of one thing.
#[derive(Debug)]
pub struct Acts<'p> {
    pub visit: &'p Visit,
    /// The thing's page; an act is posted below it.
    pub base: String,
    pub refused: Option<&'p Refused>,
}

impl Acts<'_> {
    pub fn offer(&self, name: &'static str, words: Key, fields: Vec<Field>) -> Act {
        self.prefilled(name, words, fields, &[])
    }

    /// With values that stand there before anybody types.
    pub fn prefilled(&self, name: &'static str, words: Key, fields: Vec<Field>, values: &[(&str, &str)]) -> Act {
        let form = match self.refused.filter(|refused| refused.act == name) {
            Some(refused) => refused.form.clone(),
            None => values
                .iter()
                .fold(self.visit.blank_form(), |form, (field, value)| form.prefilled(field, (*value).to_owned())),
        };
        Act {
            name,
            words: self.visit.texts().say(words).to_string(),
            action: format!("{}/{name}", self.base),
            form: form.scoped(name),
            fields,
            hint: String::new(),
            is_danger: false,
            is_first: false,
            about: String::new(),
        }
    }
}

/// What follows an act: where it leads, with a word about it, or its page again with the form that was refused.
pub async fn answered(
    visit: &Visit,
    act: &str,
    form: Form,
    done: Result<(String, Key), Failure>,
    draw: impl AsyncFnOnce(Refused) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    match done {
        Ok((to, notice)) => self::done(visit, &form, &to, notice).await,
        Err(failure) => draw(Refused::of(act, form, failure, visit.texts())?).await,
    }
}

/// After something was done: on to the page that asked for it, or to `otherwise`, with a word about it.
pub async fn done(visit: &Visit, form: &Form, otherwise: &str, key: Key) -> Result<Response, Failure> {
    visit.leave_notice(&Notice { key: key.0.to_owned(), words: Vec::new() }).await?;
    let to = form.value("to");
    Ok(Redirect::to(if to.is_empty() { otherwise } else { own_path(to) }).into_response())
}

/// What a page asked that may be silent: nothing then, and the service is named on the page.
pub fn or_silent<M: Default>(
    answer: Result<M, Failure>,
    silent: &mut Vec<crate::failure::Service>,
) -> Result<M, Failure> {
    match answer {
        Ok(message) => Ok(message),
        Err(Failure::Unavailable(service)) => {
            if !silent.contains(&service) {
                silent.push(service);
            }
            Ok(M::default())
        }
        Err(failure) => Err(failure),
    }
}
