//! Three methods of the contract of persons; the others are not answered.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use access::Caller;
use cqrs_es::AggregateError;
use futures::future::BoxFuture;
use proto::referrals::v1::{
    Contact as ContactShown, GetPersonRequest, GetPersonResponse, Person as PersonShown, PersonIdentity,
    RecordContactRequest, RecordContactResponse, RegisterPersonRequest, RegisterPersonResponse,
};
use tonic::{
    Request, Response, Status,
    body::Body,
    server::{Grpc, NamedService, UnaryService},
};
use tonic_prost::ProstCodec;
use tower::Service;
use uuid::Uuid;

use crate::{
    person::{Command, Contact, Rejection},
    store::Store,
};

type Answer<T> = BoxFuture<'static, Result<Response<T>, Status>>;

/// The service of persons.
#[derive(Clone)]
pub(crate) struct Persons(pub(crate) Arc<Store>);

impl NamedService for Persons {
    const NAME: &'static str = "rinnalla.referrals.v1.PersonsService";
}

impl Service<http::Request<Body>> for Persons {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let store = self.0.clone();
        Box::pin(async move {
            let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
            Ok(match method.as_str() {
                "RegisterPerson" => Grpc::new(ProstCodec::default()).unary(Register(store), request).await,
                "RecordContact" => Grpc::new(ProstCodec::default()).unary(Note(store), request).await,
                "GetPerson" => Grpc::new(ProstCodec::default()).unary(Get(store), request).await,
                _ => Status::unimplemented("not compared").into_http(),
            })
        })
    }
}

struct Register(Arc<Store>);
struct Note(Arc<Store>);
struct Get(Arc<Store>);

impl UnaryService<RegisterPersonRequest> for Register {
    type Response = RegisterPersonResponse;
    type Future = Answer<RegisterPersonResponse>;

    fn call(&mut self, request: Request<RegisterPersonRequest>) -> Self::Future {
        let store = self.0.clone();
        Box::pin(async move {
            let given_name = request.into_inner().identity.unwrap_or_default().given_name;
            #[expect(clippy::disallowed_methods, reason = "the id of a person is any that nobody has")]
            let person = Uuid::new_v4();
            store.execute(person, Command::Register { given_name }).await.map_err(refused)?;
            Ok(Response::new(RegisterPersonResponse { person_id: person.to_string() }))
        })
    }
}

impl UnaryService<RecordContactRequest> for Note {
    type Response = RecordContactResponse;
    type Future = Answer<RecordContactResponse>;

    fn call(&mut self, request: Request<RecordContactRequest>) -> Self::Future {
        let store = self.0.clone();
        Box::pin(async move {
            let actor_id = caller(&request)?.actor.as_str().to_owned();
            let request = request.into_inner();
            let contact = Contact {
                occurred_on: request.occurred_on,
                channel: request.channel,
                reached: request.reached,
                note: request.note,
                next_step_on: request.next_step_on,
                actor_id,
                referral_id: request.referral_id,
            };
            store.execute(id(&request.person_id)?, Command::NoteContact(contact)).await.map_err(refused)?;
            Ok(Response::new(RecordContactResponse {}))
        })
    }
}

impl UnaryService<GetPersonRequest> for Get {
    type Response = GetPersonResponse;
    type Future = Answer<GetPersonResponse>;

    fn call(&mut self, request: Request<GetPersonRequest>) -> Self::Future {
        let store = self.0.clone();
        Box::pin(async move {
            let caller = caller(&request)?;
            let person = id(&request.get_ref().person_id)?;
            let found = store.find(person).await.map_err(failed)?;
            let found = found.ok_or_else(|| Status::not_found("nobody is known by that id"))?;
            store.viewed(&caller, person).await.map_err(failed)?;
            let contacts = found.contacts.into_iter().rev().map(shown).collect();
            let identity = PersonIdentity { given_name: found.given_name, ..PersonIdentity::default() };
            let person = PersonShown {
                person_id: person.to_string(),
                identity: Some(identity),
                contacts,
                ..PersonShown::default()
            };
            Ok(Response::new(GetPersonResponse { person: Some(person) }))
        })
    }
}

fn shown(contact: Contact) -> ContactShown {
    ContactShown {
        occurred_on: contact.occurred_on,
        channel: contact.channel,
        reached: contact.reached,
        note: contact.note,
        next_step_on: contact.next_step_on,
        actor_id: contact.actor_id,
        referral_id: contact.referral_id,
    }
}

fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    request.extensions().get().cloned().ok_or_else(|| failed("a method was reached without the access layer"))
}

fn id(text: &str) -> Result<Uuid, Status> {
    text.parse().map_err(|_| Status::invalid_argument("must be a UUID"))
}

fn refused(error: AggregateError<Rejection>) -> Status {
    match error {
        AggregateError::UserError(rejection) => Status::failed_precondition(rejection.to_string()),
        AggregateError::AggregateConflict => Status::aborted("the person has moved on"),
        other => failed(other),
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the comparison may read why")]
fn failed(error: impl std::fmt::Display) -> Status {
    Status::internal(error.to_string())
}
