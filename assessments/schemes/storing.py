"""A checked document as rows: the columns of the scheme itself, and all its parts anew."""

from typing import Any

from assessments.models import (
    Band,
    DeductionRule,
    EngagementFactor,
    Indicator,
    IndicatorGroup,
    IndicatorItem,
    IndicatorStep,
    Prize,
    Scheme,
    SchemeLevel,
    SchemeTier,
    Target,
)

from .faults import Document
from .shape import SCHEME


def head_values(document: Document) -> dict[str, Any]:
    """Every column of the scheme that a document sets; what it does not name has its usual value."""
    values = {name: document[key] for key, name in SCHEME.columns.items()}
    for part, table in SCHEME.parts.items():
        said = document.get(part, {})
        for key, name in table.columns.items():
            column: Any = Scheme._meta.get_field(name)
            values[name] = said[key] if key in said else column.get_default()
    return values


def store_parts(scheme: Scheme, document: Document) -> None:
    """All parts as the document has them; what stood before goes. Nothing refers to the parts of a draft."""
    kinds = (SchemeLevel, SchemeTier, EngagementFactor, Band, DeductionRule, Prize, Indicator, IndicatorGroup)
    for kind in kinds:
        kind.objects.filter(scheme=scheme).delete()
    _store_lists(scheme, document)
    _store_prizes(scheme, document.get("prizes", {}))
    _store_indicators(scheme, document)


def _store_lists(scheme: Scheme, document: Document) -> None:
    rows = document.get
    SchemeLevel.objects.bulk_create(SchemeLevel(scheme=scheme, **row) for row in rows("levels", []))
    SchemeTier.objects.bulk_create(SchemeTier(scheme=scheme, **row) for row in rows("tiers", []))
    EngagementFactor.objects.bulk_create(EngagementFactor(scheme=scheme, **row) for row in rows("factors", []))
    for part, kind in (("grades", Band.Kind.GRADE), ("lights", Band.Kind.LIGHT)):
        Band.objects.bulk_create(Band(scheme=scheme, kind=kind, **row) for row in rows(part, []))
    DeductionRule.objects.bulk_create(
        DeductionRule(scheme=scheme, position=position, **row) for position, row in enumerate(rows("deductions", []), 1)
    )


def _store_prizes(scheme: Scheme, prizes: Document) -> None:
    Prize.objects.bulk_create(
        Prize(scheme=scheme, **row) for row in [*prizes.get("places", []), *prizes.get("grades", [])]
    )


def _store_indicators(scheme: Scheme, document: Document) -> None:
    """Groups, indicators and their parts, each kind in one statement."""
    parts = document.get("groups", [])
    groups = IndicatorGroup.objects.bulk_create(
        IndicatorGroup(scheme=scheme, position=position, **_without(row, "indicators"))
        for position, row in enumerate(parts, 1)
    )
    rows = [(group, row) for group, part in zip(groups, parts, strict=True) for row in part.get("indicators", [])]
    indicators = Indicator.objects.bulk_create(
        Indicator(scheme=scheme, group=group, position=position, **_without(row, "target", "steps", "items"))
        for position, (group, row) in enumerate(rows, 1)
    )
    pairs = [(indicator, row) for indicator, (_group, row) in zip(indicators, rows, strict=True)]
    Target.objects.bulk_create(
        Target(indicator=indicator, tier=tier, value=value)
        for indicator, row in pairs
        for tier, value in row.get("target", {}).items()
    )
    IndicatorStep.objects.bulk_create(
        IndicatorStep(indicator=indicator, tier=tier, at_least=at_least, points=points)
        for indicator, row in pairs
        for tier, steps in row.get("steps", {}).items()
        for at_least, points in steps
    )
    IndicatorItem.objects.bulk_create(
        IndicatorItem(indicator=indicator, position=position, **item)
        for indicator, row in pairs
        for position, item in enumerate(row.get("items", []), 1)
    )


def _without(row: Document, *keys: str) -> Document:
    return {key: value for key, value in row.items() if key not in keys}
