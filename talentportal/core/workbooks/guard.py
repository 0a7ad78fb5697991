"""Reading a workbook that somebody brought: whole, or not at all with the reason in words.

The file is opened in a process of its own that is ended when it takes too long or too much memory, so that no file
can hold or break the portal. Refused are old and encrypted workbooks, macros, formulas, merged cells, links to other
files, document type declarations, zip bombs and sheets that are too long. Whether it is the right template is for
the caller to say.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from talentportal.core.services.files import FileRefused

PARSER = Path(__file__).parent / "parsing.py"


class Limits(NamedTuple):
    """How much a workbook may hold, and how long and with how much memory it is read."""

    bytes: int = 10 * 1024 * 1024
    rows: int = 20_000
    columns: int = 64
    members: int = 300
    inflated: int = 120 * 1024 * 1024
    seconds: int = 20
    memory: int = 1024 * 1024 * 1024


LIMITS = Limits()


class Cell(NamedTuple):
    """What stands in a cell, as text: days as 2014-10-31, numbers in digits. `kind` is how the workbook stores it."""

    text: str = ""
    kind: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind == "n"

    @property
    def is_day(self) -> bool:
        return self.kind == "d"

    @property
    def is_fault(self) -> bool:
        """The error of a calculation, such as #REF!."""
        return self.kind == "e"


EMPTY = Cell()


class SheetRow(NamedTuple):
    """A row with the number that people see beside it."""

    number: int
    cells: list[Cell]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else EMPTY


class SheetRows(NamedTuple):
    """One sheet: its first row as the header, the others as rows; empty rows are left out. Hidden sheets are there."""

    name: str
    header: list[str]
    rows: list[SheetRow]


class WorkbookRefused(FileRefused):
    """The workbook was not read; `message` says why and what to do."""


def open_workbook(file: BinaryIO | Any, *, limits: Limits = LIMITS) -> list[SheetRows]:
    """Every sheet of an .xlsx or .csv file; raises WorkbookRefused in the reader's language."""
    file.seek(0)
    content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise WorkbookRefused(
            _("The file is larger than %(size)s MB. Split it into several workbooks.") % {"size": limits.bytes >> 20}
        )
    if not content:
        raise WorkbookRefused(_("The file is empty. Choose it again, or another one."))
    answer = _answer(content, limits)
    if "refused" in answer:
        raise WorkbookRefused(_words(answer["refused"], answer["about"]))
    sheets = [_sheet(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]
    if not any(sheet.header for sheet in sheets):
        raise WorkbookRefused(_("The workbook is empty."))
    return sheets


def _answer(content: bytes, limits: Limits) -> dict[str, Any]:
    asked = json.dumps({name: getattr(limits, name) for name in Limits._fields})
    command = [sys.executable, "-I", str(PARSER), asked]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=limits.seconds * 2, env={})
    except subprocess.TimeoutExpired:
        return {"refused": "slow", "about": {}}
    if done.returncode == 0:
        return json.loads(done.stdout)
    return {"refused": "bomb" if done.returncode < 0 or b"memory" in done.stderr.lower() else "damaged", "about": {}}


def _sheet(name: str, rows: list[Any]) -> SheetRows:
    read = [SheetRow(number, [Cell(cell[1:], cell[:1]) for cell in cells]) for number, cells in rows]
    if read and read[0].number == 1:
        return SheetRows(name, [cell.text for cell in read[0].cells], read[1:])
    return SheetRows(name, [], read)


def _words(code: str, about: dict[str, Any]) -> str:
    place = {"sheet": about.get("sheet", ""), "cell": about.get("cell", "")}
    words = {
        "kind": _("This is not a workbook. Save it as .xlsx or as .csv."),
        "empty": _("The file is empty. Choose it again, or another one."),
        "damaged": _("The workbook is damaged and cannot be read. Open it, save it again as .xlsx and upload that."),
        "old": _("This is an old .xls workbook. Save it as .xlsx and upload that."),
        "locked": _("The workbook is locked with a password. Remove the password and upload it again."),
        "macros": _("The workbook contains macros. Save it as .xlsx without macros."),
        "links": _("The workbook links to other files or contains embedded ones. Remove them and save it again."),
        "declared": _("The workbook contains declarations that no spreadsheet program writes; it is not read."),
        "bomb": _("The workbook unpacks to far more than it may hold; it is not read."),
        "slow": _("Reading the workbook takes too long; it is not read. Split it into several workbooks."),
        "encoding": _("The signs of this text file cannot be read. Save it as .xlsx, or as CSV in UTF-8."),
        "formula": _("“%(sheet)s” cell %(cell)s contains a formula. Paste the values instead of formulas.") % place,
        "merged": _("“%(sheet)s” cell %(cell)s is a merged cell. Undo all merged cells.") % place,
    }
    return words.get(code) or _words_of_size(code, about)


def _words_of_size(code: str, about: dict[str, Any]) -> str:
    most = {"sheet": about.get("sheet", ""), "most": f"{about.get('most', 0):,}", "row": about.get("row", 0)}
    if code == "rows":
        return _(
            "“%(sheet)s” goes down to row %(last)s; at most %(most)s rows are read. "
            "Delete what stands below, or split it into several workbooks."
        ) % {**most, "last": f"{about['last']:,}"}
    if code == "columns":
        return _("“%(sheet)s” has more than %(most)s columns. Use the template as it is.") % most
    return _("“%(sheet)s” row %(row)s has a cell with more than %(most)s signs.") % most
