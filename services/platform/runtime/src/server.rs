//! The gRPC and HTTP side of a process: who may call, health, metrics, and an end that drops no request in hand.

use std::{error::Error, future::Future, net::SocketAddr, path::PathBuf, time::Duration};

use access::{AccessLayer, Actions, Verifier};
use axum::{Json, Router, http::StatusCode, routing::get};
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::server::TcpIncoming;

use crate::{Settings, routes::Routes};

/// How long requests in hand may take once the process was asked to stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(20);

/// Where a process listens. Bound before anything is connected, so that a taken port is known at once.
#[derive(Debug)]
pub struct Listeners {
    pub grpc: TcpListener,
    pub http: TcpListener,
}

impl Listeners {
    pub async fn bind(settings: &Settings) -> Result<Self, std::io::Error> {
        Self::bind_to(settings.listen, settings.http_listen).await
    }

    pub async fn bind_to(grpc: SocketAddr, http: SocketAddr) -> Result<Self, std::io::Error> {
        Ok(Self { grpc: TcpListener::bind(grpc).await?, http: TcpListener::bind(http).await? })
    }
}

/// What a process answers with.
pub struct Server {
    pub name: &'static str,
    pub listeners: Listeners,
    /// Public key of the tokens it trusts.
    pub token_verifying_key: PathBuf,
    pub routes: Routes,
    pub metrics: PrometheusExporter,
}

/// What runs beside the server; stopped after its last request.
#[derive(Debug)]
pub struct Background {
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

impl Server {
    /// Serves until `stop`; then takes nothing new, finishes what is in hand, and stops what runs beside it.
    /// `ready` answers the health page, and sets the gauges.
    pub async fn run<R, W>(
        self,
        ready: R,
        background: Background,
        stop: CancellationToken,
    ) -> Result<(), Box<dyn Error + Send + Sync>>
    where
        R: Fn() -> W + Clone + Send + Sync + 'static,
        W: Future<Output = (bool, Value)> + Send,
    {
        let Self { name, listeners: Listeners { grpc, http }, token_verifying_key, routes, metrics } = self;
        let (health, health_service) = tonic_health::server::health_reporter();
        health.set_service_status("", tonic_health::ServingStatus::Serving).await;
        let routes = routes.described(health_service)?;
        let access = AccessLayer::new(Verifier::read(&token_verifying_key)?, Actions::of_contracts()?);

        let pages = pages(ready, metrics);
        let pages_stop = background.stop.clone();
        background.tasks.spawn(async move {
            let served = axum::serve(http, pages).with_graceful_shutdown(pages_stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(error = &error as &dyn Error, "the health page ended");
            }
        });
        tracing::info!(service = name, listen = ?grpc.local_addr().ok(), "serving");
        let draining = stop.clone();
        // The builder's own setting does not reach connections that somebody else accepts: without it an answer of more
        // than one segment waits for the client's delayed acknowledgement, 40 ms.
        let incoming = TcpIncoming::from(grpc).with_nodelay(Some(true));
        let server = tonic::transport::Server::builder()
            .http2_keepalive_interval(Some(Duration::from_secs(30)))
            .layer(access)
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, async move {
                stop.cancelled().await;
                health.set_service_status("", tonic_health::ServingStatus::NotServing).await;
            });
        tokio::select! {
            served = server => served?,
            () = async { draining.cancelled().await; tokio::time::sleep(DRAIN_WITHIN).await } => {
                tracing::warn!("requests still in hand were dropped at the end of the drain");
            }
        }

        background.stop.cancel();
        background.tasks.close();
        if tokio::time::timeout(DRAIN_WITHIN, background.tasks.wait()).await.is_err() {
            tracing::warn!("lanes did not stop in time; they go on from their cursors at the next start");
        }
        Ok(())
    }
}

fn pages<R, W>(ready: R, metrics: PrometheusExporter) -> Router
where
    R: Fn() -> W + Clone + Send + Sync + 'static,
    W: Future<Output = (bool, Value)> + Send,
{
    let looked = ready.clone();
    let readyz = || async move {
        let (ready, report) = ready().await;
        (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(report))
    };
    let export = || async move {
        looked().await;
        let mut text = Vec::new();
        match metrics.export(&mut text) {
            Ok(()) => (StatusCode::OK, text),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Vec::new()),
        }
    };
    Router::new().route("/livez", get(|| async { "ok" })).route("/readyz", get(readyz)).route("/metrics", get(export))
}
