"""How robust a rank is: the smallest amount of points, moved from one line to another, that swaps two neighbours.

Between two roundings a total is a fraction of two linear functions of the amount moved, so the gap between two units
cannot close faster than a bound worked out with fractions. The search starts where the bound says that it could have
closed, reckons both totals exactly, and goes on by what the bound allows, in the end by single hundredths. Whoever
cannot beat the best amount found so far is not searched at all. So the answer is the smallest on the grid of 0.01.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, permutations
from math import ceil, floor

from .curves import Clipped, Curve, Proportional, sums

MICRO = 10**6  # bounds are whole millionths of a hundredth, rounded to the safe side
FREE = MICRO * 10**4  # a bound that lets every hundredth be looked at


@dataclass(frozen=True)
class Weighing:
    """The weights in hundredths by position, from 0; `heads` is the position whose points decide a tie."""

    weights: tuple[int, ...]
    base_points: int
    heads: int | None

    @cached_property
    def ways(self) -> list[tuple[int, int]]:
        """From which line to which; a line without weight has nothing to give."""
        return [(i, j) for i, j in permutations(range(len(self.weights)), 2) if self.weights[i]]


@dataclass(frozen=True)
class Bound:
    """How fast a total may fall or rise for each hundredth moved, and how far rounding may lead it astray."""

    low: int
    high: int
    slack: int


class Standing:
    """One unit: its lines as functions of their weights; bonus and deductions (less what is carried) in hundredths."""

    def __init__(self, ident: int, weighing: Weighing, curves: Sequence[Curve], deductions: int, bonus: int):
        self.ident, self.weighing, self.curves = ident, weighing, tuple(curves)
        self.deductions, self.bonus = deductions, bonus
        self.points = [c.points(w) if c else None for c, w in zip(self.curves, weighing.weights, strict=True)]
        self.earned, self.applicable = sums(self.curves, weighing.weights)
        self.key = self._key(self.earned, self.applicable, self._heads(weighing.heads, 0))

    def moved(self, i: int, j: int, by: int) -> tuple[int, int, int]:
        """What decides the rank (total, bonus, points of the heads) when `by` hundredths go from line i to line j."""
        earned, applicable = self.earned, self.applicable
        for position, change in ((i, -by), (j, by)):
            found = self.curves[position]
            if found:
                earned += found.points(self.weighing.weights[position] + change) - (self.points[position] or 0)
                applicable += change
        heads = self.weighing.heads
        change = -by if heads == i else by if heads == j else 0
        return self._key(earned, applicable, self._heads(heads, change))

    def _heads(self, position: int | None, change: int) -> int:
        found = None if position is None else self.curves[position]
        return found.points(self.weighing.weights[position] + change) if found and position is not None else 0

    def _key(self, earned: int, applicable: int, heads: int) -> tuple[int, int, int]:
        """Rules 3 to 5 of domain §3.3."""
        base = (2 * self.weighing.base_points * earned + applicable) // (2 * applicable) if applicable > 0 else 0
        return max(0, base - self.deductions) + self.bonus, self.bonus, heads

    @cached_property
    def bounds(self) -> list[Bound]:
        """One for each way, in the order of the weighing."""
        return [self._bound(i, j) for i, j in self.weighing.ways]

    @cached_property
    def _speeds(self) -> list[tuple[int, int]]:
        """What one hundredth of weight brings to the total, at least and at most, where the sum of weights stays."""
        scale = Fraction(self.weighing.base_points * MICRO, self.applicable) if self.applicable else Fraction(0)
        slopes = [found.slopes if found else (Fraction(0), Fraction(0)) for found in self.curves]
        return [(floor(scale * least), ceil(scale * greatest)) for least, greatest in slopes]

    def _bound(self, i: int, j: int) -> Bound:
        giver, taker = self.curves[i], self.curves[j]
        if not giver and not taker:
            return Bound(0, 0, 0)
        if giver and taker:
            low, high = self._speeds[j][0] - self._speeds[i][1], self._speeds[j][1] - self._speeds[i][0]
            slack = self._slack(giver, taker)
        else:
            low, high, slack = self._one_sided(giver, taker, self.weighing.weights[i])
        if self.may_stop(i):
            low, high = min(low, 0), max(high, 0)
        return Bound(low, high, slack)

    def may_stop(self, i: int) -> bool:
        """Deductions take a base down to zero, and there the total stands still."""
        if self.deductions <= 0:
            return False
        least = (self.earned - self.weighing.weights[i]) * self.weighing.base_points
        return (self.deductions + 4) * self.applicable > least  # some hundredths for what is rounded

    def _slack(self, *lines: Proportional | Clipped) -> int:
        """Half a hundredth for each line that may be rounded, and for the base where it is not the plain sum."""
        halves = sum(line.d != 1 for line in lines) * self._scale
        return ceil((halves + (self._scale != 1)) * MICRO / 2)

    @cached_property
    def _scale(self) -> Fraction:
        return Fraction(self.weighing.base_points, self.applicable)

    def _one_sided(self, giver: Curve, taker: Curve, most: int) -> tuple[int, int, int]:
        """Only one of the two lines applies, so that the sum of the weights changes, too."""
        smallest = self.applicable - most if giver else self.applicable
        if smallest <= 0:
            return -FREE, FREE, FREE
        scale = Fraction(self.weighing.base_points, smallest)
        found = giver or taker
        assert found is not None  # noqa: S101 - one of the two applies
        low, high = self._leaving(scale, found.slopes, is_taking=taker is not None)
        return floor(low * MICRO), ceil(high * MICRO), ceil((scale + 1) * MICRO)

    def _leaving(
        self, scale: Fraction, slopes: tuple[Fraction, Fraction], *, is_taking: bool
    ) -> tuple[Fraction, Fraction]:
        """Where only one of the two lines applies, the share earned moves towards the share of the line, or away."""
        least, greatest = slopes
        share = Fraction(self.earned, self.applicable)
        nearly = Fraction(2, self.applicable)  # the share is known but for the rounding of the line itself
        if least != greatest:
            return -scale, scale
        ahead = greatest - share
        if is_taking:
            return scale * min(Fraction(0), ahead - nearly), scale * max(Fraction(0), ahead + nearly)
        return (
            scale * (-greatest if ahead > -nearly else Fraction(0)),
            scale * (1 - greatest if ahead < nearly else Fraction(0)),
        )


@dataclass(frozen=True)
class Shift:
    """`behind` overtakes `ahead` when `hundredths` go from line `source` to line `sink`; None where no shift does."""

    ahead: int
    behind: int
    gap: int
    hundredths: int | None
    source: int = 0
    sink: int = 0


def neighbours(ranked: Sequence[Standing]) -> Iterator[Shift]:
    """For units in the order of their ranks: what swaps each with the next. Where two share a rank, either may win."""
    for ahead, behind in pairwise(ranked):
        found = overtaking(ahead, behind)
        if ahead.key == behind.key:
            other = overtaking(behind, ahead)
            found = min((found, other), key=lambda shift: (shift.hundredths is None, shift.hundredths or 0))
        yield found


def overtaking(ahead: Standing, behind: Standing) -> Shift:
    """The smallest shift after which `behind` stands strictly before `ahead`."""
    gap = ahead.key[0] - behind.key[0]
    best: tuple[int, int, int] | None = None
    for first, falling, slack, (i, j) in sorted(_candidates(ahead, behind, gap)):
        speed = -falling
        last = ahead.weighing.weights[i] if best is None else min(ahead.weighing.weights[i], best[0] - 1)
        if first > last:
            if best is not None and first >= best[0]:
                break
            continue
        amount = _search(ahead, behind, (i, j), (first, last, speed, slack))
        if amount is not None:
            best = (amount, i, j)
    if best is None:
        return Shift(ahead.ident, behind.ident, gap, None)
    return Shift(ahead.ident, behind.ident, gap, *best)


def _candidates(ahead: Standing, behind: Standing, gap: int) -> Iterator[tuple[int, int, int, tuple[int, int]]]:
    """Ways that could close the gap: the first amount that might, how fast it closes, how far rounding may deceive."""
    weights = ahead.weighing.weights
    for way, mine, yours in zip(ahead.weighing.ways, ahead.bounds, behind.bounds, strict=True):
        speed, slack = yours.high - mine.low, 2 * (yours.slack + mine.slack)
        missing = gap * MICRO - slack
        if missing > 0 and speed * weights[way[0]] < missing:
            continue
        if _moves_alike(ahead, behind, *way, gap):
            continue
        # of those that might close it at once the fastest first: what it finds cuts the search of the slow ones short
        yield max(1, -(-missing // speed)) if missing > 0 else 1, -speed, slack, way


def _moves_alike(ahead: Standing, behind: Standing, i: int, j: int, gap: int) -> bool:
    """The same points are given and taken by both, out of the same sums: nothing can change between them, but for one
    hundredth where the base is rounded."""
    same = ahead.curves[i] == behind.curves[i] and ahead.curves[j] == behind.curves[j]
    is_plain = ahead.earned == behind.earned or ahead.applicable == ahead.weighing.base_points
    is_free = not ahead.may_stop(i) and not behind.may_stop(i)
    return same and is_free and ahead.applicable == behind.applicable and (is_plain or gap > 1)


def _search(ahead: Standing, behind: Standing, way: tuple[int, int], window: tuple[int, int, int, int]) -> int | None:
    amount, last, speed, slack = window
    while amount <= last:
        before, after = ahead.moved(*way, amount), behind.moved(*way, amount)
        if after > before:
            return amount
        missing = (before[0] - after[0]) * MICRO - slack
        if missing > 0 and speed <= 0:
            return None
        amount += max(1, -(-missing // speed)) if missing > 0 else 1
    return None
