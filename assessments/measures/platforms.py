"""Group D: new platforms, and whether those that run are active."""

from .base import Ask, counts, holds, tally, within


def new_platforms(ask: Ask) -> str:
    named = f"JOIN assessments_indicatoritem v ON v.indicator_id = {ask.indicator} AND v.code = x.level"
    return tally("platforms_platform", within("x.approved_on", ask.since), "sum(v.value)", joins=named)


def active_platforms(ask: Ask) -> str:
    """Of the platforms running on the last day those with an activity in the twelve months that end on it."""
    active = """
        EXISTS (SELECT FROM platforms_platformactivity y
                WHERE y.platform_id = x.id AND y.verified_at <= %(at)s
                      AND y.held_on >= (%(after)s::date - interval '1 year')::date AND y.held_on < %(after)s)"""
    return f"""
        SELECT township_id, count(*) FILTER (WHERE is_active)::numeric AS counted, count(*)::numeric AS out_of,
               coalesce(array_agg(id ORDER BY id) FILTER (WHERE is_active), '{{}}') AS row_ids
        FROM (
            SELECT x.township_id, x.id, {active} AS is_active
            FROM platforms_platform x
            WHERE {counts("x")} AND {holds("x")}
            OFFSET 0
        ) AS running
        GROUP BY township_id"""
