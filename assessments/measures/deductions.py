"""Y1 to Y3: what costs points outside the base. Each answers (township_id, counted)."""

from .base import asked

DAYS_TO_REPORT = 30


def found_cases(code: str) -> str:
    """Cases that the district recorded under the rule's code (`code` is the name of the bound value)."""
    return f"""
        SELECT township_id, count(*)::int AS counted
        FROM assessments_deductioncase
        WHERE period_id = %(period)s AND code = {code} AND found_at <= %(at)s
              AND (lifted_at IS NULL OR lifted_at > %(at)s) AND {asked()}
        GROUP BY township_id"""


def unreported_departures(code: str) -> str:
    """Departures not reported within 30 days, in the quarter in which the 30 days ran out, with the recorded cases."""
    ran_out = f"(x.ends_on + {DAYS_TO_REPORT})"
    return f"""
        SELECT township_id, sum(counted)::int AS counted
        FROM (
            SELECT x.township_id, count(*) AS counted
            FROM experts_placement x
            WHERE x.verified_at <= %(at)s AND x.end_reason IN ('left', 'moved')
                  AND x.ends_on >= %(first)s::date - {DAYS_TO_REPORT} AND x.ends_on < %(after)s::date - {DAYS_TO_REPORT}
                  AND {ran_out} < (%(at)s::timestamptz AT TIME ZONE %(zone)s)::date
                  AND (x.departure_reported_on IS NULL OR x.departure_reported_on > {ran_out})
                  AND {asked("x.township_id")}
            GROUP BY x.township_id
            UNION ALL {found_cases(code)}
        ) AS cases
        GROUP BY township_id"""
