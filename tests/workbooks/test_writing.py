"""What the portal writes opens again, keeps every sign, and shows what is wrong where it is wrong."""

import io
import re
import zipfile

from django.utils import translation

from talentportal.core.workbooks.columns import Column, Table
from talentportal.core.workbooks.guard import open_workbook
from talentportal.core.workbooks.writing import template, write

COLUMNS = (
    Column("name", "企业名称", is_required=True, help="全称"),
    Column("code", "信用代码", "id"),
    Column("day", "登记日期", "date"),
    Column("area", "面积", "number"),
    Column("level", "级别", "choice", choices=(("national", "国家级"), ("district", "区级"))),
    Column("long", "单位", "choice", choices=tuple((str(n), f"单位{n:03d}") for n in range(200))),
    Column("hitech", "高新技术企业", "yes_no"),
)
ROW = {
    "name": "=1+1", "code": "330203198001010017", "day": "2014-07-01", "area": "12.50", "level": "国家级",
    "long": "单位007", "hitech": "是",
}  # fmt: skip


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def read(content):
    return {sheet.name: sheet for sheet in open_workbook(io.BytesIO(content))}


def test_a_template_names_itself_and_explains_its_columns():
    with translation.override("en"):
        content = template("enterprise", "1", Table("企业", COLUMNS))
    sheets = read(content)
    assert sheets["企业"].header[:2] == ["企业名称 *", "信用代码"]
    assert sheets["_portal"].header == ["enterprise", "1"]
    assert [cell.text for cell in sheets["How to fill in"].rows[0].cells] == ["企业名称", "yes", "Text", "全称"]
    body = part(content, "xl/worksheets/sheet1.xml")
    assert body.count("<dataValidation ") == 4
    assert "<sheetProtection" in body
    assert re.search(r"<formula1>_lists!\$A\$1:\$A\$200</formula1>", body)


def test_what_is_written_comes_back_sign_by_sign():
    sheets = read(write("enterprise", "1", [Table("企业", COLUMNS, ((2, ROW), (5, {"day": "下月"})))]))
    first, second = sheets["企业"].rows
    assert [cell.text for cell in first.cells] == [*list(ROW.values())[:3], "12.5", *list(ROW.values())[4:]]
    assert first.cell(0).kind == "t"  # no formula
    assert (second.number, second.cell(2).text) == (5, "下月")


def test_a_mark_colours_the_cell_and_tells_why():
    marks = {(2, "day"): "这一天还没有到。", (2, "level"): "请从列表中选择。"}
    content = write("enterprise", "1", [Table("企业", COLUMNS, ((2, ROW),), marks)])
    comments = part(content, "xl/comments1.xml")
    assert re.findall(r'<comment ref="(\w+)"', comments) == ["C2", "E2"]
    assert "这一天还没有到。" in comments
    style = re.search(r'<c r="C2" s="(\d+)"', part(content, "xl/worksheets/sheet1.xml"))[1]
    plain = re.search(r'<c r="A2" s="(\d+)"', part(content, "xl/worksheets/sheet1.xml"))[1]
    assert style != plain
    assert "FFFBE0DC" in part(content, "xl/styles.xml")
    assert read(content)["企业"].rows[0].cell(4).text == "国家级"  # and it can come back as it is
