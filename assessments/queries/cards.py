"""The score card of a unit: its lines by group, what was added and taken off, and how it stood before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from assessments.models import DeductionCase, Indicator, Period, Report, ReportLine, Score
from experts.models import CreditEntry
from townships.models import Township

from .rows import CountedRow, written

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Line:
    """One indicator of a card; `points` is None where it does not apply."""

    indicator: Indicator
    counted: Decimal | None
    out_of: Decimal | None
    expected: Decimal | None
    points: Decimal | None
    before: Decimal | None
    rows: int

    @property
    def lost(self) -> Decimal:
        return Decimal(0) if self.points is None else self.indicator.weight - self.points

    @property
    def change(self) -> Decimal | None:
        return None if self.points is None or self.before is None else self.points - self.before


@dataclass(frozen=True)
class GroupCard:
    """The lines of one group; `weight` is what the applicable ones could earn."""

    group: Any
    lines: list[Line]

    @property
    def points(self) -> Decimal:
        return sum((line.points for line in self.lines if line.points is not None), Decimal(0))

    @property
    def weight(self) -> Decimal:
        return sum((line.indicator.weight for line in self.lines if line.points is not None), Decimal(0))

    @property
    def lost(self) -> Decimal:
        return self.weight - self.points

    @property
    def applies(self) -> bool:
        return any(line.points is not None for line in self.lines)


class Standing(NamedTuple):
    """How a unit stood in a run, among how many, and what its tier had on average."""

    run_id: int
    units: int
    peers: int
    total: Decimal
    rank: int
    tier_rank: int
    tier: str
    tier_average: Decimal


class Deduction(NamedTuple):
    """A rule that took points off, how often, and the cases the district found."""

    rule: Any
    times: int
    points: Decimal
    cases: list[DeductionCase]


def unit_of(code: str, period: Period, user: Any) -> Township | None:
    """The unit as it was called on the quarter's last day, when its details are this user's to see."""
    named = Township.objects.visible_to(user).named_on(period.last_day)
    return named.select_related("district").filter(code=code).first()


def score_of(run_id: int, unit: Township) -> Score | None:
    related = ("run__scheme", "run__period", "run__published_by")
    return Score.objects.select_related(*related).filter(run_id=run_id, township=unit).first()


def indicators_of(scheme_id: int) -> list[Indicator]:
    """In the order of the score's arrays."""
    return list(Indicator.objects.filter(scheme=scheme_id).select_related("group").order_by("position"))


def groups_of(score: Score, before: Score | None) -> list[GroupCard]:
    """The card's lines; `before` is compared line by line where it follows the same scheme."""
    earlier: Sequence[int | None] = before.points if before and before.run.scheme_id == score.run.scheme_id else []
    cards: dict[int, GroupCard] = {}
    for at, indicator in enumerate(indicators_of(score.run.scheme_id)):
        line = Line(
            indicator,
            score.counted[at],
            score.out_of[at],
            score.expected[at],
            _points(score.points[at]),
            _points(earlier[at]) if earlier else None,
            score.row_counts[at],
        )
        cards.setdefault(indicator.group_id, GroupCard(indicator.group, [])).lines.append(line)
    return list(cards.values())


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / HUNDRED


_STANDINGS = """
SELECT mine.run_id, count(*), count(*) FILTER (WHERE s.tier = mine.tier), mine.total, mine.rank, mine.tier_rank,
       mine.tier, round(avg(s.total) FILTER (WHERE s.tier = mine.tier), 2)
FROM assessments_score mine JOIN assessments_score s ON s.run_id = mine.run_id
WHERE mine.township_id = %s AND mine.run_id = ANY(%s)
GROUP BY mine.id
"""


def standings(unit: Township, run_ids: list[int]) -> dict[int, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, [unit.pk, run_ids])
        return {row[0]: Standing(*row) for row in cursor.fetchall()}


def deductions_of(score: Score) -> list[Deduction]:
    rules = list(score.run.scheme.deduction_rules.order_by("position"))
    hits = [(rule, count) for rule, count in zip(rules, score.deduction_counts, strict=False) if count]
    found: dict[str, list[DeductionCase]] = {}
    if hits:
        cases = DeductionCase.objects.filter(period=score.run.period, township=score.township_id)
        for case in cases.standing_at(score.run.computed_at).order_by("found_at"):
            found.setdefault(case.code, []).append(case)
    return [Deduction(rule, count, rule.points * count, found.get(rule.code, [])) for rule, count in hits]


def bonus_entries(score: Score, user: Any) -> list[tuple[CountedRow, Decimal]]:
    """The ledger entries that the bonus summed, as they were posted when the run was computed."""
    period = score.run.period
    entries = (
        CreditEntry.objects.filter(township=score.township_id, posted_at__lte=score.run.computed_at)
        .exclude(amount=0)
        .counting_between(period.year_start, period.after)
        .order_by("effective_on", "pk")
    )
    return [(row, entry.amount) for entry, row in written("credit", entries, user)]


def reported_lines(indicator: Indicator, unit: Township, period: Period, user: Any) -> list[CountedRow]:
    """The lines of approved reports that a self-reported figure is the sum of, oldest first."""
    lines = ReportLine.objects.filter(
        indicator__code=indicator.code,
        report__township=unit,
        report__state=Report.State.APPROVED,
        report__period__year=period.year,
        report__period__quarter__lte=period.quarter,
    ).order_by("report__period__quarter")
    if indicator.basis != Indicator.Basis.YTD:
        lines = lines.filter(report__period=period)
    return [row for _line, row in written("line", lines, user)]
