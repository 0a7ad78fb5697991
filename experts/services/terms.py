"""What the ledger is judged by: the terms of a scheme, the tiers and mergers of units. Handed down, never read here."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from experts.models import LEVEL_RANK
from platforms.models import Level


@dataclass(frozen=True)
class Terms:
    """What the scheme in force says about credit; handed down from the assessment layer."""

    values: Mapping[str, Decimal]
    factors: Mapping[str, Decimal]
    tier_minimum: Mapping[str, str]
    clawback_months: int = 12
    bonus_cap: Decimal = Decimal(5)
    bonus_floor: Decimal = Decimal(0)

    def value(self, level: str) -> Decimal:
        return self.values.get(level, Decimal(0))

    def factor(self, engagement: str) -> Decimal:
        return self.factors.get(engagement, Decimal(1))

    def reaches(self, level: str, tier: str | None) -> bool:
        """Whether the level is at or above the lowest level that counts for the tier."""
        minimum = self.tier_minimum.get(tier or "")
        return minimum is not None and LEVEL_RANK[Level(level)] >= LEVEL_RANK[Level(minimum)]

    def bonus(self, raw: Decimal) -> Decimal:
        """A year's sum as it is read: between the floor and the cap."""
        return min(self.bonus_cap, max(self.bonus_floor, raw))


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
class Merger:
    """From this day on one unit stands for another."""

    on: dt.date
    predecessor: int
    successor: int


@dataclass(frozen=True)
class Units:
    """The class of every unit concerned, and which unit stands for it, on any day."""

    tiers: Mapping[int, tuple[TierSpan, ...]] = field(default_factory=dict)
    mergers: tuple[Merger, ...] = ()

    def tier_on(self, unit: int, day: dt.date) -> str | None:
        return next((span.tier for span in self.tiers.get(unit, ()) if span.covers(day)), None)

    def home(self, unit: int, day: dt.date = dt.date.max) -> int:
        """The unit that stands for it on the day: itself, or what it was merged into, and so on."""
        passed = {unit}
        while True:
            merger = next((m for m in self.mergers if m.predecessor == unit and m.on <= day), None)
            if merger is None or merger.successor in passed:
                return unit
            unit = merger.successor
            passed.add(unit)
