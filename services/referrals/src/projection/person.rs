use ::projection::{ApplyError, id, optional_day};
use database::DistrictTx;
use decider::Sealed;
use jiff_sqlx::{Date as SqlDate, ToSqlx as _};
use prost::Message as _;
use proto::referrals::v1::{
    ConsentGranted, ConsentWithdrawn, ErasureProposed, Household, Note, PersonFacts, PersonIdentity, PersonKept,
    person_event::Event,
};
use referrals_domain::purpose::named_by;

use super::{Contacts, Row};
use crate::queries::search_key;

impl Row<'_> {
    pub(super) async fn person(
        &self,
        tx: &mut DistrictTx,
        event: &Event,
        contacts: &mut Contacts,
    ) -> Result<(), ApplyError> {
        match event {
            Event::Registered(registered) => {
                self.insert_person(tx, registered.role).await?;
                self.identity(tx, registered.identity.as_ref()).await?;
                self.facts(tx, registered.facts.as_ref()).await
            }
            Event::Corrected(corrected) => {
                if corrected.identity.is_some() {
                    self.identity(tx, corrected.identity.as_ref()).await?;
                }
                if corrected.facts.is_some() {
                    self.facts(tx, corrected.facts.as_ref()).await?;
                }
                Ok(())
            }
            Event::RoleTaken(taken) => {
                self.proposal_taken_back(tx).await?;
                self.set(tx, "update person set roles = roles || $3 where district = $1 and id = $2", taken.role).await
            }
            Event::HouseholdRecorded(recorded) => {
                let household: Household = self.open(tx, recorded.household.as_ref()).await?;
                let update = "update person set household = $3 where district = $1 and id = $2";
                self.set(tx, update, household.encode_to_vec()).await
            }
            Event::ConsentGranted(granted) => {
                self.proposal_taken_back(tx).await?;
                self.consent(tx, granted).await
            }
            Event::ConsentWithdrawn(withdrawn) => self.withdrawal(tx, withdrawn).await,
            Event::NoticeDue(due) => {
                let due_on = optional_day(&due.due_on)?;
                self.set(tx, "update person set notice_due_on = $3 where district = $1 and id = $2", due_on).await
            }
            Event::NoticeGiven(_) => {
                let none: Option<SqlDate> = None;
                self.set(tx, "update person set notice_due_on = $3 where district = $1 and id = $2", none).await
            }
            Event::ContactNoted(noted) => {
                let note: Note = self.open(tx, noted.note.as_ref()).await?;
                contacts.add(self, noted, note)
            }
            Event::ErasureProposed(proposed) => {
                // Contacts before it would take it back.
                contacts.write(tx).await?;
                self.proposed(tx, proposed).await
            }
            Event::Kept(kept) => self.kept(tx, kept).await,
            Event::ToldApart(apart) => {
                let told =
                    "insert into told_apart (district, person, other) values ($1, $2, $3) on conflict do nothing";
                self.set(tx, told, id(&apart.other_person_id)?).await
            }
            Event::MergedInto(_) => self.merged_into(tx).await,
            Event::Absorbed(absorbed) => self.absorbed(tx, absorbed, contacts).await,
            Event::ErasureOrdered(ordered) => {
                contacts.write(tx).await?;
                self.blank(tx).await?;
                let erasure = id(&ordered.erasure_id)?;
                self.set(tx, "insert into erasure (district, person, id) values ($1, $2, $3)", erasure).await
            }
            Event::ErasureStepDone(done) => {
                // Whatever was sealed between the order and the end of her keys.
                contacts.write(tx).await?;
                self.blank(tx).await?;
                self.set(tx, "update erasure set steps = steps || $3 where district = $1 and person = $2", done.step)
                    .await
            }
            Event::Erased(erased) => {
                self.about("update erasure set receipt = $3, completed_at = $4 where district = $1 and person = $2")
                    .bind(erased.receipt.as_slice())
                    .bind(self.commit.recorded_at.to_sqlx())
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
        }
    }

    async fn insert_person(&self, tx: &mut DistrictTx, role: i32) -> Result<(), ApplyError> {
        let insert =
            "insert into person (district, id, name, name_key, sound_key, given_sound, phone_digits, email_key, birth_month,
                                 protected, municipality, identity, facts, household, roles, known_since)
             values ($1, $2, '', '', '', '', '', '', '', false, '', '', '', '', array[$3::int], $4)";
        self.about(insert).bind(role).bind(self.day()).execute(tx.rows()).await?;
        Ok(())
    }

    async fn proposed(&self, tx: &mut DistrictTx, proposed: &ErasureProposed) -> Result<(), ApplyError> {
        self.about(
            "update person set erasure_proposed_on = $3, erasure_proposed_by = $4 where district = $1 and id = $2",
        )
        .bind(self.day())
        .bind(&proposed.proposed_by)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn kept(&self, tx: &mut DistrictTx, kept: &PersonKept) -> Result<(), ApplyError> {
        let reason: Note = self.open(tx, kept.reason.as_ref()).await?;
        self.proposal_taken_back(tx).await?;
        self.about("update person set kept_until = $3, kept_because = $4 where district = $1 and id = $2")
            .bind(optional_day(&kept.look_again_on)?)
            .bind(reason.text)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    /// As the domain takes it back: somebody did something with her or for her.
    pub(super) async fn proposal_taken_back(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        self.about(
            "update person set erasure_proposed_on = null, erasure_proposed_by = ''
             where district = $1 and id = $2 and erasure_proposed_on is not null",
        )
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn identity(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<(), ApplyError> {
        let identity: PersonIdentity = self.open(tx, sealed).await?;
        let name = search_key::display_name(&identity);
        let key = search_key::name(&name);
        let (words, sounds): (Vec<&str>, Vec<String>) =
            key.split_whitespace().map(|word| (word, search_key::sound(word))).unzip();
        self.about(
            "with gone as (delete from name_word where district = $1 and person = $2 and word <> all($11)),
                  told as (insert into name_word (district, person, word, sound)
                           select distinct $1, $2::uuid, word, sound from unnest($11::text[], $12::text[]) as w (word, sound)
                           on conflict do nothing)
             update person set name = $3, name_key = $4, phone_digits = $5, email_key = $6, protected = $7, identity = $8,
                               sound_key = $9, given_sound = $10
             where district = $1 and id = $2",
        )
        .bind(&name)
        .bind(&key)
        .bind(search_key::phone(&identity.phone))
        .bind(search_key::email(&identity.email))
        .bind(identity.address_protected)
        .bind(identity.encode_to_vec())
        .bind(search_key::whole_sound(&key))
        .bind(search_key::first_sound(&key))
        .bind(&words)
        .bind(&sounds)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn facts(&self, tx: &mut DistrictTx, sealed: Option<&Sealed>) -> Result<(), ApplyError> {
        let facts: PersonFacts = self.open(tx, sealed).await?;
        self.about("update person set facts = $3, birth_month = $4, municipality = $5 where district = $1 and id = $2")
            .bind(facts.encode_to_vec())
            .bind(&facts.birth_month)
            .bind(&facts.municipality_code)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    async fn consent(&self, tx: &mut DistrictTx, granted: &ConsentGranted) -> Result<(), ApplyError> {
        self.about(
            "insert into consent (district, person, purpose, given, since, wording_version, wording_language, given_by,
                                  sequence)
             values ($1, $2, $3, true, $4, $5, $6, $7, $8)
             on conflict (district, person, purpose) do update
                set given = true, since = excluded.since, wording_version = excluded.wording_version,
                    wording_language = excluded.wording_language, given_by = excluded.given_by,
                    sequence = excluded.sequence",
        )
        .bind(named_by(granted.purpose, &granted.purpose_id))
        .bind(self.said_on(&granted.said_on)?)
        .bind(&granted.wording_version)
        .bind(&granted.wording_language)
        .bind(granted.given_by)
        .bind(self.sequence())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn withdrawal(&self, tx: &mut DistrictTx, withdrawn: &ConsentWithdrawn) -> Result<(), ApplyError> {
        self.about(
            "insert into consent (district, person, purpose, given, since, wording_version, wording_language, given_by,
                                  sequence)
             values ($1, $2, $3, false, $4, '', '', $5, $6)
             on conflict (district, person, purpose) do update
                set given = false, since = excluded.since, given_by = excluded.given_by, sequence = excluded.sequence",
        )
        .bind(named_by(withdrawn.purpose, &withdrawn.purpose_id))
        .bind(self.said_on(&withdrawn.said_on)?)
        .bind(withdrawn.given_by)
        .bind(self.sequence())
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    /// The day she said so, which another record of hers may have told.
    fn said_on(&self, day: &str) -> Result<SqlDate, ApplyError> {
        Ok(optional_day(day)?.unwrap_or_else(|| self.day()))
    }

    /// Takes everything personal out of the rows. What remains is what figures count.
    async fn blank(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        let statements = [
            "update person set name = '', name_key = '', sound_key = '', given_sound = '', phone_digits = '', email_key = '',
               birth_month = '', municipality = '', protected = false, identity = '', facts = '', household = '', notice_due_on = null,
               erasure_proposed_on = null, kept_until = null, kept_because = '', erasure_ordered = true
             where district = $1 and id = $2",
            "update referral set name = '', referrer = '', wish = '', code = '', code_hash = id::text::bytea, facts = '',
               municipality = '', protected = false, check_reasons = '', waits_since = null, priority_on = null, priority = ''
             where district = $1 and person = $2",
            "update referral_step s set note = '' from referral r
             where s.district = $1 and r.district = $1 and r.person = $2 and s.referral = r.id",
            "delete from name_word where district = $1 and person = $2",
            "delete from told_apart where district = $1 and $2 in (person, other)",
            "delete from contact where district = $1 and person = $2",
            "delete from consent where district = $1 and person = $2",
        ];
        Ok(erasure::blank(tx, self.commit.id, &statements).await?)
    }
}
