"""An amendment from the unit's request to the correction notice, in a browser, with every step by its own person."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.models import Report, ScoreRun
from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from talentportal.core.models.jobs import Job, JobState
from talentportal.core.services.jobs import run_job
from tests import make

from .actions import axe_check, pictures, reflow_check, sign_in, sign_out, speak

pytestmark = pytest.mark.django_db(transaction=True)

NOW = make.moment(dt.date(2014, 11, 12))
WHY = "专项经费漏报2万元，凭证已补齐"
REASON = "示例镇补报专项经费2万元，经核实更正"


@pytest.fixture
def league(monkeypatch, transactional_db):
    """Q1 and Q2 published; the unit of the story stands behind its rival by little."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    unit, rival = make.township(code="AM-1", name_zh="示例甲镇"), make.township(code="AM-2", name_zh="示例乙镇")
    quarters = [make.period(2014, 1), make.period(2014, 2)]
    for period in quarters:
        make.approved_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 3})
        make.approved_report(period, rival, values={"A2": 0, "F1": 0, "F2": 0, "G1": 4})
        publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT, note="按期公布")
    return quarters


def signed_in(page, site, person):
    if page.url.startswith(site):
        sign_out(page)
    sign_in(page, site, person.username, make.PASSWORD)
    return page


def compute():
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("pk"):
        run_job(job.pk, at=NOW, clock=lambda: NOW)


def test_an_amendment_from_the_request_to_the_notice(page, site, league):
    report = Report.objects.get(period=league[0], township__code="AM-1")
    people, address = make.staff(report.township), f"{site}/reports/2014Q1/AM-1/"
    the_unit_asks(signed_in(page, site, people["deputy"]), address)
    the_director_reopens(signed_in(page, site, make.approver()), site)
    the_clerk_corrects(signed_in(page, site, people["clerk"]), address)
    for role in ("deputy", "secretary"):
        signed_in(page, site, people[role]).goto(f"{address}check/")
        page.check("#truth")
        page.locator("form button.primary").click()
        expect(page.locator("div.messages:not([hidden])")).to_be_visible()
    signed_in(page, site, make.approver()).goto(f"{site}/review/2014Q1/AM-1/")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("article .st").first).to_have_text("已通过")
    compute()
    found = ScoreRun.objects.order_by("period", "version").values_list("period__quarter", "version", "status")
    assert list(found) == [(1, 1, "published"), (1, 2, "provisional"), (2, 1, "published"), (2, 2, "provisional")]
    for period in league:
        the_director_publishes(page, site, period)
    the_notice_and_both_tables_are_read(signed_in(page, site, people["clerk"]), site)


def the_unit_asks(page, address):
    page.goto(address)
    page.get_by_role("link", name="申请更正").click()
    pictures(page, "amendment-request")
    page.get_by_role("button", name="申请更正").click()
    expect(page.locator("#note-error")).to_contain_text("请写明哪一项")
    page.fill("#note", WHY)
    axe_check(page)
    reflow_check(page)
    page.get_by_role("button", name="申请更正").click()
    expect(page.locator("main")).to_contain_text("已申请更正")


def the_director_reopens(page, site):
    page.goto(f"{site}/review/")
    expect(page.locator("main")).to_contain_text("待答复的更正申请")
    axe_check(page)
    reflow_check(page)
    pictures(page, "amendment-queue")
    page.get_by_role("link", name="示例甲镇 · 2014年一季度").click()
    expect(page.locator("aside").last).to_contain_text(WHY)
    axe_check(page)
    pictures(page, "amendment-review")
    page.fill("#id_reopen_note", "同意更正，请补齐凭证")
    page.fill("#id_reopen_until", "2014-11-20")
    page.get_by_role("button", name="重新开放", exact=True).click()
    expect(page.locator("div.messages:not([hidden])")).to_be_visible()


def the_clerk_corrects(page, address):
    page.goto(f"{address}sections/G/")
    page.fill("[name='G1-value']", "5")
    paper = {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.set_input_files("[name=G1-file]", files=[paper])
    page.click("#evidence-G1 button:has-text('添加')")
    expect(page.locator("#evidence-G1 a[download]")).to_have_text("凭证.pdf")
    page.locator("#line-G1 details:has([name=G1-reason]) > summary").click()
    page.fill("[name=G1-reason]", WHY)
    page.get_by_role("button", name="保存并继续").click()
    expect(page).not_to_have_url(f"{address}sections/G/")


def the_director_publishes(page, site, period):
    page.goto(f"{site}/ranking/{period.code}/?run=2")
    page.locator(".actions a.primary").click()
    page.locator("main button.primary").click()
    expect(page.locator("#id_note-error")).to_be_visible()
    page.fill("#id_note", REASON)
    axe_check(page)
    reflow_check(page)
    page.locator("main button.primary").click()
    expect(page).to_have_url(f"{site}/corrections/{period.code}/2/")
    expect(page.locator(".notice-sheet")).to_contain_text(REASON)


def the_notice_and_both_tables_are_read(page, site):
    page.goto(f"{site}/corrections/2014Q1/2/")
    sheet = page.locator(".notice-sheet")
    expect(sheet).to_contain_text("2 → 1")
    expect(sheet).to_contain_text("G1")
    axe_check(page)
    reflow_check(page)
    speak(page, "en")
    expect(sheet).to_contain_text("Units whose result is corrected")
    axe_check(page, ("light",))
    reflow_check(page)
    speak(page, "zh-hans")
    pictures(page, "correction-notice")
    page.goto(f"{site}/ranking/2014Q1/")
    expect(page.locator("tbody tr").first).to_contain_text("示例甲镇")
    expect(page.locator("main")).to_contain_text("公示中")
    axe_check(page)
    reflow_check(page)
    pictures(page, "ranking-corrected")
    page.goto(f"{site}/ranking/2014Q1/?run=1")
    expect(page.locator("tbody tr").first).to_contain_text("示例乙镇")
    page.goto(f"{site}/ranking/2014Q1/?known=2014-11-11")
    expect(page.locator("tbody tr").first).to_contain_text("示例乙镇")
    expect(page.locator("main")).to_contain_text("以下为2014年11月11日公开的结果")
