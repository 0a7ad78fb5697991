"""The shape of a scheme document: which tables and keys there are, and what each value may be.

Lengths, digits and choices are those of the models, so that what passes here can be stored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

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
from townships.models import Tier

from .faults import Document, Fault, Path, about, fault

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
SCHEME_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
LINE_CODE = re.compile(r"[A-Z][A-Z0-9]*")
PHASES = 4


@dataclass(frozen=True)
class Table:
    """Keys of a table with the columns they fill; `rows` are arrays of tables inside it, `special` read apart."""

    model: type[models.Model]
    columns: dict[str, str]
    required: tuple[str, ...]
    rows: dict[str, "Table"] = field(default_factory=dict)
    parts: dict[str, "Table"] = field(default_factory=dict)
    special: tuple[str, ...] = ()


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


NAMES = ("name_zh", "name_en")
ITEM = Table(IndicatorItem, _same("code", *NAMES, "value"), ("code", *NAMES, "value"))
INDICATOR = Table(
    Indicator,
    _same(
        *("code", *NAMES, "unit_zh", "unit_en", "weight", "kind", "basis", "source", "measure"),
        *("needs_evidence", "is_case_fact"),
    ),
    ("code", *NAMES, "weight", "kind", "basis", "source", "measure"),
    rows={"items": ITEM},
    special=("phase", "target", "steps"),
)
GROUP = Table(
    IndicatorGroup, _same("code", *NAMES, "weight"), ("code", *NAMES, "weight"), rows={"indicators": INDICATOR}
)
BAND = Table(Band, _same("code", *NAMES, "minimum"), ("code", *NAMES, "minimum"))
SCHEME = Table(
    Scheme,
    _same("code", "version", *NAMES, "base_points"),
    ("code", "version", *NAMES, "base_points"),
    rows={
        "levels": Table(SchemeLevel, _same("level", "rank", "bonus"), ("level", "rank", "bonus")),
        "tiers": Table(SchemeTier, _same("tier", "min_level"), ("tier", "min_level")),
        "factors": Table(EngagementFactor, _same("engagement", "factor"), ("engagement", "factor")),
        "grades": BAND,
        "lights": BAND,
        "deductions": Table(DeductionRule, _same("code", *NAMES, "points", "is_veto"), ("code", *NAMES, "points")),
        "groups": GROUP,
    },
    parts={
        "bonus": Table(
            Scheme,
            {name: f"bonus_{name}" for name in ("mode", "cap", "floor", "per_head")}
            | _same("clawback_months", "min_share"),
            (),
        ),
        "calendar": Table(Scheme, _same("due_day", "lock_day", "review_day", "notice_days", "decision_days"), ()),
        "prizes": Table(
            Scheme,
            {"basis": "prize_basis", "budget_yuan": "prize_budget_yuan"},
            (),
            rows={
                "places": Table(Prize, _same("tier", "place", "amount_yuan"), ("place", "amount_yuan")),
                "grades": Table(Prize, _same("tier", "grade", "amount_yuan"), ("grade", "amount_yuan")),
            },
        ),
    },
)
POSITIVE = {"weight", "base_points", "version"}
SIGNED = {"bonus_floor"}


def shape_faults(document: Document) -> list[Fault]:
    """Everything that could not even be stored: unknown keys, wrong types, words too long, numbers too big."""
    return list(_table_faults(document, (), document, SCHEME))


def _table_faults(document: Document, path: Path, value: Any, table: Table) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield fault(document, path, _("this must be a table"))
        return
    for key in table.required:
        if key not in value:
            yield fault(document, path, _("%(key)s is missing") % {"key": key})
    for key, part in value.items():
        yield from _key_faults(document, (*path, key), part, table)


def _key_faults(document: Document, path: Path, value: Any, table: Table) -> Iterator[Fault]:
    key = str(path[-1])
    if key in table.columns:
        if words := _value_words(table.model, table.columns[key], value):
            yield fault(document, path, about(key, words))
    elif key in table.rows:
        if not isinstance(value, list):
            yield fault(document, path, _("%(key)s must be a list of tables") % {"key": key})
            return
        for number, row in enumerate(value):
            yield from _table_faults(document, (*path, number), row, table.rows[key])
    elif key in table.parts:
        yield from _table_faults(document, path, value, table.parts[key])
    elif key in table.special:
        if words := SPECIAL[key](value):
            yield fault(document, path, about(key, words))
    else:
        yield fault(document, path, _("unknown key %(key)s") % {"key": key})


def _value_words(model: type[models.Model], name: str, value: Any) -> str:
    """What is wrong with one value, or nothing."""
    column: Any = model._meta.get_field(name)
    if words := _type_words(column, value):
        return words
    try:
        column.clean(value, None)
    except ValidationError as error:
        return " ".join(error.messages)
    if name == "code":
        return _code_words(model, value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if value < 0 and name not in SIGNED:
            return _("must not be below 0")
        if value == 0 and name in POSITIVE:
            return _("must be above 0")
    return ""


def _type_words(column: Any, value: Any) -> str:
    if isinstance(column, models.BooleanField):
        return "" if isinstance(value, bool) else _("must be true or false")
    if isinstance(column, models.CharField):
        if not isinstance(value, str):
            return _("must be a text in quotation marks")
        return _("contains a control character") if CONTROL.search(value) else ""
    if isinstance(column, models.DecimalField):
        return "" if _is_number(value) else _("must be a number")
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if is_whole else _("must be a whole number")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())


def _code_words(model: type[models.Model], code: str) -> str:
    if model is Scheme:
        return "" if SCHEME_CODE.fullmatch(code) else _("write letters, digits, - and _ only")
    if model in (Indicator, IndicatorGroup, DeductionRule):
        if not LINE_CODE.fullmatch(code):
            return _("write a capital letter, then capital letters or digits")
        if code in RESERVED.get(model, ()):
            return _("%(code)s has a meaning of its own in the portal") % {"code": code}
    return ""


RESERVED: dict[type[models.Model], tuple[str, ...]] = {Indicator: ("X1",), IndicatorGroup: ("T", "X")}


def _phase_words(value: Any) -> str:
    if not isinstance(value, list) or len(value) != PHASES or not all(map(_is_number, value)):
        return _("needs four shares")
    if not all(0 <= share <= 1 and round(Decimal(share), 2) == share for share in value):
        return _("a share lies between 0 and 1 and has two decimal places")
    return ""


def _target_words(value: Any) -> str:
    if words := _tiered_words(value):
        return words
    found = (_value_words(Target, "value", number) for number in value.values())
    return next((words for words in found if words), "")


def _steps_words(value: Any) -> str:
    if words := _tiered_words(value):
        return words
    for steps in value.values():
        if not isinstance(steps, list) or any(not isinstance(step, list) or len(step) != 2 for step in steps):
            return _("a step is a pair: from this value, these points")
        for at_least, points in steps:
            words = _value_words(IndicatorStep, "at_least", at_least) or _value_words(IndicatorStep, "points", points)
            if words:
                return words
        if len({at_least for at_least, _points in steps}) != len(steps):
            return _("two steps begin at the same value")
    return ""


def _tiered_words(value: Any) -> str:
    if not isinstance(value, dict):
        return _("must be a table with the tiers")
    unknown = [tier for tier in value if tier not in Tier.values]
    return _("unknown tier %(tier)s") % {"tier": unknown[0]} if unknown else ""


SPECIAL = {"phase": _phase_words, "target": _target_words, "steps": _steps_words}
