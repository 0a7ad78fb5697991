"""What a person's credit depends on: the terms of the scheme, the verified facts, and what counts as a landing."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from experts.models import LEVEL_RANK, Engagement, Expert
from platforms.models import Level

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
