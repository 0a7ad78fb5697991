"""A section that saves as one types: no keystroke is lost to the network, the sign-in, the tab or another official."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from assessments.models import ReportLine
from talentportal.core.models import AuditEntry
from tests import make

from .actions import axe_check, pictures, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/reports/2014Q3/SN/sections/A/"
SAVED = re.compile(r"^已自动保存\d\d:\d\d$")
COPIES = "() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith('typed:')))"


@pytest.fixture
def report(settings, transactional_db, tmp_path):
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5
    settings.MEDIA_ROOT = str(tmp_path)
    unit = make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")
    for name in ("tianbao", "tianbao2"):
        make.user("clerk", township=unit, username=name, name=f"演示{name}")
    unit.sessions.create(held_on=make.AT.date().replace(month=7), topic="专题研究", has_minutes=True, **make.verified())
    return make.report(make.period(2014, 3), unit)


@pytest.fixture
def section(page, site, report):
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    return page


@pytest.fixture
def colleague(browser, site, report):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "tianbao2", make.PASSWORD)
    page.goto(site + SECTION)
    yield page
    context.close()


def stored(report, code="A2"):
    return ReportLine.objects.get(report=report, indicator__code=code)


def copies(page):
    return json.loads(page.evaluate(COPIES))


def until(holds, *, seconds=5):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def reason(page, text):
    page.click("summary:has-text('说明原因') >> nth=1")
    page.fill("[name=A2-reason]", text)


def test_a_field_is_kept_within_a_second_of_the_last_key(section, report):
    section.fill("[name=A2-value]", "")
    section.locator("[name=A2-value]").press_sequentially("22", delay=50)
    began = time.monotonic()
    expect(section.locator("#saved")).to_have_text(SAVED)
    assert time.monotonic() - began < 3
    assert stored(report).value == 22
    assert copies(section) == []
    expect(section.locator("[name=A2-value]")).to_be_focused()
    reason(section, "两次补登")
    until(lambda: stored(report).reason == "两次补登")
    section.click("text=保存并继续")  # nobody but oneself saved in between: no conflict
    expect(section).to_have_url(re.compile("/sections/B/"))
    assert (stored(report).value, stored(report).reason) == (22, "两次补登")


def test_what_is_no_value_yet_is_kept_and_shown_again(section, report):
    section.fill("[name=A2-value]", "三次")
    expect(section.locator("#saved")).to_contain_text("1项尚不符合要求")
    section.reload()
    expect(section.locator("[name=A2-value]")).to_have_value("三次")
    assert stored(report).value != 3


def test_a_lost_network_loses_nothing(context, site, report):
    page = context.new_page()  # the failure is meant to reach the console
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    context.set_offline(True)
    page.fill("[name=A2-value]", "24")
    expect(page.locator("#saved.bad")).to_contain_text("尚未保存，已留在本机")
    page.fill("[name=A2-value]", "25")
    assert "25" in str(copies(page))
    axe_check(page)
    pictures(page, "autosave-offline")
    context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=10_000)
    assert stored(report).value == 25
    assert copies(page) == []


def test_a_closed_tab_loses_nothing(context, site, report):
    page = context.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    context.set_offline(True)
    page.fill("[name=A2-value]", "26")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(site + SECTION)
    expect(again.locator("[name=A2-value]")).to_have_value("26")
    expect(again.locator("#saved")).to_have_text(SAVED)
    assert stored(report).value == 26
    assert copies(again) == []


def test_an_expired_sign_in_loses_nothing(context, site, report):
    page = context.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    context.clear_cookies(name="sessionid")
    page.fill("[name=A2-value]", "27")
    page.get_by_role("link", name="重新登录").click()
    page.fill("[name=username]", "tianbao")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button.primary")
    expect(page).to_have_url(site + SECTION)
    expect(page.locator("[name=A2-value]")).to_have_value("27")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored(report).value == 27


def test_signing_out_leaves_no_copy_behind(context, site, report):
    page = context.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(site + SECTION)
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("[name=A2-value]", "28")
    expect(page.locator("#saved.bad")).to_be_visible()
    assert copies(page)
    menu = page.locator("details.menu").filter(has=page.locator("form[data-forget]")).first
    menu.locator("summary").click()
    page.locator("form[data-forget] button").first.click()
    expect(page).not_to_have_url(site + SECTION)
    assert copies(page) == []


def test_two_officials_see_each_other_and_both_stand_in_different_fields(section, colleague, report):
    expect(colleague.locator("#present")).to_contain_text("演示tianbao")
    colleague.fill("[name=A2-value]", "3")
    expect(colleague.locator("#saved")).to_have_text(SAVED)
    reason(section, "一次待补登")
    until(lambda: stored(report).reason == "一次待补登")
    expect(section.locator("[name=A2-value]")).to_have_value("3")  # the colleague's figure has come over
    section.click("text=保存并继续")
    expect(section).to_have_url(re.compile("/sections/B/"))
    assert (stored(report).value, stored(report).reason) == (3, "一次待补登")


@pytest.mark.parametrize(("keep", "value"), [("mine", 4), ("theirs", 3)])
def test_the_same_field_is_chosen_never_written_over(section, colleague, report, keep, value):
    colleague.fill("[name=A2-value]", "3")
    reason(colleague, "三次会议")
    until(lambda: stored(report).reason == "三次会议")
    section.fill("[name=A2-value]", "4")
    choice = section.locator(f"[name=keep-A2-value][value={keep}]")
    expect(choice).to_be_visible()
    assert stored(report).value == 3
    asked = set(section.locator("[name^=keep-]").evaluate_all("fields => fields.map(field => field.name)"))
    assert asked == {"keep-A2-value"}, "only the field that both typed is asked about"
    axe_check(section)
    reflow_check(section)
    pictures(section, "autosave-conflict")
    choice.check()
    section.click("text=按选择保存")
    expect(section).not_to_have_url(re.compile("/sections/A/"))
    assert (stored(report).value, stored(report).reason) == (value, "三次会议")
    figures = [e.detail["changed"].get("A2-value") for e in AuditEntry.objects.filter(detail__section="A")]
    assert [None, "3"] in figures or ["1", "3"] in figures
