"""Working days: the week, corrected by the holidays and the swapped working weekends of CalendarException."""

import datetime as dt
from collections.abc import Iterable

from assessments.models import CalendarException

DAY = dt.timedelta(days=1)
LONGEST_BREAK = dt.timedelta(days=31)  # no Chinese holiday comes near it


def next_working_day(day: dt.date) -> dt.date:
    """The day itself when it is a working day, otherwise the first one after it."""
    exceptions = _exceptions(day, day + LONGEST_BREAK)
    while not _is_working(day, exceptions):
        day += DAY
    return day


def working_day_after(day: dt.date, days: int) -> dt.date:
    """The last of so many working days after `day`: a notice of 5 working days runs until its end."""
    exceptions = _exceptions(day, day + days * DAY + 2 * LONGEST_BREAK)
    while days:
        day += DAY
        days -= _is_working(day, exceptions)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to and including `last`; 0 when `last` is not later."""
    exceptions = _exceptions(first, last)
    days = (first + DAY * n for n in range(1, (last - first).days + 1))
    return sum(_is_working(day, exceptions) for day in days)


def working_days_left(today: dt.date, until: Iterable[dt.date]) -> dict[dt.date, int]:
    """For each of these days the working days after today up to and including it; one query for all of them."""
    days = set(until)
    exceptions = _exceptions(today, max(days, default=today))
    left, n = dict.fromkeys(days, 0), 0
    for k in range(1, (max(days, default=today) - today).days + 1):
        n += _is_working(today + DAY * k, exceptions)
        if today + DAY * k in days:
            left[today + DAY * k] = n
    return left


def _exceptions(first: dt.date, last: dt.date) -> dict[dt.date, bool]:
    rows = CalendarException.objects.filter(day__gte=first, day__lte=last)
    return dict(rows.values_list("day", "is_working"))


def _is_working(day: dt.date, exceptions: dict[dt.date, bool]) -> bool:
    return exceptions.get(day, day.isoweekday() < 6)
