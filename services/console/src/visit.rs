//! One request of one browser: its language, who is signed in, and the page it gets when something fails.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    failure::Failure,
    forms::Form,
    headers,
    i18n::{Language, Texts},
    kept::Kept,
    page::Page,
    pages::{choose_district, failed, sign_in},
    secret::BrowserSecret,
    sessions::{Notice, Session},
    trace::Trace,
};

mod cookies;
mod coordination;
mod staff;

pub use cookies::{LanguageCookie, NewSecret};
pub use coordination::Coordination;
pub use staff::Staff;

#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    app: App,
    texts: Texts,
    secret: BrowserSecret,
    session: Option<Session>,
    trace: Trace,
    address: IpAddr,
    path: String,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("trace", &self.0.trace).finish_non_exhaustive()
    }
}

impl Visit {
    pub fn texts(&self) -> Texts {
        self.0.texts
    }

    pub fn secret(&self) -> &BrowserSecret {
        &self.0.secret
    }

    pub fn session(&self) -> Option<&Session> {
        self.0.session.as_ref()
    }

    pub fn trace(&self) -> Trace {
        self.0.trace
    }

    pub fn address(&self) -> IpAddr {
        self.0.address
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    pub fn position(&self) -> Option<&str> {
        self.session()?.position.as_deref()
    }

    /// Nothing is kept for somebody who is not signed in: a public page shows nothing that was just written.
    pub async fn keep_position(&self, token: &str) -> Result<(), Failure> {
        if self.session().is_some() {
            self.0.app.sessions.keep_position(self.secret(), token, self.0.app.surroundings.now()).await?;
        }
        Ok(())
    }

    /// Words for the next page, after a redirect.
    pub async fn leave_notice(&self, notice: &Notice) -> Result<(), Failure> {
        Ok(self.0.app.sessions.leave_notice(self.secret(), notice).await?)
    }

    /// What every page shows, with the notice that was left for it.
    pub async fn page(&self) -> Result<Page, Failure> {
        let notice = match self.session() {
            Some(_) => self.0.app.sessions.take_notice(self.secret()).await?,
            None => None,
        };
        Ok(Page::new(self, self.0.app.traits.demo, notice))
    }

    /// A form nobody has filled in yet.
    pub fn blank_form(&self) -> Form {
        Form::blank(self.0.app.surroundings.random_id())
    }
}

/// Around every page: finds out who asks, and draws the page of a failure.
pub async fn begin(State(app): State<App>, request: Request, next: Next) -> Response {
    let secure = app.origin.is_secure();
    let trace = Trace::of(request.headers(), &app.surroundings);
    let known = cookies::secret(request.headers(), secure);
    let secret = known.clone().unwrap_or_else(|| BrowserSecret::random(&app.surroundings));
    let found = match &known {
        Some(secret) => app.sessions.find(secret, app.surroundings.now()).await,
        None => Ok(None),
    };
    let (session, lost) = match found {
        Ok(session) => (session, None),
        Err(error) => (None, Some(Failure::from(error))),
    };
    let visit = Visit(Arc::new(Inner {
        texts: Texts(language(request.headers())),
        secret: secret.clone(),
        session,
        trace,
        address: address(&request, app.traits.behind_proxy),
        path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        app: app.clone(),
    }));
    let mut kept = None;
    let mut response = if from_another_site(&request) {
        lost.unwrap_or(Failure::Expired).into_response()
    } else if let Some((mut request, typed)) = Kept::of(request, &secret).await {
        kept = typed;
        if let Some(failure) = lost {
            failure.into_response()
        } else {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
    } else {
        Failure::Unreadable.into_response()
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = instead(&app, &visit, failure, kept).await;
    }
    let renewed = response.extensions_mut().remove::<NewSecret>();
    if let Some(fresh) = renewed.map(|NewSecret(secret)| secret).or(known.is_none().then_some(secret)) {
        response.headers_mut().append(header::SET_COOKIE, cookies::for_secret(&fresh, secure));
    }
    headers::protect(response.headers_mut(), secure, visit.path());
    response
}

/// The page of a failure, with what was typed.
async fn instead(app: &App, visit: &Visit, failure: Failure, kept: Option<Kept>) -> Response {
    let page = Page::new(visit, app.traits.demo, None);
    let (failure, kept) = match failure {
        Failure::SignedOut => return sign_in::first(visit, page, kept),
        Failure::NoDistrict => match choose_district::first(app, visit, page.clone(), kept.clone()).await {
            Ok(shown) => return shown,
            Err(failure) => (failure, kept),
        },
        failure => (failure, kept),
    };
    failed::page(page, &failure, visit.trace(), kept)
}

/// Browsers say where a request comes from. The token in every form is the proof; this is the earlier hint.
fn from_another_site(request: &Request) -> bool {
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    !matches!(*request.method(), Method::GET | Method::HEAD) && matches!(site, Some("cross-site" | "same-site"))
}

fn language(headers: &HeaderMap) -> Language {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::accepted);
    cookies::language(headers).or_else(accepted).unwrap_or(Language::Finnish)
}

/// The proxy appends the address it saw; what stands before that, the browser may have made up.
fn address(request: &Request, behind_proxy: bool) -> IpAddr {
    let forwarded = || {
        let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
        last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    behind_proxy.then(forwarded).flatten().or_else(peer).unwrap_or(Ipv4Addr::LOCALHOST.into())
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Failure::unexpected("a page outside of every visit"))
    }
}
