use std::collections::BTreeSet;

use ::projection::{Process, ReactError, caused_by, id};
use decider::{Decider as _, Env};
use edge::{App, record_time};
use eventlog::{Recorded, RecordedEvent};
use jiff::civil::Date;
use keyring::KeyError;
use proto::referrals::v1::{
    MessageRecipient, MessageRequested, MessageTemplate, MessageValues, MessageWithdrawal, StatusCode,
    referral_event::Event,
};
use referrals_domain::{
    Message, MessageCommand, Referral,
    message::{CallsFor, DUE_AFTER, TRIED_FOR, calls_for, consents_to_feedback, is_news, message_id},
    referral::ReferralState,
};
use uuid::Uuid;

use super::FollowMatch;
use crate::{
    messages::{channel, counted, recipient, referrer},
    standing::standing,
};

/// What a process sends for a commit: the message first, then what is taken back.
const MESSAGE: u32 = 0;

/// Asks for a message to whoever referred at each step that the consent lets them hear of, and takes back what was not
/// sent yet of a step undone. Whether it may still be sent is asked again when it is.
#[derive(Debug)]
pub(crate) struct TellReferrer {
    pub(crate) app: App,
}

impl Process for TellReferrer {
    const NAME: &'static str = "tell-referrer";
    const KINDS: &'static [&'static str] = &[Referral::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let called = called_for(commit)?;
        if called == CallsFor::default() {
            return Ok(0);
        }
        let district = &commit.stream.district;
        let referral = self.app.log.load::<Referral>(district, commit.id).await?;
        if referral.revision == 0 {
            return Err(ReactError::retry("a replica does not have the referral yet"));
        }
        let contact = referrer(&self.app.keyring, district, &referral.state).await.map_err(ReactError::retry)?;
        let Some(recipient) = contact.clear().and_then(|contact| recipient(&contact)) else { return Ok(0) };
        let mut written = 0;
        // Only a rest can be over that once began: most referrals never rest.
        if referral.state.has_rested() || called.undoes != [MessageTemplate::OnHold] {
            written = self.withdraw(commit, called.undoes).await?;
        }
        if let Some(template) = called.message {
            written = self.ask(commit, template, &referral.state, &recipient).await?.max(written);
        }
        Ok(written)
    }
}

impl TellReferrer {
    async fn ask(
        &self,
        commit: &Recorded,
        template: MessageTemplate,
        referral: &ReferralState,
        recipient: &MessageRecipient,
    ) -> Result<u64, ReactError> {
        let district = &commit.stream.district;
        let now = self.app.installation.now();
        let happened = commit.events.last().map(|event| event.occurred_on);
        let env = Env::at(now, happened);
        if !is_news(env.occurred_on, env.today) {
            return Ok(0);
        }
        let person = id(&referral.person_id)?;
        let (_, known) = standing(&self.app.log, district, person).await?;
        if known.state.erasure().is_some() || !consents_to_feedback(referral, &known.state) {
            return Ok(0);
        }
        let keyring = &self.app.keyring;
        let channel = channel(recipient);
        let code =
            keyring.open_some::<StatusCode>(district, referral.code.as_ref()).await.map_err(ReactError::retry)?;
        let Some(StatusCode { code }) = code.clear() else { return Ok(0) };
        let sealed = async {
            let recipient = keyring.seal(district, person, recipient).await?;
            Ok::<_, KeyError>((recipient, keyring.seal(district, person, &MessageValues { code }).await?))
        };
        let (recipient, values) = match sealed.await {
            Ok(sealed) => sealed,
            // Erased since.
            Err(KeyError::NoKey) => return Ok(0),
            Err(error) => return Err(ReactError::retry(error)),
        };
        let due = now.saturating_add(DUE_AFTER).map_err(ReactError::retry)?;
        let not_after = due.saturating_add(TRIED_FOR).map_err(ReactError::retry)?;
        let requested = MessageRequested {
            person_id: referral.person_id.clone(),
            referral_id: commit.id.to_string(),
            template: template.into(),
            recipient: Some(recipient),
            values: Some(values),
            due_time: Some(record_time(due)),
            not_after_time: Some(record_time(not_after)),
            channel: channel.into(),
        };
        let by = caused_by::<Self>(commit, MESSAGE, "referral", env);
        let message = message_id(commit.id, template, recorded_on(commit));
        let asked = MessageCommand::Request(Box::new(requested));
        let done = self.app.log.create::<Message>(&by, message, &asked).await?;
        if !done.events.is_empty() && !done.replayed {
            counted("requested", template, channel);
        }
        Ok(done.sequence)
    }

    /// Takes back what earlier steps were to tell and is not sent yet.
    async fn withdraw(&self, commit: &Recorded, undone: &[MessageTemplate]) -> Result<u64, ReactError> {
        if undone.is_empty() {
            return Ok(0);
        }
        let history = eventlog::history(self.app.log.client(), &commit.stream, &commit.kind, commit.id);
        let mut messages: BTreeSet<Uuid> = BTreeSet::new();
        for earlier in history.await.map_err(ReactError::retry)? {
            let told = called_for(&earlier)?.message.filter(|template| undone.contains(template));
            if let Some(template) = told.filter(|_| earlier.sequence < commit.sequence) {
                messages.insert(message_id(commit.id, template, recorded_on(&earlier)));
            }
        }
        let mut written = 0;
        for (n, message) in (MESSAGE + 1..).zip(messages) {
            let by = caused_by::<Self>(commit, n, "referral", Env::at(self.app.installation.now(), None));
            let back = MessageCommand::Withdraw(MessageWithdrawal::Undone);
            written = self.app.log.execute::<Message>(&by, message, &back).await?.sequence.max(written);
        }
        Ok(written)
    }
}

fn called_for(commit: &Recorded) -> Result<CallsFor, ReactError> {
    let events = commit.events.iter().map(RecordedEvent::decode::<Event>).collect::<Result<Vec<_>, _>>()?;
    let by_match = commit.causation.as_ref().is_some_and(|cause| cause.process == FollowMatch::NAME);
    Ok(calls_for(&events, by_match))
}

/// The day by which the steps of a kind are one.
fn recorded_on(commit: &Recorded) -> Date {
    Env::at(commit.recorded_at, None).today
}
