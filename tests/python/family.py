"""One family on its way through a district, from the referral to the figures, as far as there are services.

Every part asserts what each of its steps answered, keeps the ids it was given and the words it told.
"""

import random
import re
import string
import time
import uuid
from datetime import date, timedelta

from google.protobuf.message import Message

from installation import AUDIENCE, FRIEND, GROUPS, MUNICIPALITY, District, method, serves
from reflected import BEHIND, Answer, filled, named

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# What follows from something elsewhere is there within this many seconds.
FOLLOWS_WITHIN = 30


class Family:
    def __init__(self, district: District):
        self.district = district
        mark = "".join(random.choices(string.ascii_lowercase, k=8))
        self.given_name, self.family_name = "Oksana", f"Kivi{mark}"
        self.volunteer_name = f"Salo{mark}"
        self.phone = f"+358 40 {random.randrange(10**6, 10**7)}"
        self.email = f"{mark}@perhe.example"
        self.wish = f"Seuraa puistoon {mark}"
        # Whatever nobody of another district may ever read.
        self.words = {self.family_name, self.volunteer_name, self.phone, self.email, self.wish, mark,
                      district.agreement, district.grant, district.name, district.id}
        self.ids: dict[str, list[str]] = {}
        self._seen: dict[str, int] = {}
        self._today = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def today(self) -> str:
        """By the installation's clock."""
        if not self._today:
            self._today = self.ask("ReferralsService/ListReferralsDue").as_of
        return self._today

    def day(self, days: int) -> str:
        return (date.fromisoformat(self.today) + timedelta(days)).isoformat()

    def the(self, kind: str) -> str:
        """The newest id of a kind, which an earlier part was given."""
        assert kind in self.ids, f"no earlier part was given a {kind}"
        return self.ids[kind][-1]

    def tell(self, name: str, /, *, as_role: str = "coordinator", **fields) -> Message:
        """A command. Its position goes along with every later query."""
        told = method(name)
        request = filled(told.request, request_id=str(uuid.uuid4()), **fields)
        answer = self._good(told, told.send(request, token=self.district.token(as_role)))
        context, _, sequence = answer.position.partition("=")
        assert sequence.isdigit(), f"{told} gave no position: {answer.metadata}"
        self._seen[context] = max(int(sequence), self._seen.get(context, 0))
        return self._keep(answer.message)

    def ask(self, name: str, /, *, as_role: str = "coordinator", **fields) -> Message:
        """A query that has to show all that was told before."""
        asked = method(name)
        position = ",".join(f"{context}={sequence}" for context, sequence in sorted(self._seen.items()))
        deadline = time.monotonic() + FOLLOWS_WITHIN
        while True:
            token = self.district.token(as_role)
            answer = self._good(asked, asked.send(filled(asked.request, **fields), token=token, position=position))
            if BEHIND not in answer.metadata:
                return self._keep(answer.message)
            assert time.monotonic() < deadline, f"{asked} stays behind {position}"

    def eventually(self, expected, name: str, look, /, **fields):
        """Asks until the answer is as expected: for what follows by way of other services."""
        deadline = time.monotonic() + FOLLOWS_WITHIN
        while (seen := look(self.ask(name, **fields))) != expected:
            assert time.monotonic() < deadline, f"{name}: {seen!r} and not {expected!r}"
            time.sleep(0.05)

    def _good(self, method, answer: Answer) -> Answer:
        assert answer.ok, f"{method}: {answer}"
        return answer

    def _keep(self, message: Message) -> Message:
        for described, value in message.ListFields():
            values = list(value) if described.is_repeated else [value]
            for each in values:
                if described.message_type:
                    self._keep(each)
                elif described.name.endswith(("_id", "_ids")) and _UUID.fullmatch(str(each)):
                    kind = described.name.removesuffix("s")
                    if each not in self.ids.setdefault(kind, []) and not kind.startswith("actor"):
                        self.ids[kind].append(each)
        return message


def equal(seen, expected) -> None:
    assert seen == expected, f"{seen!r} and not {expected!r}"


def whole_way(family: Family) -> None:
    """Every part for which there is a service, without the end. Nothing of it goes on by itself later."""
    refer(family)
    accompany(family)
    train_organisation(family)
    if serves("matching.v1.MatchesService"):
        approve_volunteer(family)
        match(family)
        first_meeting(family)
        link(family)
        group(family)
    if serves("scheduling.v1.SessionsService"):
        sessions(family)


def refer(family: Family) -> None:
    """A nurse hands in the referral; the district checks it, takes her in and lets her wait."""
    facts = {
        "municipality_code": MUNICIPALITY, "birth_month": "1994-05", "gender": "GENDER_WOMAN",
        "languages": [{"code": "uk", "level": "LANGUAGE_LEVEL_NATIVE"},
                      {"code": "fi", "level": "LANGUAGE_LEVEL_BASIC"}],
        "immigrant_background": "ANSWER_YES", "child_birth_months": ["2022-03"],
    }
    handed_in = family.tell(
        "ReferralsService/SubmitReferral", as_role="anonymous", programme_id=FRIEND, source="REFERRAL_SOURCE_CLINIC",
        she_knows_and_agrees=True, facts=facts, wish=family.wish, referrer_may_be_told=True, consent_language="uk",
        consent_given_by="GIVEN_BY_REFERRER", referrer={"name": "Terveydenhoitaja", "organisation": "Neuvola"},
        identity={"given_name": family.given_name, "family_name": family.family_name, "phone": family.phone,
                  "email": family.email})
    equal(handed_in.person_id, "")
    equal(len(handed_in.code), 11)
    family.code = handed_in.code
    family.words.add(handed_in.code)
    _stands(family, "PUBLIC_REFERRAL_STATUS_RECEIVED")

    inbox = family.ask("ReferralsService/ListReferrals")
    equal([(row.referral_id, row.name) for row in inbox.referrals], [(handed_in.referral_id, family.name)])
    equal(inbox.total, 1)
    person_id, referral_id = inbox.referrals[0].person_id, handed_in.referral_id
    equal(handed_in.acknowledge_by, inbox.referrals[0].acknowledge_by)
    assert handed_in.acknowledge_by > family.today, handed_in.acknowledge_by
    due = family.ask("ReferralsService/ListReferralsDue")
    assert referral_id in [each.referral.referral_id for each in due.due], due

    family.tell("ReferralsService/AcknowledgeReferral", referral_id=referral_id)
    _stands(family, "PUBLIC_REFERRAL_STATUS_SEEN")
    check = family.tell("ReferralsService/CheckTargetGroup", referral_id=referral_id).check
    equal(named(check, "outcome"), "CHECK_OUTCOME_INSIDE")
    equal({named(reason, "outcome") for reason in check.reasons}, {"RULE_OUTCOME_HOLDS"})
    family.tell("ReferralsService/AcceptReferral", referral_id=referral_id)
    family.tell("ReferralsService/PlaceOnWaitingList", referral_id=referral_id)
    _stands(family, "PUBLIC_REFERRAL_STATUS_TAKEN_IN")

    referral = family.ask("ReferralsService/GetReferral", referral_id=referral_id).referral
    equal([step.type for step in referral.history],
          ["ReferralSubmitted", "ReferralAcknowledged", "TargetGroupChecked", "ReferralAccepted",
           "ReferralPlacedOnWaitingList"])
    equal((named(referral.summary, "status"), referral.summary.waiting, referral.wish, referral.code),
          ("REFERRAL_STATUS_ACCEPTED", True, family.wish, handed_in.code))
    equal(referral.summary.person_id, person_id)
    family.person, family.referral = person_id, referral_id


def _stands(family: Family, status: str) -> None:
    """As whoever holds the code hears it."""
    told = family.ask("ReferralsService/GetReferralStatus", as_role="anonymous", code=family.code.lower())
    equal(named(told, "status"), status)


def accompany(family: Family) -> None:
    """Contacts, household, consents and the notice; all of it is found with her."""
    person_id = family.person
    family.tell("PersonsService/RecordContact", person_id=person_id, channel="CONTACT_CHANNEL_PHONE", reached=True,
                note=f"Soitettu {family.family_name}", next_step_on=family.day(7), referral_id=family.referral)
    family.tell("PersonsService/RecordHousehold", person_id=person_id, household={"members": [
        {"relation": "HOUSEHOLD_RELATION_CHILD", "given_name": "Taras", "birth_month": "2022-03"}]})
    family.tell("PersonsService/GrantConsent", person_id=person_id, wording_version="1", wording_language="uk",
                purpose="CONSENT_PURPOSE_SHARING_WITH_VOLUNTEER", given_by="GIVEN_BY_INTERPRETER")
    family.tell("PersonsService/RecordPrivacyNotice", person_id=person_id, language="uk",
                channel="CONTACT_CHANNEL_MEETING")
    person = family.ask("PersonsService/GetPerson", person_id=person_id).person
    equal((person.identity.phone, person.identity.email), (family.phone, family.email))
    equal([contact.next_step_on for contact in person.contacts], [family.day(7)])
    equal([member.given_name for member in person.household.members], ["Taras"])
    assert "CONSENT_PURPOSE_SHARING_WITH_VOLUNTEER" in [
        named(consent, "purpose") for consent in person.consents if consent.given], person.consents
    equal(person.notice_due_on, "")
    hits = family.ask("PersonsService/SearchPersons", text=family.phone.replace("+358 ", "0")).hits
    equal([(hit.person_id, list(hit.because)) for hit in hits], [(person_id, ["phone"])])
    names = family.ask("PersonsService/NamePersons", person_ids=[person_id]).names
    equal([name.name for name in names], [family.name])
    views = family.ask("PersonsService/ListViews", person_id=person_id).views
    equal({view.actor_id for view in views}, {family.district.actor("coordinator")})


def approve_volunteer(family: Family) -> None:
    """A volunteer from her application to her approval."""
    facts = {"municipality_code": MUNICIPALITY, "birth_month": "1978-02", "gender": "GENDER_WOMAN",
             "languages": [{"code": "fi", "level": "LANGUAGE_LEVEL_NATIVE"}]}
    person_id = family.tell(
        "PersonsService/RegisterPerson", role="PERSON_ROLE_VOLUNTEER", facts=facts,
        identity={"given_name": "Maija", "family_name": family.volunteer_name}).person_id
    profile = {"availability": ["TIME_OF_WEEK_WEEKDAY_EVENING"], "interests": ["outdoors"], "wishes": ["WISH_COMPANY"]}
    volunteer_id = family.tell(
        "VolunteersService/ApplyAsVolunteer", person_id=person_id, programme_id=FRIEND, capacity_wish=1,
        profile=profile, introduction=f"Olen {family.volunteer_name}").volunteer_id
    family.tell("VolunteersService/RecordTraining", volunteer_id=volunteer_id, minutes=180, topic="basic")
    family.tell("VolunteersService/RecordInterview", volunteer_id=volunteer_id, note="Lämmin ja luotettava")
    family.tell("VolunteersService/RecordConfidentialityPledge", volunteer_id=volunteer_id, wording_version="1",
                given_by="GIVEN_BY_PAPER")
    assessed = family.tell("VolunteersService/AssessRole", volunteer_id=volunteer_id, role="friend",
                           conditions={"personal_interaction": True})
    equal(assessed.extract_required, False)
    family.tell("VolunteersService/ApproveVolunteer", volunteer_id=volunteer_id)
    volunteer = family.ask("VolunteersService/GetVolunteer", volunteer_id=volunteer_id).volunteer
    equal(named(volunteer.summary, "status"), "VOLUNTEER_STATUS_APPROVED")
    equal((volunteer.summary.person_id, volunteer.summary.slots_taken), (person_id, 0))
    assert all(step.done for step in volunteer.pipeline), volunteer.pipeline
    listed = family.ask("VolunteersService/ListVolunteers", free_only=True).volunteers
    equal([each.volunteer_id for each in listed], [volunteer_id])
    absence_id = family.tell("VolunteersService/TellAbsence", volunteer_id=volunteer_id, first_day=family.day(200),
                             last_day=family.day(210)).absence_id
    expense_id = family.tell("VolunteersService/NoteExpense", volunteer_id=volunteer_id, spent_on=family.today,
                             what=f"Bussi {family.volunteer_name}", cents=1250, kilometres=12).expense_id
    volunteer = family.ask("VolunteersService/GetVolunteer", volunteer_id=volunteer_id).volunteer
    equal([(each.absence_id, each.first_day) for each in volunteer.absences], [(absence_id, family.day(200))])
    equal([(each.expense_id, each.cents) for each in volunteer.expenses], [(expense_id, 1250)])
    family.volunteer, family.volunteer_person = volunteer_id, person_id


def match(family: Family) -> None:
    """From the support request that opened by itself to a pair that both sides said yes to."""
    waiting = family.ask("MatchesService/ListSupportRequests", person_id=family.person).support_requests
    equal([each.referral_id for each in waiting], [family.referral])
    request_id = waiting[0].support_request_id
    family.tell("MatchesService/TellSupportRequestProfile", support_request_id=request_id,
                profile={"availability": ["TIME_OF_WEEK_WEEKDAY_EVENING"], "wishes": ["WISH_COMPANY"]})
    ranked = family.ask("MatchesService/RankCandidates", support_request_id=request_id)
    equal([each.volunteer_id for each in ranked.candidates], [family.volunteer])
    proposal_id = family.tell("MatchesService/ProposeMatch", support_request_id=request_id,
                              volunteer_id=family.volunteer).proposal_id
    for side, status in (("SIDE_VOLUNTEER", "PROPOSAL_STATUS_ACCEPTED_BY_ONE"),
                         ("SIDE_PARTICIPANT", "PROPOSAL_STATUS_ACCEPTED")):
        stands = family.tell("MatchesService/RecordProposalAnswer", proposal_id=proposal_id, side=side, yes=True,
                             given_by="GIVEN_BY_SPOKEN")
        equal(named(stands, "status"), status)
    # Two yeses set it up by themselves.
    family.eventually([family.volunteer], "MatchesService/ListMatches",
                      lambda got: [each.volunteer_id for each in got.matches], person_id=family.person)
    family.match = family.the("match_id")
    _match_stands(family, "MATCH_STATUS_SETTING_UP")


def _match_stands(family: Family, status: str) -> None:
    family.eventually((status, family.person, family.volunteer), "MatchesService/GetMatch",
                      lambda got: (named(got.match.summary, "status"), got.match.summary.person_id,
                                   got.match.summary.volunteer_id), match_id=family.match)


def first_meeting(family: Family) -> None:
    """They meet, and the match is active; without scheduling the coordinator says so herself."""
    if serves("scheduling.v1.MeetingsService"):
        family.eventually(1, "MeetingsService/ListFirstMeetings", lambda got: len(got.first_meetings),
                          person_id=family.person)
        meeting = family.ask("MeetingsService/GetFirstMeeting", match_id=family.match).first_meeting
        equal((named(meeting, "status"), meeting.match_id), ("FIRST_MEETING_STATUS_TO_PLAN", family.match))
        family.tell("MeetingsService/PlanFirstMeeting", first_meeting_id=meeting.first_meeting_id,
                    start={"date": family.today, "time": "17:30"}, duration_minutes=60, place="Kirjasto",
                    coordinator_actor_id=family.district.actor("coordinator"))
        family.tell("MeetingsService/RecordFirstMeeting", first_meeting_id=meeting.first_meeting_id,
                    held={"coordinator_present": True})
        held = family.ask("MeetingsService/GetFirstMeeting", first_meeting_id=meeting.first_meeting_id).first_meeting
        equal((named(held, "status"), held.held_on), ("FIRST_MEETING_STATUS_HELD", family.today))
    else:
        family.tell("MatchesService/ActivateMatch", match_id=family.match)
    _match_stands(family, "MATCH_STATUS_ACTIVE")
    family.tell("MatchesService/RecordCheckIn", match_id=family.match, side="SIDE_VOLUNTEER", mood="MOOD_GOOD",
                topics=["outdoors"], given_by="GIVEN_BY_SPOKEN", note=f"Hyvin {family.volunteer_name}")
    got = family.ask("MatchesService/GetMatch", match_id=family.match).match
    equal([named(check_in, "mood") for check_in in got.check_ins], ["MOOD_GOOD"])
    family.eventually("REFERRAL_STATUS_IN_PROGRESS", "ReferralsService/GetReferral",
                      lambda seen: named(seen.referral.summary, "status"), referral_id=family.referral)


def link(family: Family) -> None:
    """The volunteer gets a link to tell how it goes; whoever opens it learns what it is for, and uses nothing up."""
    made = family.tell("LinksService/IssueLink", match_id=family.match, side="SIDE_VOLUNTEER")
    equal(len(made.secret), 26)
    family.secret = made.secret
    family.words.add(made.secret)
    opened = [family.ask("LinksService/RedeemLink", as_role="anonymous", secret=made.secret) for _ in range(2)]
    equal({(named(each, "action"), each.used) for each in opened}, {("LINK_ACTION_TELL_CHECK_IN", False)})
    family.link = opened[0].token_object


def group(family: Family) -> None:
    """She is referred to a group as well, and has a place in it."""
    referral_id = family.tell(
        "ReferralsService/SubmitReferral", programme_id=GROUPS, person_id=family.person,
        source="REFERRAL_SOURCE_OUTREACH", she_knows_and_agrees=True, consent_given_by="GIVEN_BY_SPOKEN",
        facts={"municipality_code": MUNICIPALITY, "gender": "GENDER_WOMAN",
               "child_birth_months": ["2022-03"]}).referral_id
    check = family.tell("ReferralsService/CheckTargetGroup", referral_id=referral_id).check
    equal(named(check, "outcome"), "CHECK_OUTCOME_INSIDE")
    family.tell("ReferralsService/AcceptReferral", referral_id=referral_id)
    group_id = family.tell("GroupsService/StartGroup", name="Torstairyhmä", programme_id=GROUPS,
                           municipality_code=MUNICIPALITY, leader_person_ids=[family.volunteer_person],
                           capacity=8).group_id
    given = family.tell("GroupsService/GiveGroupPlace", group_id=group_id, person_id=family.person,
                        referral_id=referral_id)
    equal(named(given, "status"), "GROUP_PLACE_STATUS_GIVEN")
    places = family.ask("GroupsService/GetGroup", group_id=group_id).group.places
    equal([place.person_id for place in places], [family.person])
    family.group = group_id


def sessions(family: Family) -> None:
    """A session is planned, she has a seat, and she was there. Where there are groups it is her group's."""
    of_group = {"group_id": family.group} if hasattr(family, "group") else {}
    session_id = family.tell(
        "SessionsService/PlanSession", kind="SESSION_KIND_GROUP_SESSION" if of_group else "SESSION_KIND_EVENT",
        programme_id=GROUPS, name="Torstairyhmä", theme="Palvelut", start={"date": family.today, "time": "10:00"},
        duration_minutes=120, place="Kirjasto", **of_group).session_id
    family.tell("SessionsService/EnrolInSession", session_id=session_id, person_id=family.person)
    family.tell("SessionsService/RecordAttendance", session_id=session_id, children_in_childcare=1,
                unnamed={"women": 2, "children": 1},
                persons=[{"person_id": family.person, "status": "ATTENDANCE_STATUS_PRESENT"}])
    session = family.ask("SessionsService/GetSession", session_id=session_id).session
    equal((session.summary.held, session.summary.present_count), (True, 3))
    equal([each.person_id for each in session.persons], [family.person])
    if of_group:
        family.tell("SessionsService/PlanSeries", group_id=family.group, programme_id=GROUPS, name="Torstairyhmä",
                    kind="SESSION_KIND_GROUP_SESSION", weekly={"weekday": "WEEKDAY_THURSDAY", "start_time": "10:00",
                                                               "duration_minutes": 120},
                    first_on=family.day(7), last_on=family.day(60), place="Kirjasto")


def train_organisation(family: Family) -> None:
    """Another organisation learns to run the programme."""
    name = f"Kotosilta {uuid.uuid4().hex[:8]}"
    family.words.add(name)
    organisation_id = family.tell("OfferingService/RecordTrainedOrganisation", programme_id=FRIEND, name=name,
                                  occurred_on="2011-10-12").organisation_id
    listed = family.ask("OfferingService/ListTrainedOrganisations").organisations
    equal([(each.organisation_id, each.name, each.trained_on) for each in listed],
          [(organisation_id, name, "2011-10-12")])


def good_end(family: Family) -> None:
    """The match comes to a good end, which closes the referral."""
    family.tell("MatchesService/EndMatch", match_id=family.match, reason="END_REASON_GOALS_MET", note="Kiitos")
    _match_stands(family, "MATCH_STATUS_ENDED")
    family.eventually("REFERRAL_STATUS_COMPLETED", "ReferralsService/GetReferral",
                      lambda seen: named(seen.referral.summary, "status"), referral_id=family.referral)
    volunteer = family.ask("VolunteersService/GetVolunteer", volunteer_id=family.volunteer).volunteer
    equal(volunteer.summary.slots_taken, 0)


def figures(family: Family) -> None:
    """The district's figures tell this one family, and nobody else."""
    known = {each.indicator_id for each in family.ask("FiguresService/ListIndicators").indicators}
    expected = {"requests": 2 if hasattr(family, "group") else 1}
    if hasattr(family, "match"):
        expected |= {"matched": 1, "volunteers-active": 1}
    if serves("scheduling.v1.SessionsService"):
        expected |= {"sessions-held": 1, "attendances": 3}
    assert expected.keys() <= known, known
    family.eventually(expected, "FiguresService/GetFigures",
                      lambda got: {figure.indicator_id: figure.value for figure in got.figures
                                   if figure.indicator_id in expected},
                      **{"from": family.day(-30), "to": family.today})
    year = int(family.today[:4]) - 1
    published = family.tell("FiguresService/PublishFigures", as_role="manager", audience=AUDIENCE, year=year)
    equal((named(published, "status"), published.revision), ("PUBLICATION_STATUS_PUBLISHED", 1))
    publication = family.ask("FiguresService/GetPublication", audience=AUDIENCE, year=year)
    equal((publication.revision, publication.awaiting_approval), (1, False))


def national_view(family: Family) -> None:
    """National coordination sees that the district has published, and its table."""
    year = int(family.today[:4]) - 1
    asked = method("NationalService/GetPublishedFigures")
    token = family.district.token("national")
    # A district that is announced stands there before what it published does.
    expected = [(family.district.name, 1)]
    deadline = time.monotonic() + FOLLOWS_WITHIN
    while True:
        answer = asked.send(filled(asked.request, audience=AUDIENCE, year=year), token=token)
        assert answer.ok, f"{asked}: {answer}"
        ours = [(each.district_name, each.revision) for each in answer.message.districts
                if each.district_id == family.district.id]
        if ours == expected or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    equal(ours, expected)
    assert family.family_name.encode() not in answer.raw


def order_erasure(family: Family) -> None:
    """Somebody who came in by mistake is erased. It takes services a minute and more to forget her."""
    person_id = family.tell(
        "PersonsService/RegisterPerson", role="PERSON_ROLE_GUARDIAN",
        identity={"given_name": "Huoltaja", "family_name": family.family_name}).person_id
    erasure_id = family.tell("PersonsService/OrderErasure", as_role="manager", person_id=person_id,
                             ground="ERASURE_GROUND_REQUESTED").erasure_id
    family.ask("PersonsService/GetErasure", as_role="manager", erasure_id=erasure_id)
    hits = family.ask("PersonsService/SearchPersons", text=family.family_name).hits
    assert person_id not in [hit.person_id for hit in hits], hits
