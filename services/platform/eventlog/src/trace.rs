use async_nats::HeaderMap;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The current span as W3C trace context.
pub(crate) fn trace_headers() -> HeaderMap {
    struct Headers(HeaderMap);
    impl opentelemetry::propagation::Injector for Headers {
        fn set(&mut self, key: &str, value: String) {
            self.0.insert(key, value.as_str());
        }
    }
    let mut headers = Headers(HeaderMap::new());
    let context = tracing::Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut headers));
    headers.0
}
