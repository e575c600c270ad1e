"""What the services tell of a year, in the words of the agreed rows: reporting's figures, and what no figure tells from the
lists of those who keep it."""

import functools
from collections import Counter
from datetime import date, timedelta
from typing import Callable

import last_morning
from installation import method
from last_morning import one
from reflected import named
from year_ledger import joined

NATIVE = "LANGUAGE_LEVEL_NATIVE"
NO_AGREEMENT = "municipality-covered"


class Told:
    """Of one programme of a district; of all its programmes when none is named."""

    def __init__(self, block: dict, period: tuple[str, str]):
        self._district, self._programme = block["district"], block["programme"]
        self._first, self._last = period
        # Of whoever came: the year's, or since a project began.
        self._from = block.get("from", self._first)
        self._winter_break = block.get("winter-break-week")

    def tell(self, row: str, expected: dict | list) -> dict | list | None:
        """Nothing when no service has a word of the row; only what one has a word of."""
        finds = _ROWS.get(row)
        return finds(self, expected) if finds else None

    def first_day(self, _) -> dict:
        eve = (date.fromisoformat(self._first) - timedelta(days=1)).isoformat()
        figures = self._figures(first=eve, last=eve)
        return {"waiting": figures["waiting"], "pairs": figures["matches-active"]}

    def by_source(self, expected: dict) -> dict:
        sources = joined(self._groups("requests", "SOURCE"), {key: None for key in expected if key != "all"})
        return {"all": self._figures(first=self._from)["requests"], **sources}

    def by_municipality(self, expected: dict) -> dict:
        return joined(self._groups("requests", "MUNICIPALITY"), expected)

    def small_municipalities(self, _) -> list:
        return sorted(figure.group for figure in self._of("requests", "MUNICIPALITY", self._from) if figure.few)

    def small_endings(self, _) -> list:
        return sorted(figure.group for figure in self._of("endings", "END_REASON", self._first) if figure.few)

    def by_month(self, _) -> dict:
        return {month: count for month, count in self._groups("requests", "MONTH", self._first).items() if count}

    def outcomes(self, _) -> dict:
        figures, came = self._figures(), self._came()
        closed = Counter(named(referral, "close_reason").removeprefix("CLOSE_REASON_") for referral in came)
        return {"matched": figures["matched"], "outside": figures["target-group-outside"],
                "withdrew": figures["withdrew"], "no-capacity": closed["NO_CAPACITY"],
                "redirected": figures["redirected"], "waiting": figures["waiting"]}

    def without_agreement(self, _) -> dict:
        return {"outside": sum(1 for referral in self._came() if _without_agreement(referral))}

    def pairs(self, _) -> dict:
        figures = self._figures()
        return {"matched": figures["matched"], "ended": figures["endings"], "last-day": figures["matches-active"]}

    def endings(self, _) -> dict:
        return self._groups("endings", "END_REASON", self._first)

    def ended(self, expected: dict) -> dict:
        return {key: self.endings(expected).get(key, 0) for key in expected}

    def became(self, _) -> dict:
        return self._groups("outcomes", "OUTCOME", self._first)

    def days(self, expected: dict) -> dict:
        return {key: self._figures()[f"days-to-first-meeting-{key}"] for key in expected}

    def languages(self, expected: dict) -> dict:
        """By the language each knows best. Two of her own count twice; nobody of the year has two."""
        spoken = Counter(language.code for referral in self._came() for language in referral.facts.languages
                         if named(language, "level") == NATIVE)
        told = joined(spoken, {key: None for key in expected if key != "other"})
        of_others = sum(count for code, count in told.items() if code not in expected)
        told = {code: count for code, count in told.items() if code in expected}
        return told | ({"other": of_others} if "other" in expected else {})

    def languages_percent(self, expected: dict) -> dict:
        return {key: count * 100 / max(len(self._came()), 1) for key, count in self.languages(expected).items()}

    def volunteers(self, expected: dict) -> dict:
        """As they stood at the end of the year, by the days that each one's record tells."""
        all_of_them = self._volunteers()
        there = [each for each in all_of_them
                 if _by(each.approved_on, self._last) and not _by(each.left_on, self._last)]
        paired = self._paired() if "paired" in expected else set()
        paused = {each.summary.volunteer_id for each in there if _pauses(each, self._last)} - paired
        free = {each.summary.volunteer_id for each in there} - paired - paused
        told = {"at-end": len(there), "paired": len(paired), "paused": len(paused), "free": len(free),
                "in-figures": self._figures()["volunteers-active"],
                "applied": sum(1 for each in all_of_them if self._in_year(each.summary.applied_on)),
                "approved": len(self._approved()),
                "extracts-inspected": sum(1 for each in all_of_them if self._in_year(each.extract.inspected_on))}
        return {key: told[key] for key in expected}

    def days_to_approval(self, _) -> dict:
        return {"mean": _mean(_days(each.summary.applied_on, each.approved_on) for each in self._approved())}

    def reached(self, _) -> dict:
        return {"mothers": self._figures(first=self._from)["mothers-reached"]}

    def places(self, _) -> dict:
        """Who moved with her group has two places, and left none."""
        places = [place for group in self._groups_of_programme() for place in group.places]
        left = {place.referral_id: named(place, "end_reason") for place in places
                if place.end_reason and _by(place.since, self._last)}
        given = {place.referral_id for place in places}
        reasons = Counter(reason.removeprefix("END_REASON_").lower().replace("_", "-") for reason in left.values())
        return {"given": len(given), "left": len(left), "staying": len(given - left.keys()), **reasons}

    def band(self, _) -> dict:
        """What anybody is shown of the wait, wherever she lives."""
        waits = last_morning.ask("FiguresService/ListExpectedWaits", self._district).waits
        bands = [named(wait, "band") for wait in waits
                 if wait.programme_id == self._programme and not wait.municipality_code]
        return {"band": "".join(bands).removeprefix("WAIT_BAND_").lower().replace("_", "-")}

    def groups(self, expected: dict) -> dict:
        held = self._held("GROUP_SESSION")
        children = self._figures()["attendances-children"]
        told = {"all": len(self._groups_of_programme()), "this-year": len({session.group_id for session in held}),
                "sessions": len(held), "mothers-per-session": _mean(session.present_count for session in held),
                "children-per-session": children / max(len(held), 1)}
        return {key: told[key] for key in expected}

    def sessions_by_group(self, _) -> dict:
        return Counter(session.name for session in self._held("GROUP_SESSION"))

    def sessions(self, _) -> dict:
        return Counter(named(session, "kind").removeprefix("SESSION_KIND_").lower().replace("_", "-")
                       for session in self._held())

    def in_breaks(self, _) -> dict:
        breaks = {1, self._winter_break, *range(24, 34), 42, 52}
        weeks = [date.fromisoformat(session.start.date).isocalendar().week for session in self._held("GROUP_SESSION")]
        return {"held": sum(1 for week in weeks if week in breaks)}

    def counted_only(self, _) -> dict:
        people: dict[str, int] = {}
        for session in self._held("GROUP_SESSION"):
            people[session.name] = max(session.present_count, people.get(session.name, 0))
        return {"groups": len(people), "people": sum(people.values()),
                "leaders-trained": sum(session.present_count for session in self._held("TRAINING"))}

    def organisations_trained(self, _) -> dict:
        """The figures and the list tell the same."""
        figures = self._figures()
        listed = [each.trained_on for each in _every("OfferingService/ListTrainedOrganisations", "organisations",
                                                     self._district)
                  if self._programme in ("", each.programme_id) and _by(each.trained_on, self._last)]
        told = {"in-year": sum(1 for day in listed if self._in_year(day)), "to-date": len(listed)}
        counted = {"in-year": figures["organisations-trained"], "to-date": figures["organisations-trained-to-date"]}
        return told if told == counted else {"list": str(told), "figures": str(counted)}

    def covered(self, _) -> list:
        programmes = last_morning.ask("OfferingService/GetCoverage", self._district).programmes
        ours = one([each for each in programmes if each.programme.programme_id == self._programme], "programmes covered")
        return ["everywhere"] if ours.everywhere else list(ours.municipality_codes)

    def _of(self, indicator: str, group_by: str, first: str) -> list:
        told = _figures(self._district, self._programme, first, self._last, group_by)
        return [figure for figure in told if figure.indicator_id == indicator]

    def _groups(self, indicator: str, group_by: str, first: str = "") -> dict[str, int]:
        return {figure.group: figure.value for figure in self._of(indicator, group_by, first or self._from)}

    def _figures(self, first: str = "", last: str = "") -> dict[str, int | None]:
        told = _figures(self._district, self._programme, first or self._first, last or self._last, "UNSPECIFIED")
        return {figure.indicator_id: figure.value if figure.HasField("value") else None for figure in told}

    def _came(self) -> list:
        return _came(self._district, self._programme, self._from, self._last)

    def _volunteers(self) -> list:
        return [each for each in _volunteers(self._district) if self._programme in ("", each.summary.programme_id)]

    def _approved(self) -> list:
        return [each for each in self._volunteers() if self._in_year(each.approved_on)]

    def _paired(self) -> set[str]:
        """Volunteers with a pair at the end of the year."""
        met = [match for match in _every("MatchesService/ListMatches", "matches", self._district,
                                         programme_id=self._programme) if _by(match.active_since, self._last)]
        return {match.volunteer_id for match in met
                if named(match, "status") != "MATCH_STATUS_ENDED" or not _by(self._ended_on(match), self._last)}

    def _ended_on(self, match) -> str:
        return last_morning.ask("MatchesService/GetMatch", self._district, match_id=match.match_id).match.ended_on

    def _groups_of_programme(self) -> list:
        return _groups(self._district, self._programme)

    def _held(self, kind: str = "") -> list:
        return [session for session in _sessions(self._district, self._first, self._last)
                if session.held and self._programme in ("", session.programme_id)
                and (not kind or named(session, "kind") == f"SESSION_KIND_{kind}")]

    def _in_year(self, day: str) -> bool:
        return self._first <= day <= self._last


@functools.cache
def _figures(district: str, programme: str, first: str, last: str, group_by: str) -> list:
    return list(last_morning.ask("FiguresService/GetFigures", district, programme_id=programme,
                                 group_by=f"GROUP_BY_{group_by}", **{"from": first, "to": last}).figures)


@functools.cache
def _came(district: str, programme: str, first: str, last: str) -> list:
    listed = _every("ReferralsService/ListReferrals", "referrals", district, programme_id=programme)
    return [last_morning.ask("ReferralsService/GetReferral", district, referral_id=each.referral_id).referral
            for each in listed if first <= each.submitted_on <= last]


@functools.cache
def _volunteers(district: str) -> list:
    listed = _every("VolunteersService/ListVolunteers", "volunteers", district)
    return [last_morning.ask("VolunteersService/GetVolunteer", district, volunteer_id=each.volunteer_id).volunteer
            for each in listed]


@functools.cache
def _groups(district: str, programme: str) -> list:
    listed = _every("GroupsService/ListGroups", "groups", district, programme_id=programme)
    return [last_morning.ask("GroupsService/GetGroup", district, group_id=each.group_id).group for each in listed]


@functools.cache
def _sessions(district: str, first: str, last: str) -> list:
    return _every("SessionsService/ListSessions", "sessions", district, **{"from": first, "to": last})


def _every(name: str, what: str, district: str, **fields) -> list:
    """Every page of a list, whatever the status of each."""
    statuses = method(name).input.fields_by_name.get("statuses")
    if statuses:
        fields["statuses"] = [value.name for value in statuses.enum_type.values if value.number]
    found, page_token = [], ""
    while True:
        page = last_morning.ask(name, district, page_size=200, page_token=page_token, **fields)
        found += getattr(page, what)
        page_token = page.next_page_token
        if not page_token:
            return found


def _without_agreement(referral) -> bool:
    return any(reason.rule_id == NO_AGREEMENT and named(reason, "outcome") == "RULE_OUTCOME_FAILS"
               for reason in referral.check.reasons)


def _pauses(volunteer, day: str) -> bool:
    steps = [step.type for step in volunteer.history if _by(step.occurred_on, day)]
    return next((step == "VolunteerPaused" for step in reversed(steps)
                 if step in ("VolunteerPaused", "VolunteerResumed")), False)


def _by(day: str, last: str) -> bool:
    return bool(day) and day <= last


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _mean(values) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


_ROWS: dict[str, Callable[[Told, dict | list], dict | list]] = {
    "first-day": Told.first_day,
    "requests-by-source": Told.by_source,
    "requests-by-municipality": Told.by_municipality,
    "small-municipalities": Told.small_municipalities,
    "small-endings": Told.small_endings,
    "requests-by-month": Told.by_month,
    "requests-by-intake": Told.by_month,
    "outcomes": Told.outcomes,
    "without-agreement": Told.without_agreement,
    "pairs": Told.pairs,
    "endings": Told.endings,
    "ended": Told.ended,
    "became": Told.became,
    "days-to-first-meeting": Told.days,
    "languages": Told.languages,
    "languages-percent": Told.languages_percent,
    "volunteers": Told.volunteers,
    "days-to-approval": Told.days_to_approval,
    "reached": Told.reached,
    "places": Told.places,
    "days-to-place": Told.band,
    "groups": Told.groups,
    "sessions-by-group": Told.sessions_by_group,
    "sessions": Told.sessions,
    "group-sessions-in-breaks": Told.in_breaks,
    "counted-only": Told.counted_only,
    "organisations-trained": Told.organisations_trained,
    "covered": Told.covered,
}
