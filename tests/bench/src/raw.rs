use async_nats::{Client, HeaderMap, Request};
use bytes::Bytes;
use decider::DistrictId;
use eventlog::{Context, StreamName, ensure_district_streams};
use testing::{Ground, random_id};

/// What a client of the bare server does: publishes the same bytes where it expects its subject to stand.
pub(crate) struct RawPublisher {
    client: Client,
    subject: String,
    last: u64,
    payload: Bytes,
}

/// Publishers in turn on the streams of so many districts that no service follows.
pub(crate) async fn publishers(
    ground: &Ground,
    districts: usize,
    clients: usize,
    payload: &Bytes,
) -> anyhow::Result<Vec<RawPublisher>> {
    let mut raw: Vec<DistrictId> = Vec::new();
    for _ in 0..districts {
        raw.push(format!("raw-{}", &random_id().simple().to_string()[..12]).parse()?);
    }
    for district in &raw {
        ensure_district_streams(&ground.operator, district, ground.cluster.replicas()).await?;
    }
    let client = runtime::nats(&ground.nats_settings("referrals"), "bench", false).await?;
    let of = |district: &DistrictId| RawPublisher {
        client: client.clone(),
        subject: format!("ev.{district}.referrals.raw.{}", random_id()),
        last: 0,
        payload: payload.clone(),
    };
    Ok(raw.iter().cycle().take(clients).map(of).collect())
}

impl RawPublisher {
    pub(crate) async fn publish(mut self) -> anyhow::Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Expected-Last-Subject-Sequence", self.last.to_string().as_str());
        let request = Request::new().headers(headers).payload(self.payload.clone());
        let answer = self.client.send_request(self.subject.clone(), request).await?;
        let answer: serde_json::Value = serde_json::from_slice(&answer.payload)?;
        self.last = answer["seq"].as_u64().ok_or_else(|| anyhow::anyhow!("not stored: {answer}"))?;
        Ok(self)
    }
}

/// The stored bytes of the newest commit of a district's referrals.
pub(crate) async fn newest_commit(ground: &Ground, district: &DistrictId) -> anyhow::Result<Bytes> {
    let stream = StreamName::new(Context::Referrals, district.clone());
    let stream = async_nats::jetstream::new(ground.operator.clone()).get_stream(stream.to_string()).await?;
    let last = stream.cached_info().state.last_sequence;
    Ok(stream.get_raw_message(last).await?.payload)
}
