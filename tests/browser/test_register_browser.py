"""The generic register list in a browser: filters shorten the path with htmx and leave plain addresses behind."""

import re

import pytest
from playwright.sync_api import expect

from tests import make

from .actions import axe_check, reflow_check, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.pages.generic_urls")]


@pytest.fixture
def units(page, site, transactional_db):
    for number in range(12):
        make.township(kind="town" if number < 9 else "park", code=f"U{number:02}")
    make.user("auditor", username="shenji")
    sign_in(page, site, "shenji", make.PASSWORD)
    page.goto(f"{site}/units/")
    return page


def test_a_tick_narrows_the_list_in_place(units):
    page = units
    expect(page.locator("tbody tr")).to_have_count(10)
    page.evaluate("window.same = true")
    page.click("[name=kind][value=park]")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"\?.*kind=park"))
    expect(page.locator("#live")).to_have_text("共3条结果")
    expect(page.locator("[name=kind][value=park]")).to_be_focused()
    assert page.evaluate("window.same") is True
    axe_check(page, ("light",))


def test_search_waits_for_a_pause_and_keeps_the_ticks(units):
    page = units
    page.click("[name=kind][value=town]")
    expect(page.locator("tbody tr")).to_have_count(9)
    page.keyboard.press("Escape")
    page.locator("#q").press_sequentially("u03", delay=20)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    expect(page).to_have_url(re.compile("q=u03"))
    expect(page).to_have_url(re.compile("kind=town"))
    page.click(".chip a")
    expect(page).not_to_have_url(re.compile("kind"))


def test_going_back_shows_the_earlier_list(units):
    page = units
    page.click("[name=kind][value=park]")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(10)


def test_slash_goes_to_the_search_box_unless_switched_off(units):
    page = units
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    page.locator("details.looks summary").click()
    page.click("[data-look] [value=off] >> nth=0")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_an_expired_session_takes_a_filter_to_sign_in_and_back(units, site):
    page = units
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": "gone", "url": site}])
    page.click("[name=kind][value=park]")
    expect(page).to_have_url(re.compile(r"/login/\?next=/units/"))
    page.fill("[name=username]", "shenji")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button.primary")
    expect(page).to_have_url(re.compile("/units/"))


def test_register_pages_are_accessible_on_a_phone(units, site):
    page = units
    axe_check(page)
    reflow_check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe_check(page)
    page.click("button[aria-controls=filter]")
    expect(page.locator("#filter")).to_be_visible()
    page.click("[name=kind][value=park]")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("#filter")).to_be_visible()
    page.goto(f"{site}/units/U01/")
    axe_check(page)
