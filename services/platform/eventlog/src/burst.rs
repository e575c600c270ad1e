//! Appends to one stream that meet leave together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_nats::Client;
use futures::future::join_all;
use tokio::sync::oneshot;

use crate::{
    append::{self, Append, AppendError, Appended},
    name::StreamName,
};

/// Bursts of one stream that wait for their acknowledgements at once: an unreplicated stream syncs commit by commit, and
/// has the next burst at hand when it has answered the last of one.
const UNDER_WAY: usize = 2;

/// Where appends of each stream wait for each other.
///
/// The leader of a replicated stream replicates and syncs whatever has reached it as one entry of its log. Appends
/// that leave one by one reach it one by one, and each costs every replica a sync and an answer of its own. So while
/// earlier bursts are under way, appends wait, and leave as one when a burst has been answered. Whoever is alone
/// leaves at once.
pub(crate) struct Bursts {
    client: Client,
    streams: Mutex<HashMap<StreamName, Arc<Mutex<Stop>>>>,
}

#[derive(Default)]
struct Stop {
    under_way: usize,
    waiting: Vec<Waiting>,
}

type Waiting = (Append, oneshot::Sender<Result<Appended, AppendError>>);

impl Bursts {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, streams: Mutex::default() }
    }

    /// Appends one commit with the next burst. It is under way even if the caller no longer waits.
    #[expect(clippy::disallowed_methods, reason = "whoever asked for an append waits for its burst")]
    pub(crate) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let stop = self.stop(&append.key.stream);
        let (answer, answered) = oneshot::channel();
        {
            let mut now = stop.lock().unwrap_or_else(PoisonError::into_inner);
            now.waiting.push((append, answer));
            if now.under_way < UNDER_WAY {
                now.under_way += 1;
                tokio::spawn(depart(self.client.clone(), Arc::clone(&stop)));
            }
        }
        answered.await.unwrap_or(Err(AppendError::AckLost))
    }

    fn stop(&self, stream: &StreamName) -> Arc<Mutex<Stop>> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        match streams.get(stream) {
            Some(stop) => Arc::clone(stop),
            None => Arc::clone(streams.entry(stream.clone()).or_default()),
        }
    }
}

/// Burst after burst, until nobody waits.
async fn depart(client: Client, stop: Arc<Mutex<Stop>>) {
    loop {
        let burst = {
            let mut now = stop.lock().unwrap_or_else(PoisonError::into_inner);
            if now.waiting.is_empty() {
                now.under_way -= 1;
                return;
            }
            std::mem::take(&mut now.waiting)
        };
        join_all(burst.into_iter().map(|(append, answer)| async {
            // Nobody waits for it any more: what was appended is in the log.
            drop(answer.send(append::append(&client, append).await));
        }))
        .await;
    }
}
