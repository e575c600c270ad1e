use std::net::SocketAddr;

use runtime::{Listeners, PrometheusExporter, Service, Settings, serve};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::MetadataValue,
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

use crate::{ServiceDatabase, eventually};

/// A service running in this process.
#[derive(Debug)]
pub struct Running {
    pub channel: Channel,
    pub grpc: SocketAddr,
    pub http: SocketAddr,
    pub settings: Settings,
    pub database: ServiceDatabase,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Running {
    pub async fn start<S: Service>(settings: Settings, database: ServiceDatabase) -> Self {
        let listeners = Listeners::bind(&settings).await.unwrap();
        let (grpc, http) = (listeners.grpc.local_addr().unwrap(), listeners.http.local_addr().unwrap());
        let stop = CancellationToken::new();
        let (serving_settings, serving_stop) = (settings.clone(), stop.clone());
        #[expect(clippy::disallowed_methods, reason = "the handle is kept, and awaited in `stop`")]
        let serving = tokio::spawn(async move {
            serve::<S>(serving_settings, listeners, PrometheusExporter::new(), serving_stop).await.unwrap();
        });
        // The listener is bound: a connection waits until the service takes it.
        let channel = Endpoint::from_shared(format!("http://{grpc}")).unwrap().connect_lazy();
        Self { channel, grpc, http, settings, database, stop, serving }
    }

    /// Waits until the service has heard of the district of a token. `method` is a path that names no object, so that
    /// only the district may be unknown.
    pub async fn heard_of(&self, token: &str, method: &'static str) {
        eventually("word of the district", async || {
            let mut asking = Grpc::new(InterceptedService::new(self.channel.clone(), As::new(token.to_owned())));
            asking.ready().await.unwrap();
            let codec = ProstCodec::<(), ()>::default();
            let answer = asking.unary(Request::new(()), PathAndQuery::from_static(method), codec).await;
            answer.map_or_else(|refused| refused.code() != Code::NotFound, |_| true).then_some(())
        })
        .await;
    }

    /// Stops as a terminated process would, and waits for it.
    pub async fn stop(self) {
        self.stop.cancel();
        self.serving.await.unwrap();
    }

    /// Stops, and starts again on the same database.
    pub async fn restart<S: Service>(self) -> Self {
        let (settings, database) = (self.settings.clone(), self.database.clone());
        self.stop().await;
        Self::start::<S>(settings, database).await
    }
}

/// Sends a token, and a position where one is known, with every request.
#[derive(Debug, Clone)]
pub struct As {
    token: String,
    position: Option<String>,
}

impl As {
    pub fn new(token: String) -> Self {
        Self { token, position: None }
    }

    /// Also asks for rows at least as new as a reply said.
    #[must_use]
    pub fn after<T>(mut self, reply: &tonic::Response<T>) -> Self {
        self.position = reply.metadata().get("x-rinnalla-position").map(|token| token.to_str().unwrap().to_owned());
        self
    }
}

impl Interceptor for As {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let bearer = MetadataValue::try_from(format!("Bearer {}", self.token)).unwrap();
        request.metadata_mut().insert("authorization", bearer);
        if let Some(position) = &self.position {
            request.metadata_mut().insert("x-rinnalla-position", MetadataValue::try_from(position.as_str()).unwrap());
        }
        Ok(request)
    }
}
