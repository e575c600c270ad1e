use std::collections::HashSet;

use eventlog::{StreamName, Tail, newest};
use futures::{StreamExt as _, stream};
use proto::referrals::v1::{AcknowledgeReferralRequest, SubmitReferralRequest, SubmitReferralResponse};

use super::storm::Storm;

/// What clients were told is done, with the answer they got and the position it named.
#[derive(Default)]
pub(crate) struct Ledger(pub(crate) Vec<Entry>);

pub(crate) enum Entry {
    Submitted(Box<SubmitReferralRequest>, SubmitReferralResponse, String),
    Acknowledged(AcknowledgeReferralRequest, String),
}

impl Entry {
    fn request_id(&self) -> &str {
        match self {
            Self::Submitted(request, ..) => &request.request_id,
            Self::Acknowledged(request, _) => &request.request_id,
        }
    }

    /// Sends it again: the answer is the first one, of the same commit.
    async fn repeat(&self, storm: &Storm) {
        match self {
            Self::Submitted(request, answer, position) => {
                let again = storm.submit((**request).clone()).await.unwrap();
                assert_eq!(again, (answer.clone(), position.clone()));
            }
            Self::Acknowledged(request, position) => {
                assert_eq!(storm.acknowledge(request.clone()).await.unwrap(), *position);
            }
        }
    }
}

impl Ledger {
    pub(crate) async fn repeat(&self, storm: &Storm) {
        stream::iter(&self.0).for_each_concurrent(16, |entry| entry.repeat(storm)).await;
    }

    /// Every command is in the log, none is there twice, and nobody's is there without a command.
    pub(crate) async fn compare(&self, client: &async_nats::Client, log: &StreamName) {
        let head = newest(client, log).await.unwrap();
        let mut tail = Tail::open(client, log, 0).await.unwrap();
        let (mut seen, mut commands) = (HashSet::new(), HashSet::new());
        let mut persons = 0;
        for _ in 0..head {
            let commit = tail.next().await.unwrap().unwrap();
            assert!(seen.insert((commit.kind.clone(), commit.id, commit.command)), "twice: {commit:?}");
            assert!(commit.revision > 1 || !commit.events.is_empty());
            commands.insert(commit.command.0.to_string());
            persons += u64::from(commit.kind == "person");
        }
        for entry in &self.0 {
            assert!(commands.contains(entry.request_id()), "lost: {}", entry.request_id());
        }
        // The process made each referred person known once.
        let referrals = seen.iter().map(|(kind, id, _)| (kind, id)).filter(|(kind, _)| *kind == "referral");
        assert_eq!(persons, referrals.collect::<HashSet<_>>().len() as u64);
    }
}
