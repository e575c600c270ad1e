use ::projection::{ApplyError, Entry, Projection, day};
use database::DistrictTx;
use eventlog::Recorded;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use keyring::Keyring;
use prost::Message as _;
use proto::referrals::v1::{
    AgreementEnded, ConsentPurpose, PartnerAgreement, PersonAbsorbed, PersonFacts, PersonIdentity, offering_event,
    person_event::Event, referral_event,
};

use super::Row;

/// The lane over referrals' stream: today's facts of persons, where agreements cover which programme, since when referrals
/// wait and why they closed.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) keyring: Keyring,
}

/// Kinds of aggregate in referrals' stream that this service reads.
const PERSON: &str = "person";
const AGREEMENT: &str = "agreement";
const REFERRAL: &str = "referral";

impl Projection for Known {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        for entry in Entry::all(commit) {
            let row = Row { keyring: &self.keyring, entry };
            match commit.kind.as_str() {
                PERSON => row.known_person(tx, &entry.event.decode()?).await?,
                REFERRAL => {
                    let event = entry.event.decode()?;
                    row.referral_end(tx, &event).await?;
                    row.referral_wait(tx, &event).await?;
                }
                AGREEMENT => row.coverage(tx, &entry.event.decode()?).await?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl Row<'_> {
    async fn known_person(&self, tx: &mut DistrictTx, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Registered(registered) => {
                self.about("insert into known_person (district, id) values ($1, $2)").execute(tx.rows()).await?;
                self.known_identity(tx, registered.identity.as_ref()).await?;
                self.known_facts(tx, registered.facts.as_ref()).await
            }
            Event::Corrected(corrected) => {
                if corrected.identity.is_some() {
                    self.known_identity(tx, corrected.identity.as_ref()).await?;
                }
                if corrected.facts.is_some() {
                    self.known_facts(tx, corrected.facts.as_ref()).await?;
                }
                Ok(())
            }
            Event::ContactNoted(noted) if noted.reached => {
                self.about(
                    concat!(
"update known_person set contacted_on = greatest(contacted_on, $3) where district = $1 and id in (select $2::uuid union all ",
alias::also!("$2"),
")"
),
                )
                .bind(self.day())
                .execute(tx.rows())
                .await?;
                Ok(())
            }
            Event::ConsentGranted(granted) => self.consents(tx, granted.purpose(), true).await,
            Event::ConsentWithdrawn(withdrawn) => self.consents(tx, withdrawn.purpose(), false).await,
            Event::ErasureOrdered(_) => self.blank(tx).await,
            Event::Absorbed(absorbed) => self.absorbed(tx, absorbed).await,
            Event::RoleTaken(_)
            | Event::HouseholdRecorded(_)
            | Event::NoticeDue(_)
            | Event::NoticeGiven(_)
            | Event::ContactNoted(_)
            | Event::ToldApart(_)
            | Event::ErasureProposed(_)
            | Event::Kept(_)
            | Event::MergedInto(_)
            | Event::ErasureStepDone(_)
            | Event::Erased(_) => Ok(()),
        }
    }

    /// Rows of pairs and requests go on with the id they have: what is known of her is known under each of hers.
    async fn absorbed(&self, tx: &mut DistrictTx, absorbed: &PersonAbsorbed) -> Result<(), ApplyError> {
        alias::follow(tx, self.entry, absorbed).await?;
        self.about(concat!(
            "update known_person o
             set address_protected = k.address_protected, facts = k.facts, municipality = k.municipality,
                 may_be_shown = k.may_be_shown, may_be_asked = k.may_be_asked
             from known_person k
             where k.district = $1 and k.id = $2 and o.district = $1 and o.id in (",
            alias::also!("$2"),
            ")"
        ))
        .execute(tx.rows())
        .await?;
        self.about(concat!(
            "update known_person
             set contacted_on = (select max(contacted_on) from known_person
                                 where district = $1 and id in (select $2::uuid union all ",
            alias::also!("$2"),
            ")) where district = $1 and id in (select $2::uuid union all ",
            alias::also!("$2"),
            ")"
        ))
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn known_identity(&self, tx: &mut DistrictTx, sealed: Option<&decider::Sealed>) -> Result<(), ApplyError> {
        let identity: PersonIdentity = self.open(tx, sealed).await?;
        self.about(concat!(
            "update known_person set address_protected = $3 where district = $1 and id in (select $2::uuid union all ",
            alias::also!("$2"),
            ")"
        ))
        .bind(identity.address_protected)
        .execute(tx.rows())
        .await?;
        Ok(())
    }

    async fn known_facts(&self, tx: &mut DistrictTx, sealed: Option<&decider::Sealed>) -> Result<(), ApplyError> {
        let facts: PersonFacts = self.open(tx, sealed).await?;
        self.about(concat!(
"update known_person set facts = $3, municipality = $4 where district = $1 and id in (select $2::uuid union all ",
alias::also!("$2"),
")"
))
            .bind(facts.encode_to_vec())
            .bind(&facts.municipality_code)
            .execute(tx.rows())
            .await?;
        Ok(())
    }

    /// Whether she agrees to be shown to a possible friend, and to be asked at all.
    async fn consents(&self, tx: &mut DistrictTx, purpose: ConsentPurpose, agrees: bool) -> Result<(), ApplyError> {
        let statement = match purpose {
            ConsentPurpose::SharingWithVolunteer => {
                concat!(
                    "update known_person set may_be_shown = $3 where district = $1 and id in (select $2::uuid union all ",
                    alias::also!("$2"),
                    ")"
                )
            }
            ConsentPurpose::Referral => concat!(
                "update known_person set may_be_asked = $3 where district = $1 and id in (select $2::uuid union all ",
                alias::also!("$2"),
                ")"
            ),
            _ => return Ok(()),
        };
        self.about(statement).bind(agrees).execute(tx.rows()).await?;
        Ok(())
    }

    async fn referral_end(&self, tx: &mut DistrictTx, event: &referral_event::Event) -> Result<(), ApplyError> {
        match event {
            referral_event::Event::Closed(closed) => {
                self.about(
                    "insert into referral_end (district, referral, reason) values ($1, $2, $3)
                     on conflict (district, referral) do update set reason = excluded.reason",
                )
                .bind(closed.reason)
                .execute(tx.rows())
                .await?;
            }
            referral_event::Event::Reopened(_) => {
                self.about("delete from referral_end where district = $1 and referral = $2").execute(tx.rows()).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn coverage(&self, tx: &mut DistrictTx, event: &offering_event::Event) -> Result<(), ApplyError> {
        match event {
            offering_event::Event::AgreementRecorded(recorded) => {
                self.covers(tx, &recorded.agreement.clone().unwrap_or_default()).await
            }
            offering_event::Event::AgreementEnded(AgreementEnded { last_day, agreement_id }) => {
                self.in_district("update coverage set last_day = $3 where district = $1 and agreement = $2")
                    .bind(agreement_id)
                    .bind(day(last_day)?)
                    .execute(tx.rows())
                    .await?;
                Ok(())
            }
            offering_event::Event::GrantRecorded(_)
            | offering_event::Event::IntakeStopped(_)
            | offering_event::Event::IntakeReopened(_)
            | offering_event::Event::OrganisationTrained(_)
            | offering_event::Event::OrganisationTrainingTakenBack(_) => Ok(()),
        }
    }

    /// The agreement as it was last recorded, unfolded: whole, in place of what it said before.
    async fn covers(&self, tx: &mut DistrictTx, agreement: &PartnerAgreement) -> Result<(), ApplyError> {
        self.in_district("delete from coverage where district = $1 and agreement = $2")
            .bind(&agreement.agreement_id)
            .execute(tx.rows())
            .await?;
        let begins = day(&agreement.valid_from)?.to_jiff();
        let last = agreement.valid_to.parse().unwrap_or(Date::MAX);
        let every = [String::new()];
        for coverage in &agreement.coverage {
            let first = coverage.from.parse().map_or(begins, |from: Date| from.max(begins));
            let codes =
                if coverage.municipality_codes.is_empty() { &every[..] } else { &coverage.municipality_codes[..] };
            self.in_district(
                "insert into coverage (district, agreement, programme, municipality, first_day, last_day)
                 select $1, $2, $3, code, $4, $5 from unnest($6::text[]) as code",
            )
            .bind(&agreement.agreement_id)
            .bind(&coverage.programme_id)
            .bind(first.to_sqlx())
            .bind(last.to_sqlx())
            .bind(codes)
            .execute(tx.rows())
            .await?;
        }
        Ok(())
    }

    /// Takes everything personal out of the rows, of either side of a pair. What remains is what figures count.
    async fn blank(&self, tx: &mut DistrictTx) -> Result<(), ApplyError> {
        let statements = [
            "update known_person set facts = '', municipality = '', address_protected = false, contacted_on = null,
               may_be_shown = false
             where district = $1 and id = $2",
            "update volunteer set profile = '', introduction = '', interview_note = '', motivation = ''
             where district = $1 and person = $2",
            "update volunteer_expense e set cents = 0, kilometres = 0, what = '', reason = '' from volunteer v
             where e.district = $1 and v.district = $1 and v.id = e.volunteer and v.person = $2",
            "delete from volunteer_absence a using volunteer v
             where a.district = $1 and v.district = $1 and v.id = a.volunteer and v.person = $2",
            "update support_request set facts = '', profile = '', introduction = '' where district = $1 and person = $2",
            "update proposal_answer a set note = '', decline_reason = 0 from proposal p
             where a.district = $1 and p.district = $1 and p.id = a.proposal
               and ((a.side = 1 and p.person = $2) or (a.side = 2 and p.volunteer_person = $2))",
            "update link l set secret_hash = null where l.district = $1
               and (l.person = $2
                 or exists (select from proposal p
                            where p.district = $1 and p.id = l.object and $2 in (p.person, p.volunteer_person))
                 or exists (select from match m
                            where m.district = $1 and m.id = l.object and $2 in (m.person, m.volunteer_person)))",
            "update proposal set reasons = '' where district = $1 and $2 in (person, volunteer_person)",
            "update check_in c set note = '', mood = 0, topics = '{}' from match m
             where c.district = $1 and m.district = $1 and m.id = c.match
               and ((c.side = 1 and m.person = $2) or (c.side = 2 and m.volunteer_person = $2))",
            "update match set last_mood = 0 where district = $1 and $2 in (person, volunteer_person)",
            "update concern c set note = '', outcome = 0, notified_on = '', county = '' from match m
             where c.district = $1 and m.district = $1 and m.id = c.match and m.person = $2",
            "update goal g set goal = '', outcome = 0 from match m
             where g.district = $1 and m.district = $1 and m.id = g.match and m.person = $2",
            "update match_outcome o set code = '' from match m
             where o.district = $1 and m.district = $1 and m.id = o.match and m.person = $2",
            "update match set end_note = '' where district = $1 and person = $2",
            "update group_place
             set children = 0, childcare_places = 0, offer_childcare = 0, decline_reason = 0, decline_note = ''
             where district = $1 and person = $2",
        ];
        Ok(erasure::blank(tx, self.commit.id, &statements).await?)
    }
}
