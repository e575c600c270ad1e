use std::sync::{Arc, Mutex};

use access::{Role, Verifier};
use proto::referrals::v1::*;
use rinnalla::{
    Said, Settings, Surroundings,
    commands::{
        erase::{Arguments, Ground, erase},
        keys,
    },
};
use rpc::referrals::v1::persons_service_server::{PersonsService, PersonsServiceServer};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Code, Request, Response, Status, transport::Server};
use uuid::Uuid;

const PERSON: Uuid = Uuid::from_u128(7);
const ERASURE: &str = "00000000-0000-0000-0000-000000000008";

/// Erases one person, a step each time it is asked.
#[derive(Clone)]
struct Persons {
    verifier: Verifier,
    ordered: Arc<Mutex<Vec<OrderErasureRequest>>>,
    asked: Arc<Mutex<usize>>,
}

impl Persons {
    fn admit<M>(&self, request: &Request<M>) -> Result<(), Status> {
        let bearer = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let caller = token.and_then(|token| self.verifier.verify(token).ok());
        match caller {
            Some(caller) if caller.role == Role::Manager && caller.district.as_str() == "here" => Ok(()),
            _ => Err(Status::permission_denied("not a manager of the district")),
        }
    }

    fn order(&self, order: OrderErasureRequest) -> Result<OrderErasureResponse, Status> {
        if order.person_id != PERSON.to_string() {
            return Err(Status::not_found("there is nothing by that id"));
        }
        self.ordered.lock().unwrap().push(order);
        Ok(OrderErasureResponse { erasure_id: ERASURE.to_owned() })
    }

    fn progress(&self) -> Result<GetErasureResponse, Status> {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        let identity = ErasureStep::IdentityKey.into();
        match *asked {
            1 => Err(Status::not_found("the row is not there yet")),
            2 => Ok(GetErasureResponse { done: vec![identity], ..GetErasureResponse::default() }),
            _ => Ok(GetErasureResponse {
                done: vec![identity, ErasureStep::StatisticsKey.into()],
                receipt: vec![0xab; 2],
                complete_time: Some(prost_types::Timestamp::default()),
            }),
        }
    }
}

/// The service, of which an erasure calls two methods.
macro_rules! persons {
    ($($method:ident: $request:ty => $response:ty;)+) => {
        #[tonic::async_trait]
        impl PersonsService for Persons {
            async fn order_erasure(
                &self,
                request: Request<OrderErasureRequest>,
            ) -> Result<Response<OrderErasureResponse>, Status> {
                self.admit(&request)?;
                self.order(request.into_inner()).map(Response::new)
            }

            async fn get_erasure(
                &self,
                request: Request<GetErasureRequest>,
            ) -> Result<Response<GetErasureResponse>, Status> {
                self.admit(&request)?;
                self.progress().map(Response::new)
            }

            $(async fn $method(&self, _: Request<$request>) -> Result<Response<$response>, Status> {
                Err(Status::permission_denied("an erasure does not ask this"))
            })+
        }
    };
}

persons! {
    register_person: RegisterPersonRequest => RegisterPersonResponse;
    correct_person: CorrectPersonRequest => CorrectPersonResponse;
    register_applicant: RegisterApplicantRequest => RegisterApplicantResponse;
    record_household: RecordHouseholdRequest => RecordHouseholdResponse;
    record_contact: RecordContactRequest => RecordContactResponse;
    grant_consent: GrantConsentRequest => GrantConsentResponse;
    withdraw_consent: WithdrawConsentRequest => WithdrawConsentResponse;
    record_privacy_notice: RecordPrivacyNoticeRequest => RecordPrivacyNoticeResponse;
    merge_persons: MergePersonsRequest => MergePersonsResponse;
    get_person: GetPersonRequest => GetPersonResponse;
    search_persons: SearchPersonsRequest => SearchPersonsResponse;
    find_duplicates: FindDuplicatesRequest => FindDuplicatesResponse;
    tell_persons_apart: TellPersonsApartRequest => TellPersonsApartResponse;
    name_persons: NamePersonsRequest => NamePersonsResponse;
    list_views: ListViewsRequest => ListViewsResponse;
}

struct Site {
    persons: Persons,
    settings: Settings,
    _keys: tempfile::TempDir,
}

#[expect(clippy::disallowed_methods, reason = "it ends with its test's runtime")]
async fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let made = keys::init(&folder.path().join("keys"), Surroundings::of_this_machine()).unwrap();
    let persons = Persons {
        verifier: Verifier::read(&made.token_verifying_key).unwrap(),
        ordered: Arc::default(),
        asked: Arc::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::builder().add_service(PersonsServiceServer::new(persons.clone()));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let settings = Settings::from_pairs([
        ("RINNALLA_REFERRALS_URL".to_owned(), url),
        ("RINNALLA_TOKEN_SIGNING_KEY".to_owned(), made.token_signing_key.to_str().unwrap().to_owned()),
    ]);
    Site { persons, settings, _keys: folder }
}

fn asked(person: Uuid, wait_minutes: u64) -> Arguments {
    let district = "here".parse().unwrap();
    Arguments { district, person: Some(person), ground: Ground::Requested, erasure: None, wait_minutes }
}

#[tokio::test]
async fn an_erasure_is_waited_for_until_its_receipt() {
    let site = site().await;
    let erasure = erase(&asked(PERSON, 1), &site.settings, Surroundings::of_this_machine()).await.unwrap();
    assert_eq!(erasure.done, ["identity key", "statistics key"]);
    assert_eq!(erasure.receipt.as_deref(), Some("abab"));
    let ordered = site.persons.ordered.lock().unwrap();
    let grounds: Vec<_> = ordered.iter().map(OrderErasureRequest::ground).collect();
    assert_eq!(grounds, [ErasureGround::Requested]);
}

#[tokio::test]
async fn an_erasure_ordered_before_is_waited_for_without_another_order() {
    let site = site().await;
    let again = Arguments { person: None, erasure: Some(ERASURE.parse().unwrap()), ..asked(PERSON, 1) };
    let erasure = erase(&again, &site.settings, Surroundings::of_this_machine()).await.unwrap();
    assert!(erasure.receipt.is_some());
    assert!(site.persons.ordered.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nobody_unknown_is_erased() {
    let site = site().await;
    let refused = erase(&asked(Uuid::nil(), 1), &site.settings, Surroundings::of_this_machine()).await.unwrap_err();
    assert_eq!(refused.downcast_ref::<Said>().map(|said| said.code), Some(Code::NotFound));
}

#[tokio::test]
async fn an_erasure_that_takes_longer_says_how_to_ask_again() {
    let site = site().await;
    *site.persons.asked.lock().unwrap() = 1;
    let erasure = erase(&asked(PERSON, 0), &site.settings, Surroundings::of_this_machine()).await.unwrap();
    assert_eq!(erasure.receipt, None);
    assert!(erasure.to_string().contains(&format!("--erasure {ERASURE}")), "{erasure}");
}
