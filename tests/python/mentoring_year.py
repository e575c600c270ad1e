"""Looks for the figures of career mentoring in the simulated year: who came by each intake, the pairs, what became of them.

As a program: tells each case on a line of JSON, and ends with 0 whatever it found.
"""

from collections import Counter

import last_morning
from last_morning import Case, Missing, tell
from reflected import named

DISTRICT, PROGRAMME = "vaestoliitto", "career-mentoring"
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}
BECAME = {"own-field": 17, "other-work": 9, "study": 7, "unchanged": 8}


def ask(name: str, **fields):
    return last_morning.ask(name, district=DISTRICT, **fields)


def figures(group_by: str = "UNSPECIFIED", **period) -> dict:
    told = ask("FiguresService/GetFigures", programme_id=PROGRAMME, group_by=f"GROUP_BY_{group_by}", **(period or YEAR))
    return {(figure.indicator_id, figure.group): figure.value for figure in told.figures}


def expect(what: str, seen, expected) -> None:
    if seen != expected:
        raise Missing(f"{what}: {seen}, and not {expected}")


def intakes() -> str:
    paired, without = [], 0
    for code in ("2025-01", "2025-08"):
        members = ask("MatchesService/GetCohort", programme_id=PROGRAMME, cohort_code=code).members
        paired.append(sum(1 for member in members if member.match_id))
        without += sum(1 for member in members if not member.match_id)
    expect("paired by intake", paired, [24, 20])
    # Whoever is outside the target group never waited.
    expect("without a pair", without, 30 - 7)
    return f"{paired[0]} + {paired[1]} paired, {without} waited in vain"


def mentees() -> str:
    year = figures()
    expect("mentees", year["requests", ""], 74)
    expect("Finnish or degree missing", year["target-group-outside", ""], 7)
    expect("no mentor in the profession, or withdrew", year["withdrew", ""], 19 + 4)
    by_month = figures("MONTH")
    expect("by intake", [by_month["requests", month] for month in ("2025-01", "2025-08")], [43, 31])
    return "74 mentees, 43 in January and 31 in August"


def pairs() -> str:
    eve = figures(**{"from": "2024-12-31", "to": "2024-12-31"})["matches-active", ""]
    year = figures()
    expect("pairs", [eve, year["matched", ""], year["endings", ""], year["matches-active", ""]], [21, 44, 45, 20])
    expect("mentors", year["volunteers-active", ""], 61)
    return "21 + 44 - 45 = 20 pairs, 61 mentors"


def outcomes() -> str:
    became = {group: value for (indicator, group), value in figures("OUTCOME").items() if indicator == "outcomes"}
    expect("what became of them", became, BECAME)
    expect("in all", figures()["outcomes", ""], 41)
    # Of whom it is told, nobody is asked; of whom it is not, the match did not come to a good end.
    due = Counter(named(each, "kind") for each in ask("MatchesService/ListMatchesDue").due)
    expect("to ask", due["MATCH_DUE_KIND_OUTCOME_MISSING"], 0)
    return "41 completed: " + ", ".join(f"{count} {code}" for code, count in BECAME.items())


CASES = [
    Case("career mentoring had 74 mentees", mentees),
    Case("its intakes found 24 and 20 pairs", intakes),
    Case("its pairs went from 21 to 20", pairs),
    Case("of 41 completed pairs the outcome is known", outcomes),
]


if __name__ == "__main__":
    tell(CASES)
