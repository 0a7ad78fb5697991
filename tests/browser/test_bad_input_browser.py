"""Bad input on the running demo, through the real web server: nothing typed is lost, nothing is half-saved.

What each wrong value is told stands in tests/assessments/reports; here are the cases that need a browser.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from .actions import axe_check, sign_in

REPORT = "/reports/2014Q3/330212006/"
WORDS = f"{REPORT}sections/T/"
PDF = {"mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def clerk(page, portal):
    portal.sign_in(page, "clerk")
    page.goto(portal.url + WORDS)
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()
    expect(page).not_to_have_url(re.compile("/sections/T/$"))


def test_two_tabs_on_one_section_choose_field_by_field(clerk, context, portal):
    first, second = clerk, context.new_page()
    second.goto(portal.url + WORDS)
    first.fill("[name=highlights]", "第一页写的亮点")
    first.fill("[name=problems]", "第一页写的问题")
    save(first)
    second.fill("[name=highlights]", "第二页写的亮点")
    second.get_by_role("button", name="保存并继续").click()
    expect(second.locator(".notice.warn:has([name^=keep-])")).to_be_visible()
    expect(second.locator("[name=highlights]")).to_have_value("第二页写的亮点")  # what was typed is still there
    axe_check(second)
    second.check("[name=keep-highlights][value=mine]")
    second.check("[name=keep-problems][value=theirs]")
    second.click("text=按选择保存")
    expect(second).not_to_have_url(re.compile("/sections/T/$"))
    second.goto(portal.url + WORDS)
    expect(second.locator("[name=highlights]")).to_have_value("第二页写的亮点")
    expect(second.locator("[name=problems]")).to_have_value("第一页写的问题")


def test_typing_outlives_the_sign_in_and_is_saved_after_it(clerk, portal):
    page = clerk
    words = "登录过期前写下的打算，\n共两行。"
    page.fill("[name=plans]", words)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存并继续").click()
    expect(page).to_have_url(re.compile(r"/login/\?next="))
    name, password = portal.account("clerk")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("main button.primary")
    expect(page).to_have_url(portal.url + WORDS)
    expect(page.locator("[name=plans]")).to_have_value(words)
    expect(page.locator("#restored")).to_be_visible()
    save(page)
    page.goto(portal.url + WORDS)
    expect(page.locator("[name=plans]")).to_have_value(words)
    expect(page.locator("#restored")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("纪要.pdf", b"%PDF-1.4" + bytes(21 * MEGABYTE), "20"),
        ("纪要.pdf", b"MZ" + bytes(64), "只接受PDF"),
        ("空.pdf", b"", "空"),
    ],
    ids=["over 20 MB", "not what its name says", "empty"],
)
def test_a_file_is_refused_beside_its_field(clerk, portal, name, content, told):
    page = clerk
    page.goto(f"{portal.url}{REPORT}sections/A/")
    before = page.locator("#evidence-A2 a[download]").count()
    was = page.locator("[name=A2-value]").input_value()
    page.fill("[name=A2-value]", "7")
    expect(page.locator("#saved")).to_have_text(re.compile("^已自动保存"))
    box = page.locator("#evidence-A2 details")
    box.locator("summary").click()
    page.set_input_files("[name=A2-file]", files=[{"name": name, "mimeType": "application/pdf", "buffer": content}])
    box.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator("#id_A2-file-error")).to_contain_text(told, timeout=30_000)
    expect(page.locator("#evidence-A2 a[download]")).to_have_count(before)
    expect(page.locator("[name=A2-value]")).to_have_value("7")
    page.fill("[name=A2-value]", was)  # it saves itself, and the demo is shared with other tests
    expect(page.locator("#saved")).to_have_text(re.compile("^已自动保存"))
    page.reload()
    expect(page.locator("[name=A2-value]")).to_have_value(was)


def test_a_step_that_comes_too_late_says_who_was_faster(page, context, portal):
    portal.sign_in(page, "reviewer")
    page.goto(f"{portal.url}/review/")
    page.locator("#results").get_by_role("link", name="横街镇").click()
    expect(page.get_by_role("button", name="通过", exact=True)).to_be_visible()
    late = context.new_page()
    late.goto(page.url)
    page.fill("#id_approve_note", "会审部门已电话确认")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator(".messages:not(#restored)")).to_contain_text("横街镇的报表已通过")
    late.fill("#id_return_note", "请补会议纪要")
    late.get_by_role("button", name="退回", exact=True).click()
    expect(late.locator("main")).to_contain_text("审核员甲")
    expect(late.locator("main")).to_contain_text("通过")
    axe_check(late)
    page.reload()
    expect(page.locator("article .st").first).to_have_text("已通过")


def test_with_scripts_off_a_section_is_saved_a_report_approved_and_the_ranking_sorted(
    browser, browser_context_args, portal
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal.url, *portal.account("clerk"))
    page.goto(portal.url + WORDS)
    page.fill("[name=problems]", "字" * 501)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator("#id_problems-error")).to_contain_text("501")
    expect(page.locator("[name=problems]")).to_have_value("字" * 501)
    page.fill("[name=problems]", "不用脚本也能保存")
    save(page)
    page.goto(portal.url + WORDS)
    expect(page.locator("[name=problems]")).to_have_value("不用脚本也能保存")

    sign_in(page, portal.url, *portal.account("reviewer"))
    page.goto(f"{portal.url}/review/")
    page.locator("#results").get_by_role("link", name="鄞江镇").click()
    page.fill("#id_approve_note", "会审部门已电话确认")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator(".messages:not(#restored)")).to_contain_text("鄞江镇的报表已通过")

    page.goto(f"{portal.url}/ranking/2014Q2/")
    page.locator("thead").get_by_role("link", name="总分").click()
    page.locator("thead").get_by_role("link", name="总分").click()
    totals = [float(cell.split()[-1]) for cell in page.locator("tbody td.strong:nth-of-type(n+3)").all_inner_texts()]
    assert len(totals) == 26
    assert totals == sorted(totals)
    context.close()
