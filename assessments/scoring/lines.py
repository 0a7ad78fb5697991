"""Counts and points of every indicator: one column of each kind for each position."""

from assessments.measures import BONUS, MEASURES, Ask
from assessments.measures.base import asked
from assessments.measures.deductions import found_cases, unreported_departures
from assessments.measures.window import since
from assessments.models import Indicator
from assessments.queries.rulebook import Deduction, Line, Rulebook
from assessments.rules import RULES, Terms

from .particulars import Kinds
from .units import HAVE_TARGETS, aims_sql
from .values import Values

Parts = dict[str, str]
MISSING_REPORT, UNREPORTED_DEPARTURE = "Y1", "Y3"
BONUS_CODE = "X1"  # under which the district corrects a bonus that it gives by judgement
ALL_OR_NOTHING = {Indicator.Kind.YES_NO, Indicator.Kind.CHECKLIST}


def measure_parts(book: Rulebook, values: Values, kinds: Kinds) -> Parts:
    """A named part for each measure: m1 … mn, the unit's own figures, the bonus, and the deductions d1 … dk."""
    parts = {}
    for line in book.lines:
        indicator = values.bind(f"indicator_{line.position}", line.id)
        sql = MEASURES[line.measure].sql(Ask(indicator, since(line.basis)))
        parts[f"m{line.position}"] = _passed_on(line, sql) if kinds.merged else sql
    parts["reported"] = _reported(book, values, kinds)
    bonus = BONUS.sql(Ask("NULL", since("ytd")))
    parts["credited"] = _summed_for_heirs(bonus, "counted", "persons") if kinds.merged else bonus
    for number, rule in enumerate(book.deductions, 1):
        sql = _deduction(rule, values.bind(f"deduction_{number}", rule.code))
        parts[f"d{number}"] = _summed_for_heirs(sql, "counted") if kinds.merged else sql
    if kinds.corrected:
        parts["corrected"] = _corrected(book, values, kinds)
    if kinds.carried:
        parts["entered"] = _entered(kinds)
    return parts


def _deduction(rule: Deduction, code: str) -> str:
    return unreported_departures(code) if rule.code == UNREPORTED_DEPARTURE else found_cases(code)


def _heir(kinds: Kinds, unit: str) -> tuple[str, str]:
    """Who a row of a unit counts for, and the join that tells it."""
    if not kinds.merged:
        return unit, ""
    return f"coalesce(h.heir, {unit})", f"LEFT JOIN heirs h ON h.ancestor = {unit}"


def _summed_for_heirs(sql: str, *columns: str) -> str:
    sums = ", ".join(f"sum(m.{column}) AS {column}" for column in columns)
    unit, join = _heir(Kinds(merged=True), "m.township_id")
    return f"SELECT {unit} AS township_id, {sums} FROM ({sql}) AS m {join} GROUP BY 1"


def _passed_on(line: Line, sql: str) -> str:
    """Rows of a merged unit count for the unit that stands for it; the quality of its reports was its own.

    Row ids are put together as text, for joining them one by one would count everything once for each.
    """
    if line.measure == "report_quality":
        return sql
    unit, join = _heir(Kinds(merged=True), "m.township_id")
    together = "max" if line.kind in ALL_OR_NOTHING else "sum"
    ids = "string_to_array(string_agg(nullif(array_to_string(m.row_ids, ','), ''), ','), ',')::bigint[]"
    return f"""
        SELECT {unit} AS township_id, {together}(m.counted) AS counted, sum(m.out_of) AS out_of, {ids} AS row_ids
        FROM ({sql}) AS m {join} GROUP BY 1"""


def _reported(book: Rulebook, values: Values, kinds: Kinds) -> str:
    """What the units reported as it stood approved, one row a unit: the year to date as the sum of its quarters.

    A report of an earlier quarter may belong to an older version of the scheme, so indicators meet by their code. A
    report that is reopened counts as it was approved, until the next approval takes its place.
    """
    sums = "".join(f", {_reported_sum(line)} AS v{line.position}" for line in book.lines if line.is_reported)
    unit, join = _heir(kinds, "r.township_id")
    return f"""
        SELECT {unit} AS township_id{sums}
        FROM assessments_report r
        JOIN assessments_period p ON p.id = r.period_id AND p.year = %(year)s AND p.quarter <= %(quarter)s
        JOIN {_DRAFTED if kinds.drafted else "assessments_approvedline"} l ON l.report_id = r.id
        JOIN (
            SELECT j.id, i.position FROM assessments_indicator i JOIN assessments_indicator j ON j.code = i.code
            WHERE i.scheme_id = {values.bind("scheme", book.scheme_id)} AND i.source = '{Indicator.Source.SELF}'
        ) AS k ON k.id = l.indicator_id
        {join}
        WHERE l.approved_at <= %(at)s AND (l.superseded_at IS NULL OR l.superseded_at > %(at)s)
              AND {asked("r.township_id")}
        GROUP BY 1"""


# the draft of one report in place of whatever of it stands approved
_DRAFTED = """(
            SELECT report_id, indicator_id, value, ticks, approved_at, superseded_at
            FROM assessments_approvedline WHERE report_id <> %(draft)s
            UNION ALL
            SELECT report_id, indicator_id, value, ticks, %(at)s::timestamptz, NULL
            FROM assessments_reportline WHERE report_id = %(draft)s
        )"""


def _reported_sum(line: Line) -> str:
    value = "cardinality(l.ticks)" if line.kind == Indicator.Kind.CHECKLIST else "l.value"
    if line.basis == Indicator.Basis.YTD:
        return f"sum({value}) FILTER (WHERE k.position = {line.position})"
    together = "max" if line.kind in ALL_OR_NOTHING else "sum"
    return f"{together}({value}) FILTER (WHERE k.position = {line.position} AND p.quarter = %(quarter)s)"


def _corrected(book: Rulebook, values: Values, kinds: Kinds) -> str:
    """What the district added to counts: in the year to date also for the quarters before, else for this alone."""
    columns = [f"sum(k.counted) FILTER (WHERE k.indicator_code = '{BONUS_CODE}' AND {THIS_QUARTER}) AS judged"]
    for line in book.lines:
        code = values.bind(f"code_{line.position}", line.code)
        quarter = "" if line.basis == Indicator.Basis.YTD else f" AND {THIS_QUARTER}"
        where = f"FILTER (WHERE k.indicator_code = {code}{quarter})"
        columns.append(f"sum(k.counted) {where} AS c{line.position}, sum(k.out_of) {where} AS o{line.position}")
    unit, join = _heir(kinds, "k.township_id")
    return f"""
        SELECT {unit} AS township_id, {", ".join(columns)}
        FROM assessments_correction k
        JOIN assessments_period p ON p.id = k.period_id AND p.year = %(year)s AND p.quarter <= %(quarter)s
        {join}
        WHERE k.decided_at <= %(at)s AND {asked("k.township_id")}
        GROUP BY 1"""


THIS_QUARTER = "p.quarter = %(quarter)s"


def _entered(kinds: Kinds) -> str:
    """Points of results that were final already when they had to be corrected."""
    unit, join = _heir(kinds, "y.township_id")
    return f"""
        SELECT {unit} AS township_id, sum(y.points) AS points
        FROM assessments_yearentry y {join}
        WHERE y.year = %(year)s AND y.decided_at <= %(at)s AND {asked("y.township_id")}
        GROUP BY 1"""


def measured_sql(book: Rulebook, values: Values, kinds: Kinds) -> str:
    """Every unit with its counts c, denominators o, expectations e and rows r, by position."""
    parts = measure_parts(book, values, kinds)
    joins = [f"LEFT JOIN ({sql}) AS {name} ON {name}.township_id = u.id" for name, sql in parts.items()]
    columns = []
    for line in book.lines:
        n = line.position
        columns.append(f"{_counted(line, kinds)} AS c{n}, {_out_of(line, kinds)} AS o{n}, a.e{n}, m{n}.row_ids AS r{n}")
    for number, rule in enumerate(book.deductions, 1):
        missing = "u.is_missing::int + " if rule.code == MISSING_REPORT else ""
        columns.append(f"{missing}coalesce(d{number}.counted, 0) AS y{number}")
    return f"""
        SELECT u.id AS township_id, u.district_id, u.tier, u.is_missing, u.tier_months, a.expected,
               {", ".join(columns)},
               {"coalesce(entered.points, 0)" if kinds.carried else "0::numeric"} AS carried,
               coalesce(credited.counted, 0) AS bonus_raw, coalesce(credited.persons, 0) AS bonus_persons,
               {"coalesce(corrected.judged, 0)" if kinds.corrected else "0::numeric"} AS bonus_judged
        FROM units u
        JOIN ({aims_sql(book, values, "%(quarter)s")}) AS a ON a.tier_months = u.tier_months
        {" ".join(joins)}
        OFFSET 0"""


def _counted(line: Line, kinds: Kinds) -> str:
    """A missing report makes the unit's own figures zero; what registers and district say stays (rule 7 of §3.3)."""
    n = line.position
    found = f"coalesce(m{n}.counted, 0)"
    if line.is_reported:
        found = f"CASE WHEN u.is_missing THEN 0 ELSE coalesce(reported.v{n}, 0) END"
    if not kinds.corrected:
        return found
    return f"{found} + GREATEST(coalesce(corrected.c{n}, 0), LEAST(0, -({found})))"  # takes no more than there is


def _out_of(line: Line, kinds: Kinds) -> str:
    n = line.position
    if MEASURES[line.measure].is_rate:
        found = f"coalesce(m{n}.out_of, 0)"
        return f"GREATEST(0, {found} + coalesce(corrected.o{n}, 0))" if kinds.corrected else found
    return "1::numeric" if line.kind == Indicator.Kind.RATE else "NULL::numeric"


def pointed_sql(book: Rulebook, values: Values, measured: str) -> str:
    """The points p of every line, in whole hundredths; NULL where the line is not applicable."""
    points = ", ".join(f"{RULES[line.kind].sql(_terms(line, values))} AS p{line.position}" for line in book.lines)
    return f"SELECT measured.*, {points} FROM ({measured}) AS measured OFFSET 0"


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
        counted=f"(12 * c{n})" if line.kind in HAVE_TARGETS else f"c{n}",  # as the expectation: in twelfths
        out_of=f"o{n}",
        expected=f"e{n}",
        tier="tier",
        steps=steps,
    )
