"""What units are called: on a day, and to choose from."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from talentportal.core.bilingual import reads_english
from townships.models import Township, TownshipName


class UnitNames:
    """Names of units as they were on a day, read once."""

    def __init__(self, township_ids: Any) -> None:
        self._names: dict[int, list[TownshipName]] = {}
        for row in TownshipName.objects.filter(township__in=township_ids).order_by("starts_on"):
            self._names.setdefault(row.township_id, []).append(row)

    def name(self, township_id: int, day: dt.date) -> str:
        rows = self._names.get(township_id, [])
        row = next((r for r in rows if r.starts_on <= day and (r.ends_on is None or day < r.ends_on)), None)
        row = row or (rows[-1] if rows else None)
        if row is None:
            return ""
        return row.name_en if reads_english() else row.name_zh


def units_to_choose(day: dt.date) -> "QuerySet[Township]":
    """Open units by name in official order, for forms of the office."""
    return Township.objects.open_on(day).named_on(day).in_official_order()
