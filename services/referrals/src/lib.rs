//! Persons, referrals, consents and agreements of every district. Carries out commands on its own stream and answers
//! from its own read model; knows nothing of matching, scheduling or reporting but their events.

mod grpc;
mod processes;
mod projection;
mod queries;

pub use projection::Rows;

use ::projection::ReadModel;
use edge::{App, Edge};
use eventlog::{Aggregates, Context};
use referrals_domain::{Agreement, FundingGrant, Person, Referral};
use rpc::referrals::v1::{
    offering_service_server::OfferingServiceServer, persons_service_server::PersonsServiceServer,
    referrals_service_server::ReferralsServiceServer,
};
use runtime::{Routes, Service, Work};

/// The service.
#[derive(Debug)]
pub struct Referrals;

impl Service for Referrals {
    const NAME: &'static str = "referrals";
    const CONTEXT: Context = Context::Referrals;
    const READ_MODEL: ReadModel = ReadModel { tables: include_str!("../read_model.sql"), role: "referrals" };

    fn aggregates() -> Aggregates {
        Aggregates::default().with::<Person>().with::<Referral>().with::<Agreement>().with::<FundingGrant>()
    }

    fn work(app: &App) -> Work {
        let work = Work::default()
            .projection("referrals", Context::Referrals, projection::Rows { keyring: app.keyring.clone() })
            .projection("places", Context::Matching, projection::Places)
            .process(Context::Referrals, processes::RegisterReferred { app: app.clone() })
            .process(Context::Referrals, processes::EraseIdentity { app: app.clone() })
            .process(Context::Matching, processes::FollowMatch { app: app.clone() })
            .process(Context::Matching, processes::FollowGroup { app: app.clone() })
            .sweep(processes::FinishErasure::new(app.clone()));
        processes::FollowBlanking::contexts()
            .fold(work, |work, context| work.process(context, processes::FollowBlanking { app: app.clone() }))
    }

    fn routes(app: &App, routes: &mut Routes) {
        let edge = Edge { app: app.clone() };
        routes
            .add_service(ReferralsServiceServer::new(grpc::ReferralsGrpc(edge.clone())))
            .add_service(PersonsServiceServer::new(grpc::PersonsGrpc(edge.clone())))
            .add_service(OfferingServiceServer::new(grpc::OfferingGrpc(edge)));
    }
}
