"""The table of holidays and swapped working weekends: from the chinesecalendar package, corrected by the office."""

import datetime as dt
from typing import Any

from chinese_calendar import constants
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import CalendarException
from talentportal.core.services.audit import record

HOLIDAY, WORKING, ORDINARY = "holiday", "working", "ordinary"
SATURDAY = 5
LONGEST = 31  # days of one range


class DayRefused(Exception):
    """The day was not changed; the message says why."""


@transaction.atomic
def load_holidays() -> int:
    """Write all known days in one statement; a later run brings newer years, repeats nothing and leaves alone what the
    office has set."""
    edited = set(CalendarException.objects.filter(is_edited=True).values_list("day", flat=True))
    rows = [*_days(constants.holidays, is_working=False), *_days(constants.workdays, is_working=True)]
    rows = [row for row in rows if row.day not in edited]
    CalendarException.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "label"]
    )
    return len(rows)


def _days(days: dict[dt.date, str], *, is_working: bool) -> list[CalendarException]:
    return [CalendarException(day=day, is_working=is_working, label=name[:60]) for day, name in days.items()]


@transaction.atomic
def set_days(
    first: dt.date, last: dt.date, kind: str, *, label: str, reason: str, by: Any, at: dt.datetime
) -> list[CalendarException]:
    """The same for each day of a range, all of them or none; the last day is one of them."""
    if last < first:
        raise DayRefused(_("The last day is before the first."))
    if (last - first).days >= LONGEST:
        raise DayRefused(_("A range holds %(n)s days at most.") % {"n": LONGEST})
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [set_day(day, kind, label=label, reason=reason, by=by, at=at) for day in days]


@transaction.atomic
def set_day(day: dt.date, kind: str, *, label: str, reason: str, by: Any, at: dt.datetime) -> CalendarException:
    """What the office says of a day holds from now on. Dates of quarters that exist do not move by it: they are moved
    with a reason of their own."""
    reason = reason.strip()
    if not reason:
        raise DayRefused(_("Say why, with the number of the notice if there is one."))
    before = CalendarException.objects.filter(day=day).values("is_working", "label").first()
    is_working = day.weekday() < SATURDAY if kind == ORDINARY else kind == WORKING
    row, _made = CalendarException.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "label": label.strip(), "is_edited": True}
    )
    changed = {
        "is_working": [before and before["is_working"], is_working],
        "label": [before and before["label"], label],
    }
    record("assessments.edit_period", row, by=by, at=at, step="day", kind=kind, reason=reason, changed=changed)
    return row
