"""Reading what the registers say, for any number of units and indicators in one query."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from assessments.models import Indicator, Period
from assessments.queries.rulebook import Line, rulebook_of
from townships.models import Township

from .base import Ask
from .registry import MEASURES, REPORTED
from .window import period_values, since


class Figure(NamedTuple):
    """A count, its denominator where the measure is a rate, and the ids of the rows counted."""

    counted: Decimal
    out_of: Decimal | None
    row_ids: tuple[int, ...]


Figures = dict[tuple[int, int], Figure]


def read_figures(
    period: Period,
    townships: Iterable[Township | int],
    indicators: Iterable[Indicator | int] | None = None,
    *,
    at: dt.datetime | None = None,
) -> Figures:
    """What the registers say of each unit and indicator, by (township id, indicator id).

    For an indicator that the unit reports itself this is the figure of the quarter alone, ready to be confirmed in
    the form; the year to date is summed from approved reports. Without `at` everything verified by now counts.
    """
    ids = [_id(unit) for unit in townships]
    wanted = None if indicators is None else {_id(indicator) for indicator in indicators}
    lines = [
        line
        for line in rulebook_of(period.scheme_id).lines
        if line.measure != REPORTED and (wanted is None or line.id in wanted)
    ]
    if not ids or not lines:
        return {}
    figures = {(unit, line.id): _nothing(line) for unit in ids for line in lines}
    for unit, indicator, counted, out_of, row_ids in _read(lines, period, ids, at):
        figures[unit, indicator] = Figure(counted, out_of, tuple(row_ids))
    return figures


def _read(lines: list[Line], period: Period, ids: list[int], at: dt.datetime | None) -> Iterator[tuple]:
    values: dict[str, Any] = period_values(period, at=at, only=ids)
    parts = []
    for line in lines:
        name = f"indicator_{line.position}"
        values[name] = line.id
        window = "%(first)s" if line.is_reported else since(line.basis)
        measured = MEASURES[line.measure].sql(Ask(indicator=f"%({name})s", since=window))
        parts.append(f"SELECT township_id, %({name})s, counted, out_of, row_ids FROM ({measured}) AS m")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        yield from cursor.fetchall()


def _nothing(line: Line) -> Figure:
    return Figure(Decimal(0), Decimal(0) if MEASURES[line.measure].is_rate else None, ())


def _id(thing: Any) -> int:
    return thing if isinstance(thing, int) else thing.pk
