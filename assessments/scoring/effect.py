"""The live effect of an objection: what every rank would be if the figure were as claimed. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assessments.models import Objection, Scheme, ScoreRun
from assessments.queries.objections import BONUS
from assessments.queries.rulebook import Rulebook, rulebook_of

from .trial import Outcome, UnitInputs, compute, inputs_of


class Shift(NamedTuple):
    """One unit as published and as it would be."""

    township_id: int
    is_own: bool
    before: Outcome
    after: Outcome

    @property
    def is_moved(self) -> bool:
        return (self.before.total, self.before.rank, self.before.tier_rank, self.before.grade) != (
            *(self.after.total, self.after.rank, self.after.tier_rank, self.after.grade),
        )


@dataclass(frozen=True)
class Effect:
    """`own` is the objecting unit; `moved` are the units whose total, rank or grade would differ, itself first."""

    own: Shift
    shifts: list[Shift]

    @property
    def moved(self) -> list[Shift]:
        found = [shift for shift in self.shifts if shift.is_moved]
        return sorted(found, key=lambda shift: (not shift.is_own, shift.after.rank))

    @property
    def n_others(self) -> int:
        return sum(shift.is_moved and not shift.is_own for shift in self.shifts)

    def points(self, position: int) -> tuple[Decimal | None, Decimal | None]:
        """Points of one indicator before and after, as decimals."""
        pair = self.own.before.points[position - 1], self.own.after.points[position - 1]
        return tuple(None if p is None else Decimal(p) / 100 for p in pair)  # type: ignore[return-value]


def effect_of(objection: Objection, claimed: Decimal | None = None) -> Effect | None:
    """If the line showed the claimed figure (or the one given); None where no figure is claimed."""
    figure = objection.claimed if claimed is None else claimed
    return None if figure is None else effect_of_figure(objection.run, objection.township_id, objection.line, figure)


def effect_of_figure(run: ScoreRun, township_id: int, line: str, figure: Decimal) -> Effect | None:
    """The run computed anew twice from its own inputs: as they are, and with this one figure changed."""
    book = rulebook_of(run.scheme_id)
    inputs = inputs_of(run)
    changed = [_changed(book, unit, line, figure) if unit.township_id == township_id else unit for unit in inputs]
    quarter = run.period.quarter
    before, after = compute(book, inputs, quarter=quarter), compute(book, changed, quarter=quarter)
    shifts = [
        Shift(old.township_id, old.township_id == township_id, old, new) for old, new in zip(before, after, strict=True)
    ]
    own = next((shift for shift in shifts if shift.is_own), None)
    return Effect(own, shifts) if own else None


def _changed(book: Rulebook, unit: UnitInputs, line: str, figure: Decimal) -> UnitInputs:
    if line == BONUS:
        if book.bonus_mode == Scheme.BonusMode.JUDGED:
            return unit._replace(bonus_judged=figure)
        return unit._replace(bonus_raw=figure)
    for number, rule in enumerate(book.deductions):
        if rule.code == line:
            return unit._replace(deduction_counts=_with(unit.deduction_counts, number, int(figure)))
    position = next(at for at, each in enumerate(book.lines) if each.code == line)
    return unit._replace(counted=_with(unit.counted, position, figure))


def _with(values: Sequence, at: int, value: object) -> list:
    return [*values[:at], value, *values[at + 1 :]]
