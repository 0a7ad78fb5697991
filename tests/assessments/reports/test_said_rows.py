"""Who signs reads every row first, and after a return what became of each."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.services.review import decide
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": "9"}


@pytest.fixture
def submitted(period, unit, people, monkeypatch):
    made = make.submitted_report(period, unit, values={"A2": 1, "G1": 2}, submitted_on=dt.date(2014, 9, 30))
    made.sections.filter(code="M").update(has_nothing=False)
    make.claimed_session(made, by=people["clerk"])
    make.claimed_session(made, by=people["clerk"])
    return made


@pytest.fixture
def row_url(submitted):
    def of(name, *args):
        return reverse(name, args=[submitted.period.code, submitted.township.code, *args])

    return of


def test_the_check_page_shows_rows_of_every_section(submitted, people, unit, as_user, row_url):
    landing = make.placement(make.expert(), unit, starts_on=DAY)
    leaver = make.placement(make.expert(), unit, starts_on=dt.date(2013, 1, 1))
    departure = leaver.reported_departures.create(
        township=unit, left_on=DAY, reason="left_district", note="演示说明", verified_at=make.AT
    )
    text = as_user(people["secretary"]).get(row_url("report-check")).content.decode()
    for session in CommitteeSession.objects.all():
        assert session.topic in text
    assert landing.expert.name in text
    assert leaver.expert.name in text
    assert departure.note in text
    assert "记录1条" in text, "the summary of departures says how many"


def test_after_a_return_only_what_became_of_rows_is_marked(submitted, people, as_user, row_url):
    stays, goes = CommitteeSession.objects.order_by("pk")
    decide("return", submitted, seen=None, by=people["approver"], at=make.AT, note="请核对")
    clerk = as_user(people["clerk"])
    assert "上次提交后新增" not in clerk.get(row_url("report-check")).content.decode()
    clerk.post(row_url("row-withdraw", "session", goes.pk))
    clerk.post(row_url("row-edit", "session", stays.pk), SESSION | {"topic": stays.topic})
    clerk.post(row_url("row-new", "session"), SESSION | {"topic": "演示新议题"})
    clerk.post(row_url("row-new", "session"), SESSION | {"topic": "演示又撤回"})
    clerk.post(row_url("row-withdraw", "session", CommitteeSession.objects.get(topic="演示又撤回").pk))
    text = clerk.get(row_url("report-check")).content.decode()
    assert "改动3项" in text
    assert text.count("上次提交后新增") == 1
    assert text.count("上次提交后撤回") == 1
    assert goes.topic in text
    assert "演示又撤回" not in text
    assert f'<li data-group="rows" data-value="diff"><p>{stays.topic}' in text.replace("\n", "")
    submitted.refresh_from_db()
    type(submitted).objects.filter(pk=submitted.pk).update(state="submitted", signed_by=people["secretary"])
    make._step(submitted, "submit", "ready", "submitted", people["secretary"], make.AT + dt.timedelta(hours=1))
    page = as_user(people["approver"]).get(reverse("review-detail", args=row_args(submitted))).content.decode()
    assert page.count("上次提交后新增") == 1
    assert page.count("上次提交后撤回") == 1


def row_args(report):
    return [report.period.code, report.township.code]
