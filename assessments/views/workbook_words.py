"""An import in words: its mistakes by their cells, its changes by their fields."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from assessments.models import Report
from assessments.queries.reports import Sheet
from assessments.queries.timeline import Told
from assessments.services.report_imports import SECTION
from assessments.workbooks.layout import ANSWER, pages
from assessments.workbooks.writing import COLUMN_OF, headings
from talentportal.core import formats
from talentportal.core.models import ImportRow

from . import report_rows
from .timeline_words import Change, changes


class Mistake(NamedTuple):
    """One cell to put right: where it is in the workbook, what it belongs to, what was typed."""

    section: str
    heading: str
    cell: str
    label: str
    column: str
    typed: str
    message: str


class Difference(NamedTuple):
    """What one row of the workbook changes in the report."""

    section: str
    heading: str
    number: int
    changes: list[Change]


def mistakes(sheet: Sheet, rows: Iterable[ImportRow]) -> list[Mistake]:
    places = _places(sheet)
    names = {part.code: report_rows.heading(part) for part in sheet.parts}
    found = []
    for row in rows:
        for slot, message in row.faults:
            label, column = places.get((row.sheet, slot), (slot, COLUMN_OF[ANSWER]))
            cell = f"{chr(65 + column)}{row.number}"
            typed = row.values.get(slot) or formats.NOTHING
            found.append(Mistake(row.sheet, names[row.sheet], cell, label, headings()[column], typed, message))
    return found


def _places(sheet: Sheet) -> dict[tuple[str, str], tuple[str, int]]:
    return {
        (page.part.code, slot.name): (row.label, COLUMN_OF[column])
        for page in pages(sheet)
        for row in page.rows
        for column, slot in row.slots
    }


def differences(sheet: Sheet, rows: Iterable[ImportRow]) -> list[Difference]:
    names = {part.code: report_rows.heading(part) for part in sheet.parts}
    told = _told(sheet)
    return [
        Difference(row.sheet, names[row.sheet], row.number, list(changes(_pairs(row), told)))
        for row in rows
        if row.after and row.number != SECTION
    ]


def field_names(sheet: Sheet, fields: Iterable[tuple[str, str]]) -> list[str]:
    """Fields of sections as people call them."""
    told = _told(sheet)
    names = {part.code: report_rows.heading(part) for part in sheet.parts}
    found = []
    for section, name in fields:
        (change,) = changes({"changed": {name: [None, None]}}, told)
        found.append(f"{names[section]} · {change.label}")
    return found


def _pairs(row: ImportRow) -> dict[str, Any]:
    return {"changed": {name: [row.before.get(name), value] for name, value in row.after.items()}}


def _told(sheet: Sheet) -> Told:
    groups = {part.code: part.group for part in sheet.parts if part.group is not None}
    return Told([], {line.code: line.indicator for line in sheet.lines}, groups, {})


def file_name(report: Report) -> str:
    """Short and plain, as programs of all kinds keep it."""
    return f"{report.period.code}-{report.township.code}.xlsx"
