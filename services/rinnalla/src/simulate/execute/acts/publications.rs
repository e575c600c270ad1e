use jiff::civil::Date;
use proto::reporting::v1::PublishFiguresRequest;
use rpc::reporting::v1::figures_service_client::FiguresServiceClient;

use super::{Carried, District, ask};

impl District<'_> {
    pub(super) async fn publish_figures(&self, at: usize, on: Date) -> Carried {
        let audience = &self.plan.publications[at].audience;
        let message = PublishFiguresRequest {
            request_id: self.request_id(&format!("publish {at} {audience}")),
            audience: audience.clone(),
            year: u32::from(self.plan.year.unsigned_abs()),
            occurred_on: on.to_string(),
            table_id: String::new(),
        };
        ask!(self, self.manager(), Reporting, FiguresServiceClient, publish_figures, message)?;
        Ok(())
    }
}
