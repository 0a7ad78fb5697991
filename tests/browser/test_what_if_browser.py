"""The what-if in a browser: a weight is changed and the table follows in place; kept, shared, opened by a colleague."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.assessments.scenarios.conftest import league  # noqa: F401 - a fixture
from tests.assessments.scenarios.test_page import stored
from townships.models import Role

from .actions import WIDTHS, axe_check, pictures, reflow_check, sign_in, speak

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def playing(page, site, transactional_db, league):  # noqa: F811 - the fixture
    person = make.approver()
    sign_in(page, site, person.username, make.PASSWORD)
    page.goto(f"{site}/what-if/")
    return page


def total(page, unit):
    return page.locator("#outcome tbody tr", has=page.get_by_role("rowheader", name=unit)).locator("td.strong").first


def set_to(page, name, value):
    page.locator(f"[name='{name}']").fill(value)


def test_a_weight_is_changed_kept_shared_and_opened_by_a_colleague(playing, site):
    page, before = playing, stored()
    page.evaluate("window.same = true")
    was = total(page, "示例6镇").inner_text()
    set_to(page, "w-B1", "18")
    expect(page.locator("#outcome .notice.bad")).to_contain_text("分值合计为98.00，应为100.00，少2.00")
    set_to(page, "w-E1", "6")
    expect(page.locator("#outcome .notice.bad")).to_have_count(0)
    expect(total(page, "示例6镇")).not_to_have_text(was)
    expect(page).to_have_url(f"{site}/what-if/?period=2014Q2&run=1&w-B1=18&w-E1=6")
    assert page.evaluate("window.same") is True
    page.evaluate("scrollTo(0, 0)")  # the bar that stays must not lie beside the way back
    axe_check(page)
    page.fill("[name=name]", "引才多给活动")
    page.check("[name=is_shared]")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("h1")).to_have_text("情景测算：引才多给活动")
    pictures(page, "what-if")
    now = total(page, "示例6镇").inner_text()
    colleague = make.user(Role.REVIEWER)
    sign_in(page, site, colleague.username, make.PASSWORD)
    page.goto(f"{site}/what-if/scenarios/")
    axe_check(page)
    reflow_check(page)
    page.get_by_role("link", name="引才多给活动").click()
    expect(total(page, "示例6镇")).to_have_text(now)
    page.goto(f"{site}/what-if/scenarios/")
    page.get_by_role("button", name="复制 引才多给活动").click()
    expect(page.get_by_role("link", name="引才多给活动（副本）")).to_be_visible()
    pictures(page, "scenarios")
    assert stored() == before


def test_the_figures_of_a_unit_are_fetched_and_changed_in_place(playing, site):
    page = playing
    page.evaluate("window.same = true")
    page.select_option("#unit", "W-6")
    was = total(page, "示例6镇").inner_text()
    set_to(page, "c-W-6-E1", "40")
    expect(total(page, "示例6镇")).not_to_have_text(was)
    expect(page).to_have_url(f"{site}/what-if/?period=2014Q2&run=1&unit=W-6&c-W-6-E1=40")
    set_to(page, "c-W-6-G1", "30")
    expect(page.locator("#changes-h")).to_have_text("2处改动")
    assert page.evaluate("window.same") is True


def test_weights_are_scaled_by_the_offer_and_a_shift_is_proved(playing):
    page = playing
    set_to(page, "w-B1", "25")
    page.get_by_role("link", name="按比例调整其余分值").click()
    expect(page.locator("#outcome .notice.bad")).to_have_count(0)
    expect(page.locator("[name='w-B1']")).to_have_value("25")
    page.locator("[aria-labelledby=robust-h] td a").first.click()
    expect(page.locator("#outcome .delta.up").first).to_be_visible()


def test_it_works_without_scripts(browser, browser_context_args, site, transactional_db, league):  # noqa: F811
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, make.approver().username, make.PASSWORD)
    page.goto(f"{site}/what-if/")
    set_to(page, "w-B1", "18")
    set_to(page, "w-E1", "6")
    page.get_by_role("button", name="测算", exact=True).click()
    expect(page).to_have_url(f"{site}/what-if/?period=2014Q2&run=1&w-B1=18&w-E1=6")
    expect(page.locator("#changes-h")).to_have_text("2处改动")
    page.select_option("#unit", "W-6")
    page.get_by_role("button", name="显示数据").click()
    set_to(page, "c-W-6-E1", "40")
    page.get_by_role("button", name="测算", exact=True).click()
    expect(page.locator("#changes-h")).to_have_text("3处改动")
    context.close()


def test_the_page_has_no_axe_violation_and_fits_a_phone(playing):
    page = playing
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        axe_check(page)
    reflow_check(page)
    speak(page, "en")
    reflow_check(page)
    axe_check(page, ("light",))
