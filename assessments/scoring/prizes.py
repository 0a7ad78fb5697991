"""Prize money of a year: by grade, or by place in the tier; shared ranks share the money of their places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from assessments.models import Scheme

NONE = Decimal(0)
Amounts = dict[tuple[str, Any], Decimal]


def prizes(scheme: Scheme, rows: Iterable[Sequence[Any]]) -> list[Decimal]:
    """The money of each row (tier, rank in the tier, grade[, league]), in their order, in whole yuan.

    A league is whatever the ranks were given in; without one all rows stand in the same. Units that share a rank
    share the money of the places they take, rounded down to the yuan: the budget is never exceeded by rounding.
    """
    found = list(rows)
    amounts = _amounts(scheme)
    if scheme.prize_basis == Scheme.PrizeBasis.GRADE:
        return [_amount(amounts, tier, grade) for tier, _rank, grade, *_league in found]
    if scheme.prize_basis != Scheme.PrizeBasis.TIER_RANK:
        return [NONE for _row in found]
    sharing = Counter((tier, rank, *league) for tier, rank, _grade, *league in found)
    return [_share(amounts, tier, rank, sharing[tier, rank, *league]) for tier, rank, _grade, *league in found]


def _amounts(scheme: Scheme) -> Amounts:
    """By tier and what is rewarded, a grade or a place; the empty tier is every tier without an amount of its own."""
    return {(prize.tier, prize.grade or prize.place): prize.amount_yuan for prize in scheme.prizes.all()}


def _amount(amounts: Amounts, tier: str, reward: Any) -> Decimal:
    return amounts.get((tier, reward), amounts.get(("", reward), NONE))


def _share(amounts: Amounts, tier: str, rank: int, sharing: int) -> Decimal:
    pool = sum((_amount(amounts, tier, place) for place in range(rank, rank + sharing)), NONE)
    return pool // sharing
