"""What is left of changes in one league: only what exists there, may be changed by the reader, and differs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from assessments.models import Scheme
from assessments.queries.rulebook import Line, Rulebook
from assessments.scoring.trial import UnitInputs
from townships.models import Tier

from .changes import Changes

HUNDRED = Decimal(100)


def normal(
    changes: Changes, book: Rulebook, inputs: Sequence[UnitInputs], codes: Mapping[int, str], *, own: int | None
) -> Changes:
    """`own` is the one unit whose figures may be changed, None for all units. What equals the present is no change."""
    units = {codes[unit.township_id]: unit for unit in inputs}
    lines = {line.code: line for line in book.lines}
    weights = {line.code: line.weight / HUNDRED for line in book.lines}
    return Changes(
        weights=_differing(changes.weights, weights),
        targets=_differing(changes.targets, dict(_targets(book.lines))),
        tiers=_differing(
            {unit: tier for unit, tier in changes.tiers.items() if tier in Tier.values},
            {code: unit.tier for code, unit in units.items()},
        ),
        counted=_differing(changes.counted, _figures(units, lines, own, "counted")),
        out_of=_differing(changes.out_of, _figures(units, lines, own, "out_of")),
        judged=_differing(changes.judged, {code: unit.bonus_judged for code, unit in units.items()}),
        bonus_cap=_other(changes.bonus_cap, book.bonus_cap),
        bonus_mode=_other(changes.bonus_mode if changes.bonus_mode in Scheme.BonusMode.values else "", book.bonus_mode)
        or "",
        bonus_per_head=_other(changes.bonus_per_head, book.bonus_per_head),
        is_unphased=changes.is_unphased and any(line.phase for line in book.lines),
    )


def _targets(lines: Sequence[Line]) -> Iterator[tuple[tuple[str, str], Decimal]]:
    for line in lines:
        for tier, value in line.targets.items():
            yield (line.code, tier), value


def _figures(
    units: Mapping[str, UnitInputs], lines: Mapping[str, Line], own: int | None, name: str
) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal | None] = {}
    for code, unit in units.items():
        if own is None or unit.township_id == own:
            row = getattr(unit, name)
            found |= {(code, line.code): row[line.position - 1] for line in lines.values()}
    return {key: value for key, value in found.items() if value is not None}


def _differing(asked: Mapping[Any, Any], present: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in asked.items() if key in present and value != present[key]}


def _other(asked: Any, present: Any) -> Any:
    return None if asked == present else asked
