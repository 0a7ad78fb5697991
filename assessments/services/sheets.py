"""Reading reports together with the figures of the registers: what the form shows and the checks ask."""

import datetime as dt
from collections.abc import Iterable

from assessments.measures import read_figures
from assessments.models import Report
from assessments.queries.reports import Sheet, sheets
from assessments.workflow import EDITABLE

from .acceptance import as_if_accepted
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
    for sheet in found.values():
        _count_claims(sheet, at)
    return found


def _count_claims(sheet: Sheet, at: dt.datetime) -> None:
    """What the registers would say with the rows that the report claims: a unit types no figure twice. Persons are
    left out, for whose they are the district decides."""
    if any(view.is_waiting for part in sheet.parts for views in part.rows.values() for view in views):
        with as_if_accepted(sheet.report, at=at, with_persons=False):
            figures = read_figures(sheet.report.period, [sheet.report.township_id], at=at)
        for line in sheet.lines:
            figure = figures.get((sheet.report.township_id, line.indicator.pk))
            line.claimed = figure.counted if figure is not None else None


def read_sheet(report: Report, *, at: dt.datetime) -> Sheet:
    sheet = read_sheets([report], at=at)[report.pk]
    if report.state in EDITABLE and report.first_submitted_at:
        sheet.cells = open_cells(report)
    return sheet
