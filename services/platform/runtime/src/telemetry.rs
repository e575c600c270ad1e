//! Logs to standard error, traces and metrics to OpenTelemetry. Nothing personal ever gets here: errors hold ids and
//! reasons, spans hold method, district and positions.

use opentelemetry::{global, trace::TracerProvider as _};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Running telemetry; `end` flushes it.
pub(crate) struct Telemetry {
    traces: SdkTracerProvider,
    meters: SdkMeterProvider,
    pub(crate) metrics: PrometheusExporter,
}

/// Spans go to OTLP where `OTEL_EXPORTER_OTLP_ENDPOINT` says; without it they stay here.
pub(crate) fn start(service: &'static str) -> Telemetry {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = Resource::builder().with_service_name(service).build();

    let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
    let endpoint = std::env::vars().any(|(name, value)| name == "OTEL_EXPORTER_OTLP_ENDPOINT" && !value.is_empty());
    let exporter = endpoint.then(|| SpanExporter::builder().with_tonic().build());
    let refused = match exporter {
        Some(Ok(exporter)) => {
            traces = traces.with_batch_exporter(exporter);
            None
        }
        Some(Err(error)) => Some(error),
        None => None,
    };
    let traces = traces.build();

    let metrics = PrometheusExporter::new();
    let meters = SdkMeterProvider::builder().with_resource(resource).with_reader(metrics.clone()).build();
    global::set_meter_provider(meters.clone());

    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,async_nats=warn,sqlx=warn,h2=warn,hyper=warn"));
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr).json().with_filter(filter))
        .with(
            tracing_opentelemetry::layer()
                .with_tracer(traces.tracer(service))
                .with_filter(tracing_subscriber::filter::LevelFilter::INFO),
        )
        .init();
    if let Some(error) = refused {
        tracing::warn!(error = &error as &dyn std::error::Error, "spans are not exported");
    }
    Telemetry { traces, meters, metrics }
}

impl Telemetry {
    pub(crate) fn end(self) {
        for ended in [self.traces.shutdown(), self.meters.shutdown()] {
            if let Err(error) = ended {
                tracing::warn!(error = &error as &dyn std::error::Error, "telemetry was not flushed");
            }
        }
    }
}
