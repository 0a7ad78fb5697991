"""Each kind of bad workbook gets its own message, quickly, and nothing of it is read."""

import datetime as dt
import io
import time

import pytest
import xlsxwriter
from django.utils import translation

from talentportal.core.workbooks.guard import LIMITS, WorkbookRefused, open_workbook

from . import bad

REFUSED = {
    "formula": (bad.formula, "“企业” cell C7 contains a formula"),
    "merged": (bad.merged, "“企业” cell B2 is a merged cell"),
    "macros": (bad.macros, "contains macros"),
    "macro_kind": (
        lambda: bad.changed(bad.good(), {"[Content_Types].xml": b"<Types>application/x.macroEnabled.main</Types>"}),
        "contains macros",
    ),
    "links": (bad.links, "links to other files"),
    "embedded": (lambda: bad.changed(bad.good(), {"xl/embeddings/oleObject1.bin": b"x"}), "contains embedded ones"),
    "locked": (lambda: bad.ole("EncryptedPackage"), "locked with a password"),
    "locked_member": (bad.locked_member, "locked with a password"),
    "old": (lambda: bad.ole("Workbook"), "old .xls workbook"),
    "rows": (lambda: bad.dense(200_000, 2), "goes down to row 200,000; at most 20,000 rows"),
    "unnumbered_rows": (lambda: bad.unnumbered_rows(30_000), "goes down to row 30,000"),
    "last_row": (bad.last_row, "goes down to row 1,048,576"),
    "huge_row_number": (lambda: bad.with_sheet(bad.ROW.format(row=2**31 - 1, text="x")), "goes down to row 2,147,483"),
    "far_column": (bad.far_column, "more than 64 columns"),
    "bomb_of_bytes": (bad.bomb_of_bytes, "unpacks to far more"),
    "bomb_of_members": (bad.bomb_of_members, "unpacks to far more"),
    "entities": (bad.entities, "declarations that no spreadsheet program writes"),
    "entities_in_utf16": (bad.entities_in_utf16, "declarations that no spreadsheet program writes"),
    "other_archive": (bad.other_archive, "not a workbook"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "not a workbook"),
    "cut_off": (lambda: bad.good()[:900], "damaged"),
    "noise_in_a_zip": (lambda: b"PK\x03\x04" + b"\x9c" * 500, "damaged"),
    "broken_sheet": (
        lambda: bad.changed(bad.good(), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}),
        "damaged",
    ),
    "shift_jis": (lambda: "企業名,カタカナ,ひらがな\nテスト,データ,ｱｲｳ".encode("shift_jis"), "cannot be read"),
    "empty": (lambda: b"", "The file is empty"),
    "only_blanks": (lambda: b" \n \n", "The file is empty"),
    "no_cell": (lambda: bad.good(rows=()), "The workbook is empty"),
    "long_cell": (lambda: bad.good(rows=[("x",), ("y" * 5000,)]), "row 2 has a cell with more than 4,000 signs"),
    "too_big": (lambda: b"x" * (LIMITS.bytes + 1), "larger than 10 MB"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_file_is_refused_in_words(kind):
    make, words = REFUSED[kind]
    content = make()
    started = time.monotonic()
    with translation.override("en"), pytest.raises(WorkbookRefused) as refusal:
        open_workbook(io.BytesIO(content))
    assert words in refusal.value.message
    assert time.monotonic() - started < 10


def test_what_office_programs_add_on_their_own_is_no_reason_to_refuse():
    """Lists of choices that point to another sheet, printer settings, notes, links to mail addresses."""
    lists = (
        '<extLst><ext xmlns:x14="a" xmlns:xm="b"><x14:dataValidations><x14:dataValidation><x14:formula1>'
        "<xm:f>_lists!$A$1:$A$26</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    content = bad.changed(
        bad.with_sheet(bad.ROW.format(row=1, text="name") + bad.ROW.format(row=2, text="演示甲"), lists),
        {
            "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
            "xl/comments1.xml": b"<comments/>",
            "xl/drawings/vmlDrawing1.vml": b"<xml/>",
            "customXml/item1.xml": b"<x/>",
            "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships><Relationship Id="rId9" TargetMode="External" '
            b'Type="hyperlink" Target="mailto:a@example.org"/></Relationships>',
        },
    )
    [sheet] = open_workbook(io.BytesIO(content))
    assert (sheet.header, sheet.rows[0].cell(0).text) == (["name"], "演示甲")


def test_a_member_that_lies_about_its_size_is_refused():
    with pytest.raises(WorkbookRefused):
        open_workbook(io.BytesIO(bad.bomb_that_lies()))


def test_reading_that_takes_too_much_memory_is_ended():
    with translation.override("en"), pytest.raises(WorkbookRefused) as refusal:
        open_workbook(io.BytesIO(bad.dense(15_000, 60)), limits=LIMITS._replace(memory=110 * 1024 * 1024))
    assert "unpacks to far more" in refusal.value.message


def test_reading_that_takes_too_long_is_ended():
    with pytest.raises(WorkbookRefused):
        open_workbook(io.BytesIO(bad.dense(19_000, 60)), limits=LIMITS._replace(seconds=1))


def test_cells_keep_what_they_are():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, hidden = book.add_worksheet("Data"), book.add_worksheet("_portal")
    hidden.very_hidden()
    hidden.write(0, 0, "experts")
    sheet.write_row(0, 0, ["name", "day", "count", "share", "identity", "flag", "when"])
    sheet.write_string(3, 0, "  演示甲\u200b ")
    sheet.write_datetime(3, 1, dt.datetime(2014, 7, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(3, 2, 12)
    sheet.write_number(3, 3, 0.1)
    sheet.write_string(3, 4, "330203198001010017")
    sheet.write_boolean(3, 5, True)
    sheet.write_datetime(3, 6, dt.datetime(2014, 7, 1, 8, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    book.close()
    data, mark = open_workbook(io.BytesIO(target.getvalue()))
    assert (data.name, mark.name, mark.header) == ("Data", "_portal", ["experts"])
    assert data.header == ["name", "day", "count", "share", "identity", "flag", "when"]
    [row] = data.rows
    assert row.number == 4
    assert [cell.text for cell in row.cells] == [
        "演示甲", "2014-07-01", "12", "0.1", "330203198001010017", "1", "2014-07-01 08:30:00",
    ]  # fmt: skip
    assert (row.cell(1).is_day, row.cell(2).is_number, row.cell(4).is_number) == (True, True, False)
    assert row.cell(99).text == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_text_table_is_read_in_the_encodings_people_save(encoding, sign):
    text = f"企业名称{sign}统一社会信用代码\r\n\r\n“演示”机电有限公司{sign}91330212MA28演示\r\n"
    [sheet] = open_workbook(io.BytesIO(text.encode(encoding)))
    assert sheet.header == ["企业名称", "统一社会信用代码"]
    assert [(row.number, [cell.text for cell in row.cells]) for row in sheet.rows] == [
        (3, ["“演示”机电有限公司", "91330212MA28演示"])
    ]
