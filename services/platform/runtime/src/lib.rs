//! A service process, the same for every service: settings, connections, lanes for each district, the gRPC and HTTP
//! servers, telemetry, and a stop that loses nothing. A service gives its domain, its tables and its methods.

use mimalloc::MiMalloc;

mod connect;
mod every_service;
mod lanes;
mod maintain;
mod readiness;
mod routes;
mod run;
mod serve;
mod server;
mod service;
mod settings;
mod sweep;
mod telemetry;

pub use connect::{ConnectError, nats};
pub use lanes::Work;
pub use maintain::{migrate, rebuild_all, verify_all};
pub use opentelemetry_prometheus_text_exporter::PrometheusExporter;
pub use routes::Routes;
pub use run::{main, run, until_signalled};
pub use serve::serve;
pub use server::{Background, Listeners, Server};
pub use service::Service;
pub use settings::{Environment, KeylessSettings, NatsSettings, OwnerSettings, Settings, SettingsError};
pub use sweep::Sweep;

/// A service makes and drops thousands of small values a command; the C library's allocator takes a sixth of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
