"""A scheme of the database as the TOML document it was loaded from, so that a version can be compared and carried."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from assessments.models import Band, Indicator, Scheme

HEADER = """\
# A scheme of quantified assessment: what is measured, how a count becomes points, and for whom.
# Points are decimal with two places. A published version never changes; a change is a new version.
"""


def write_document(scheme: Scheme) -> str:
    """The scheme as TOML; loading the result gives the same scheme again."""
    lines = [HEADER, *_head(scheme)]
    for level in scheme.levels.order_by("-rank"):
        lines += ["", "[[levels]]", *_rows(level=level.level, rank=level.rank, bonus=level.bonus)]
    for tier in scheme.tiers.order_by("pk"):
        lines += ["", "[[tiers]]", *_rows(tier=tier.tier, min_level=tier.min_level)]
    for factor in scheme.factors.order_by("pk"):
        lines += ["", "[[factors]]", *_rows(engagement=factor.engagement, factor=factor.factor)]
    for part, kind in (("grades", Band.Kind.GRADE), ("lights", Band.Kind.LIGHT)):
        for band in scheme.bands.filter(kind=kind).order_by("-minimum"):
            lines += ["", f"[[{part}]]", *_rows(code=band.code, **_names(band), minimum=band.minimum)]
    for rule in scheme.deduction_rules.order_by("position"):
        fields = {"code": rule.code, **_names(rule), "points": rule.points}
        lines += ["", "[[deductions]]", *_rows(**fields, is_veto=rule.is_veto or None)]
    indicators = list(scheme.indicators.order_by("position").prefetch_related("targets", "steps", "items"))
    for group in scheme.groups.order_by("position"):
        lines += ["", "[[groups]]", *_rows(code=group.code, **_names(group), weight=group.weight)]
        for indicator in indicators:
            if indicator.group_id == group.pk:
                lines += _indicator(indicator)
    return "\n".join(lines) + "\n"


def _head(scheme: Scheme) -> list[str]:
    return [
        *_rows(code=scheme.code, version=scheme.version, **_names(scheme), base_points=scheme.base_points),
        "",
        "[bonus]",
        *_rows(
            mode=scheme.bonus_mode,
            cap=scheme.bonus_cap,
            floor=scheme.bonus_floor,
            clawback_months=scheme.clawback_months,
            min_share=scheme.min_share,
        ),
        "",
        "[calendar]",
        *_rows(due_day=scheme.due_day, lock_day=scheme.lock_day, review_day=scheme.review_day),
    ]


def _indicator(row: Indicator) -> list[str]:
    lines = [
        "",
        "[[groups.indicators]]",
        *_rows(
            code=row.code,
            **_names(row),
            unit_zh=row.unit_zh or None,
            unit_en=row.unit_en or None,
            weight=row.weight,
            kind=row.kind,
            basis=row.basis,
            source=row.source,
            measure=row.measure,
            phase=row.phase,
            target={target.tier: target.value for target in sorted(row.targets.all(), key=_by_pk)} or None,
            steps=_steps(row) or None,
            needs_evidence=row.needs_evidence or None,
            is_case_fact=row.is_case_fact or None,
        ),
    ]
    for item in sorted(row.items.all(), key=lambda item: item.position):
        lines += ["", "[[groups.indicators.items]]", *_rows(code=item.code, **_names(item), value=item.value)]
    return lines


def _steps(row: Indicator) -> dict[str, list[list[Decimal]]]:
    steps: dict[str, list[list[Decimal]]] = {}
    for step in sorted(row.steps.all(), key=_by_pk):
        steps.setdefault(step.tier, []).append([step.at_least, step.points])
    return steps


def _by_pk(row: Any) -> int:
    return row.pk


def _names(row: Any) -> dict[str, str]:
    return {"name_zh": row.name_zh, "name_en": row.name_en}


def _rows(**fields: Any) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in fields.items() if value is not None)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
        case list():
            return "[" + ", ".join(_value(part) for part in value) + "]"
        case _:
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
