//! The installation that will be lost.

use std::path::PathBuf;

use access::Role;
use decider::{ActorId, CommandId, DistrictId, Env};
use erasure::{Blanking, BlankingCommand};
use eventlog::{
    Announced, CommandContext, Context, EventLog, Import, StoredMessage, announce, ensure_publication_stream,
};
use proto::{
    erasure::v1::RowsBlanked,
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{
        ErasureGround, GetErasureRequest, GetPersonRequest, OrderErasureRequest, PersonFacts, PersonIdentity,
        ReferralSource, SubmitReferralRequest,
    },
};
use referrals::Referrals;
use rinnalla::{Settings, Surroundings, commands::keys};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};
use sqlx::{AssertSqlSafe, Executor as _};
use tempfile::TempDir;
use testing::{As, Cluster, Ground, Running, ServiceDatabase, eventually, random_id};
use tonic::{service::interceptor::InterceptedService, transport::Channel};

/// Messages of the district's publication stream.
pub(crate) const PUBLISHED: u64 = 3;

pub(crate) struct Before {
    pub(crate) ground: Ground,
    pub(crate) district: DistrictId,
    pub(crate) service: Running,
    pub(crate) console: ServiceDatabase,
    pub(crate) folder: TempDir,
}

impl Before {
    pub(crate) async fn open() -> Self {
        let ground = Ground::new(Cluster::R1).await;
        let programme = Programme {
            programme_id: "friend".to_owned(),
            version: 1,
            valid_from: "2020-01-01".to_owned(),
            kind: ProgrammeKind::OneToOne.into(),
            acknowledge_working_days: 3,
            ..Programme::default()
        };
        let district = ground.open("satakunta", &[programme]).await;
        publish(&district).await;
        let console = console(&ground).await;
        let mut superuser = console.superuser().await;
        let account = "insert into console.accounts values
            ('f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11', 'aino@example.org', 'Aino', 'hash', 'manager', now());
            insert into console.account_districts values ('f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11', 'satakunta');
            insert into console.sessions values
            (sha256('secret'), 'f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11', null, now(), now());";
        superuser.execute(account).await.unwrap();
        let service = ground.start::<Referrals>().await;
        let folder = TempDir::new().unwrap();
        keys::init_backup(&folder.path().join("backup.key"), Surroundings::of_this_machine()).unwrap();
        Self { ground, district, service, console, folder }
    }

    pub(crate) fn backup(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    pub(crate) fn settings(&self) -> Settings {
        settings(&self.ground, &self.service.database, &self.console, self.folder.path().join("backup.key"))
    }

    /// Refers so many invented mothers and looks at each. Gives the ids of the persons.
    pub(crate) async fn refer(&self, count: usize) -> Vec<String> {
        let mut persons = Vec::new();
        for _ in 0..count {
            let submitted = self.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap();
            persons.push(submitted.into_inner().person_id);
        }
        for person_id in &persons {
            let get = GetPersonRequest { person_id: person_id.clone() };
            eventually("the person", async || self.persons(Role::Coordinator).get_person(get.clone()).await.ok()).await;
        }
        persons
    }

    /// Erases her, with the other services' word for it, to the receipt.
    pub(crate) async fn erase(&self, person_id: &str) {
        let order = OrderErasureRequest {
            request_id: random_id().to_string(),
            person_id: person_id.to_owned(),
            ground: ErasureGround::Requested.into(),
            occurred_on: String::new(),
        };
        let erasure_id = self.persons(Role::Manager).order_erasure(order).await.unwrap().into_inner().erasure_id;
        for context in [Context::Matching, Context::Scheduling, Context::Reporting] {
            let nats = runtime::nats(&self.ground.cluster.settings(context.as_str()), "test", false).await.unwrap();
            let by = CommandContext {
                district: self.district.clone(),
                command: CommandId(random_id()),
                digest: [0; 32],
                actor: ActorId::new("process:test"),
                purpose: "erasure",
                env: Env::at(jiff::Timestamp::UNIX_EPOCH, None),
                causation: None,
            };
            let blanked = RowsBlanked { person_id: person_id.to_owned(), erasure_id: erasure_id.clone() };
            let log = EventLog::without_saved(nats, context);
            let confirmed = log.create::<Blanking>(&by, erasure_id.parse().unwrap(), &BlankingCommand(blanked)).await;
            assert_eq!(confirmed.unwrap().sequence, 1);
        }
        eventually("the receipt", async || {
            let request = GetErasureRequest { erasure_id: erasure_id.clone() };
            let erasure = self.persons(Role::Manager).get_erasure(request).await.ok()?.into_inner();
            (!erasure.receipt.is_empty()).then_some(())
        })
        .await;
    }

    fn referrals(&self, role: Role) -> ReferralsServiceClient<InterceptedService<Channel, As>> {
        ReferralsServiceClient::with_interceptor(
            self.service.channel.clone(),
            acting(&self.ground, &self.district, role),
        )
    }

    fn persons(&self, role: Role) -> PersonsServiceClient<InterceptedService<Channel, As>> {
        PersonsServiceClient::with_interceptor(self.service.channel.clone(), acting(&self.ground, &self.district, role))
    }
}

pub(crate) fn acting(ground: &Ground, district: &DistrictId, role: Role) -> As {
    As::new(ground.token(district, role, "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11"))
}

/// A migrated console database.
pub(crate) async fn console(ground: &Ground) -> ServiceDatabase {
    let console = ground.database("console").await;
    let script = include_str!("../../services/console/migrations/0001_accounts.sql");
    database::apply(&console.owner_url, &[("accounts", script)]).await.unwrap();
    console
}

/// What the operator of these servers has set.
pub(crate) fn settings(
    ground: &Ground,
    referrals: &ServiceDatabase,
    console: &ServiceDatabase,
    backup_key: PathBuf,
) -> Settings {
    let nats = ground.nats_settings("operator");
    let path = |path: PathBuf| path.to_str().unwrap().to_owned();
    let mut pairs = vec![
        ("INSTALLATION".to_owned(), ground.installation.to_string()),
        ("REPLICAS".to_owned(), ground.cluster.replicas().to_string()),
        ("NATS_URL".to_owned(), nats.url),
        ("NATS_MONITOR".to_owned(), nats.monitors.join(",")),
        ("NATS_USER".to_owned(), nats.user),
        ("NATS_PASSWORD".to_owned(), nats.password.clone()),
        ("NATIONAL_NATS_USER".to_owned(), "national_operator".to_owned()),
        ("NATIONAL_NATS_PASSWORD".to_owned(), nats.password.clone()),
        ("KEYRING_URL".to_owned(), ground.keyring_database.owner_url.clone()),
        ("INSTALLATION_KEY".to_owned(), path(ground.key_file("installation.key"))),
        ("BACKUP_KEY".to_owned(), path(backup_key)),
        ("REFERRALS_DATABASE_URL".to_owned(), referrals.url.clone()),
        ("REFERRALS_DATABASE_OWNER_URL".to_owned(), referrals.owner_url.clone()),
        ("CONSOLE_DATABASE_URL".to_owned(), console.url.clone()),
        ("CONSOLE_DATABASE_OWNER_URL".to_owned(), console.owner_url.clone()),
    ];
    for service in ["REFERRALS", "MATCHING", "SCHEDULING", "REPORTING"] {
        pairs.push((format!("{service}_NATS_PASSWORD"), nats.password.clone()));
    }
    Settings::from_pairs(pairs.into_iter().map(|(name, value)| (format!("RINNALLA_{name}"), value)))
}

/// Every row of a service's read model and view log as the superuser sees it, sorted; but not where a lane stands, nor
/// when rows of passing worth were written.
pub(crate) async fn rows(database: &ServiceDatabase) -> Vec<String> {
    let mut superuser = database.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and (n.nspname = 'kept' and c.relname like 'view%' or n.nspname = 'read' and exists (
           select from pg_attribute a where a.attrelid = c.oid and a.attname = 'district')) order by 1",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    assert!(tables.len() > 8, "{tables:?}");
    let mut rows = Vec::new();
    for table in tables {
        let select = AssertSqlSafe(format!("select '{table} ' || t::text from {table} t"));
        rows.extend(sqlx::query_scalar::<_, String>(select).fetch_all(&mut superuser).await.unwrap());
    }
    rows.sort();
    rows
}

/// Whose publication stream it is.
pub(crate) fn announced() -> Announced {
    Announced { name: "Satakunnan piiri".to_owned(), audiences: vec!["all".to_owned()] }
}

async fn publish(district: &DistrictId) {
    let national = runtime::nats(&Cluster::R1.settings("national_operator"), "test", false).await.unwrap();
    ensure_publication_stream(&national, district, 1).await.unwrap();
    announce(&national, district, &announced()).await.unwrap();
    let reporting = runtime::nats(&Cluster::R1.settings("reporting"), "test", false).await.unwrap();
    let mut import = Import::open(&reporting, &format!("PUB_{district}")).await.unwrap();
    for sequence in 1..=PUBLISHED {
        let subject = format!("pub.{district}.all.{sequence}");
        let message = StoredMessage { sequence, subject, headers: vec![], payload: "figures".into() };
        import.write(&message).await.unwrap();
    }
    assert_eq!(import.finish().await.unwrap(), PUBLISHED);
}

fn submission() -> SubmitReferralRequest {
    SubmitReferralRequest {
        request_id: random_id().to_string(),
        programme_id: "friend".to_owned(),
        source: ReferralSource::Clinic.into(),
        she_knows_and_agrees: true,
        identity: Some(PersonIdentity {
            given_name: "Nadia".to_owned(),
            family_name: "Esimerkki".to_owned(),
            phone: "+358 40 1234567".to_owned(),
            ..PersonIdentity::default()
        }),
        facts: Some(PersonFacts { municipality_code: "609".to_owned(), ..PersonFacts::default() }),
        consent_language: "fi".to_owned(),
        ..SubmitReferralRequest::default()
    }
}
