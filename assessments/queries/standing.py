"""The last published ranking as the dashboard tells it: who leads, who moved, and the scores of two years.

Two quarters are compared by the latest published version of each; the ranking itself has pages of its own.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery

from assessments.models import Period, Score, ScoreRun
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering

from .statistics import statistics

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
    """`published` are quarters with a published run, newest first; two queries."""
    if not published:
        return None
    latest = published[0]
    rows: list[dict[str, Any]] = list(_scores(published[:2], user))
    earlier = {row["township_id"]: row["rank"] for row in rows if row["run__period_id"] != latest.pk}
    return Standing(
        period=latest,
        places=[_place(row, earlier.get(row["township_id"])) for row in rows if row["run__period_id"] == latest.pk],
        trend=_trend(published[:QUARTERS]),
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


def _trend(periods: list[Period]) -> list[Spread]:
    """The oldest first; a run without any score has nothing to tell."""
    told = {row["period"]: row for row in statistics("period")}
    spreads = []
    for row in (told[period.code] for period in reversed(periods) if period.code in told):
        totals = (Decimal(row[name]) for name in ("median_total", "highest_total", "lowest_total"))
        spreads.append(Spread(row["period"], *totals))
    return spreads
