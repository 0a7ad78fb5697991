"""Results in a browser: every page through axe, on a phone and on paper; progress with scripts and without."""

import pytest
from playwright.sync_api import expect

from assessments.services.scoring import publish_run, score_period
from talentportal.core.models import Job
from talentportal.core.services.jobs import request_job, run_job
from tests import make
from tests.assessments.scoring.examples import fill, given, knowing_all
from townships.models import Role

from .actions import WIDTHS, axe_check, pictures, reflow_check, sign_in, speak

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quarter(transactional_db):
    """2014Q1 published, 2014Q2 provisional, for the unit of W01 and three others."""
    unit = make.township(code="B-1", name_zh="演示甲镇", name_en="Sample Town", tier="medium")
    for tier in ("high", "medium", "low"):
        make.township(tier=tier)
    earlier, period = make.period(2014, 1), make.period(2014, 2)
    fill(unit, period, given("W01")["values"], ledger=["1.00"])
    publish_run(score_period(earlier, at=knowing_all(period)), by=make.approver(), at=knowing_all(period))
    score_period(period, at=knowing_all(period))
    return period


@pytest.fixture
def director(page, site, quarter):
    person = make.approver()
    sign_in(page, site, person.username, make.PASSWORD)
    return page


PAGES = {
    "ranking": "/ranking/2014Q2/",
    "ranking-tier": "/ranking/2014Q1/?tier=medium&sort=-total",
    "score": "/scores/2014Q2/B-1/",
    "score-rows": "/scores/2014Q2/B-1/E1/",
    "scheme-list": "/schemes/",
    "scheme": "/schemes/YZ-REF/1/",
}


@pytest.mark.parametrize("name", PAGES)
def test_result_pages_have_no_axe_violation_and_fit_a_phone(director, site, name):
    director.goto(site + PAGES[name])
    for width in WIDTHS:
        director.set_viewport_size({"width": width, "height": 900})
        axe_check(director)
    reflow_check(director)
    speak(director, "en")
    reflow_check(director)
    axe_check(director, ("light",))
    speak(director, "zh-hans")
    pictures(director, name)


def test_publishing_asks_once_more_and_then_shows_it(director, site):
    director.goto(f"{site}/ranking/2014Q2/")
    director.click(".actions a.primary")
    expect(director.locator("h1")).to_have_text("发布2014年二季度考核结果")
    axe_check(director)
    reflow_check(director)
    pictures(director, "run-publish")
    director.click("main button.primary")
    expect(director.locator("div.messages:not([hidden])")).to_contain_text("考核结果已发布（第1版）")
    expect(director.locator(".notice.warn")).to_have_count(0)


def computing(quarter):
    return request_job("score_period", f"period:{quarter.pk}", {"period": quarter.pk}, by=None, at=make.AT)


def finish(job):
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk, at=make.AT, clock=lambda: make.AT)


@pytest.fixture
def deaf(settings, monkeypatch):
    """Nobody hears the bell, so the test itself decides when the job runs."""
    monkeypatch.setattr("talentportal.core.services.jobs.ring", lambda job_id: None)


def test_the_panel_follows_the_job_and_the_ranking_reloads(deaf, director, site, quarter):
    job = computing(quarter)
    director.goto(f"{site}/ranking/2014Q2/")
    expect(director.locator("#progress")).to_contain_text("等待核算")
    axe_check(director, ("light",))
    Job.objects.filter(pk=job.pk).update(
        state="running", stage="counting and ranking", progress_total=4, progress_done=1
    )
    expect(director.locator("#progress meter")).to_be_visible()
    director.evaluate("window.same = true")
    finish(job)
    expect(director.locator("#progress")).to_have_count(0)  # the page came anew, with the new numbers
    assert director.evaluate("window.same") is None


def test_the_page_of_a_job_stops_asking_when_it_is_done(deaf, director, site, quarter):
    job = computing(quarter)
    director.goto(f"{site}/jobs/{job.pk}/")
    expect(director.locator("#progress")).to_contain_text("等待核算")
    axe_check(director)
    reflow_check(director)
    finish(job)
    expect(director.locator("#progress")).to_contain_text("排名已是最新")
    expect(director.locator("#live")).to_have_text("已完成")
    asked = []
    director.on("request", lambda request: asked.append(request.url))
    director.wait_for_timeout(2_500)
    assert asked == []


def test_without_scripts_everything_can_be_read_sorted_and_published(
    deaf, browser, browser_context_args, site, quarter
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, make.approver().username, make.PASSWORD)
    page.goto(f"{site}/ranking/2014Q2/")
    page.click("thead a:has-text('附加分')")
    expect(page.locator("thead [aria-sort=descending]")).to_contain_text("附加分")
    page.click("tbody a >> nth=0")
    expect(page.locator("h1")).to_have_text("为什么是81.69分")
    page.click("#tree a:has-text('10条记录')")
    expect(page.locator("tbody tr")).to_have_count(10)
    job = computing(quarter)
    page.goto(f"{site}/jobs/{job.pk}/")
    expect(page.locator("#progress")).to_contain_text("等待核算")
    finish(job)
    expect(page.locator("#progress")).to_contain_text("排名已是最新")  # the page refreshes itself
    context.close()


def test_paper_carries_every_column_and_no_buttons(director, site):
    director.goto(f"{site}/ranking/2014Q2/")
    director.emulate_media(media="print")
    director.set_viewport_size({"width": 1020, "height": 720})
    for text in ("组织领导", "投入与报送", "附加分", "近8季"):
        expect(director.locator("thead th", has_text=text)).to_be_visible()
    for gone in (".topbar", ".actions", "nav.seg"):
        expect(director.locator(gone)).to_be_hidden()
    assert director.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_unit_finds_its_own_row_and_the_way_to_its_score(page, site, quarter):
    unit = quarter.reports.get(township__code="B-1").township
    publish_run(quarter.runs.get(), by=make.approver(), at=knowing_all(quarter))
    clerk = make.staff(unit)[Role.CLERK]
    sign_in(page, site, clerk.username, make.PASSWORD)
    page.goto(f"{site}/ranking/")
    expect(page.locator("tr.own")).to_have_count(1)
    expect(page.locator("tbody a")).to_have_count(2)
    page.click("tr.own a >> nth=0")
    expect(page.locator("h1")).to_have_text("为什么是81.69分")
