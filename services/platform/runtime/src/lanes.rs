use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, LazyLock},
};

use database::Database;
use decider::DistrictId;
use edge::App;
use eventlog::{Aggregates, Context, StreamName, Tails, Vocabulary, newest};
use futures::future::BoxFuture;
use projection::{Lane, LaneError, LaneName, Positions, Process, ProcessLane, Projection};
use proto::StoredKind;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Sweep, every_service::OwnCommits};

/// What follows the event log in every district of a service.
pub struct Work {
    projections: Vec<ProjectionWork>,
    processes: Vec<StartProcess>,
    known: Vocabulary,
}

impl Default for Work {
    /// Nothing yet, knowing the events of every contract.
    fn default() -> Self {
        Self { projections: Vec::new(), processes: Vec::new(), known: of_contracts }
    }
}

fn of_contracts(event: &str, version: u32) -> bool {
    static EVENTS: LazyLock<HashSet<(&str, u32)>> = LazyLock::new(|| {
        let events = StoredKind::all().iter().flat_map(|kind| kind.events);
        events.map(|(event, version, _)| (*event, *version)).collect()
    });
    EVENTS.contains(&(event, version))
}

type StartProcess =
    Box<dyn Fn(&App, &DistrictId, Vocabulary, CancellationToken) -> BoxFuture<'static, ()> + Send + Sync>;
type RunLane = Box<dyn Fn(LaneParts, CancellationToken) -> BoxFuture<'static, ()> + Send + Sync>;
type CatchUp = Box<dyn Fn(LaneParts, u64) -> BoxFuture<'static, Result<u64, LaneError>> + Send + Sync>;

struct ProjectionWork {
    name: &'static str,
    follows: Context,
    run: RunLane,
    catch_up: CatchUp,
}

/// Everything a lane needs but its projection.
struct LaneParts {
    name: LaneName,
    stream: StreamName,
    aggregates: Option<Aggregates>,
    known: Vocabulary,
    database: Database,
    tails: Tails,
    positions: Positions,
}

impl LaneParts {
    fn with<P>(self, projection: Arc<P>) -> Lane<P> {
        let Self { name, stream, aggregates, known, database, tails, positions } = self;
        Lane { name, stream, projection, aggregates, known, database, tails, positions }
    }
}

impl Work {
    /// With events of another making than the contracts'.
    #[must_use]
    pub fn knowing(mut self, known: Vocabulary) -> Self {
        self.known = known;
        self
    }

    /// Rows from the stream of a context. The lane of the service's own context also saves its aggregates.
    #[must_use]
    pub fn projection<P: Projection>(mut self, name: &'static str, follows: Context, projection: P) -> Self {
        let projection = Arc::new(OwnCommits(projection));
        let rebuilt = projection.clone();
        self.projections.push(ProjectionWork {
            name,
            follows,
            run: Box::new(move |parts, stop| Box::pin(parts.with(projection.clone()).run(stop))),
            catch_up: Box::new(move |parts, to| {
                let lane = parts.with(rebuilt.clone());
                Box::pin(async move { lane.catch_up(to).await })
            }),
        });
        self
    }

    /// Commands of this service that commits of a context call for.
    #[must_use]
    pub fn process<P: Process>(mut self, follows: Context, process: P) -> Self {
        let process = Arc::new(process);
        self.processes.push(Box::new(move |app, district, known, stop| {
            app.positions.expect_process(P::NAME, &StreamName::new(follows, district.clone()));
            let lane = ProcessLane {
                process: process.clone(),
                stream: StreamName::new(follows, district.clone()),
                own: StreamName::new(app.log.context(), district.clone()),
                known,
                database: app.database.clone(),
                tails: app.log.tails().clone(),
                positions: app.positions.clone(),
            };
            Box::pin(lane.run(stop))
        }));
        self
    }

    /// What comes due with time in each district.
    #[must_use]
    pub fn sweep<S: Sweep>(mut self, sweep: S) -> Self {
        let sweep = Arc::new(sweep);
        self.processes.push(Box::new(move |app, district, _, stop| {
            Box::pin(crate::sweep::run(sweep.clone(), app.positions.clone(), district.clone(), stop))
        }));
        self
    }

    /// Starts everything in one district.
    pub(crate) fn start(
        &self,
        app: &App,
        aggregates: &Aggregates,
        district: &DistrictId,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) {
        for projection in &self.projections {
            let parts = projection.parts(app, (aggregates, self.known), &app.database, district);
            app.positions.expect_projection(projection.name, &parts.stream);
            tasks.spawn((projection.run)(parts, stop.clone()));
        }
        for process in &self.processes {
            tasks.spawn(process(app, district, self.known, stop.clone()));
        }
    }

    /// Brings the lanes of these districts, in another database, to the given positions or to the head of their
    /// streams. Gives how many commits were read.
    pub(crate) async fn catch_up(
        &self,
        app: &App,
        aggregates: &Aggregates,
        database: &Database,
        districts: &[DistrictId],
        positions: &BTreeMap<(String, String), u64>,
    ) -> Result<u64, LaneError> {
        let mut read = 0;
        for district in districts {
            for projection in &self.projections {
                let parts = projection.parts(app, (aggregates, self.known), database, district);
                let place = (parts.name.0.clone(), parts.stream.to_string());
                let to = match positions.get(&place) {
                    Some(to) => *to,
                    None if positions.is_empty() => newest(app.log.client(), &parts.stream).await?,
                    None => 0,
                };
                read += (projection.catch_up)(parts, to).await?;
            }
        }
        Ok(read)
    }
}

impl ProjectionWork {
    fn parts(
        &self,
        app: &App,
        (aggregates, known): (&Aggregates, Vocabulary),
        database: &Database,
        district: &DistrictId,
    ) -> LaneParts {
        LaneParts {
            name: LaneName(self.name.to_owned()),
            stream: StreamName::new(self.follows, district.clone()),
            aggregates: (self.follows == app.log.context()).then(|| aggregates.clone()),
            known,
            database: database.clone(),
            tails: app.log.tails().clone(),
            positions: app.positions.clone(),
        }
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.projections.iter().map(|projection| projection.name)).finish()
    }
}
