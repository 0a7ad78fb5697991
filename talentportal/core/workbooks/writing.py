"""Writing workbooks that open right in Excel and WPS and come back unharmed.

Identity numbers, telephones and codes are text, days are days, choices are lists; headings are locked and cells are
open. A hidden sheet names the template and its version. What is wrong in a returned workbook is coloured and told in
a note on the cell. Everything typed is written as text, so nothing is ever taken for a formula.
"""

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .columns import CHOICE, DAY, KIND_MARK, NUMBER, YES_NO, Column, Table

FONT = "Microsoft YaHei"
OPEN_ROWS = 20_000  # as many as the guard reads
INLINE = 250  # signs that a list of choices may have before it needs a sheet of its own
ALLOWED = {"insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True, "format_columns": True}


def template(kind: str, version: str, table: Table) -> bytes:
    """An empty workbook with its columns, and a second sheet that explains them."""
    return write(kind, version, [table], notes=True)


def write(kind: str, version: str, tables: Iterable[Table], *, notes: bool = False) -> bytes:
    """The tables as a workbook that names its template."""
    tables = list(tables)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_calc_mode("manual")
    formats = _formats(book)
    lists = Lists(book)
    for table in tables:
        _sheet(book, table, formats, lists)
    if notes:
        for table in tables:
            _notes(book, table.columns, formats)
    lists.write()
    mark = book.add_worksheet(KIND_MARK)
    mark.write_row(0, 0, [kind, version])
    mark.very_hidden()
    book.close()
    return target.getvalue()


def choices_of(column: Column) -> list[str]:
    if column.kind == YES_NO:
        return [_("yes"), _("no")]
    return [str(label) for _value, label in column.choices]


class Lists:
    """Lists of choices; a long one stands in a hidden sheet, for a cell takes no more than 255 signs."""

    def __init__(self, book: Any) -> None:
        self._book, self._long = book, list[list[str]]()

    def source(self, choices: list[str]) -> Any:
        if len(",".join(choices)) <= INLINE and not any("," in choice for choice in choices):
            return choices
        self._long.append(choices)
        letter = chr(64 + len(self._long))
        return f"=_lists!${letter}$1:${letter}${len(choices)}"

    def write(self) -> None:
        if self._long:
            sheet = self._book.add_worksheet("_lists")
            for column, choices in enumerate(self._long):
                for row, choice in enumerate(choices):
                    sheet.write_string(row, column, choice)
            sheet.very_hidden()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter"}
    opened = {**base, "locked": False}
    wrong = {"bg_color": "#FBE0DC", "font_color": "#8A1C10", "border": 1, "border_color": "#C0392B"}
    made = {
        "head": {
            **base,
            "bold": True,
            "bg_color": "#E8EEF4",
            "border": 1,
            "border_color": "#B8C4D0",
            "text_wrap": True,
        },
        "text": {**opened, "num_format": "@"},
        DAY: {**opened, "num_format": "yyyy-mm-dd", "align": "left"},
        NUMBER: {**opened, "num_format": "General"},
        "note": {**base, "text_wrap": True, "valign": "top"},
    }
    made |= {f"{name}!": {**made[name], **wrong} for name in ("text", DAY, NUMBER)}
    return {name: book.add_format(shape) for name, shape in made.items()}


def _sheet(book: Any, table: Table, formats: dict[str, Any], lists: Lists) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 30)
    last = max([OPEN_ROWS, *(number for number, _values in table.rows)])
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width, formats[_format_of(column)])
        sheet.write_string(0, index, column.heading, formats["head"])
        if rule := _rule(column, lists):
            sheet.data_validation(1, index, last - 1, index, rule)
    for number, values in table.rows:
        for index, column in enumerate(table.columns):
            mark = table.marks.get((number, column.name))
            _cell(sheet, number - 1, index, column, values.get(column.name, ""), mark, formats)
    sheet.protect("", ALLOWED)


def _format_of(column: Column) -> str:
    return column.kind if column.kind in (DAY, NUMBER) else "text"


def _cell(
    sheet: Any, row: int, index: int, column: Column, text: str, mark: str | None, formats: dict[str, Any]
) -> None:
    shape = formats[_format_of(column) + ("!" if mark else "")]
    value = _value(column, text)
    if isinstance(value, dt.date):
        sheet.write_datetime(row, index, value, shape)
    elif isinstance(value, Decimal):
        sheet.write_number(row, index, float(value), shape)
    elif text:
        sheet.write_string(row, index, text, shape)
    else:
        sheet.write_blank(row, index, None, shape)
    if mark:
        lines = 2 + len(mark) // 16
        sheet.write_comment(row, index, mark, {"author": "", "x_scale": 2, "height": 18 * lines, "font_size": 10})


def _value(column: Column, text: str) -> Any:
    """A day or a number where the text is one that a workbook holds exactly; else the text as it is."""
    if column.kind == DAY:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            return text
        return day if day.year >= 1901 else text
    if column.kind == NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        return number if number.is_finite() and len(number.as_tuple().digits) <= 15 else text
    return text


def _rule(column: Column, lists: Lists) -> dict[str, Any] | None:
    """What the program itself asks of a cell; anything else is let through and told when the workbook is read."""
    if column.kind in (CHOICE, YES_NO):
        return {
            "validate": "list",
            "source": lists.source(choices_of(column)),
            "error_title": _("Not in the list"),
            "error_message": _("Choose one of the values in the list."),
        }
    if column.kind == DAY:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": dt.date(1901, 1, 1),
            "error_title": _("Not a day"),
            "error_message": _("Write the day as 2014-10-31."),
        }
    return None


def _notes(book: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    """One line for each column: what it is, whether it must be filled, how it is written."""
    sheet = book.add_worksheet(_("How to fill in"))
    for index, (heading, width) in enumerate(
        ((_("Column"), 24), (_("Required"), 10), (_("How it is written"), 40), (_("Meaning"), 50))
    ):
        sheet.set_column(index, index, width, formats["note"])
        sheet.write_string(0, index, heading, formats["head"])
    for row, column in enumerate(columns, 1):
        must = _("yes") if column.is_required else _("no")
        for index, text in enumerate((str(column.label), must, _written(column), str(column.help))):
            sheet.write_string(row, index, text, formats["note"])
    sheet.protect()


def _written(column: Column) -> str:
    if column.kind in (CHOICE, YES_NO):
        return _("One of: %(choices)s") % {"choices": _(", ").join(choices_of(column))}
    if column.kind == DAY:
        return _("A day, for example 2014-10-31")
    if column.kind == NUMBER:
        return _("A number in digits")
    return _("Text")
