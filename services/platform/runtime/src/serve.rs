use std::{collections::BTreeSet, error::Error, time::Duration};

use access::{AccessLayer, Actions, Verifier};
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use edge::App;
use eventlog::EventLog;
use installation::Installation;
use keyring::{InstallationKey, Keyring};
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use projection::Positions;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{service::RoutesBuilder, transport::Server};

use crate::{Service, Settings, readiness::readiness};

type Failed = Box<dyn Error + Send + Sync>;

/// How long requests in hand may take once the service was asked to stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(20);

/// Connects and builds what handlers work with. The future follows the installation until `stop`.
pub(crate) async fn app<S: Service>(
    settings: &Settings,
    stop: &CancellationToken,
) -> Result<(App, impl Future<Output = ()> + Send + use<S>), Failed> {
    let client = crate::nats(&settings.nats, S::NAME, settings.allow_unsynced).await?;
    let database = database::connect(&settings.database_url, settings.connections)?;
    let key = InstallationKey::read(&settings.installation_key)?;
    let keyring = Keyring::connect(&settings.keyring_url, key, settings.connections)?;
    let (installation, following) = Installation::follow(client.clone(), &settings.installation, stop.clone()).await?;
    let app = App {
        log: EventLog::new(client, S::CONTEXT, database.clone()),
        positions: Positions::new(S::CONTEXT, database.clone()),
        database,
        keyring,
        installation,
    };
    Ok((app, following))
}

/// Where a service listens. Bound before anything is connected, so that a taken port is known at once.
#[derive(Debug)]
pub struct Listeners {
    pub grpc: TcpListener,
    pub http: TcpListener,
}

impl Listeners {
    pub async fn bind(settings: &Settings) -> Result<Self, std::io::Error> {
        Ok(Self {
            grpc: TcpListener::bind(settings.listen).await?,
            http: TcpListener::bind(settings.http_listen).await?,
        })
    }
}

/// Serves until asked to stop; then takes nothing new, finishes what is in hand, and leaves the rest to the log.
pub async fn serve<S: Service>(
    settings: Settings,
    Listeners { grpc, http }: Listeners,
    metrics: PrometheusExporter,
    stop: CancellationToken,
) -> Result<(), Failed> {
    let lanes_stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let (app, following) = app::<S>(&settings, &lanes_stop).await?;
    tasks.spawn(following);
    tasks.spawn(open_districts::<S>(app.clone(), tasks.clone(), lanes_stop.clone()));

    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_service_status("", tonic_health::ServingStatus::Serving).await;
    let mut routes = RoutesBuilder::default();
    S::routes(&app, &mut routes);
    routes.add_service(health_service).add_service(
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .build_v1()?,
    );
    let access = AccessLayer::new(Verifier::read(&settings.token_verifying_key)?, Actions::of_contracts()?);

    let http_stop = lanes_stop.clone();
    let pages = Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(export))
        .with_state((app.clone(), metrics));
    tasks.spawn(async move {
        let served = axum::serve(http, pages).with_graceful_shutdown(http_stop.cancelled_owned()).await;
        if let Err(error) = served {
            tracing::error!(error = &error as &dyn Error, "the health page ended");
        }
    });
    tracing::info!(service = S::NAME, listen = %settings.listen, "serving");
    let draining = stop.clone();
    let server = Server::builder()
        .tcp_nodelay(true)
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .layer(access)
        .add_routes(routes.routes())
        .serve_with_incoming_shutdown(TcpListenerStream::new(grpc), async move {
            stop.cancelled().await;
            health.set_service_status("", tonic_health::ServingStatus::NotServing).await;
        });
    tokio::select! {
        served = server => served?,
        () = async { draining.cancelled().await; tokio::time::sleep(DRAIN_WITHIN).await } => {
            tracing::warn!("requests still in hand were dropped at the end of the drain");
        }
    }

    lanes_stop.cancel();
    tasks.close();
    if tokio::time::timeout(DRAIN_WITHIN, tasks.wait()).await.is_err() {
        tracing::warn!("lanes did not stop in time; they go on from their cursors at the next start");
    }
    app.database.close().await;
    tracing::info!(service = S::NAME, "stopped");
    Ok(())
}

/// Starts lanes for every district as it opens.
async fn open_districts<S: Service>(mut app: App, tasks: TaskTracker, stop: CancellationToken) {
    let (work, aggregates) = (S::work(&app), S::aggregates());
    let mut open = BTreeSet::new();
    loop {
        let known = app.installation.known();
        for district in known.districts.keys() {
            if open.insert(district.clone()) {
                tracing::info!(%district, "a district is open");
                work.start(&app, &aggregates, district, &tasks, &stop);
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = app.installation.changed() => if !changed { return },
        }
    }
}

type Health = (App, PrometheusExporter);

async fn ready(State((app, _)): State<Health>) -> (StatusCode, Json<serde_json::Value>) {
    let (ready, report) = readiness(&app).await;
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(report))
}

async fn export(State((app, metrics)): State<Health>) -> (StatusCode, Vec<u8>) {
    readiness(&app).await;
    let mut text = Vec::new();
    match metrics.export(&mut text) {
        Ok(()) => (StatusCode::OK, text),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Vec::new()),
    }
}
