"""The district's desk in a browser: notes and rows in place, the queue by keyboard, and everything without scripts."""

import pytest
from playwright.sync_api import expect

from assessments.models import ReportLine
from talentportal.core import clock
from tests import make
from tests.assessments.review.desk import Desk

from .actions import axe_check, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(monkeypatch, transactional_db):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    return Desk()


@pytest.fixture
def reviewing(page, site, desk):
    sign_in(page, site, desk.reviewer.username, make.PASSWORD)
    page.goto(site + desk.address(desk.first))
    return page


def write(page, code: str, words: str) -> None:
    details = page.locator(f".behind:has(#thread-{code}) > td > details")
    details.locator(":scope > summary").click()
    page.fill(f"#note-{code}-new", words)
    details.locator("form button", has_text="添加批注").click()


def test_a_note_is_added_in_place_and_refused_in_place(reviewing):
    page = reviewing
    page.evaluate("window.same = true")
    write(page, "A2", " ")
    expect(page.locator("#note-A2-new-error")).to_have_text("请写下要说的内容。")
    page.fill("#note-A2-new", "请补会议纪要")
    page.locator("#thread-A2 form button").click()
    expect(page.locator("#thread-A2 .thread")).to_contain_text("请补会议纪要")
    page.locator("#thread-A2 button", has_text="标记已处理").click()
    expect(page.locator("#thread-A2 .thread")).to_contain_text("已处理")
    assert page.evaluate("window.same") is True
    axe_check(page)
    reflow_check(page)


def test_the_rows_behind_a_figure_are_fetched_when_they_are_opened(reviewing, desk):
    page = reviewing
    make.platform(desk.first, name="示例平台甲", active_on=[make.AT.date().replace(month=8)])
    page.reload()
    details = page.locator("#row-D2 + .behind > td > details")
    details.locator(":scope > summary").click()
    details.locator("details.source summary").click()
    expect(details.locator(".source-body table")).to_contain_text("示例平台甲")


def test_the_queue_is_walked_with_keys_and_approved_through(reviewing, desk, site):
    page = reviewing
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator("[data-queue] .cover").nth(1)).to_be_focused()
    page.get_by_role("button", name="通过并打开下一家").click()
    expect(page).to_have_url(site + desk.address(desk.second))
    expect(page.locator(".messages:not(#restored)")).to_contain_text("演示甲镇的报表已通过")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("article .st").first).to_have_text("已通过")


def test_dashboard_and_queue_switch_views_in_place(reviewing, site):
    page = reviewing
    page.goto(f"{site}/dashboard/")
    axe_check(page)
    reflow_check(page)
    page.locator("#board .seg a", has_text="列表").click()
    expect(page.locator("#board tbody tr")).to_have_count(6)
    axe_check(page)
    page.goto(f"{site}/review/")
    page.locator("#results .seg a", has_text="待审核").click()
    expect(page.locator("#results tbody tr")).to_have_count(2)
    axe_check(page)
    reflow_check(page)


def test_everything_works_with_scripts_off(browser, site, desk):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, site, desk.reviewer.username, make.PASSWORD)
    page.goto(f"{site}/dashboard/")
    page.locator("#board .seg a", has_text="列表").click()
    page.locator("#board tbody a", has_text="演示甲镇").click()
    write(page, "A2", "请补会议纪要")
    expect(page.locator("#thread-A2")).to_contain_text("请补会议纪要")
    page.locator("#row-G2 + .behind > td > details > summary").click()
    page.locator("#row-G2 + .behind details.source summary").click()
    page.locator("#row-G2 + .behind .source-body a").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(site + desk.address(desk.first))
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("写明哪一项")
    page.fill("#id_return_note", "请补会议纪要")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".messages:not(#restored)")).to_contain_text("已退回演示甲镇的报表")
    context.close()


def test_a_figure_is_checked_and_doubted_in_place(reviewing, desk):
    page = reviewing
    page.evaluate("window.same = true")
    page.get_by_role("button", name="已核A2").click()
    expect(page.locator("#checked")).to_contain_text("已核1/")
    expect(page.get_by_role("button", name="已核A2")).to_have_attribute("aria-pressed", "true")
    box = page.locator("#verdicts-C2")
    box.locator("summary").click()
    box.get_by_role("button", name="不予确认").click()
    expect(page.locator("#doubt-C2-error")).to_have_text("请写明此项数据有何疑问。")
    page.fill("#doubt-C2", "专利未见证书")
    box.get_by_role("button", name="不予确认").click()
    expect(box).to_contain_text("审核员演示甲有疑问：专利未见证书")
    assert page.evaluate("window.same") is True
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("尚有指标未确认（C2）")
    axe_check(page)
    reflow_check(page)
    page.fill("#id_approve_note", "已电话核实")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("article .st").first).to_have_text("已通过")


def test_ticked_reports_are_approved_and_the_odd_one_is_left_out_with_its_reason(reviewing, desk, site):
    page = reviewing
    ReportLine.objects.filter(report=desk.report(desk.first), value__isnull=True).update(value=0)
    page.goto(f"{site}/review/")
    page.get_by_role("checkbox", name="通过演示甲镇").check()
    page.get_by_role("checkbox", name="通过演示乙镇").check()
    axe_check(page)
    reflow_check(page)
    page.get_by_role("button", name="通过所勾选的报表").click()
    expect(page.locator("[aria-labelledby=approved-h]")).to_contain_text("演示甲镇")
    expect(page.locator("[aria-labelledby=left-h]")).to_contain_text("演示乙镇 请填写本季度的数字")
    axe_check(page)
    reflow_check(page)
