use installation::{PriorityReasonCommand, PriorityReasonDecider};
use proto::referrals::v1::PriorityReason;

use super::shared::Sharable;
use crate::data::{DataError, parse_priority_reasons};

impl Sharable for PriorityReason {
    type Decider = PriorityReasonDecider;

    fn of_file(text: &str) -> Result<Vec<Self>, DataError> {
        parse_priority_reasons(text)
    }

    fn id(&self) -> &str {
        &self.reason_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> PriorityReasonCommand {
        PriorityReasonCommand(self.clone())
    }
}
