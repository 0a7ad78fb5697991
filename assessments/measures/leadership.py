"""Group A: the leading group, committee sessions, the responsibility letter."""

from .base import Ask, holds, tally, within


def leading_group(ask: Ask) -> str:
    """Of three items those that the posts fulfil on the last day; each has a post of its own, so posts are counted."""
    fulfils = "(x.post, x.office) IN (('head', 'party_secretary'), ('deputy_head', 'full_time_deputy'))"
    named = "(x.post = 'clerk' AND x.holder_name <> '')"
    where = f"{holds('x')} AND ({fulfils} OR {named})"
    return tally("townships_leadinggrouppost", where, "count(DISTINCT x.post)")


def committee_sessions(ask: Ask) -> str:
    return tally("townships_committeesession", f"x.has_minutes AND {within('x.held_on', ask.since)}")


def responsibility_letter(ask: Ask) -> str:
    return tally("townships_responsibilityletter", "x.year = %(year)s AND x.signed_on <= %(last)s")
