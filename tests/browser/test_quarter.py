"""The whole quarter as six people live it, on the running demo: web, Celery worker, scheduler, PostgreSQL, Redis.

A clerk fills what is left, the deputy checks, the secretary signs, a reviewer returns one figure, it is corrected,
checked, signed and approved; the worker scores; the director publishes; everybody reads the same numbers, a REST
client too. Nothing is waited for but what the pages themselves show.
"""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from .actions import axe_check, pictures, sign_out

UNIT, QUARTER = "330212006", "2014Q3"
REPORT = f"/reports/{QUARTER}/{UNIT}/"
REVIEW = f"/review/{QUARTER}/{UNIT}/"
SCORE = f"/scores/{QUARTER}/{UNIT}/"
MINUTES = {"name": "三季度座谈会纪要.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 quarter"}
WHY_EARLY = "演示：先行发布，其余单位通过后另出新版。"
COMPUTED = 60_000  # the worker scores 26 units in a second or two; two cores may be busy with other tests
CENT = Decimal("0.01")


@pytest.fixture
def desk(new_context, portal):
    """`desk("deputy")` gives the page of that person's own browser, signed in; errors in any console fail the test."""
    pages: dict[str, Page] = {}
    said: list[str] = []

    def at(role: str) -> Page:
        if role not in pages:
            context = new_context()
            context.set_default_timeout(20_000)
            context.on("console", lambda m: said.append(f"{role}: {m.text}") if m.type == "error" else None)
            context.on("weberror", lambda e: said.append(f"{role}: {e.error}"))
            pages[role] = context.new_page()
            portal.sign_in(pages[role], role)
        return pages[role]

    yield at
    assert [line for line in said if "status of 4" not in line] == []


def told(page: Page, words: str) -> None:
    expect(page.locator(".messages:not(#restored)").first).to_contain_text(words)


def test_the_quarter_from_the_first_figure_to_the_published_ranking(desk, portal):
    clerk, deputy, secretary = desk("clerk"), desk("deputy"), desk("secretary")
    reviewer, approver = desk("reviewer"), desk("approver")

    withdraw_what_was_claimed(clerk, portal)
    fill_what_is_left(clerk, portal)
    check_and_sign(deputy, secretary, portal)
    return_one_figure(reviewer, portal)
    correct_it(clerk, portal)
    check_and_sign(deputy, secretary, portal, again=True)
    approve_and_wait_for_the_worker(reviewer, portal)
    publish(approver, portal)

    total, place = read_the_ranking(clerk, portal)
    lines = read_the_score(clerk, portal, total)
    assert lines["G2"] == Decimal("2.50"), "a return for the unit's own error costs 0.50 of 3.00"
    read_the_rows_counted(clerk)
    ask_as_a_client(portal, total, place, lines)
    read_as_leader(desk("leader"), portal, total, place)


# --- the unit ---


def withdraw_what_was_claimed(clerk: Page, portal) -> None:
    """Claims of persons that another walk through the same demo left in the report."""
    clerk.goto(f"{portal.url}{REPORT}sections/B/")
    claims = clerk.locator("#rows-expert a[href^='/claims/']")
    for address in claims.evaluate_all("found => found.map((link) => link.getAttribute('href'))"):
        clerk.goto(portal.url + address)
        unfold(clerk.locator("details:has(form[action$='/withdraw/'])"))
        clerk.fill("form[action$='/withdraw/'] [name=reason]", "演示：撤回")
        clerk.click("form[action$='/withdraw/'] button")
        told(clerk, "撤回")
    clerk.goto(f"{portal.url}/my-quarter/")


def fill_what_is_left(clerk: Page, portal) -> None:
    expect(clerk).to_have_url(portal.url + REPORT)
    expect(clerk.locator("h1")).to_have_text("首南街道2014年三季度报表")
    expect(clerk.locator(".lede")).to_contain_text("11个部分中10个已完成")
    clerk.get_by_role("link", name="七、服务保障").click()
    expect(clerk.locator("[name=F1-value]")).to_have_value("18")  # what the register knows is there already
    clerk.locator("#line-F1 details.source summary").click()
    expect(clerk.locator("#line-F1 .source-body tbody tr")).to_have_count(18)

    clerk.fill("[name=F1-value]", "二十人")
    clerk.check("[name=F2-value][value='1']")
    save(clerk)
    expect(clerk.locator(".error-summary")).to_be_focused()
    expect(clerk.locator("#line-F1 .error-text")).to_contain_text("请填写整数，例如12")
    expect(clerk.locator("[name=F1-value]")).to_have_value("二十人")  # nothing typed is lost
    clerk.fill("[name=F1-value]", "20")
    save(clerk)
    expect(clerk.locator("#line-F1 .error-text")).to_contain_text("不能多于在库专家数（18人）")
    expect(clerk.locator("[name=F1-value]")).to_have_value("20")

    clerk.locator("#evidence-F2").get_by_role("button", name="删除").click()
    expect(clerk.locator("#evidence-F2 a[download]")).to_have_count(0)
    clerk.fill("[name=F1-value]", "１７")  # full-width digits, as a Chinese keyboard types them
    unfold(clerk.locator("#line-F1 details:has([name=F1-reason])"))
    clerk.fill("[name=F1-reason]", "一名专家在境外，未能联系。")
    save(clerk)  # complete, but the minutes are missing: found out at the check
    expect(clerk).to_have_url(re.compile(f"{REPORT}check/$"))
    expect(clerk.locator("[aria-labelledby=open-h]")).to_contain_text("已召开座谈会但未上传纪要")
    clerk.locator("[aria-labelledby=open-h] a").click()
    expect(clerk).to_have_url(re.compile("/sections/F/#line-F2$"))
    expect(clerk.locator("[name=F1-value]")).to_have_value("17")
    clerk.set_input_files("[name=F2-file]", files=[MINUTES])
    clerk.locator("#evidence-F2").get_by_role("button", name="添加", exact=True).click()
    expect(clerk.locator("#evidence-F2 a[download]")).to_have_text(MINUTES["name"])
    save(clerk)

    expect(clerk).to_have_url(re.compile(f"{REPORT}check/$"))
    expect(clerk.locator("[aria-labelledby=open-h]")).to_contain_text("没有缺项")
    expect(clerk.locator("[aria-labelledby=part-F]")).to_contain_text("17/18")
    expect(clerk.locator("[aria-labelledby=act-h]")).to_contain_text("由没有参与填报的专职副书记核对并送签")
    axe_check(clerk)
    pictures(clerk, "quarter-check")


def unfold(details: Locator) -> None:
    if not details.evaluate("box => box.open"):
        details.locator("summary").first.click()


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()


def check_and_sign(deputy: Page, secretary: Page, portal, *, again: bool = False) -> None:
    deputy.goto(f"{portal.url}{REPORT}check/")
    if again:
        expect(deputy.locator(".lede")).to_contain_text("改动1项")
        expect(deputy.locator("[aria-labelledby=part-F]")).to_contain_text("原为17")
    send = deputy.get_by_role("button", name="核对无误，送签")
    if not again:
        send.click()  # the statement must be ticked first
        expect(deputy.locator("#truth-error")).to_be_visible()
    deputy.check("[name=is_truthful]")
    send.click()
    told(deputy, "已核对，等待党（工）委书记签发")

    secretary.goto(f"{portal.url}/my-quarter/")
    secretary.get_by_role("link", name=re.compile("核对|签发|检查")).last.click()
    expect(secretary).to_have_url(re.compile(f"{REPORT}check/$"))
    secretary.check("[name=is_truthful]")
    secretary.get_by_role("button", name="签发并报送").click()
    told(secretary, "已签发并报送")


def correct_it(clerk: Page, portal) -> None:
    clerk.goto(f"{portal.url}/my-quarter/")
    expect(clerk.locator(".notice.warn")).to_contain_text("走访人数与走访记录不符，请核对后重新报送。")
    expect(clerk.locator("a:has-text('七、服务保障') >> xpath=ancestor::li")).to_contain_text("1条批注")
    clerk.get_by_role("link", name="七、服务保障").click()
    expect(clerk.locator("#line-F1 .review-note")).to_contain_text("登记库有18名专家的走访记录")
    axe_check(clerk)
    pictures(clerk, "quarter-returned-section")
    clerk.fill("[name=F1-value]", "18")
    clerk.fill("[name=F1-reason]", "")
    note = clerk.locator("#line-F1 .review-note")
    note.locator("summary").click()
    note.locator("textarea").fill("已按走访记录改为18人。")
    note.get_by_role("button", name="发送回复").click()
    expect(note.locator(".thread")).to_contain_text("已按走访记录改为18人。")
    note.get_by_role("button", name="标记已处理").click()
    expect(note.locator(".who")).to_contain_text("首南填报员")
    expect(note.get_by_role("button")).to_have_count(0)
    expect(clerk.locator("[name=F1-value]")).to_have_value("18")  # the answer left the figure as typed
    save(clerk)
    expect(clerk.locator("[aria-labelledby=open-h]")).to_contain_text("没有缺项")


# --- the district ---


def return_one_figure(reviewer: Page, portal) -> None:
    reviewer.goto(f"{portal.url}/review/")
    reviewer.locator("#results").get_by_role("link", name="首南街道").click()
    row = reviewer.locator("#row-F1")
    expect(row.locator("td").nth(0)).to_have_text("17/18")
    expect(row.locator("td").nth(1)).to_have_text("18/18")
    behind = reviewer.locator("#row-F1 + .behind")
    expect(behind).to_contain_text("一名专家在境外，未能联系。")
    add = behind.locator("#thread-F1 details")
    unfold(add)
    reviewer.fill("#note-F1-new", "登记库有18名专家的走访记录，请核对。")
    add.get_by_role("button", name="添加批注").click()
    expect(behind.locator("#thread-F1 .thread")).to_contain_text("登记库有18名专家")
    axe_check(reviewer)
    pictures(reviewer, "quarter-review")
    reviewer.fill("#id_return_note", "走访人数与走访记录不符，请核对后重新报送。")
    reviewer.check("#id_return_is_unit_error")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    told(reviewer, "已退回首南街道的报表")


def approve_and_wait_for_the_worker(reviewer: Page, portal) -> None:
    reviewer.goto(portal.url + REVIEW)
    expect(reviewer.locator("#row-F1 td").nth(0)).to_contain_text("18/18")
    expect(reviewer.locator("#thread-F1")).to_contain_text("已按走访记录改为18人。")
    reviewer.fill("#id_approve_note", "会审部门已电话确认")
    reviewer.get_by_role("button", name="通过", exact=True).click()
    told(reviewer, "首南街道的报表已通过")
    reviewer.goto(f"{portal.url}/ranking/{QUARTER}/")
    expect(reviewer.locator("#progress")).to_have_count(0, timeout=COMPUTED)  # the panel goes when the job is done
    reviewer.locator("tbody").get_by_role("link", name="首南街道").click()
    expect(reviewer).to_have_url(portal.url + SCORE)
    expect(reviewer.locator(".notice.warn")).to_contain_text("尚未发布")
    assert points(reviewer)["F1"] == Decimal("6.00"), "the approved figure counts"


def publish(approver: Page, portal) -> None:
    approver.goto(f"{portal.url}/ranking/{QUARTER}/")
    approver.get_by_role("link", name="发布").click()
    expect(approver.locator("h1")).to_have_text("发布2014年三季度考核结果")
    expect(approver.locator(".lede")).to_contain_text("发布后不再改动")  # what it freezes, and for how many units
    expect(approver.locator(".lede")).to_contain_text("26家单位")
    open_reports = approver.locator("main table").first
    expect(open_reports).to_contain_text("钟公庙街道")
    expect(open_reports).not_to_contain_text("首南街道")
    send = approver.get_by_role("button", name="发布2014年三季度考核结果")
    send.click()  # early, with reports open: only with a reason
    expect(approver.locator(".error-text")).to_be_visible()
    approver.fill("[name=note]", WHY_EARLY)
    axe_check(approver)
    send.click()
    told(approver, "考核结果已发布（第1版）")
    expect(approver.locator(".notice.warn")).to_have_count(0)


# --- the result ---


def read_the_ranking(clerk: Page, portal) -> tuple[Decimal, int]:
    """The latest published quarter; the own row with total, rank, movement against the second quarter and line."""
    clerk.goto(f"{portal.url}/ranking/")
    expect(clerk.locator("h1")).to_have_text("2014年三季度考核排名")
    expect(clerk.locator("tbody tr")).to_have_count(26)
    own = clerk.locator("tr.own")
    expect(own).to_contain_text("首南街道")
    place = int(own.locator("td").first.inner_text())
    total = Decimal(own.locator("td.strong").last.inner_text().split()[-1])
    before = client(portal, f"scores/?period=2014Q2&township={UNIT}")["results"][0]["rank"]
    moved = own.locator("td").nth(1).inner_text().strip()
    if before == place:
        assert moved in ("–", "－", "-"), moved
    else:
        assert moved.endswith(str(abs(before - place))), moved
    expect(own.locator("svg.spark")).to_have_count(1)
    pictures(clerk, "quarter-ranking")
    return total, place


def points(page: Page) -> dict[str, Decimal]:
    """Code of each line that applies, and its points, as the score page prints them."""
    rows = page.locator("#tree tr.lvl2").evaluate_all(
        "rows => rows.map(row => [row.querySelector('th').textContent.trim().split(' ')[0],"
        " row.querySelector('td.num').textContent.trim()])"
    )
    return {code: Decimal(text) for code, text in rows if re.fullmatch(r"\d+\.\d\d", text)}


def read_the_score(clerk: Page, portal, total: Decimal) -> dict[str, Decimal]:
    """An official adds the shown numbers up by hand and comes to the total of the ranking."""
    clerk.locator("tr.own a").first.click()
    expect(clerk).to_have_url(portal.url + SCORE)
    expect(clerk.locator("h1")).to_have_text(f"为什么是{total}分")
    lines = points(clerk)
    weights = clerk.locator("#tree tr.lvl2:not(:has(td.muted:has-text('不适用'))) td:nth-of-type(2)").all_inner_texts()
    applicable = sum(map(Decimal, weights))
    base = (100 * sum(lines.values()) / applicable).quantize(CENT, ROUND_HALF_UP)
    assert base == Decimal(clerk.locator("#tree tfoot td").first.inner_text())
    shown = clerk.locator(".formula > span:not(.op)").evaluate_all(
        "parts => Object.fromEntries(parts.map(part => [part.querySelector('small').textContent,"
        " part.querySelector('b').textContent]))"
    )
    bonus, deducted = Decimal(shown["附加分"]), Decimal(shown.get("扣分", "0"))
    assert base - deducted + bonus == total == Decimal(shown["总分"])
    axe_check(clerk)
    pictures(clerk, "quarter-score")
    return lines


def read_the_rows_counted(clerk: Page) -> None:
    """From the number to what it was made of: the unit's own figure, and beside it the register's eighteen rows."""
    clerk.locator("#tree tr.lvl2", has_text="F1").get_by_role("link").click()
    expect(clerk).to_have_url(re.compile(f"{SCORE}F1/"))
    expect(clerk.locator("section[aria-labelledby=own-h]")).to_contain_text("18")
    expect(clerk.locator("section[aria-labelledby=rows-h] tbody tr")).to_have_count(18)


def client(portal, path: str) -> dict:
    """What a program gets with the token that the demo printed."""
    request = Request(f"{portal.url}/api/v1/{path}", headers={"Authorization": f"Token {portal.token}"})
    with urlopen(request, timeout=20) as answer:
        return json.load(answer)


def ask_as_a_client(portal, total: Decimal, place: int, lines: dict[str, Decimal]) -> None:
    scores = client(portal, f"scores/?period={QUARTER}&page_size=100")["results"]
    assert len(scores) == 26
    own = next(row for row in scores if row["township"] == UNIT)
    assert (Decimal(own["total"]), own["rank"], own["status"]) == (total, place, "published")
    rows = client(portal, f"score-lines/?period={QUARTER}&township={UNIT}&page_size=100")["results"]
    assert {row["indicator"]: Decimal(row["points"]) for row in rows if row["points"] is not None} == lines
    assert len(rows) == 19


def read_as_leader(leader: Page, portal, total: Decimal, place: int) -> None:
    leader.goto(f"{portal.url}/ranking/")
    row = leader.locator("tbody tr", has_text="首南街道")
    expect(row.locator("td").first).to_have_text(str(place))
    expect(row).to_contain_text(str(total))
    sign_out(leader)
    expect(leader).to_have_url(re.compile("/login/"))
