//! Connections to the services, tokens, and asking again what may pass.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use access::{Caller, Issuer};
use tokio::{sync::Semaphore, time::Instant};
use tonic::{
    Request, Response, Status,
    metadata::MetadataValue,
    transport::{Channel, Endpoint},
};

use crate::{Failed, Said, Settings, simulate::steps::Service};

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// A service may not have heard yet of what another has just done, or of the clock.
const ASK_AGAIN_WITHIN: Duration = Duration::from_secs(10);
/// A token lives ten minutes.
const TOKEN_GOOD_FOR: Duration = Duration::from_mins(5);
const TOKEN_SECONDS: u64 = 600;

const POSITION: &str = "x-rinnalla-position";
const BEHIND: &str = "x-rinnalla-behind";

/// The services that answer, and how many requests are under way at most.
pub(crate) struct Clients {
    channels: BTreeMap<Service, Channel>,
    issuer: Issuer,
    tokens: Mutex<HashMap<String, (Instant, String)>>,
    under_way: Semaphore,
    in_flight: usize,
}

impl Clients {
    /// A service that does not answer is left out.
    pub(crate) async fn connect(settings: &Settings, in_flight: usize) -> Result<Self, Failed> {
        let mut channels = BTreeMap::new();
        for service in Service::ALL {
            let Ok(url) = settings.service_url(service.name()) else { continue };
            let endpoint = Endpoint::from_shared(url)?.connect_timeout(CONNECT_WITHIN).timeout(ANSWER_WITHIN);
            if let Ok(channel) = endpoint.connect().await {
                channels.insert(service, channel);
            }
        }
        let issuer = Issuer::read(&settings.signing_key()?)?;
        let under_way = Semaphore::new(in_flight);
        Ok(Self { channels, issuer, tokens: Mutex::default(), under_way, in_flight })
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight
    }

    pub(crate) fn answers(&self, service: Service) -> bool {
        self.channels.contains_key(&service)
    }

    /// Only asked of services that answer.
    pub(crate) fn channel(&self, service: Service) -> Channel {
        self.channels
            .get(&service)
            .cloned()
            .unwrap_or_else(|| Endpoint::from_static("http://127.0.0.1:1").connect_lazy())
    }

    /// Sends a request, and the same again while the service may not have heard of what it needs.
    pub(crate) async fn ask<Q, A, F, W>(
        &self,
        caller: &Caller,
        position: Option<&str>,
        message: Q,
        send: F,
    ) -> Result<Response<A>, Said>
    where
        Q: Clone,
        F: Fn(Request<Q>) -> W,
        W: Future<Output = Result<Response<A>, Status>>,
    {
        let until = Instant::now() + ASK_AGAIN_WITHIN;
        let mut pause = Duration::from_millis(10);
        loop {
            let request = self.request(caller, position, message.clone());
            let answer = match self.under_way.acquire().await {
                Ok(_permit) => send(request).await,
                Err(_) => Err(Status::cancelled("stopping")),
            };
            match answer.map_err(Said::from) {
                Err(said) if passes(&said) && Instant::now() < until => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_millis(250));
                }
                settled => return settled,
            }
        }
    }

    fn request<Q>(&self, caller: &Caller, position: Option<&str>, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        if let Ok(bearer) = MetadataValue::try_from(format!("Bearer {}", self.token(caller))) {
            request.metadata_mut().insert("authorization", bearer);
        }
        if let Some(Ok(position)) = position.map(MetadataValue::try_from) {
            request.metadata_mut().insert(POSITION, position);
        }
        request
    }

    /// Empty when none can be signed: the service says so then.
    fn token(&self, caller: &Caller) -> String {
        let key = format!("{:?} {} {}", caller.role, caller.district, caller.actor.as_str());
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, token)) = tokens.get(&key)
            && since.elapsed() < TOKEN_GOOD_FOR
        {
            return token.clone();
        }
        let token = self.issuer.issue(caller, TOKEN_SECONDS).unwrap_or_default();
        tokens.insert(key, (Instant::now(), token.clone()));
        token
    }
}

/// How far a reply says its service has come.
pub(super) fn position<A>(reply: &Response<A>) -> Option<&str> {
    reply.metadata().get(POSITION)?.to_str().ok()
}

/// The reply lacks some of what was asked to be in it.
pub(super) fn is_behind<A>(reply: &Response<A>) -> bool {
    reply.metadata().contains_key(BEHIND)
}

/// What another moment may change: the other service's process, or the clock.
fn passes(said: &Said) -> bool {
    said.may_pass() || said.details.iter().any(|detail| detail.contains("must not be in the future"))
}
