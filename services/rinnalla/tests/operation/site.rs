use std::{fs, path::PathBuf};

use decider::DistrictId;
use jiff::Timestamp;
use rinnalla::{
    Failed, Settings, Surroundings,
    commands::{
        district::{self, Added, Outcome},
        keys, shared,
    },
};
use tempfile::TempDir;
use testing::{Cluster, Ground, random_id};

use super::offering::Offering;

/// An installation of one test, and an operator before it.
pub(crate) struct Site {
    pub(crate) ground: Ground,
    pub(crate) offering: Offering,
    pub(crate) surroundings: Surroundings,
    pub(crate) folder: TempDir,
    tag: String,
}

const PROGRAMME: &str = r#"
programme_id = "PROGRAMME"
version = 1
valid_from = "2020-01-01"
kind = "group"
acknowledge_working_days = 3
audience = "all"
wording_version = "1"
target_group = [{ rule_id = "woman", rule = "woman" }]
name = { fi = "Ryhmä", en = "Group" }
summary = { fi = "Ryhmä.", en = "A group." }
"#;

const DISTRICT: &str = r#"
district_id = "DISTRICT"
name = "Here"
audiences = ["all"]
programme_ids = ["PROGRAMME"]
demo = DEMO
rules = { excludes_child_protection = false, smallest_cell = 5, two_approvers = false }

[[partner]]
partner_id = "pori"
name = "Pori"
kind = "municipality"

[[agreement]]
agreement_id = "pori"
partner_id = "pori"
scope = "one-programme"
valid_from = "2025-01-01"
coverage = [{ programme_id = "PROGRAMME", municipality_codes = ["609"] }]

[[grant]]
grant_id = "grant"
name = "Grant"
funders = ["Somebody"]
valid_from = "2025-01-01"
programme_ids = ["PROGRAMME"]
"#;

impl Site {
    pub(crate) async fn new(cluster: Cluster) -> Self {
        let (surroundings, folder) = (Surroundings::with_clock(eight_thirty), TempDir::new().unwrap());
        let ground = Ground::new(cluster).await;
        keys::init(&folder.path().join("keys"), surroundings).unwrap();
        let tag = random_id().simple().to_string()[..12].to_owned();
        let offering = Offering::new(&folder.path().join("keys/token-verifying.pem"));
        Self { ground, offering, surroundings, folder, tag }
    }

    /// What `./x` would set; of the services, referrals alone where `listening` says.
    pub(crate) fn settings(&self, listening: Option<&str>) -> Settings {
        let nats = self.ground.cluster.settings("operator");
        let national = self.ground.cluster.settings("national_operator");
        let path = |path: PathBuf| path.to_str().unwrap().to_owned();
        let keys = |name: &str| path(self.folder.path().join("keys").join(name));
        let pairs = [
            ("INSTALLATION", self.ground.installation.to_string()),
            ("REPLICAS", self.ground.cluster.replicas().to_string()),
            ("NATS_URL", nats.url),
            ("NATS_MONITOR", nats.monitors.join(",")),
            ("NATS_USER", nats.user),
            ("NATS_PASSWORD", nats.password),
            ("NATIONAL_NATS_USER", national.user),
            ("NATIONAL_NATS_PASSWORD", national.password),
            ("KEYRING_URL", self.ground.keyring_database.owner_url.clone()),
            ("INSTALLATION_KEY", path(self.ground.key_file("installation.key"))),
            ("TOKEN_SIGNING_KEY", keys("token-signing.pem")),
            ("TOKEN_VERIFYING_KEY", keys("token-verifying.pem")),
            // A port that nobody listens on.
            ("REFERRALS_URL", listening.unwrap_or("http://127.0.0.1:1").to_owned()),
        ];
        Settings::from_pairs(pairs.map(|(name, value)| (format!("RINNALLA_{name}"), value)))
    }

    pub(crate) fn programme_id(&self) -> String {
        format!("programme-{}", self.tag)
    }

    pub(crate) fn district_id(&self) -> DistrictId {
        format!("district-{}", self.tag).parse().unwrap()
    }

    pub(crate) fn programme_file(&self) -> PathBuf {
        let file = self.folder.path().join("programme.toml");
        fs::write(&file, PROGRAMME.replace("PROGRAMME", &self.programme_id())).unwrap();
        file
    }

    pub(crate) fn district_file(&self, demo: bool) -> PathBuf {
        let file = self.folder.path().join("district.toml");
        let text = DISTRICT
            .replace("PROGRAMME", &self.programme_id())
            .replace("DISTRICT", self.district_id().as_str())
            .replace("DEMO", &demo.to_string());
        fs::write(&file, text).unwrap();
        file
    }

    pub(crate) async fn share_programme(&self) {
        let added = shared::add::<proto::programmes::v1::Programme>(
            &self.settings(None),
            self.surroundings,
            &[self.programme_file()],
        )
        .await
        .unwrap();
        assert!(added.shared[0].recorded);
    }

    pub(crate) async fn add_district(&self, listening: Option<&str>, replace: bool) -> Result<Added, Failed> {
        self.add(listening, true, replace).await
    }

    pub(crate) async fn add(&self, listening: Option<&str>, demo: bool, replace: bool) -> Result<Added, Failed> {
        district::add(&self.settings(listening), self.surroundings, &[self.district_file(demo)], replace).await
    }

    /// Messages in a stream.
    pub(crate) async fn messages(&self, stream: &str) -> Option<u64> {
        let jetstream = async_nats::jetstream::new(self.ground.operator.clone());
        Some(jetstream.get_stream(stream).await.ok()?.cached_info().state.messages)
    }

    pub(crate) async fn installation_messages(&self) -> u64 {
        self.messages(&format!("EV_installation_{}", self.ground.installation)).await.unwrap()
    }
}

/// Each step of the one district with its outcome.
pub(crate) fn outcomes(added: &Added) -> Vec<(&str, Outcome)> {
    added.districts[0].steps.iter().map(|step| (step.what.as_str(), step.outcome)).collect()
}

/// Half past eight in Finland on 2 March 2026.
fn eight_thirty() -> Timestamp {
    Timestamp::constant(1_772_433_000, 0)
}
