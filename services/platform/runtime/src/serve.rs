use std::{collections::BTreeSet, error::Error};

use edge::App;
use eventlog::EventLog;
use installation::Installation;
use keyring::{InstallationKey, Keyring};
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use projection::Positions;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Service, Settings, Work, every_service,
    readiness::readiness,
    routes::Routes,
    server::{Background, Listeners, Server},
};

type Failed = Box<dyn Error + Send + Sync>;

/// Connects and builds what handlers work with. The future follows the installation until `stop`.
pub(crate) async fn app<S: Service>(
    settings: &Settings,
    stop: &CancellationToken,
) -> Result<(App, impl Future<Output = ()> + Send + use<S>), Failed> {
    let client = crate::nats(&settings.nats, S::NAME, settings.allow_unsynced).await?;
    let database = database::connect(&settings.database_url, settings.connections)?;
    let key = InstallationKey::read(&settings.installation_key)?;
    let keyring = Keyring::connect_keeping(&settings.keyring_url, key, settings.connections, settings.keys_kept_for)?;
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

/// Serves until asked to stop; then takes nothing new, finishes what is in hand, and leaves the rest to the log.
pub async fn serve<S: Service>(
    settings: Settings,
    listeners: Listeners,
    metrics: PrometheusExporter,
    stop: CancellationToken,
) -> Result<(), Failed> {
    let lanes_stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let (app, following) = app::<S>(&settings, &lanes_stop).await?;
    let own = S::own_work(&app, &settings.own)?;
    tasks.spawn(following);
    tasks.spawn(open_districts::<S>(app.clone(), own, tasks.clone(), lanes_stop.clone()));

    let mut routes = Routes::default();
    S::routes(&app, &mut routes);
    let server =
        Server { name: S::NAME, listeners, token_verifying_key: settings.token_verifying_key, routes, metrics };
    let looked_at = app.clone();
    let ready = move || {
        let app = looked_at.clone();
        async move { readiness(&app).await }
    };
    server.run(ready, Background { tasks, stop: lanes_stop }, stop).await?;
    app.database.close().await;
    tracing::info!(service = S::NAME, "stopped");
    Ok(())
}

/// Starts lanes for every district as it opens.
async fn open_districts<S: Service>(mut app: App, own: Work, tasks: TaskTracker, stop: CancellationToken) {
    let (work, aggregates) = (every_service::work::<S>(&app), every_service::aggregates::<S>());
    let mut open = BTreeSet::new();
    loop {
        let known = app.installation.known();
        for district in known.districts.keys() {
            if open.insert(district.clone()) {
                tracing::info!(%district, "a district is open");
                for work in [&work, &own] {
                    work.start(&app, &aggregates, district, &tasks, &stop);
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = app.installation.changed() => if !changed { return },
        }
    }
}
