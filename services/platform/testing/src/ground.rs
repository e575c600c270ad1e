use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use access::{Caller, Issuer, Role};
use async_nats::Client;
use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::{Ed25519KeyPair, KeyPair as _},
};
use decider::{ActorId, CommandId, Decider, DistrictId, Env};
use eventlog::{CommandContext, Context, EventLog, ensure_district_streams, ensure_installation_stream};
use installation::{
    ClockCommand, ClockDecider, DistrictCommand, DistrictDecider, PriorityReasonCommand, PriorityReasonDecider,
    ProgrammeCommand, ProgrammeDecider, PurposeCommand, PurposeDecider, aggregate_id,
};
use jiff::Timestamp;
use keyring::{InstallationKey, Keyring};
use proto::{
    installation::v1::{DistrictOpened, DistrictRules},
    programmes::v1::Programme,
    referrals::v1::{PriorityReason, Purpose},
};
use runtime::{Environment, NatsSettings, OwnerSettings, Service, Settings};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Cluster, Running, Servers, ServiceDatabase, random_id};

/// An installation of one test.
#[derive(Debug)]
pub struct Ground {
    test: Uuid,
    servers: Servers,
    pub cluster: Cluster,
    pub installation: DistrictId,
    /// Connected as the operator.
    pub operator: Client,
    pub keyring: Keyring,
    pub keyring_database: ServiceDatabase,
    pub issuer: Issuer,
    installation_log: EventLog,
    keys: Arc<TempDir>,
}

impl Ground {
    /// On the servers that tests share.
    pub async fn new(cluster: Cluster) -> Self {
        Self::on(&Servers::shared(), cluster).await
    }

    pub async fn on(servers: &Servers, cluster: Cluster) -> Self {
        let test = random_id();
        let installation: DistrictId = format!("i-{}", &test.simple().to_string()[..12]).parse().unwrap();
        let operator = runtime::nats(&servers.nats(cluster, "operator"), "test", false).await.unwrap();
        ensure_installation_stream(&operator, &installation, cluster.replicas()).await.unwrap();

        let keys = TempDir::new().unwrap();
        let issuer = token_keys(&keys);
        let installation_key = hex::encode([random_id().into_bytes(), random_id().into_bytes()].concat());
        fs::write(keys.path().join("installation.key"), &installation_key).unwrap();
        Self::with(servers, cluster, test, installation, operator, issuer, Arc::new(keys)).await
    }

    /// The same installation, by its id and keys, on other servers: databases without a row, and not one stream.
    pub async fn elsewhere(&self, cluster: Cluster) -> Self {
        let operator = runtime::nats(&self.servers.nats(cluster, "operator"), "test", false).await.unwrap();
        let (issuer, keys) = (self.issuer.clone(), self.keys.clone());
        Self::with(&self.servers, cluster, random_id(), self.installation.clone(), operator, issuer, keys).await
    }

    async fn with(
        servers: &Servers,
        cluster: Cluster,
        test: Uuid,
        installation: DistrictId,
        operator: Client,
        issuer: Issuer,
        keys: Arc<TempDir>,
    ) -> Self {
        let services = Context::OF_DISTRICT.map(Context::as_str);
        let keyring_database = ServiceDatabase::create(servers, test, "keyring", &services).await;
        let mut owner = keyring_database.owner().await;
        for script in [keyring::SCHEMA, keyring::GRANTS] {
            sqlx::raw_sql(script).execute(&mut owner).await.unwrap();
        }
        let key = InstallationKey::read(&keys.path().join("installation.key")).unwrap();
        let keyring = Keyring::connect(&keyring_database.owner_url, key, 2).unwrap();
        let installation_log = EventLog::without_saved(operator.clone(), Context::Installation);
        Self {
            test,
            servers: servers.clone(),
            cluster,
            installation,
            operator,
            keyring,
            keyring_database,
            issuer,
            installation_log,
            keys,
        }
    }

    /// A database of this test's own, empty, with a role's rights.
    pub async fn database(&self, role: &str) -> ServiceDatabase {
        ServiceDatabase::create(&self.servers, self.test, role, &[]).await
    }

    /// Opens a district that runs the given programmes. Its id begins with `name`.
    pub async fn open(&self, name: &str, programmes: &[Programme]) -> DistrictId {
        for programme in programmes {
            let id = aggregate_id("programme", &programme.programme_id);
            self.tell::<ProgrammeDecider>(id, &ProgrammeCommand(programme.clone())).await;
        }
        let id: DistrictId = format!("{name}-{}", &random_id().simple().to_string()[..12]).parse().unwrap();
        self.keyring.open_district(&id).await.unwrap();
        ensure_district_streams(&self.operator, &id, self.cluster.replicas()).await.unwrap();
        let opened = DistrictOpened {
            district_id: id.to_string(),
            name: name.to_owned(),
            rules: Some(DistrictRules { excludes_child_protection: true, smallest_cell: 5, two_approvers: false }),
            audiences: programmes.iter().map(|programme| programme.audience.clone()).collect(),
            programme_ids: programmes.iter().map(|programme| programme.programme_id.clone()).collect(),
            ..DistrictOpened::default()
        };
        self.tell::<DistrictDecider>(aggregate_id("district", id.as_str()), &DistrictCommand(opened)).await;
        id
    }

    /// Shares a purpose, or its next version.
    pub async fn share(&self, purpose: &Purpose) {
        let id = aggregate_id("purpose", &purpose.purpose_id);
        self.tell::<PurposeDecider>(id, &PurposeCommand(purpose.clone())).await;
    }

    /// Shares a reason to go before others, or its next version.
    pub async fn share_reason(&self, reason: &PriorityReason) {
        let id = aggregate_id("priority-reason", &reason.reason_id);
        self.tell::<PriorityReasonDecider>(id, &PriorityReasonCommand(reason.clone())).await;
    }

    /// Sets the installation's clock this many seconds ahead of real time.
    pub async fn set_clock(&self, offset_seconds: i64) {
        self.tell::<ClockDecider>(aggregate_id("clock", "clock"), &ClockCommand { offset_seconds }).await;
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own events are recorded when it runs")]
    async fn tell<D: Decider>(&self, id: Uuid, command: &D::Command) {
        let by = CommandContext {
            district: self.installation.clone(),
            command: CommandId(random_id()),
            digest: [0; 32],
            actor: ActorId::new("test"),
            purpose: "administration",
            env: Env::at(Timestamp::now(), None),
            causation: None,
        };
        self.installation_log.execute::<D>(&by, id, command).await.map(drop).unwrap();
    }

    /// A token for one district and role, as the console would issue it.
    pub fn token(&self, district: &DistrictId, role: Role, actor: &str) -> String {
        let caller = Caller { actor: ActorId::new(actor), role, district: district.clone(), object: None };
        self.issuer.issue(&caller, 600).unwrap()
    }

    /// Of whoever holds a link.
    pub fn link_token(&self, district: &DistrictId, object: &str) -> String {
        let (actor, object) = (ActorId::new(object), Some(object.to_owned()));
        let caller = Caller { actor, role: Role::Link, district: district.clone(), object };
        self.issuer.issue(&caller, 600).unwrap()
    }

    /// A migrated database and everything else a service needs to run, on ports of its own.
    pub async fn settings<S: Service>(&self) -> (Settings, ServiceDatabase) {
        let database = ServiceDatabase::create(&self.servers, self.test, S::NAME, &[]).await;
        let (settings, owner) = self.settings_of::<S>(&database);
        assert!(runtime::migrate::<S>(&owner).await.unwrap(), "a new read model is of this build");
        (settings, database)
    }

    /// Settings of another instance over a database that is there.
    pub fn settings_of<S: Service>(&self, database: &ServiceDatabase) -> (Settings, OwnerSettings) {
        let owner = OwnerSettings { owner_url: database.owner_url.clone() };
        let keyring_url = database.url.replace(&format!("_{}", S::NAME), "_keyring");
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            http_listen: ([127, 0, 0, 1], 0).into(),
            nats: self.nats_settings(S::NAME),
            database_url: database.url.clone(),
            keyring_url,
            installation_key: self.key_file("installation.key"),
            token_verifying_key: self.key_file("token-verifying.pem"),
            installation: self.installation.clone(),
            connections: 8,
            keys_kept_for: Duration::from_secs(1),
            allow_unsynced: false,
            own: Environment::default(),
        };
        (settings, owner)
    }

    /// Starts a service in this process, as its binary would.
    pub async fn start<S: Service>(&self) -> Running {
        let (settings, database) = self.settings::<S>().await;
        Running::start::<S>(settings, database).await
    }

    /// How a user of the log reaches it.
    pub fn nats_settings(&self, user: &str) -> NatsSettings {
        self.servers.nats(self.cluster, user)
    }

    pub fn key_file(&self, name: &str) -> PathBuf {
        self.keys.path().join(name)
    }
}

fn token_keys(keys: &TempDir) -> Issuer {
    let pair = Ed25519KeyPair::generate().unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let signing = pem::encode(&pem::Pem::new("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref()));
    let verifying = pem::encode(&pem::Pem::new("PUBLIC KEY", public.as_ref()));
    fs::write(keys.path().join("token-verifying.pem"), verifying).unwrap();
    Issuer::from_pem(signing.as_bytes()).unwrap()
}
