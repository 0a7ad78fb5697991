"""A unit is merged or split: what it holds passes to the unit that takes over, heads intact.

The entries of the year go out and in, so the year's bonus and heads are the successor's; what earlier years brought
was scored then and only stands in the successor's name from now on (a later claw-back is charged to it).
"""

import datetime as dt

from experts.models import CreditEntry
from experts.services.facts import PlacementFact
from experts.services.terms import Merger

from .entries import Key, total
from .life import Holding, Life

INHERITANCE = CreditEntry.Cause.INHERITANCE


def merge(life: Life, merger: Merger, day: dt.date) -> None:
    """Everything about the person that the predecessor holds passes to the unit that stands for it."""
    for holding in life.holdings:
        _pass(life, holding, merger.predecessor, life.units.home(merger.successor, day), day, holding.placement_id)


def reorganise(
    life: Life, holdings: list[Holding], ended: PlacementFact, following: PlacementFact, day: dt.date
) -> None:
    """A unit is split: the entries follow the person into the new unit."""
    for holding in holdings:
        _pass(life, holding, life.home(ended, day), life.home(following, day), day, following.id)
        holding.placement_id = following.id


def _pass(life: Life, holding: Holding, here: int, there: int, day: dt.date, placement: int) -> None:
    out = Key(INHERITANCE, holding.selection.id, holding.placement_id, day, here)
    year, source = life.year(out), None
    balance = total(e.credit for e in holding.entries if e.township_id == here and life.year(e.key) == year)
    if balance:
        first = next((p.source for p in holding.parts if p.unit == here), None)
        life.write(holding, INHERITANCE, here, -balance, day, holding.placement_id, reverses=first)
        source = life.write(holding, INHERITANCE, there, balance, day, placement)
    for part in holding.parts:
        if part.unit == here:
            part.unit = there
            if part.year == year:
                part.year_unit, part.source = there, source or part.source
