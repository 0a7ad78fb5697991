"""What a circular tells, read from the tables of the published run and of the one that it is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assessments.models import Band, Indicator, Score, ScoreRun
from assessments.queries import results
from assessments.queries.results import Outline, Row

FALL = 3  # places lost from which on a unit is named


@dataclass(frozen=True)
class Facts:
    """`covered` are units that have met the goal of one expert per township; None where the scheme does not ask."""

    run: results.Run
    rows: list[Row]
    outline: Outline
    best_grade: str
    worst_light: str
    median: Decimal
    median_before: Decimal | None
    covered: set[int] | None
    covered_before: set[int] | None

    def named(self, ids: Iterable[int]) -> list[str]:
        """In the order of the ranking."""
        wanted = set(ids)
        return [row.name for row in self.rows if row.township_id in wanted]

    def moved(self, row: Row) -> int:
        """Places gained since the quarter before."""
        return row.before_rank - row.rank if row.before_rank else 0


def facts_of(run: ScoreRun) -> Facts:
    """Of a published run that has scores."""
    found = results.runs(provisional=False)
    told = next(one for one in found if one.id == run.pk)
    past = results.standing(found, told)
    rows = results.ranking_rows(told, past)
    before = ScoreRun.objects.filter(pk=results.compared(past) or 0).first()
    bands = Band.objects.filter(scheme=run.scheme_id).order_by("minimum").values_list("kind", "code")
    return Facts(
        run=told,
        rows=rows,
        outline=results.outline(told),
        best_grade=[code for kind, code in bands if kind == Band.Kind.GRADE][-1],
        worst_light=next(code for kind, code in bands if kind == Band.Kind.LIGHT),
        median=median([row.total for row in rows]),
        median_before=median(before.scores.values_list("total", flat=True)) if before else None,
        covered=_covered(run),
        covered_before=_covered(before) if before else None,
    )


def median(totals: Iterable[Decimal]) -> Decimal:
    """The mean of the two in the middle, which are one when they are odd in number."""
    ordered = sorted(totals)
    middle = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    return (middle / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _covered(run: ScoreRun) -> set[int] | None:
    line = Indicator.objects.filter(scheme=run.scheme_id, measure="coverage").first()
    if line is None:
        return None
    counted = Score.objects.filter(run=run).values_list("township_id", "counted")
    return {unit for unit, values in counted if (values[line.position - 1] or 0) > 0}
