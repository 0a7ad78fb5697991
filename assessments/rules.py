"""How a count becomes points: seven kinds of rule, each once as SQL and once as its Python twin.

Both give whole hundredths of a point, rounded half-up from the exact rational number, or nothing where the indicator
is not applicable (domain §3.3). The SQL divides once, with integer division of exact numerics, so nothing is rounded
on the way; the twin computes with fractions and is the oracle of the property tests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

Number = int | Fraction


@dataclass(frozen=True)
class Terms:
    """The names under which a statement knows the terms of one indicator. `weight` is in hundredths of a point.

    `steps` holds for each tier the names of (from value, hundredths), rising.
    """

    weight: str
    counted: str
    out_of: str = "NULL::numeric"
    expected: str = "NULL::numeric"
    tier: str = "NULL"
    steps: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The same terms as numbers, for one unit; `steps` are those of its tier."""

    weight: int
    counted: Fraction
    out_of: Fraction | None = None
    expected: Fraction | None = None
    steps: Sequence[tuple[Fraction, int]] = ()


@dataclass(frozen=True)
class Rule:
    """`formula` is written as an official would; `sql` and `points` agree to the last hundredth."""

    formula: str
    sql: Callable[[Terms], str]
    exact: Callable[[Facts], Number | None]

    def points(self, facts: Facts) -> int | None:
        exact = self.exact(facts)
        return None if exact is None else floor(exact + Fraction(1, 2))


def half_up(numerator: str, denominator: str) -> str:
    """The quotient of two numbers, neither negative, rounded half-up: ⌊(2n + d) ÷ 2d⌋."""
    return f"div(2 * ({numerator}) + {denominator}, 2 * {denominator})::int"


def share_sql(weight: str, counted: str, goal: str, applies: str = "TRUE") -> str:
    """weight × min(1, max(0, counted ÷ goal)); without a goal all or nothing applies (rule 2 of §3.3)."""
    reached = f"{weight} * LEAST(GREATEST({counted}, 0), {goal})"
    return (
        f"CASE WHEN ({applies}) IS NOT TRUE THEN NULL WHEN {goal} > 0 THEN {half_up(reached, goal)} "
        f"WHEN {counted} > 0 THEN {weight} END"
    )


def share(weight: int, counted: Fraction, goal: Fraction | None) -> Number | None:
    if goal:
        return weight * min(Fraction(1), max(Fraction(0), counted / goal))
    return weight if counted > 0 else None


def _ratio_sql(t: Terms) -> str:
    return share_sql(t.weight, t.counted, t.expected)


def _ratio(f: Facts) -> Number | None:
    return share(f.weight, f.counted, f.expected)


def _rate_sql(t: Terms) -> str:
    return share_sql(t.weight, t.counted, f"({t.out_of} * {t.expected})", f"{t.out_of} > 0")


def _rate(f: Facts) -> Number | None:
    return share(f.weight, f.counted, f.out_of * (f.expected or 0)) if f.out_of else None


def _yes_no_sql(t: Terms) -> str:
    return f"CASE WHEN {t.counted} > 0 THEN {t.weight} WHEN {t.expected} = 0 THEN NULL ELSE 0 END"


def _yes_no(f: Facts) -> Number | None:
    if f.counted > 0:
        return f.weight
    return None if f.expected == 0 else 0


def _steps_sql(t: Terms) -> str:
    """The highest step reached; a rate is compared by cross-multiplication, so nothing is divided."""
    tiers = []
    for tier, steps in t.steps.items():
        reached = " ".join(
            f"WHEN {t.counted} >= {at_least} * coalesce({t.out_of}, 1) THEN {points}"
            for at_least, points in reversed(steps)
        )
        tiers.append(f"WHEN '{tier}' THEN CASE {reached} ELSE 0 END")
    return f"CASE WHEN {t.out_of} = 0 THEN NULL ELSE CASE {t.tier} {' '.join(tiers)} END END"


def _steps(f: Facts) -> Number | None:
    if f.out_of == 0:
        return None
    value = f.counted / (1 if f.out_of is None else f.out_of)
    return max((points for at_least, points in f.steps if value >= at_least), default=0)


def _clipped_sql(hundredths: str, weight: str) -> str:
    return half_up(f"LEAST(GREATEST({hundredths}, 0), {weight})", "1")


def _clipped(hundredths: Number, weight: int) -> Number:
    return min(max(hundredths, 0), weight)


def _penalty_sql(t: Terms) -> str:
    return _clipped_sql(f"{t.weight} - 100 * {t.counted}", t.weight)


def _penalty(f: Facts) -> Number:
    return _clipped(f.weight - 100 * f.counted, f.weight)


def _judged_sql(t: Terms) -> str:
    return _clipped_sql(f"100 * {t.counted}", t.weight)


def _judged(f: Facts) -> Number:
    return _clipped(100 * f.counted, f.weight)


RULES: dict[str, Rule] = {
    "ratio": Rule("points × min(1, counted ÷ (target × phase))", _ratio_sql, _ratio),
    "yes_no": Rule("all points if counted, else none", _yes_no_sql, _yes_no),
    "checklist": Rule("points × min(1, items fulfilled ÷ items)", _ratio_sql, _ratio),
    "rate": Rule("points × min(1, counted ÷ out of ÷ target)", _rate_sql, _rate),
    "steps": Rule("the points of the highest step reached", _steps_sql, _steps),
    "penalty": Rule("points − penalty points, down to zero", _penalty_sql, _penalty),
    "judged": Rule("the points given, at most the points of the indicator", _judged_sql, _judged),
}
