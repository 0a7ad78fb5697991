"""The same scoring from figures in the hand instead of registers: what would be, if. Nothing is stored.

The inputs are those a run keeps with its scores, changed or not; from the rules on the statement is the engine's own.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from assessments.models import Score, ScoreRun
from assessments.queries.rulebook import Rulebook

from .lines import pointed_sql
from .statement import SETTINGS
from .totals import ranked_sql, scored_sql
from .units import aims_sql
from .values import Values


class UnitInputs(NamedTuple):
    """What is known of a unit before any rule is applied, in the order of the scheme's indicators and deductions."""

    township_id: int
    district_id: int
    tier: str
    tier_months: Sequence[int]
    is_missing: bool
    counted: Sequence[Decimal]
    out_of: Sequence[Decimal | None]
    deduction_counts: Sequence[int]
    carried: Decimal
    bonus_raw: Decimal
    bonus_persons: Decimal
    bonus_judged: Decimal


class Outcome(NamedTuple):
    """What the rules make of it; points in whole hundredths, None where an indicator is not applicable."""

    township_id: int
    tier: str
    expected: list[Decimal | None]
    points: list[int | None]
    earned: Decimal
    applicable: Decimal
    base: Decimal
    deductions: Decimal
    bonus: Decimal
    total: Decimal
    tier_rank: int
    rank: int
    grade: str
    light: str


_KEPT = ("township_id", "township__district_id", *UnitInputs._fields[2:])
_PLAIN = {
    "township_id": "bigint",
    "district_id": "bigint",
    "tier": "text",
    "is_missing": "boolean",
    "carried": "numeric",
    "bonus_raw": "numeric",
    "bonus_persons": "numeric",
    "bonus_judged": "numeric",
}


def inputs_of(run: ScoreRun) -> list[UnitInputs]:
    """The inputs that a run keeps, unit by unit."""
    rows = Score.objects.filter(run=run).order_by("township__order", "township_id").values_list(*_KEPT)
    return [UnitInputs(*row) for row in rows]


def compute(book: Rulebook, inputs: Iterable[UnitInputs], *, quarter: int) -> list[Outcome]:
    """The results of these units, ranked among each other inside their districts, in the order given."""
    inputs = list(inputs)
    if not inputs:
        return []
    text, scheme_values = _statement(book)
    with connection.cursor() as cursor:
        cursor.execute(text, {**scheme_values, **_columns(book, inputs), "quarter": quarter})
        return [Outcome(*row) for row in cursor.fetchall()]


@lru_cache(maxsize=16)
def _statement(book: Rulebook) -> tuple[str, dict[str, Any]]:
    values = Values()
    scored = scored_sql(book, values, pointed_sql(book, values, _given_sql(book, values)))
    return (
        f"{SETTINGS} WITH units AS MATERIALIZED ({_units_sql(book)}) "
        f"SELECT {', '.join(f'ranked.{name}' for name in Outcome._fields)} FROM ({ranked_sql(scored)}) AS ranked "
        "JOIN units u ON u.township_id = ranked.township_id ORDER BY u.place",
        values.bound,
    )


def _units_sql(book: Rulebook) -> str:
    """The inputs as rows: one bound array for each column, for that is what the database reads fastest."""
    columns = dict(_PLAIN) | {f"months_{k}": "smallint" for k in range(1, 7)}
    columns |= {f"{letter}{line.position}": "numeric" for line in book.lines for letter in "co"}
    columns |= {f"y{k}": "integer" for k in range(1, len(book.deductions) + 1)}
    arrays = ", ".join(f"%({name})s::{kind}[]" for name, kind in columns.items())
    months = ", ".join(f"months_{k}" for k in range(1, 7))
    return f"""
        SELECT *, ARRAY[{months}]::smallint[] AS tier_months
        FROM unnest({arrays}) WITH ORDINALITY AS given ({", ".join(columns)}, place)"""


def _given_sql(book: Rulebook, values: Values) -> str:
    """What `measured` is to the engine; nothing was counted here, so no row stands behind a figure."""
    no_rows = ", ".join(f"NULL::bigint[] AS r{line.position}" for line in book.lines)
    expected = ", ".join(f"a.e{line.position}" for line in book.lines)
    aims = aims_sql(book, values, "%(quarter)s")
    return f"SELECT u.*, a.expected, {expected}, {no_rows} FROM units u JOIN ({aims}) AS a USING (tier_months) OFFSET 0"


def _columns(book: Rulebook, inputs: list[UnitInputs]) -> dict[str, str]:
    """The bound arrays, written as the database writes arrays itself: nothing is left to parse as SQL."""
    found: dict[str, Iterable[Any]] = {name: [getattr(unit, name) for unit in inputs] for name in _PLAIN}
    months = zip(*(unit.tier_months for unit in inputs), strict=True)
    found |= {f"months_{k}": column for k, column in enumerate(months, 1)}
    for letter, rows in (("c", [unit.counted for unit in inputs]), ("o", [unit.out_of for unit in inputs])):
        found |= {f"{letter}{line.position}": [row[line.position - 1] for row in rows] for line in book.lines}
    for k in range(1, len(book.deductions) + 1):
        found[f"y{k}"] = [unit.deduction_counts[k - 1] for unit in inputs]
    return {name: _array(column) for name, column in found.items()}


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
