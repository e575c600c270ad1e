use jiff::civil::Date;
use proto::referrals::v1::{DeclarePriorityRequest, IntakeStop, StopIntakeRequest};
use rpc::referrals::v1::{
    offering_service_client::OfferingServiceClient, referrals_service_client::ReferralsServiceClient,
};

use super::{Carried, District, ask};

/// Reasons that come along, each with what a coordinator may write of it.
const REASONS: [(&str, &str); 3] = [
    ("newborn", "Vauva syntyi juuri, eikä tukiverkkoa ole."),
    ("nobody-near", "Puoliso tekee keikkatyötä muualla; lähellä ei ole ketään."),
    ("new-in-town", "Muutti paikkakunnalle kuukausi sitten."),
];

impl District<'_> {
    pub(super) async fn declare_priority(&self, at: usize, on: Date) -> Carried {
        let (reason_id, note) = REASONS[at % REASONS.len()];
        let message = DeclarePriorityRequest {
            request_id: self.request_id(&format!("{}/priority", self.plan.requests[at].key)),
            referral_id: self.referral(at)?,
            reason_id: reason_id.to_owned(),
            note: note.to_owned(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, ReferralsServiceClient, declare_priority, message)?;
        Ok(())
    }

    pub(super) async fn stop_intake(&self, at: usize, on: Date) -> Carried {
        let stop = &self.plan.stops[at];
        let message = StopIntakeRequest {
            request_id: self.request_id(&format!("stop {at} {} {}", stop.programme_id, stop.municipality)),
            stop: Some(IntakeStop {
                programme_id: stop.programme_id.clone(),
                municipality_code: stop.municipality.clone(),
                from: stop.on.to_string(),
                reopens_on: stop.reopens_on.to_string(),
            }),
            occurred_on: on.to_string(),
        };
        ask!(self, self.manager(), Referrals, OfferingServiceClient, stop_intake, message)?;
        Ok(())
    }
}
