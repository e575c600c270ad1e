//! The whole installation that `./x` runs beside: every service a process, the console, and a simulated year.

use std::{collections::BTreeMap, path::Path};

use access::{Caller, Issuer, Role};
use decider::{ActorId, DistrictId};
use eventlog::{Context, StreamName, newest};
use runtime::NatsSettings;
use serde::Deserialize;
use testing::random_id;

/// As `./x bench` describes it.
#[derive(Deserialize)]
pub(crate) struct Installation {
    pub(crate) services: BTreeMap<String, Process>,
    /// Resident processes of the event log.
    pub(crate) nats: u32,
    sign_ins: Vec<SignIn>,
    nats_settings: Nats,
    token_signing_key: String,
}

#[derive(Deserialize)]
pub(crate) struct Process {
    pub(crate) url: String,
    pub(crate) http: String,
    pub(crate) pid: u32,
}

#[derive(Clone, Deserialize)]
pub(crate) struct SignIn {
    /// E-mail address, whose domain begins with the district.
    pub(crate) name: String,
    pub(crate) password: String,
}

#[derive(Deserialize)]
struct Nats {
    url: String,
    monitor: String,
    user: String,
    password: String,
}

impl Installation {
    pub(crate) fn described(text: &str) -> anyhow::Result<Self> {
        Ok(serde_json::from_str(text)?)
    }

    /// A coordinator who signs in to the console.
    pub(crate) fn coordinator(&self) -> anyhow::Result<(SignIn, DistrictId)> {
        let found = self.sign_ins.iter().find(|sign_in| sign_in.name.starts_with("coordinator@"));
        let sign_in = found.ok_or_else(|| anyhow::anyhow!("no coordinator has an account"))?.clone();
        let district = sign_in.name.trim_start_matches("coordinator@").split('.').next().unwrap_or_default().parse()?;
        Ok((sign_in, district))
    }

    pub(crate) fn tokens(&self, district: &DistrictId, clients: usize) -> anyhow::Result<Vec<String>> {
        let issuer = Issuer::read(Path::new(&self.token_signing_key))?;
        (0..clients)
            .map(|_| {
                let actor = ActorId::new(&random_id().to_string());
                let caller = Caller { actor, role: Role::Coordinator, district: district.clone(), object: None };
                Ok(issuer.issue(&caller, 600)?)
            })
            .collect()
    }

    /// Commits of every context of a district.
    pub(crate) async fn commits(&self, district: &DistrictId) -> anyhow::Result<u64> {
        let Nats { url, monitor, user, password } = &self.nats_settings;
        let settings = NatsSettings {
            url: url.clone(),
            user: user.clone(),
            password: password.clone(),
            monitors: vec![monitor.clone()],
        };
        let client = runtime::nats(&settings, "bench", false).await?;
        let mut commits = 0;
        for context in Context::OF_DISTRICT {
            commits += newest(&client, &StreamName::new(context, district.clone())).await?;
        }
        Ok(commits)
    }

    /// Waits until no lane of any service lacks a commit.
    pub(crate) async fn caught_up(&self) -> anyhow::Result<()> {
        for process in self.services.values() {
            loop {
                let told = reqwest::get(format!("{}/readyz", process.http)).await?.text().await?;
                let told: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
                let lanes = told["lanes"].as_array().cloned().unwrap_or_default();
                if lanes.iter().all(|lane| lane["behind"] == 0) {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
        }
        Ok(())
    }
}
