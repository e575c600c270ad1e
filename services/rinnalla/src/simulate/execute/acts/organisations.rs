use jiff::civil::Date;
use proto::referrals::v1::RecordTrainedOrganisationRequest;
use rpc::referrals::v1::offering_service_client::OfferingServiceClient;

use super::{Carried, District, ask};

impl District<'_> {
    pub(super) async fn train_organisation(&self, at: usize, on: Date) -> Carried {
        let organisation = &self.plan.trained_organisations[at];
        let message = RecordTrainedOrganisationRequest {
            request_id: self.request_id(&format!("trained {} {}", organisation.programme_id, organisation.name)),
            programme_id: organisation.programme_id.clone(),
            name: organisation.name.clone(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Referrals, OfferingServiceClient, record_trained_organisation, message)?;
        Ok(())
    }
}
