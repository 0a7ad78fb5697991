"""X1: the bonus is a sum over the credit ledger; cap and floor are applied by the scoring, when it reads the sum."""

from .base import ROWS, Ask, asked, within


def bonus(ask: Ask) -> str:
    return f"""
        SELECT x.township_id, sum(x.amount) AS counted, NULL::numeric AS out_of, {ROWS}
        FROM experts_creditentry x
        WHERE x.amount <> 0 AND {within("x.effective_on", ask.since)} AND x.posted_at <= %(at)s
              AND {asked("x.township_id")}
        GROUP BY x.township_id"""
