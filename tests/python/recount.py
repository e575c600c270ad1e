"""Counts anew what reporting counts, from what the simulator says happened to each one.

Written from the words of the definitions alone: the services, their rows and their queries have no part in it.
"""

from collections import defaultdict
from datetime import date
from typing import Callable, Iterable, NamedTuple

GROUPINGS = ("", "PROGRAMME", "MUNICIPALITY", "MONTH", "SOURCE", "END_REASON", "OUTCOME", "MILESTONE")


class Figure(NamedTuple):
    """A figure as staff see it: its value, what it rests on, and how many stand behind it."""

    value: int | None
    n: int
    behind: int

    def few(self, unit_is_days: bool, smallest: int) -> bool:
        """Too few to be shown outside the district."""
        return (0 < self.behind < smallest or 0 < self.n < smallest
                or not unit_is_days and self.value is not None and 0 < self.value < smallest)


class Seen(NamedTuple):
    """One thing that counts: how often, for whom, and in which groups."""

    value: int
    who: str
    programme: str
    municipality: str = ""
    source: str = ""
    end_reason: str = ""
    outcome: str = ""
    milestone: str = ""


class Recount:
    """What happened in one district, as the ledger has it."""

    def __init__(self, happened: dict):
        self.requests = {request["key"]: request for request in happened["requests"]}
        self.matches, self.volunteers = happened["matches"], happened["volunteers"]
        self.places, self.sessions = happened["places"], happened["sessions"]
        self.trained_organisations = happened["trained_organisations"]
        self.matches_of, self.places_of = defaultdict(list), defaultdict(list)
        for match in self.matches:
            self.matches_of[match["request"]].append(match)
        for place in self.places:
            self.places_of[place["request"]].append(place)

    def figures(self, first: str, last: str, programme: str, group_by: str) -> dict[tuple[str, str], Figure]:
        """By indicator and group, without the groups that count nothing."""
        if group_by == "MONTH":
            return {(indicator, month): figure
                    for month, begins, ends in months(first, last)
                    for (indicator, _), figure in self.figures(begins, ends, programme, "").items()}
        counted = {}
        for indicator, (see, groupings, fold) in INDICATORS.items():
            if group_by and group_by not in groupings:
                continue
            groups = defaultdict(list)
            if not group_by:
                groups[""] = []
            for seen in see(self, first, last):
                if not programme or seen.programme == programme:
                    groups[_group(seen, group_by)].append(seen)
            counted |= {(indicator, group): fold(seen) for group, seen in groups.items()}
        return counted

    def _of_request(self, key: str, value: int = 1, programme: str = "", end_reason: str = "") -> Seen:
        request = self.requests[key]
        return Seen(value, key, programme or request["programme"], request["municipality"], request["source"],
                    end_reason)

    def submitted(self, first: str, last: str) -> Iterable[Seen]:
        return (self._of_request(key) for key, request in self.requests.items() if first <= request["submitted"] <= last)

    def _decided(self, first: str, last: str, *decisions: str) -> Iterable[Seen]:
        for key, request in self.requests.items():
            decided = request["decided"]
            if decided and first <= decided["on"] <= last and decided["decision"] in decisions:
                yield self._of_request(key)

    def inside(self, first: str, last: str) -> Iterable[Seen]:
        return self._decided(first, last, "accepted", "redirected")

    def outside(self, first: str, last: str) -> Iterable[Seen]:
        return self._decided(first, last, "not-in-target-group")

    def redirected(self, first: str, last: str) -> Iterable[Seen]:
        return self._decided(first, last, "redirected")

    def withdrew(self, first: str, last: str) -> Iterable[Seen]:
        return (self._of_request(key) for key, request in self.requests.items()
                if request["cancelled"] and first <= request["cancelled"] <= last)

    def waiting(self, _: str, last: str) -> Iterable[Seen]:
        for key, request in self.requests.items():
            taken_in = [decided for decided in [request["decided"]]
                        if decided and decided["decision"] == "accepted" and decided["on"] <= last]
            over = request["cancelled"] and request["cancelled"] <= last
            # Whatever has begun is either hers still, or has ended and closed her request with it.
            begun = (any(match["held"] and match["held"] <= last for match in self.matches_of[key])
                     or any(place["since"] <= last for place in self.places_of[key]))
            if taken_in and not over and not begun:
                yield self._of_request(key)

    def matched(self, first: str, last: str) -> Iterable[Seen]:
        return (self._of_request(match["request"], programme=match["programme"]) for match in self.matches
                if match["held"] and first <= match["held"] <= last)

    def active(self, _: str, last: str) -> Iterable[Seen]:
        return (self._of_request(match["request"], programme=match["programme"]) for match in self.matches
                if match["held"] and match["held"] <= last and not _over(match["ended"], last))

    def endings(self, first: str, last: str) -> Iterable[Seen]:
        for match in self.matches:
            ended = match["ended"]
            if match["held"] and ended and first <= ended["on"] <= last:
                yield self._of_request(match["request"], 1, match["programme"], ended["reason"])

    def outcomes(self, first: str, last: str) -> Iterable[Seen]:
        for match in self.matches:
            ended = match["ended"]
            if match["held"] and ended and first <= ended["on"] <= last and match["outcome"]:
                yield self._of_request(match["request"], programme=match["programme"])._replace(outcome=match["outcome"])

    def milestones(self, first: str, last: str) -> Iterable[Seen]:
        for match in self.matches:
            for reached in match["milestones"]:
                if first <= reached["on"] <= last:
                    seen = self._of_request(match["request"], programme=match["programme"])
                    yield seen._replace(milestone=reached["code"])

    def days(self, first: str, last: str) -> Iterable[Seen]:
        for key, matches in self.matches_of.items():
            held = min((match["held"] for match in matches if match["held"]), default=None)
            if held and first <= held <= last:
                waited = date.fromisoformat(held) - date.fromisoformat(self.requests[key]["submitted"])
                yield self._of_request(key, max(waited.days, 0))

    def on_duty(self, _: str, last: str) -> Iterable[Seen]:
        for volunteer in self.volunteers:
            paused = volunteer["paused"]
            away = paused and paused["on"] <= last and not (paused["until"] and paused["until"] <= last)
            if _by(volunteer["approved"], last) and not _by(volunteer["left"], last) and not away:
                yield Seen(1, volunteer["key"], volunteer["programme"])

    def _held(self, first: str, last: str) -> list[dict]:
        return [session for session in self.sessions if first <= session["on"] <= last]

    def held(self, first: str, last: str) -> Iterable[Seen]:
        return (Seen(1, "", session["programme"]) for session in self._held(first, last))

    def adults(self, first: str, last: str) -> Iterable[Seen]:
        for session in self._held(first, last):
            yield from (Seen(1, key, session["programme"]) for key in session["present"])
            yield Seen(session["women"], "", session["programme"])

    def reached(self, first: str, last: str) -> Iterable[Seen]:
        for match in self.matches:
            ended = match["ended"]
            if match["held"] and match["held"] <= last and not (ended and ended["on"] < first):
                yield self._of_request(match["request"], programme=match["programme"])
        for place in self.places:
            if place["since"] <= last and not (place["until"] and place["until"] < first):
                yield self._of_request(place["request"], programme=place["programme"])
        for session in self._held(first, last):
            yield from (self._of_request(key, programme=session["programme"]) for key in session["present"])

    def organisations(self, first: str, last: str) -> Iterable[Seen]:
        return (Seen(1, "", organisation["programme"]) for organisation in self.trained_organisations
                if first <= organisation["on"] <= last)

    def organisations_to_date(self, _: str, last: str) -> Iterable[Seen]:
        return self.organisations("", last)


def _counted(what: str) -> Callable[[Recount, str, str], Iterable[Seen]]:
    """Of each session, a number of people without a name."""
    def see(recount: Recount, first: str, last: str) -> Iterable[Seen]:
        return (Seen(session[what], "", session["programme"]) for session in recount._held(first, last))
    return see


def _count(seen: list[Seen]) -> Figure:
    return Figure(len(seen), len(seen), len(seen))


def _persons(seen: list[Seen]) -> Figure:
    different = len({each.who for each in seen})
    return Figure(different, different, different)


def _times(seen: list[Seen]) -> Figure:
    """Of at least as many different people as the named are, or as were counted at once."""
    people = max(len({each.who for each in seen if each.who}), max((each.value for each in seen if not each.who),
                                                                   default=0))
    return Figure(sum(each.value for each in seen), people, people)


def _quantile(tenths: int) -> Callable[[list[Seen]], Figure]:
    """In order, the first observation up to which at least so many tenths of them lie."""
    def fold(seen: list[Seen]) -> Figure:
        values = sorted(each.value for each in seen)
        if not values:
            return Figure(None, 0, 0)
        before = next(at for at in range(len(values)) if 10 * (at + 1) >= tenths * len(values))
        # Of a ninth decile, it and those after it have to be many enough too, whoever waited as long.
        return Figure(values[before], len(values), len(values) if tenths == 5 else len(values) - before)
    return fold


_OF_REFERRAL = ("PROGRAMME", "MUNICIPALITY", "SOURCE")
_OF_PROGRAMME = ("PROGRAMME",)

INDICATORS = {
    "requests": (Recount.submitted, _OF_REFERRAL, _count),
    "target-group-inside": (Recount.inside, _OF_REFERRAL, _count),
    "target-group-outside": (Recount.outside, _OF_REFERRAL, _count),
    "waiting": (Recount.waiting, _OF_REFERRAL, _count),
    "matched": (Recount.matched, _OF_REFERRAL, _count),
    "matches-active": (Recount.active, _OF_REFERRAL, _count),
    "redirected": (Recount.redirected, _OF_REFERRAL, _count),
    "withdrew": (Recount.withdrew, _OF_REFERRAL, _count),
    "endings": (Recount.endings, (*_OF_REFERRAL, "END_REASON"), _count),
    "outcomes": (Recount.outcomes, (*_OF_REFERRAL, "OUTCOME"), _count),
    "milestones": (Recount.milestones, (*_OF_REFERRAL, "MILESTONE"), _times),
    "days-to-first-meeting-median": (Recount.days, _OF_REFERRAL, _quantile(5)),
    "days-to-first-meeting-ninth-decile": (Recount.days, _OF_REFERRAL, _quantile(9)),
    "volunteers-active": (Recount.on_duty, _OF_PROGRAMME, _persons),
    "sessions-held": (Recount.held, _OF_PROGRAMME, _count),
    "attendances": (Recount.adults, _OF_PROGRAMME, _times),
    "attendances-unnamed-women": (_counted("women"), _OF_PROGRAMME, _times),
    "attendances-children": (_counted("children"), _OF_PROGRAMME, _times),
    "attendances-childcare": (_counted("childcare"), _OF_PROGRAMME, _times),
    "mothers-reached": (Recount.reached, _OF_REFERRAL, _persons),
    "organisations-trained": (Recount.organisations, _OF_PROGRAMME, _count),
    "organisations-trained-to-date": (Recount.organisations_to_date, _OF_PROGRAMME, _count),
}


def months(first: str, last: str) -> list[tuple[str, str, str]]:
    """Each calendar month with its first and last day within a period."""
    found = []
    year, month = int(first[:4]), int(first[5:7])
    while f"{year:04}-{month:02}" <= last[:7]:
        label = f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ends = date.fromordinal(date(year, month, 1).toordinal() - 1).isoformat()
        found.append((label, max(first, f"{label}-01"), min(last, ends)))
    return found


def _group(seen: Seen, group_by: str) -> str:
    return getattr(seen, group_by.lower()) if group_by else ""


def _by(day: str | None, last: str) -> bool:
    return day is not None and day <= last


def _over(ended: dict | None, last: str) -> bool:
    return ended is not None and ended["on"] <= last
