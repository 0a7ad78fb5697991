"""Where a sealed text and another one differ, in words: unit, line, and both values."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    ApprovedLine,
    Band,
    Correction,
    DeductionRule,
    Indicator,
    IndicatorGroup,
    IndicatorItem,
    IndicatorStep,
    Prize,
    Scheme,
    SchemeLevel,
    Score,
    Target,
    YearEntry,
)
from experts.models import CreditEntry

Document = dict[str, Any]
GONE = "—"
NOT_COMPARED = {"publisher"}  # a name may change; who it was is told by his number
BY_LINE = {"counted", "out_of", "expected", "points", "rows"}  # lists in the order of the scheme's indicators
RECORDS: dict[str, tuple[type[models.Model], Any]] = {
    "credits": (CreditEntry, _("ledger entry %(n)s")),
    "approved": (ApprovedLine, _("approved figure %(n)s")),
    "corrections": (Correction, _("correction %(n)s")),
    "year_entries": (YearEntry, _("entry from an earlier year %(n)s")),
}
LABELS = {
    "counted": _("value"),
    "out_of": _("out of"),
    "expected": _("expected"),
    "points": _("points scored"),
    "rows": _("records counted"),
    "quarter_totals": _("totals of the quarters"),
    "published_by": _("publisher"),
    "deduction_counts": _("deductions counted"),
}
# The parts of a scheme whose rows stand under a code.
PARTS: dict[str, type[models.Model]] = {
    "scheme": Scheme,
    "levels": SchemeLevel,
    "groups": IndicatorGroup,
    "indicators": Indicator,
    "targets": Target,
    "steps": IndicatorStep,
    "items": IndicatorItem,
    "deductions": DeductionRule,
    "bands": Band,
    "prizes": Prize,
}


class Difference(NamedTuple):
    """`unit` is a unit's code, `line` an indicator's code or another place; `what` names the value."""

    unit: str
    line: str
    what: str | Promise
    before: str
    after: str


def head_differences(sealed: Document, now: Document, model: type[models.Model]) -> Iterator[Difference]:
    """Version, engine, publisher and moments."""
    yield from _fields("", "", sealed, now, model)


def run_differences(
    part: str, sealed: Document, now: Document, lines: list[str], model: type[models.Model] = Score
) -> Iterator[Difference]:
    """Inputs or results unit by unit; `lines` are the codes of the indicators by position."""
    for unit in sorted(sealed.keys() | now.keys()):
        if unit not in now or unit not in sealed:
            here, there = (part, GONE) if unit in sealed else (GONE, part)
            yield Difference(unit, "", _("row"), here, there)
            continue
        for name, value in sealed[unit].items():
            other = now[unit].get(name)
            if value == other:
                continue
            if name in BY_LINE and isinstance(value, list) and isinstance(other, list):
                yield from _by_line(unit, name, value, other, lines)
            else:
                yield Difference(unit, "", _called(model, name), _shown(value), _shown(other))


def _by_line(unit: str, name: str, sealed: list, now: list, lines: list[str]) -> Iterator[Difference]:
    for at in range(max(len(sealed), len(now))):
        before, after = (values[at] if at < len(values) else None for values in (sealed, now))
        if before != after:
            line = lines[at] if at < len(lines) else str(at + 1)
            if name == "points":
                before, after = _points(before), _points(after)
            yield Difference(unit, line, LABELS[name], _shown(before), _shown(after))


def _points(hundredths: int | None) -> str | None:
    return None if hundredths is None else str(Decimal(hundredths).scaleb(-2).quantize(Decimal("0.01")))


def record_differences(sealed: Document, now: Document) -> Iterator[Difference]:
    """Ledger entries, approved figures, corrections and year entries: changed or gone."""
    for kind, (model, called) in RECORDS.items():
        for number, fields in sealed.get(kind, {}).items():
            other = now.get(kind, {}).get(number)
            if other == fields:
                continue
            line = str(called % {"n": number})
            if other is None:
                yield Difference(fields.get("unit", ""), line, _("row"), kind, GONE)
            else:
                yield from _fields(fields.get("unit", ""), line, fields, other, model)


def scheme_differences(sealed: Document, now: Document) -> Iterator[Difference]:
    """Value by value, each under the codes that lead to it: "B1 targets high"; rows that are too many or gone."""
    before, after = dict(_leaves(sealed)), dict(_leaves(now))
    rows = {path[:-1] for path in before}
    for path in sorted(before.keys() | {path for path in after if path[:-1] not in rows}):
        if before.get(path) != after.get(path):
            yield Difference("", *_place(path), _shown(before.get(path)), _shown(after.get(path)))


def _leaves(document: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not isinstance(document, dict):
        yield path, document
        return
    for key, value in document.items():
        yield from _leaves(value, (*path, key))


def _place(path: tuple[str, ...]) -> tuple[str, str | Promise]:
    """Where the value stands, and what it is called: by the innermost part that holds it."""
    part = next((name for name in reversed(path[:-1]) if name in PARTS), "")
    place = [name for name in path[:-1] if name not in {"scheme", "indicators"}]
    return " ".join(place), label(PARTS[part], path[-1]) if part else path[-1]


def _fields(unit: str, line: str, sealed: Document, now: Document, model: type[models.Model]) -> Iterator[Difference]:
    for name, value in sealed.items():
        if name not in NOT_COMPARED and value != now.get(name):
            yield Difference(unit, line, _called(model, name), _shown(value), _shown(now.get(name)))


def _called(model: type[models.Model], name: str) -> str | Promise:
    return LABELS.get(name) or label(model, name)


def label(model: type[models.Model], name: str) -> str | Promise:
    """What the field is called on pages; a part of the text that is no field keeps its own name."""
    try:
        field: Any = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return name
    return field.verbose_name


def _shown(value: Any) -> str:
    if value is None:
        return GONE
    if isinstance(value, list):
        return "[" + ", ".join(_shown(part) for part in value) + "]"
    return str(value)
