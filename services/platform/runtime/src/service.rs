use edge::App;
use eventlog::{Aggregates, Context};
use projection::ReadModel;

use crate::{Routes, Work};

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
    /// Its gRPC services.
    fn routes(app: &App, routes: &mut Routes);
}
