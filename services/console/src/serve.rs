//! `console serve`: pages until told to stop, then the requests under way, then nothing.

use std::{net::SocketAddr, time::Duration};

use access::Issuer;
use anyhow::Context as _;
use axum::{Router, serve::ListenerExt as _};
use sqlx::postgres::PgPoolOptions;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    app::{App, Keys, Traits},
    assets,
    clients::Clients,
    config::Config,
    imports::{SheetKey, work},
    routes,
    surroundings::Surroundings,
};

mod operations;

/// Longest wait for a database connection before a page says that the accounts cannot be read.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(3);

pub async fn run(config: Config) -> anyhow::Result<()> {
    if !assets::complete() {
        tracing::warn!("built without the third-party style and script: pages are plainer, and still complete");
    }
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(ACQUIRE_WITHIN)
        .connect_lazy(&config.database_url)
        .context("RINNALLA_DATABASE_URL")?;
    let app = App::new(
        pool,
        Clients::new(&config.services),
        Keys {
            issuer: Issuer::from_pem(&config.signing_key.0).context("RINNALLA_TOKEN_SIGNING_KEY")?,
            sheets: SheetKey::of(&config.signing_key.0),
        },
        Surroundings::of_this_machine(),
        config.public,
        config.installation,
        Traits { demo: config.demo, gallery: config.gallery, behind_proxy: config.behind_proxy },
    );
    let pages = routes::pages(app.clone());
    let operations = operations::routes(app.clone());
    let served = async {
        match config.operations {
            Some(address) => {
                tokio::try_join!(listen(config.listen, pages), listen(address, operations))?;
            }
            None => listen(config.listen, pages.merge(operations)).await?,
        }
        anyhow::Ok(())
    };
    // What is under way when the pages stop, the next console goes on with.
    tokio::select! {
        stopped = served => stopped,
        () = work::run(&app) => Ok(()),
    }
}

async fn listen(address: SocketAddr, router: Router) -> anyhow::Result<()> {
    let (mut stop, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let listener = TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    // A page of more than one segment would otherwise wait for the browser's delayed acknowledgement.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection is gone before it was served");
        }
    });
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = stop.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await?;
    Ok(())
}
