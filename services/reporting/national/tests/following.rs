//! How the national view fares where its rows cannot be written, on real NATS and Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, sync::Arc};

use async_nats::jetstream;
use decider::DistrictId;
use eventlog::ensure_publication_stream;
use prost::Message as _;
use proto::reporting::v1::PublishedFigures;
use runtime::{KeylessSettings, Listeners, OwnerSettings, PrometheusExporter};
use sqlx::AssertSqlSafe;
use tempfile::NamedTempFile;
use testing::{Cluster, Ground, ServiceDatabase, eventually};
use tokio_util::sync::CancellationToken;

/// The audience's tables refuse the district, and count how often they do: what a sequence counts is not undone.
const REFUSE: &str = "
create sequence read.attempts;
create function read.refuse() returns trigger language plpgsql security definer as $$
begin
  perform nextval('read.attempts');
  raise exception 'refused';
end $$;
create trigger refuse before insert on read.publication
  for each row when (new.publisher = 'DISTRICT') execute function read.refuse();";

struct Field {
    district: DistrictId,
    database: ServiceDatabase,
    /// Lines of the process.
    log: NamedTempFile,
}

impl Field {
    async fn scalar(&self, question: &str) -> Option<i64> {
        let question = question.replace("DISTRICT", self.district.as_str());
        let mut superuser = self.database.superuser().await;
        sqlx::query_scalar(AssertSqlSafe(question)).fetch_optional(&mut superuser).await.unwrap()
    }

    async fn change(&self, script: &str) {
        let script = script.replace("DISTRICT", self.district.as_str());
        sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut self.database.superuser().await).await.unwrap();
    }

    async fn publish(&self, revision: u32) {
        let reporting = runtime::nats(&Cluster::R1.settings("reporting"), "test", false).await.unwrap();
        let figures = PublishedFigures {
            district_id: self.district.to_string(),
            audience: "here".to_owned(),
            year: 2025,
            revision,
            ..PublishedFigures::default()
        };
        let subject = format!("pub.{}.here.2025", self.district);
        let publisher = jetstream::new(reporting);
        publisher.publish(subject, figures.encode_to_vec().into()).await.unwrap().await.unwrap();
    }

    async fn shows(&self, revision: i64) {
        eventually("the revision", async || {
            let shown = self.scalar("select revision::int8 from read.publication where publisher = 'DISTRICT'").await;
            (shown == Some(revision)).then_some(())
        })
        .await;
    }

    /// What was said of the district's stream, by its level and its message.
    fn told(&self, level: &str, message: &str) -> usize {
        let log = fs::read_to_string(self.log.path()).unwrap();
        let stream = format!("\"stream\":\"PUB_{}\"", self.district);
        let level = format!("\"level\":\"{level}\"");
        log.lines()
            .filter(|line| [stream.as_str(), level.as_str(), message].iter().all(|says| line.contains(says)))
            .count()
    }
}

// On one thread, so that everything the process says is said to this test's subscriber.
#[tokio::test]
async fn a_stream_that_cannot_be_kept_is_told_of_once_and_once_more_when_it_goes_on() {
    let ground = Ground::new(Cluster::R1).await;
    let log = NamedTempFile::new().unwrap();
    let lines = tracing_subscriber::fmt().json().with_writer(Arc::new(log.reopen().unwrap())).finish();
    let _listening = tracing::subscriber::set_default(lines);
    let database = ground.database(national::NAME).await;
    national::migrate(&OwnerSettings { owner_url: database.owner_url.clone() }).await.unwrap();
    let district = ground.open("told", &[]).await;
    let operator = runtime::nats(&Cluster::R1.settings("national_operator"), "test", false).await.unwrap();
    ensure_publication_stream(&operator, &district, 1).await.unwrap();
    let settings = KeylessSettings {
        listen: ([127, 0, 0, 1], 0).into(),
        http_listen: ([127, 0, 0, 1], 0).into(),
        nats: Cluster::R1.settings(national::NAME),
        database_url: database.url.clone(),
        token_verifying_key: ground.key_file("token-verifying.pem"),
        connections: 4,
        allow_unsynced: false,
    };
    let field = Field { district, database, log };
    let listeners = Listeners::bind_to(settings.listen, settings.http_listen).await.unwrap();
    let stop = CancellationToken::new();
    let watching = async {
        field.publish(1).await;
        field.shows(1).await;
        field.change(REFUSE).await;
        field.publish(2).await;
        eventually("four attempts", async || {
            let attempts = field.scalar("select last_value from read.attempts where is_called").await;
            (attempts >= Some(4)).then_some(())
        })
        .await;
        assert_eq!(field.told("WARN", ""), 1);
        assert_eq!(field.told("WARN", "stopped, and is tried again"), 1);
        assert_eq!(field.told("INFO", "goes on"), 0);

        field.change("drop trigger refuse on read.publication").await;
        field.shows(2).await;
        eventually("the end of it", async || (field.told("INFO", "goes on") == 1).then_some(())).await;
        field.publish(3).await;
        field.shows(3).await;
        assert_eq!((field.told("WARN", ""), field.told("INFO", "goes on")), (1, 1));
        stop.cancel();
    };
    let (served, ()) =
        tokio::join!(national::serve(settings, listeners, PrometheusExporter::new(), stop.clone()), watching);
    served.unwrap();
}
