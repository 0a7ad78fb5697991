"""What a contested claim would bring its unit: read from the terms of the scheme, nothing is posted."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from assessments.services.crediting import NoSchemeError, terms_in_force
from experts.models import LEVEL_RANK, Conflict, CreditEntry, Placement, Selection
from platforms.models import Level
from townships.models import TownshipTier

CENT = Decimal("0.01")


class Stake(NamedTuple):
    """The highest level that counts, the day on which it would take effect, and what it adds to bonus and heads."""

    level: str
    on: dt.date
    tier: str | None
    amount: Decimal
    heads: Decimal
    is_verified: bool  # of the selection: without it the decision alone earns nothing


def stakes_of(conflict: Conflict, placements: list[Placement]) -> dict[int, Stake | None]:
    """By placement; None where nothing that counts for the bonus is known about the person."""
    plans = Selection.objects.filter(expert=conflict.expert_id, programme__earns_bonus=True)
    selections = list(plans.select_related("programme"))
    try:
        terms_on = terms_in_force()
    except NoSchemeError:
        return {row.pk: None for row in placements}
    amount, heads, openings = _standing(conflict)
    tiers = list(TownshipTier.objects.filter(township__in={row.township_id for row in placements}))
    found: dict[int, Stake | None] = {}
    for row in placements:
        best = max(selections, key=lambda s: (LEVEL_RANK[Level(s.programme.level)], s.is_verified), default=None)
        if best is None:
            found[row.pk] = None
            continue
        day = max(best.selected_on, row.starts_on)
        terms, level = terms_on(day), best.programme.level
        tier = _tier(tiers, row.township_id, day)
        factor = terms.factor(row.engagement)
        stands = amount + max((terms.value(opening) for opening in openings), default=Decimal(0))
        gain = max(Decimal(0), terms.value(level) * factor - stands).quantize(CENT, ROUND_HALF_UP)
        due = factor if terms.reaches(level, tier) else Decimal(0)
        found[row.pk] = Stake(level, day, tier, gain, max(Decimal(0), due - heads), best.is_verified)
    return found


def _standing(conflict: Conflict) -> tuple[Decimal, Decimal, list[str]]:
    """What stands credited for the person outside this conflict: amount, heads, and levels of opening balances.

    Of a decided conflict its own entries are taken off, so that the page goes on to say what was at stake.
    """
    entries = CreditEntry.objects.filter(expert=conflict.expert_id)
    if conflict.decided_at:
        entries = entries.filter(posted_at__lt=conflict.decided_at)
    rows = list(entries.values_list("amount", "heads", "cause", "level"))
    openings = [level for _amount, _heads, cause, level in rows if cause == CreditEntry.Cause.OPENING]
    zero = Decimal(0)
    return sum((row[0] for row in rows), zero), sum((row[1] for row in rows), zero), openings


def _tier(tiers: list[TownshipTier], township_id: int, day: dt.date) -> str | None:
    return next(
        (
            row.tier
            for row in tiers
            if row.township_id == township_id and row.starts_on <= day and (row.ends_on is None or day < row.ends_on)
        ),
        None,
    )
