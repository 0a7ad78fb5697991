"""Counts and points of every indicator: one column of each kind for each position."""

from assessments.measures import BONUS, MEASURES, Ask
from assessments.measures.base import asked
from assessments.measures.deductions import found_cases, unreported_departures
from assessments.measures.window import since
from assessments.models import Indicator
from assessments.queries.rulebook import Deduction, Line, Rulebook
from assessments.rules import RULES, Terms
from townships.models import Tier

from .units import aims_sql
from .values import Values

Parts = dict[str, str]
MONTHS = f"ARRAY[{', '.join(2 * [f'3 * u.{tier}' for tier in Tier.values])}]::smallint[]"
MISSING_REPORT, UNREPORTED_DEPARTURE = "Y1", "Y3"


def measure_parts(book: Rulebook, values: Values) -> Parts:
    """A named part for each measure: m1 … mn, the unit's own figures, the bonus, and the deductions d1 … dk."""
    parts = {}
    for line in book.lines:
        indicator = values.bind(f"indicator_{line.position}", line.id)
        parts[f"m{line.position}"] = MEASURES[line.measure].sql(Ask(indicator, since(line.basis)))
    parts["reported"] = _reported(book, values)
    parts["credited"] = BONUS.sql(Ask("NULL", since("ytd")))
    for number, rule in enumerate(book.deductions, 1):
        parts[f"d{number}"] = _deduction(rule, values.bind(f"deduction_{number}", rule.code))
    return parts


def _deduction(rule: Deduction, code: str) -> str:
    return unreported_departures(code) if rule.code == UNREPORTED_DEPARTURE else found_cases(code)


def _reported(book: Rulebook, values: Values) -> str:
    """What the units reported in approved reports, one row a unit: the year to date as the sum of its quarters.

    A report of an earlier quarter may belong to an older version of the scheme, so indicators meet by their code.
    """
    sums = "".join(f", {_reported_sum(line)} AS v{line.position}" for line in book.lines if line.is_reported)
    return f"""
        SELECT r.township_id{sums}
        FROM assessments_report r
        JOIN assessments_period p ON p.id = r.period_id AND p.year = %(year)s AND p.quarter <= %(quarter)s
        JOIN assessments_reportline l ON l.report_id = r.id
        JOIN (
            SELECT j.id, i.position FROM assessments_indicator i JOIN assessments_indicator j ON j.code = i.code
            WHERE i.scheme_id = {values.bind("scheme", book.scheme_id)} AND i.source = '{Indicator.Source.SELF}'
        ) AS k ON k.id = l.indicator_id
        WHERE r.state = 'approved' AND r.approved_at <= %(at)s AND {asked("r.township_id")}
        GROUP BY r.township_id"""


def _reported_sum(line: Line) -> str:
    value = "cardinality(l.ticks)" if line.kind == Indicator.Kind.CHECKLIST else "l.value"
    quarter = "" if line.basis == Indicator.Basis.YTD else " AND p.quarter = %(quarter)s"
    return f"sum({value}) FILTER (WHERE k.position = {line.position}{quarter})"


def measured_sql(book: Rulebook, values: Values) -> str:
    """Every unit with its counts c, denominators o, expectations e and rows r, by position."""
    parts = measure_parts(book, values)
    joins = [f"LEFT JOIN ({sql}) AS {name} ON {name}.township_id = u.id" for name, sql in parts.items()]
    columns = []
    for line in book.lines:
        n = line.position
        columns.append(f"{_counted(line)} AS c{n}, {_out_of(line)} AS o{n}, a.e{n}, m{n}.row_ids AS r{n}")
    for number, rule in enumerate(book.deductions, 1):
        missing = "u.is_missing::int + " if rule.code == MISSING_REPORT else ""
        columns.append(f"{missing}coalesce(d{number}.counted, 0) AS y{number}")
    return f"""
        SELECT u.id AS township_id, u.district_id, u.tier, u.is_missing, {MONTHS} AS tier_months, {", ".join(columns)},
               coalesce(credited.counted, 0) AS bonus_raw
        FROM units u
        JOIN ({aims_sql(book, values)}) AS a ON a.mixture = u.mixture
        {" ".join(joins)}
        OFFSET 0"""


def _counted(line: Line) -> str:
    """A missing report makes the unit's own figures zero; what the registers say stays (rule 7 of §3.3)."""
    if line.is_reported:
        return f"CASE WHEN u.is_missing THEN 0 ELSE coalesce(reported.v{line.position}, 0) END"
    return f"coalesce(m{line.position}.counted, 0)"


def _out_of(line: Line) -> str:
    if MEASURES[line.measure].is_rate:
        return f"coalesce(m{line.position}.out_of, 0)"
    return "1::numeric" if line.kind == Indicator.Kind.RATE else "NULL::numeric"


def pointed_sql(book: Rulebook, values: Values) -> str:
    """The points p of every line, in whole hundredths; NULL where the line is not applicable."""
    points = ", ".join(f"{RULES[line.kind].sql(_terms(line, values))} AS p{line.position}" for line in book.lines)
    return f"SELECT measured.*, {points} FROM ({measured_sql(book, values)}) AS measured OFFSET 0"


def _terms(line: Line, values: Values) -> Terms:
    n = line.position
    steps = {
        tier: [
            (
                values.bind(f"step_{n}_{tier}_{k}", at_least, "::numeric"),
                values.bind(f"step_points_{n}_{tier}_{k}", points),
            )
            for k, (at_least, points) in enumerate(rows)
        ]
        for tier, rows in line.steps.items()
    }
    return Terms(
        weight=values.bind(f"weight_{n}", line.weight),
        counted=f"c{n}",
        out_of=f"o{n}",
        expected=f"e{n}",
        tier="tier",
        steps=steps,
    )
