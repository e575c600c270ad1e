//! Volunteers, support requests, proposals, matches and groups of every district. Carries out commands on its own
//! stream and answers from its own read model; knows of referrals and scheduling what their events say.

mod commands;
mod grpc;
mod processes;
mod projection;
mod queries;

use ::projection::ReadModel;
use edge::{App, Edge};
use eventlog::{Aggregates, Context};
use matching_domain::{Group, Link, Match, Proposal, SupportRequest, Volunteer};
use rpc::matching::v1::{
    groups_service_server::GroupsServiceServer, held_service_server::HeldServiceServer,
    links_service_server::LinksServiceServer, matches_service_server::MatchesServiceServer,
    volunteers_service_server::VolunteersServiceServer,
};
use runtime::{Routes, Service, Work};

/// The service.
#[derive(Debug)]
pub struct Matching;

impl Service for Matching {
    const NAME: &'static str = "matching";
    const CONTEXT: Context = Context::Matching;
    const READ_MODEL: ReadModel = ReadModel { tables: include_str!("../read_model.sql"), role: "matching" };

    fn aggregates() -> Aggregates {
        Aggregates::default()
            .with::<Volunteer>()
            .with::<SupportRequest>()
            .with::<Proposal>()
            .with::<Match>()
            .with::<Group>()
            .with::<Link>()
    }

    fn work(app: &App) -> Work {
        let keyring = &app.keyring;
        Work::default()
            .projection("matching", Context::Matching, projection::Rows { keyring: keyring.clone() })
            .projection("known", Context::Referrals, projection::Known { keyring: keyring.clone() })
            .process(Context::Referrals, processes::SeekFriend { app: app.clone() })
            .process(Context::Referrals, processes::LeaveErased { app: app.clone() })
            .process(Context::Referrals, processes::LeaveGroups { app: app.clone() })
            .process(Context::Referrals, processes::WithdrawUnconsented { app: app.clone() })
            .process(Context::Referrals, processes::WithdrawGroupOffers { app: app.clone() })
            .process(Context::Matching, processes::SetUpAccepted { app: app.clone() })
            .process(Context::Matching, processes::WithdrawLeftOver { app: app.clone() })
            .process(Context::Matching, processes::WithdrawAway { app: app.clone() })
            .process(Context::Matching, processes::CloseReopened { app: app.clone() })
            .process(Context::Scheduling, processes::ActivateHeld { app: app.clone() })
            .sweep(processes::ExpireProposals { app: app.clone() })
            .sweep(processes::ExpireGroupOffers { app: app.clone() })
    }

    fn routes(app: &App, routes: &mut Routes) {
        let edge = Edge { app: app.clone() };
        routes
            .add_service(VolunteersServiceServer::new(grpc::VolunteersGrpc(edge.clone())))
            .add_service(MatchesServiceServer::new(grpc::MatchesGrpc(edge.clone())))
            .add_service(LinksServiceServer::new(grpc::LinksGrpc(edge.clone())))
            .add_service(GroupsServiceServer::new(grpc::GroupsGrpc(edge.clone())))
            .add_service(HeldServiceServer::new(grpc::HeldGrpc(edge)));
    }
}
