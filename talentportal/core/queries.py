"""Reading what the kernel keeps: the audit log by who, what, unit and days; files with what is known of them."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from talentportal.core.models import AuditEntry, FilePreview
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


def with_previews(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with a file, each with what is known of it: `n_pages`, `n_pictures`, `preview_error`."""
    found = FilePreview.objects.filter(digest=OuterRef("sha256"))
    return rows.annotate(
        n_pages=Subquery(found.values("pages")[:1]),
        n_pictures=Subquery(found.values("pictures")[:1]),
        preview_error=Subquery(found.values("error")[:1]),
    )
