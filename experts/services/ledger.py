"""What the credit ledger of one person should say: a pure function from facts and terms (domain §3.4).

The walk goes through the person's life in order of days. An *event* is the day on which a selection and a landing
are both true for the first time; a *departure* is the day on which a placement ends because the person left. Three
rules decide, one function each: what a level newly reached is worth, whether it is a head of B1, and what a departure
takes back. Attribution between units that claim the same person, shares, moves before twelve months and the claw-back
in the next year are rules of their own; each has one place here where it will stand (`_host`, `_credit`, `_depart`).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from experts.models import LEVEL_RANK, CreditEntry, Placement
from platforms.models import Level

from .facts import OpeningFact, PersonFacts, PlacementFact, SelectionFact, TermsOn, is_landed, months_after

Cause = CreditEntry.Cause
CENT = Decimal("0.01")


@dataclass(frozen=True)
class DueEntry:
    """One entry that the ledger should hold. `reverses` is the due entry that a departure takes back."""

    cause: str
    township_id: int
    level: str
    amount: Decimal
    heads: Decimal
    effective_on: dt.date
    selection_id: int
    placement_id: int
    reverses: "DueEntry | None" = None

    @property
    def key(self) -> "Key":
        return (self.selection_id, self.placement_id, self.effective_on, self.township_id)


Key = tuple[int, int, dt.date, int]


def due_entries(facts: PersonFacts, terms_on: TermsOn) -> list[DueEntry]:
    """The ledger of one person as it should be, in order of effective days."""
    life = _Life(facts, terms_on)
    for day, _order, step in sorted(_steps(facts, life), key=lambda item: item[:2]):
        step(day)
    return life.entries


@dataclass
class _Standing:
    """A level that counts as credited, and the entry behind it (none for an opening balance)."""

    level: str
    value: Decimal
    is_head: bool
    entry: DueEntry | None = None


@dataclass
class _Life:
    """The ledger while it grows: what stands, what was written."""

    facts: PersonFacts
    terms_on: TermsOn
    entries: list[DueEntry] = field(default_factory=list)
    standing: list[_Standing] = field(default_factory=list)

    def highest(self) -> _Standing | None:
        return max(self.standing, key=lambda s: LEVEL_RANK[Level(s.level)], default=None)


def _steps(facts: PersonFacts, life: _Life) -> Iterator[tuple[dt.date, tuple[int, ...], Callable[[dt.date], None]]]:
    """Opening balances first, then departures, then events; on one day the highest level comes first (W10)."""
    for opening in facts.openings:
        yield opening.effective_on, (0,), partial(_open, life, opening)
    live_from = max((o.effective_on for o in facts.openings), default=dt.date.min)
    for placement in facts.placements:
        if placement.ends_on and placement.end_reason == Placement.EndReason.LEFT:
            yield placement.ends_on, (1, placement.id), partial(_depart, life, placement)
    landed = [p for p in facts.placements if is_landed(p, facts.category)]
    for selection in facts.selections:
        rank = LEVEL_RANK[Level(selection.level)]
        for day in sorted({max(selection.selected_on, p.starts_on) for p in landed}):
            host = _host(landed, day)
            if host is not None and day > live_from:
                step = (2, -rank, selection.selected_on.toordinal(), selection.id)
                yield day, step, partial(_credit, life, selection, host)


def _host(landed: list[PlacementFact], day: dt.date) -> PlacementFact | None:
    """The placement that hosts the person on the day: the one that has stood longest.

    Claims of two units on one person are settled here once attribution is recorded.
    """
    return min((p for p in landed if p.holds(day)), key=lambda p: (p.starts_on, p.id), default=None)


def _open(life: _Life, opening: OpeningFact, day: dt.date) -> None:
    terms = life.terms_on(day)
    is_head = terms.reaches(opening.level, opening.tier)
    life.standing.append(_Standing(opening.level, terms.value(opening.level), is_head))


def _credit(life: _Life, selection: SelectionFact, host: PlacementFact, day: dt.date) -> None:
    """Credit a level higher than any that stands: the increment, and one head at the first tier minimum reached.

    Shares of several units would split this entry.
    """
    before = life.highest()
    if before and LEVEL_RANK[Level(selection.level)] <= LEVEL_RANK[Level(before.level)]:
        return
    terms = life.terms_on(day)
    value, factor = terms.value(selection.level), terms.factor(host.engagement)
    gain = max(Decimal(0), value - max((s.value for s in life.standing), default=Decimal(0)))
    had_head = any(s.is_head for s in life.standing)
    is_head = not had_head and terms.reaches(selection.level, host.tier_on(day))
    entry = DueEntry(
        cause=Cause.UPGRADE if before else Cause.LANDING,
        township_id=host.township_id,
        level=selection.level,
        amount=(gain * factor).quantize(CENT, ROUND_HALF_UP),
        heads=factor.quantize(CENT, ROUND_HALF_UP) if is_head else Decimal("0.00"),
        effective_on=day,
        selection_id=selection.id,
        placement_id=host.id,
    )
    life.entries.append(entry)
    life.standing.append(_Standing(selection.level, value, is_head, entry))


def _depart(life: _Life, placement: PlacementFact, day: dt.date) -> None:
    """Who leaves before the anniversary takes the points along: reversed on the day, heads too, in the same year.

    In the next year the claw-back is measured by the published bonus and stands on its own; nothing is written here.
    """
    for standing in list(life.standing):
        entry = standing.entry
        if entry is None or entry.placement_id != placement.id:
            continue
        anniversary = months_after(entry.effective_on, life.terms_on(entry.effective_on).clawback_months)
        if day >= anniversary or day.year != entry.effective_on.year:
            continue
        life.standing.remove(standing)
        life.entries.append(
            DueEntry(
                cause=Cause.DEPARTURE,
                township_id=entry.township_id,
                level=entry.level,
                amount=-entry.amount,
                heads=-entry.heads,
                effective_on=day,
                selection_id=entry.selection_id,
                placement_id=entry.placement_id,
                reverses=entry,
            )
        )
