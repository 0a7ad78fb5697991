"""The points of one line as a function of its weight, exact in whole hundredths, and how fast they may change.

The engine stays the authority: robust.py uses these functions only where they give the very points that it gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.models import Indicator
from assessments.queries.rulebook import Line
from assessments.rules import RULES, Facts


@dataclass(frozen=True)
class Proportional:
    """weight × n ÷ d: ratios, rates, checklists, yes or no, and steps, which keep their share of the weight."""

    n: int
    d: int

    def points(self, weight: int) -> int:
        return (2 * weight * self.n + self.d) // (2 * self.d)

    @property
    def slopes(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest that one hundredth of weight brings."""
        return Fraction(self.n, self.d), Fraction(self.n, self.d)


@dataclass(frozen=True)
class Clipped:
    """Penalty points off the weight, or points given up to the weight: n ÷ d hundredths that do not scale."""

    n: int
    d: int
    is_penalty: bool

    def points(self, weight: int) -> int:
        whole = weight * self.d
        exact = max(0, whole - self.n) if self.is_penalty else min(whole, self.n)
        return (2 * exact + self.d) // (2 * self.d)

    @property
    def slopes(self) -> tuple[Fraction, Fraction]:
        return Fraction(0), Fraction(1)


Curve = Proportional | Clipped | None  # None: the line does not apply


def curve(line: Line, tier: str, counted: Decimal | None, out_of: Decimal | None, expected: Fraction | None) -> Curve:
    """`line` is that of the scheme itself, for its steps are shares of its own weight."""
    value = Fraction(counted or 0)
    if line.kind in (Indicator.Kind.PENALTY, Indicator.Kind.JUDGED):
        given = 100 * value
        return Clipped(given.numerator, given.denominator, line.kind == Indicator.Kind.PENALTY)
    is_steps = line.kind == Indicator.Kind.STEPS
    facts = Facts(
        weight=line.weight if is_steps else 1,
        counted=value,
        out_of=None if out_of is None else Fraction(out_of),
        expected=expected,
        steps=[(Fraction(at_least), points) for at_least, points in line.steps.get(tier, ())],
    )
    points = RULES[line.kind].exact(facts)
    if points is None:
        return None
    share = Fraction(points, line.weight) if is_steps else Fraction(points)
    return Proportional(share.numerator, share.denominator)


def sums(curves: Sequence[Curve], weights: Sequence[int]) -> tuple[int, int]:
    """Points earned and points that could be earned."""
    pairs = [(found, weight) for found, weight in zip(curves, weights, strict=True) if found]
    return sum(found.points(weight) for found, weight in pairs), sum(weight for _found, weight in pairs)
