"""Register rows in the workbook: how they read to this person, and what an import says of them in words."""

from collections.abc import Iterable
from typing import Any

from assessments.forms.rows import row_form
from assessments.models import Report
from assessments.queries.reports import Sheet
from assessments.queries.rows import worded
from assessments.registers import RowKind
from assessments.services.report_import_rows import PREFIX
from assessments.services.returns import open_cells
from assessments.services.rows import RowRefused
from assessments.workbooks.row_layout import RowPage, row_pages
from assessments.workbooks.row_writing import headings
from assessments.workbooks.writing import row_sheet_name
from talentportal.core import formats
from talentportal.core.models import ImportRow

from .timeline_words import Change
from .workbook_words import Difference, Mistake


def row_sheets(sheet: Sheet, user: Any, *, is_open: bool = True) -> list[RowPage]:
    """The sheets of rows of a report, known rows in the words of the page."""
    labels: dict[tuple[str, int], str] = {}
    for part in sheet.parts:
        for kind in part.kinds:
            views = [view for view in part.rows.get(kind.code, []) if view.is_known]
            for view, row in zip(views, worded(kind.reads, [v.row for v in views], user), strict=True):
                day = formats.day(row.on) if row.on else ""
                labels[kind.code, view.row_id] = " · ".join(text for text in (row.label, day, row.detail) if text)
    return row_pages(sheet, open_cells(sheet.report), labels, is_open=is_open)


def is_row(row: ImportRow) -> bool:
    return row.sheet.startswith(PREFIX)


def cleaned_row(report: Report, kind: RowKind, said: dict[str, str], row: Any) -> dict[str, Any]:
    """Values of the page's form from the texts of a workbook."""
    form = row_form(kind, report)({name: text for name, text in said.items() if text}, instance=row)
    if not form.is_valid():
        raise RowRefused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    return {name: form.cleaned_data[name] for name in kind.fields}


def row_mistakes(pages: Iterable[RowPage], rows: Iterable[ImportRow]) -> list[Mistake]:
    by_code = {page.code: page for page in pages}
    found = []
    for row in rows:
        page = by_code[row.sheet]
        for slot, message in row.faults:
            column = page.column_of(slot.partition("/")[2])
            cell = f"{chr(65 + column)}{row.number}"
            typed = row.values.get(slot) or formats.NOTHING
            heading = headings(page)[column - 1]
            name = row_sheet_name(page)
            found.append(Mistake(row.sheet, name, cell, str(page.kind.name), heading, typed, message))
    return found


def row_differences(pages: Iterable[RowPage], rows: Iterable[ImportRow]) -> list[Difference]:
    by_code = {page.code: page for page in pages}
    found = []
    for row in rows:
        if row.after and (page := by_code.get(row.sheet)):
            found.append(Difference(row.sheet, row_sheet_name(page), row.number, _changes(page, row)))
    return found


def _changes(page: RowPage, row: ImportRow) -> list[Change]:
    heads = dict(page.columns)
    words = {
        name: dict(slot.choices) for line in reversed(page.lines) for name, slot in line.slots.items() if slot.choices
    }

    def said(name: str, text: str) -> str:
        return words.get(name, {}).get(text, text) or formats.NOTHING

    return [
        Change(heads[name], said(name, row.before.get(name, "")), said(name, text))
        for name, text in row.after.items()
        if text or row.before.get(name)
    ]
