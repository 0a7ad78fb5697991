"""A scheme of the database as the document it was loaded from, and a document as TOML: the same bytes every time."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from assessments.models import Band, Indicator, Scheme
from experts.models import Engagement
from townships.models import Tier

from .faults import Document
from .shape import SCHEME

HEADER = """\
# A scheme of quantified assessment: what is measured, how a count becomes points, and for whom.
# Points are decimal with two places. A published version never changes; a change is a new version.
"""
PRIZES_NOTE = """\
# Prize money of the year, in yuan; equal ranks share the money of their places.
# The amounts of the reference scheme are invented."""
LISTS = ("levels", "tiers", "factors", "grades", "lights", "deductions")
TIERS, ENGAGEMENTS = list(Tier.values), list(Engagement.values)


def write_document(scheme: Scheme) -> str:
    """The scheme as TOML; loading the result gives the same scheme again."""
    return dump(document_of(scheme))


# --- rows → document ---


def document_of(scheme: Scheme) -> Document:
    """Every row of the scheme, in an order of its own; what is empty is left out."""
    document: Document = {key: getattr(scheme, name) for key, name in SCHEME.columns.items()}
    for part, table in SCHEME.parts.items():
        document[part] = _filled({key: getattr(scheme, name) for key, name in table.columns.items()})
    document["prizes"] |= _prizes(scheme)
    if not document["prizes"]:
        del document["prizes"]
    levels = sorted(scheme.levels.all(), key=lambda row: (-row.rank, row.pk))
    tiers = sorted(scheme.tiers.all(), key=lambda row: TIERS.index(row.tier))
    factors = sorted(scheme.factors.all(), key=lambda row: ENGAGEMENTS.index(row.engagement))
    bands = sorted(scheme.bands.all(), key=lambda row: (-row.minimum, row.pk))
    document |= {
        "levels": _each("levels", levels),
        "tiers": _each("tiers", tiers),
        "factors": _each("factors", factors),
        "grades": _each("grades", [row for row in bands if row.kind == Band.Kind.GRADE]),
        "lights": _each("lights", [row for row in bands if row.kind == Band.Kind.LIGHT]),
        "deductions": _each("deductions", sorted(scheme.deduction_rules.all(), key=lambda row: row.position)),
    }
    indicators = list(scheme.indicators.order_by("position").prefetch_related("targets", "steps", "items"))
    document["groups"] = [
        _columns("groups", group) | {"indicators": [_indicator(row) for row in indicators if row.group_id == group.pk]}
        for group in scheme.groups.order_by("position")
    ]
    return document


def _each(part: str, rows: list[Any]) -> list[Document]:
    return [_columns(part, row) for row in rows]


def _columns(part: str, row: Any) -> Document:
    return _filled({key: getattr(row, name) for key, name in SCHEME.rows[part].columns.items()})


def _filled(values: Document) -> Document:
    """Without what says nothing: no value, an empty text, a mark that is not set."""
    return {key: value for key, value in values.items() if value is not None and value != "" and value is not False}


def _prizes(scheme: Scheme) -> Document:
    rows = sorted(scheme.prizes.all(), key=lambda row: (TIERS.index(row.tier) if row.tier else -1, row.place or 0))
    grades = {band.code: -band.minimum for band in scheme.bands.all() if band.kind == Band.Kind.GRADE}
    by_grade = sorted(
        (row for row in rows if row.grade),
        key=lambda row: (TIERS.index(row.tier) if row.tier else -1, grades.get(row.grade, 0), row.grade),
    )
    tables = SCHEME.parts["prizes"].rows
    found = {
        "places": [_filled(_picked(tables["places"].columns, row)) for row in rows if row.place],
        "grades": [_filled(_picked(tables["grades"].columns, row)) for row in by_grade],
    }
    return {part: listed for part, listed in found.items() if listed}


def _picked(columns: dict[str, str], row: Any) -> Document:
    return {key: getattr(row, name) for key, name in columns.items()}


def _indicator(row: Indicator) -> Document:
    table = SCHEME.rows["groups"].rows["indicators"]
    steps = sorted(row.steps.all(), key=lambda step: (TIERS.index(step.tier), step.at_least))
    targets = sorted(row.targets.all(), key=lambda target: TIERS.index(target.tier))
    values = _filled(_picked(table.columns, row))
    marks: Document = {key: values.pop(key) for key in ("needs_evidence", "is_case_fact") if key in values}
    values |= {"phase": list(row.phase)} if row.phase else {}
    values |= {"target": {target.tier: target.value for target in targets}} if targets else {}
    if steps:
        values["steps"] = {
            tier: [[step.at_least, step.points] for step in steps if step.tier == tier]
            for tier in dict.fromkeys(step.tier for step in steps)
        }
    values |= marks
    items = sorted(row.items.all(), key=lambda item: item.position)
    if items:
        values["items"] = [_picked(table.rows["items"].columns, item) for item in items]
    return values


# --- document → TOML ---


def dump(document: Document) -> str:
    lines = [HEADER, *_rows({key: document[key] for key in SCHEME.columns if key in document})]
    for part in ("bonus", "calendar"):
        lines += ["", f"[{part}]", *_rows(document.get(part, {}))]
    for part in LISTS:
        for row in document.get(part, []):
            lines += ["", f"[[{part}]]", *_rows(row)]
    lines += _prize_lines(document.get("prizes", {}))
    for group in document.get("groups", []):
        lines += ["", "[[groups]]", *_rows({key: value for key, value in group.items() if key != "indicators"})]
        for indicator in group.get("indicators", []):
            plain = {key: value for key, value in indicator.items() if key != "items"}
            lines += ["", "[[groups.indicators]]", *_rows(plain)]
            for item in indicator.get("items", []):
                lines += ["", "[[groups.indicators.items]]", *_rows(item)]
    return "\n".join(lines) + "\n"


def _prize_lines(prizes: Document) -> Iterator[str]:
    if not prizes:
        return
    yield from ("", PRIZES_NOTE, "[prizes]")
    yield from _rows({key: value for key, value in prizes.items() if not isinstance(value, list)})
    for part in ("places", "grades"):
        for row in prizes.get(part, []):
            yield from ("", f"[[prizes.{part}]]")
            yield from _rows(row)


def _rows(fields: Document) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in fields.items())


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
        case list():
            return "[" + ", ".join(_value(part) for part in value) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
