"""Periods: dates on working days, opening for all units at once, moving along the calendar."""

import datetime as dt

import pytest
from django.core.management import call_command

from assessments.calendar import next_working_day, working_days_between
from assessments.models import CalendarException, Period, Report, ReportLine, ReportSection
from assessments.services.holidays import load_holidays
from assessments.services.periods import PeriodRefused, advance_periods, create_period, open_period, prepare_next_period
from talentportal.core.models import Job
from tests import make
from townships.models import Township

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def calendar():
    load_holidays()


def created(year, quarter):
    return create_period(year, quarter, make.published_scheme(), by=None, at=make.AT)


def test_third_quarter_of_2014_has_the_dates_of_the_case(calendar):
    period = created(2014, 3)
    assert (period.opens_on, period.due_on, period.locks_on, period.review_until) == (
        D(2014, 9, 21), D(2014, 10, 10), D(2014, 10, 20), D(2014, 10, 27),
    )  # fmt: skip


def test_due_day_on_a_saturday_moves_to_monday(calendar):
    assert created(2014, 4).due_on == D(2015, 1, 12)


def test_working_days_know_holidays_and_worked_weekends(calendar):
    assert next_working_day(D(2014, 10, 1)) == D(2014, 10, 8)
    assert next_working_day(D(2014, 10, 11)) == D(2014, 10, 11)  # a Saturday worked for the national holiday
    assert next_working_day(D(2014, 10, 12)) == D(2014, 10, 13)
    assert working_days_between(D(2014, 9, 30), D(2014, 10, 13)) == 5


def test_lateness_counts_working_days_after_the_due_day(calendar):
    due = D(2014, 7, 10)
    assert [working_days_between(due, D(2014, 7, day)) for day in (9, 10, 14, 15, 17)] == [0, 0, 2, 3, 5]


def test_calendar_command_may_run_twice(capsys):
    call_command("load_calendar")
    count = CalendarException.objects.count()
    call_command("load_calendar")
    assert CalendarException.objects.count() == count
    assert "days loaded; the calendar reaches" in capsys.readouterr().out


def test_opening_gives_every_assessed_open_unit_one_empty_report(django_assert_max_num_queries):
    units = [make.township() for _ in range(5)]
    make.township(is_assessed=False)
    make.township(closed_on=D(2014, 9, 30))
    make.township(opened_on=D(2014, 10, 1))
    period = created(2014, 3)
    with django_assert_max_num_queries(8):
        open_period(period, by=None, at=make.AT)
    assert list(Report.objects.order_by("pk").values_list("township_id", flat=True)) == [u.pk for u in units]
    first = Report.objects.order_by("pk").first()
    assert (first.state, first.started_at) == ("draft", None)
    assert list(ReportSection.objects.filter(report=first).order_by("pk").values_list("code", flat=True)) == [
        "A", "B", "C", "D", "E", "F", "G", "H", "M", "T", "S",
    ]  # fmt: skip
    lines = ReportLine.objects.filter(report=first)
    assert lines.count() == 18
    assert not lines.filter(indicator__source="system").exists()


def test_a_unit_that_closes_on_the_last_day_still_reports():
    make.township(closed_on=D(2014, 10, 1))
    open_period(created(2014, 3), by=None, at=make.AT)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: created(2014, 5), "1至4"),
        (lambda: (created(2014, 3), created(2014, 3)), "2014Q3"),
        (lambda: open_period(created(2014, 4), by=None, at=make.AT), "2014Q4 opens on 2014-12-22"),
        (lambda: open_period(make.period(2014, 2), by=None, at=make.AT), "2014Q2 is open already"),
    ],
)
def test_refusals_say_why(act, message):
    with pytest.raises(PeriodRefused, match=message):
        act()


def test_a_unit_that_comes_after_the_opening_gets_its_report_until_the_lock():
    make.township()
    later = make.township(is_assessed=False)
    period = created(2014, 3)
    for day in (D(2014, 9, 21), D(2014, 9, 22)):
        advance_periods(at=make.moment(day, 0))
    assert not later.reports.exists()
    before = (Report.objects.order_by("pk").last().pk, ReportLine.objects.order_by("pk").last().pk)
    Township.objects.filter(pk=later.pk).update(is_assessed=True)
    newest = make.township(opened_on=D(2014, 9, 25))
    advance_periods(at=make.moment(D(2014, 9, 25), 9))
    reports = [unit.reports.get(period=period) for unit in (later, newest)]
    assert [(r.state, r.sections.count(), r.lines.count()) for r in reports] == [("draft", 11, 18)] * 2
    assert (reports[0].pk, reports[0].lines.order_by("pk").first().pk) == (before[0] + 1, before[1] + 1), (
        "looking for missing reports every minute uses no keys up"
    )
    advance_periods(at=period.locks_at)
    after_the_lock = make.township()
    advance_periods(at=period.locks_at + dt.timedelta(minutes=1))
    assert not after_the_lock.reports.exists()


def test_a_unit_assessed_just_before_the_lock_has_a_report_to_be_missing():
    period = created(2014, 3)
    advance_periods(at=make.moment(D(2014, 9, 21), 0))
    unit = make.township()
    advance_periods(at=period.locks_at)
    assert unit.reports.get().period == period


def test_advancing_opens_then_locks_and_scores_once():
    make.township()
    period = created(2014, 3)
    advance_periods(at=make.moment(D(2014, 9, 20), 23))
    assert Period.objects.get().opened_at is None
    for _ in range(2):
        advance_periods(at=make.moment(D(2014, 9, 21), 0))
        assert Report.objects.count() == 1
    advance_periods(at=make.moment(D(2014, 10, 20), 23))
    assert Period.objects.get().locked_at is None
    for _ in range(2):
        advance_periods(at=make.moment(D(2014, 10, 21), 0))
    assert Period.objects.get().locked_at == make.moment(D(2014, 10, 21), 0)
    assert Job.objects.filter(kind="score_period", key=f"period:{period.pk}").count() == 1


def test_the_next_quarter_is_set_up_a_month_before_this_one_ends_and_once(calendar):
    make.period(2014, 4)
    assert prepare_next_period(at=make.moment(dt.date(2014, 12, 1))) is None
    made = prepare_next_period(at=make.moment(dt.date(2014, 12, 2)))
    assert (made.code, made.opened_at, made.due_on) == ("2015Q1", None, dt.date(2015, 4, 10))
    assert prepare_next_period(at=make.moment(dt.date(2014, 12, 2))) is None


def test_without_any_quarter_none_is_set_up(db):
    assert prepare_next_period(at=make.AT) is None
