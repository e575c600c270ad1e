use installation::{ProgrammeCommand, ProgrammeDecider};
use proto::programmes::v1::Programme;

use super::shared::Sharable;
use crate::data::{DataError, parse_programme};

impl Sharable for Programme {
    type Decider = ProgrammeDecider;

    fn of_file(text: &str) -> Result<Vec<Self>, DataError> {
        Ok(vec![parse_programme(text)?])
    }

    fn id(&self) -> &str {
        &self.programme_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> ProgrammeCommand {
        ProgrammeCommand(self.clone())
    }
}
