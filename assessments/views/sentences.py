"""The line a leader could read aloud: how the quarter's reports stand, and how much time is left."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Period
from assessments.models.periods import day_of
from assessments.queries.progress import UnitProgress
from talentportal.core import formats


def progress_sentence(period: Period, units: list[UnitProgress], at: dt.datetime) -> str:
    """Today and the deadline, then how many units have submitted."""
    if not _has_opened(period, at):
        return _time(period, at)
    gap = " " if formats.in_english() else ""
    return f"{_time(period, at)}{gap}{_count(period, units, at)}"


def _has_opened(period: Period, at: dt.datetime) -> bool:
    return period.opened_at is not None and period.opened_at <= at


def _time(period: Period, at: dt.datetime) -> str:
    today = day_of(at)
    days = {
        "today": formats.short_day(today),
        "weekday": formats.weekday(today),
        "opens": formats.day(period.opens_on),
        "due": formats.short_day(period.due_on),
        "lock": formats.short_day(period.locks_on),
        "until": formats.short_day(period.review_until),
        "n": (period.due_on - today).days,
    }
    if not _has_opened(period, at):
        return _("Reporting opens on %(opens)s.") % days
    if at >= period.locks_at:
        if getattr(period, "is_published", False):
            return _("The results of this quarter are published.")
        return _("Reporting closed on %(lock)s; the review is to be finished by %(until)s.") % days
    if at >= period.due_at:
        return (
            _("Today is %(today)s (%(weekday)s); the due date, %(due)s, has passed. Until %(lock)s a report is late.")
            % days
        )
    if not days["n"]:
        return _("Today, %(today)s (%(weekday)s), is the due date.") % days
    return (
        ngettext(
            "Today is %(today)s (%(weekday)s); %(n)d day is left until the due date, %(due)s.",
            "Today is %(today)s (%(weekday)s); %(n)d days are left until the due date, %(due)s.",
            days["n"],
        )
        % days
    )


def _count(period: Period, units: list[UnitProgress], at: dt.datetime) -> str:
    total = len(units)
    submitted = sum(unit.has_submitted for unit in units)
    review = sum(unit.state == "submitted" for unit in units)
    if not submitted:
        return _("None of the %(units)d units has submitted yet.") % {"units": total}
    if submitted == total and sum(unit.state == "approved" for unit in units) == total:
        return _("The reports of all %(units)d units are approved.") % {"units": total}
    if submitted == total:
        clauses = [_("All %(units)d units have submitted") % {"units": total}]
    else:
        clauses = [
            ngettext("%(n)d of %(units)d units has submitted", "%(n)d of %(units)d units have submitted", submitted)
            % {"n": submitted, "units": total}
        ]
    if review:
        clauses.append(ngettext("%(n)d is under review", "%(n)d are under review", review) % {"n": review})
    idle = sum(unit.shown == "not_started" for unit in units)
    if at >= period.locks_at and submitted < total:
        missing = total - submitted
        clauses.append(ngettext("%(n)d did not submit", "%(n)d did not submit", missing) % {"n": missing})
    elif idle:
        clauses.append(ngettext("%(n)d has not started", "%(n)d have not started", idle) % {"n": idle})
    comma, stop = (", ", ".") if formats.in_english() else ("，", "。")
    return comma.join(clauses) + stop
