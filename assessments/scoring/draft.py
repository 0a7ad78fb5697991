"""One unit scored with the draft of its report, by the statement that scores everybody; nothing is stored."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction

from assessments.measures.window import period_values
from assessments.models import Report
from assessments.queries.rulebook import Rulebook, rulebook_of

from .lines import measured_sql, pointed_sql
from .particulars import Kinds, particulars_of
from .statement import HEIRS, SETTINGS
from .totals import scored_sql
from .units import units_sql
from .values import Values


class Draft(NamedTuple):
    """What the draft would come to; points in whole hundredths, None where an indicator is not applicable."""

    tier: str
    tier_months: list[int]
    counted: list[Decimal]
    out_of: list[Decimal | None]
    expected: list[Decimal | None]
    points: list[int | None]
    base: Decimal
    deductions: Decimal
    bonus: Decimal
    total: Decimal


def score_draft(report: Report, *, at: dt.datetime) -> Draft | None:
    """As if the report were submitted and approved at that moment; None for a unit that is not assessed."""
    period = report.period
    special = particulars_of(period, at=at)
    text, scheme_values = _statement(rulebook_of(period.scheme_id), special.kinds._replace(drafted=True))
    values = {**scheme_values, **period_values(period, at=at, only=special.whole([report.township_id]))}
    values |= special.values() | {"draft": report.pk, "unit": report.township_id}
    values |= {f"quarter_{n}": dt.date(period.year, 3 * n - 2, 1) for n in (1, 2, 3, 4)}
    with transaction.atomic(), connection.cursor() as cursor:  # the statement's settings end with the transaction
        cursor.execute(text, values)
        row = cursor.fetchone()
    return Draft(*row) if row else None


@lru_cache(maxsize=32)
def _statement(book: Rulebook, kinds: Kinds) -> tuple[str, dict[str, Any]]:
    values = Values()
    scored = scored_sql(book, values, pointed_sql(book, values, measured_sql(book, values, kinds)))
    heirs, units = HEIRS if kinds.merged else "", units_sql(with_heirs=kinds.merged)
    columns = ", ".join(f"scored.{name}" for name in Draft._fields)
    return (
        f"{SETTINGS} WITH {heirs}units AS MATERIALIZED ({units}) "
        f"SELECT {columns} FROM ({scored}) AS scored WHERE scored.township_id = %(unit)s",
        values.bound,
    )
