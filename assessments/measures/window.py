"""The values bound into every measure: the days of the period, the moment of reading, the units asked for."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assessments.models import Period
from assessments.models.periods import SHANGHAI

EVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def period_values(period: Period, *, at: dt.datetime | None, only: Sequence[int] | None) -> dict[str, Any]:
    """What the names in measures/base.py stand for. Without a moment everything recorded so far counts."""
    return {
        "period": period.pk,
        "year": period.year,
        "quarter": period.quarter,
        "year_start": period.year_start,
        "first": period.first_day,
        "last": period.last_day,
        "after": period.after,
        "due_on": period.due_on,
        "is_locked": period.locked_at is not None if at is None else period.locks_at <= at,
        "at": at or EVER,
        "zone": str(SHANGHAI),
        "draft": None,  # the report that counts as if it were submitted at that moment, for a preview
        "only": None if only is None else list(only),
    }


def since(basis: str) -> str:
    """The name of the window's first day: the year's for "year to date", the quarter's for everything else."""
    return "%(year_start)s" if basis == "ytd" else "%(first)s"
