"""Writing the sheets of register rows: what is registered is locked, what a unit says of it is open."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from .layout import Slot
from .row_layout import KEY, LABEL, RowLine, RowPage

WIDE, NARROW = 34, 18
Cell = Callable[[Any, int, int, str, Slot], None]


def headings(page: RowPage) -> list[str]:
    return [_("Row of the register"), *(heading for _name, heading in page.columns)]


def write_rows(book: Any, page: RowPage, name: str, formats: dict[str, Any], cell: Cell) -> None:
    """`cell` writes one cell to fill, with what was typed and what is wrong with it."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, LABEL + 1)
    sheet.set_column(KEY, KEY, 4, None, {"hidden": True})
    sheet.set_column(LABEL, LABEL, WIDE)
    sheet.set_column(LABEL + 1, LABEL + len(page.columns), NARROW)
    for index, text in enumerate(["_", *headings(page)]):
        sheet.write_string(0, index, text, formats["head"])
    for number, line in enumerate(page.lines, 1):
        _line(sheet, number, page, line, formats, cell)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _line(sheet: Any, number: int, page: RowPage, line: RowLine, formats: dict[str, Any], cell: Cell) -> None:
    sheet.write_string(number, KEY, line.key)
    sheet.write_string(number, LABEL, line.label, formats["fixed"])
    for name, _heading in page.columns:
        slot = line.slots.get(name)
        if slot is None:
            sheet.write_blank(number, page.column_of(name), None, formats["fixed"])
        else:
            cell(sheet, number, page.column_of(name), page.code, slot)
