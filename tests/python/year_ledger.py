"""What the simulator wrote down of a year, in the words of the agreed rows."""

import statistics
from collections import Counter
from datetime import date, timedelta
from typing import Callable

from installation import simulated

_OUTCOMES = {"matched": "matched", "outside": "not_in_target_group", "redirected": "redirected",
             "no-capacity": "no_capacity", "waiting": "waiting"}
_VOLUNTEERS = {"at-end": "at_end", "paired": "paired", "paused": "paused", "free": "free", "applied": "applied",
               "approved": "approved", "extracts-inspected": "extracts_inspected"}


class Written:
    """Of one programme of a district; of all its programmes when none is named."""

    def __init__(self, block: dict):
        self._district = simulated()["districts"][block["district"]]
        self._programme = block["programme"]
        programmes = self._district["programmes"]
        self._of = [programmes[each] for each in ([self._programme] if self._programme else programmes)
                    if each in programmes]

    def tell(self, row: str, expected: dict | list) -> dict | None:
        """Nothing when it has no word of the row; only what it has a word of."""
        finds = _ROWS.get(row)
        # Sessions are written down of a programme that counts nothing else, too.
        return finds(self, expected) if finds and (self._of or row == "sessions") else None

    def _sum(self, *path: str) -> int:
        return sum(_at(each, path) for each in self._of)

    def _counts(self, *path: str) -> Counter:
        return sum((Counter(_at(each, path)) for each in self._of), Counter())

    def first_day(self, _) -> dict:
        return {"waiting": self._sum("waiting_before"), "pairs": self._sum("pairs_before")}

    def by_source(self, _) -> dict:
        return {"all": self._sum("requests"), **self._counts("requests_by_source")}

    def by_municipality(self, expected: dict) -> dict:
        return joined(self._counts("requests_by_municipality"), expected)

    def by_month(self, _) -> dict:
        return self._counts("requests_by_month")

    def outcomes(self, _) -> dict:
        told = {key: self._sum("outcomes", name) for key, name in _OUTCOMES.items()}
        return told | {"withdrew": self._sum("outcomes", "withdrew") + told["no-capacity"]}

    def pairs(self, _) -> dict:
        return {"matched": self._sum("outcomes", "matched"), "ended": sum(self._counts("endings").values()),
                "last-day": self._sum("pairs_at_end")}

    def endings(self, _) -> dict:
        return self._counts("endings")

    def ended(self, expected: dict) -> dict:
        return {key: self._counts("endings")[key] for key in expected}

    def became(self, _) -> dict:
        return self._counts("became")

    def days(self, _) -> dict:
        (only,) = self._of
        return {"median": only["days_to_first_meeting"]["median"]}

    def days_of_all(self, expected: dict) -> dict:
        (only,) = self._of
        told = {"median": only["days_to_first_meeting"]["median"], "ninth-decile": only["days_to_first_meeting"]["p90"]}
        return {key: told[key] for key in expected}

    def languages(self, expected: dict) -> dict:
        return {key: self._counts("requests_by_language")[key] for key in expected}

    def languages_percent(self, expected: dict) -> dict:
        return {key: count * 100 / max(self._sum("requests"), 1) for key, count in self.languages(expected).items()}

    def volunteers(self, expected: dict) -> dict:
        return {key: self._sum("volunteers", name) for key, name in _VOLUNTEERS.items() if key in expected}

    def drop_out(self, expected: dict) -> dict:
        proposals, matched = max(self._sum("proposals"), 1), max(self._sum("outcomes", "matched"), 1)
        declined = self._counts("proposals_declined_by")
        told = {"volunteers-declined": declined["VOLUNTEER"] * 100 / proposals,
                "participants-declined": declined["PARTICIPANT"] * 100 / proposals,
                "first-meetings-failed": self._sum("first_meetings_failed") * 100 / matched,
                "ended-within-three-months": self._sum("ended_within_three_months") * 100 / matched,
                "check-ins-answered": self._sum("check_ins") * 100 / max(self._asked(), 1)}
        return {key: told[key] for key in expected}

    def _asked(self) -> int:
        """How often pairs were asked in the year how it goes: after two weeks in their first month, then monthly."""
        first, last = (date.fromisoformat(simulated()[end]) for end in ("from", "to"))
        asked = 0
        for match in self._district["happened"]["matches"]:
            if not match["held"] or self._programme not in ("", match["programme"]):
                continue
            held = date.fromisoformat(match["held"])
            until = min(last, date.fromisoformat(match["ended"]["on"]) if match["ended"] else last)
            on = held + timedelta(days=14)
            while on <= until:
                asked += on >= first
                on += timedelta(days=14 if (on - held).days < 30 else 30)
        return asked

    def places(self, _) -> dict:
        left = self._counts("left_groups")
        given, gone = self._sum("placed"), sum(left.values())
        return {"given": given, "left": gone, "staying": given - gone, **left}

    def days_to_place(self, _) -> dict:
        """Of each the first place."""
        happened = self._district["happened"]
        submitted = {request["key"]: request["submitted"] for request in happened["requests"]}
        first: dict[str, str] = {}
        for place in happened["places"]:
            if place["programme"] == self._programme:
                first[place["request"]] = min(place["since"], first.get(place["request"], place["since"]))
        waits = [(date.fromisoformat(since) - date.fromisoformat(submitted[key])).days for key, since in first.items()]
        return {"median": statistics.median(waits)}

    def groups(self, expected: dict) -> dict:
        held = [group for each in self._of for group in each["group_sessions"].values()]
        sessions = sum(group["sessions"] for group in held)
        told = {"all": len(held), "this-year": sum(1 for group in held if group["sessions"]), "sessions": sessions,
                "mothers-per-session": sum(group["mothers"] for group in held) / max(sessions, 1),
                "children-per-session": sum(group["children"] for group in held) / max(sessions, 1)}
        return {key: told[key] for key in expected}

    def sessions_by_group(self, _) -> dict:
        return {name: group["sessions"] for each in self._of for name, group in each["group_sessions"].items()}

    def organisations_trained(self, _) -> dict:
        return {"in-year": self._sum("organisations_trained", "in_year"),
                "to-date": self._sum("organisations_trained", "to_date")}

    def sessions(self, _) -> dict:
        kinds = sum((Counter(of) for programme, of in self._district["sessions"].items()
                     if self._programme in ("", programme)), Counter())
        of_groups = sum(group["sessions"] for each in self._of for group in each["group_sessions"].values())
        return Counter({kind.replace("_", "-"): count for kind, count in kinds.items()}) + Counter(
            {"group-session": of_groups})


def joined(counts: dict[str, int], expected: dict) -> dict:
    """Counts under the keys agreed; those that none of them names stand for themselves."""
    parts = {key: [key] if key in counts else key.split("+") for key in expected}
    named = {part for each in parts.values() for part in each}
    told = {key: sum(counts.get(part, 0) for part in each) for key, each in parts.items()}
    return told | {key: count for key, count in counts.items() if key not in named}


def _at(found: dict, path: tuple[str, ...]):
    for name in path:
        found = found[name]
    return found


_ROWS: dict[str, Callable[[Written, dict | list], dict]] = {
    "first-day": Written.first_day,
    "requests-by-source": Written.by_source,
    "requests-by-municipality": Written.by_municipality,
    "requests-by-month": Written.by_month,
    "requests-by-intake": Written.by_month,
    "outcomes": Written.outcomes,
    "pairs": Written.pairs,
    "endings": Written.endings,
    "ended": Written.ended,
    "became": Written.became,
    "days-to-first-meeting": Written.days_of_all,
    "days-from-intake": Written.days,
    "languages": Written.languages,
    "languages-percent": Written.languages_percent,
    "volunteers": Written.volunteers,
    "drop-out-percent": Written.drop_out,
    "places": Written.places,
    "days-to-place": Written.days_to_place,
    "groups": Written.groups,
    "sessions-by-group": Written.sessions_by_group,
    "sessions": Written.sessions,
    "organisations-trained": Written.organisations_trained,
}
