"""The one statement that scores a period, and running it. Its text follows from the scheme and is kept with it."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from assessments.measures.window import period_values
from assessments.models import Period, ScoreRun
from assessments.queries.rulebook import Rulebook, rulebook_of

from .lines import measured_sql, pointed_sql
from .particulars import Kinds, particulars_of
from .totals import COLUMNS, NEIGHBOURS, league_sql, ranked_sql, scored_sql
from .units import units_sql
from .values import Values

ENGINE = "2"  # grows when the same facts would give other points


def store_scores(run: ScoreRun, period: Period, *, at: dt.datetime, only: Sequence[int] | None = None) -> int:
    """Score the units of a run and store what changed; answers how many rows were written."""
    special = particulars_of(period, at=at)
    text, scheme_values = statement(rulebook_of(run.scheme_id), special.kinds)
    values = {**scheme_values, **period_values(period, at=at, only=special.whole(only)), "run": run.pk}
    values |= special.values()
    values |= {f"quarter_{n}": dt.date(period.year, 3 * n - 2, 1) for n in (1, 2, 3, 4)}
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.rowcount


# Joins run as written (all of them hang on the unit), hash tables stay small however many units there are, and nothing
# is compiled to machine code: planning and memory cost more than these could save. Valid until the transaction ends.
SETTINGS = """
    SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1;
    SET LOCAL work_mem = '4MB'; SET LOCAL hash_mem_multiplier = 1;
"""


HEIRS = """heirs AS MATERIALIZED (
        SELECT * FROM unnest(%(ancestors)s::bigint[], %(heirs)s::bigint[], %(until)s::date[])
        AS h (ancestor, heir, until)
    ), """


@lru_cache(maxsize=64)
def statement(book: Rulebook, kinds: Kinds) -> tuple[str, dict[str, Any]]:
    """The text and the values that a scheme fixes. Parts are nested, not named by WITH: each name slows planning."""
    values = Values()
    scored = scored_sql(book, values, pointed_sql(book, values, measured_sql(book, values, kinds)))
    heirs, units = HEIRS if kinds.merged else "", units_sql(with_heirs=kinds.merged)
    merge = _merge_sql(ranked_sql(league_sql(book, scored)))
    return f"{SETTINGS} WITH {heirs}units AS MATERIALIZED ({units}) {merge}", values.bound


def _merge_sql(ranked: str) -> str:
    """Unchanged rows are not touched; a unit that is no longer assessed leaves the run."""
    columns = ", ".join(COLUMNS)
    new = ", ".join(f"n.{column}" for column in COLUMNS)
    old = ", ".join(f"o.{column}" for column in COLUMNS)
    return f"""
        MERGE INTO assessments_score o
        USING (
            SELECT coalesce(ranked.township_id, stored.township_id) AS township_id, {columns}
            FROM ({ranked}) AS ranked
            FULL JOIN (
                SELECT township_id FROM assessments_score
                WHERE run_id = %(run)s AND (%(only)s::bigint[] IS NULL OR township_id = ANY(%(only)s::bigint[]))
            ) AS stored ON stored.township_id = ranked.township_id
        ) AS n ON o.run_id = %(run)s AND o.township_id = n.township_id
            AND (%(only)s::bigint[] IS NULL OR o.township_id = ANY(ARRAY({NEIGHBOURS})))
        WHEN MATCHED AND n.total IS NULL THEN DELETE
        WHEN MATCHED AND ({old}) IS DISTINCT FROM ({new})
            THEN UPDATE SET {", ".join(f"{column} = n.{column}" for column in COLUMNS)}
        WHEN NOT MATCHED THEN INSERT (run_id, township_id, {columns}) VALUES (%(run)s, n.township_id, {new})"""
