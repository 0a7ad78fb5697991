"""Moving the dates of a quarter: what has passed stays, the order stays, and everybody's reminders follow at once."""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Period, Report
from assessments.models.periods import day_of
from assessments.services.reminders import remind
from talentportal.core.services.audit import record

NAMES = ("opens_on", "due_on", "locks_on", "review_until")


class DatesRefused(Exception):
    """Nothing was moved; `faults` say of each field why, "" stands for all."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(faults.values()))


def movable(period: Period, at: dt.datetime) -> tuple[str, ...]:
    """The dates that can still be moved: those that have not come yet, of a quarter without a published result."""
    if period.runs.filter(status="published").exists():
        return ()
    today = day_of(at)
    return tuple(name for name in NAMES if getattr(period, name) >= today and not _is_past(period, name))


def _is_past(period: Period, name: str) -> bool:
    return (name == "opens_on" and period.opened_at is not None) or (
        name == "locks_on" and period.locked_at is not None
    )


@transaction.atomic
def move_dates(period: Period, days: Mapping[str, dt.date], *, reason: str, by: Any, at: dt.datetime) -> Period:
    """Write the new days; reminders that no longer hold stop, new ones begin."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    before = {name: getattr(period, name) for name in NAMES}
    new = before | {name: day for name, day in days.items() if name in NAMES}
    faults = _faults(period, before, new, at)
    if not reason.strip():
        faults["reason"] = _("Say why; everybody concerned reads it in the log.")
    if faults:
        raise DatesRefused(faults)
    changed = {name: [before[name].isoformat(), day.isoformat()] for name, day in new.items() if day != before[name]}
    if not changed:
        return period
    for name, day in new.items():
        setattr(period, name, day)
    period.save(update_fields=NAMES)
    record("assessments.edit_period", period, by=by, at=at, step="dates", reason=reason.strip(), changed=changed)
    remind(at=at, reports=list(Report.objects.for_period(period).values_list("pk", flat=True)))
    return period


def _faults(
    period: Period, before: Mapping[str, dt.date], new: Mapping[str, dt.date], at: dt.datetime
) -> dict[str, str]:
    faults, free, today = {}, movable(period, at), day_of(at)
    for name in NAMES:
        if new[name] == before[name]:
            continue
        if name not in free:
            faults[name] = _("This day has passed or the result is published; it stays.")
        elif new[name] < today:
            faults[name] = _("This day lies in the past.")
    if not faults and not all(new[one] <= new[two] for one, two in pairwise(NAMES)):
        faults[""] = _("The order is opening, due, lock, review; one of the days comes too early.")
    return faults
