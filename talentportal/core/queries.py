"""Reading the audit log: who, what, which unit, which days."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from talentportal.core.models import AuditEntry
from talentportal.core.models.audit import AuditQuerySet

DAY = dt.timedelta(days=1)


class Wanted(NamedTuple):
    """What is asked for; empty means everything. Both days are part of the range."""

    person: str = ""
    action: str = ""
    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


def audit_entries(wanted: Wanted) -> AuditQuerySet:
    """Newest first."""
    rows = AuditEntry.objects.newest_first()
    if wanted.person:
        rows = rows.filter(Q(actor_name__icontains=wanted.person) | Q(actor__username__iexact=wanted.person))
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.unit:
        rows = rows.filter(township_code=wanted.unit)
    if wanted.first:
        rows = rows.filter(at__gte=_start(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_start(wanted.last + DAY))
    return rows


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def actions_logged() -> list[str]:
    """Every action that stands in the log."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())
