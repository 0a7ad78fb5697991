"""The rows of a workbook matched with the columns of a register; a workbook that is not the template is refused."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from talentportal.core.workbooks.columns import KIND_MARK, Column
from talentportal.core.workbooks.guard import Cell, SheetRow, SheetRows, WorkbookRefused

from .cells import LANGUAGES, Faulty, reader_of

VERSION = "1"  # of the templates; a workbook of another version is asked to begin anew


@dataclass
class Row:
    """A row as it was read: the texts of its cells, their values, and what is wrong by column."""

    number: int
    texts: dict[str, str]
    values: dict[str, Any]
    faults: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, column: str, message: Any) -> None:
        """The first thing that is wrong with a cell is told; what follows from it would only confuse."""
        if column not in {name for name, _message in self.faults}:
            self.faults.append((column, str(message)))

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


def read_rows(kind: str, columns: Sequence[Column], sheets: Sequence[SheetRows]) -> list[Row]:
    """The rows of the first sheet that bears the headings; raises WorkbookRefused for another template."""
    sheet, places = _sheet(kind, columns, sheets)
    readers = [(column.name, places[column.name], reader_of(column)) for column in columns]
    return [_row(row, readers) for row in _filled(sheet.rows, places)]


def raw_rows(kind: str, columns: Sequence[Column], sheets: Sequence[SheetRows]) -> list[tuple[int, dict[str, str]]]:
    """The rows just as they came, to be given back."""
    sheet, places = _sheet(kind, columns, sheets)
    return [
        (row.number, {name: row.cell(index).text for name, index in places.items()})
        for row in _filled(sheet.rows, places)
    ]


def _sheet(kind: str, columns: Sequence[Column], sheets: Sequence[SheetRows]) -> tuple[SheetRows, dict[str, int]]:
    """The first sheet and where its columns stand."""
    _check_mark(kind, sheets)
    sheet = next((sheet for sheet in sheets if sheet.name != KIND_MARK), None)
    if sheet is None or not sheet.header:
        raise WorkbookRefused(_("The first row does not hold the headings of the template."))
    return sheet, _places(columns, sheet.header)


def _check_mark(kind: str, sheets: Sequence[SheetRows]) -> None:
    mark = next((sheet.header for sheet in sheets if sheet.name == KIND_MARK), None)
    if mark is None:
        return  # written by another program: the headings decide
    if mark[:1] != [kind]:
        raise WorkbookRefused(
            _("This is the template of another register. Choose the right register, or the right file.")
        )
    if mark[1:2] != [VERSION]:
        raise WorkbookRefused(_("This template is out of date. Download the present one and copy your rows into it."))


def _places(columns: Sequence[Column], header: Sequence[str]) -> dict[str, int]:
    """Where each column stands. All must be there once and nothing else, in any order and either language."""
    named = {}
    for column in columns:
        for language in LANGUAGES:
            with translation.override(language):
                named[_plain(str(column.label))] = column.name
    places: dict[str, int] = {}
    unknown = []
    for index, heading in enumerate(header):
        name = named.get(_plain(heading))
        if name is None or name in places:
            unknown += [heading] if heading else []
        else:
            places[name] = index
    missing = [str(column.label) for column in columns if column.name not in places]
    if missing:
        raise WorkbookRefused(_("The headings of the template are missing: %(names)s.") % {"names": _listed(missing)})
    if unknown:
        raise WorkbookRefused(_("These headings are not of the template: %(names)s.") % {"names": _listed(unknown)})
    return places


def _listed(names: Sequence[str]) -> str:
    shown = _(", ").join(name[:40] for name in names[:8])
    return shown + (" …" if len(names) > 8 else "")


def _plain(heading: str) -> str:
    return heading.replace("*", "").replace("\n", "").strip().casefold()


def _filled(rows: Iterable[SheetRow], places: dict[str, int]) -> Iterator[SheetRow]:
    return (row for row in rows if any(row.cell(index).text for index in places.values()))


def _row(row: SheetRow, readers: Sequence[tuple[str, int, Callable[[Cell], Any]]]) -> Row:
    made = Row(row.number, {}, {})
    for name, place, read in readers:
        cell = row.cell(place)
        made.texts[name] = cell.text
        try:
            made.values[name] = read(cell)
        except Faulty as fault:
            made.fault(name, fault)
    return made
