"""Group F: contacts of the main leaders, symposia, requests closed on time."""

from .base import Ask, asked, counts, holds, tally, within


def leader_contacts(ask: Ask) -> str:
    """Of the experts active on the last day those whom the head or the deputy head contacted in the quarter.

    The rows are the contacts, the first recorded one for each expert.
    """
    return f"""
        SELECT active.township_id, count(c.id)::numeric AS counted, count(*)::numeric AS out_of,
               coalesce(array_agg(c.id ORDER BY c.id) FILTER (WHERE c.id IS NOT NULL), '{{}}') AS row_ids
        FROM (
            SELECT x.township_id, x.expert_id FROM experts_placement x WHERE {counts("x")} AND {holds("x")}
            GROUP BY x.township_id, x.expert_id
        ) AS active
        LEFT JOIN (
            SELECT k.township_id, k.expert_id, min(k.id) AS id
            FROM experts_leadercontact k
            JOIN townships_leadinggrouppost l ON l.id = k.post_id AND l.post IN ('head', 'deputy_head')
            WHERE {within("k.contacted_on")} AND k.verified_at <= %(at)s AND {asked("k.township_id")}
            GROUP BY k.township_id, k.expert_id
        ) AS c ON c.township_id = active.township_id AND c.expert_id = active.expert_id
        GROUP BY active.township_id"""


def symposium(ask: Ask) -> str:
    return tally("platforms_symposium", f"x.has_minutes AND {within('x.held_on')}", "1")


def requests_on_time(ask: Ask) -> str:
    """Of the requests due in the quarter those closed on or before the promised day."""
    return f"""
        SELECT x.township_id, count(*) FILTER (WHERE x.closed_on <= x.due_on)::numeric AS counted,
               count(*)::numeric AS out_of,
               coalesce(array_agg(x.id ORDER BY x.id) FILTER (WHERE x.closed_on <= x.due_on), '{{}}') AS row_ids
        FROM experts_servicerequest x
        WHERE {counts("x")} AND {within("x.due_on")}
        GROUP BY x.township_id"""
