//! A console over a database of its own, and a browser that keeps its cookies.

use std::{
    env,
    sync::atomic::{AtomicI64, AtomicU32, Ordering},
    sync::{Arc, LazyLock},
};

use access::{Issuer, Verifier};
use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::{Ed25519KeyPair, KeyPair as _},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgPool, postgres::PgConnectOptions};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    accounts::{Account, Accounts, Role, password},
    app::{App, Keys, Traits},
    clients::Clients,
    config::Config,
    districts::{District, Districts},
    imports::SheetKey,
    routes,
    surroundings::Surroundings,
};

pub(super) const PASSWORD: &str = "kolme vihreää omenaa";

static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD).unwrap());

/// Nothing listens there.
pub(super) const AWAY: &str = "http://127.0.0.1:1";

static ACTORS: AtomicU32 = AtomicU32::new(0);

pub(super) struct Console {
    router: Router,
    pub(super) app: App,
    pub(super) pool: PgPool,
    /// Of the tokens it issues.
    pub(super) verifier: Verifier,
    /// Seconds that the clock is ahead.
    ahead: Arc<AtomicI64>,
}

impl Console {
    pub(super) async fn start() -> Self {
        Self::start_with("http://127.0.0.1:8080", AWAY).await
    }

    pub(super) async fn start_with(public_url: &'static str, referrals_url: &str) -> Self {
        Self::start_at(&[("RINNALLA_PUBLIC_URL", public_url), ("RINNALLA_REFERRALS_URL", referrals_url)]).await
    }

    /// With these settings; services that none of them names are away.
    pub(super) async fn start_at(settings: &[(&str, &str)]) -> Self {
        let pool = database().await;
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&ahead);
        let began = Surroundings::of_this_machine().now();
        let surroundings =
            Surroundings::with_clock(move || began + SignedDuration::from_secs(clock.load(Ordering::Relaxed)));
        let (issuer, verifier) = token_keys();
        let given = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let config = Config::read(|name| match name {
            name if given(name).is_some() => given(name).map(str::to_owned),
            "RINNALLA_PUBLIC_URL" => Some("http://127.0.0.1:8080".to_owned()),
            "RINNALLA_DATABASE_URL" => Some("postgres://unused".to_owned()),
            "RINNALLA_TOKEN_SIGNING_KEY" => Some(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned()),
            name if name.ends_with("_URL") => Some(AWAY.to_owned()),
            _ => None,
        })
        .unwrap();
        let app = App::new(
            pool.clone(),
            Clients::new(&config.services),
            Keys { issuer, sheets: SheetKey::of(b"a key of tests") },
            surroundings,
            config.public,
            config.installation,
            Traits { demo: false, gallery: true, behind_proxy: true },
        );
        let district = |slug: &str, name: &str| District { slug: slug.to_owned(), name: name.to_owned() };
        for each in [district("satakunta", "MLL:n Satakunnan piiri"), district("meri-lappi", "Setlementti")] {
            Districts(pool.clone()).set(&each).await.unwrap();
        }
        Self { router: routes::pages(app.clone()), app, pool, verifier, ahead }
    }

    pub(super) async fn add_account(&self, email: &str, role: Role, districts: &[&str]) -> Account {
        let account = Account {
            actor_id: Uuid::from_u128(ACTORS.fetch_add(1, Ordering::Relaxed).into()),
            email: email.to_owned(),
            display_name: "Marja Lehtonen".to_owned(),
            role,
            districts: districts.iter().map(ToString::to_string).collect(),
            audiences: if role == Role::National { vec!["mll".to_owned()] } else { Vec::new() },
        };
        let now: Timestamp = "2026-03-02T06:30:00Z".parse().unwrap();
        Accounts(self.pool.clone()).add(&account, &PASSWORD_HASH, now).await.unwrap();
        account
    }

    pub(super) fn pass(&self, time: SignedDuration) {
        self.ahead.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    pub(super) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Vec::new() }
    }
}

fn token_keys() -> (Issuer, Verifier) {
    let pair = Ed25519KeyPair::generate().unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let signing = pem::encode(&pem::Pem::new("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref()));
    let verifying = pem::encode(&pem::Pem::new("PUBLIC KEY", public.as_ref()));
    (Issuer::from_pem(signing.as_bytes()).unwrap(), Verifier::from_pem(verifying.as_bytes()).unwrap())
}

/// Migrated by its owner, reached as the role that serves: what that role may not do, tests cannot either.
async fn database() -> PgPool {
    let server: PgConnectOptions = variable("RINNALLA_TEST_POSTGRES").parse().unwrap();
    let name = format!("t_{}_console", Surroundings::of_this_machine().random_id().simple());
    let mut superuser = server.clone().connect().await.unwrap();
    let create = format!("CREATE DATABASE {name} OWNER console_owner TEMPLATE template0");
    sqlx::query(AssertSqlSafe(create)).execute(&mut superuser).await.unwrap();
    superuser.close().await.unwrap();

    let password = variable("RINNALLA_TEST_POSTGRES_PASSWORD");
    let as_role = |role| server.clone().database(&name).username(role).password(&password);
    let mut owner = as_role("console_owner").connect().await.unwrap();
    sqlx::migrate!().run_direct(None, &mut owner, false).await.unwrap();
    owner.close().await.unwrap();
    PgPool::connect_with(as_role("console")).await.unwrap()
}

#[expect(clippy::disallowed_methods, reason = "where the tests' server is")]
fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: start servers by ./x servers"))
}

#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: Vec<(String, String)>,
}

pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

impl Browser {
    pub(super) async fn open(&mut self, path: &str) -> Shown {
        self.request(Method::GET, path, Body::empty(), &[]).await
    }

    /// Fills in the first form of a page that posts to `path`, and sends it.
    pub(super) async fn send(&mut self, page: &Shown, path: &str, fields: &[(&str, &str)]) -> Shown {
        let hidden = page.hidden(path);
        let pairs: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(fields.iter().copied()).collect();
        self.post(path, &pairs).await
    }

    /// Sends what no page asked for.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.post_with(path, fields, &[]).await
    }

    pub(super) async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Shown {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        self.request(Method::POST, path, Body::from(body.join("&")), headers).await
    }

    /// Sends a file with the fields of its form, as browsers do.
    pub(super) async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Shown {
        const BOUNDARY: &str = "----boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lista.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.request_as(Method::POST, path, Body::from(body), &kind, &[]).await
    }

    async fn request(&mut self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Shown {
        self.request_as(method, path, body, "application/x-www-form-urlencoded", headers).await
    }

    async fn request_as(
        &mut self,
        method: Method,
        path: &str,
        body: Body,
        kind: &str,
        headers: &[(&str, &str)],
    ) -> Shown {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let html = String::from_utf8(to_bytes(body, 64 << 20).await.unwrap().to_vec()).unwrap_or_default();
        Shown { status: parts.status, headers: parts.headers, html }
    }

    /// What a page opened by this browser puts into its forms.
    pub(super) fn form_token(&self) -> String {
        let (_, cookie) = self.cookies.iter().find(|(name, _)| name == "rinnalla").unwrap();
        crate::secret::BrowserSecret::from_cookie(cookie).unwrap().form_token()
    }

    /// Through the sign-in page. Shows what came after.
    pub(super) async fn sign_in(&mut self, email: &str, password: &str) -> Shown {
        let page = self.open("/sign-in").await;
        self.send(&page, "/sign-in", &[("email", email), ("password", password)]).await
    }
}

impl Shown {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |location| location.to_str().unwrap())
    }

    pub(super) fn says(&self, words: &str) -> bool {
        self.html.contains(words)
    }

    /// The hidden value of a form of this page.
    pub(super) fn value(&self, action: &str, name: &str) -> Option<String> {
        self.hidden(action).into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let form = self.html.split(&format!("action=\"{action}\"")).nth(1).expect("the page has such a form");
        let form = form.split("</form>").next().unwrap();
        form.split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once('"').unwrap();
                let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
                (name.to_owned(), unescaped(value))
            })
            .collect()
    }
}

fn unescaped(html: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .into_iter()
        .fold(html.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

fn escaped(text: &str) -> String {
    text.bytes().flat_map(|byte| ['%'.to_string(), hex::encode_upper([byte])]).collect()
}
