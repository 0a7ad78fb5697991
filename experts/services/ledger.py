"""What the credit ledger of one person should say: a pure function from facts and terms (domain §3.4).

The walk goes through the person's life in order of days. An *event* is the day on which a selection and a landing
are both true for the first time; a *departure* is the day on which a placement ends because the person left. Three
rules decide, one function each: what a level newly reached is worth, whether it is a head of B1, and what a departure
takes back. Attribution between units that claim the same person, shares, moves before twelve months and the claw-back
in the next year are rules of their own; each has one place here where it will stand (`_host`, `_credit`, `_depart`).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from experts.models import LEVEL_RANK, CreditEntry, Engagement, Expert, Placement
from platforms.models import Level

Cause = CreditEntry.Cause
CENT = Decimal("0.01")
YEARS_OF_CONTRACT = 3
MONTHS_A_YEAR = 2


@dataclass(frozen=True)
class Terms:
    """What the scheme in force says about credit; handed down from the assessment layer."""

    values: Mapping[str, Decimal]
    factors: Mapping[str, Decimal]
    tier_minimum: Mapping[str, str]
    clawback_months: int = 12

    def value(self, level: str) -> Decimal:
        return self.values.get(level, Decimal(0))

    def factor(self, engagement: str) -> Decimal:
        return self.factors.get(engagement, Decimal(1))

    def reaches(self, level: str, tier: str | None) -> bool:
        """Whether the level is at or above the lowest level that counts for the tier."""
        minimum = self.tier_minimum.get(tier or "")
        return minimum is not None and LEVEL_RANK[Level(level)] >= LEVEL_RANK[Level(minimum)]


TermsOn = Callable[[dt.date], Terms]


@dataclass(frozen=True)
class TierSpan:
    """The class of a unit during [starts_on, ends_on)."""

    tier: str
    starts_on: dt.date
    ends_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class SelectionFact:
    """A verified selection into a plan that counts for the bonus."""

    id: int
    level: str
    selected_on: dt.date


@dataclass(frozen=True)
class PlacementFact:
    """A verified placement with what decides whether it is a landing."""

    id: int
    township_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None
    end_reason: str = ""
    engagement: str = Engagement.FULL_TIME
    enterprise_township_id: int | None = None
    contract_from: dt.date | None = None
    contract_until: dt.date | None = None
    has_social_insurance: bool = True
    months_a_year: Decimal = Decimal(12)
    tiers: tuple[TierSpan, ...] = ()

    def tier_on(self, day: dt.date) -> str | None:
        return next((span.tier for span in self.tiers if span.covers(day)), None)

    def holds(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class OpeningFact:
    """A level recorded as credited before the portal went live; worth nothing, but later levels build on it."""

    level: str
    effective_on: dt.date
    tier: str | None = None


@dataclass(frozen=True)
class PersonFacts:
    """Everything verified about one person that the ledger depends on."""

    category: str = Expert.Category.INNOVATOR
    selections: tuple[SelectionFact, ...] = ()
    placements: tuple[PlacementFact, ...] = ()
    openings: tuple[OpeningFact, ...] = ()


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


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    return dt.date(year, month + 1, day.day)


def contract_is_long(contract_from: dt.date | None, contract_until: dt.date | None) -> bool:
    """At least three years; the last day of a contract is one of its days."""
    if contract_from is None or contract_until is None:
        return False
    return contract_until + dt.timedelta(days=1) >= months_after(contract_from, 12 * YEARS_OF_CONTRACT)


def is_landed(placement: PlacementFact, category: str) -> bool:
    """Whether the person has truly come to the unit.

    A contract of three years with an employer there, or, for an entrepreneur, an enterprise registered there.
    Full-time also needs social insurance, flexible two months a year.
    """
    if placement.engagement == Engagement.FLEXIBLE:
        if placement.months_a_year < MONTHS_A_YEAR:
            return False
    elif not placement.has_social_insurance:
        return False
    employer = placement.enterprise_township_id
    if employer is not None and employer != placement.township_id:
        return False
    if contract_is_long(placement.contract_from, placement.contract_until):
        return True
    return employer is not None and category == Expert.Category.ENTREPRENEUR


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
