"""Whatever is brought to the page: a clear message, quickly, and not a row anywhere."""

import time
from io import BytesIO

import pytest
import xlsxwriter

from platforms.models import Enterprise
from talentportal.core.models import ImportRow
from talentportal.core.workbooks import waiting
from talentportal.core.workbooks.guard import LIMITS
from tests.workbooks.test_guard import REFUSED

from .books import as_upload, book, credit_code, read

AT_THE_DOOR = {"empty", "too_big"}  # told beside the field, before any job
FIRM = {
    "township": "首南街道",
    "name": "演示机电有限公司",
    "credit_code": credit_code(1),
    "registered_on": "2013-05-06",
}


@pytest.mark.parametrize("kind", sorted(REFUSED.keys() - AT_THE_DOOR))
def test_a_bad_file_gets_a_message_and_changes_nothing(desk, kind):
    started = time.monotonic()
    batch = desk.bring("enterprise", REFUSED[kind][0]())
    assert batch.state == "refused"
    assert batch.message in desk.page(batch)
    assert any("一" <= sign <= "龥" for sign in batch.message)  # in the reader's language
    assert (ImportRow.objects.count(), Enterprise.objects.count()) == (0, 0)
    assert waiting.open_waiting(batch.pk) is None
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(("content", "words"), [(b"", "空"), (b"x" * (LIMITS.bytes + 1), "大于 10 MB")])
def test_what_is_empty_or_too_big_is_told_beside_the_field(desk, client, content, words):
    response = client.post("/imports/upload/", {"kind": "enterprise", "file": as_upload(content)})
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["file"])


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("registered_on", "41827", "日期请写成2014-10-31的样子。"),
        ("registered_on", "2014-02-30", "日期请写成2014-10-31的样子。"),
        ("registered_on", "0001-01-01", "日期请写成2014-10-31的样子。"),
        ("registered_on", "2014-10-09", "这一天尚未到。"),
        ("name", "=HYPERLINK(1)" * 10, "此处最多 120 个字符。"),
        ("name", "#REF!", "单元格显示计算错误 #REF!。"),
        ("credit_code", "91330212demo000001", "统一社会信用代码为 18 位数字和大写字母。"),
        ("is_hitech", "大概", "请填“是”或“否”。"),
        ("township", "首南街道\u202e", ""),  # a sign that turns the text around is dropped, not kept
    ],
)
def test_each_bad_cell_says_what_is_wrong_with_it(desk, column, text, words):
    batch = desk.bring("enterprise", [{**FIRM, column: text}])
    row = batch.rows.get()
    assert row.faults == ([[column, words]] if words else [])


def test_a_number_that_lost_its_digits_is_told(desk):
    with_numbers = BytesIO()
    file = xlsxwriter.Workbook(with_numbers)
    sheet = file.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "身份证或护照号", "外文姓名", "类型", "荣誉", "领域", "出生年份", "手机"])
    sheet.write_row(1, 0, ["演示甲", 330203198001010017, "", "创新人才"])
    file.close()
    batch = desk.bring("expert", with_numbers.getvalue())
    assert (batch.message, batch.rows.get().faults[0][0]) == ("", "identity")
    assert "末位已丢失" in batch.rows.get().faults[0][1]


def test_text_that_looks_like_a_formula_stays_text(desk):
    desk.apply(desk.bring("enterprise", [{**FIRM, "name": "=1+1"}]))
    assert Enterprise.objects.get().name == "=1+1"


def test_the_columns_may_stand_in_any_order_and_either_language(desk):
    content = book("enterprise", [FIRM])
    sheet = read(content)["企业"]
    heads = ["Registered on", "Unified credit code", "Unit", "Name of the enterprise", "Industry",
             "National hi-tech enterprise"]  # fmt: skip
    line = ["2013-05-06", credit_code(1), "首南街道", "演示机电有限公司", "", "yes"]
    assert len(heads) == len(sheet.header)
    batch = desk.bring("enterprise", (",".join(heads) + "\n" + ",".join(line)).encode())
    assert (batch.message, batch.rows.get().change) == ("", "new")
