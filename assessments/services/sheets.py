"""Reading reports together with the figures of the registers: what the form shows and the checks ask."""

import datetime as dt
from collections.abc import Iterable

from assessments.measures import read_figures
from assessments.models import Report
from assessments.queries.reports import Sheet, sheets
from assessments.workflow import EDITABLE

from .returns import open_cells


def read_sheets(reports: Iterable[Report], *, at: dt.datetime) -> dict[int, Sheet]:
    """The sheets by report id; a fixed number of queries per period. Registers as the district had verified
    them at that moment."""
    by_period: dict[int, list[Report]] = {}
    for report in reports:
        by_period.setdefault(report.period_id, []).append(report)
    found = {}
    for rows in by_period.values():
        figures = read_figures(rows[0].period, [report.township_id for report in rows], at=at)
        found.update({sheet.report.pk: sheet for sheet in sheets(rows, figures, at=at)})
    return found


def read_sheet(report: Report, *, at: dt.datetime) -> Sheet:
    sheet = read_sheets([report], at=at)[report.pk]
    if report.state in EDITABLE and report.first_submitted_at:
        sheet.cells = open_cells(report)
    return sheet
