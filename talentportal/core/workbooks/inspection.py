"""What a workbook file is and what stands in it, found before anything is read; run in a process of its own.

Uses the standard library only: the reading process starts without the portal.
"""

import io
import re
import zipfile
from typing import Any, NamedTuple

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Parts of a workbook by what they mean for us; matched against lower-case names of members.
MACROS = re.compile(r"vba|macrosheets/|dialogsheets/|activex/|ctrlprops/|\.bin$")
LINKS = re.compile(r"externallinks/|xl/connections\.xml|querytables/|embeddings/|webextensions/")
PRINTER = re.compile(r"printersettings/")
# Signs of XML. `<` never stands in text, so what looks like a tag is one.
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]+[0-9]+)")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
DATA_END = re.compile(rb"</(?:\w+:)?sheetData>")
CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]+)([0-9]+)[\"']")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]+)[\"']")
ROWS = re.compile(rb"<(?:\w+:)?row[\s>/]")
SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")


class Refused(Exception):
    """The file is not read. `code` says why, `about` where; the portal puts it into words."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code, self.about = code, about


class Bounds(NamedTuple):
    """How much a workbook may hold."""

    rows: int
    columns: int
    members: int
    inflated: int


def examine(content: bytes, bounds: Bounds) -> None:
    """Refuse a zip that is no plain .xlsx: locked, with macros, formulas, links, merged cells, or beyond the bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _inflated(archive, bounds)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # a member behind a password
        raise Refused("locked") from error
    _check_kind(parts)
    names = _sheet_names(parts)
    for name, body in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_sheet(names.get(name, name.rsplit("/", 1)[-1]), body, bounds)


def _inflated(archive: zipfile.ZipFile, bounds: Bounds) -> dict[str, bytes]:
    """Every XML part, by lower-case name. What a member claims about its size is not believed."""
    members = archive.infolist()
    if len(members) > bounds.members:
        raise Refused("bomb")
    if sum(member.file_size for member in members) > bounds.inflated:
        raise Refused("bomb")
    parts: dict[str, bytes] = {}
    room = bounds.inflated
    for member in members:
        name = member.filename.lower()
        if name in parts:
            raise Refused("damaged")
        if member.flag_bits & 0x1:
            raise Refused("locked")
        with archive.open(member) as stream:
            body = stream.read(room + 1)
        room -= len(body)
        if room < 0:
            raise Refused("bomb")
        if name.endswith((".xml", ".rels")) and (DECLARED.search(body) or b"\x00" in body):
            raise Refused("declared")  # UTF-16 would hide a declaration; no program saves workbooks in it
        parts[name] = body
    return parts


def _check_kind(parts: dict[str, bytes]) -> None:
    if any(LINKS.search(name) for name in parts):
        raise Refused("links")
    if any(MACROS.search(name) and not PRINTER.search(name) for name in parts):
        raise Refused("macros")
    if b"macroenabled" in parts.get("[content_types].xml", b"").lower():
        raise Refused("macros")
    if "[content_types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise Refused("kind")


def _check_sheet(sheet: str, body: bytes, bounds: Bounds) -> None:
    """Rows and columns are counted as they are numbered: a single row 1048576 makes a sheet of a million."""
    end = DATA_END.search(body)  # behind the cells stand the lists of choices, which are formulas too and may be there
    if found := FORMULA.search(body, 0, end.start() if end else len(body)):
        raise Refused("formula", sheet=sheet, cell=_cell_before(body, found.start()))
    if found := MERGED.search(body):
        raise Refused("merged", sheet=sheet, cell=found[1].decode())
    numbers = [int(number[:12]) for number in ROW.findall(body)]
    cells = CELL.findall(body)
    last = max([len(ROWS.findall(body)), *numbers, *(int(row[:12]) for _column, row in cells)])
    if last > bounds.rows:
        raise Refused("rows", sheet=sheet, last=last, most=bounds.rows)
    widest = max((column_number(letters.decode()) for letters in {column for column, _row in cells}), default=0)
    if widest > bounds.columns:
        raise Refused("columns", sheet=sheet, most=bounds.columns)


def _cell_before(body: bytes, at: int) -> str:
    start = body.rfind(b"<", 0, at)
    found = CELL.match(body, start) if start >= 0 else None
    return (found[1] + found[2]).decode() if found else ""


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """The name of each sheet by its part."""
    relations = {}
    for found in RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")):
        target = _attribute(found, "Target").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        relations[_attribute(found, "Id")] = path.lower()
    names = {}
    for found in SHEET.findall(parts["xl/workbook.xml"].decode("utf-8", "replace")):
        names[relations.get(_attribute(found, r"\w+:id"), "")] = _attribute(found, "name")
    return names


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"(?:^|\s){name}=[\"']([^\"']*)[\"']", tag)
    text = found[1] if found else ""
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text
