//! Indicators and figures of every district, and their publication. Follows the other contexts' events into facts about
//! random ids and counts them in queries. Opens values under statistics keys alone: no name, no contact and no written
//! word ever gets here.

mod grpc;
mod processes;
mod projection;
mod queries;

use ::projection::ReadModel;
use edge::{App, Edge};
use eventlog::{Aggregates, Context};
use reporting_domain::Publication;
use rpc::reporting::v1::{figures_service_server::FiguresServiceServer, held_service_server::HeldServiceServer};
use runtime::{Routes, Service, Work};

/// The service.
#[derive(Debug)]
pub struct Reporting;

impl Service for Reporting {
    const NAME: &'static str = "reporting";
    const CONTEXT: Context = Context::Reporting;
    const READ_MODEL: ReadModel = ReadModel { tables: include_str!("../read_model.sql"), role: "reporting" };

    fn aggregates() -> Aggregates {
        Aggregates::default().with::<Publication>()
    }

    fn work(app: &App) -> Work {
        Work::default()
            .projection("referrals", Context::Referrals, projection::OfReferrals { keyring: app.keyring.clone() })
            .projection("matching", Context::Matching, projection::OfMatching { keyring: app.keyring.clone() })
            .projection("scheduling", Context::Scheduling, projection::OfScheduling)
            .projection("reporting", Context::Reporting, projection::OfReporting)
            .process(Context::Reporting, processes::PublishToAudience { app: app.clone() })
    }

    fn routes(app: &App, routes: &mut Routes) {
        let edge = Edge { app: app.clone() };
        routes
            .add_service(FiguresServiceServer::new(grpc::FiguresGrpc(edge.clone())))
            .add_service(HeldServiceServer::new(grpc::HeldGrpc(edge)));
    }
}
