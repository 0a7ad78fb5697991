"""What every measure shares: its description, the facts it may ask for, and the conditions that all registers obey.

A measure is a function that answers a SELECT with four columns, at most one row for each unit:
`township_id`, `counted` (numeric), `out_of` (numeric; the denominator where the measure is a rate, otherwise NULL)
and `row_ids` (bigint[], the very rows counted). Values never stand in the text: they are bound by the names below.

    %(year_start)s %(first)s %(last)s %(after)s   days of the year and of the quarter: [first, after), last = after - 1
    %(year)s %(quarter)s %(period)s %(due_on)s    the period
    %(at)s %(zone)s                               the moment of which the registers are read, the zone of its days
    %(only)s                                      ids of the units asked for, NULL for all of them
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Ask:
    """Names of the bound values that differ from indicator to indicator."""

    indicator: str  # the indicator's id; its named values are rows of assessments_indicatoritem
    since: str  # first day of the window: of the year for "year to date", otherwise of the quarter


Sql = Callable[[Ask], str]


@dataclass(frozen=True)
class Measure:
    """One thing that can be counted. `register` names the kind of the rows in `row_ids`, `minus` of negative ids."""

    name: str
    says: str | Promise
    register: str
    sql: Sql
    is_rate: bool = False
    minus: str = ""


def asked(column: str = "township_id") -> str:
    """Only the units asked for. PostgreSQL folds the test on the bound constant away when it plans."""
    return f"(%(only)s::bigint[] IS NULL OR {column} = ANY(%(only)s::bigint[]))"


def counts(alias: str) -> str:
    """Rows that the district had verified at that moment, of the units asked for (domain §3.6)."""
    return f"{alias}.verified_at <= %(at)s AND {asked(f'{alias}.township_id')}"


def within(column: str, since: str = "%(first)s") -> str:
    """A day in the half-open window that ends with the quarter."""
    return f"{column} >= {since} AND {column} < %(after)s"


def holds(alias: str) -> str:
    """A dated row whose half-open range covers the quarter's last day."""
    return f"{alias}.starts_on <= %(last)s AND ({alias}.ends_on IS NULL OR {alias}.ends_on > %(last)s)"


ROWS = "array_agg(x.id ORDER BY x.id) AS row_ids"


def tally(table: str, where: str, counted: str = "count(*)", *, joins: str = "") -> str:
    """The plain shape: rows `x` of one register that meet a condition, grouped by unit."""
    return f"""
        SELECT x.township_id, ({counted})::numeric AS counted, NULL::numeric AS out_of,
               {ROWS}
        FROM {table} x {joins}
        WHERE {counts("x")} AND {where}
        GROUP BY x.township_id"""
