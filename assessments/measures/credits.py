"""X1: the bonus is a sum over the credit ledger; cap and floor are applied by the scoring, when it reads the sum.

Sums go by the day on which an entry counts. That is its effective day, unless the result of that year was final.
"""

from .base import ROWS, Ask, asked, within


def bonus(ask: Ask) -> str:
    """Amounts, and the persons of a bonus per head."""
    return f"""
        SELECT x.township_id, sum(x.amount) AS counted, NULL::numeric AS out_of, {ROWS}, sum(x.persons) AS persons
        FROM experts_creditentry x
        WHERE (x.amount <> 0 OR x.persons <> 0) AND {within("x.counts_on", ask.since)} AND x.posted_at <= %(at)s
              AND {asked("x.township_id")}
        GROUP BY x.township_id"""
