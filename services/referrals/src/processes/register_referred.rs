use ::projection::{Process, ReactError, caused_by};
use decider::{Decider as _, Env};
use edge::App;
use eventlog::Recorded;
use jiff::ToSpan as _;
use proto::referrals::v1::{
    ConsentGranted, ConsentPurpose, GivenBy, PersonRegistered, PersonRole, ReferralSource, ReferralSubmitted,
    referral_event::Event,
};
use referrals_domain::{Person, PersonCommand, Referral};

/// A referral that brings somebody new makes her known: one commit can only change one aggregate, so the person follows.
#[derive(Debug)]
pub(crate) struct RegisterReferred {
    pub(crate) app: App,
}

impl Process for RegisterReferred {
    const NAME: &'static str = "register-referred";

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        if commit.kind != Referral::KIND {
            return Ok(0);
        }
        let mut written = 0;
        for recorded in &commit.events {
            let Event::Submitted(submitted) = recorded.decode()? else { continue };
            if !submitted.person_is_new {
                continue;
            }
            let by = caused_by::<Self>(commit, 0, "referral", Env::at(commit.recorded_at, Some(recorded.occurred_on)));
            let person = submitted.person_id.parse().map_err(|error: uuid::Error| ReactError::Refused {
                reason: "person-id".to_owned(),
                source: error.into(),
            })?;
            written = self.app.log.create::<Person>(&by, person, &register(&submitted, &by.env)).await?.sequence;
        }
        Ok(written)
    }
}

/// Her own word needs no notice; anybody else's starts the duty to inform her within a month (GDPR, article 14).
fn register(submitted: &ReferralSubmitted, env: &Env) -> PersonCommand {
    let herself = submitted.source() == ReferralSource::Self_;
    let given_by = if herself { GivenBy::Spoken } else { GivenBy::Referrer };
    let consent = |purpose: ConsentPurpose| ConsentGranted {
        purpose: purpose.into(),
        wording_version: submitted.consent_wording_version.clone(),
        wording_language: submitted.consent_language.clone(),
        given_by: if submitted.consent_given_by == 0 { given_by.into() } else { submitted.consent_given_by },
    };
    let mut consents = vec![consent(ConsentPurpose::Referral)];
    if submitted.referrer_may_be_told {
        consents.push(consent(ConsentPurpose::FeedbackToReferrer));
    }
    PersonCommand::Register {
        registered: PersonRegistered {
            identity: submitted.identity.clone(),
            facts: submitted.facts.clone(),
            role: PersonRole::Participant.into(),
        },
        consents,
        notice_due_on: (!herself).then(|| env.occurred_on.saturating_add(1.month())),
    }
}
