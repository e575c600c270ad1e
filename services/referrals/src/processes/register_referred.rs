use ::projection::{Process, ReactError, caused_by, id};
use decider::{Decider as _, Env};
use edge::App;
use eventlog::Recorded;
use jiff::{ToSpan as _, civil::Date};
use proto::referrals::v1::{
    ConsentGranted, ConsentPurpose, GivenBy, PersonRegistered, PersonRole, ReferralSource, ReferralSubmitted,
    referral_event::Event,
};
use referrals_domain::{Person, PersonCommand, Referral, purpose::purpose_id};

/// A referral that brings somebody new makes her known: one commit can only change one aggregate, so the person follows.
#[derive(Debug)]
pub(crate) struct RegisterReferred {
    pub(crate) app: App,
}

impl Process for RegisterReferred {
    const NAME: &'static str = "register-referred";
    const KINDS: &'static [&'static str] = &[Referral::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let Event::Submitted(submitted) = recorded.decode()? else { continue };
            if !submitted.person_is_new {
                continue;
            }
            let by = caused_by::<Self>(commit, 0, "referral", Env::at(commit.recorded_at, Some(recorded.occurred_on)));
            let person = id(&submitted.person_id)?;
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
        purpose_id: purpose_id(purpose),
        said_on: String::new(),
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
        notice_due_on: (!herself).then(|| notice_due_on(env)),
    }
}

/// A month from the referral. Where that month was over before anything was recorded, as in an imported list, the
/// person becomes known to the district's register today, and the month begins.
fn notice_due_on(env: &Env) -> Date {
    let due = env.occurred_on.saturating_add(1.month());
    if due < env.today { env.today.saturating_add(1.month()) } else { due }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 March 2026.
    const MONDAY: jiff::Timestamp = jiff::Timestamp::constant(1_772_433_000, 0);

    #[test]
    fn the_duty_to_inform_runs_a_month_from_the_referral() {
        let env = Env::at(MONDAY, Some(Date::constant(2026, 2, 27)));
        assert_eq!(notice_due_on(&env), Date::constant(2026, 3, 27));
    }

    /// "Within one month": where the next month has no such day, on its last.
    #[test]
    fn the_duty_to_inform_ends_with_a_shorter_month() {
        let due = |year, month, day| {
            let on = Date::constant(year, month, day);
            let now = on.at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
            notice_due_on(&Env::at(now, None)).to_string()
        };
        assert_eq!(due(2026, 1, 31), "2026-02-28");
        assert_eq!(due(2028, 1, 31), "2028-02-29");
        assert_eq!(due(2026, 1, 28), "2026-02-28");
        assert_eq!(due(2026, 3, 31), "2026-04-30");
        assert_eq!(due(2026, 12, 31), "2027-01-31");
        assert_eq!(due(2026, 2, 28), "2026-03-28");
    }

    #[test]
    fn the_duty_to_inform_about_an_old_referral_runs_a_month_from_its_recording() {
        let env = Env::at(MONDAY, Some(Date::constant(2024, 5, 1)));
        assert_eq!(notice_due_on(&env), Date::constant(2026, 4, 2));
    }
}
