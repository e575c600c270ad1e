//! What browsers fetch besides pages: embedded in the program, named by content, kept by browsers for ever.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

pub struct Asset {
    pub name: &'static str,
    /// URL path, which changes with the content.
    pub path: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    compressed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The third-party style and script were there when the program was built.
pub fn complete() -> bool {
    find("designsystemet.css").is_some() && find("htmx.js").is_some()
}

pub fn find(name: &str) -> Option<&'static Asset> {
    EMBEDDED.iter().find(|asset| asset.name == name)
}

/// URL paths of the style sheets. Ours comes first because it orders the cascade's layers.
pub fn styles() -> impl Iterator<Item = &'static str> {
    ["rinnalla.css", "designsystemet.css"].into_iter().filter_map(find).map(|asset| asset.path)
}

pub fn scripts() -> impl Iterator<Item = &'static str> {
    ["htmx.js"].into_iter().filter_map(find).map(|asset| asset.path)
}

/// `GET /assets/{file}`
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = EMBEDDED.iter().find(|asset| asset.path.rsplit('/').next() == Some(&file)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let compressed = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("gzip"));
    let mut response = if compressed { asset.compressed } else { asset.bytes }.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
