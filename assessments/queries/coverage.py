"""One township, one expert: which units have a qualifying expert on a day, and which ever had one (mechanism 11)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

# Whoever was selected, at whatever level, by a plan of the Thousand Talents type or by the district's Elite plan:
# the one definition behind this goal, the measure B4 and the persons whom B3 leaves out.
QUALIFYING = "experts_selection s JOIN experts_programme p ON p.id = s.programme_id AND p.earns_bonus"

# Selection and placement are both verified.
_COVERAGE = f"""
    SELECT t.code,
           coalesce(bool_or(pl.starts_on <= %(day)s AND (pl.ends_on IS NULL OR pl.ends_on > %(day)s)), FALSE) AS now,
           min(greatest(pl.starts_on, s.selected_on)) AS first_reached_on
    FROM townships_township t
    LEFT JOIN (experts_placement pl
               JOIN ({QUALIFYING}) ON s.expert_id = pl.expert_id AND s.verified_at IS NOT NULL)
           ON pl.township_id = t.id AND pl.verified_at IS NOT NULL
          AND greatest(pl.starts_on, s.selected_on) <= %(day)s
          AND (pl.ends_on IS NULL OR pl.ends_on > greatest(pl.starts_on, s.selected_on))
    WHERE t.is_assessed AND t.opened_on <= %(day)s AND (t.closed_on IS NULL OR t.closed_on > %(day)s)
    GROUP BY t.id
    ORDER BY t."order", t.code
"""


@dataclass(frozen=True)
class Coverage:
    """Codes of the units open on a day, split by whether they have, and ever had, a qualifying expert."""

    on: dt.date
    covered: list[str]
    uncovered: list[str]
    reached: list[str]
    first_reached_on: dict[str, dt.date]

    @property
    def units(self) -> int:
        return len(self.covered) + len(self.uncovered)


def coverage(on: dt.date) -> Coverage:
    """Both figures of decision 9 with the units behind them, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERAGE, {"day": on})
        rows = cursor.fetchall()
    return Coverage(
        on=on,
        covered=[code for code, now, _first in rows if now],
        uncovered=[code for code, now, _first in rows if not now],
        reached=[code for code, _now, first in rows if first],
        first_reached_on={code: first for code, _now, first in rows if first},
    )
