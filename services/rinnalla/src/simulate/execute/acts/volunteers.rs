use jiff::civil::Date;
use proto::{
    matching::v1::{
        ApplyAsVolunteerRequest, ApproveVolunteerRequest, AssessRoleRequest, LeaveReason,
        MarkVolunteerNotApprovedRequest, MatchingProfile, NotApprovedReason, PauseVolunteerRequest,
        RecordConfidentialityPledgeRequest, RecordExtractConsentRequest, RecordExtractInspectionRequest,
        RecordExtractOrderRequest, RecordInterviewRequest, RecordTrainingRequest, RecordVolunteerLeftRequest,
        TimeOfWeek, Wish,
    },
    programmes::v1::ExtractRule,
    referrals::v1::{GivenBy, PersonRole, RegisterPersonRequest},
};
use rpc::{
    matching::v1::volunteers_service_client::VolunteersServiceClient,
    referrals::v1::persons_service_client::PersonsServiceClient,
};

use super::{Carried, District, Stop, ask};
use crate::simulate::days::plus;

impl District<'_> {
    pub(super) async fn register(&self, at: usize, on: Date) -> Carried {
        let volunteer = &self.plan.volunteers[at];
        let message = RegisterPersonRequest {
            request_id: self.request_id(&format!("{}/register", volunteer.key)),
            identity: Some(volunteer.person.identity.clone()),
            facts: Some(volunteer.person.facts.clone()),
            role: PersonRole::Volunteer.into(),
            occurred_on: on.to_string(),
        };
        let registered = ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, register_person, message)?;
        self.keep(format!("person of volunteer {at}"), registered.person_id);
        Ok(())
    }

    pub(super) async fn apply(&self, at: usize, on: Date) -> Carried {
        let volunteer = &self.plan.volunteers[at];
        let message = ApplyAsVolunteerRequest {
            request_id: self.step_of(at, "apply"),
            person_id: self.id_of(&format!("person of volunteer {at}"))?,
            programme_id: volunteer.programme_id.clone(),
            capacity_wish: 1,
            profile: Some(profile(at)),
            introduction: String::new(),
            motivation: String::new(),
            occurred_on: on.to_string(),
        };
        let applied = ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, apply_as_volunteer, message)?;
        self.keep(format!("volunteer {at}"), applied.volunteer_id);
        Ok(())
    }

    pub(super) fn volunteer(&self, at: usize) -> Result<String, Stop> {
        self.id_of(&format!("volunteer {at}"))
    }

    fn step_of(&self, at: usize, step: &str) -> String {
        self.request_id(&format!("{}/{step}", self.plan.volunteers[at].key))
    }

    pub(super) async fn train(&self, at: usize, on: Date) -> Carried {
        let message = RecordTrainingRequest {
            request_id: self.step_of(at, "train"),
            volunteer_id: self.volunteer(at)?,
            minutes: self.plan.volunteers[at].training_minutes,
            topic: "basic".to_owned(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, record_training, message)?;
        Ok(())
    }

    pub(super) async fn interview(&self, at: usize, on: Date) -> Carried {
        let message = RecordInterviewRequest {
            request_id: self.step_of(at, "interview"),
            volunteer_id: self.volunteer(at)?,
            note: String::new(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, record_interview, message)?;
        Ok(())
    }

    pub(super) async fn pledge(&self, at: usize, on: Date) -> Carried {
        let message = RecordConfidentialityPledgeRequest {
            request_id: self.step_of(at, "pledge"),
            volunteer_id: self.volunteer(at)?,
            wording_version: "1".to_owned(),
            given_by: GivenBy::Paper.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, record_confidentiality_pledge, message)?;
        Ok(())
    }

    pub(super) async fn assess(&self, at: usize, on: Date) -> Carried {
        let volunteer = &self.plan.volunteers[at];
        let minors = volunteer.programme_id == "family-friend" || volunteer.extract;
        let conditions = ExtractRule {
            regular_contact_with_minors: minors,
            personal_interaction: minors,
            alone_with_minors: volunteer.extract,
        };
        let message = AssessRoleRequest {
            request_id: self.step_of(at, "assess"),
            volunteer_id: self.volunteer(at)?,
            role: volunteer.programme_id.clone(),
            conditions: Some(conditions),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, assess_role, message)?;
        Ok(())
    }

    /// Consented, ordered and inspected: nothing else is kept of an extract.
    pub(super) async fn extract(&self, at: usize, on: Date) -> Carried {
        let (volunteer_id, caller, occurred_on) = (self.volunteer(at)?, self.coordinator(at), on.to_string());
        let consent = RecordExtractConsentRequest {
            request_id: self.step_of(at, "extract consent"),
            volunteer_id: volunteer_id.clone(),
            given_by: GivenBy::Paper.into(),
            occurred_on: occurred_on.clone(),
        };
        ask!(self, caller, Matching, VolunteersServiceClient, record_extract_consent, consent)?;
        let order = RecordExtractOrderRequest {
            request_id: self.step_of(at, "extract order"),
            volunteer_id: volunteer_id.clone(),
            occurred_on: occurred_on.clone(),
        };
        ask!(self, caller, Matching, VolunteersServiceClient, record_extract_order, order)?;
        let inspection = RecordExtractInspectionRequest {
            request_id: self.step_of(at, "extract inspection"),
            volunteer_id,
            issued_on: plus(on, -3).to_string(),
            occurred_on,
        };
        ask!(self, caller, Matching, VolunteersServiceClient, record_extract_inspection, inspection)?;
        Ok(())
    }

    pub(super) async fn approve(&self, at: usize, on: Date) -> Carried {
        let message = ApproveVolunteerRequest {
            request_id: self.step_of(at, "approve"),
            volunteer_id: self.volunteer(at)?,
            capacity: self.plan.volunteers[at].capacity,
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, approve_volunteer, message)?;
        Ok(())
    }

    pub(super) async fn refuse(&self, at: usize, on: Date) -> Carried {
        let message = MarkVolunteerNotApprovedRequest {
            request_id: self.step_of(at, "refuse"),
            volunteer_id: self.volunteer(at)?,
            reason: if at.is_multiple_of(2) { NotApprovedReason::Situation } else { NotApprovedReason::Other }.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, mark_volunteer_not_approved, message)?;
        Ok(())
    }

    pub(super) async fn pause(&self, at: usize, on: Date) -> Carried {
        let Some(pause) = self.plan.volunteers[at].paused else { return Ok(()) };
        let message = PauseVolunteerRequest {
            request_id: self.step_of(at, "pause"),
            volunteer_id: self.volunteer(at)?,
            reason: pause.reason.into(),
            until: pause.until.map(|day| day.to_string()).unwrap_or_default(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, pause_volunteer, message)?;
        Ok(())
    }

    pub(super) async fn leave(&self, at: usize, on: Date) -> Carried {
        let message = RecordVolunteerLeftRequest {
            request_id: self.step_of(at, "leave"),
            volunteer_id: self.volunteer(at)?,
            reason: [LeaveReason::Time, LeaveReason::OwnLife, LeaveReason::Moved][at % 3].into(),
            thanked: true,
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, VolunteersServiceClient, record_volunteer_left, message)?;
        Ok(())
    }
}

fn profile(n: usize) -> MatchingProfile {
    const TIMES: [TimeOfWeek; 4] =
        [TimeOfWeek::WeekdayEvening, TimeOfWeek::WeekendDay, TimeOfWeek::WeekdayAfternoon, TimeOfWeek::WeekdayMorning];
    const WISHES: [Wish; 5] =
        [Wish::Company, Wish::PractiseLanguage, Wish::Parenting, Wish::Hobbies, Wish::WithChildren];
    const INTERESTS: [&str; 6] = ["outdoors", "cooking", "crafts", "reading", "music", "swimming"];
    MatchingProfile {
        availability: vec![TIMES[n % 4].into(), TIMES[(n + 1 + n / 4 % 3) % 4].into()],
        interests: vec![INTERESTS[n % 6].to_owned(), INTERESTS[(n + 1 + n / 2 % 5) % 6].to_owned()],
        wishes: vec![WISHES[n % 5].into(), WISHES[(n + 2) % 5].into()],
    }
}
