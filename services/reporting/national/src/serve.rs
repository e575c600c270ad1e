use std::error::Error;

use database::Database;
use rpc::reporting::v1::national_service_server::NationalServiceServer;
use runtime::{Background, KeylessSettings, Listeners, PrometheusExporter, Routes, Server};
use serde_json::{Value, json};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{NAME, follow::Follower, grpc::NationalGrpc};

/// Serves until asked to stop.
pub async fn serve(
    settings: KeylessSettings,
    listeners: Listeners,
    metrics: PrometheusExporter,
    stop: CancellationToken,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let client = runtime::nats(&settings.nats, NAME, settings.allow_unsynced).await?;
    let database = database::connect(&settings.database_url, settings.connections)?;
    let background = Background { tasks: TaskTracker::new(), stop: CancellationToken::new() };
    let follower = Follower::new(client, database.clone());
    background.tasks.spawn(follower.clone().run(background.tasks.clone(), background.stop.clone()));

    let mut routes = Routes::default();
    routes.add_service(NationalServiceServer::new(NationalGrpc { database: database.clone() }));
    let server = Server { name: NAME, listeners, token_verifying_key: settings.token_verifying_key, routes, metrics };
    let looked_at = database.clone();
    let ready = move || {
        let (database, follower) = (looked_at.clone(), follower.clone());
        async move { readiness(&database, &follower).await }
    };
    server.run(ready, background, stop).await?;
    database.close().await;
    Ok(())
}

/// Ready once the streams were looked for and the database answers.
async fn readiness(database: &Database, follower: &Follower) -> (bool, Value) {
    if let Err(error) = database.ping().await {
        return (false, json!({ "ready": false, "because": error.to_string() }));
    }
    match follower.streams() {
        Some(streams) => (true, json!({ "ready": true, "streams": streams })),
        None => (false, json!({ "ready": false, "because": "the streams of publications were not listed yet" })),
    }
}
