"""A year as a calendar: the dates of its quarters, and the days that differ from the week."""

import calendar
import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from assessments.models import CalendarException, Period

SATURDAY = 5
EVENTS = ("opens_on", "due_on", "locks_on", "review_until")


class Event(NamedTuple):
    period: Period
    name: str


class Day(NamedTuple):
    day: dt.date
    is_working: bool
    exception: CalendarException | None
    events: list[Event]
    is_today: bool


class Idle(NamedTuple):
    """A date of a quarter that lies on a day off now, because the table was changed after it was set."""

    period: Period
    name: str
    day: dt.date
    better: dt.date  # the next working day


class YearCalendar(NamedTuple):
    periods: list[Period]
    exceptions: list[CalendarException]
    months: list[tuple[dt.date, list[list[Day | None]]]]
    idle: list[Idle]


def year_calendar(year: int, today: dt.date) -> YearCalendar:
    """Two queries: the quarters that have a date in the year, and its exceptional days."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    periods = list(Period.objects.filter(review_until__gte=first, opens_on__lte=last).order_by("year", "quarter"))
    exceptions = list(CalendarException.objects.filter(day__range=(first, last)).order_by("day"))
    by_day, events = {row.day: row for row in exceptions}, defaultdict(list)
    for period in periods:
        for name in EVENTS:
            events[getattr(period, name)].append(Event(period, name))

    def shown(day: dt.date, month: int) -> Day | None:
        if day.month != month:
            return None
        row = by_day.get(day)
        is_working = row.is_working if row else day.weekday() < SATURDAY
        return Day(day, is_working, row, events.get(day, []), day == today)

    weeks = calendar.Calendar()
    months = [
        (
            dt.date(year, month, 1),
            [[shown(day, month) for day in week] for week in weeks.monthdatescalendar(year, month)],
        )
        for month in range(1, 13)
    ]
    return YearCalendar(periods, exceptions, months, _idle(periods, by_day, today))


def _idle(periods: list[Period], by_day: dict[dt.date, CalendarException], today: dt.date) -> list[Idle]:
    """Due and lock days to come that nobody works on, as the exceptions of the year say."""

    def is_working(day: dt.date) -> bool:
        return by_day[day].is_working if day in by_day else day.weekday() < SATURDAY

    found = []
    for period in periods:
        for name in ("due_on", "locks_on"):
            day = better = getattr(period, name)
            while not is_working(better):
                better += dt.timedelta(days=1)
            if better != day and day >= today:
                found.append(Idle(period, name, day, better))
    return found
