"""The nil report (零报告): a unit says in one step that nothing happened in its quarter.

It is checked and signed like any other report, and therefore something else than a missing one.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Report, ReportSection
from assessments.queries.reports import Line, Part, Sheet

from .returns import OpenCells
from .sections import lock_for_changes, save_section
from .sheets import read_sheet


class SomethingToReport(Exception):
    """The quarter was not without events; the message says what stands against it."""


def why_not_nothing(sheet: Sheet) -> str | None:
    """What stands against a nil report; None where nothing does."""
    if isinstance(sheet.cells, OpenCells) and not sheet.cells.is_all:
        return _("Only what the district returned is open; everything else stays as it was accepted.")
    if n := sum(len(views) for part in sheet.parts for views in part.rows.values()):
        return _("There is something to report: rows of this quarter: %(n)s.") % {"n": n}
    told = [line for line in sheet.moving_lines if line.value or line.suggestion]
    if told:
        names = "、".join(line.indicator.name for line in told)
        return _("There is something to report: %(names)s.") % {"names": names}
    return None


@transaction.atomic
def report_nothing(report: Report, *, by: Any, at: dt.datetime) -> None:
    """Answer every open question of the report with nothing: zero, no change, the register is right. What was answered
    already stays; a section that still lacks something (a contact) stays incomplete."""
    report = lock_for_changes(report, by=by, at=at)
    sheet = read_sheet(report, at=at)
    if reason := why_not_nothing(sheet):
        raise SomethingToReport(reason)
    for part in sheet.parts:
        if not part.row.is_complete:
            values, complete = _nothing_in(sheet, part)
            said = {"version": part.row.version, "is_complete": complete, "by": by, "at": at}
            save_section(report, part.code, values, **said)


def _nothing_in(sheet: Sheet, part: Part) -> tuple[dict[str, Any], bool]:
    """What the section says then, and whether it is complete with it."""
    if part.code == ReportSection.DEPARTURES:
        return {"has_nothing": True}, True
    if part.code == ReportSection.HEADER:
        stored = (sheet.report.contact_name, sheet.report.contact_phone)
        name, phone = (own or account for own, account in zip(stored, sheet.contact, strict=True))
        return {"contact_name": name, "contact_phone": phone}, bool(name and phone)
    return {line.code: values for line in part.lines if (values := _nothing_of(line, part))}, True


def _nothing_of(line: Line, part: Part) -> dict[str, Any]:
    if line.shape == "ticks":  # posts stand whether anything happened or not
        return {} if part.row.version else {"ticks": list(line.suggested_ticks)}
    if line.is_filled:
        return {}
    return {"is_agreed": True} if line.shape == "confirm" else {"value": 0}
