use ::projection::{ApplyError, Entry, Projection, id};
use database::DistrictTx;
use eventlog::Recorded;
use keyring::Keyring;
use proto::referrals::v1::{
    PersonFacts, PersonRole, ReferralStatus as S, ReferralSubmitted, offering_event::Event as OfferingEvent,
    person_event::Event as PersonEvent, referral_event::Event as ReferralEvent,
};

/// Rows from the commits of referrals. Opens her facts of the day.
#[derive(Debug)]
pub(crate) struct OfReferrals {
    pub(crate) keyring: Keyring,
}

impl Projection for OfReferrals {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for row in Entry::all(commit) {
            match commit.kind.as_str() {
                "referral" => self.referral(tx, row).await?,
                "person" => person(tx, row).await?,
                "trained-organisation" => organisation(tx, row).await?,
                // Agreements, grants and stops of intake are nothing that figures count.
                _ => {}
            }
        }
        Ok(())
    }
}

impl OfReferrals {
    async fn referral(&self, tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
        match row.event.decode()? {
            ReferralEvent::Submitted(submitted) => {
                self.submitted(tx, row, &submitted).await?;
                status(tx, row, S::Requested, 0).await
            }
            ReferralEvent::Checked(checked) => {
                row.at("insert into referral_check (district, referral, sequence, n, occurred_on, outcome)
                        values ($1, $2, $3, $4, $5, $6)")
                    .bind(checked.outcome)
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            ReferralEvent::Acknowledged(_) => status(tx, row, S::Acknowledged, 0).await,
            // Off hold it is accepted again; on the list of the accepted nothing changes.
            ReferralEvent::Accepted(_) | ReferralEvent::PlacedOnWaitingList(_) => status(tx, row, S::Accepted, 0).await,
            ReferralEvent::Rejected(rejected) => status(tx, row, S::Rejected, rejected.reason).await,
            ReferralEvent::Held(_) => status(tx, row, S::OnHold, 0).await,
            ReferralEvent::Started(_) => status(tx, row, S::InProgress, 0).await,
            ReferralEvent::Closed(closed) => status(tx, row, closed.status(), closed.reason).await,
            ReferralEvent::Reopened(reopened) => status(tx, row, reopened.status(), 0).await,
            ReferralEvent::EnteredInError(_) => status(tx, row, S::EnteredInError, 0).await,
            // Who goes before whom is no figure.
            ReferralEvent::PriorityDeclared(_) | ReferralEvent::PriorityTakenBack(_) => Ok(()),
        }
    }

    /// Keeps of her facts what an indicator asks for, and no more.
    async fn submitted(
        &self,
        tx: &mut DistrictTx,
        row: Entry<'_>,
        submitted: &ReferralSubmitted,
    ) -> Result<(), ApplyError> {
        let facts = self.keyring.open_some::<PersonFacts>(tx.district(), submitted.facts.as_ref()).await?.clear();
        // Somebody being erased stays erased, whichever comes first in a rebuild.
        row.about(
            "insert into referral_fact (district, referral, person, programme, source, submitted_on, municipality, erased)
             select $1, $2, $3, $4, $5, $6, case when gone then '' else $7 end, gone
             from (select $8 or exists (select from person_fact where district = $1 and person = $3 and erased)) as t (gone)",
        )
        .bind(id(&submitted.person_id)?)
        .bind(&submitted.programme_id)
        .bind(submitted.source)
        .bind(row.day())
        .bind(facts.as_ref().map(|facts| facts.municipality_code.as_str()).unwrap_or_default())
        .bind(facts.is_none())
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}

async fn status(tx: &mut DistrictTx, row: Entry<'_>, status: S, reason: i32) -> Result<(), ApplyError> {
    row.at("insert into referral_status (district, referral, sequence, n, occurred_on, status, reason)
            values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(i32::from(status))
        .bind(reason)
        .execute(tx.rows())
        .await?;
    row.about("update referral_fact set in_error = $3 where district = $1 and referral = $2 and in_error <> $3")
        .bind(status == S::EnteredInError)
        .execute(tx.rows())
        .await?;
    Ok(())
}

async fn person(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.decode()? {
        PersonEvent::Registered(registered) => role(tx, row, registered.role()).await,
        PersonEvent::RoleTaken(taken) => role(tx, row, taken.role()).await,
        PersonEvent::ErasureOrdered(_) => blank(tx, row).await,
        PersonEvent::Absorbed(absorbed) => alias::follow(tx, row, &absorbed).await,
        PersonEvent::Corrected(_)
        | PersonEvent::HouseholdRecorded(_)
        | PersonEvent::ConsentGranted(_)
        | PersonEvent::ConsentWithdrawn(_)
        | PersonEvent::NoticeDue(_)
        | PersonEvent::NoticeGiven(_)
        | PersonEvent::ContactNoted(_)
        | PersonEvent::ToldApart(_)
        | PersonEvent::ErasureProposed(_)
        | PersonEvent::Kept(_)
        | PersonEvent::MergedInto(_)
        | PersonEvent::ErasureStepDone(_)
        | PersonEvent::Erased(_) => Ok(()),
    }
}

async fn organisation(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.decode()? {
        OfferingEvent::OrganisationTrained(trained) => {
            row.about(
                "insert into trained_organisation (district, organisation, programme, trained_on) values ($1, $2, $3, $4)",
            )
            .bind(trained.programme_id)
            .bind(row.day())
            .execute(tx.rows())
            .await?;
        }
        OfferingEvent::OrganisationTrainingTakenBack(_) => {
            row.about("delete from trained_organisation where district = $1 and organisation = $2")
                .execute(tx.rows())
                .await?;
        }
        OfferingEvent::AgreementRecorded(_)
        | OfferingEvent::AgreementEnded(_)
        | OfferingEvent::GrantRecorded(_)
        | OfferingEvent::IntakeStopped(_)
        | OfferingEvent::IntakeReopened(_) => {}
    }
    Ok(())
}

async fn role(tx: &mut DistrictTx, row: Entry<'_>, role: PersonRole) -> Result<(), ApplyError> {
    row.about(
        "insert into person_fact (district, person, participant) values ($1, $2, $3)
         on conflict (district, person) do update set participant = person_fact.participant or excluded.participant",
    )
    .bind(role == PersonRole::Participant)
    .execute(tx.rows())
    .await?;
    Ok(())
}

/// Her codes go; what happened keeps counting, under an id that no longer leads to anybody.
async fn blank(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    row.about("update person_fact set erased = true where district = $1 and person = $2").execute(tx.rows()).await?;
    row.about("update referral_fact set municipality = '', erased = true where district = $1 and person = $2")
        .execute(tx.rows())
        .await?;
    let outcome = "update match_fact set outcome = '' where district = $1 and person = $2 and outcome is not null";
    Ok(erasure::blank(tx, row.commit.id, &[outcome]).await?)
}
