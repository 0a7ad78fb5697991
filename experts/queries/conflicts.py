"""Cases of attribution: which a user may see, what they wrote, and which scores they make provisional."""

import datetime as dt
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from experts.models import Conflict, CreditEntry
from talentportal.core import prepared
from townships.models import User

OPEN, LATE, DECIDED = "open", "late", "decided"
CONFLICT_STATES = ((OPEN, _("Undecided")), (LATE, _("Undecided, late")), (DECIDED, _("Decided")))


def conflict_rows(user: User, day: dt.date) -> "QuerySet[Conflict]":
    """Conflicts that the user may see, with their state as of the day."""
    state = Case(
        When(decided_at__isnull=False, then=Value(DECIDED)), When(due_on__lt=day, then=Value(LATE)), default=Value(OPEN)
    )
    rows = Conflict.objects.visible_to(user).annotate(state=state, is_decided=Q(decided_at__isnull=False))
    return rows.select_related("expert").prefetch_related("claims__placement")


def conflict_entries(conflict: Conflict, user: User) -> list[CreditEntry]:
    """What a case wrote into the ledger: on its opening and by its decision."""
    moments = [moment for moment in (conflict.opened_at, conflict.decided_at) if moment]
    rows = CreditEntry.objects.visible_to(user).filter(expert=conflict.expert_id)
    rows = rows.filter(Q(conflict=conflict) | Q(posted_at__in=moments))
    return list(rows.select_related("township", "posted_by").order_by("posted_at", "effective_on", "pk"))


CONTESTED = """
SELECT DISTINCT p.township_id
FROM experts_conflict c
JOIN experts_conflictclaim k ON k.conflict_id = c.id
JOIN experts_placement p ON p.id = k.placement_id
WHERE p.starts_on <= %(day)s
  AND (c.opened_at <= %(at)s AND (c.decided_at IS NULL OR c.decided_at > %(at)s)
       OR c.decided_at IS NULL AND %(is_live)s::boolean)
"""


def conflicts_of_run(run: Any) -> set[int]:
    """Units whose scores are provisional in this run: a conflict stood open about a landing of theirs before the
    quarter's end. For a published run that is judged when it was frozen and stays so, however the case ends; a run
    that is still refreshed answers for the moment it was computed and for now. Written SQL, for every ranking asks."""
    return {township_id for (township_id,) in prepared.fetch("contested", CONTESTED, contested_values(run))}


def contested_values(run: Any) -> dict[str, Any]:
    """What CONTESTED asks of a run; the ranking asks it together with its rows."""
    at = run.published_at or run.computed_at
    return {"day": _last_day(run), "at": at, "is_live": run.published_at is None}


def _last_day(run: Any) -> dt.date:
    """Of the run's quarter; a stored run names its period, a listed one is its own."""
    day: dt.date = run.last_day if hasattr(run, "last_day") else run.period.last_day
    return day
