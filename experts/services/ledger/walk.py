"""The walk through one life, in the order of days."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from experts.services.facts import PersonFacts
from experts.services.terms import TermsOn

from .entries import DueEntry, Key, merged
from .events import credit, event_days
from .leaving import end, end_days
from .life import Benefit, Counted, Life
from .passing import merge

OPENING, MERGER, END, EVENT = range(4)
Step = tuple[dt.date, int, tuple, Callable[[dt.date], None]]


def in_full(_township_id: int, _year: int, amount: Decimal) -> Decimal:
    """Without anything known about a year, all of an amount was of benefit."""
    return amount


def on_its_day(key: Key) -> dt.date:
    """Without any final result an entry counts on the day it takes effect."""
    return key.effective_on


def due_entries(
    facts: PersonFacts, terms_on: TermsOn, *, benefit: Benefit = in_full, counted: Counted = on_its_day
) -> list[DueEntry]:
    """The ledger of one person as it should be, in order of effective days."""
    life = Life(facts, terms_on, benefit, counted)
    for day, _order, _about, step in sorted(_steps(life), key=lambda item: item[:3]):
        step(day)
    return merged(life.entries)


def _steps(life: Life) -> Iterator[Step]:
    """On one day: opening balances, then mergers, then what ends, then what is newly reached."""
    for opening in life.facts.openings:
        yield opening.effective_on, OPENING, (-opening.rank, opening.township_id), partial(life.open, opening)
    for merger in life.units.mergers:
        yield merger.on, MERGER, (merger.predecessor, merger.successor), partial(merge, life, merger)
    for placement in life.landed:
        for day in end_days(life, placement):
            yield day, END, placement.order, partial(end, life, placement)
    for day in event_days(life):
        yield day, EVENT, (), partial(credit, life)
