use installation::{PurposeCommand, PurposeDecider};
use proto::referrals::v1::Purpose;

use super::shared::Sharable;
use crate::data::{DataError, parse_purposes};

impl Sharable for Purpose {
    type Decider = PurposeDecider;

    fn of_file(text: &str) -> Result<Vec<Self>, DataError> {
        parse_purposes(text)
    }

    fn id(&self) -> &str {
        &self.purpose_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> PurposeCommand {
        PurposeCommand(self.clone())
    }
}
