use std::{
    collections::HashSet,
    error::Error,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use decider::{ActorId, CommandId, DistrictId, Env};
use edge::{App, Failure};
use eventlog::CommandContext;
use futures::{StreamExt as _, stream};
use proto::referrals::v1::{MessageChannel, MessageFailure, MessageRecipient, MessageValues, MessageWithdrawal};
use referrals_domain::{Message, MessageCommand, Referral, TextKey, message::Requested};
use runtime::Sweep;
use uuid::Uuid;

use super::{
    circumstances, counted,
    driver::{Destination, Driver, NotTaken},
    letter::{Filling, Letter},
    outgoing::{self, Tried},
};
use crate::{queries, texts::Texts};

type Failed = Box<dyn Error + Send + Sync>;

/// Messages that one transaction holds.
const BATCH: i64 = 64;
/// Of those, how many are under way at once.
const AT_ONCE: usize = 8;

/// Nothing can be handed over.
#[derive(Debug, thiserror::Error)]
#[error("the mail server or SMS gateway takes no messages")]
struct ServerAway;

/// The person of a referral has not been made known yet.
#[derive(Debug, thiserror::Error)]
#[error("the person of message {0} is not known yet")]
struct NotKnownYet(Uuid);

/// Sends what is due by one channel, after asking once more whether it may be sent.
#[derive(Debug)]
pub(crate) struct SendMessages<D> {
    app: App,
    driver: D,
    public_url: String,
    /// Taken by the server, and the log did not answer when that was to be recorded.
    unrecorded: Mutex<HashSet<Uuid>>,
}

/// What became of one message.
enum Outcome {
    Settled,
    PutOff,
    Away,
    /// The server was away before its turn came.
    Untried,
}

/// Whose messages they are.
struct Office {
    name: String,
    link: String,
    texts: Texts,
}

/// A message that waits, as the log knows it.
struct Waiting<'m> {
    district: &'m DistrictId,
    id: Uuid,
    revision: u64,
    request: &'m Requested,
}

impl<D: Driver> SendMessages<D> {
    const CHANNEL: MessageChannel = <D::To as Destination>::CHANNEL;

    pub(crate) fn new(app: App, driver: D, public_url: String) -> Self {
        Self { app, driver, public_url, unrecorded: Mutex::default() }
    }

    /// Gives whether there may be more.
    async fn batch(&self, district: &DistrictId) -> Result<bool, Failed> {
        let mut tx = self.app.database.district(district).await?;
        let held = outgoing::take(&mut tx, Self::CHANNEL, BATCH).await?;
        if held.is_empty() {
            return Ok(false);
        }
        let texts = queries::message::texts(&mut tx).await?;
        let office = self.office(district, texts);
        let away = AtomicBool::new(false);
        let deliveries: Vec<_> = held.iter().map(|id| self.deliver(district, *id, &office, &away)).collect();
        let outcomes: Vec<Result<Outcome, Failed>> = stream::iter(deliveries).buffered(AT_ONCE).collect().await;
        let (mut tried, mut failed) = (Tried::default(), None);
        for (id, outcome) in held.iter().zip(outcomes) {
            match outcome {
                Ok(Outcome::Settled) => tried.settled.push(*id),
                Ok(Outcome::PutOff) => tried.put_off.push(*id),
                Ok(Outcome::Away) => tried.away.push(*id),
                Ok(Outcome::Untried) => {}
                Err(error) => failed = Some(error),
            }
        }
        outgoing::keep(&mut tx, &tried).await?;
        tx.commit().await?;
        match failed {
            Some(error) => Err(error),
            None if away.into_inner() => Err(ServerAway.into()),
            None => Ok(i64::try_from(held.len()).is_ok_and(|held| held == BATCH)),
        }
    }

    fn office(&self, district: &DistrictId, texts: Texts) -> Office {
        let known = self.app.installation.known();
        let name = known.districts.get(district).map(|district| district.name.clone()).unwrap_or_default();
        Office { name, link: format!("{}/{district}/status", self.public_url), texts }
    }

    async fn deliver(
        &self,
        district: &DistrictId,
        id: Uuid,
        office: &Office,
        away: &AtomicBool,
    ) -> Result<Outcome, Failed> {
        if away.load(Ordering::Relaxed) {
            return Ok(Outcome::Untried);
        }
        // Rows may be behind: whether it still waits is asked of the log.
        let known = self.app.log.load_newest::<Message>(district, id).await?;
        // Asked for anew it may go another way; then it waits there.
        let waiting = known.state.waiting().filter(|request| request.channel() == Self::CHANNEL);
        let Some(request) = waiting else { return Ok(Outcome::Settled) };
        let waiting = Waiting { district, id, revision: known.revision, request };
        if self.is_unrecorded(id) {
            return self.record_sent(&waiting).await;
        }
        let letter = match self.letter(&waiting, office).await? {
            Ok(letter) => letter,
            Err(hindered) => return self.settle(&waiting, hindered).await,
        };
        match self.driver.send(&letter).await {
            Ok(()) => {
                self.unrecorded().insert(id);
                self.record_sent(&waiting).await
            }
            Err(NotTaken::Never) => self.settle(&waiting, Hindered::Failed(MessageFailure::RefusedByServer)).await,
            Err(NotTaken::Nobody) => self.settle(&waiting, Hindered::Failed(MessageFailure::NoGateway)).await,
            Err(not_taken) => {
                let is_away = not_taken == NotTaken::Away;
                away.fetch_or(is_away, Ordering::Relaxed);
                if self.app.installation.now() >= request.not_after {
                    return self.settle(&waiting, Hindered::Failed(MessageFailure::NotInTime)).await;
                }
                counted("put-off", request.template(), Self::CHANNEL);
                Ok(if is_away { Outcome::Away } else { Outcome::PutOff })
            }
        }
    }

    /// The letter, or why there will be none.
    async fn letter(&self, waiting: &Waiting<'_>, office: &Office) -> Result<Result<Letter<D::To>, Hindered>, Failed> {
        let Waiting { district, id, request, .. } = *waiting;
        let erased = Ok(Err(Hindered::Withdrawn(MessageWithdrawal::Erased)));
        let keyring = &self.app.keyring;
        let recipient = keyring.open_some::<MessageRecipient>(district, request.recipient.as_ref()).await?;
        let values = keyring.open_some::<MessageValues>(district, request.values.as_ref()).await?;
        let (Some(recipient), Some(values)) = (recipient.clear(), values.clear()) else { return erased };
        let referral = self.app.log.load::<Referral>(district, request.referral_id.parse()?).await?;
        let circumstances = circumstances(&self.app, district, &referral.state, &recipient).await;
        let circumstances = circumstances.map_err(failed)?.ok_or(NotKnownYet(id))?;
        if let Some(reason) = circumstances.hindrance() {
            return Ok(Err(Hindered::Withdrawn(reason)));
        }
        let Some(to) = D::To::of(&recipient) else {
            return Ok(Err(Hindered::Failed(MessageFailure::NotAnAddress)));
        };
        let template = request.template();
        let filling =
            Filling { code: &values.code, link: office.link.as_str().into(), district: office.name.as_str().into() };
        let key = TextKey { template, channel: Self::CHANNEL, language: crate::texts::language(&recipient.language) };
        let (subject, text) = filling.fill(office.texts.of(&key));
        let date = self.app.installation.now().into();
        Ok(Ok(Letter { id, template, to, subject, text, date }))
    }

    async fn record_sent(&self, waiting: &Waiting<'_>) -> Result<Outcome, Failed> {
        self.tell(waiting, "sent", &MessageCommand::RecordSent).await?;
        self.unrecorded().remove(&waiting.id);
        Ok(Outcome::Settled)
    }

    async fn settle(&self, waiting: &Waiting<'_>, hindered: Hindered) -> Result<Outcome, Failed> {
        let (outcome, command) = match hindered {
            Hindered::Withdrawn(reason) => ("withdrawn", MessageCommand::Withdraw(reason)),
            Hindered::Failed(reason) => ("failed", MessageCommand::GiveUp(reason)),
        };
        self.tell(waiting, outcome, &command).await?;
        Ok(Outcome::Settled)
    }

    /// The id of the command is that of what it settles: two instances that tell the same tell it once. A message that
    /// was withdrawn and asked for again is another matter, hence the revision.
    async fn tell(&self, waiting: &Waiting<'_>, outcome: &'static str, command: &MessageCommand) -> Result<(), Failed> {
        let Waiting { district, id, revision, request } = waiting;
        let by = CommandContext {
            district: (*district).clone(),
            command: CommandId(*id).step(&format!("{outcome} {revision}")),
            digest: [0; 32],
            actor: ActorId::new(&format!("process:{}", Self::NAME)),
            purpose: "referral",
            env: Env::at(self.app.installation.now(), None),
            causation: None,
        };
        self.app.log.execute::<Message>(&by, *id, command).await?;
        counted(outcome, request.template(), Self::CHANNEL);
        Ok(())
    }

    fn is_unrecorded(&self, id: Uuid) -> bool {
        self.unrecorded().contains(&id)
    }

    fn unrecorded(&self) -> std::sync::MutexGuard<'_, HashSet<Uuid>> {
        self.unrecorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a message will not be sent.
enum Hindered {
    Withdrawn(MessageWithdrawal),
    Failed(MessageFailure),
}

/// None of them holds a personal value.
fn failed(failure: Failure) -> Failed {
    match failure {
        Failure::Unavailable(source) | Failure::Internal(source) => source,
        other => format!("{other:?}").into(),
    }
}

impl<D: Driver> Sweep for SendMessages<D> {
    const NAME: &'static str = <D::To as Destination>::SENT_BY;

    async fn sweep(&self, district: &DistrictId) -> Result<(), Failed> {
        let mut tx = self.app.database.district(district).await?;
        outgoing::enqueue(&mut tx, Self::CHANNEL, self.app.installation.now()).await?;
        tx.commit().await?;
        while self.batch(district).await? {}
        Ok(())
    }
}
