"""Group C: upgrades of experts, invention patents."""

from .base import Ask, asked, tally, within


def upgrades(ask: Ask) -> str:
    """Upgrades of which something stands in the ledger; a departure is an entry of its own and does not undo one.

    The rows of one upgrade are told together by selection, placement and day. By a share agreement several units earn
    it, but it is one upgrade of the unit that hosts the person (or of the one that took the host over). Between levels
    worth the same the row moves nothing; a second such row takes it back, a third brings it again.
    """
    hosted = """
        EXISTS (
            SELECT FROM experts_placement p
            LEFT JOIN townships_townshipsuccession s ON s.predecessor_id = p.township_id AND s.kind = 'merger'
            WHERE p.id = x.placement_id AND x.township_id IN (p.township_id, s.successor_id))"""
    silent = "count(*) FILTER (WHERE x.amount = 0 AND x.heads = 0 AND x.persons = 0)"
    return f"""
        SELECT township_id, count(*)::numeric AS counted, NULL::numeric AS out_of, array_agg(id ORDER BY id) AS row_ids
        FROM (
            SELECT x.township_id, min(x.id) AS id
            FROM experts_creditentry x
            WHERE x.rule = 'upgrade' AND {within("x.counts_on", ask.since)} AND x.posted_at <= %(at)s
                  AND {asked("x.township_id")} AND (x.agreement_id IS NULL OR {hosted})
            GROUP BY x.township_id, x.selection_id, x.placement_id, x.effective_on
            HAVING sum(x.amount) > 0 OR sum(x.heads) > 0 OR {silent} %% 2 = 1
        ) AS risen
        GROUP BY township_id"""


def invention_patents(ask: Ask) -> str:
    """A number is unique in the district, so a patent counts once."""
    return tally("experts_patent", f"x.kind = 'invention' AND {within('x.granted_on', ask.since)}")
