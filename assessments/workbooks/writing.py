"""Writing the quarter: a sheet for each section, locked where nothing is to be filled, and a hidden one that says
which report this is and what stood in every cell.

A workbook that was read with mistakes is written again with what was typed, the wrong cells coloured and explained.
"""

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, Protocol

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.queries.reports import Line, Part, Sheet
from talentportal.core.workbooks.columns import CHOICE, KIND_MARK, NUMBER
from talentportal.core.workbooks.writing import Lists

from .layout import ANSWER, KIND, REASON, VERSION, Page, Row, Slot, pages
from .row_layout import RowPage
from .row_writing import Cell, write_rows

FONT = "Microsoft YaHei"
WIDTHS = (4, 7, 36, 8, 16, 14, 22, 36, 44)
KEY, ANSWER_COLUMN, REASON_COLUMN = 0, 6, 7
COLUMN_OF = {ANSWER: ANSWER_COLUMN, REASON: REASON_COLUMN}
NAME_LENGTH = 31  # a program reads no longer name of a sheet
Texts = Mapping[tuple[str, str], str]  # by section and slot


class Words(Protocol):
    """How pages call a section and write the register's figure of a line."""

    def heading(self, part: Part) -> str: ...
    def register_figure(self, line: Line) -> str: ...


class Filled(NamedTuple):
    """What somebody typed, and what is wrong with it, by section and slot."""

    typed: Texts = {}
    faults: Texts = {}


def write(
    sheet: Sheet,
    words: Words,
    row_sheets: Sequence[RowPage] = (),
    *,
    title: str,
    is_open: bool,
    at: dt.datetime,
    filled: Filled | None = None,
) -> bytes:
    """The report as it stands; with `filled` what was typed stands over it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_calc_mode("manual")
    formats = _formats(book)
    _cover(book, formats, title, is_open)
    made = pages(sheet, is_open=is_open)
    filled, lists = filled or Filled(), Lists(book)

    def cell(target: Any, row: int, column: int, section: str, slot: Slot) -> None:
        _cell(target, row, column, section, slot, filled, formats, lists)

    for page in made:
        _section(book, page, words, formats, cell)
    for rows in row_sheets:
        write_rows(book, rows, row_sheet_name(rows), formats, cell)
    lists.write()
    _mark(book, sheet, made, words, at, row_sheets)
    book.close()
    return target.getvalue()


def row_sheet_name(page: RowPage) -> str:
    return sheet_name(f"{page.section} {page.kind.name}")


def sheet_name(heading: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", heading)[:NAME_LENGTH].strip()


def headings() -> list[str]:
    return [
        "", _("No."), _("Item"), _("Unit of measure"), _("Register"), _("Approved this year"),
        _("Answer for this quarter"), _("Reason or remark"), _("How to fill in"),
    ]  # fmt: skip


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    line = {**base, "border": 1, "border_color": "#B8C4D0"}
    opened = {**line, "locked": False, "bg_color": "#FFFBE6"}
    wrong = {"bg_color": "#FBE0DC", "font_color": "#8A1C10", "border_color": "#C0392B"}
    shapes = {
        "head": {**line, "bold": True, "bg_color": "#E8EEF4"},
        "fixed": {**line, "font_color": "#44505C"},
        "title": {**base, "bold": True, "font_size": 14},
        "plain": base,
        "text": {**opened, "num_format": 49},
        NUMBER: {**opened, "num_format": "General", "align": "right"},
        "text-": {**line, "num_format": 49, "font_color": "#44505C"},
        f"{NUMBER}-": {**line, "num_format": "General", "align": "right", "font_color": "#44505C"},
    }
    shapes |= {f"{name}!": {**shapes[name], **wrong} for name in ("text", NUMBER, "text-", f"{NUMBER}-")}
    return {name: book.add_format(shape) for name, shape in shapes.items()}


def _cover(book: Any, formats: dict[str, Any], title: str, is_open: bool) -> None:
    sheet = book.add_worksheet(_("How to fill in"))
    sheet.set_column(0, 0, 96)
    sheet.write_string(0, 0, title, formats["title"])
    lines = [
        _("Fill in the yellow cells only; the others are locked. Every sheet is a section of the report."),
        _("At the end of each sheet choose whether the section is complete; a complete section is checked as a whole."),
        _("Add no rows, merge no cells and write no formulas: such a workbook is not read."),
        _(
            "Save it as .xlsx and upload it on the page of the report. "
            "Nothing is written before you have seen every change."
        ),
    ]
    if not is_open:
        lines = [_("The report takes no changes now; this workbook is for reading.")]
    for row, text in enumerate(lines, 1):
        sheet.write_string(row, 0, text, formats["plain"])
    sheet.protect()


def _section(book: Any, page: Page, words: Words, formats: dict[str, Any], cell: Cell) -> None:
    sheet = book.add_worksheet(sheet_name(words.heading(page.part)))
    sheet.freeze_panes(1, 3)
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width, None, {"hidden": True} if index == KEY else {})
    for index, text in enumerate(headings()):
        sheet.write_string(0, index, text or "_", formats["head"])
    for number, row in enumerate(page.rows, 1):
        sheet.write_string(number, KEY, row.key)
        for index, text in enumerate(_told(row, words), 1):
            sheet.write_string(number, index, text, formats["fixed"])
        sheet.write_string(number, len(WIDTHS) - 1, row.hint, formats["fixed"])
        for column, index in COLUMN_OF.items():
            slot = row.answer if column == ANSWER else row.reason
            if slot is None:
                sheet.write_blank(number, index, None, formats["fixed"])
            else:
                cell(sheet, number, index, page.part.code, slot)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _told(row: Row, words: Words) -> list[str]:
    """What stands before the cells to fill: number, item, unit, register, the year so far."""
    line = row.line
    if line is None:
        return [row.code, row.label, "", "", ""]
    if row.answer is not None and row.answer.name.endswith("-self"):
        return [row.code, row.label, _("points"), words.register_figure(line), ""]
    before = _plain(line.before) if line.is_year_to_date else ""
    return [row.code, row.label, line.indicator.unit, words.register_figure(line), before]


def _cell(
    sheet: Any,
    row: int,
    index: int,
    section: str,
    slot: Slot,
    filled: Filled,
    formats: dict[str, Any],
    lists: Lists,
) -> None:
    typed = filled.typed.get((section, slot.name))
    fault = filled.faults.get((section, slot.name))
    text = slot.shown if typed is None else typed
    kind = NUMBER if slot.kind == NUMBER else "text"
    shape = formats[kind + ("" if slot.is_open else "-") + ("!" if fault else "")]
    number = _number(text) if slot.kind == NUMBER else None
    if number is not None:
        sheet.write_number(row, index, float(number), shape)
    elif text:
        sheet.write_string(row, index, text, shape)
    else:
        sheet.write_blank(row, index, None, shape)
    if slot.kind == CHOICE and slot.choices:
        rule = {
            "validate": "list",
            "source": lists.source([label for _value, label in slot.choices]),
            "error_type": "warning",
        }
        told = {"error_title": _("Not in the list"), "error_message": _("Choose one of the values in the list.")}
        sheet.data_validation(row, index, row, index, rule | told)
    if fault:
        height = 18 * (2 + len(fault) // 16)
        sheet.write_comment(row, index, fault, {"author": "", "x_scale": 2, "height": height, "font_size": 10})


def _number(text: str) -> Decimal | None:
    """A number that a workbook holds exactly; anything else stays as it was typed."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= 15 and text.isascii() else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _mark(
    book: Any, sheet: Sheet, made: list[Page], words: Words, at: dt.datetime, row_sheets: Sequence[RowPage]
) -> None:
    """The hidden sheet: template, report, versions of the sections, and what stood in every cell."""
    mark = book.add_worksheet(KIND_MARK)
    report = sheet.report
    rows = [
        [KIND, VERSION],
        ["report", str(report.pk), report.period.code, report.township.code],
        ["written", at.isoformat(timespec="seconds"), get_language() or ""],
    ]
    rows += [
        ["section", page.part.code, str(page.part.row.version), sheet_name(words.heading(page.part))] for page in made
    ]
    rows += [
        ["cell", page.part.code, slot.name, slot.text]
        for page in made
        for row in page.rows
        for _column, slot in row.slots
    ]
    rows += [["section", page.code, "0", row_sheet_name(page)] for page in row_sheets]
    rows += [
        ["cell", page.code, slot.name, slot.text]
        for page in row_sheets
        for line in page.lines
        for slot in line.slots.values()
        if slot.text
    ]
    for number, row in enumerate(rows):
        for index, text in enumerate(row):
            if text:
                mark.write_string(number, index, text)
    mark.very_hidden()
