"""The demo as a newcomer meets it: every account it prints signs in and lands on a page that works."""

import pytest
from playwright.sync_api import expect

from .actions import axe_check, reflow_check

ROLES = ("clerk", "deputy", "secretary", "reviewer", "co_reviewer", "approver", "admin", "leader", "auditor")


def test_the_demo_is_healthy(page, portal):
    answer = page.request.get(f"{portal.url}/healthz")
    assert answer.json() == {"status": "ok", "redis": "ok"}


@pytest.mark.parametrize("role", ROLES)
def test_every_printed_account_lands_on_its_first_page(page, portal, role):
    portal.sign_in(page, role)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("nav.nav a").count() >= 3
    axe_check(page)
    reflow_check(page)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_menu_opens_for_whom_it_is_shown(page, portal, role):
    portal.sign_in(page, role)
    for href in page.locator("nav.nav a").evaluate_all("links => links.map(link => link.href)"):
        assert page.goto(href).status == 200, href
        expect(page.locator("nav.nav a[aria-current]")).to_have_count(1)
