"""Group C: upgrades of experts, invention patents."""

from .base import ROWS, Ask, asked, tally, within


def upgrades(ask: Ask) -> str:
    """Upgrades in the ledger: one whose adjustments leave nothing of it was none, a departure does not undo it."""
    return f"""
        SELECT x.township_id, count(*)::numeric AS counted, NULL::numeric AS out_of, {ROWS}
        FROM experts_creditentry x
        WHERE x.cause = 'upgrade' AND {within("x.effective_on", ask.since)} AND x.posted_at <= %(at)s
              AND {asked("x.township_id")}
              AND (
                  SELECT count(*) = 0 OR x.amount + sum(y.amount) > 0 FROM experts_creditentry y
                  WHERE y.reverses_id = x.id AND y.cause = 'adjustment' AND y.posted_at <= %(at)s)
        GROUP BY x.township_id"""


def invention_patents(ask: Ask) -> str:
    """A number is unique in the district, so a patent counts once."""
    return tally("experts_patent", f"x.kind = 'invention' AND {within('x.granted_on', ask.since)}")
