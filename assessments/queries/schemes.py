"""A scheme as people read it: its groups and lines with everything that belongs to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from assessments.models import Band, Indicator, IndicatorGroup, IndicatorItem, IndicatorStep, Scheme
from platforms.models import Level
from townships.models import Tier

LEVELS = list(Level.values)  # national first


@dataclass(frozen=True)
class SchemeLine:
    """One indicator: targets in the order of the tiers, steps by tier, named values."""

    indicator: Indicator
    targets: list[Decimal | None]
    steps: list[tuple[str, list[IndicatorStep]]]
    items: list[IndicatorItem]


@dataclass(frozen=True)
class SchemeGroup:
    group: IndicatorGroup
    lines: list[SchemeLine]

    @property
    def sum(self) -> Decimal:
        return sum((line.indicator.weight for line in self.lines), Decimal(0))


def schemes() -> QuerySet[Scheme]:
    """All versions, the latest first; drafts too, for they are read before they are published."""
    related = Scheme.objects.select_related("published_by", "edited_by").prefetch_related("periods")
    return related.order_by("code", "-version")


def scheme(code: str, version: int) -> Scheme | None:
    parts = ("levels", "tiers", "factors", "bands", "deduction_rules", "periods", "prizes")
    found = Scheme.objects.select_related("published_by", "reviewed_by", "edited_by", "based_on")
    found = found.prefetch_related(*parts)
    return found.filter(code=code, version=version).first()


def latest_published() -> Scheme | None:
    """The version published last, with the parts that the rules are read from."""
    found = Scheme.objects.filter(status=Scheme.Status.PUBLISHED).prefetch_related("levels", "tiers", "factors")
    return found.order_by("-published_at", "-version", "-pk").first()


def scheme_groups(of: Scheme) -> list[SchemeGroup]:
    """The groups with their lines, each kind of part in one query."""
    steps = Prefetch("steps", IndicatorStep.objects.order_by("at_least"))
    items = Prefetch("items", IndicatorItem.objects.order_by("position"))
    lines = Prefetch("indicators", Indicator.objects.order_by("position").prefetch_related("targets", steps, items))
    groups = of.groups.order_by("position").prefetch_related(lines)
    return [SchemeGroup(group, [_line(indicator) for indicator in group.indicators.all()]) for group in groups]


def _line(indicator: Indicator) -> SchemeLine:
    targets = {target.tier: target.value for target in indicator.targets.all()}
    steps = [(tier, [step for step in indicator.steps.all() if step.tier == tier]) for tier in Tier.values]
    return SchemeLine(
        indicator,
        [targets.get(tier) for tier in Tier.values],
        [(tier, found) for tier, found in steps if found],
        list(indicator.items.all()),
    )


def bands(of: Scheme, kind: str) -> list[Band]:
    """Grades or lights, the best first."""
    return sorted((band for band in of.bands.all() if band.kind == kind), key=lambda band: -band.minimum)


def by_level(rows: Iterable[Any]) -> list[Any]:
    """Rows with a level, national first."""
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def by_tier(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: list(Tier.values).index(row.tier))
