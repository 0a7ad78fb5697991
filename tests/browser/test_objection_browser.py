"""The objection in a browser: published on notice, objected to with a file, decided, published anew, seen by all."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from assessments.models import Objection, ScoreRun
from assessments.services.objections import file_objection
from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from talentportal.core.models import Job
from talentportal.core.services.jobs import run_job
from tests import make
from tests.assessments.scoring.examples import fill, given, knowing_all
from townships.models import Role

from .actions import WIDTHS, axe_check, pictures, reflow_check, sign_in, speak

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"name": "企业名单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 two participations"}


@pytest.fixture
def notice(transactional_db, monkeypatch):
    """2014Q2 on public notice: the unit of W01 behind a neighbour who counts one participation more."""
    unit = make.township(code="B-1", name_zh="演示甲镇", name_en="Sample Town", tier="medium")
    rival = make.township(code="B-2", name_zh="演示乙镇", name_en="Other Town", tier="medium")
    period = make.period(2014, 2)
    fill(unit, period, given("W01")["values"], ledger=["1.00"])
    fill(rival, period, {**given("W01")["values"], "E1": 11}, ledger=["1.00"])
    at = knowing_all(period)
    publish_run(score_period(period, at=at), by=make.approver(), at=at)
    monkeypatch.setattr(clock, "now", lambda: at + dt.timedelta(days=1))
    return at + dt.timedelta(days=1)


def look(page, name):
    """Axe at both widths, no sideways scrolling on a phone, a picture of each look."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        axe_check(page)
    reflow_check(page)
    speak(page, "en")
    reflow_check(page)
    axe_check(page, ("light",))
    speak(page, "zh-hans")
    pictures(page, name)
    page.set_viewport_size({"width": 1440, "height": 900})


def as_person(page, site, person, path):
    page.context.clear_cookies()
    sign_in(page, site, person.username, make.PASSWORD)
    page.goto(site + path)


def test_an_objection_from_the_notice_to_the_next_version(page, site, notice):
    secretary = make.user(Role.SECRETARY, township=make.Township.objects.get(code="B-1"), name="演示书记")
    director = make.approver()

    as_person(page, site, secretary, "/scores/2014Q2/B-1/")
    expect(page.locator(".notice.info").first).to_contain_text("公示至")
    look(page, "score-notice")
    page.locator('a[href$="/E1/object/"]').click()
    look(page, "objection-new")
    page.fill("#id_claimed", "12")
    page.fill("#id_grounds", "两家企业参加了6月的招聘会，漏计。")
    page.set_input_files("#id_files", PDF)
    page.click("main button.primary")
    expect(page.locator("h1")).to_have_text("演示甲镇对E1 引才活动企业参与次数提出异议")
    expect(page.locator("#eff-h").locator("xpath=ancestor::section")).to_contain_text("排名由第2名变为第1名")
    row = Objection.objects.get()

    as_person(page, site, director, "/ranking/2014Q2/")
    expect(page.locator("main")).to_contain_text("未决定1件")
    page.goto(f"{site}/objections/")
    look(page, "objection-list")
    page.locator("table a").first.click()
    expect(page.locator("h1")).to_have_text("演示甲镇对E1 引才活动企业参与次数提出异议")
    look(page, "objection-detail")
    page.check('input[name="outcome"][value="upheld"]')
    page.fill("#id_answer", "经核实漏计两家企业，予以更正。")
    page.click("aside button.primary")
    expect(page.locator("div.messages:not([hidden])")).to_contain_text("异议成立。本季新版本正在计算")
    row.refresh_from_db()
    assert row.state == Objection.State.UPHELD

    for job in Job.objects.filter(kind="score_period", state="queued"):
        run_job(job.pk, at=notice, clock=lambda: notice)
    page.goto(f"{site}/ranking/2014Q2/?run=2")
    page.click(".actions a.primary")
    page.fill("#id_note", "异议成立，更正演示甲镇E1。")
    page.click("main button.primary")

    as_person(page, site, secretary, "/scores/2014Q2/B-1/")
    expect(page.locator("h1")).to_have_text(re.compile("82.36"))
    expect(page.locator("#tree")).to_contain_text("异议成立")
    page.goto(f"{site}/ranking/2014Q2/")
    page.locator("summary", has_text="异议").click()
    expect(page.locator("main")).to_contain_text("演示甲镇 E1：异议成立")


def test_nothing_becomes_final_before_the_objection_is_decided(page, site, notice, monkeypatch):
    unit = make.Township.objects.get(code="B-1")
    deputy = make.user(Role.DEPUTY, township=unit)
    file_objection(ScoreRun.objects.get(), unit, line="E1", grounds="漏计", by=deputy, at=notice)
    after = notice + dt.timedelta(days=14)
    monkeypatch.setattr(clock, "now", lambda: after)
    as_person(page, site, make.approver(), "/ranking/2014Q2/")
    row = Objection.objects.get()
    expect(page.locator(".notice.info", has_text="有1件异议尚未决定。")).to_have_count(1)
    assert page.locator('form[action$="/final/"]').count() == 0
    page.goto(f"{site}/objections/{row.pk}/")
    page.check('input[name="outcome"][value="rejected"]')
    page.fill("#id_answer", "材料不足。")
    page.click("aside button.primary")
    expect(page.locator("div.messages:not([hidden])")).to_contain_text("异议不成立")
    page.goto(f"{site}/ranking/2014Q2/")
    page.click('form[action$="/final/"] button')
    expect(page.locator("div.messages:not([hidden])")).to_be_visible()
    assert ScoreRun.objects.get().final_at is not None
