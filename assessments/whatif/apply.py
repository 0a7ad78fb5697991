"""Changes applied to what the engine reads: another rulebook, other inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from assessments.models import Indicator
from assessments.queries.rulebook import Line, Rulebook, Step, hundredths
from assessments.scoring.trial import UnitInputs
from assessments.scoring.units import HAVE_TARGETS
from townships.models import Tier

from .changes import Changes

TIERS = list(Tier.values)


def changed_book(book: Rulebook, changes: Changes) -> Rulebook:
    """The rules under which the changes are reckoned; the very book where no rule differs."""
    more: dict = {"lines": tuple(_line(line, changes) for line in book.lines)}
    if changes.bonus_cap is not None:
        more["bonus_cap"] = changes.bonus_cap
    if changes.bonus_per_head is not None:
        more["bonus_per_head"] = changes.bonus_per_head
    if changes.bonus_mode:
        more["bonus_mode"] = changes.bonus_mode
    is_same = len(more) == 1 and all(old is new for old, new in zip(book.lines, more["lines"], strict=True))
    return book if is_same else replace(book, **more)


def _line(line: Line, changes: Changes) -> Line:
    more: dict = {}
    if line.code in changes.weights:
        weight = hundredths(changes.weights[line.code])
        more["weight"] = weight
        more["steps"] = MappingProxyType(
            {tier: tuple(_scaled(step, weight, line.weight) for step in steps) for tier, steps in line.steps.items()}
        )
    targets = {tier: value for (code, tier), value in changes.targets.items() if code == line.code}
    if targets:
        more["targets"] = MappingProxyType({**line.targets, **targets})
    if changes.is_unphased and line.phase:
        more["phase"] = None
    return replace(line, **more) if more else line


def _scaled(step: Step, weight: int, of: int) -> Step:
    """A step keeps its share of the line's points, rounded half-up."""
    at_least, points = step
    return at_least, (2 * points * weight + of) // (2 * of)


def changed_inputs(
    inputs: Sequence[UnitInputs],
    book: Rulebook,
    changes: Changes,
    codes: Mapping[int, str],
    heads: Mapping[int, Decimal],
) -> list[UnitInputs]:
    """`codes` are those of the units; `heads` is what another class adds to the heads of a unit, or takes from them."""
    places = {line.code: line.position - 1 for line in book.lines}
    counted_heads = next((line.position - 1 for line in book.lines if line.measure == "heads"), None)
    return [
        _unit(unit, changes, codes[unit.township_id], places, (counted_heads, heads.get(unit.township_id, Decimal(0))))
        for unit in inputs
    ]


def _unit(
    unit: UnitInputs, changes: Changes, code: str, places: Mapping[str, int], heads: tuple[int | None, Decimal]
) -> UnitInputs:
    counted, out_of = list(unit.counted), list(unit.out_of)
    position, more_heads = heads
    if position is not None and more_heads:
        counted[position] = (counted[position] or Decimal(0)) + more_heads
    _put(counted, changes.counted, code, places)
    _put(out_of, changes.out_of, code, places)
    found = unit._replace(counted=counted, out_of=out_of)
    if code in changes.judged:
        found = found._replace(bonus_judged=changes.judged[code])
    if code in changes.tiers:
        tier = changes.tiers[code]
        found = found._replace(tier=tier, tier_months=_all_in(tier, unit.tier_months))
    return found


def _put(row: list, figures: Mapping[tuple[str, str], Decimal], code: str, places: Mapping[str, int]) -> None:
    for (unit, indicator), value in figures.items():
        if unit == code:
            row[places[indicator]] = value


def _all_in(tier: str, months: Sequence[int]) -> list[int]:
    """The whole year in one class, and what was inherited from merged units with it."""
    slot, size = TIERS.index(tier), len(TIERS)
    own, whole = sum(months[:size]), sum(months[size:])
    return [own if k == slot else 0 for k in range(size)] + [whole if k == slot else 0 for k in range(size)]


def expected(line: Line, months: Sequence[int], quarter: int) -> Fraction | None:
    """What is expected of a unit so far, exactly; the engine's own reckoning is aims_sql."""
    if line.kind not in HAVE_TARGETS:
        return None
    if not line.targets:
        return Fraction(len(line.items))
    first = len(TIERS) if line.kind == Indicator.Kind.RATIO and line.basis == Indicator.Basis.YTD else 0
    whole = sum(
        (Fraction(line.targets[tier]) * months[slot] for slot, tier in enumerate(TIERS, first) if tier in line.targets),
        Fraction(0),
    )
    return whole / 12 * Fraction(line.phase_of(quarter))
