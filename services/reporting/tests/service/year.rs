//! A district and the means to tell what happened in it.

use access::Role;
use decider::{ActorId, CommandId, Decider, DistrictId, Env};
use eventlog::{CommandContext, Context, Done, EventLog, StreamName, newest};
use jiff::Timestamp;
use keyring::Keyring;
use matching_domain::{
    Match, MatchCommand, Proposal, ProposalCommand, Volunteer, VolunteerCommand, matches::match_of_proposal,
};
use proto::{
    matching::v1::{
        ConfidentialityPledged, ProposalAnswered, ProposalMade, Side, TrainingCompleted, VolunteerApplied,
        VolunteerInterviewed,
    },
    programmes::v1::{ExtractRule, Programme, ProgrammeKind},
    referrals::v1::{
        CheckOutcome, GivenBy, PersonFacts, PersonIdentity, PersonRegistered, PersonRole, ReferralSource,
        ReferralSubmitted, TargetGroupChecked,
    },
    reporting::v1::{Figure, GetFiguresRequest, GroupBy},
    scheduling::v1::FirstMeetingOpened,
};
use referrals_domain::{Person, PersonCommand, Referral, ReferralCommand};
use reporting::Reporting;
use rpc::reporting::v1::figures_service_client::FiguresServiceClient;
use scheduling_domain::{FirstMeeting, FirstMeetingCommand, Minutes, WallTime, first_meeting::Plan};
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{service::interceptor::InterceptedService, transport::Channel};
use uuid::Uuid;

pub(crate) type Figures = FiguresServiceClient<InterceptedService<Channel, As>>;

pub(crate) const FRIEND: &str = "friend-for-a-mother";
pub(crate) const GROUPS: &str = "mothers-groups";
pub(crate) const MANAGER: &str = "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11";

/// A running service with one open district and the streams of the others.
pub(crate) struct Year {
    pub(crate) ground: Ground,
    pub(crate) district: DistrictId,
    pub(crate) service: Running,
    /// Of the programme of friends; that of groups has another.
    pub(crate) audience: String,
    pub(crate) referrals: EventLog,
    pub(crate) matching: EventLog,
    pub(crate) scheduling: EventLog,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Referred {
    pub(crate) referral: Uuid,
    pub(crate) person: Uuid,
}

pub(crate) fn programmes(audience: &str) -> [Programme; 2] {
    let programme = |programme_id: &str, kind: ProgrammeKind, audience: String| Programme {
        programme_id: programme_id.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        name: [("fi".to_owned(), format!("fi {programme_id}"))].into(),
        kind: kind.into(),
        audience,
        ..Programme::default()
    };
    [
        programme(FRIEND, ProgrammeKind::OneToOne, audience.to_owned()),
        programme(GROUPS, ProgrammeKind::Group, format!("{audience}-groups")),
    ]
}

impl Year {
    pub(crate) async fn open() -> Self {
        let ground = Ground::new(Cluster::R1).await;
        // One of its own: the streams of publications of every test are in one account.
        let audience = format!("a-{}", &random_id().simple().to_string()[..12]);
        let district = ground.open("satakunta", &programmes(&audience)).await;
        let service = ground.start::<Reporting>().await;
        let log = async |context: Context| {
            let settings = ground.cluster.settings(context.as_str());
            EventLog::without_saved(runtime::nats(&settings, "test", false).await.unwrap(), context)
        };
        let (referrals, matching, scheduling) =
            (log(Context::Referrals).await, log(Context::Matching).await, log(Context::Scheduling).await);
        Self { ground, district, service, audience, referrals, matching, scheduling }
    }

    /// Another district with the same programmes, once the service has heard of it.
    pub(crate) async fn another(&self) -> DistrictId {
        let other = self.ground.open("varsinais-suomi", &programmes(&self.audience)).await;
        let token = self.ground.token(&other, Role::Manager, MANAGER);
        self.service.heard_of(&token, "/rinnalla.reporting.v1.FiguresService/ListIndicators").await;
        other
    }

    /// What a service would record of a day.
    pub(crate) async fn tell<D: Decider>(&self, log: &EventLog, id: Uuid, day: &str, command: &D::Command) -> Done<D> {
        let now: Timestamp = "2025-06-01T09:00:00Z".parse().unwrap();
        let by = CommandContext {
            district: self.district.clone(),
            command: CommandId(random_id()),
            digest: [0; 32],
            actor: ActorId::new("test"),
            purpose: "coordination",
            env: Env::at(now, Some(day.parse().unwrap())),
            causation: None,
        };
        log.execute::<D>(&by, id, command).await.unwrap_or_else(|refused| panic!("{day} {}: {refused:?}", D::KIND))
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.ground.keyring
    }

    pub(crate) async fn person(&self, day: &str, role: PersonRole, facts: &PersonFacts) -> Uuid {
        let person = random_id();
        self.keyring().register(&self.district, person).await.unwrap();
        let identity = PersonIdentity { given_name: "Nadia".to_owned(), ..PersonIdentity::default() };
        let registered = PersonRegistered {
            identity: Some(self.keyring().seal(&self.district, person, &identity).await.unwrap()),
            facts: Some(self.keyring().seal(&self.district, person, facts).await.unwrap()),
            role: role.into(),
        };
        let command = PersonCommand::Register { registered, consents: vec![], notice_due_on: None };
        self.tell::<Person>(&self.referrals, person, day, &command).await;
        person
    }

    pub(crate) async fn referred(
        &self,
        day: &str,
        programme_id: &str,
        source: ReferralSource,
        municipality_code: &str,
    ) -> Referred {
        let facts = PersonFacts {
            municipality_code: municipality_code.to_owned(),
            birth_month: "1994-05".to_owned(),
            ..PersonFacts::default()
        };
        let person = self.person(day, PersonRole::Participant, &facts).await;
        let submitted = ReferralSubmitted {
            person_id: person.to_string(),
            programme_id: programme_id.to_owned(),
            source: source.into(),
            facts: Some(self.keyring().seal(&self.district, person, &facts).await.unwrap()),
            ..ReferralSubmitted::default()
        };
        let referral = random_id();
        self.referral(referral, day, ReferralCommand::Submit(Box::new(submitted))).await;
        Referred { referral, person }
    }

    pub(crate) async fn referral(&self, referral: Uuid, day: &str, command: ReferralCommand) {
        self.tell::<Referral>(&self.referrals, referral, day, &command).await;
    }

    pub(crate) async fn checked(&self, referred: Referred, day: &str, outcome: CheckOutcome) {
        let checked =
            TargetGroupChecked { programme_version: 1, outcome: outcome.into(), ..TargetGroupChecked::default() };
        self.referral(referred.referral, day, ReferralCommand::RecordCheck(checked)).await;
    }

    pub(crate) async fn accepted(&self, referred: Referred, day: &str) {
        self.checked(referred, day, CheckOutcome::Inside).await;
        self.referral(referred.referral, day, ReferralCommand::Accept { override_justification: None }).await;
    }

    /// Applied and, on the given day, approved. Gives the volunteer and the person.
    pub(crate) async fn volunteer(&self, day: &str, approved: bool) -> (Uuid, Uuid) {
        let person = self.person(day, PersonRole::Volunteer, &PersonFacts::default()).await;
        let volunteer = random_id();
        let applied = VolunteerApplied {
            person_id: person.to_string(),
            programme_id: FRIEND.to_owned(),
            ..VolunteerApplied::default()
        };
        let mut commands = vec![VolunteerCommand::Apply(applied)];
        if approved {
            commands.extend([
                VolunteerCommand::RecordTraining(TrainingCompleted { minutes: 600, topic: "basic".to_owned() }),
                VolunteerCommand::RecordInterview(VolunteerInterviewed::default()),
                VolunteerCommand::RecordPledge(ConfidentialityPledged::default()),
                VolunteerCommand::AssessRole {
                    role: "friend".to_owned(),
                    conditions: ExtractRule::default(),
                    assessed_by: ActorId::new("test"),
                },
                VolunteerCommand::Approve { capacity: 3, training_minutes_needed: 600 },
            ]);
        }
        for command in commands {
            self.tell::<Volunteer>(&self.matching, volunteer, day, &command).await;
        }
        (volunteer, person)
    }

    /// A match whose first meeting was held on the given day; its referral is then in progress. Gives the match.
    pub(crate) async fn met(&self, referred: Referred, volunteer: (Uuid, Uuid), day: &str) -> Uuid {
        let made = ProposalMade {
            support_request_id: random_id().to_string(),
            referral_id: referred.referral.to_string(),
            person_id: referred.person.to_string(),
            volunteer_id: volunteer.0.to_string(),
            volunteer_person_id: volunteer.1.to_string(),
            programme_id: FRIEND.to_owned(),
            answer_by: day.to_owned(),
            ..ProposalMade::default()
        };
        let proposal = random_id();
        let mut told = self.tell::<Proposal>(&self.matching, proposal, day, &ProposalCommand::Make(made)).await;
        for side in [Side::Participant, Side::Volunteer] {
            let answered = ProposalAnswered {
                side: side.into(),
                yes: true,
                given_by: GivenBy::Spoken.into(),
                ..ProposalAnswered::default()
            };
            told = self.tell::<Proposal>(&self.matching, proposal, day, &ProposalCommand::Answer(answered)).await;
        }
        let accepted = told.folded.state.accepted().unwrap();
        let matched = match_of_proposal(proposal);
        let set_up = MatchCommand::SetUp { proposal_id: proposal.to_string(), accepted, term_months: 12 };
        self.tell::<Match>(&self.matching, matched, day, &set_up).await;
        self.first_meeting(matched, referred, volunteer.1, day).await;
        self.tell::<Match>(&self.matching, matched, day, &MatchCommand::Activate).await;
        self.referral(referred.referral, day, ReferralCommand::Start).await;
        matched
    }

    async fn first_meeting(&self, matched: Uuid, referred: Referred, volunteer_person: Uuid, day: &str) {
        let meeting = random_id();
        let opened = FirstMeetingOpened {
            match_id: matched.to_string(),
            person_id: referred.person.to_string(),
            volunteer_person_id: volunteer_person.to_string(),
            programme_id: FRIEND.to_owned(),
            coordinator_required: false,
        };
        let plan =
            Plan { start: at(day), duration: Minutes::new(60).unwrap(), coordinator: None, place: None, needs: None };
        for command in [
            FirstMeetingCommand::Open(opened),
            FirstMeetingCommand::Plan(plan),
            FirstMeetingCommand::RecordHeld { coordinator_present: true },
        ] {
            self.tell::<FirstMeeting>(&self.scheduling, meeting, day, &command).await;
        }
    }

    pub(crate) fn as_role(&self, role: Role) -> As {
        As::new(self.ground.token(&self.district, role, MANAGER))
    }

    /// A client that sees everything told so far.
    pub(crate) async fn figures(&self, role: Role) -> Figures {
        let mut position = Vec::new();
        for log in [&self.referrals, &self.matching, &self.scheduling] {
            let stream = StreamName::new(log.context(), self.district.clone());
            position.push(format!("{}={}", log.context(), newest(log.client(), &stream).await.unwrap()));
        }
        let mut told = tonic::Response::new(());
        told.metadata_mut().insert("x-rinnalla-position", position.join(",").parse().unwrap());
        FiguresServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(role).after(&told))
    }

    pub(crate) async fn of(&self, from: &str, to: &str, programme_id: &str, group_by: GroupBy) -> Vec<Figure> {
        let request = GetFiguresRequest {
            from: from.to_owned(),
            to: to.to_owned(),
            programme_id: programme_id.to_owned(),
            group_by: group_by.into(),
        };
        let reply = self.figures(Role::Coordinator).await.get_figures(request).await.unwrap();
        assert_eq!(reply.metadata().get("x-rinnalla-behind"), None, "the rows are as new as what was told");
        reply.into_inner().figures
    }

    pub(crate) async fn of_2024(&self, programme_id: &str, group_by: GroupBy) -> Vec<Figure> {
        self.of("2024-01-01", "2024-12-31", programme_id, group_by).await
    }
}

pub(crate) fn at(day: &str) -> WallTime {
    WallTime { date: day.parse().unwrap(), time: jiff::civil::time(10, 0, 0, 0) }
}

/// Groups and values of one indicator.
pub(crate) fn values<'f>(figures: &'f [Figure], indicator_id: &str) -> Vec<(&'f str, Option<u64>)> {
    let of = figures.iter().filter(|figure| figure.indicator_id == indicator_id);
    of.map(|figure| (figure.group.as_str(), figure.value)).collect()
}
