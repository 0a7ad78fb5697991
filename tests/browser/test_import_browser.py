"""A workbook of the office in a browser: mistakes, the difference, applying, and one click back."""

import pytest
from playwright.sync_api import expect

from platforms.models import Enterprise
from talentportal.core.models import Import
from tests import make
from tests.assessments.imports.books import book, credit_code
from townships.models import Role

from .actions import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = {
    "township": "首南街道",
    "name": "演示机电有限公司",
    "credit_code": credit_code(1),
    "registered_on": "2013-05-06",
}


@pytest.fixture
def desk(site, page, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    make.published_scheme()
    make.township(name_zh="首南街道")
    reviewer = make.user(Role.REVIEWER)
    sign_in(page, site, reviewer.username, make.PASSWORD)
    return page


def bring(page, site, rows):
    page.goto(f"{site}/imports/")
    page.get_by_label("企业", exact=True).check()
    content = {"name": "演示企业.xlsx", "mimeType": "application/octet-stream", "buffer": book("enterprise", rows)}
    page.locator("[name=file]").set_input_files(content)
    page.get_by_role("button", name="上传并核对").click()
    page.wait_for_url("**/imports/*/")


def snapshot():
    return list(Enterprise.objects.order_by("pk").values())


def test_mistakes_then_the_difference_then_applied_then_taken_back(site, desk):
    unit = make.township(name_zh="古林镇")
    make.enterprise(unit, credit_code=credit_code(2), name="演示旧名公司")
    before = snapshot()
    renamed = {**FIRM, "township": "古林镇", "name": "演示新名公司", "credit_code": credit_code(2), "registered_on": ""}
    bring(desk, site, [{**FIRM, "registered_on": "去年"}, {**renamed, "registered_on": "2010-01-01"}])
    expect(desk.locator("main")).to_contain_text("1 行有错误，没有任何改动")
    expect(desk.locator("tbody")).to_contain_text("日期请写成2014-10-31的样子")
    with desk.expect_download() as marked:
        desk.get_by_role("link", name="下载标注后的工作簿").click()
    assert marked.value.suggested_filename == "演示企业-已标注.xlsx"
    bring(desk, site, [FIRM, {**renamed, "registered_on": "2010-01-01"}])
    expect(desk.locator("tbody del")).to_have_text("演示旧名公司")
    expect(desk.locator("tbody ins")).to_have_text("演示新名公司")
    assert snapshot() == before
    desk.get_by_role("button", name="应用差异").click()
    expect(desk.get_by_role("button", name="撤回本次导入")).to_be_visible()
    assert sorted(firm["name"] for firm in snapshot()) == ["演示新名公司", "演示机电有限公司"]
    desk.get_by_role("button", name="撤回本次导入").click()
    expect(desk.locator("main")).to_contain_text("已撤回")
    assert snapshot() == before


def test_the_pages_are_no_wider_than_a_phone(site, desk):
    bring(desk, site, [FIRM])
    bring(desk, site, [{**FIRM, "township": "无此镇"}])
    desk.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    desk.set_viewport_size({"width": 320, "height": 844})
    for address in (desk.url, f"{site}/imports/", f"{site}/imports/{Import.objects.earliest('pk').pk}/"):
        desk.goto(address)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 320, address
