"""Filling a report in a browser: htmx shortens the path, and nothing typed is ever lost."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests import make

from .actions import axe_check, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/reports/2014Q3/SN/sections/A/"


@pytest.fixture
def report(settings, transactional_db, tmp_path):
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5
    settings.MEDIA_ROOT = str(tmp_path)
    period = make.period(2014, 3)
    unit = make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")
    for role, name in (("clerk", "tianbao"), ("clerk", "tianbao2"), ("deputy", "fushuji"), ("secretary", "shuji")):
        make.user(role, township=unit, username=name)
    day = period.first_day
    unit.sessions.create(held_on=day, topic="专题研究", has_minutes=True, **make.verified())
    make.platform(unit, name="示例众创空间", approved_on=day)
    return make.report(period, unit)


@pytest.fixture
def section(page, site, report):
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    return page


def test_a_refused_section_comes_back_in_place_with_the_typing(section):
    page = section
    page.evaluate("window.same = true")
    page.fill("[name=A2-value]", "三次")
    page.click("text=保存并继续")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=A2-value]")).to_have_value("三次")
    expect(page).to_have_title(re.compile("^错误："))
    assert page.evaluate("window.same") is True
    axe_check(page)
    page.click(".error-summary a")
    expect(page.locator("[name=A2-value]")).to_be_focused()


def test_a_file_is_added_and_removed_without_touching_the_rest(section):
    page = section
    page.fill("[name=A2-value]", "7")
    choose = {"name": "纪要.exe", "mimeType": "application/pdf", "buffer": b"MZ"}
    page.set_input_files("[name=A2-file]", files=[choose])
    page.click("#evidence-A2 button:has-text('添加')")
    expect(page.locator("#id_A2-file-error")).to_contain_text("只接受PDF")
    page.set_input_files("[name=A2-file]", files=[choose | {"name": "纪要.pdf", "buffer": b"%PDF-1.4"}])
    page.click("#evidence-A2 button:has-text('添加')")
    expect(page.locator("#evidence-A2 a[download]")).to_have_text("纪要.pdf")
    with page.expect_download() as waiting:
        page.click("#evidence-A2 a[download]")
    assert waiting.value.suggested_filename == "纪要.pdf"
    page.click("#evidence-A2 button:has-text('删除')")
    expect(page.locator("#evidence-A2 a[download]")).to_have_count(0)
    expect(page.locator("[name=A2-value]")).to_have_value("7")


@pytest.mark.parametrize("scripts", [True, False], ids=["htmx", "plain"])
def test_typing_survives_an_expired_sign_in(browser, site, report, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    page.fill("[name=A2-value]", "5")
    context.clear_cookies(name="sessionid")
    page.click("text=保存并继续")
    expect(page).to_have_url(re.compile(r"/login/\?next=/reports/2014Q3/SN/sections/A/"))
    page.fill("[name=username]", "tianbao")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button.primary")
    expect(page).to_have_url(site + SECTION)
    if scripts:  # kept in the tab; without scripts the browser's own way back is all there is
        expect(page.locator("[name=A2-value]")).to_have_value("5")
        expect(page.locator("#restored")).to_be_visible()
    context.close()


def test_without_scripts_a_section_is_saved_and_refused(browser, site, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    page.fill("[name=A2-value]", "-1")
    page.click("text=保存并继续")
    expect(page.locator("#id_A2-value-error")).to_contain_text("请填写不小于0的数")
    page.fill("[name=A2-value]", "１")
    page.set_input_files("[name=A2-file]", files=[{"name": "a.pdf", "mimeType": "x/y", "buffer": b"%PDF-1.4"}])
    page.click("text=保存并继续")
    expect(page).to_have_url(re.compile("/sections/B/"))
    assert report.evidence.count() == 1
    context.close()


def test_every_page_of_the_report_passes_axe_and_fits_a_phone(page, site, report):
    note = {"author": make.approver(), "body": "请核对", "written_at": make.AT}
    report.notes.create(indicator=report.lines.get(indicator__code="A2").indicator, **note)
    for name in ("tianbao", "shuji"):
        sign_in(page, site, name, make.PASSWORD)
        for path in ("", "check/", "sections/A/", "sections/D/", "sections/G/", "sections/T/"):
            page.goto(f"{site}/reports/2014Q3/SN/{path}")
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                axe_check(page)
            reflow_check(page)
