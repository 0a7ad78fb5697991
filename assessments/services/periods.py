"""The quarter's calendar: creating a period, opening it for all units at once, and moving periods along.

A period opens ten days before its quarter ends, so that units can prepare; due, lock and review days follow the
scheme's calendar and move to the next working day.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assessments.calendar import next_working_day
from assessments.models import Period, ReportSection, Scheme
from assessments.models.periods import day_of, start_of
from assessments.services.reopening import close_expired
from talentportal.core.services.audit import record, record_many
from townships.models import User

OPENS_BEFORE_END = dt.timedelta(days=10)
PREPARED_BEFORE_END = dt.timedelta(days=30)


class PeriodRefused(Exception):
    """The period cannot be created or opened; the message says why."""


@transaction.atomic
def create_period(year: int, quarter: int, scheme: Scheme, *, by: User | None, at: dt.datetime) -> Period:
    """A period that waits for its opening day."""
    if not 1 <= quarter <= 4:
        raise PeriodRefused(_("There are the quarters 1 to 4."))
    if scheme.status != Scheme.Status.PUBLISHED:
        raise PeriodRefused(_("%(scheme)s is a draft; publish it before a quarter uses it.") % {"scheme": scheme})
    if Period.objects.filter(year=year, quarter=quarter).exists():
        raise PeriodRefused(_("%(code)s exists already.") % {"code": f"{year}Q{quarter}"})
    period = Period(year=year, quarter=quarter, scheme=scheme)
    period.opens_on = period.after - OPENS_BEFORE_END
    for field, day in (("due_on", scheme.due_day), ("locks_on", scheme.lock_day), ("review_until", scheme.review_day)):
        setattr(period, field, next_working_day(period.after.replace(day=day)))
    period.save()
    record("assessments.edit_period", period, by=by, at=at, step="create")
    return period


@transaction.atomic
def prepare_next_period(*, at: dt.datetime) -> Period | None:
    """The quarter after the latest one, a month before the latest ends, on its regular dates and under the newest
    published scheme; the office may move the dates. The first quarter of all is set up by hand."""
    latest = Period.objects.order_by("-year", "-quarter").first()
    scheme = Scheme.objects.filter(status=Scheme.Status.PUBLISHED).order_by("-published_at", "-version").first()
    if latest is None or scheme is None or day_of(at) < latest.after - PREPARED_BEFORE_END:
        return None
    year, quarter = (latest.year, latest.quarter + 1) if latest.quarter < 4 else (latest.year + 1, 1)
    return create_period(year, quarter, scheme, by=None, at=at)


@transaction.atomic
def open_period(period: Period, *, by: User | None, at: dt.datetime) -> Period:
    """Open it and give every assessed unit that exists on its last day an empty report; three statements in all."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.opened_at is not None:
        raise PeriodRefused(f"{period.code} is open already")
    if start_of(period.opens_on) > at:
        raise PeriodRefused(f"{period.code} opens on {period.opens_on}")
    period.opened_at = at
    period.save(update_fields=["opened_at"])
    create_reports(period)
    record("assessments.edit_period", period, by=by, at=at, step="open")
    return period


@transaction.atomic
def advance_periods(*, at: dt.datetime) -> None:
    """Open what is due, give reports to units that came since, record what has locked, and end what was reopened for a
    time; running it again changes nothing."""
    waiting = Period.objects.filter(opened_at=None, opens_on__lte=day_of(at)).order_by("year", "quarter")
    for period in waiting.select_for_update(skip_locked=True):
        open_period(period, by=None, at=at)
    unlocked = list(Period.objects.opened().filter(locked_at=None).select_for_update(skip_locked=True))
    for period in unlocked:
        create_reports(period)
    locked = [period for period in unlocked if at >= period.locks_at]
    for period in locked:
        period.locked_at = period.locks_at
    Period.objects.bulk_update(locked, ["locked_at"])
    record_many("assessments.edit_period", locked, by=None, at=at, step="lock")
    for period in locked:
        _request_scores(period, at)
    close_expired(at=at)


def _request_scores(period: Period, at: dt.datetime) -> None:
    """A missing report is a fact from the lock on, so the scores are computed again."""
    from assessments.services.scoring import request_scores

    request_scores(period, by=None, at=at)


_REPORTS = """
    INSERT INTO assessments_report (period_id, township_id, state, amendment, highlights, problems, plans, is_truthful,
                                    contact_name, contact_phone)
    SELECT p.id, t.id, 'draft', 1, '', '', '', false, '', ''
    FROM assessments_period p CROSS JOIN townships_township t
    WHERE p.id = %(period)s AND t.is_assessed AND t.opened_on <= %(last_day)s
      AND (t.closed_on IS NULL OR t.closed_on > %(last_day)s)
      AND NOT EXISTS (SELECT FROM assessments_report r WHERE r.period_id = p.id AND r.township_id = t.id)
    ORDER BY t."order", t.code
    ON CONFLICT (period_id, township_id) DO NOTHING
"""
_SECTIONS = """
    INSERT INTO assessments_reportsection (report_id, code, version, is_complete, has_nothing, draft)
    SELECT r.id, g.code, 0, false, false, '{}'
    FROM assessments_report r
    CROSS JOIN LATERAL (
        SELECT code, position FROM assessments_indicatorgroup WHERE scheme_id = %(scheme)s
        UNION ALL SELECT own.code, 100 + own.n FROM unnest(%(own)s::text[]) WITH ORDINALITY AS own (code, n)
    ) g
    WHERE r.period_id = %(period)s
      AND NOT EXISTS (SELECT FROM assessments_reportsection s WHERE s.report_id = r.id AND s.code = g.code)
    ORDER BY r.id, g.position
    ON CONFLICT (report_id, code) DO NOTHING
"""
_LINES = """
    INSERT INTO assessments_reportline (report_id, indicator_id, ticks, reason, self_reason)
    SELECT r.id, i.id, '{}', '', ''
    FROM assessments_report r
    JOIN assessments_indicator i ON i.scheme_id = %(scheme)s AND i.source <> 'system'
    WHERE r.period_id = %(period)s
      AND NOT EXISTS (SELECT FROM assessments_reportline l WHERE l.report_id = r.id AND l.indicator_id = i.id)
    ORDER BY r.id, i.position
    ON CONFLICT (report_id, indicator_id) DO NOTHING
"""


def create_reports(period: Period) -> None:
    """Reports, sections and lines of all assessed units; what exists stays as it is and uses no keys up."""
    values: dict[str, Any] = {
        "period": period.pk,
        "scheme": period.scheme_id,
        "last_day": period.last_day,
        "own": list(ReportSection.OWN),
    }
    with connection.cursor() as cursor:
        for statement in (_REPORTS, _SECTIONS, _LINES):
            cursor.execute(statement, values)
