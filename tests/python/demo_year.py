"""Looks for the figures agreed for the simulated year (`demo_year.toml`), row by row: in what services tell, and in what the
simulator wrote down. A row holds when nobody who can tell of it tells otherwise, and somebody does.

As a program: tells each row on a line of JSON, and ends with 0 whatever it found.
"""

import tomllib
from pathlib import Path
from typing import Callable, NamedTuple

import year_ledger
import year_told
from last_morning import Case, Missing, tell

AGREED = Path(__file__).with_name("demo_year.toml")
# By what a block of the file is found; everything else in it is a row.
PLACE = ("district", "programme", "from", "winter-break-week")

Near = Callable[[float, float], bool]


def exactly(expected: float, found: float) -> bool:
    return expected == found


def within(percent: int) -> Near:
    return lambda expected, found: abs(found - expected) * 100 <= percent * expected


def points(difference: float) -> Near:
    return lambda expected, found: abs(found - expected) <= difference


# Counts are exact, unless a row is named here; of one key, by row and key.
NEAR: dict[str, Near] = {
    "requests-by-month": points(0.999),
    "days-to-first-meeting median": within(10),
    "days-to-first-meeting ninth-decile": within(15),
    "days-from-intake": within(10),
    "days-to-place median": within(10),
    "days-to-approval": within(10),
    "languages-percent": points(2),
    "drop-out-percent": points(2),
    "groups mothers-per-session": points(0.05),
    "groups children-per-session": points(0.05),
}


class Row(NamedTuple):
    """What was agreed of one thing: by key, or as a list."""

    name: str
    expected: dict | list

    def near(self, key: str) -> Near:
        return NEAR.get(f"{self.name} {key}") or NEAR.get(self.name) or exactly

    def check(self, tellers: dict[str, dict | list | None]) -> str:
        """What is told of it, by who tells. A teller who tells of something else than was agreed differs as well."""
        told = {who: answer for who, answer in tellers.items() if answer is not None}
        if isinstance(self.expected, list):
            wrong = [f"{who} {answer}" for who, answer in told.items() if answer != self.expected]
            if wrong or not told:
                raise Missing(f"expected {self.expected}, {', '.join(wrong) or 'and nobody tells'}")
            return ", ".join(self.expected)
        wrong = [difference for key in self._keys(told) for difference in self._differences(key, told)]
        if wrong:
            raise Missing("; ".join(wrong))
        first = {key: answer[key] for answer in reversed(told.values()) for key in answer}
        return ", ".join(f"{key} {_number(first[key])}" for key in self.expected)

    def _keys(self, told: dict[str, dict]) -> list[str]:
        return list(dict.fromkeys([*self.expected, *(key for answer in told.values() for key in answer)]))

    def _differences(self, key: str, told: dict[str, dict]) -> list[str]:
        found = {who: answer[key] for who, answer in told.items() if key in answer}
        if key not in self.expected:
            return [f"{key}: not expected, {who} {_number(value)}" for who, value in found.items() if value]
        expected = self.expected[key]
        if not found:
            return [f"{key}: expected {_number(expected)}, and nobody tells"]
        if isinstance(expected, str):
            agree = all(value == expected for value in found.values())
        else:
            agree = all(value is not None and self.near(key)(expected, value) for value in found.values())
        seen = ", ".join(f"{who} {_number(value)}" for who, value in found.items())
        return [] if agree else [f"{key}: expected {_number(expected)}, {seen}"]


def _number(value) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def rows(block: dict, agreed: dict) -> list[Row]:
    found = []
    for name, expected in block.items():
        if name in PLACE:
            continue
        if expected is True:
            # As busy as each month is; a whole person more or less.
            all_of_year = block["requests-by-source"]["all"]
            index = agreed["month-index"]
            expected = {f"{agreed['first'][:4]}-{month:02}": all_of_year * share / sum(index)
                        for month, share in enumerate(index, 1)}
        found.append(Row(name, expected))
    return found


def cases() -> list[Case]:
    agreed = tomllib.loads(AGREED.read_text(encoding="utf-8"))
    period = agreed["first"], agreed["last"]
    found = []
    for block in agreed["of"]:
        place = f"{block['district']} {block['programme']}".strip()
        services = year_told.Told(block, period)
        ledger = year_ledger.Written(block)
        for row in rows(block, agreed):
            def look(row=row, services=services, ledger=ledger) -> str:
                return row.check({"services": services.tell(row.name, row.expected),
                                  "ledger": ledger.tell(row.name, row.expected)})
            found.append(Case(f"{place}: {row.name}", look))
    return found


if __name__ == "__main__":
    tell(cases())
