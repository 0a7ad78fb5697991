"""The year of an indicator, read from the published runs of its quarters (rule 6 of domain §3.3)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from townships.models import Township

_ANNUAL = """
    WITH run AS (
        SELECT DISTINCT ON (p.quarter) r.id, p.quarter, r.scheme_id
        FROM assessments_scorerun r JOIN assessments_period p ON p.id = r.period_id
        WHERE p.year = %(year)s AND r.status = 'published'
        ORDER BY p.quarter, r.version DESC
    ),
    latest AS (SELECT * FROM run ORDER BY quarter DESC LIMIT 1),
    line AS (
        SELECT s.township_id, i.code, run.quarter, value.points
        FROM run
        JOIN assessments_score s ON s.run_id = run.id
        CROSS JOIN LATERAL unnest(s.points) WITH ORDINALITY AS value(points, position)
        JOIN assessments_indicator i ON i.scheme_id = run.scheme_id AND i.position = value.position
        WHERE %(only)s::bigint[] IS NULL OR s.township_id = ANY(%(only)s::bigint[])
    )
    SELECT l.township_id, l.code,
           CASE WHEN i.basis = 'quarter'
                THEN div(2 * sum(l.points) + count(l.points), nullif(2 * count(l.points), 0))
                ELSE max(l.points) FILTER (WHERE l.quarter = latest.quarter)
           END * 0.01 AS points
    FROM line l
    CROSS JOIN latest
    JOIN assessments_indicator i ON i.scheme_id = latest.scheme_id AND i.code = l.code
    GROUP BY l.township_id, l.code, i.basis, i.position
    ORDER BY l.township_id, i.position
"""


class AnnualLine(NamedTuple):
    """The points of one indicator for the year; None where it applied in no quarter."""

    township_id: int
    code: str
    points: Decimal | None


def annual_lines(year: int, *, townships: Iterable[Township] | None = None) -> list[AnnualLine]:
    """Year-to-date and stock indicators stand at their latest quarter; quarter indicators are the mean of the
    quarters in which they applied, half-up, a missing report counting as the zero it scored."""
    only = None if townships is None else [unit.pk for unit in townships]
    with connection.cursor() as cursor:
        cursor.execute(_ANNUAL, {"year": year, "only": only})
        return [AnnualLine(*row) for row in cursor.fetchall()]
