"""Compares every figure that reporting gives of a district with the same figure counted anew from a ledger."""

import json
import time
import uuid
from pathlib import Path

import grpc

import recount
from installation import method, token
from recount import Figure, Recount
from reflected import Answer, filled

# A count that comes to nothing may be told as nought or left out; a median of nothing has no value.
_NOTHING = (Figure(0, 0, 0), Figure(None, 0, 0))
CAUGHT_UP_WITHIN = 120


class Comparison:
    """Of one installation with one ledger. `differences` are told in words."""

    def __init__(self, ledger: Path):
        told = json.loads(ledger.read_text(encoding="utf-8"))
        self.first, self.last, self.seed = told["from"], told["to"], told["seed"]
        self.until = told["until"]
        self.districts = {district: Recount(facts["happened"]) for district, facts in told["districts"].items()}
        self.compared, self.hidden, self.differences = 0, 0, []

    def of_staff(self) -> None:
        """What the districts' own staff see: over the year, and from the year before until today; of each programme and
        of all, grouped in every way."""
        for district, counted in self.districts.items():
            programmes = ("", *sorted({request["programme"] for request in counted.requests.values()}
                                      | {session["programme"] for session in counted.sessions}))
            for programme in programmes:
                for group_by in recount.GROUPINGS:
                    self._of_staff(district, self.first, self.last, programme, group_by)
            for group_by in recount.GROUPINGS:
                self._of_staff(district, _year_before(self.first), self.until, "", group_by)

    def _of_staff(self, district: str, first: str, last: str, programme: str, group_by: str) -> None:
        fields = {"from": first, "to": last, "programme_id": programme,
                  "group_by": f"GROUP_BY_{group_by or 'UNSPECIFIED'}"}
        told = self._ask(district, "GetFigures", **fields)
        ours = self.districts[district].figures(first, last, programme, group_by)
        theirs = {(each.indicator_id, each.group): each for each in told.figures}
        for place in sorted(ours.keys() | theirs.keys()):
            figure, each = ours.get(place), theirs.get(place)
            where = f"{district} {first}–{last} {programme or 'all'} by {group_by.lower() or 'nothing'} {place}"
            if each is None:
                self._check(where, figure if figure in _NOTHING and group_by not in ("", "MONTH") else None, figure)
                continue
            value = each.value if each.HasField("value") else None
            days = place[0].startswith("days-")
            if figure is None:
                figure = Figure(None if days else 0, 0, 0)
            self._check(where, (value, each.n, each.few),
                        (figure.value, figure.n, figure.few(days, told.smallest_cell)))

    def of_audiences(self, year: int) -> None:
        """What is published of the year, with small cells hidden: what it would be now, and what it was."""
        for district, counted in self.districts.items():
            listed = self._ask(district, "ListPublications", year=year)
            published = [each.indicator_id for each in self._ask(district, "ListIndicators").indicators
                         if each.published]
            for publication in listed.publications:
                preview = self._ask(district, "PreviewPublication", audience=publication.audience, year=year)
                tables = {"preview": preview.cells}
                if publication.revision:
                    tables["published"] = publication.cells
                if publication.approved_cells:
                    tables["approved by one"] = publication.approved_cells
                for kind, cells in tables.items():
                    self._of_audience(f"{district} {kind} {year}", counted, cells, published, preview.smallest_cell)

    def _of_audience(self, where: str, counted: Recount, cells, published: list[str], smallest: int) -> None:
        programmes = {cell.programme_id for cell in cells}
        self._check(f"{where} cells", sorted((cell.programme_id, cell.indicator_id) for cell in cells),
                    sorted((programme, indicator) for programme in programmes for indicator in published))
        ours = {programme: counted.figures(self.first, self.last, programme, "") for programme in programmes}
        for cell in cells:
            figure = ours[cell.programme_id][cell.indicator_id, ""]
            hidden = figure.few(cell.indicator_id.startswith("days-"), smallest)
            self.hidden += hidden
            shown = ("CELL_KIND_SUPPRESSED_PRIMARY", None, 0) if hidden else (
                "CELL_KIND_VALUE", figure.value, figure.n)
            kind = cell.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number[cell.kind].name
            value = cell.value if cell.HasField("value") else None
            self._check(f"{where} {cell.programme_id} {cell.indicator_id}", (kind, value, cell.n), shown)

    def _check(self, where: str, theirs, ours) -> None:
        self.compared += 1
        if theirs != ours:
            self.differences.append(f"{where}: reporting {theirs}, recount {ours}")

    def _ask(self, district: str, name: str, **fields):
        asked = method(f"FiguresService/{name}")
        as_manager = token(district, role="manager", actor=str(uuid.uuid5(uuid.NAMESPACE_URL, district)))
        until = time.monotonic() + CAUGHT_UP_WITHIN
        while True:
            answer: Answer = asked.send(filled(asked.request, **fields), token=as_manager)
            if answer.ok:
                return answer.message
            if answer.code is not grpc.StatusCode.UNAVAILABLE or time.monotonic() > until:
                raise AssertionError(f"{name} {fields}: {answer}")
            time.sleep(0.2)


def _year_before(day: str) -> str:
    return f"{int(day[:4]) - 1}{day[4:]}"
