//! Persons, referrals, consents and agreements of every district. Carries out commands on its own stream and answers
//! from its own read model; knows nothing of matching, scheduling or reporting but their events.

mod grpc;
mod messages;
mod processes;
mod projection;
mod queries;
mod standing;
mod texts;

pub use projection::Rows;

use ::projection::ReadModel;
use edge::{App, Edge};
use eventlog::{Aggregates, Context};
use lettre::Address;
use messages::{HttpGateway, LogDriver, MessageSettings, Mobile, NoGateway, SendMessages, SmtpDriver, Via, ViaSms};
use referrals_domain::{
    Agreement, DistrictText, FundingGrant, Intake, Message, Person, Recipient, Referral, TrainedOrganisation,
};
use rpc::referrals::v1::{
    held_service_server::HeldServiceServer, messages_service_server::MessagesServiceServer,
    offering_service_server::OfferingServiceServer, persons_service_server::PersonsServiceServer,
    referrals_service_server::ReferralsServiceServer, retention_service_server::RetentionServiceServer,
};
use runtime::{Environment, Routes, Service, SettingsError, Work};

/// The service.
#[derive(Debug)]
pub struct Referrals;

impl Service for Referrals {
    const NAME: &'static str = "referrals";
    const CONTEXT: Context = Context::Referrals;
    const READ_MODEL: ReadModel = ReadModel { tables: include_str!("../read_model.sql"), role: "referrals" };
    const SCRIPTS: &'static [(&'static str, &'static str)] = &[
        ("referrals/outgoing/1", include_str!("../kept.sql")),
        ("referrals/outgoing/2", include_str!("../kept_channel.sql")),
    ];

    fn aggregates() -> Aggregates {
        Aggregates::default()
            .with::<Person>()
            .with::<Referral>()
            .with::<Agreement>()
            .with::<FundingGrant>()
            .with::<Intake>()
            .with::<TrainedOrganisation>()
            .with::<Message>()
            .with::<Recipient>()
            .with::<DistrictText>()
    }

    fn work(app: &App) -> Work {
        let work = Work::default()
            .projection("referrals", Context::Referrals, projection::Rows { keyring: app.keyring.clone() })
            .projection("places", Context::Matching, projection::Places)
            .process(Context::Referrals, processes::RegisterReferred { app: app.clone() })
            .process(Context::Referrals, processes::EraseIdentity { app: app.clone() })
            .process(Context::Referrals, processes::TellReferrer { app: app.clone() })
            .process(Context::Matching, processes::FollowMatch { app: app.clone() })
            .process(Context::Matching, processes::FollowGroup { app: app.clone() })
            .sweep(processes::FinishErasure::new(app.clone()));
        processes::FollowBlanking::contexts()
            .fold(work, |work, context| work.process(context, processes::FollowBlanking { app: app.clone() }))
    }

    fn own_work(app: &App, environment: &Environment) -> Result<Work, SettingsError> {
        let MessageSettings { email, sms, public_url } = MessageSettings::read(environment)?;
        let no_tls = |variable: &str| SettingsError(vec![format!("{variable}: TLS cannot be used here")]);
        let work = match email {
            Via::Log => {
                let driver = LogDriver::<Address>::default();
                Work::default().sweep(SendMessages::new(app.clone(), driver, public_url.clone()))
            }
            Via::Smtp(smtp) => {
                let driver = SmtpDriver::new(smtp).map_err(|_| no_tls("RINNALLA_MAIL_URL"))?;
                Work::default().sweep(SendMessages::new(app.clone(), driver, public_url.clone()))
            }
        };
        Ok(match sms {
            ViaSms::Log => work.sweep(SendMessages::new(app.clone(), LogDriver::<Mobile>::default(), public_url)),
            ViaSms::Nobody => work.sweep(SendMessages::new(app.clone(), NoGateway, public_url)),
            ViaSms::Gateway(gateway) => {
                let driver = HttpGateway::new(gateway).map_err(|_| no_tls("RINNALLA_SMS_URL"))?;
                work.sweep(SendMessages::new(app.clone(), driver, public_url))
            }
        })
    }

    fn routes(app: &App, routes: &mut Routes) {
        let edge = Edge { app: app.clone() };
        routes
            .add_service(ReferralsServiceServer::new(grpc::ReferralsGrpc(edge.clone())))
            .add_service(PersonsServiceServer::new(grpc::PersonsGrpc(edge.clone())))
            .add_service(OfferingServiceServer::new(grpc::OfferingGrpc(edge.clone())))
            .add_service(MessagesServiceServer::new(grpc::MessagesGrpc(edge.clone())))
            .add_service(RetentionServiceServer::new(grpc::RetentionGrpc(edge.clone())))
            .add_service(HeldServiceServer::new(grpc::HeldGrpc(edge)));
    }
}
