"""A scheme as it is sealed: every rule of it by its code, and the scheme built again from that document alone."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Prefetch

from assessments.models import (
    Band,
    DeductionRule,
    Indicator,
    IndicatorGroup,
    IndicatorItem,
    IndicatorStep,
    Prize,
    Scheme,
    Target,
)

Document = dict[str, Any]
M = TypeVar("M", bound=models.Model)

NAMES = ("name_zh", "name_en")
HEAD = (
    *("code", "version", *NAMES, "base_points", "bonus_mode", "bonus_cap", "bonus_floor", "bonus_per_head"),
    *("clawback_months", "min_share", "due_day", "lock_day", "review_day", "notice_days", "decision_days"),
    *("prize_basis", "prize_budget_yuan"),
)
GROUP = ("position", "code", *NAMES, "weight")
INDICATOR = (
    *("position", "code", *NAMES, "unit_zh", "unit_en", "weight", "kind", "basis", "source", "measure", "phase"),
    *("needs_evidence", "is_case_fact"),
)
ITEM = ("position", "code", *NAMES, "value")
STEP = ("tier", "at_least", "points")
TARGET = ("tier", "value")
BAND = ("kind", "code", *NAMES, "minimum")
DEDUCTION = ("position", "code", *NAMES, "points", "is_veto")
PRIZE = ("tier", "grade", "place", "amount_yuan")


def scheme_document(scheme_id: int) -> Document:
    """Everything the scheme says. Parts stand under their code, so a difference can be named."""
    indicators = Indicator.objects.select_related("group").prefetch_related("targets", "steps", "items")
    parts = ("levels", "tiers", "factors", "bands", "deduction_rules", "groups", "prizes")
    scheme = Scheme.objects.prefetch_related(*parts, Prefetch("indicators", indicators)).get(pk=scheme_id)
    return {
        "scheme": _fields(scheme, HEAD),
        "levels": {row.level: _fields(row, ("rank", "bonus")) for row in scheme.levels.all()},
        "tiers": {row.tier: row.min_level for row in scheme.tiers.all()},
        "factors": {row.engagement: row.factor for row in scheme.factors.all()},
        "bands": {f"{row.kind} {row.code}": _fields(row, BAND) for row in scheme.bands.all()},
        "deductions": {row.code: _fields(row, DEDUCTION) for row in scheme.deduction_rules.all()},
        "groups": {row.code: _fields(row, GROUP) for row in scheme.groups.all()},
        "indicators": {row.code: _indicator(row) for row in scheme.indicators.all()},
        "prizes": {_prize_key(row): _fields(row, PRIZE) for row in scheme.prizes.all()},
    }


def _fields(row: models.Model, names: Iterable[str]) -> Document:
    return {name: getattr(row, name) for name in names}


def _indicator(row: Indicator) -> Document:
    return {
        **_fields(row, INDICATOR),
        "group": row.group.code,
        "targets": {target.tier: _fields(target, TARGET) for target in row.targets.all()},
        "steps": {f"{step.tier} {step.at_least}": _fields(step, STEP) for step in row.steps.all()},
        "items": {item.code: _fields(item, ITEM) for item in row.items.all()},
    }


def _prize_key(row: Prize) -> str:
    return " ".join(str(part) for part in (row.tier, row.grade, row.place) if part)


def scheme_from(document: Document) -> Scheme:
    """The sealed scheme as rows that are stored nowhere, read like stored ones."""
    scheme = _row(Scheme, document["scheme"], HEAD)
    indicators = sorted(document["indicators"].values(), key=lambda fields: fields["position"])
    bands = [_row(Band, fields, BAND) for fields in document["bands"].values()]
    _hold(
        scheme,
        indicators=[_indicator_from(fields) for fields in indicators],
        bands=sorted(bands, key=lambda band: -band.minimum),
        deduction_rules=[_row(DeductionRule, fields, DEDUCTION) for fields in document["deductions"].values()],
        groups=[_row(IndicatorGroup, fields, GROUP) for fields in document["groups"].values()],
        prizes=[_row(Prize, fields, PRIZE) for fields in document["prizes"].values()],
    )
    return scheme


def _indicator_from(fields: Document) -> Indicator:
    indicator = _row(Indicator, fields, INDICATOR)
    _hold(
        indicator,
        targets=[_row(Target, part, TARGET) for part in fields["targets"].values()],
        steps=[_row(IndicatorStep, part, STEP) for part in fields["steps"].values()],
        items=[_row(IndicatorItem, part, ITEM) for part in fields["items"].values()],
    )
    return indicator


def _row(model: type[M], fields: Document, names: Iterable[str]) -> M:
    return model(pk=0, **{name: _value(model, name, fields[name]) for name in names})


def _value(model: type[models.Model], name: str, text: Any) -> Any:
    field: Any = model._meta.get_field(name)
    if isinstance(text, list):
        return [field.base_field.to_python(part) for part in text]
    return field.to_python(text)


def _hold(row: models.Model, **parts: list) -> None:
    """Give a row that is stored nowhere the rows that belong to it, where prefetched ones are kept."""
    row._prefetched_objects_cache = parts  # type: ignore[attr-defined]
