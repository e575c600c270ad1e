use edge::App;
use eventlog::{Aggregates, Context};
use projection::ReadModel;

use crate::{Environment, Routes, SettingsError, Work};

/// What one service adds to the shared runtime.
pub trait Service: 'static {
    /// Name of the process, its NATS user and its database role.
    const NAME: &'static str;
    /// Whose commands it carries out.
    const CONTEXT: Context;
    /// Its own rebuildable tables.
    const READ_MODEL: ReadModel;
    /// Scripts for tables that a rebuild never touches, beside the shared ones; named and forward only.
    const SCRIPTS: &'static [(&'static str, &'static str)] = &[];

    /// The kinds of aggregate it owns.
    fn aggregates() -> Aggregates;
    /// What follows the event log in each district.
    fn work(app: &App) -> Work;
    /// Further work in each district, for which the service reads settings of its own. Where these do not fit, the
    /// process does not start.
    fn own_work(_: &App, _: &Environment) -> Result<Work, SettingsError> {
        Ok(Work::default())
    }
    /// Its gRPC services.
    fn routes(app: &App, routes: &mut Routes);
}
