"""Signing in, as people meet it: pages looked through with axe, an expired session in mid-form, scripts off."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from tests import make

from .actions import axe_check, pictures, reflow_check, sign_in, sign_out, speak

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auditor(transactional_db):
    return make.user("auditor", username="shenji")


def expire_sessions():
    Session.objects.all().delete()
    cache.clear()


@pytest.mark.parametrize("path", ["/login/", "/help/", "/accessibility/", "/no/such/page/"])
def test_open_pages_are_accessible_and_reflow(page, site, path):
    page.goto(site + path)
    axe_check(page)
    reflow_check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe_check(page)
    speak(page, "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe_check(page, ("light",))
    page.set_viewport_size({"width": 1440, "height": 900})
    speak(page, "zh-hans")
    pictures(page, path.strip("/").replace("/", "-"))


def test_errors_get_the_focus_and_lead_to_the_field(page, site):
    page.goto(f"{site}/login/")
    page.click("main button.primary")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^错误："))
    page.click(".error-summary a >> nth=1")
    expect(page.locator("[name=password]")).to_be_focused()
    axe_check(page)


def test_sign_in_and_out_with_the_keyboard_alone(page, site, auditor):
    page.goto(f"{site}/preferences/")
    page.locator("[name=username]").focus()
    page.keyboard.type("shenji")
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/preferences/")
    axe_check(page)
    pictures(page, "preferences")
    sign_out(page)
    expect(page).to_have_url(f"{site}/login/")
    page.goto(f"{site}/preferences/")
    expect(page).to_have_url(re.compile("/login/"))


def test_typing_survives_an_expired_sign_in(page, site, auditor):
    """The form is sent with a session that has ended; after signing in again the choice is still there."""
    sign_in(page, site, "shenji", make.PASSWORD)
    page.goto(f"{site}/preferences/")
    page.check("main [value=compact]")
    page.check("main [value=off]")
    # the form of this test must need the session: send it to the page itself, which only reads
    page.evaluate("document.querySelector('main form').action = '/password/'")
    expire_sessions()
    page.click("main button.primary")
    expect(page).to_have_url(re.compile("/login/.*expired=1"))
    expect(page.locator(".notice")).to_contain_text("登录后回到原来的页面")
    page.fill("[name=username]", "shenji")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button.primary")
    expect(page).to_have_url(f"{site}/preferences/")
    expect(page.locator("#restored")).to_be_visible()
    expect(page.locator("main [value=compact]")).to_be_checked()
    expect(page.locator("main [value=off]")).to_be_checked()
    page.reload()
    expect(page.locator("#restored")).to_be_hidden()


def test_theme_changes_at_once_and_stays(page, site):
    page.goto(f"{site}/help/")
    page.locator("details.looks summary").click()
    page.click("[data-look] [value=dark] >> nth=0")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(f"{site}/help/")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_everything_works_without_scripts(browser, site, auditor):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "shenji", make.PASSWORD)
    page.goto(f"{site}/help/")
    page.locator("details.looks summary").click()
    page.click("[data-look] [value=dark] >> nth=0")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(f"{site}/help/")
    sign_out(page)
    expect(page).to_have_url(f"{site}/login/")
    context.close()
