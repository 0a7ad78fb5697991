"""What the registers hold on a day: experts that came, by level, and the few counts a leader asks for."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

# A person counts once, at the highest level reached, from the day both selection and landing are proven.
_EXPERTS = """
    SELECT level, count(*),
           count(*) FILTER (WHERE added_on >= %(year)s), count(*) FILTER (WHERE added_on >= %(quarter)s)
    FROM (
        SELECT DISTINCT ON (se.expert_id)
               pr.level,
               min(greatest(se.selected_on, pl.starts_on)) OVER (PARTITION BY se.expert_id) AS added_on
        FROM experts_selection se
        JOIN experts_programme pr ON pr.id = se.programme_id AND pr.earns_bonus
        JOIN experts_placement pl ON pl.expert_id = se.expert_id AND pl.verified_at IS NOT NULL
        WHERE se.verified_at IS NOT NULL AND greatest(se.selected_on, pl.starts_on) <= %(day)s
          AND (pl.ends_on IS NULL OR pl.ends_on > se.selected_on)
        ORDER BY se.expert_id,
                 array_position(ARRAY['national', 'provincial', 'municipal', 'district'], pr.level::text)
    ) person
    GROUP BY level
"""

_FIGURES = """
    SELECT (SELECT count(*) FROM platforms_platform
            WHERE verified_at IS NOT NULL AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)),
           (SELECT count(*) FROM platforms_cooperationproject
            WHERE verified_at IS NOT NULL AND signed_on <= %(day)s),
           (SELECT count(*) FROM experts_eventparticipation p JOIN experts_recruitmentevent e ON e.id = p.event_id
            WHERE p.verified_at IS NOT NULL AND e.held_on <= %(day)s),
           (SELECT count(DISTINCT township_id) FROM platforms_universitypartnership
            WHERE verified_at IS NOT NULL AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s))
"""

LEVELS = ("national", "provincial", "municipal", "district")


@dataclass(frozen=True)
class Added:
    """Experts of one level: since the start, this year, this quarter."""

    level: str
    ever: int
    year: int
    quarter: int


def experts_added(on: dt.date, *, year: dt.date, quarter: dt.date) -> list[Added]:
    """By level, the highest first, every level listed; `year` and `quarter` are the first days of both."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPERTS, {"day": on, "year": year, "quarter": quarter})
        found = {row[0]: Added(*row) for row in cursor.fetchall()}
    return [found.get(level, Added(level, 0, 0, 0)) for level in LEVELS]


@dataclass(frozen=True)
class Registers:
    platforms: int
    projects: int
    participations: int
    partnered_units: int


def registers_on(on: dt.date) -> Registers:
    """Running platforms, signed projects, enterprise participations and units with a university, on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"day": on})
        return Registers(*cursor.fetchone())
