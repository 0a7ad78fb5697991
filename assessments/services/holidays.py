"""Filling the table of holidays and swapped working weekends from the chinesecalendar package."""

import datetime as dt

from chinese_calendar import constants
from django.db import transaction

from assessments.models import CalendarException


@transaction.atomic
def load_holidays() -> int:
    """Write all known days in one statement; a later run brings newer years and repeats nothing."""
    rows = [*_days(constants.holidays, is_working=False), *_days(constants.workdays, is_working=True)]
    CalendarException.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "label"]
    )
    return len(rows)


def _days(days: dict[dt.date, str], *, is_working: bool) -> list[CalendarException]:
    return [CalendarException(day=day, is_working=is_working, label=name[:60]) for day, name in days.items()]
