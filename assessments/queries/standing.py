"""The last published ranking as the dashboard tells it: who leads, who moved, and the scores of two years.

Two quarters are compared by the latest published version of each; the ranking itself has pages of its own.
"""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import F, OuterRef, Subquery

from assessments.models import Period, Score, ScoreRun
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering

QUARTERS = 8


@dataclass(frozen=True)
class Place:
    """One unit in the ranking; `moved` is the number of places gained since the newest published quarter before."""

    code: str
    name: str
    tier: str
    total: Decimal
    rank: int
    moved: int | None


@dataclass(frozen=True)
class Spread:
    """The scores of one quarter."""

    period: str
    median: Decimal
    highest: Decimal
    lowest: Decimal


@dataclass(frozen=True)
class Standing:
    period: Period
    places: list[Place]
    trend: list[Spread]

    @property
    def top(self) -> list[Place]:
        return self.places[:5]

    @property
    def bottom(self) -> list[Place]:
        """The last three that are not among the first five."""
        return self.places[5:][-3:]

    @property
    def movers(self) -> list[Place]:
        """Those that moved furthest, up or down, at most six."""
        moved = [place for place in self.places if place.moved]
        return sorted(moved, key=lambda place: (-abs(place.moved or 0), place.rank))[:6]


def standing(published: list[Period], user: Any) -> Standing | None:
    """`published` are quarters with a published run, newest first; one query for all of them."""
    chosen = published[:QUARTERS]
    if not chosen:
        return None
    rows: dict[int, list[dict[str, Any]]] = {period.pk: [] for period in chosen}
    for row in _scores(chosen, user):
        rows[row["run__period_id"]].append(row)
    latest, before = chosen[0], chosen[1] if len(chosen) > 1 else None
    earlier = {row["township_id"]: row["rank"] for row in rows[before.pk]} if before else {}
    return Standing(
        period=latest,
        places=[_place(row, earlier.get(row["township_id"])) for row in rows[latest.pk]],
        trend=[_spread(period, [row["total"] for row in rows[period.pk]]) for period in reversed(chosen)],
    )


def _scores(periods: list[Period], user: Any) -> Any:
    runs = ScoreRun.objects.published().filter(period=OuterRef("run__period")).order_by("-version")
    names = TownshipName.objects.filter(covering(periods[0].last_day), township=OuterRef("township"))
    column = "name_en" if reads_english() else "name_zh"
    return (
        Score.objects.visible_to(user)
        .filter(run__period__in=periods, run=Subquery(runs.values("pk")[:1]))
        .annotate(name=Subquery(names.values(column)[:1]), code=F("township__code"))
        .order_by("rank", "township__order", "township__code")
        .values("run__period_id", "township_id", "code", "name", "tier", "total", "rank")
    )


def _place(row: dict[str, Any], before: int | None) -> Place:
    moved = None if before is None else before - row["rank"]
    return Place(row["code"], row["name"] or row["code"], row["tier"], row["total"], row["rank"], moved)


def _spread(period: Period, totals: list[Decimal]) -> Spread:
    if not totals:
        return Spread(period.code, Decimal(0), Decimal(0), Decimal(0))
    return Spread(period.code, Decimal(median(totals)), max(totals), min(totals))
