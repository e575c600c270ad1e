use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use referrals::Referrals;
use runtime::{Environment, Settings};
use serde::Deserialize;
use tempfile::TempDir;
use testing::{Cluster, Ground, Running};

use super::district::{District, programme};

/// A real mail server, in a process of its own.
pub(crate) struct MailServer {
    port: u16,
    directory: TempDir,
    child: Child,
}

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Mail {
    pub(crate) to: Vec<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let (child, port) = serve(0, &directory);
        Self { port, directory, child }
    }

    pub(crate) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// At the same address, with what it has kept.
    pub(crate) fn start_again(&mut self) {
        (self.child, self.port) = serve(self.port, &self.directory);
    }

    pub(crate) fn received(&self) -> Vec<Mail> {
        let lines = fs::read_to_string(kept(&self.directory)).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What a service is told about it.
    pub(crate) fn environment(&self) -> Environment {
        told(self.port)
    }

    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        pairs(self.port)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn kept(directory: &TempDir) -> PathBuf {
    directory.path().join("mails")
}

fn serve(port: u16, directory: &TempDir) -> (Child, u16) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut child = Command::new(format!("{root}/.tools/python/bin/python"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail_server.py"))
        .arg(port.to_string())
        .arg(kept(directory))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().parse().unwrap_or_else(|_| panic!("the mail server did not start; run ./x setup"));
    (child, port)
}

fn pairs(port: u16) -> Vec<(String, String)> {
    [
        ("MAIL_URL", format!("smtp://127.0.0.1:{port}")),
        ("MAIL_FROM", "Rinnalla <viestit@piiri.example>".to_owned()),
        ("PUBLIC_URL", "https://rinnalla.example".to_owned()),
    ]
    .map(|(name, value)| (format!("RINNALLA_{name}"), value))
    .into()
}

fn told(port: u16) -> Environment {
    Environment::from_pairs(pairs(port))
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> Environment {
    Environment::from_pairs(nobody_pairs())
}

pub(crate) fn nobody_pairs() -> Vec<(String, String)> {
    pairs(free_port())
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl District {
    /// As `open`, with a service that is told about a mail server.
    pub(crate) async fn open_mailing(own: Environment) -> Self {
        let ground = Ground::new(Cluster::R1).await;
        let id = ground.open("satakunta", &[programme()]).await;
        let (settings, database) = ground.settings::<Referrals>().await;
        let service = Running::start::<Referrals>(Settings { own, ..settings }, database).await;
        let district = Self { ground, id, service };
        district.agree(&["609"]).await;
        district
    }

    /// With another instance in the place of the one that runs.
    pub(crate) async fn served_anew(self, own: Environment) -> Self {
        let Self { ground, id, service } = self;
        let (settings, database) = (service.settings.clone(), service.database.clone());
        service.stop().await;
        let service = Running::start::<Referrals>(Settings { own, ..settings }, database).await;
        Self { ground, id, service }
    }
}
