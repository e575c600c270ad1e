//! What the console is told by its environment, read once. All faults are reported together.

use std::{fmt, fs, net::SocketAddr, path::PathBuf};

use tonic::transport::Uri;

/// The settings of a serving console.
#[derive(Debug)]
pub struct Config {
    /// `RINNALLA_LISTEN`: pages.
    pub listen: SocketAddr,
    /// `RINNALLA_HTTP_LISTEN`: liveness, readiness and metrics; when not given, these are beside the pages.
    pub operations: Option<SocketAddr>,
    /// `RINNALLA_PUBLIC_URL`: the origin that browsers see; by default `http://` and the listening address.
    pub public: Origin,
    /// `RINNALLA_DATABASE_URL`.
    pub database_url: String,
    pub services: ServiceUrls,
    /// `RINNALLA_INSTALLATION`: the id of the installation; `installation` when not given.
    pub installation: String,
    /// `RINNALLA_TOKEN_SIGNING_KEY`: the path of an Ed25519 key as PKCS #8 PEM.
    pub signing_key: SigningKey,
    /// `RINNALLA_BEHIND_PROXY`: the last `X-Forwarded-For` entry is the browser's address.
    pub behind_proxy: bool,
    /// `RINNALLA_DEMO`: pages say that everybody in them is invented.
    pub demo: bool,
    /// `RINNALLA_GALLERY`: the component gallery is served.
    pub gallery: bool,
}

/// Where the services are.
#[derive(Debug)]
pub struct ServiceUrls {
    pub referrals: Uri,
    pub matching: Uri,
    pub scheduling: Uri,
    pub reporting: Uri,
    pub national: Uri,
}

/// Scheme and authority of the pages, without a trailing slash.
#[derive(Debug, Clone)]
pub struct Origin(String);

impl Origin {
    /// Cookies of an `https` origin are `Secure`. Plain `http` is accepted from this machine only.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// PEM text that stays out of logs.
pub struct SigningKey(pub Vec<u8>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

/// Every setting that is missing or cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("the environment is not usable: {}", .0.join("; "))]
pub struct Faults(Vec<String>);

impl Config {
    /// Reads every setting through `lookup`. A PEM file is read too, so that a wrong path is found at the start.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Faults> {
        let mut reader = Reader { lookup, faults: Vec::new() };
        let listen = reader.parsed("RINNALLA_LISTEN", Some("127.0.0.1:8080"));
        let operations =
            reader.given("RINNALLA_HTTP_LISTEN").then(|| reader.parsed("RINNALLA_HTTP_LISTEN", None)).flatten();
        let public = reader.origin(listen);
        let database_url = reader.text("RINNALLA_DATABASE_URL");
        let services = ServiceUrls {
            referrals: reader.url("RINNALLA_REFERRALS_URL"),
            matching: reader.url("RINNALLA_MATCHING_URL"),
            scheduling: reader.url("RINNALLA_SCHEDULING_URL"),
            reporting: reader.url("RINNALLA_REPORTING_URL"),
            national: reader.url("RINNALLA_NATIONAL_URL"),
        };
        let installation = reader.value("RINNALLA_INSTALLATION").unwrap_or_else(|| "installation".to_owned());
        let signing_key = reader.file("RINNALLA_TOKEN_SIGNING_KEY");
        let (behind_proxy, demo, gallery) =
            (reader.flag("RINNALLA_BEHIND_PROXY"), reader.flag("RINNALLA_DEMO"), reader.flag("RINNALLA_GALLERY"));
        match (listen, public, database_url, signing_key, reader.faults) {
            (Some(listen), Some(public), Some(database_url), Some(key), faults) if faults.is_empty() => Ok(Self {
                listen,
                operations,
                public,
                database_url,
                services,
                installation,
                signing_key: SigningKey(key),
                behind_proxy,
                demo,
                gallery,
            }),
            (.., faults) => Err(Faults(faults)),
        }
    }
}

/// The one setting that migration needs.
pub fn owner_url(lookup: impl Fn(&str) -> Option<String>) -> Result<String, Faults> {
    required(lookup, "RINNALLA_DATABASE_OWNER_URL")
}

/// The one setting that keeping accounts needs.
pub fn database_url(lookup: impl Fn(&str) -> Option<String>) -> Result<String, Faults> {
    required(lookup, "RINNALLA_DATABASE_URL")
}

fn required(lookup: impl Fn(&str) -> Option<String>, name: &str) -> Result<String, Faults> {
    let mut reader = Reader { lookup, faults: Vec::new() };
    reader.text(name).ok_or(Faults(reader.faults))
}

struct Reader<L> {
    lookup: L,
    faults: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn value(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.trim().is_empty())
    }

    fn given(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let value = self.value(name);
        if value.is_none() {
            self.faults.push(format!("{name} is not set"));
        }
        value
    }

    fn parsed(&mut self, name: &str, default: Option<&str>) -> Option<SocketAddr> {
        let value = self.value(name).or_else(|| default.map(str::to_owned))?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.faults.push(format!("{name} is not an address and a port"));
        }
        parsed
    }

    fn url(&mut self, name: &str) -> Uri {
        match self.text(name).map(|value| value.parse::<Uri>()) {
            Some(Ok(uri)) if uri.scheme().is_some() && uri.authority().is_some() => return uri,
            Some(_) => self.faults.push(format!("{name} is not a URL")),
            None => {}
        }
        Uri::default()
    }

    fn origin(&mut self, listen: Option<SocketAddr>) -> Option<Origin> {
        let name = "RINNALLA_PUBLIC_URL";
        let value = self.value(name).or_else(|| listen.map(|address| format!("http://{address}")))?;
        let parsed = value.parse::<Uri>().ok().filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        let Some((uri, host)) = parsed.as_ref().and_then(|uri| Some((uri, uri.host()?))) else {
            self.faults.push(format!("{name} is not an http or https URL"));
            return None;
        };
        if uri.scheme_str() == Some("http") && !matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
            self.faults.push(format!("{name} must be https, except on this machine"));
        }
        Some(Origin(value.trim_end_matches('/').to_owned()))
    }

    fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        let path = PathBuf::from(self.text(name)?);
        match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.faults.push(format!("{name}: {}: {error}", path.display()));
                None
            }
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        match self.value(name).as_deref() {
            None | Some("0" | "false") => false,
            Some("1" | "true") => true,
            Some(_) => {
                self.faults.push(format!("{name} is neither 1 nor 0"));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests;
