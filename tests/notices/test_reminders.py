"""Reminders on the days −5, −1, +1, +3, to the person whose move it is, stopped by the submission itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Report
from assessments.services.reminders import remind
from assessments.services.reports import take_step
from assessments.services.returns import Cell
from talentportal.core.models.notices import Delivery, Notice
from talentportal.core.services.notices import choose
from tests import make
from townships.models import User

DUE = dt.date(2014, 10, 10)
OWN = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}


def test_the_days_before_and_after_the_due_day(period, report, sweep, open_now):
    assert period.due_on == DUE
    told = {}
    last = period.locks_on.day
    for day in range(1, 32):
        sweep(day)
        told[day] = {n for role, kind, n in open_now() if (role, kind) == ("clerk", "due")}
    late = {day for day in told if told[day] in ({1}, {3})}
    assert [day for day in told if not told[day]] == [1, 2, 3, 4, *range(last + 1, 32)]  # not yet; then locked
    assert (told[5], told[9], told[11], told[13]) == ({-5}, {-1}, {1}, {3})
    assert late == set(range(11, last + 1))


def test_a_reminder_is_said_once_however_often_the_sweep_runs(report, sweep):
    assert [sweep(5, hour) for hour in (0, 9, 9, 23)] == [1, 0, 0, 0]
    assert sweep(8) == 0
    assert sweep(9) == 1
    assert Notice.objects.filter(stopped_at=None).count() == 1  # the first is over when the second is said


def test_to_the_leaders_only_when_the_report_is_ready_and_not_to_who_prepared_it(people, period, unit, sweep, open_now):
    report = make.filled_report(period, unit, values=OWN)
    by = {"by": people["deputy"], "at": make.moment(dt.date(2014, 10, 9)), "is_truthful": True}
    report.sections.filter(code="A").update(is_complete=False)
    sweep(9)
    assert {role for role, _kind, _n in open_now()} == {"clerk"}
    report.sections.update(is_complete=True)
    sweep(9)
    assert {role for role, _kind, _n in open_now()} == {"deputy"}  # filled in: now it is his to check
    take_step("ready", Report.objects.filter(pk=report.pk), **by)
    assert open_now() == {("secretary", "sign", None), ("secretary", "due", -1)}


def test_the_submission_stops_what_was_promised_in_the_same_moment(people, period, unit, sweep, open_now, waiting):
    report = make.filled_report(period, unit, values=OWN)
    report = Report.objects.filter(pk=report.pk)
    at = make.moment(dt.date(2014, 10, 9), 10)
    take_step("ready", report, by=people["deputy"], at=at, is_truthful=True)
    assert {row.notice.user.role for row in waiting()} == {"secretary"}
    take_step("submit", report, by=people["secretary"], at=at, is_truthful=True)
    assert open_now() == {("reviewer", "review", None)}
    assert {row.notice.user.role for row in waiting()} == {"reviewer"}
    assert Delivery.objects.filter(state="stopped", notice__user=people["secretary"]).exists()
    assert User.objects.get(pk=people["secretary"].pk).open_notices == 0
    assert User.objects.get(pk=people["reviewer"].pk).open_notices == 1


def test_a_return_tells_the_clerk_at_once_until_when(people, period, unit, open_now):
    report = make.submitted_report(period, unit)
    at = make.moment(dt.date(2014, 10, 13), 10)
    rows = Report.objects.filter(pk=report.pk)
    cells = [Cell("A", "A2", note="请补纪要")]
    take_step("return", rows, by=people["reviewer"], at=at, note="请补纪要", cells=cells)
    assert ("clerk", "returned", None) in open_now()
    assert {role for role, _kind, _n in open_now()} == {"clerk"}
    row = Notice.objects.get(kind="returned")
    assert row.args["day"] == rows.get().reopened_until.isoformat()


def test_a_review_is_overdue_after_its_last_day(people, period, unit, sweep, open_now):
    make.submitted_report(period, unit)
    last = period.review_until
    sweep(last.day, 23)
    assert open_now() == {("reviewer", "review", None)}
    sweep(last.day + 1, 0)
    assert open_now() == {("reviewer", "review", None), ("reviewer", "overdue", None)}


def test_without_an_assigned_reviewer_the_director_is_told(period, unit, people, sweep, open_now):
    director = make.approver()
    people["reviewer"].assignments.all().delete()
    make.submitted_report(period, unit)
    sweep(13)
    assert open_now() == {(director.role, "review", None)}


@pytest.mark.parametrize(
    ("choice", "hour", "due"),
    [
        ("at_once", 10, dt.datetime(2014, 10, 9, 10)),
        ("at_once", 23, dt.datetime(2014, 10, 10, 8)),
        ("at_once", 0, dt.datetime(2014, 10, 9, 8)),
        ("daily", 0, dt.datetime(2014, 10, 9, 8, 30)),
        ("daily", 10, dt.datetime(2014, 10, 10, 8, 30)),
        ("never", 10, None),
    ],
)
def test_a_mail_goes_when_the_person_wants_it_and_never_at_night(people, report, sweep, waiting, choice, hour, due):
    choose(people["clerk"], email=choice, muted=[], language="zh-hans")
    sweep(9, hour)
    found = [row.due_at.astimezone(make.SHANGHAI).replace(tzinfo=None) for row in waiting()]
    assert found == ([due] if due else [])


def test_what_is_muted_stays_in_the_portal_and_goes_nowhere(people, report, sweep, open_now, waiting):
    choose(people["clerk"], email="at_once", muted=["due"], language="zh-hans")
    sweep(9)
    assert open_now() == {("clerk", "due", -1)}
    assert waiting() == []


def test_the_number_of_queries_does_not_grow_with_the_units(db):
    def queries(n_units, year):
        for _ in range(n_units):
            make.staff(make.township())
        period = make.period(year, 3)
        with CaptureQueriesContext(connection) as ran:
            assert remind(at=make.moment(period.due_on)) >= n_units
        return len(ran)

    queries(1, 2012)
    assert queries(1, 2013) == queries(20, 2014)  # each stops what the year before left, too
