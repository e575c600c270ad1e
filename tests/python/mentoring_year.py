"""Looks for what career mentoring shows of the simulated year beside its figures: its intakes, and that nobody whose pair
came to a good end is still to be asked what became of her.

As a program: tells each case on a line of JSON, and ends with 0 whatever it found.
"""

from collections import Counter

import last_morning
from last_morning import Case, Missing, tell
from reflected import named

DISTRICT, PROGRAMME = "vaestoliitto", "career-mentoring"


def ask(name: str, **fields):
    return last_morning.ask(name, district=DISTRICT, **fields)


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


def nobody_to_ask() -> str:
    # Of whom it is told, nobody is asked; of whom it is not, the match did not come to a good end.
    due = Counter(named(each, "kind") for each in ask("MatchesService/ListMatchesDue").due)
    expect("to ask", due["MATCH_DUE_KIND_OUTCOME_MISSING"], 0)
    return "of every completed pair it is told"


CASES = [
    Case("its intakes found 24 and 20 pairs", intakes),
    Case("of completed pairs the outcome is known", nobody_to_ask),
]


if __name__ == "__main__":
    tell(CASES)
