//! The console's two cookies: the browser's secret, and the language it was switched to.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{i18n::Language, secret::BrowserSecret};

/// The prefix makes browsers refuse it from another host or without TLS.
const SECRET_SECURE: &str = "__Host-rinnalla";
const SECRET_LOCAL: &str = "rinnalla";
const LANGUAGE: &str = "rinnalla-language";

/// In the extensions of a response: the browser gets this secret from now on.
#[derive(Debug, Clone)]
pub struct NewSecret(pub BrowserSecret);

/// A header value that switches the browser's language.
#[derive(Debug, Clone, Copy)]
pub struct LanguageCookie(pub Language);

impl LanguageCookie {
    pub fn header(self, secure: bool) -> HeaderValue {
        let attributes = if secure { "; Secure" } else { "" };
        value(&format!("{LANGUAGE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{attributes}", self.0.code()))
    }
}

pub(super) fn secret(headers: &HeaderMap, secure: bool) -> Option<BrowserSecret> {
    BrowserSecret::from_cookie(find(headers, if secure { SECRET_SECURE } else { SECRET_LOCAL })?)
}

/// Gone when the browser closes; the session ends by itself before.
pub(super) fn for_secret(secret: &BrowserSecret, secure: bool) -> HeaderValue {
    let text = secret.to_cookie();
    value(&if secure {
        format!("{SECRET_SECURE}={text}; Path=/; HttpOnly; SameSite=Lax; Secure")
    } else {
        format!("{SECRET_LOCAL}={text}; Path=/; HttpOnly; SameSite=Lax")
    })
}

pub(super) fn language(headers: &HeaderMap) -> Option<Language> {
    Language::from_code(find(headers, LANGUAGE)?)
}

fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(cookie, value)| (cookie == name).then_some(value))
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("cookies are made of ASCII here")
}
