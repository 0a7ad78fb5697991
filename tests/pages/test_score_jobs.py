"""Computing on demand with visible progress, and publishing what was looked at."""

import datetime as dt

import pytest

from assessments.models import DeductionCase, ScoreRun
from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services.jobs import run_job
from tests import make
from tests.assessments.results.table import Reader, rows, words
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)


@pytest.fixture
def unit():
    return make.township(code="J-1", name_zh="演示甲镇")


@pytest.fixture
def period(unit):
    return make.period(2014, 2)


@pytest.fixture
def reviewer():
    return Reader(make.user(Role.REVIEWER))


@pytest.fixture
def director():
    return Reader(make.approver())


@pytest.fixture
def run(period):
    return score_period(period, at=make.AT)


def asked(reviewer):
    assert reviewer.post("/periods/2014Q2/score/").headers["Location"] == "/ranking/2014Q2/"
    return Job.objects.get()


def panel(reader, job, **headers):
    return reader.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true", **headers})


# --- on demand ---


def test_a_reviewer_asks_for_scores_and_the_ranking_shows_that_they_come(period, reviewer):
    job = asked(reviewer)
    assert (job.kind, job.key, job.state) == ("score_period", f"period:{period.pk}", "queued")
    page = reviewer.get("/ranking/2014Q2/")
    assert "已开始核算，完成后本页自动刷新。" in words(page)
    assert f'hx-get="/jobs/{job.pk}/"' in page
    reviewer.post("/periods/2014Q2/score/")
    assert Job.objects.count() == 1  # asked for once, however often the button is pressed


def test_the_progress_goes_from_waiting_to_done(period, reviewer):
    job = asked(reviewer)
    waiting = panel(reviewer, job)
    assert "<html" not in waiting
    assert "等待核算" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    Job.objects.filter(pk=job.pk).update(
        state="running", stage="counting and ranking", progress_total=1, requested_at=make.AT - dt.timedelta(seconds=12)
    )
    running = panel(reviewer, job)
    assert "<meter" in running
    assert "0/1" in running
    assert "已用12秒" in running
    assert "counting" not in running  # the stage is said in the language of the reader
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk, at=make.AT, clock=lambda: make.AT)
    done = panel(reviewer, job)
    assert "排名已是最新。" in done
    assert "hx-get" not in done  # nothing asks any more
    assert ScoreRun.objects.get().scores.count() == 1


def test_the_ranking_reloads_itself_once_the_job_is_done(period, reviewer):
    job = asked(reviewer)
    ask = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ranking/2014Q2/"}
    assert "HX-Refresh" not in reviewer.client.get(f"/jobs/{job.pk}/", headers=ask).headers
    run_job(job.pk, at=make.AT, clock=lambda: make.AT)
    assert reviewer.client.get(f"/jobs/{job.pk}/", headers=ask).headers["HX-Refresh"] == "true"
    elsewhere = ask | {"HX-Current-URL": f"http://testserver/jobs/{job.pk}/"}
    assert "HX-Refresh" not in reviewer.client.get(f"/jobs/{job.pk}/", headers=elsewhere).headers


def test_without_scripts_the_page_refreshes_itself_until_the_job_is_done(period, reviewer):
    job = asked(reviewer)
    page = reviewer.get(f"/jobs/{job.pk}/")
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    run_job(job.pk, at=make.AT, clock=lambda: make.AT)
    done = reviewer.get(f"/jobs/{job.pk}/")
    assert "http-equiv" not in done
    assert 'href="/ranking/2014Q2/"' in done


def test_a_failed_job_says_what_stands_and_which_number_to_report(period, reviewer):
    job = asked(reviewer)
    Job.objects.filter(pk=job.pk).update(state="failed", error="OperationalError: secret detail", attempts=5)
    page = panel(reviewer, job)
    assert "核算没有完成" in page
    assert f"J-{job.pk:06}" in page
    assert "secret detail" not in page


def test_only_those_who_may_score_can_ask_and_only_the_office_watches(period, unit, reviewer):
    job = asked(reviewer)
    for role in (Role.LEADER, Role.AUDITOR, Role.CO_REVIEWER):
        Reader(make.user(role)).post("/periods/2014Q2/score/", expect=403)
    clerk = Reader(make.user(Role.CLERK, township=unit))
    clerk.post("/periods/2014Q2/score/", expect=403)
    clerk.get(f"/jobs/{job.pk}/", expect=403)
    Reader(make.user(Role.AUDITOR)).get(f"/jobs/{job.pk}/")
    reviewer.get("/periods/2014Q2/score/", expect=405)
    reviewer.post("/periods/2014Q1/score/", expect=404)
    reviewer.get("/jobs/999999/", expect=404)
    other = Job.objects.create(kind="another", key="x", requested_at=make.AT)
    reviewer.get(f"/jobs/{other.pk}/", expect=404)


# --- publishing ---


def publish(director, run, **fields):
    return director.post(f"/runs/{run.pk}/publish/", **({"revision": run.revision} | fields))


def test_the_confirmation_names_period_units_and_what_is_open(period, run, director):
    page = words(director.get(f"/runs/{run.pk}/publish/"))
    assert "发布2014年二季度考核结果" in page
    assert "第1版，1家单位，2014年10月8日09:00核算。" in page
    assert "还有1份报表未通过审核" in page
    assert "演示甲镇 未报送" in page
    assert f'href="/runs/{run.pk}/publish/"' in director.get("/ranking/2014Q2/")


def test_publishing_freezes_the_run_and_shows_it_to_units(unit, run, director):
    clerk = Reader(make.user(Role.CLERK, township=unit))
    assert "尚未发布" in words(clerk.get("/ranking/2014Q2/"))
    assert publish(director, run).headers["Location"] == "/ranking/2014Q2/"
    assert "考核结果已发布（第1版）" in words(director.get("/ranking/2014Q2/"))
    run.refresh_from_db()
    assert (run.status, run.published_by.role, run.published_at) == ("published", Role.APPROVER, make.AT)
    assert AuditEntry.objects.filter(action="assessments.publish_run").count() == 1
    assert len(rows(clerk.get("/ranking/2014Q2/"))) == 1


def test_publishing_twice_changes_nothing_and_is_told_kindly(run, director):
    publish(director, run)
    run.refresh_from_db()
    second = publish(director, run)
    assert second.headers["Location"] == "/ranking/2014Q2/"
    told = f"第1版已由{run.published_by.name}于2014年10月8日09:00发布，本次没有改动。"
    assert told in words(director.get("/ranking/2014Q2/"))
    assert AuditEntry.objects.filter(action="assessments.publish_run").count() == 1
    director.get(f"/runs/{run.pk}/publish/", expect=302)
    assert told in words(director.get("/ranking/2014Q2/"))


def test_scores_that_changed_after_they_were_looked_at_are_not_published(unit, period, run, director):
    make.credit(make.expert(), unit, amount="1.00")
    score_period(period, at=make.AT + dt.timedelta(minutes=1))
    assert publish(director, run).headers["Location"] == "/ranking/2014Q2/?run=1"
    run.refresh_from_db()
    assert run.status == "provisional"
    assert "changed since" not in words(director.get("/ranking/2014Q2/"))
    publish(director, run)
    run.refresh_from_db()
    assert run.status == "published"


@pytest.mark.parametrize("revision", ["", "x", "-1", "1e3", "９"])
def test_a_form_without_a_readable_revision_publishes_nothing(run, director, revision):
    publish(director, run, revision=revision)
    run.refresh_from_db()
    assert run.status == "provisional"


def test_nothing_is_published_while_scores_are_being_computed(run, director, reviewer):
    asked(reviewer)
    publish(director, run)
    run.refresh_from_db()
    assert run.status == "provisional"


def test_a_correction_shows_what_changes_before_it_is_published(unit, period, run, director):
    publish_run(run, by=make.approver(), at=make.AT)
    DeductionCase.objects.create(
        period=period, township=unit, code="Y2", reason="示例", found_by=make.approver(), found_at=make.AT
    )
    make.credit(make.expert(), unit, amount="2.00")
    again = score_period(period, at=make.AT + dt.timedelta(minutes=1))
    before, after = run.scores.get().total, again.scores.get().total
    assert before != after
    page = director.get(f"/runs/{again.pk}/publish/")
    assert "与已发布的第1版相比" in words(page)
    assert ["演示甲镇", str(before), str(after), "1", "1", "1 → 1"] in rows(page.split('id="diff-h"')[1])


def test_before_the_lock_the_director_says_why_while_reports_are_open(unit, director):
    quarter = make.period(2014, 3)
    run = score_period(quarter, at=make.AT)
    page = director.get(f"/runs/{run.pk}/publish/")
    assert "还有1份报表未通过审核" in words(page)
    assert "其中1份从未报送" in words(page)
    assert 'name="note"' in page
    for note in ("", "长" * 301):
        refused = publish_page(director, run, note=note)
        assert 'aria-invalid="true"' in refused
        assert 'id="id_note-error"' in refused
    assert "长" * 301 in refused  # what was typed stays
    run.refresh_from_db()
    assert run.status == "provisional"
    publish(director, run, note="区里要求<提前>通报")
    clerk = Reader(make.user(Role.CLERK, township=unit))
    assert "有报表未审核时提前发布：区里要求<提前>通报" in words(clerk.get("/ranking/2014Q3/"))
    assert "有报表未审核时提前发布：区里要求<提前>通报" in words(clerk.get("/scores/2014Q3/J-1/"))


def publish_page(director, run, **fields):
    fields = {"revision": run.revision} | fields
    return director.post(f"/runs/{run.pk}/publish/", expect=422, **fields).content.decode()


def test_after_the_lock_nobody_is_asked_why(run, director):
    assert 'name="note"' not in director.get(f"/runs/{run.pk}/publish/")


def test_only_the_director_publishes(unit, run):
    for role in (Role.ADMIN, Role.REVIEWER, Role.CO_REVIEWER, Role.LEADER, Role.AUDITOR):
        reader = Reader(make.user(role))
        reader.get(f"/runs/{run.pk}/publish/", expect=403)
        reader.post(f"/runs/{run.pk}/publish/", expect=403, revision=run.revision)
        assert "/publish/" not in reader.get("/ranking/2014Q2/")
    Reader(make.user(Role.SECRETARY, township=unit)).post(f"/runs/{run.pk}/publish/", expect=403)
    Reader(make.approver()).get("/runs/999999/publish/", expect=404)
    run.refresh_from_db()
    assert run.status == "provisional"
