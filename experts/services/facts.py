"""The verified facts of one person that the ledger depends on, and what counts as a landing."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from experts.models import LEVEL_RANK, Engagement, Expert
from platforms.models import Level

from .terms import Merger, Terms, TermsOn, TierSpan, Units

__all__ = [
    "MONTHS_A_YEAR",
    "AgreementFact",
    "Merger",
    "OpeningFact",
    "PersonFacts",
    "PlacementFact",
    "SelectionFact",
    "Terms",
    "TermsOn",
    "TierSpan",
    "Units",
    "contract_is_long",
    "is_landed",
    "months_after",
]

YEARS_OF_CONTRACT = 3
MONTHS_A_YEAR = 2
NEVER = dt.date.max


class SelectionFact(NamedTuple):
    """A verified selection into a plan that counts for the bonus."""

    id: int
    level: str
    selected_on: dt.date
    programme: str = ""

    @property
    def rank(self) -> int:
        return LEVEL_RANK[Level(self.level)]

    @property
    def order(self) -> tuple:
        """The highest first; among equals the earlier. Which row was recorded first is asked last of all."""
        return (-self.rank, self.selected_on, self.programme, self.id)


class PlacementFact(NamedTuple):
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
    is_contested: bool = False

    def holds(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    @property
    def order(self) -> tuple:
        """Who has stood longest comes first, then the earlier contract (domain §3.4)."""
        contract = (self.contract_from or NEVER, self.contract_until or NEVER)
        return (self.starts_on, *contract, self.ends_on or NEVER, str(self.engagement), self.township_id, self.id)


class OpeningFact(NamedTuple):
    """A level recorded as credited before the portal went live; worth nothing, but later levels build on it."""

    level: str
    effective_on: dt.date
    township_id: int = 0

    @property
    def rank(self) -> int:
        return LEVEL_RANK[Level(self.level)]


class AgreementFact(NamedTuple):
    """Units share what takes effect in [starts_on, ends_on); the shares add up to one."""

    id: int
    starts_on: dt.date
    shares: tuple[tuple[int, Decimal], ...]
    ends_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


class PersonFacts(NamedTuple):
    """Everything about one person that the ledger depends on."""

    category: str = Expert.Category.INNOVATOR
    selections: tuple[SelectionFact, ...] = ()
    placements: tuple[PlacementFact, ...] = ()
    openings: tuple[OpeningFact, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()
    units: Units = Units()


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


def is_landed(placement: PlacementFact, category: str, units: Units = Units()) -> bool:  # noqa: B008
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
    if employer is not None and units.home(employer) != units.home(placement.township_id):
        return False
    if contract_is_long(placement.contract_from, placement.contract_until):
        return True
    return employer is not None and category == Expert.Category.ENTREPRENEUR
