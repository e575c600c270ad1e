//! What every page shows around its own content.

use crate::{
    accounts::Role,
    assets,
    districts::District,
    i18n::{Language, Text, Texts},
    routes,
    secret::BrowserSecret,
    sessions::{Notice, Session},
    visit::Visit,
};

pub const SIGN_IN: &str = "/sign-in";
pub const CHOOSE_DISTRICT: &str = "/choose-district";
pub const NATIONAL: &str = "/national";
/// What one-time links begin with.
pub const LINKS: &str = "/l/";

/// Pages with a search for persons of their own.
const SEARCHING: [&str; 3] = ["/people", "/people/new", "/referrals/new"];

#[derive(Debug, Clone)]
pub struct Page {
    pub t: Texts,
    pub viewer: Option<Viewer>,
    /// In every form.
    pub form_token: String,
    /// What the page before this one did.
    pub notice: Option<String>,
    pub demo: bool,
    /// Path and query of this page.
    pub path: String,
}

/// Who looks at the page.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub name: String,
    pub district: Option<District>,
    pub has_several_districts: bool,
    /// Works for national coordination, in no district.
    pub is_national: bool,
}

#[derive(Debug, Clone)]
pub struct NavigationItem {
    pub href: &'static str,
    pub text: Text,
    pub is_current: bool,
}

impl Page {
    pub fn new(visit: &Visit, demo: bool, notice: Option<Notice>) -> Self {
        let t = visit.texts();
        Self {
            t,
            viewer: visit.session().map(Viewer::of),
            form_token: visit.secret().form_token(),
            notice: notice.map(|notice| {
                let text = t.say(notice.key);
                notice.words.into_iter().fold(text, |text, (name, words)| text.with(name, words)).to_string()
            }),
            demo,
            path: visit.path().to_owned(),
        }
    }

    /// As it is for somebody outside, whoever else uses the browser.
    #[must_use]
    pub fn outside(visit: &Visit, demo: bool) -> Self {
        Self { viewer: None, ..Self::new(visit, demo, None) }
    }

    /// As it is for a session that has just begun.
    #[must_use]
    pub fn signed_in(self, secret: &BrowserSecret, session: &Session) -> Self {
        Self { viewer: Some(Viewer::of(session)), form_token: secret.form_token(), ..self }
    }

    pub fn styles(&self) -> impl Iterator<Item = &'static str> {
        assets::styles()
    }

    pub fn scripts(&self) -> impl Iterator<Item = &'static str> {
        assets::scripts()
    }

    pub fn district(&self) -> Option<&District> {
        self.viewer.as_ref()?.district.as_ref()
    }

    pub fn is_national(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.is_national)
    }

    pub fn mark(&self) -> &'static str {
        assets::find("mark.svg").map_or("", |mark| mark.path)
    }

    pub fn other_languages(&self) -> impl Iterator<Item = Language> {
        let current = self.t.language();
        Language::ALL.into_iter().filter(move |language| *language != current)
    }

    /// Somebody can be looked for from every page but those that do so themselves.
    pub fn may_search(&self) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        self.district().is_some() && !SEARCHING.contains(&path)
    }

    /// The main navigation, for somebody at work in a district.
    pub fn navigation(&self) -> Vec<NavigationItem> {
        if self.viewer.as_ref().is_none_or(|viewer| viewer.district.is_none() || viewer.is_national) {
            return Vec::new();
        }
        let path = self.path.split('?').next().unwrap_or_default();
        routes::NAVIGATION
            .iter()
            .map(|(href, key)| NavigationItem {
                href,
                text: self.t.say(key),
                is_current: path == *href || path.starts_with(&format!("{href}/")),
            })
            .collect()
    }
}

impl Viewer {
    fn of(session: &Session) -> Self {
        Self {
            name: session.account.display_name.clone(),
            district: session.district.clone(),
            has_several_districts: session.account.districts.len() > 1,
            is_national: session.account.role == Role::National,
        }
    }
}

/// A path of ours with a query; empty values are left out.
pub fn address_with(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                address.push(byte.into());
            } else {
                address.push('%');
                address.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    address
}

/// Where to go next, when it is a page of ours; otherwise home. Nobody is sent to another site.
pub fn own_path(wanted: &str) -> &str {
    let own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.chars().any(char::is_control);
    if own { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::{address_with, own_path};

    #[test]
    fn nobody_is_sent_to_another_site() {
        for wanted in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "", "/\n/x"] {
            assert_eq!(own_path(wanted), "/", "{wanted:?}");
        }
        assert_eq!(own_path("/people?name=a"), "/people?name=a");
    }

    #[test]
    fn a_query_is_escaped() {
        assert_eq!(
            address_with("/sign-in", &[("to", "/people?name=Ä b"), ("x", "")]),
            "/sign-in?to=/people%3Fname%3D%C3%84%20b"
        );
    }
}
