"""The year of every unit, read from the runs of its quarters (rule 6 of domain §3.3)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from assessments.rules import half_up
from townships.models import Township

# The runs that make the year; the latest of them names the scheme in which the year is written.
_NEWEST = """
    SELECT DISTINCT ON (p.quarter) r.id, p.quarter, r.scheme_id
    FROM assessments_scorerun r JOIN assessments_period p ON p.id = r.period_id
    WHERE p.year = %(year)s AND r.status = 'published'
    ORDER BY p.quarter, r.version DESC"""
_NAMED = """
    SELECT r.id, p.quarter, r.scheme_id
    FROM assessments_scorerun r JOIN assessments_period p ON p.id = r.period_id WHERE r.id = ANY(%(runs)s)"""

# Where a later version of the scheme gave an indicator other points, an earlier quarter counts in proportion. The mean
# is rounded once: at 20 places two different means of four quarters still differ, and an exact half stays one.
_LINES = """
    latest AS (SELECT * FROM run ORDER BY quarter DESC LIMIT 1),
    line AS (
        SELECT s.township_id, j.code, j.position, (100 * j.weight)::int AS weight,
               CASE WHEN j.basis = 'quarter'
                    THEN round(round(sum((value.points * j.weight)::numeric(60, 30) / i.weight)
                                     / nullif(count(value.points), 0), 20))::int
                    ELSE max(value.points) FILTER (WHERE run.quarter = latest.quarter)
               END AS points
        FROM run
        CROSS JOIN latest
        JOIN assessments_score s ON s.run_id = run.id
        CROSS JOIN LATERAL unnest(s.points) WITH ORDINALITY AS value(points, position)
        JOIN assessments_indicator i ON i.scheme_id = run.scheme_id AND i.position = value.position
        JOIN assessments_indicator j ON j.scheme_id = latest.scheme_id AND j.code = i.code
        WHERE %(only)s::bigint[] IS NULL OR s.township_id = ANY(%(only)s::bigint[])
        GROUP BY s.township_id, j.id
    )"""


class AnnualLine(NamedTuple):
    """The points of one indicator for the year; None where it applied in no quarter."""

    township_id: int
    code: str
    points: Decimal | None


def annual_lines(year: int, *, townships: Iterable[Township] | None = None) -> list[AnnualLine]:
    """Year-to-date and stock indicators stand at their latest quarter; quarter indicators are the mean of the
    quarters in which they applied, half-up, a missing report counting as the zero it scored."""
    only = None if townships is None else [unit.pk for unit in townships]
    text = (
        f"WITH run AS ({_NEWEST}), {_LINES} SELECT township_id, code, points * 0.01 FROM line ORDER BY 1, line.position"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {"year": year, "only": only})
        return [AnnualLine(*row) for row in cursor.fetchall()]


def newest_runs(year: int) -> list[tuple[int, int, int]]:
    """(run, quarter, scheme) of the newest published run of each quarter."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"year": year})
        return cursor.fetchall()


class AnnualScore(NamedTuple):
    """The year of one unit, as it is stored; `points`, `earned` and `applicable` as in a score."""

    township_id: int
    district_id: int
    tier: str
    points: list[int | None]
    quarter_totals: list[Decimal | None]
    earned: Decimal
    applicable: Decimal
    base: Decimal
    deductions: Decimal
    carried: Decimal
    bonus: Decimal
    total: Decimal
    tier_rank: int
    rank: int
    grade: str
    is_barred: bool


# Units are those of the latest quarter. What is carried from earlier years stands in every quarter and counts once.
_YEAR = f"""
    WITH run AS ({_NAMED}), {_LINES},
    card AS (
        SELECT township_id, array_agg(points ORDER BY position) AS points, coalesce(sum(points), 0) AS earned,
               coalesce(sum(weight) FILTER (WHERE points IS NOT NULL), 0) AS applicable
        FROM line GROUP BY township_id
    ),
    veto AS (
        SELECT scheme_id, is_veto, row_number() OVER (PARTITION BY scheme_id ORDER BY position) AS position
        FROM assessments_deductionrule
    ),
    quarters AS (
        SELECT s.township_id, sum(s.deductions) AS deductions,
               ARRAY[{", ".join(f"max(s.total) FILTER (WHERE run.quarter = {n})" for n in (1, 2, 3, 4))}] AS totals,
               bool_or(s.is_missing OR EXISTS (
                   SELECT FROM veto WHERE veto.scheme_id = run.scheme_id AND veto.is_veto
                          AND s.deduction_counts[veto.position] > 0)) AS is_barred
        FROM run JOIN assessments_score s ON s.run_id = run.id GROUP BY s.township_id
    ),
    based AS (
        SELECT s.township_id, t.district_id, s.tier, card.points, q.totals, card.earned, card.applicable,
               CASE WHEN card.applicable > 0
                    THEN {half_up("(100 * scheme.base_points)::numeric * card.earned", "card.applicable")} ELSE 0
               END * 0.01 AS base,
               q.deductions, s.carried, s.bonus, q.is_barred,
               coalesce(card.points[heads.position], 0) AS key, latest.scheme_id
        FROM latest
        JOIN assessments_scheme scheme ON scheme.id = latest.scheme_id
        JOIN assessments_score s ON s.run_id = latest.id
        JOIN townships_township t ON t.id = s.township_id
        JOIN card ON card.township_id = s.township_id
        JOIN quarters q ON q.township_id = s.township_id
        LEFT JOIN assessments_indicator heads ON heads.scheme_id = latest.scheme_id AND heads.measure = 'heads'
    ),
    totalled AS (SELECT *, GREATEST(0, base - deductions + carried) + bonus AS total FROM based)
    SELECT township_id, district_id, tier, points, totals, earned * 0.01, applicable * 0.01, base, deductions, carried,
           bonus, total,
           rank() OVER (PARTITION BY district_id, tier ORDER BY total DESC, bonus DESC, key DESC),
           rank() OVER (PARTITION BY district_id ORDER BY total DESC, bonus DESC, key DESC),
           (SELECT b.code FROM (
                SELECT code, minimum, row_number() OVER (ORDER BY minimum DESC) AS place,
                       min(minimum) OVER () AS lowest
                FROM assessments_band WHERE scheme_id = totalled.scheme_id AND kind = 'grade') b
            WHERE b.minimum = b.lowest OR (totalled.total >= b.minimum AND NOT (b.place = 1 AND totalled.is_barred))
            ORDER BY b.minimum DESC LIMIT 1),
           is_barred
    FROM totalled
    ORDER BY township_id
"""


def annual_scores(run_ids: Sequence[int]) -> list[AnnualScore]:
    """The year of every unit, from exactly these runs: one statement, nothing stored."""
    with connection.cursor() as cursor:
        cursor.execute(_YEAR, {"runs": list(run_ids), "only": None})
        return [AnnualScore(*row) for row in cursor.fetchall()]
