"""Statistics over published results: by tier, by indicator group, by period. Numbers leave as exact text."""

from django.db import connection

_PUBLISHED = """
    SELECT DISTINCT ON (r.period_id)
           r.id, r.scheme_id, p.year * 10 + p.quarter AS code, p.year || 'Q' || p.quarter AS period
    FROM assessments_scorerun r JOIN assessments_period p ON p.id = r.period_id
    WHERE r.status = 'published' AND (%(period)s::int IS NULL OR p.year * 10 + p.quarter = %(period)s)
    ORDER BY r.period_id, r.version DESC
"""

# The mean of the two in the middle, which are one when the units are odd in number; exact, unlike percentile_cont.
_MEDIAN = """round((percentile_disc(0.5) WITHIN GROUP (ORDER BY s.total)
           + percentile_disc(0.5) WITHIN GROUP (ORDER BY s.total DESC)) / 2, 2)"""

_TOTALS = f"""
    count(*) AS units,
    count(*) FILTER (WHERE s.is_missing) AS missing,
    round(avg(s.total), 2)::text AS mean_total,
    {_MEDIAN}::text AS median_total,
    min(s.total)::text AS lowest_total,
    max(s.total)::text AS highest_total,
    round(avg(s.base), 2)::text AS mean_base,
    round(avg(s.bonus), 2)::text AS mean_bonus
"""

_STATEMENTS = {
    "period": f"SELECT r.period, {_TOTALS} FROM run r JOIN assessments_score s ON s.run_id = r.id "
    "GROUP BY r.code, r.period ORDER BY r.code",
    "tier": f"SELECT r.period, s.tier, {_TOTALS} FROM run r JOIN assessments_score s ON s.run_id = r.id "
    "GROUP BY r.code, r.period, s.tier ORDER BY r.code, s.tier",
    "group": """
        SELECT r.period, g.code AS "group", g.weight::text AS weight,
               count(*) FILTER (WHERE l.points IS NOT NULL) AS lines,
               round(sum(l.points) / nullif(count(DISTINCT l.score_id), 0), 2)::text AS mean_points,
               round(100 * sum(l.points) / nullif(sum(i.weight) FILTER (WHERE l.points IS NOT NULL), 0), 2)::text
                   AS rate_percent
        FROM run r
        JOIN assessments_scoreline l ON l.run_id = r.id
        JOIN assessments_indicator i ON i.id = l.indicator_id
        JOIN assessments_indicatorgroup g ON g.id = i.group_id
        GROUP BY r.code, r.period, g.position, g.code, g.weight
        ORDER BY r.code, g.position
    """,
}

GROUPINGS = tuple(_STATEMENTS)


def statistics(by: str, period: int | None = None) -> list[dict]:
    """Rows of one grouping over the latest published run of each period (or of the one written 20143)."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH run AS ({_PUBLISHED}) {_STATEMENTS[by]}", {"period": period})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
