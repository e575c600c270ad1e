//! First meetings, series and sessions of every district, and who was there. Carries out commands on its own stream and
//! answers from its own read model; learns of matches, groups and erasures from their events, and keeps no name.

mod grpc;
mod processes;
mod projection;
mod queries;

use ::projection::ReadModel;
use edge::{App, Edge};
use eventlog::{Aggregates, Context};
use rpc::scheduling::v1::{
    held_service_server::HeldServiceServer, meetings_service_server::MeetingsServiceServer,
    sessions_service_server::SessionsServiceServer,
};
use runtime::{Routes, Service, Work};
use scheduling_domain::{FirstMeeting, Series, Session};

/// The service.
#[derive(Debug)]
pub struct Scheduling;

impl Service for Scheduling {
    const NAME: &'static str = "scheduling";
    const CONTEXT: Context = Context::Scheduling;
    const READ_MODEL: ReadModel = ReadModel { tables: include_str!("../read_model.sql"), role: "scheduling" };

    fn aggregates() -> Aggregates {
        Aggregates::default().with::<FirstMeeting>().with::<Series>().with::<Session>()
    }

    fn work(app: &App) -> Work {
        Work::default()
            .projection("scheduling", Context::Scheduling, projection::Rows { keyring: app.keyring.clone() })
            .projection("led-groups", Context::Matching, projection::LedGroups)
            // After the rows: a rebuild runs lanes in this order, and blanks last what keys still open.
            .projection("persons", Context::Referrals, projection::Persons)
            .process(Context::Matching, processes::FollowMatches { app: app.clone() })
            .process(Context::Scheduling, processes::FollowSeries { app: app.clone() })
            .process(Context::Referrals, processes::LeaveSessions { app: app.clone() })
    }

    fn routes(app: &App, routes: &mut Routes) {
        let edge = Edge { app: app.clone() };
        routes
            .add_service(MeetingsServiceServer::new(grpc::MeetingsGrpc(edge.clone())))
            .add_service(SessionsServiceServer::new(grpc::SessionsGrpc(edge.clone())))
            .add_service(HeldServiceServer::new(grpc::HeldGrpc(edge)));
    }
}
