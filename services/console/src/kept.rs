//! What somebody typed into a form that could not be taken: her session had ended, or a service was away. It goes back
//! to her browser inside the page that says so, and nowhere else: to no database, address, cookie or log.

use std::fmt;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest as _, Request},
    http::{HeaderMap, Method, header},
};

use crate::{
    forms::{Form, TOKEN},
    page::{CHOOSE_DISTRICT, SIGN_IN, own_path},
    routes::LONGEST_FORM,
    secret::BrowserSecret,
};

/// Where a form was to be posted, while another page carries it.
const ACTION: &str = "kept";
/// Before the names of its values there.
const VALUE: &str = "kept.";

/// Forms of these are soon filled in again, and one holds a password.
const NOT_KEPT: [&str; 4] = [SIGN_IN, CHOOSE_DISTRICT, "/sign-out", "/language"];

#[derive(Clone)]
pub struct Kept {
    action: String,
    values: Vec<(String, String)>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

impl Kept {
    /// Of a form that a page of ours posted, whether or not its session lives; nothing of one that another site may
    /// have filled in. The request goes on as it came; none when it is too long to be a form.
    pub async fn of(request: Request, secret: &BrowserSecret) -> Option<(Request, Option<Self>)> {
        if request.method() != Method::POST || NOT_KEPT.contains(&request.uri().path()) || is_upload(request.headers())
        {
            return Some((request, None));
        }
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, LONGEST_FORM).await.ok()?;
        let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let request = Request::from_parts(parts, Body::from(bytes));
        let form = axum::Form::<Vec<(String, String)>>::from_request(copy, &()).await;
        let Ok(axum::Form(mut values)) = form else { return Some((request, None)) };
        let is_ours = values.iter().any(|(name, value)| name == TOKEN && secret.made(value));
        if !is_ours && !from_here(request.headers()) {
            return Some((request, None));
        }
        values.retain(|(name, _)| name != TOKEN);
        let action = request.uri().path().to_owned();
        Some((request, Some(Self { action, values })))
    }

    /// As the form of another page carried it.
    pub fn carried(form: &Form) -> Option<Self> {
        let action = form.value(ACTION);
        if action.is_empty() {
            return None;
        }
        let values = form.values().filter_map(|(name, value)| Some((name.strip_prefix(VALUE)?, value)));
        Some(Self {
            action: own_path(action).to_owned(),
            values: values.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
    }

    /// Hidden fields with which another page's form carries it.
    pub fn luggage(&self) -> Vec<(String, String)> {
        let values = self.values.iter().map(|(name, value)| (format!("{VALUE}{name}"), value.clone()));
        [(ACTION.to_owned(), self.action.clone())].into_iter().chain(values).collect()
    }

    pub fn action(&self) -> &str {
        &self.action
    }

    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// What was typed rather than chosen, for her to see that it is there.
    pub fn words(&self) -> Vec<&str> {
        let typed = self.values.iter().filter(|(name, value)| !is_code(value) && name != "to");
        typed.map(|(_, value)| value.as_str()).collect()
    }
}

/// A file is chosen again; it is read as it comes, up to the limit of its page.
fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Ids, codes, dates and ticks.
fn is_code(value: &str) -> bool {
    value.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-/.:".contains(letter))
}

/// The browser itself says that a page of ours sent it.
fn from_here(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        extract::Request,
        http::{Method, header},
    };

    use super::Kept;
    use crate::{secret::BrowserSecret, surroundings::Surroundings};

    fn posted(path: &str, body: String) -> Request {
        let request = Request::builder().method(Method::POST).uri(path);
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body)).unwrap()
    }

    async fn kept(request: Request, secret: &BrowserSecret) -> Option<Kept> {
        Kept::of(request, secret).await.unwrap().1
    }

    #[tokio::test]
    async fn only_what_our_own_pages_sent_is_kept() {
        let secret = BrowserSecret::random(&Surroundings::of_this_machine());
        let ours = format!("form_token={}&note=Soitin&channel=contact-channel-phone", secret.form_token());
        let found = kept(posted("/people/1/contact", ours), &secret).await.unwrap();
        assert_eq!((found.action(), found.words()), ("/people/1/contact", vec!["Soitin"]));
        let planted = "form_token=00&note=Soitin";
        assert!(kept(posted("/people/1/contact", planted.to_owned()), &secret).await.is_none());
        let mut elsewhere = posted("/people/1/contact", planted.to_owned());
        elsewhere.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        assert!(kept(elsewhere, &secret).await.is_none());
        let mut tab = posted("/people/1/contact", planted.to_owned());
        tab.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        assert!(kept(tab, &secret).await.is_some(), "another tab signed in meanwhile");
    }

    #[tokio::test]
    async fn a_password_is_never_kept() {
        let secret = BrowserSecret::random(&Surroundings::of_this_machine());
        let sign_in = format!("form_token={}&password=secret", secret.form_token());
        assert!(kept(posted("/sign-in", sign_in), &secret).await.is_none());
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let kept =
            Kept { action: "/people/1/contact".to_owned(), values: vec![("note".to_owned(), "Soitin".to_owned())] };
        assert!(!format!("{kept:?}").contains("Soitin"));
    }
}
