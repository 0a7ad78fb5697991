"""What a check reads and what it answers."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import ReportSection
from assessments.queries.check_facts import Facts, PersonFacts, read_facts, read_persons
from assessments.queries.reports import Line, Sheet

from .rules import BLOCKS, RULES, said

HINT = "hint"  # rule and severity of what is only unusual


class Finding(NamedTuple):
    """One thing to put right. `part` is the field of the line: value, ticks, agreed, reason or file; a row of a
    register is named by `kind` and `row_id`."""

    rule: str
    message: str
    section: str = ""
    indicator: str = ""
    part: str = ""
    kind: str = ""
    row_id: int | None = None

    @property
    def severity(self) -> str:
        """Whether it blocks the report, asks for a reason or, as a hint, for a second look; what stands outside the 26
        rules blocks."""
        if self.rule == HINT:
            return HINT
        if self.rule in RULES:
            return RULES[self.rule].severity
        return "reason" if self.part == "reason" else BLOCKS

    @property
    def needs_reason(self) -> bool:
        return self.severity != BLOCKS

    def is_open(self, sheet: Sheet) -> bool:
        """Whether the unit can put it right: what a return left closed it cannot."""
        if self.row_id is not None:
            return sheet.cells.allows_row(self.section, self.kind, self.row_id)
        if self.indicator and self.part != "note":
            return sheet.cells.allows_field(self.section, f"{self.indicator}-{self.part}")
        return self.part != "nothing" or sheet.cells.allows_field(self.section, "has_nothing")

    @property
    def anchor(self) -> str:
        """The place on the page of its section."""
        if self.part == "why":
            return f"id_{self.indicator}-why"
        if self.row_id is not None:
            return f"row-{self.kind}-{self.row_id}"
        return f"line-{self.indicator}" if self.indicator else ""


@dataclass
class Case:
    """A report as it is checked: its sheet, and what only the checks ask of the database, read when first asked."""

    sheet: Sheet
    at: dt.datetime | None = None

    @cached_property
    def facts(self) -> Facts:
        return read_facts(self.sheet.report)

    @cached_property
    def persons(self) -> PersonFacts:
        rows = [view.row for kind in ("expert", "talent", "contact") for _part, view in rows_of(self, kind)]
        people = {row.expert_id for row in rows if getattr(row, "expert_id", None)}
        return read_persons(self.sheet.report, people)


Check = Callable[[Case], Iterator[Finding]]
LineCheck = Callable[[Line], Iterator[Finding]]


def on_line(line: Line, rule: str, part: str, message: str = "", **values: Any) -> Finding:
    return Finding(rule, message or said(rule, **values), line.section, line.code, part)


def own_sections() -> dict[str, str]:
    """Names of the sections that belong to no group of indicators."""
    return {
        ReportSection.HEADER: _("Header"),
        ReportSection.DEPARTURES: _("Departures and moves"),
        ReportSection.TEXTS: _("Highlights, problems and plans"),
        ReportSection.SELF: _("Self-score and statement"),
    }


def part_name(part: Any) -> str:
    return own_sections()[part.code] if part.group is None else part.group.name


def rows_of(case: Case, kind: str) -> Iterator[tuple[Any, Any]]:
    """The rows of one kind in the report, each with its section."""
    for part in case.sheet.parts:
        for view in getattr(part, "rows", {}).get(kind, ()):
            yield part, view


def on_row(part: Any, view: Any, rule: str, field: str, **values: Any) -> Finding:
    return Finding(rule, said(rule, **values), part.code, "", field, view.kind, view.row_id)
