//! What programmes ask of pairs beside two yeses: consents of a young person's family, and a written agreement with a goal.

use jiff::civil::Date;
use proto::{
    matching::v1::{
        ConcludeGoalRequest, GetMatchRequest, GetSupportRequestRequest, GiveFamilyConsentRequest, GoalOutcome,
        MakeAgreementRequest, NameGuardianRequest,
    },
    referrals::v1::{GivenBy, PersonFacts, PersonIdentity, PersonRole, RegisterPersonRequest},
};
use rpc::{
    matching::v1::matches_service_client::MatchesServiceClient,
    referrals::v1::persons_service_client::PersonsServiceClient,
};

use super::{Carried, District, Stop, ask};

const GUARDIANS: [&str; 6] = ["Ilkka", "Sirpa", "Jouni", "Tarja", "Kimmo", "Päivi"];
const GOALS: [&str; 3] = ["Aikaa itselle kerran viikossa", "Ulkoilua lasten kanssa", "Tuttuja naapurustosta"];

impl District<'_> {
    /// Where the programme asks for it, a guardian is named, and the young person and the guardian say yes.
    pub(super) async fn family_agrees(&self, at: usize, support_request_id: &str, on: Date) -> Carried {
        let request = self.plan.matches[at].request;
        let known = format!("family of {request}");
        if self.kept(&known).is_some() || !self.asks_family(at, support_request_id).await? {
            return Ok(());
        }
        let (came, caller) = (&self.plan.requests[request], self.coordinator(request));
        let step = |step: &str| self.request_id(&format!("{}/{step}", came.key));
        let guardian = RegisterPersonRequest {
            request_id: step("guardian"),
            identity: Some(PersonIdentity {
                given_name: GUARDIANS[request % GUARDIANS.len()].to_owned(),
                family_name: came.person.identity.family_name.clone(),
                ..PersonIdentity::default()
            }),
            facts: Some(PersonFacts { municipality_code: came.municipality.clone(), ..PersonFacts::default() }),
            role: PersonRole::Guardian.into(),
            occurred_on: on.to_string(),
        };
        let guardian = ask!(self, caller, Referrals, PersonsServiceClient, register_person, guardian)?.person_id;
        let name = NameGuardianRequest {
            request_id: step("name guardian"),
            support_request_id: support_request_id.to_owned(),
            guardian_person_id: guardian.clone(),
            occurred_on: on.to_string(),
        };
        ask!(self, caller, Matching, MatchesServiceClient, name_guardian, name)?;
        for (person_id, said) in [(self.person_of(request)?, "own yes"), (guardian, "consent of the guardian")] {
            let give = GiveFamilyConsentRequest {
                request_id: step(said),
                support_request_id: support_request_id.to_owned(),
                person_id,
                given_by: if request.is_multiple_of(2) { GivenBy::Spoken } else { GivenBy::Paper }.into(),
                wording_version: String::new(),
                wording_language: "fi".to_owned(),
                occurred_on: on.to_string(),
            };
            ask!(self, caller, Matching, MatchesServiceClient, give_family_consent, give)?;
        }
        self.keep(known, "agrees".to_owned());
        Ok(())
    }

    /// As the first match of each programme tells.
    async fn asks_family(&self, at: usize, support_request_id: &str) -> Result<bool, Stop> {
        let of = &self.plan.matches[at];
        let key = format!("{} asks the family", of.programme_id);
        if let Some(asks) = self.kept(&key) {
            return Ok(asks == "yes");
        }
        let ask = GetSupportRequestRequest { support_request_id: support_request_id.to_owned() };
        let caller = self.coordinator(of.request);
        let found = ask!(self, caller, Matching, MatchesServiceClient, get_support_request, ask)?;
        let asks = found.support_request.is_some_and(|found| found.needs_family_consents);
        self.keep(key, if asks { "yes" } else { "no" }.to_owned());
        Ok(asks)
    }

    /// Whether the programme has a written agreement; asked once for each.
    async fn has_agreement(&self, at: usize, match_id: &str) -> Result<bool, Stop> {
        let of = &self.plan.matches[at];
        let (key, caller) = (format!("{} has an agreement", of.programme_id), self.coordinator(of.request));
        if let Some(has) = self.kept(&key) {
            return Ok(has == "yes");
        }
        let ask = GetMatchRequest { match_id: match_id.to_owned() };
        let found = ask!(self, caller, Matching, MatchesServiceClient, get_match, ask)?;
        let has = found.r#match.is_some_and(|found| found.has_written_agreement);
        self.keep(key, if has { "yes" } else { "no" }.to_owned());
        Ok(has)
    }

    /// Where the programme has a written agreement, it is made on the day they meet.
    pub(super) async fn agreement(&self, at: usize, match_id: &str, on: Date) -> Carried {
        let of = &self.plan.matches[at];
        if !self.has_agreement(at, match_id).await? {
            return Ok(());
        }
        let caller = self.coordinator(of.request);
        let make = MakeAgreementRequest {
            request_id: self.request_id(&format!("{}/agreement", of.key)),
            match_id: match_id.to_owned(),
            given_by: GivenBy::Paper.into(),
            goals: vec![GOALS[at % GOALS.len()].to_owned()],
            occurred_on: on.to_string(),
        };
        let made = ask!(self, caller, Matching, MatchesServiceClient, make_agreement, make)?;
        if let Some(goal) = made.goal_ids.into_iter().next() {
            self.keep(format!("goal {at}"), goal);
        }
        Ok(())
    }

    /// What became of the goal, once the pair has ended.
    pub(super) async fn goal_concluded(&self, at: usize, match_id: &str, on: Date) -> Carried {
        let Some(goal_id) = self.kept(&format!("goal {at}")) else { return Ok(()) };
        let of = &self.plan.matches[at];
        let outcome =
            [GoalOutcome::Reached, GoalOutcome::Continues, GoalOutcome::Reached, GoalOutcome::GivenUp][at % 4];
        let conclude = ConcludeGoalRequest {
            request_id: self.request_id(&format!("{}/goal", of.key)),
            match_id: match_id.to_owned(),
            goal_id,
            outcome: outcome.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(of.request), Matching, MatchesServiceClient, conclude_goal, conclude)?;
        Ok(())
    }
}
