"""The neighbours of a whole league: who would overtake whom, and how little it takes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.queries.rulebook import Rulebook
from assessments.scoring.trial import Outcome, UnitInputs

from .apply import expected
from .curves import curve
from .robust import Shift, Standing, Weighing, neighbours


class DisagreementError(Exception):
    """The exact functions do not give the engine's points; nothing is said rather than something wrong."""


@dataclass(frozen=True)
class Robustness:
    """Neighbours over all and inside the tiers, in the order of the ranks; `smallest` is that of the whole table."""

    overall: list[Shift]
    in_tier: list[Shift]

    @property
    def smallest(self) -> Shift | None:
        found = [shift for shift in (*self.overall, *self.in_tier) if shift.hundredths is not None]
        return min(found, key=lambda shift: shift.hundredths or 0, default=None)


def robustness(
    scheme: Rulebook, book: Rulebook, inputs: Sequence[UnitInputs], outcomes: Sequence[Outcome], quarter: int
) -> Robustness:
    """`scheme` is the unchanged book, by whose steps weights scale; `book` the one that gave the outcomes."""
    heads = next((line.position - 1 for line in book.lines if line.measure == "heads"), None)
    weighing = Weighing(tuple(line.weight for line in book.lines), book.base_points, heads)
    found: dict[int, Standing] = {}
    leagues: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    tiers: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
    for place, (unit, outcome) in enumerate(zip(inputs, outcomes, strict=True)):
        found[unit.township_id] = standing(scheme, book, weighing, unit, outcome, quarter)
        leagues[unit.district_id].append((outcome.rank, place, unit.township_id))
        tiers[unit.district_id, unit.tier].append((outcome.tier_rank, place, unit.township_id))
    known: dict[tuple[int, int], Shift] = {}
    return Robustness(
        [shift for rows in leagues.values() for shift in _in_order(rows, found, known)],
        [shift for rows in tiers.values() for shift in _in_order(rows, found, known)],
    )


def _in_order(
    rows: list[tuple[int, int, int]], found: dict[int, Standing], known: dict[tuple[int, int], Shift]
) -> list[Shift]:
    """Neighbours over all are often neighbours in the tier, too: each pair is worked out once."""
    for (*_first, ahead), (*_second, behind) in pairwise(sorted(rows)):
        if (ahead, behind) not in known:
            known[ahead, behind] = next(neighbours([found[ahead], found[behind]]))
    return [known[ahead, behind] for (*_first, ahead), (*_second, behind) in pairwise(sorted(rows))]


def standing(
    scheme: Rulebook, book: Rulebook, weighing: Weighing, unit: UnitInputs, outcome: Outcome, quarter: int
) -> Standing:
    """One unit as a function of the weights; it must stand where the engine put it."""
    curves = [
        curve(
            line,
            unit.tier,
            unit.counted[line.position - 1],
            unit.out_of[line.position - 1],
            expected(now, unit.tier_months, quarter),
        )
        for line, now in zip(scheme.lines, book.lines, strict=True)
    ]
    taken = int((outcome.deductions - unit.carried) * 100)
    made = Standing(unit.township_id, weighing, curves, taken, int(outcome.bonus * 100))
    if made.points != list(outcome.points) or made.key[0] != int(outcome.total * 100):
        raise DisagreementError(unit.township_id)
    return made
