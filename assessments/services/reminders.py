"""Reminders: five days and one day before the due day, one and three days after it, and at once when a report is
handed over; only to the person whose move it is (domain §4.3).

A sweep names every reminder that holds now; the others stop. A step runs the same for its own reports, so that a
submission stops what waited to be sent in its own transaction.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse

from assessments import notices
from assessments.models import Report
from assessments.models.periods import day_of
from assessments.queries.turns import Turn, turns
from talentportal.core.services.notices import Promise, keep

MARKS = (-5, -1, 1, 3)  # days from the due day
KINDS = (notices.DUE, notices.SIGN, notices.RETURNED, notices.REVIEW, notices.OVERDUE, notices.AMENDMENT)
State = Report.State


def remind(*, at: dt.datetime, reports: Collection[int] | None = None) -> int:
    """Make the reminders what they should be at this moment, for all reports or for those named (by pk); answers how
    many are new."""
    named = None if reports is None else list(reports)
    promises = [promise for turn in turns(named, at) for promise in _promises(turn, at)]
    about = None if named is None else [_about(pk) for pk in named]
    return keep(promises, kinds=KINDS, about=about, at=at)


def _about(pk: int) -> str:
    return f"report:{pk}:"


def _promises(turn: Turn, at: dt.datetime) -> Iterator[Promise]:
    """What each of the people whose move it is has to be told."""
    for kind, key, values in _reasons(turn, day_of(at)):
        args = _args(turn.report, values)
        address = _address(turn.report, kind)
        for user in turn.users:
            yield Promise(user, kind, f"{_about(turn.report.pk)}{key}", args, address)


def _reasons(turn: Turn, today: dt.date) -> Iterator[tuple[str, str, dict[str, Any]]]:
    report, step = turn.report, turn.step
    if report.state == State.APPROVED:
        yield notices.AMENDMENT, f"{step}", {}
    elif report.state == State.SUBMITTED:
        day = report.period.review_until
        yield notices.REVIEW, f"{step}", {"day": day}
        if today > day:
            yield notices.OVERDUE, f"{step}", {"day": day}
    else:
        end = report.reopened_until or report.period.due_on
        if report.state == State.READY:
            yield notices.SIGN, f"{step}", {"day": end}
        if report.state == State.RETURNED:
            yield notices.RETURNED, f"{step}", {"day": end}
        mark = reached(end, today)
        if mark is not None:
            yield notices.DUE, f"{end:%Y%m%d}:{mark}", {"day": end, "n": mark if mark > 0 else (today - end).days}


def reached(end: dt.date, today: dt.date) -> int | None:
    """The last of the marks that has come."""
    return next((mark for mark in reversed(MARKS) if (today - end).days >= mark), None)


def _args(report: Report, values: dict[str, Any]) -> dict[str, Any]:
    unit: Any = report.township  # with both its names of the day
    said = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}
    return {
        "quarter": report.period.code,
        "unit_zh": unit.named_zh or unit.code,
        "unit_en": unit.named_en or "",
        **said,
    }


def _address(report: Report, kind: str) -> str:
    page = "report-detail" if kind in (notices.DUE, notices.SIGN, notices.RETURNED) else "review-detail"
    return reverse(page, args=[report.period.code, report.township.code])
