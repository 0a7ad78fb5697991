"""One unit scored in the hand, exactly as the statement would: for advice, where many small changes are tried.

The rules are the twins of `assessments.rules`; tests add the very rows to the registers and score them anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from assessments.models import Indicator, Scheme, Score
from assessments.queries.rulebook import Line, Rulebook
from assessments.rules import RULES, Facts
from townships.models import Tier

from .units import HAVE_TARGETS

CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Change:
    """What is added to a unit's figures: counts and denominators by position, and to the ledger."""

    counted: Mapping[int, Decimal] = field(default_factory=dict)
    out_of: Mapping[int, Decimal] = field(default_factory=dict)
    bonus: Decimal = ZERO
    persons: Decimal = ZERO

    def times(self, n: int) -> "Change":
        """The same n times over."""
        return Change(
            {position: n * value for position, value in self.counted.items()},
            {position: n * value for position, value in self.out_of.items()},
            n * self.bonus,
            n * self.persons,
        )


@dataclass(frozen=True)
class Standing:
    """A unit's figures by position, and what the rules make of them; points in whole hundredths."""

    book: Rulebook
    tier: str
    tier_months: tuple[int, ...]
    quarter: int
    is_missing: bool
    counted: tuple[Decimal, ...]
    out_of: tuple[Decimal | None, ...]
    deduction_counts: tuple[int, ...]
    carried: Decimal
    bonus_raw: Decimal
    bonus_persons: Decimal
    bonus_judged: Decimal

    @classmethod
    def of(cls, score: Score, book: Rulebook) -> "Standing":
        return cls(
            book=book,
            tier=score.tier,
            tier_months=tuple(score.tier_months),
            quarter=score.run.period.quarter,
            is_missing=score.is_missing,
            counted=tuple(value or ZERO for value in score.counted),
            out_of=tuple(score.out_of),
            deduction_counts=tuple(score.deduction_counts),
            carried=score.carried,
            bonus_raw=score.bonus_raw,
            bonus_persons=score.bonus_persons,
            bonus_judged=score.bonus_judged,
        )

    def after(self, change: Change) -> "Standing":
        counted, out_of = list(self.counted), list(self.out_of)
        for position, more in change.counted.items():
            counted[position - 1] += more
        for position, more in change.out_of.items():
            out_of[position - 1] = (out_of[position - 1] or ZERO) + more
        return replace(
            self,
            counted=tuple(counted),
            out_of=tuple(out_of),
            bonus_raw=self.bonus_raw + change.bonus,
            bonus_persons=self.bonus_persons + change.persons,
        )

    def annual(self, line: Line) -> Fraction:
        """The target of the year for this unit: the mean over the months it stood in each tier."""
        if line.kind not in HAVE_TARGETS:
            return Fraction(0)
        if not line.targets:
            return Fraction(len(line.items))
        is_summed = line.kind == Indicator.Kind.RATIO and line.basis == Indicator.Basis.YTD
        months = self.tier_months[3:] if is_summed else self.tier_months[:3]
        pairs = zip(Tier.values, months, strict=True)
        return sum((n * Fraction(line.targets.get(tier, 0)) for tier, n in pairs), Fraction(0)) / 12

    def expected(self, line: Line) -> Fraction | None:
        """What is due by this quarter."""
        return self.annual(line) * Fraction(line.phase_of(self.quarter)) if line.kind in HAVE_TARGETS else None

    def points_of(self, line: Line) -> int | None:
        at = line.position - 1
        out_of = self.out_of[at]
        facts = Facts(
            weight=line.weight,
            counted=Fraction(self.counted[at]),
            out_of=None if out_of is None else Fraction(out_of),
            expected=self.expected(line),
            steps=[(Fraction(value), points) for value, points in line.steps.get(self.tier, ())],
        )
        return RULES[line.kind].points(facts)

    def result(self) -> "Result":
        points = tuple(self.points_of(line) for line in self.book.lines)
        earned = sum(value or 0 for value in points)
        applicable = sum(line.weight for line, value in zip(self.book.lines, points, strict=True) if value is not None)
        base = ZERO
        if applicable:
            base = Decimal((2 * self.book.base_points * earned + applicable) // (2 * applicable)) / 100
        rules = list(zip(self.book.deductions, self.deduction_counts, strict=False))
        deducted = sum((rule.points * n for rule, n in rules), ZERO)
        total = max(ZERO, base - deducted + self.carried) + self.bonus
        barred = self.is_missing or any(rule.is_veto and n for rule, n in rules)
        heads = next((points[line.position - 1] for line in self.book.lines if line.measure == "heads"), 0)
        return Result(points, base, self.bonus, total, heads or 0, self._grade(total, barred))

    @property
    def bonus(self) -> Decimal:
        book = self.book
        if book.bonus_mode == Scheme.BonusMode.FLAT:
            return book.bonus_cap if self.bonus_raw > 0 else book.bonus_floor
        looked_at = {
            Scheme.BonusMode.GRADED: self.bonus_raw,
            Scheme.BonusMode.PER_HEAD: (book.bonus_per_head * self.bonus_persons).quantize(CENT, ROUND_HALF_UP),
            Scheme.BonusMode.JUDGED: self.bonus_judged.quantize(CENT, ROUND_HALF_UP),
        }[Scheme.BonusMode(book.bonus_mode)]
        return min(book.bonus_cap, max(book.bonus_floor, looked_at))

    def _grade(self, total: Decimal, barred: bool) -> str:
        *upper, (lowest, _minimum) = self.book.grades
        for k, (code, minimum) in enumerate(upper):
            if total >= minimum and not (k == 0 and barred):
                return code
        return lowest


@dataclass(frozen=True)
class Result:
    """What the rules make of a unit's figures; `heads` are the points of the line that counts heads."""

    points: tuple[int | None, ...]
    base: Decimal
    bonus: Decimal
    total: Decimal
    heads: int
    grade: str

    @property
    def key(self) -> tuple[Decimal, Decimal, int]:
        return self.total, self.bonus, self.heads
