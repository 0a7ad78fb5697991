"""What stands credited while the walk goes through a life: holdings, the parts that units have in them, openings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from experts.services.facts import OpeningFact, PersonFacts, PlacementFact, SelectionFact, is_landed
from experts.services.terms import Terms, TermsOn

from .entries import NONE, Credit, DueEntry, Key, cents, split

# What a unit's bonus of a year owes to an amount: `benefit(township_id, year, amount)`.
Benefit = Callable[[int, int, Decimal], Decimal]
# The day on which an entry counts; it differs from its effective day when the result of that year is final.
Counted = Callable[[Key], dt.date]


@dataclass
class Part:
    """What one unit has of a holding. `year_unit` is the unit whose bonus of `year` it raised."""

    unit: int
    credit: Credit
    year_unit: int
    year: int
    source: Key


@dataclass
class Holding:
    """Credit earned on a day by a selection; it rests on a placement, and units have their parts in it."""

    rule: str
    selection: SelectionFact
    placement_id: int
    earned_on: dt.date
    factor: Decimal
    agreement_id: int | None
    parts: list[Part] = field(default_factory=list)
    entries: list[DueEntry] = field(default_factory=list)
    stands: bool = True

    def by_unit(self) -> dict[int, Credit]:
        found: dict[int, Credit] = defaultdict(Credit)
        for part in self.parts:
            found[part.unit] += part.credit
        return dict(found)


@dataclass
class Parties:
    """The units among which an event is split: the host alone, or those of an agreement that it is a party to."""

    shares: dict[int, Decimal]
    agreement_id: int | None = None


class Life:
    """The ledger of one person while it grows."""

    def __init__(self, facts: PersonFacts, terms_on: TermsOn, benefit: Benefit, counted: Counted) -> None:
        self.facts, self.units = facts, facts.units
        self.terms_on, self.benefit, self.counted = terms_on, benefit, counted
        self.entries: list[DueEntry] = []
        self.holdings: list[Holding] = []
        self.openings: list[OpeningFact] = []
        self.credit = Credit()
        self.landed = sorted(
            (p for p in facts.placements if not p.is_contested and is_landed(p, facts.category, facts.units)),
            key=lambda p: p.order,
        )
        self.plans = sorted(facts.selections, key=lambda s: s.order)
        self.live_from = max((o.effective_on for o in facts.openings), default=dt.date.min)
        self._of_unit: dict[int, Credit] = defaultdict(Credit)
        self._opening_head = False

    # --- what holds on a day ---

    def host(self, day: dt.date) -> PlacementFact | None:
        """The placement that hosts the person: the landing that has stood longest."""
        return next((p for p in self.landed if p.holds(day)), None)

    def plan(self, day: dt.date) -> SelectionFact | None:
        """The highest level held; of two plans at one level the earlier."""
        return next((s for s in self.plans if s.selected_on <= day), None)

    def home(self, placement: PlacementFact, day: dt.date) -> int:
        return self.units.home(placement.township_id, day)

    def parties(self, host: int, day: dt.date) -> Parties:
        for agreement in sorted(self.facts.agreements, key=lambda a: (a.starts_on, a.id)):
            shares: dict[int, Decimal] = defaultdict(Decimal)
            for unit, share in agreement.shares:
                shares[self.units.home(unit, day)] += share
            if agreement.covers(day) and host in shares:
                return Parties(dict(shares), agreement.id)
        return Parties({host: Decimal(1)})

    def reaching(self, parties: Parties, level: str, day: dt.date) -> dict[int, Decimal]:
        """The parties whose own lowest level the level reaches, by the tier of the day."""
        terms = self.terms_on(day)
        return {u: share for u, share in parties.shares.items() if terms.reaches(level, self.units.tier_on(u, day))}

    # --- what stands ---

    def open(self, opening: OpeningFact, day: dt.date) -> None:
        self.openings.append(opening)
        tier = self.units.tier_on(opening.township_id, day)
        self._opening_head |= self.terms_on(day).reaches(opening.level, tier)

    def standing_rank(self) -> int:
        ranks = [h.selection.rank for h in self.holdings if h.stands]
        return max(ranks + [o.rank for o in self.openings], default=0)

    def standing_factor(self) -> Decimal:
        """An opening balance counts in full: only a higher level earns anything on top of it."""
        factors = [h.factor for h in self.holdings if h.stands]
        return Decimal(1) if self.openings else max(factors, default=NONE)

    def gain(self, level: str, factor: Decimal, terms: Terms) -> Decimal:
        """What the level is worth above what stands credited, never less than nothing."""
        opened = max((terms.value(o.level) for o in self.openings), default=NONE)
        return max(NONE, cents((terms.value(level) - opened) * factor) - self.credit.amount)

    def heads(
        self, shares: dict[int, Decimal], factor: Decimal, day: dt.date, *, without: Sequence[Holding] = ()
    ) -> dict[int, Decimal]:
        """Heads for these parties, so that each has its share and the person never counts for more than one.

        `without` leaves out holdings that are on the move: what they carry is about to be given anew.
        """
        own: dict[int, Decimal] = defaultdict(Decimal)
        for unit, credit in self._of_unit.items():
            own[self.units.home(unit, day)] += credit.heads
        for part in (part for holding in without for part in holding.parts):
            own[self.units.home(part.unit, day)] -= part.credit.heads
        standing = sum(own.values(), factor if self._opening_head else NONE)
        return _filled(shares, factor, own, standing)

    def persons(self, shares: dict[int, Decimal], factor: Decimal, day: dt.date) -> dict[int, Decimal]:
        """Persons for these parties, by the same measure whatever the level."""
        own: dict[int, Decimal] = defaultdict(Decimal)
        for unit, credit in self._of_unit.items():
            own[self.units.home(unit, day)] += credit.persons
        standing = sum(own.values(), factor if self.openings else NONE)
        return _filled(shares, factor, own, standing)

    # --- writing ---

    def write(
        self, holding: Holding, rule: str, unit: int, credit: Credit, day: dt.date, placement: int, **fields: Key | None
    ) -> Key:
        """Add an entry about a holding."""
        plan = holding.selection
        entry = DueEntry(rule, unit, plan.level, credit, day, plan.id, placement, holding.agreement_id, **fields)
        self.entries.append(entry)
        holding.entries.append(entry)
        self.credit += credit
        self._of_unit[unit] += credit
        return entry.key

    def gives(self, holding: Holding, rule: str, unit: int, credit: Credit, day: dt.date, placement: int) -> None:
        """An entry that adds to what a unit has of a holding."""
        key = self.write(holding, rule, unit, credit, day, placement)
        holding.parts.append(Part(unit, credit, unit, self.year(key), key))

    def year(self, key: Key) -> int:
        """The year in which an entry counts."""
        return self.counted(key).year


def _filled(
    shares: Mapping[int, Decimal], factor: Decimal, own: Mapping[int, Decimal], standing: Decimal
) -> dict[int, Decimal]:
    """What each party still lacks of its share, as far as the whole leaves room for it."""
    room = max(NONE, factor - standing)
    wanted = {unit: max(NONE, cents(factor * share) - own.get(unit, NONE)) for unit, share in shares.items()}
    return wanted if sum(wanted.values(), NONE) <= room else split(room, wanted)
