"""Bad workbooks, made byte by byte: every kind that people or attackers bring."""

import io
import zipfile

import xlsxwriter

ROW = '<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    "{after}</worksheet>"
)


def good(rows=(("name", "day"), ("演示甲", "2014-07-01")), name="Sheet1", **options) -> bytes:
    """A plain workbook as xlsxwriter makes it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def changed(content: bytes, parts: dict[str, bytes], *, compressed=zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with these parts put in place of, or beside, its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", compressed) as new:
        for member in old.infolist():
            if member.filename not in parts:
                new.writestr(member.filename, old.read(member.filename))
        for name, body in parts.items():
            new.writestr(name, body)
    return target.getvalue()


def sheet_xml(rows: str, after: str = "", head: str = "") -> bytes:
    return (head + SHEET.format(rows=rows, after=after)).encode()


def with_sheet(rows: str, after: str = "", head: str = "") -> bytes:
    return changed(good(), {"xl/worksheets/sheet1.xml": sheet_xml(rows, after, head)})


def formula() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("企业")
    sheet.write(0, 0, "name")
    sheet.write_formula("C7", "=1+1")
    book.close()
    return target.getvalue()


def merged() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("企业").merge_range("B2:C3", "together")
    book.close()
    return target.getvalue()


def last_row() -> bytes:
    """Two kilobytes that make a sheet of a million rows."""
    return with_sheet(ROW.format(row=1, text="name") + ROW.format(row=1_048_576, text="end"))


def unnumbered_rows(count: int) -> bytes:
    return with_sheet("<row><c t='inlineStr'><is><t>x</t></is></c></row>" * count)


def far_column() -> bytes:
    return with_sheet('<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>')


def bomb_of_bytes() -> bytes:
    return changed(good(), {"xl/media/filler.xml": b" " * (150 * 1024 * 1024)})


def bomb_that_lies() -> bytes:
    """A member that claims to be small and is not."""
    content = bytearray(bomb_of_bytes())
    true = (150 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content.replace(true, (1000).to_bytes(4, "little")))


def bomb_of_members() -> bytes:
    return changed(good(), {f"xl/media/{n}.xml": b"<x/>" for n in range(5000)})


def entities() -> bytes:
    return with_sheet(ROW.format(row=1, text="&lol;"), head='<!DOCTYPE x [<!ENTITY lol "lol">]>')


def entities_in_utf16() -> bytes:
    body = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + SHEET.format(rows="", after="")
    return changed(good(), {"xl/worksheets/sheet1.xml": body.encode("utf-16")})


def macros() -> bytes:
    return changed(good(), {"xl/vbaProject.bin": b"\x00\x01"})


def links() -> bytes:
    return changed(good(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def locked_member() -> bytes:
    """Every member is flagged as behind a password."""
    content = bytearray(good())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    at = -1
    while (at := content.find(b"PK\x03\x04", at + 1)) >= 0:
        content[at + 6] |= 1
    return bytes(content)


def ole(marker: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + marker.encode("utf-16-le") + b"\x00" * 512


def other_archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return target.getvalue()


def dense(rows: int, columns: int) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        sheet.write_row(row, 0, ["x"] * columns)
    book.close()
    return target.getvalue()
