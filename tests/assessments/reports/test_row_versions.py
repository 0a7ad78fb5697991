"""Two people in one row of a report: the later one never overwrites silently."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import ReportRow
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": "9"}


@pytest.fixture
def row_url(report):
    def of(name, *args):
        return reverse(name, args=[report.period.code, report.township.code, *args])

    return of


@pytest.fixture
def colleague(unit):
    other = Client()
    other.force_login(make.user("clerk", township=unit))
    return other


@pytest.fixture
def session(clerk, row_url):
    clerk.post(row_url("row-new", "session"), SESSION)
    return CommitteeSession.objects.get()


def test_whoever_comes_second_chooses_field_by_field(clerk, colleague, session, row_url):
    address = row_url("row-edit", "session", session.pk)
    assert 'name="version" value="1"' in clerk.get(address).content.decode()
    assert colleague.post(address, SESSION | {"chair": "演示乙", "version": "1"}).status_code == 302
    typed = SESSION | {"attendees": "12", "version": "1"}
    answer = clerk.post(address, typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="keep-chair" value="theirs"' in text
    assert 'name="keep-attendees" value="mine" checked' in text
    assert "keep-topic" not in text
    assert 'name="version" value="2"' in text
    session.refresh_from_db()
    assert (session.chair, session.attendees) == ("演示乙", 9)
    kept = typed | {"version": "2", "keep-chair": "theirs", "keep-attendees": "mine"}
    assert clerk.post(address, kept).status_code == 302
    session.refresh_from_db()
    assert (session.chair, session.attendees) == ("演示乙", 12)


def test_a_row_that_was_changed_meanwhile_is_not_withdrawn(clerk, colleague, session, row_url):
    colleague.post(row_url("row-edit", "session", session.pk), SESSION | {"chair": "演示乙", "version": "1"})
    answer = clerk.post(row_url("row-withdraw", "session", session.pk), {"version": "1"}, follow=True)
    assert "请再看一遍" in answer.content.decode()
    assert CommitteeSession.objects.get().chair == "演示乙"
    clerk.post(row_url("row-withdraw", "session", session.pk), {"version": "2"})
    assert not CommitteeSession.objects.exists()


def test_an_answer_given_to_an_older_state_is_not_taken(clerk, colleague, report, unit, row_url):
    landing = make.placement(make.expert(), unit, starts_on=DAY)
    address = row_url("row-answer", "expert", landing.pk)
    colleague.post(address, {"answer": "no", "reason": "演示：已离开", "version": "0"})
    answer = clerk.post(address, {"answer": "yes", "version": "0"}, follow=True)
    assert "请再看一遍" in answer.content.decode()
    said = ReportRow.objects.get()
    assert (said.is_agreed, said.version) == (False, 1)
    clerk.post(address, {"answer": "yes", "version": "1"})
    said.refresh_from_db()
    assert (said.is_agreed, said.reason, said.version) == (True, "", 2)


def test_a_row_withdrawn_meanwhile_is_gone(clerk, colleague, session, row_url):
    colleague.post(row_url("row-withdraw", "session", session.pk), {"version": "1"})
    assert clerk.post(row_url("row-edit", "session", session.pk), SESSION | {"version": "1"}).status_code == 404
