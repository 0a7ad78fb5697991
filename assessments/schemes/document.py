"""A scheme as a TOML document: reading it, and finding every fault before a row is written.

Numbers stay decimal: TOML's floats are read as Decimal, never as binary numbers.
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from assessments.measures import MEASURES
from assessments.models import Indicator, Scheme
from experts.models import Engagement
from platforms.models import Level
from townships.models import Tier

Document = dict[str, Any]

TARGETED = {"ratio", "yes_no", "checklist", "rate"}
COMPUTED_MODES = {Scheme.BonusMode.GRADED, Scheme.BonusMode.FLAT}  # what the scoring engine can reckon
LATE_ITEMS = {"late_1_to_3_working_days", "late_over_3_working_days", "each_return", "missing"}


class SchemeFaults(Exception):
    """The document cannot be a scheme; `faults` names every fault with its place."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def read_document(source: Path | str) -> Document:
    """The document of a file or of a text, checked; raises SchemeFaults with all faults at once."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SchemeFaults([f"not TOML: {error}"]) from error
    faults = list(_faults_of(document))
    if faults:
        raise SchemeFaults(faults)
    return document


def _faults_of(document: Document) -> Iterator[str]:
    missing = [key for key in ("code", "version", "name_zh", "name_en", "base_points") if key not in document]
    yield from (f"{key}: missing" for key in missing)
    if missing:
        return
    yield from _closed_lists(document)
    yield from _bonus(document)
    yield from _bands(document)
    yield from _sums(document)
    seen: set[str] = set()
    for place, indicator in indicators_of(document):
        if indicator.get("code") in seen:
            yield f"{place}: the code is used twice"
        seen.add(indicator.get("code", ""))
        yield from (f"{place}: {fault}" for fault in _indicator_faults(indicator))


def indicators_of(document: Document) -> Iterator[tuple[str, Document]]:
    """Every indicator with the words that name its place."""
    for group in document.get("groups", []):
        for indicator in group.get("indicators", []):
            yield f"group {group.get('code', '?')}, indicator {indicator.get('code', '?')}", indicator


def _closed_lists(document: Document) -> Iterator[str]:
    for part, key, choices in (
        ("levels", "level", Level),
        ("tiers", "tier", Tier),
        ("factors", "engagement", Engagement),
    ):
        found = [row.get(key) for row in document.get(part, [])]
        for value in choices.values:
            if found.count(value) != 1:
                yield f"{part}: {value} must appear exactly once"
        yield from (f"{part}: unknown {key} {value!r}" for value in found if value not in choices.values)
    for row in document.get("tiers", []):
        if row.get("min_level") not in Level.values:
            yield f"tiers, {row.get('tier')}: unknown min_level {row.get('min_level')!r}"
    ranks = [row.get("rank") for row in document.get("levels", [])]
    if len(set(ranks)) != len(ranks):
        yield "levels: two levels have the same rank"


def _bonus(document: Document) -> Iterator[str]:
    """A mode that nothing reckons would be scored as another one without a word."""
    mode = document.get("bonus", {}).get("mode", Scheme.BonusMode.GRADED)
    if mode not in Scheme.BonusMode.values:
        yield f"bonus: unknown mode {mode!r}"
    elif mode not in COMPUTED_MODES:
        yield f"bonus: the mode {mode} is not computed yet"


def _bands(document: Document) -> Iterator[str]:
    for part in ("grades", "lights"):
        minima = [row.get("minimum") for row in document.get(part, [])]
        if not minima or any(minimum is None for minimum in minima):
            yield f"{part}: every band needs a minimum"
        elif minima != sorted(minima, reverse=True) or minima[-1] != 0:
            yield f"{part}: minima must fall from row to row and end at 0"


def _sums(document: Document) -> Iterator[str]:
    total = Decimal(0)
    for group in document.get("groups", []):
        weight = _number(group.get("weight"))
        parts = sum((_number(row.get("weight")) for row in group.get("indicators", [])), Decimal(0))
        total += weight
        if parts != weight:
            yield f"group {group.get('code', '?')}: indicators add up to {parts}, the group has {weight}"
    if total != _number(document["base_points"]):
        yield f"groups: add up to {total}, base_points is {document['base_points']}"


def _indicator_faults(row: Document) -> Iterator[str]:
    yield from (f"{key} missing" for key in ("code", "name_zh", "name_en", "weight") if not row.get(key))
    if _number(row.get("weight")) <= 0:
        yield "weight must be above 0"
    for key, choices in (("kind", Indicator.Kind), ("basis", Indicator.Basis), ("source", Indicator.Source)):
        if row.get(key) not in choices.values:
            yield f"unknown {key} {row.get(key)!r}"
    if row.get("measure") not in MEASURES:
        yield f"unknown measure {row.get('measure')!r}"
    phase = row.get("phase")
    if phase is not None and (len(phase) != 4 or sorted(phase) != phase or phase[-1] != 1):
        yield "phase needs four shares that rise to 1.00"
    if row.get("kind") in TARGETED:
        yield from (f"no target for tier {tier}" for tier in Tier.values if tier not in row.get("target", {}))
    if row.get("kind") == "steps":
        yield from _step_faults(row)
    if row.get("kind") == "checklist" and not row.get("items"):
        yield "a checklist needs items"
    if row.get("kind") == "penalty" and {item.get("code") for item in row.get("items", [])} != LATE_ITEMS:
        yield f"a penalty needs the items {', '.join(sorted(LATE_ITEMS))}"


def _step_faults(row: Document) -> Iterator[str]:
    for tier in Tier.values:
        steps = row.get("steps", {}).get(tier, [])
        if not steps or any(len(step) != 2 for step in steps):
            yield f"no steps for tier {tier}"
        elif any(low[0] >= high[0] or low[1] >= high[1] for low, high in pairwise(steps)):
            yield f"steps of tier {tier} do not rise"
        elif steps[-1][1] > _number(row.get("weight")):
            yield f"steps of tier {tier} give more than the indicator's points"


def _number(value: Any) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
