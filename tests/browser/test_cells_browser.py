"""A return of single figures in a browser, from the tick of the reviewer to the field of the unit."""

import pytest
from playwright.sync_api import expect

from talentportal.core import clock
from tests import make
from tests.assessments.review.desk import Desk
from townships.models import Role

from .actions import axe_check, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(monkeypatch, transactional_db):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    return Desk()


def test_one_figure_is_ticked_returned_and_corrected(page, site, desk):
    sign_in(page, site, desk.reviewer.username, make.PASSWORD)
    page.goto(site + desk.address(desk.first))
    why = page.locator("#id_return_why-A2")
    expect(why).to_be_hidden()
    page.get_by_label("退回 A2").check()
    expect(why).to_be_visible()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("请写明此项需要修改什么")
    axe_check(page)
    reflow_check(page)
    why.fill("纪要缺一份")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("article .st").first).to_have_text("已退回")
    sign_in(page, site, make.staff(desk.first)[Role.CLERK].username, make.PASSWORD)
    page.goto(f"{site}/reports/{desk.period.code}/{desk.first.code}/")
    page.locator("#returned-h ~ ul a", has_text="A2").click()
    expect(page.locator("#id_A2-value")).to_be_enabled()
    expect(page.locator("#id_A1-ticks input").first).to_be_disabled()
    axe_check(page)
    reflow_check(page)
