"""What few years have: corrected figures, points carried from earlier years, units merged into others.

The scoring statement speaks of them only where they exist, so that it stays as quick as it can be without them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from assessments.models import Period

# Every merged unit with the one that stands for it at the end, and the day on which its own time ended.
_READ = """
    WITH RECURSIVE line AS (
        SELECT predecessor_id, successor_id, takes_over_on FROM townships_townshipsuccession
        WHERE kind = 'merger' AND takes_over_on <= %(last)s
        UNION
        SELECT l.predecessor_id, s.successor_id, l.takes_over_on
        FROM line l JOIN townships_townshipsuccession s ON s.predecessor_id = l.successor_id
        WHERE s.kind = 'merger' AND s.takes_over_on <= %(last)s
    ), heirs AS (
        SELECT * FROM line WHERE successor_id NOT IN (SELECT predecessor_id FROM line)
    )
    SELECT EXISTS (
               SELECT FROM assessments_correction k JOIN assessments_period p ON p.id = k.period_id
               WHERE p.year = %(year)s AND p.quarter <= %(quarter)s AND k.decided_at <= %(at)s),
           EXISTS (SELECT FROM assessments_yearentry y WHERE y.year = %(year)s AND y.decided_at <= %(at)s),
           (SELECT array_agg(predecessor_id ORDER BY predecessor_id) FROM heirs),
           (SELECT array_agg(successor_id ORDER BY predecessor_id) FROM heirs),
           (SELECT array_agg(takes_over_on ORDER BY predecessor_id) FROM heirs)"""


class Kinds(NamedTuple):
    """Which of them the statement has to speak of."""

    corrected: bool = False
    carried: bool = False
    merged: bool = False
    drafted: bool = False  # one report counts as it stands in its draft, for a preview


class Particulars(NamedTuple):
    kinds: Kinds
    ancestors: list[int]
    heirs: list[int]
    until: list[dt.date]

    def values(self) -> dict[str, list]:
        return {"ancestors": self.ancestors, "heirs": self.heirs, "until": self.until}

    def whole(self, only: Sequence[int] | None) -> list[int] | None:
        """The units asked for with those they were merged into, and all that were merged into these."""
        if only is None:
            return None
        asked = set(only)
        asked |= {heir for ancestor, heir in zip(self.ancestors, self.heirs, strict=True) if ancestor in asked}
        asked |= {ancestor for ancestor, heir in zip(self.ancestors, self.heirs, strict=True) if heir in asked}
        return sorted(asked)


def particulars_of(period: Period, *, at: dt.datetime) -> Particulars:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"last": period.last_day, "year": period.year, "quarter": period.quarter, "at": at})
        corrected, carried, ancestors, heirs, until = cursor.fetchone()
    return Particulars(Kinds(corrected, carried, bool(ancestors)), ancestors or [], heirs or [], until or [])
