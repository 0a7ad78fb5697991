"""Group B: heads of the ledger, applications, other high-level talent, the goal of one expert per unit."""

from assessments.queries.coverage import QUALIFYING

from .base import ROWS, Ask, asked, counts, holds, tally, within


def heads(ask: Ask) -> str:
    """A sum over the ledger as it was posted at that moment; a reversal takes its head back (domain §3.4)."""
    return f"""
        SELECT x.township_id, sum(x.heads) AS counted, NULL::numeric AS out_of, {ROWS}
        FROM experts_creditentry x
        WHERE x.heads <> 0 AND {within("x.counts_on", ask.since)} AND x.posted_at <= %(at)s
              AND {asked("x.township_id")}
        GROUP BY x.township_id"""


def applications(ask: Ask) -> str:
    """One for each person and batch: of two that stand at the quarter's end the one filed first counts."""
    stands = "(%s.withdrawn_on IS NULL OR %s.withdrawn_on >= %%(after)s)"
    earlier = f"""
        SELECT FROM experts_application y
        WHERE (y.expert_id, y.programme_id, y.batch) = (x.expert_id, x.programme_id, x.batch)
              AND (y.filed_on, y.id) < (x.filed_on, x.id) AND y.verified_at <= %(at)s AND {stands % ("y", "y")}"""
    where = f"{within('x.filed_on', ask.since)} AND {stands % ('x', 'x')} AND NOT EXISTS ({earlier})"
    return tally("experts_application", where)


def other_talent(ask: Ask) -> str:
    """Named values of persons and teams that came in the window; teams carry negative ids among the rows.

    A person counts once, at the first placement, and not at all when a plan already earns the bonus for it.
    """
    return f"""
        SELECT township_id, sum(value) AS counted, NULL::numeric AS out_of, array_agg(id ORDER BY id) AS row_ids
        FROM (
            SELECT x.township_id, x.id, v.value
            FROM experts_placement x
            JOIN experts_expert e ON e.id = x.expert_id AND e.distinction <> ''
            JOIN assessments_indicatoritem v ON v.indicator_id = {ask.indicator} AND v.code = e.distinction
            WHERE {counts("x")} AND {within("x.starts_on", ask.since)}
                  AND NOT EXISTS (
                      SELECT FROM experts_placement y
                      WHERE y.expert_id = x.expert_id AND y.starts_on >= {ask.since} AND y.verified_at <= %(at)s
                            AND (y.starts_on, y.id) < (x.starts_on, x.id))
                  AND NOT EXISTS (
                      SELECT FROM {QUALIFYING}
                      WHERE s.expert_id = x.expert_id AND s.verified_at <= %(at)s AND s.selected_on < %(after)s)
            UNION ALL
            SELECT x.township_id, -x.id, v.value
            FROM experts_team x
            JOIN assessments_indicatoritem v ON v.indicator_id = {ask.indicator} AND v.code = 'team'
            WHERE {counts("x")} AND {within("x.arrived_on", ask.since)}
        ) AS came
        GROUP BY township_id"""


def coverage(ask: Ask) -> str:
    """Yes when somebody selected by a plan that counts has an active placement: the goal of the dashboard."""
    selected = f"""
        SELECT FROM {QUALIFYING}
        WHERE s.expert_id = x.expert_id AND s.verified_at <= %(at)s AND s.selected_on <= %(last)s"""
    return tally("experts_placement", f"{holds('x')} AND EXISTS ({selected})", "1")
