"""Writing the audit log. Called inside the transaction of the step it records: no entry, no step."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Model

from talentportal.core import request_context
from talentportal.core.models import AuditEntry


def record(
    action: str,
    obj: Model,
    *,
    by: AbstractUser | None,
    at: dt.datetime,
    township_code: str | None = None,
    **detail: Any,
) -> AuditEntry:
    """Add one entry. An object may name its unit as `audit_township_code`; `by=None` is the portal itself."""
    return record_many(action, [obj], by=by, at=at, township_code=township_code, **detail)[0]


def record_many(
    action: str,
    objects: Iterable[Model],
    *,
    by: AbstractUser | None,
    at: dt.datetime,
    township_code: str | None = None,
    **detail: Any,
) -> list[AuditEntry]:
    """Add one entry per object, in one statement."""
    context = request_context.current()
    entries = [
        AuditEntry(
            at=at,
            actor_id=by.pk if by else None,
            actor_name=(by.get_full_name() or str(by))[:100] if by else "talentportal",
            action=action,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            object_label=str(obj)[:200],
            township_code=township_code if township_code is not None else getattr(obj, "audit_township_code", ""),
            detail=detail,
            request_id=context.request_id,
            ip=context.ip,
        )
        for obj in objects
    ]
    return AuditEntry.objects.bulk_create(entries)
