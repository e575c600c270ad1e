"""Looks for what the coordinator of one district must find on the last morning of the simulated year.

As a program: tells each case on a line of JSON, and ends with 0 whatever it found.
"""

import json
import uuid
from typing import Callable, NamedTuple

from installation import method, token
from reflected import filled, named

DISTRICT = "mll-satakunta"
MORNING = "2026-03-02"
# Somebody who has not been there before.
ONLOOKER = str(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/rinnalla/last-morning"))


class Missing(Exception):
    """What should be there is not."""


class Case(NamedTuple):
    name: str
    look: Callable[[], str]


def ask(name: str, district: str = DISTRICT, **fields):
    asked = method(name)
    answer = asked.send(filled(asked.request, **fields), token=token(district, role="manager", actor=ONLOOKER))
    if not answer.ok:
        raise Missing(f"{name}: {answer}")
    return answer.message


def due(name: str, kind: str, on: str = "") -> list:
    found = [each for each in ask(name).due if named(each, "kind").endswith(f"DUE_KIND_{kind}")]
    found = [each for each in found if not on or each.due_on == on]
    if not found:
        raise Missing(f"nothing of {kind} {on}")
    return found


def one(found: list, what: str):
    if len(found) != 1:
        raise Missing(f"{len(found)} {what}")
    return found[0]


def overdue_promise() -> str:
    # Two working days before Monday.
    late = one(due("ReferralsService/ListReferralsDue", "ACKNOWLEDGE", "2026-02-26"), "promises for Thursday")
    return f"a referral of {late.referral.submitted_on}, promised for {late.due_on}"


def silent_pair() -> str:
    silent = one([each for each in due("MatchesService/ListMatchesDue", "SILENT") if each.match.silent_days == 47],
                 "pairs silent for 47 days")
    return f"silent for {silent.match.silent_days} days"


def failed_twice() -> str:
    failed = one(due("MeetingsService/ListMeetingsDue", "FAILED_TWICE"), "meetings failed twice")
    return f"{failed.first_meeting.failed_attempts} attempts, to plan again since {failed.due_on}"


def without_agreement() -> str:
    undecided = [each for each in due("ReferralsService/ListReferralsDue", "DECIDE")
                 if each.referral.municipality_code == "102"]
    one(undecided, "undecided referrals from Huittinen")
    programmes = ask("OfferingService/GetCoverage").programmes
    if any(each.everywhere or "102" in each.municipality_codes for each in programmes):
        raise Missing("Huittinen is covered")
    return "from 102, which no agreement covers"


def asked_twice() -> str:
    first = one([hit for hit in ask("PersonsService/SearchPersons", text="Oksana Tkachenko").hits
                 if hit.name == "Oksana Tkachenko" and _same_phone(hit, "Oxana Tkachenko")], "Oksanas with an Oxana")
    again = one([each for each in due("ReferralsService/ListReferralsDue", "PROBABLY_KNOWN")
                 if each.name == "Oxana Tkachenko"], "new referrals about a known Oxana")
    known = ask("PersonsService/FindDuplicates", person_id=again.person_id).hits
    if first.person_id not in {hit.person_id for hit in known}:
        raise Missing("Oxana is not taken for Oksana")
    return f"{first.name} and Oxana, of one phone"


def _same_phone(hit, other: str) -> bool:
    identity = ask("PersonsService/GetPerson", person_id=hit.person_id).person.identity
    return other in {each.name for each in ask("PersonsService/SearchPersons", text=identity.phone).hits}


def consent_withdrawn() -> str:
    withdrawn = one(due("ReferralsService/ListReferralsDue", "CONSENT_WITHDRAWN", "2026-02-27"), "withdrawn on Friday")
    return f"withdrawn on {withdrawn.due_on}"


def in_hiding() -> str:
    call = one(due("ReferralsService/ListReferralsDue", "NEXT_STEP", MORNING), "contacts to take today")
    person = ask("PersonsService/GetPerson", person_id=call.person_id).person
    if not person.identity.address_protected:
        raise Missing("she is not in hiding")
    listed = [hit for hit in ask("PersonsService/SearchPersons", text=person.identity.phone).hits
              if hit.person_id == call.person_id]
    if call.referral.municipality_code or one(listed, "hits of her phone").municipality_code:
        raise Missing("a list shows her municipality")
    return "a call today; no list shows her municipality"


def pausing_for_birth() -> str:
    paused = ask("VolunteersService/ListVolunteers", statuses=["VOLUNTEER_STATUS_PAUSED"], page_size=200).volunteers
    # The others come back on a day that is known.
    away = one([each for each in paused if not each.paused_until and each.status_since == "2026-02-24"],
               "volunteers who pause until further notice")
    if not away.slots_taken:
        raise Missing("nobody waits for her")
    return f"since {away.status_since}, with {away.slots_taken} match"


def agreement_ended() -> str:
    ended = one(due("MatchesService/ListMatchesDue", "AGREEMENT_ENDED", "2025-12-31"), "pairs without an agreement")
    referral = ask("ReferralsService/GetReferral", referral_id=ended.match.referral_id).referral
    if referral.facts.municipality_code != "051":
        raise Missing(f"of {referral.facts.municipality_code}")
    return f"of 051, covered until {ended.due_on}"


def renewal_due() -> str:
    ends = one([each for each in due("MatchesService/ListMatchesDue", "TERM_ENDS") if each.due_on >= MORNING],
               "agreed times that end soon")
    return f"agreed until {ends.due_on}"


def second_approver() -> str:
    waits = one([each for each in ask("FiguresService/ListPublications", year=2025).publications
                 if each.approved_cells and not each.revision], "tables approved by one")
    return f"{len(waits.approved_cells)} cells for {waits.audience}"


def concern() -> str:
    raised = one(due("MatchesService/ListMatchesDue", "CONCERN_OPEN"), "open concerns")
    if raised.due_on != "2026-03-01":
        raise Missing(f"raised on {raised.due_on}")
    return f"raised on {raised.due_on}"


CASES = [
    Case("a promise is overdue by two days", overdue_promise),
    Case("a pair is silent for 47 days", silent_pair),
    Case("a first meeting failed twice", failed_twice),
    Case("a referral from Huittinen has no agreement", without_agreement),
    Case("Oksana and Oxana share a phone", asked_twice),
    Case("a consent was withdrawn on Friday", consent_withdrawn),
    Case("a mother in hiding is called today", in_hiding),
    Case("a volunteer pauses for a birth", pausing_for_birth),
    Case("a pair's agreement ended in Eurajoki", agreement_ended),
    Case("a pair's agreed time ends soon", renewal_due),
    Case("figures await their second approver", second_approver),
    Case("a concern was raised on Sunday", concern),
]


def tell(cases: list[Case]) -> None:
    for case in cases:
        try:
            told = {"found": True, "seen": case.look()}
        except (Missing, AssertionError) as missing:
            told = {"found": False, "seen": str(missing)}
        print(json.dumps({"name": case.name, **told}), flush=True)


if __name__ == "__main__":
    tell(CASES)
