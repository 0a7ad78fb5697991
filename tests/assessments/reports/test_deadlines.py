"""Deadlines hold to the second in Shanghai: the last instant of the day counts, the first of the next does not."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments import tasks
from assessments.measures import read_figures
from assessments.models import Period, Report, ReportSection
from assessments.queries.progress import board
from assessments.services.holidays import load_holidays
from talentportal.core.models import Import
from tests import make

pytestmark = pytest.mark.django_db
INSTANT = dt.timedelta(microseconds=1)
NOTHING = {"version": "0", "is_complete": "yes", "has_nothing": "on"}


def midnight_after(day):
    return make.moment(day + dt.timedelta(days=1), 0)


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the portal to an instant."""
    return lambda moment: monkeypatch.setattr("talentportal.core.clock.now", lambda: moment)


def saved(report):
    return ReportSection.objects.get(report=report, code="M").version


def test_the_last_instant_before_the_lock_saves_and_the_next_does_not(as_user, people, report, period, address, at):
    lock = midnight_after(period.locks_on)
    at(lock - INSTANT)
    clerk = as_user(people["clerk"])
    answer = clerk.post(address("report-section", "M"), NOTHING)
    assert (answer.status_code, saved(report)) == (302, 1)
    at(lock)
    answer = clerk.post(address("report-section", "M"), NOTHING | {"version": "1", "has_nothing": ""})
    assert (answer.status_code, saved(report)) == (409, 1)


def test_an_exception_ends_with_its_day(as_user, people, report, period, address, at):
    end = period.locks_on + dt.timedelta(days=3)
    Report.objects.filter(pk=report.pk).update(reopened_until=end)
    clerk = as_user(people["clerk"])
    at(midnight_after(end) - INSTANT)
    assert clerk.post(address("report-section", "M"), NOTHING).status_code == 302
    at(midnight_after(end))
    assert clerk.post(address("report-section", "M"), NOTHING | {"version": "1"}).status_code == 409
    assert saved(report) == 1


def test_the_quarter_opens_and_locks_at_midnight_of_shanghai(at):
    unit, period = make.township(), make.period(2014, 3, opened=False)
    opening, lock = make.moment(period.opens_on, 0), midnight_after(period.locks_on)
    for moment, is_opened, is_locked in (
        (opening - INSTANT, False, False),
        (opening, True, False),
        (lock - INSTANT, True, False),
        (lock, True, True),
    ):
        at(moment)
        tasks.advance_periods()
        now = Period.objects.get()
        assert (now.opened_at is not None, now.locked_at is not None) == (is_opened, is_locked), moment
    assert unit.reports.get().period == period


def test_a_report_is_late_from_the_first_instant_after_its_due_day(monkeypatch):
    """Both where the office sees it and where it costs points; the day after is a worked Saturday."""
    load_holidays()
    period, director = make.period(2014, 3), make.approver()
    quality = period.scheme.indicators.get(measure="report_quality")
    due = midnight_after(period.due_on)
    for moment, is_late in ((due - INSTANT, False), (due, True)):
        unit = make.township()
        monkeypatch.setattr(make, "moment", lambda day, hour=9, instant=moment: instant)
        handed_in = make.submitted_report(period, unit)
        after = due + dt.timedelta(hours=1)
        shown = next(row for row in board(period, director, after) if row.report_id == handed_in.pk)
        penalty = read_figures(period, [unit], [quality], at=after)[unit.pk, quality.pk].counted
        assert (shown.is_late, penalty) == (is_late, int(is_late)), moment


def test_signing_and_uploading_end_with_the_lock_too(as_user, people, period, unit, address, at, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})
    lock = midnight_after(period.locks_on)
    clerk = as_user(people["clerk"])
    at(lock - INSTANT)
    book = clerk.get(address("workbook-file")).content
    assert clerk.post(address("workbook-page"), {"file": SimpleUploadedFile("a.xlsx", book)}).status_code == 302
    at(lock)
    late = clerk.post(address("workbook-page"), {"file": SimpleUploadedFile("b.xlsx", book)})
    assert late.status_code == 409
    assert Import.objects.count() == 1
    ready = {"state": "ready", "checked_by": people["deputy"], "is_truthful": True}
    Report.objects.filter(pk=report.pk).update(**ready)
    secretary = as_user(people["secretary"])
    assert secretary.post(address("report-step", "submit"), {"is_truthful": "1"}).status_code == 409
    at(lock - INSTANT)
    assert secretary.post(address("report-step", "submit"), {"is_truthful": "1"}).status_code == 302
    assert Report.objects.get(pk=report.pk).first_submitted_at == lock - INSTANT
