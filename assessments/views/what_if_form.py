"""The fields of the what-if: every rule with its present or changed value, and the figures of one unit."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from assessments.models import Scheme
from assessments.queries.results import Run
from assessments.queries.scenarios import Named, names_of
from assessments.services.scenarios import Play
from assessments.whatif.changes import Changes, plain
from townships.models import Tier

HUNDRED = Decimal(100)


class Field(NamedTuple):
    """One number to type; `label` is for those who hear the page."""

    name: str
    label: str
    value: str
    is_changed: bool


def fields(answer: Play, run: Run, query: Mapping[str, str], *, own: int | None) -> dict[str, Any]:
    names = names_of(run.scheme_id)
    changes, book = answer.changes, answer.book
    mode = changes.bonus_mode or book.bonus_mode
    cap, per_head = changes.bonus_cap, changes.bonus_per_head
    return {
        "groups": _groups(answer, names),
        "tiers": Tier.choices,
        "is_unphased": changes.is_unphased,
        "cap": Field("cap", "", plain(book.bonus_cap if cap is None else cap), cap is not None),
        "per_head": Field(
            "per-head", "", plain(book.bonus_per_head if per_head is None else per_head), per_head is not None
        ),
        "modes": [(value, label, value == mode) for value, label in Scheme.BonusMode.choices],
        "units": [_unit(answer, place) for place in range(len(answer.rows))],
        "figures": _figures(answer, names, query.get("unit", ""), own),
        "pick": [(row.code, row.name) for row in answer.rows if own is None or row.township_id == own],
    }


def _groups(answer: Play, names: tuple[Named, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    lines = [_line(answer.changes, line, name) for line, name in zip(answer.book.lines, names, strict=True)]
    return [
        (group, [row for row, _g in rows])
        for group, rows in groupby(zip(lines, [n.group for n in names], strict=True), lambda pair: pair[1])
    ]


def _line(changes: Changes, line: Any, name: Named) -> dict[str, Any]:
    weight = changes.weights.get(line.code, line.weight / HUNDRED)
    targets = [_target(changes, line, tier, label, name) for tier, label in Tier.choices]
    return {
        "name": name,
        "weight": Field(f"w-{line.code}", name.name, plain(weight), line.code in changes.weights),
        "targets": targets,
    }


def _target(changes: Changes, line: Any, tier: str, label: str, name: Named) -> Field | None:
    if tier not in line.targets:
        return None
    value = changes.targets.get((line.code, tier), line.targets[tier])
    return Field(f"t-{line.code}-{tier}", f"{name.name} {label}", plain(value), (line.code, tier) in changes.targets)


def _unit(answer: Play, place: int) -> dict[str, Any]:
    row, unit, changes = answer.rows[place], answer.inputs[place], answer.changes
    tier = changes.tiers.get(row.code, unit.tier)
    judged = changes.judged.get(row.code, unit.bonus_judged)
    return {
        "row": row,
        "is_changed": row.code in changes.tiers,
        "tiers": [(value, label, value == tier) for value, label in Tier.choices],
        "judged": Field(f"j-{row.code}", row.name, plain(judged), row.code in changes.judged),
    }


def _figures(answer: Play, names: tuple[Named, ...], code: str, own: int | None) -> dict[str, Any]:
    """The figures of the unit picked; what was changed of others travels along unseen."""
    changes = answer.changes
    picked = next(
        (
            place
            for place, row in enumerate(answer.rows)
            if (row.code == code and own is None) or row.township_id == own
        ),
        None,
    )
    shown = "" if picked is None else answer.rows[picked].code
    others = [(f"c-{unit}-{line}", plain(v)) for (unit, line), v in changes.counted.items() if unit != shown]
    others += [(f"o-{unit}-{line}", plain(v)) for (unit, line), v in changes.out_of.items() if unit != shown]
    if picked is None:
        return {"code": "", "name": "", "lines": [], "others": others}
    unit, lines = answer.inputs[picked], []
    for line, name in zip(answer.book.lines, names, strict=True):
        key, n = (shown, line.code), line.position - 1
        counted = changes.counted.get(key, unit.counted[n])
        out_of = changes.out_of.get(key, unit.out_of[n])
        is_rate = unit.out_of[n] is not None
        lines.append(
            {
                "name": name,
                "counted": Field(
                    f"c-{shown}-{line.code}", name.name, plain(counted or Decimal(0)), key in changes.counted
                ),
                "out_of": Field(f"o-{shown}-{line.code}", name.name, plain(out_of or Decimal(0)), key in changes.out_of)
                if is_rate
                else None,
            }
        )
    return {"code": shown, "name": answer.rows[picked].name, "lines": lines, "others": others}
