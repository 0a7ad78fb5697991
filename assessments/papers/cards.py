"""The score card of a unit on one sheet: every indicator, the sums, and how the total came about."""

from typing import NamedTuple

from assessments.models import Score, ScoreRun
from assessments.queries import cards, results
from assessments.queries.cards import GroupCard, Standing
from townships.models import Tier, Township


class Card(NamedTuple):
    """`here` and `before` are its places in this run and in the one it is compared with."""

    unit: Township
    score: Score
    run: ScoreRun
    tier: str
    grade: str
    light: str
    groups: list[GroupCard]
    here: Standing
    before: Standing | None
    deductions: list[cards.Deduction]


def cards_of(run: ScoreRun, township: Township | None = None) -> list[Card]:
    """Of one unit, or of all in the order of the ranking."""
    found = results.runs(provisional=False)
    told = next(one for one in found if one.id == run.pk)
    earlier = results.compared(results.standing(found, told))
    units = {unit.pk: unit for unit in Township.objects.named_on(run.period.last_day)}
    scores = Score.objects.filter(run=run).select_related("run__scheme", "run__period")
    if township is not None:
        scores = scores.filter(township=township)
    outline = results.outline(told)
    return [
        _card(score, units[score.township_id], earlier, outline)
        for score in scores.order_by("rank", "township__order", "township__code")
    ]


def _card(score: Score, unit: Township, earlier: int | None, outline: results.Outline) -> Card:
    before = cards.score_of(earlier, unit) if earlier else None
    places = cards.standings(unit, [run for run in (score.run_id, earlier) if run])
    return Card(
        unit=unit,
        score=score,
        run=score.run,
        tier=str(Tier(score.tier).label),
        grade=outline.grades.get(score.grade, ""),
        light=outline.lights.get(score.light, ""),
        groups=cards.groups_of(score, before),
        here=places[score.run_id],
        before=places.get(earlier or 0),
        deductions=cards.deductions_of(score),
    )
