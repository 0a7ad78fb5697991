"""The process that reads one workbook: bytes in, JSON out, with limits on memory and time that it sets itself.

Started by guard.py as a program, without the portal and without the environment of its caller. Each cell is written
as one letter for its kind and its text; an empty cell is an empty text.
"""

import csv
import datetime as dt
import io
import json
import re
import resource
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # beside this file lies the other half; the folder of the portal itself is not looked in
    sys.path.append(str(Path(__file__).parent))
    from inspection import OLE, ZIP, Bounds, Refused, examine  # type: ignore[import-not-found]
else:
    from .inspection import OLE, ZIP, Bounds, Refused, examine

TEXT, NUMBER, DAY, TRUTH, FAULT = "t", "n", "d", "b", "e"
LONGEST = 4000
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sheets_of(content: bytes, bounds: Bounds) -> list[dict[str, Any]]:
    """The sheets with their rows: `[number, [cell, …]]`, empty rows left out."""
    if content.startswith(OLE):
        raise Refused("locked" if ENCRYPTED in content else "old")
    if content.startswith(ZIP):
        examine(content, bounds)
        return list(_open_xml(content, bounds))
    return [{"name": "", "rows": list(_kept(_comma_separated(content), bounds, ""))}]


def _open_xml(content: bytes, bounds: Bounds) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            cells = ([_cell(value) for value in row] for row in rows)
            yield {"name": name, "rows": list(_kept(cells, bounds, name))}
    except (CalamineError, ValueError, OSError) as error:
        raise Refused("damaged") from error


def _kept(rows: Iterable[list[str]], bounds: Bounds, sheet: str) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, 1):
        if number > bounds.rows:
            raise Refused("rows", sheet=sheet, last=number, most=bounds.rows)
        while row and not row[-1]:
            row.pop()
        if len(row) > bounds.columns:
            raise Refused("columns", sheet=sheet, most=bounds.columns)
        if any(len(cell) > LONGEST for cell in row):
            raise Refused("long", sheet=sheet, row=number, most=LONGEST)
        if row:
            yield number, row


def _cell(value: Any) -> str:
    """A value as its kind and its text; days are written 2014-10-31, whole numbers without a point."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return f"{TRUTH}{int(value)}"
    if isinstance(value, dt.datetime):
        return f"{DAY}{value.date().isoformat() if value.time() == dt.time() else value.isoformat(' ')}"
    if isinstance(value, int | float):
        plain = int(value) if value == int(value) else Decimal(repr(value)).normalize()
        return f"{NUMBER}{plain:f}" if isinstance(plain, Decimal) else f"{NUMBER}{plain}"
    if value is None:
        return ""
    return f"{DAY}{value}"  # a day or a time of day


def _text(value: str) -> str:
    """Control signs and blanks at the ends go; an error of a calculation is known by its sign."""
    plain = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    if not plain:
        return ""
    return f"{FAULT if re.fullmatch(r'#(REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)[!?]?', plain) else TEXT}{plain}"


def _comma_separated(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    sign = max(",\t;", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True):
            yield [_text(cell) for cell in row]
    except csv.Error as error:
        raise Refused("damaged") from error


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GBK where that is clear: every sign is one that Chinese text is written with."""
    if not content.strip():
        raise Refused("empty")
    for encoding, mark in (("utf-8-sig", b""), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"), ("gb18030", b"")):
        if not content.startswith(mark):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or sum(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text[:2000]):
            raise Refused("kind")
        if encoding != "gb18030" or _is_chinese(text):
            return text
    raise Refused("encoding")


def _is_chinese(text: str) -> bool:
    """Bytes of another encoding read as GBK become rare characters; what people write lies in the old GB2312 set."""
    signs = [c for c in text if not c.isascii()]
    usual = 0
    for sign in signs:
        try:
            usual += len(sign.encode("gb2312")) > 0
        except UnicodeEncodeError:
            continue
    return usual * 100 >= len(signs) * 95


def main() -> None:
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bounds = Bounds(limits["rows"], limits["columns"], limits["members"], limits["inflated"])
    try:
        answer: dict[str, Any] = {"sheets": sheets_of(sys.stdin.buffer.read(), bounds)}
    except Refused as refusal:
        answer = {"refused": refusal.code, "about": refusal.about}
    except MemoryError:
        answer = {"refused": "bomb", "about": {}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
