"""The result of a year as people read it: its versions, its rows, its money, and each indicator over the quarters."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.models import Band, Indicator, Prize, Scheme, Score, ScoreRun, YearResult, YearScore
from talentportal.core.bilingual import reads_english
from townships.models import Tier, Township, TownshipName
from townships.models.ranges import covering

HUNDRED = Decimal(100)


def results(user: Any) -> QuerySet[YearResult]:
    """Every version of every year that this person may read, the latest first."""
    found = YearResult.objects.visible_to(user).select_related("scheme", "published_by", "final_by", "seal")
    return found.defer("seal__scheme", "seal__inputs", "seal__results").order_by("-year", "-version")


def chosen(found: list[YearResult], year: int | None, version: int | None) -> YearResult | None:
    """Without a year the latest one with a result; without a version the published one, else the provisional."""
    of_year = [result for result in found if year is None or result.year == year]
    if year is None and of_year:
        published = next((result for result in of_year if result.published_at), of_year[0])
        of_year = [result for result in of_year if result.year == published.year]
    if version is not None:
        return next((result for result in of_year if result.version == version), None)
    return next((result for result in of_year if result.published_at), of_year[0] if of_year else None)


def last_day(year: int) -> dt.date:
    return dt.date(year, 12, 31)


class Row(NamedTuple):
    """One unit of the table."""

    score: YearScore
    code: str
    name: str
    grade: str


def rows(result: YearResult, *, by_tier: bool = False) -> list[Row]:
    """In the order of the rank; shared ranks in the official order of units."""
    name = "name_en" if reads_english() else "name_zh"
    names = TownshipName.objects.filter(covering(last_day(result.year)), township=OuterRef("township"))
    scores = result.scores.select_related("township").annotate(name=Subquery(names.values(name)[:1]))
    ranked = scores.order_by("tier_rank" if by_tier else "rank", "township__order", "township__code")
    words = grades(result.scheme)
    return [
        Row(score, score.township.code, score.name or score.township.code, words.get(score.grade, ""))
        for score in ranked
    ]


def grades(scheme: Scheme) -> dict[str, str]:
    return {band.code: band.name for band in Band.objects.filter(scheme=scheme, kind=Band.Kind.GRADE)}


class Quarter(NamedTuple):
    """A quarter of the year: the run that the result is made of, or None, and whether a newer one stands."""

    number: int
    run: ScoreRun | None
    is_newest: bool

    @property
    def code(self) -> str:
        return self.run.period.code if self.run else ""


def quarters(result: YearResult) -> list[Quarter]:
    runs = ScoreRun.objects.filter(period__year=result.year).select_related("period").order_by("version")
    used, newest = {}, {}
    for run in runs:
        newest[run.period.quarter] = run
        if run.pk in result.run_ids:
            used[run.period.quarter] = run
    return [Quarter(n, used.get(n), newest.get(n) == used.get(n)) for n in (1, 2, 3, 4)]


class Prized(NamedTuple):
    """One line of the prize table: what is rewarded, how much, and how many units have it."""

    prize: Prize
    tier: str
    grade: str
    units: int


class Money(NamedTuple):
    prizes: list[Prized]
    total: Decimal
    budget: Decimal | None

    @property
    def rest(self) -> Decimal | None:
        return None if self.budget is None else self.budget - self.total

    @property
    def is_over(self) -> bool:
        return self.rest is not None and self.rest < 0


def money(result: YearResult, found: Sequence[Row]) -> Money | None:
    """The prize table with what it costs; None where the scheme gives no prize money."""
    if not result.scheme.prize_basis:
        return None
    scores = [row.score for row in found]
    by_grade = Counter((score.tier, score.grade) for score in scores)
    prizes = sorted(result.scheme.prizes.all(), key=_prize_order)
    words = grades(result.scheme) if result.scheme.prize_basis == Scheme.PrizeBasis.GRADE else {}
    lines = [
        Prized(
            prize,
            str(Tier(prize.tier).label) if prize.tier else "",
            words.get(prize.grade, prize.grade),
            _units(prize, scores, by_grade),
        )
        for prize in prizes
    ]
    return Money(lines, sum((score.prize_yuan for score in scores), Decimal(0)), result.scheme.prize_budget_yuan)


def _prize_order(prize: Prize) -> tuple:
    tiers = ["", *Tier.values]
    return (tiers.index(prize.tier), prize.place or 0, -prize.amount_yuan)


def _units(prize: Prize, scores: list[YearScore], by_grade: Counter) -> int:
    if prize.grade:
        return sum(n for (tier, grade), n in by_grade.items() if grade == prize.grade and prize.tier in ("", tier))
    ranks = Counter((score.tier, score.tier_rank) for score in scores if prize.tier in ("", score.tier))
    return sum(n for (_tier, rank), n in ranks.items() if rank <= (prize.place or 0) < rank + n)


def unit_of(code: str, year: int, user: Any) -> Township | None:
    """The unit as it was called on the last day of the year, when its details are this user's to see."""
    return Township.objects.visible_to(user).named_on(last_day(year)).filter(code=code).first()


class YearLine(NamedTuple):
    """One indicator: its points in each quarter (None: not applicable or no result) and in the year."""

    indicator: Indicator
    quarters: list[Decimal | None]
    is_scored: list[bool]
    points: Decimal | None


class QuarterSums(NamedTuple):
    """What a quarter adds to the year outside the lines."""

    number: int
    code: str
    deductions: Decimal
    bonus: Decimal
    total: Decimal
    is_missing: bool


class Card(NamedTuple):
    lines: list[YearLine]
    sums: list[QuarterSums]


def card(score: YearScore) -> Card:
    """By the scheme of the year; a quarter under an older version of the scheme is met by the indicator's code."""
    found = Score.objects.filter(run__in=score.result.run_ids, township=score.township_id)
    scores = list(found.select_related("run__period").order_by("run__period__quarter"))
    schemes = {score.result.scheme_id, *(each.run.scheme_id for each in scores)}
    indicators = _indicators(schemes)
    points = {
        each.run.period.quarter: {
            indicator.code: _points(value)
            for indicator, value in zip(indicators[each.run.scheme_id], each.points, strict=True)
        }
        for each in scores
    }
    lines = [_line(indicator, points, score) for indicator in indicators[score.result.scheme_id]]
    sums = [
        QuarterSums(
            each.run.period.quarter, each.run.period.code, each.deductions, each.bonus, each.total, each.is_missing
        )
        for each in scores
    ]
    return Card(lines, sums)


def _line(indicator: Indicator, points: dict[int, dict[str, Decimal | None]], score: YearScore) -> YearLine:
    return YearLine(
        indicator,
        [points.get(n, {}).get(indicator.code) for n in (1, 2, 3, 4)],
        [indicator.code in points.get(n, {}) for n in (1, 2, 3, 4)],
        _points(score.points[indicator.position - 1]),
    )


def _indicators(schemes: Iterable[int]) -> dict[int, list[Indicator]]:
    """Of each scheme in the order of a score's arrays; one query."""
    found: dict[int, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(scheme__in=schemes).select_related("group").order_by("position"):
        found.setdefault(indicator.scheme_id, []).append(indicator)
    return found


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / HUNDRED
