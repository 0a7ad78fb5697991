"""The report as it would stand after an import, so that the checks can be asked before anything is written."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from assessments.models import ReportSection
from assessments.queries.reports import Line, Part, Sheet
from assessments.services.report_imports import COMPLETE, nested


def after_import(sheet: Sheet, changes: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """A copy of the sheet with the changes of each section; the sheet itself stays as it is."""
    report = copy(sheet.report)
    scores = nested(changes.get(ReportSection.SELF, {}))
    parts = []
    for part in sheet.parts:
        values = nested(changes.get(part.code, {}))
        lines = [_line(line, values.get(line.code, {}) | scores.get(line.code, {})) for line in part.lines]
        parts.append(replace(part, row=_row(part, values), lines=lines))
        for name in ("highlights", "problems", "plans", "contact_name", "contact_phone"):
            if name in values:
                setattr(report, name, values[name])
    return replace(sheet, report=report, parts=parts)


def _line(line: Line, values: Mapping[str, Any]) -> Line:
    changed: dict[str, Any] = {name: tuple(value) if name == "ticks" else value for name, value in values.items()}
    return replace(line, **changed)


def _row(part: Part, values: Mapping[str, Any]) -> ReportSection:
    row = copy(part.row)
    if values:
        row.version += 1
        row.is_complete = values.get(COMPLETE, row.is_complete)
        row.has_nothing = values.get("has_nothing", row.has_nothing)
    return row


def changes_of(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What the rows of an import write, by section."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.after and row.number:
            found.setdefault(row.sheet, {}).update(row.after)
    return found
