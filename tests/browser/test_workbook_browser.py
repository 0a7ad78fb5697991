"""The quarter as a workbook, as an official goes about it: 35 mistakes told at once, put right, written, taken back."""

import datetime as dt
import time

import pytest
from playwright.sync_api import expect

from assessments.models import Report, ReportLine, ReportSection
from tests import make
from tests.workbooks.filling import Workbook
from tests.workbooks.seeded import MISTAKES, put_right, seed

from .actions import axe_check, pictures, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def report(settings, transactional_db, tmp_path):
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5
    settings.MEDIA_ROOT = str(tmp_path)
    unit = make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")
    make.user("clerk", township=unit, username="tianbao")
    make.platform(unit, name="示例众创空间", approved_on=dt.date(2014, 7, 1))
    return make.report(make.period(2014, 3), unit)


def stored():
    """Every figure, answer and remark; the versions of sections alone only rise."""
    found = []
    for model in (Report, ReportSection, ReportLine):
        rows = list(model.objects.order_by("pk").values())
        found.append([{name: value for name, value in row.items() if name != "version"} for row in rows])
    return found


def taken(page, link: str) -> Workbook:
    with page.expect_download() as got:
        page.get_by_role("link", name=link).click()
    return Workbook(got.value.path().read_bytes())


def bring(page, book: Workbook) -> None:
    file = {"name": "三季度.xlsx", "mimeType": XLSX, "buffer": book.save()}
    page.set_input_files("[name=file]", files=[file])
    page.get_by_role("button", name="上传并校验").click()


def test_thirty_five_mistakes_are_put_right_written_and_taken_back(page, site, report):
    before = stored()
    sign_in(page, site, "tianbao", make.PASSWORD)
    home = f"{site}/reports/2014Q3/SN/"
    page.goto(home)
    page.get_by_role("link", name="用工作簿填报或查阅本季报表").click()
    axe_check(page)
    book = taken(page, "下载工作簿")
    seed(book)
    bring(page, book)
    expect(page.get_by_role("heading", name="工作簿中有35处错误")).to_be_visible()
    expect(page.locator("#mistakes tbody tr")).to_have_count(len(MISTAKES))
    axe_check(page)
    reflow_check(page)
    pictures(page, "workbook-mistakes")
    assert stored() == before

    marked = taken(page, "下载标注后的工作簿")
    assert marked.comments() == len(MISTAKES)
    put_right(marked)
    page.goto(f"{home}workbook/")
    bring(page, marked)
    write = page.get_by_role("button", name="写入报表")
    expect(write).to_be_visible()
    axe_check(page)
    reflow_check(page)
    pictures(page, "workbook-difference")
    assert stored() == before
    write.click()
    undo = page.get_by_role("button", name="撤回本次导入")
    expect(undo).to_be_visible()
    assert stored() != before
    undo.click()
    expect(page.get_by_text("撤回。").first).to_be_visible()
    assert stored() == before
