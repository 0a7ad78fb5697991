"""What the ledger should hold: entries, told apart by their keys, each moving an amount, heads and persons."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from experts.models import CreditEntry

CENT = Decimal("0.01")
NONE = Decimal("0.00")


class Key(NamedTuple):
    """One entry of the ledger that should be: whose rows are added up and compared with what is due."""

    rule: str
    selection_id: int
    placement_id: int
    effective_on: dt.date
    township_id: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What an entry moves: bonus, heads of B1, and persons whatever their level."""

    amount: Decimal = NONE
    heads: Decimal = NONE
    persons: Decimal = NONE

    def __add__(self, other: "Credit") -> "Credit":
        return Credit(self.amount + other.amount, self.heads + other.heads, self.persons + other.persons)

    def __sub__(self, other: "Credit") -> "Credit":
        return Credit(self.amount - other.amount, self.heads - other.heads, self.persons - other.persons)

    def __neg__(self) -> "Credit":
        return Credit() - self

    def __bool__(self) -> bool:
        return bool(self.amount or self.heads or self.persons)

    @property
    def is_gain(self) -> bool:
        """Whether it adds something: the bonus decides, then heads, then persons."""
        return (self.amount, self.heads, self.persons) > (NONE, NONE, NONE)


def total(credits: Iterable[Credit]) -> Credit:
    return sum(credits, Credit())


@dataclass(frozen=True, slots=True)
class DueEntry:
    """One entry that the ledger should hold. `reverses` names the entry that it takes back or moves on."""

    rule: str
    township_id: int
    level: str
    credit: Credit
    effective_on: dt.date
    selection_id: int
    placement_id: int
    agreement_id: int | None = None
    reverses: Key | None = None

    @property
    def key(self) -> Key:
        return Key(self.rule, self.selection_id, self.placement_id, self.effective_on, self.township_id)


def merged(entries: Iterable[DueEntry]) -> list[DueEntry]:
    """One entry for each key, in the order of the walk; what adds up to nothing is left out.

    An upgrade between levels that are worth the same stays: it moves nothing, but it is an upgrade (C1).
    """
    found: dict[Key, DueEntry] = {}
    for entry in entries:
        old = found.get(entry.key)
        if old is not None:
            entry = DueEntry(
                old.rule,
                old.township_id,
                old.level,
                old.credit + entry.credit,
                old.effective_on,
                old.selection_id,
                old.placement_id,
                old.agreement_id,
                old.reverses,
            )
        found[entry.key] = entry
    return [entry for entry in found.values() if entry.credit or entry.rule == CreditEntry.Cause.UPGRADE]


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def split(amount: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """An amount in proportion to weights, in cents that add up to it; left-over cents to the largest remainders."""
    whole = sum(weights.values(), NONE)
    if not whole or not amount:
        return dict.fromkeys(weights, NONE)
    exact = {name: amount * weight / whole for name, weight in weights.items()}
    found = {name: value.quantize(CENT, ROUND_DOWN) for name, value in exact.items()}
    left = int((amount - sum(found.values(), NONE)) / CENT)
    for name in sorted(exact, key=lambda n: (found[n] - exact[n], -weights[n], n))[:left]:
        found[name] += CENT
    return found
