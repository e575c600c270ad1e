use jiff::civil::Date;
use proto::referrals::v1::{
    AcceptReferralRequest, AcknowledgeReferralRequest, CheckTargetGroupRequest, CloseReason, CloseReferralRequest,
    ConsentPurpose, ContactChannel, GivenBy, GrantConsentRequest, RecordContactRequest, RecordPrivacyNoticeRequest,
    ReferralSource, ReferralStatus, ReferrerContact, RejectReferralRequest, SubmitReferralRequest,
    WithdrawConsentRequest,
};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};

use super::{Carried, District, Stop, ask};
use crate::simulate::plan::{Fate, Request};

impl District<'_> {
    pub(super) async fn submit(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        let herself = request.source == ReferralSource::Self_;
        let message = SubmitReferralRequest {
            request_id: self.request_id(&format!("{}/submit", request.key)),
            programme_id: request.programme_id.clone(),
            source: request.source.into(),
            she_knows_and_agrees: true,
            person_id: String::new(),
            identity: Some(request.person.identity.clone()),
            facts: Some(request.person.facts.clone()),
            referrer: (!herself).then(|| referrer(request)),
            wish: request.wish.clone(),
            referrer_may_be_told: !herself && !at.is_multiple_of(3),
            consent_language: language(request).to_owned(),
            consent_given_by: if herself { GivenBy::Spoken } else { GivenBy::Referrer }.into(),
            occurred_on: on.to_string(),
        };
        let submitted = ask!(self, self.coordinator(at), Referrals, ReferralsServiceClient, submit_referral, message)?;
        self.keep(format!("person of request {at}"), submitted.person_id);
        self.keep(format!("referral {at}"), submitted.referral_id);
        Ok(())
    }

    pub(super) fn person_of(&self, request: usize) -> Result<String, Stop> {
        self.id_of(&format!("person of request {request}"))
    }

    pub(super) fn referral(&self, at: usize) -> Result<String, Stop> {
        self.id_of(&format!("referral {at}"))
    }

    pub(super) async fn acknowledge(&self, at: usize, on: Date) -> Carried {
        let message = AcknowledgeReferralRequest {
            request_id: self.request_id(&format!("{}/acknowledge", self.plan.requests[at].key)),
            referral_id: self.referral(at)?,
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, ReferralsServiceClient, acknowledge_referral, message)?;
        Ok(())
    }

    /// Whoever came by herself knows already.
    pub(super) async fn give_notice(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        if request.source == ReferralSource::Self_ {
            return Ok(());
        }
        let message = RecordPrivacyNoticeRequest {
            request_id: self.request_id(&format!("{}/notice", request.key)),
            person_id: self.person_of(at)?,
            language: language(request).to_owned(),
            channel: ContactChannel::Phone.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, record_privacy_notice, message)?;
        Ok(())
    }

    /// The check, and what follows from it.
    pub(super) async fn decide(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        let referral_id = self.referral(at)?;
        let (key, occurred_on) = (&request.key, on.to_string());
        let caller = self.coordinator(at);
        let check = CheckTargetGroupRequest {
            request_id: self.request_id(&format!("{key}/check")),
            referral_id: referral_id.clone(),
            occurred_on: occurred_on.clone(),
        };
        ask!(self, caller, Referrals, ReferralsServiceClient, check_target_group, check)?;
        let rejected = match &request.fate {
            Fate::NotInTargetGroup => Some((CloseReason::NotInTargetGroup, String::new())),
            Fate::Redirected { to } => Some((CloseReason::ReferredOnward, to.clone())),
            _ => None,
        };
        let request_id = self.request_id(&format!("{key}/decide"));
        if let Some((reason, redirected_to_programme_id)) = rejected {
            let reject = RejectReferralRequest {
                request_id,
                referral_id,
                reason: reason.into(),
                redirected_to_programme_id,
                occurred_on,
            };
            ask!(self, caller, Referrals, ReferralsServiceClient, reject_referral, reject)?;
        } else {
            let accept =
                AcceptReferralRequest { request_id, referral_id, override_justification: String::new(), occurred_on };
            ask!(self, caller, Referrals, ReferralsServiceClient, accept_referral, accept)?;
        }
        Ok(())
    }

    pub(super) async fn consent_to_sharing(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        let message = GrantConsentRequest {
            request_id: self.request_id(&format!("{}/sharing", request.key)),
            person_id: self.person_of(at)?,
            purpose: ConsentPurpose::SharingWithVolunteer.into(),
            purpose_id: String::new(),
            wording_version: "1".to_owned(),
            wording_language: language(request).to_owned(),
            given_by: if at.is_multiple_of(4) { GivenBy::Interpreter } else { GivenBy::Spoken }.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, grant_consent, message)?;
        Ok(())
    }

    pub(super) async fn note_contact(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        let Some(contact) = &request.safe_contact_noted else { return Ok(()) };
        let message = RecordContactRequest {
            request_id: self.request_id(&format!("{}/contact", request.key)),
            person_id: self.person_of(at)?,
            channel: ContactChannel::Phone.into(),
            reached: true,
            note: contact.note.clone(),
            next_step_on: contact.next_step.map(|day| day.to_string()).unwrap_or_default(),
            referral_id: self.referral(at)?,
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, record_contact, message)?;
        Ok(())
    }

    pub(super) async fn withdraw_consent(&self, at: usize, on: Date) -> Carried {
        let message = WithdrawConsentRequest {
            request_id: self.request_id(&format!("{}/withdraw", self.plan.requests[at].key)),
            person_id: self.person_of(at)?,
            purpose: ConsentPurpose::SharingWithVolunteer.into(),
            purpose_id: String::new(),
            given_by: GivenBy::Spoken.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, withdraw_consent, message)?;
        Ok(())
    }

    pub(super) async fn close(&self, at: usize, on: Date) -> Carried {
        let request = &self.plan.requests[at];
        let reason = match request.fate {
            Fate::Withdrew { reason, .. } => reason,
            Fate::NoCapacity { .. } => CloseReason::NoCapacity,
            _ => return Ok(()),
        };
        let message = CloseReferralRequest {
            request_id: self.request_id(&format!("{}/close", request.key)),
            referral_id: self.referral(at)?,
            status: ReferralStatus::Cancelled.into(),
            reason: reason.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, ReferralsServiceClient, close_referral, message)?;
        Ok(())
    }
}

fn language(request: &Request) -> &str {
    request.person.facts.languages.first().map_or("fi", |spoken| &spoken.code)
}

/// An office, not a person: nobody real stands behind it.
fn referrer(request: &Request) -> ReferrerContact {
    let (organisation, mailbox) = match request.source {
        ReferralSource::Clinic => ("Neuvola", "neuvola"),
        ReferralSource::IntegrationServices => ("Kotoutumispalvelut", "kotoutuminen"),
        ReferralSource::EmploymentServices => ("Työllisyyspalvelut", "tyollisyys"),
        ReferralSource::School => ("Koulun oppilashuolto", "oppilashuolto"),
        ReferralSource::EarlyEducation => ("Päiväkoti", "paivakoti"),
        ReferralSource::ReceptionCentre => ("Vastaanottokeskus", "vastaanotto"),
        ReferralSource::SocialServices => ("Perhesosiaalityö", "perheet"),
        ReferralSource::YouthWork => ("Nuorisotyö", "nuoret"),
        ReferralSource::FamilyCounselling => ("Perheneuvola", "perheneuvola"),
        ReferralSource::AdultEducation => ("Kansalaisopisto", "opisto"),
        _ => ("Yhdistys", "yhdistys"),
    };
    ReferrerContact {
        name: String::new(),
        organisation: organisation.to_owned(),
        phone: String::new(),
        email: format!("{mailbox}@example.org"),
        language: "fi".to_owned(),
    }
}
