"""Loading a scheme version from its document and publishing it. The editor never publishes."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from assessments.models import (
    Band,
    DeductionRule,
    EngagementFactor,
    Indicator,
    IndicatorGroup,
    IndicatorItem,
    IndicatorStep,
    Scheme,
    SchemeLevel,
    SchemeTier,
    Target,
)
from assessments.schemes.document import Document, read_document
from talentportal.core.services.audit import record
from townships.models import User


class SchemeRefused(Exception):
    """The scheme cannot be loaded or published; the message says why."""


@transaction.atomic
def load_scheme(source: Path | str, *, by: User | None, at: dt.datetime) -> Scheme:
    """A draft from a file or text. A draft of the same code and version is replaced, a published one never."""
    document = read_document(source)
    old = Scheme.objects.select_for_update().filter(code=document["code"], version=document["version"]).first()
    if old and old.status == Scheme.Status.PUBLISHED:
        raise SchemeRefused(f"{old} is published and never changes; give the document a new version")
    if old:
        old.delete()
    scheme = _create_head(document, by)
    _create_lists(scheme, document)
    _create_indicators(scheme, document)
    record("assessments.edit_scheme", scheme, by=by, at=at, code=scheme.code, version=scheme.version)
    return scheme


@transaction.atomic
def publish_scheme(scheme: Scheme, *, by: User, at: dt.datetime) -> Scheme:
    """Freeze a draft. From here the database refuses every change of it."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if scheme.status == Scheme.Status.PUBLISHED:
        raise SchemeRefused(f"{scheme} is published already")
    if not by.has_perm("assessments.publish_scheme"):
        raise SchemeRefused(f"{by.name} may not publish a scheme")
    if scheme.edited_by_id == by.pk:
        raise SchemeRefused("the editor of a scheme cannot publish it")
    scheme.status = Scheme.Status.PUBLISHED
    scheme.published_by, scheme.published_at = by, at
    scheme.save(update_fields=["status", "published_by", "published_at"])
    record("assessments.publish_scheme", scheme, by=by, at=at)
    return scheme


def _create_head(document: Document, by: User | None) -> Scheme:
    bonus, calendar = document.get("bonus", {}), document.get("calendar", {})
    return Scheme.objects.create(
        **{key: document[key] for key in ("code", "version", "name_zh", "name_en", "base_points")},
        **{f"bonus_{key}": bonus[key] for key in ("mode", "cap", "floor") if key in bonus},
        **{key: bonus[key] for key in ("clawback_months", "min_share") if key in bonus},
        **{key: calendar[key] for key in ("due_day", "lock_day", "review_day") if key in calendar},
        edited_by=by,
    )


def _create_lists(scheme: Scheme, document: Document) -> None:
    SchemeLevel.objects.bulk_create(SchemeLevel(scheme=scheme, **row) for row in document["levels"])
    SchemeTier.objects.bulk_create(SchemeTier(scheme=scheme, **row) for row in document["tiers"])
    EngagementFactor.objects.bulk_create(EngagementFactor(scheme=scheme, **row) for row in document["factors"])
    for part, kind in (("grades", Band.Kind.GRADE), ("lights", Band.Kind.LIGHT)):
        Band.objects.bulk_create(Band(scheme=scheme, kind=kind, **row) for row in document[part])
    DeductionRule.objects.bulk_create(
        DeductionRule(scheme=scheme, position=position, **row)
        for position, row in enumerate(document.get("deductions", []), 1)
    )


def _create_indicators(scheme: Scheme, document: Document) -> None:
    """Groups, indicators and their parts, each kind in one statement."""
    groups = IndicatorGroup.objects.bulk_create(
        IndicatorGroup(scheme=scheme, position=position, **_without(row, "indicators"))
        for position, row in enumerate(document["groups"], 1)
    )
    rows = [
        (group, row)
        for group, part in zip(groups, document["groups"], strict=True)
        for row in part.get("indicators", [])
    ]
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
