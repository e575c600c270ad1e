//! What every page tells the browser: run nothing and load nothing but our own files, tell other sites nothing,
//! keep nothing.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::page::LINKS;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Where the address itself is a secret, nobody is told where somebody came from, and nobody lists the page.
const SECRET_ADDRESS: [(HeaderName, &str); 2] =
    [(header::REFERRER_POLICY, "no-referrer"), (HeaderName::from_static("x-robots-tag"), "noindex, nofollow")];

/// Pages show persons, so no cache keeps them.
pub fn protect(headers: &mut HeaderMap, secure: bool, path: &str) {
    let of_secret = if path.starts_with(LINKS) { &SECRET_ADDRESS[..] } else { &[] };
    for (name, value) in ALWAYS.iter().chain(of_secret) {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}
