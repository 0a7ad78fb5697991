"""From points to a result: base, deductions, bonus, total, grade, light, and the two ranks inside a district."""

from assessments.models import Scheme
from assessments.queries.rulebook import Rulebook
from assessments.rules import half_up

from .values import Values

# The columns of a score that come out of the statement, in the order in which they are stored.
COLUMNS = (
    *("tier", "tier_months", "counted", "out_of", "expected", "points", "row_ids", "row_counts", "deduction_counts"),
    *("earned", "applicable", "base", "deductions", "carried"),
    *("bonus_raw", "bonus_persons", "bonus_judged", "bonus", "total"),
    *("tier_rank", "rank", "grade", "light", "is_missing"),
)
RANKED = ("tier_rank", "rank")
# The units ranked together with those asked for, themselves among them.
NEIGHBOURS = """
    SELECT b.id FROM townships_township a JOIN townships_township b ON b.district_id = a.district_id
    WHERE a.id = ANY(%(only)s::bigint[])"""
RANK_KEYS = "total DESC, bonus DESC, key DESC"  # rule 5 of §3.3; the third is the points of B1


def gathered_sql(book: Rulebook, values: Values, pointed: str) -> str:
    """The lines of a unit as arrays in indicator order, with their sums in hundredths and the bonus."""
    n = [line.position for line in book.lines]
    applicable = " + ".join(
        f"CASE WHEN p{line.position} IS NULL THEN 0 ELSE %(weight_{line.position})s END" for line in book.lines
    )
    cost = [f"y{k} * {values.bind(f'cost_{k}', rule.points)}" for k, rule in enumerate(book.deductions, 1)]
    veto = [f"y{k} > 0" for k, rule in enumerate(book.deductions, 1) if rule.is_veto]
    return f"""
        SELECT township_id, district_id, tier, is_missing, tier_months,
               ARRAY[{_each("c", n)}]::numeric(14,4)[] AS counted,
               ARRAY[{_each("o", n)}]::numeric(14,4)[] AS out_of,
               expected,
               ARRAY[{_each("p", n)}]::int[] AS points,
               coalesce({" || ".join(f"r{k}" for k in n)}, '{{}}')::bigint[] AS row_ids,
               ARRAY[{", ".join(f"coalesce(cardinality(r{k}), 0)" for k in n)}]::int[] AS row_counts,
               ARRAY[{_each("y", range(1, len(book.deductions) + 1))}]::smallint[] AS deduction_counts,
               {" + ".join(f"coalesce(p{k}, 0)" for k in n)} AS earned,
               {applicable} AS applicable,
               {" + ".join(cost) or "0"}::numeric AS deductions,
               carried, bonus_raw, bonus_persons, bonus_judged, {_bonus(book, values)} AS bonus,
               {_key(book)} AS key,
               is_missing OR {" OR ".join(veto) or "FALSE"} AS is_barred
        FROM ({pointed}) AS pointed
        OFFSET 0"""


def _each(letter: str, numbers: "list[int] | range") -> str:
    return ", ".join(f"{letter}{k}" for k in numbers)


def _key(book: Rulebook) -> str:
    heads = next((line.position for line in book.lines if line.measure == "heads"), None)
    return "0" if heads is None else f"coalesce(p{heads}, 0)"


def _bonus(book: Rulebook, values: Values) -> str:
    """min(cap, max(floor, what the mode looks at)); the flat mode gives the cap to whoever earned anything."""
    cap, floor = values.bind("bonus_cap", book.bonus_cap), values.bind("bonus_floor", book.bonus_floor)
    if book.bonus_mode == Scheme.BonusMode.FLAT:
        return f"CASE WHEN bonus_raw > 0 THEN {cap} ELSE {floor} END"
    looked_at = {
        Scheme.BonusMode.GRADED: "bonus_raw",
        Scheme.BonusMode.PER_HEAD: f"round({values.bind('bonus_per_head', book.bonus_per_head)} * bonus_persons, 2)",
        Scheme.BonusMode.JUDGED: "round(bonus_judged, 2)",
    }[Scheme.BonusMode(book.bonus_mode)]
    return f"LEAST({cap}, GREATEST({floor}, {looked_at}))"


def based_sql(book: Rulebook, values: Values, gathered: str) -> str:
    """Base in hundredths: base points × earned ÷ applicable, so that lines that do not apply leave the denominator."""
    base = half_up(f"{values.bind('base_points', book.base_points, '::numeric')} * earned", "applicable")
    return f"""
        SELECT *, CASE WHEN applicable > 0 THEN {base} ELSE 0 END * 0.01 AS base
        FROM ({gathered}) AS gathered
        OFFSET 0"""


def totalled_sql(based: str) -> str:
    """Points carried from an earlier year stand beside the deductions: together they never take more than the base."""
    return f"SELECT *, GREATEST(0, base - deductions + carried) + bonus AS total FROM ({based}) AS based OFFSET 0"


def scored_sql(book: Rulebook, values: Values, pointed: str) -> str:
    """Every freshly scored unit as it is stored, but for the ranks."""
    totalled = totalled_sql(based_sql(book, values, gathered_sql(book, values, pointed)))
    grade = _band("grade", book.grades, values, "NOT is_barred")
    light = _band("light", book.lights, values, "NOT is_missing", "is_missing")
    return f"""
        SELECT township_id, district_id, tier, tier_months, counted, out_of, expected, points, row_ids, row_counts,
               deduction_counts, earned * 0.01 AS earned, applicable * 0.01 AS applicable, base, deductions, carried,
               bonus_raw, bonus_persons, bonus_judged, bonus, total, {grade} AS grade, {light} AS light, is_missing, key
        FROM ({totalled}) AS totalled"""


def _band(
    kind: str, bands: tuple[tuple[str, object], ...], values: Values, top_if: str, lowest_if: str = "FALSE"
) -> str:
    """The highest band reached. A veto or a missing report bars the highest grade; a missing report shows the last."""
    names = [
        (values.bind(f"{kind}_{k}", code), values.bind(f"{kind}_from_{k}", minimum))
        for k, (code, minimum) in enumerate(bands)
    ]
    lowest = names[-1][0]
    whens = [f"WHEN {lowest_if} THEN {lowest}"]
    for k, (code, minimum) in enumerate(names[:-1]):
        bar = f" AND {top_if}" if k == 0 else ""
        whens.append(f"WHEN total >= {minimum}{bar} THEN {code}")
    return f"CASE {' '.join(whens)} ELSE {lowest} END"


def league_sql(book: Rulebook, scored: str) -> str:
    """The freshly scored units and, when only some were asked for, the stored scores of the rest of their districts."""
    columns = [c for c in COLUMNS if c not in RANKED]
    heads = next((line.position for line in book.lines if line.measure == "heads"), None)
    key = "0" if heads is None else f"coalesce(s.points[{heads}], 0)"
    return f"""
        SELECT township_id, district_id, {", ".join(columns)}, key FROM ({scored}) AS scored
        UNION ALL
        SELECT s.township_id, t.district_id, {", ".join(f"s.{c}" for c in columns)}, {key}
        FROM townships_township t
        CROSS JOIN LATERAL (
            SELECT * FROM assessments_score o WHERE o.run_id = %(run)s AND o.township_id = t.id OFFSET 0
        ) AS s
        WHERE %(only)s::bigint[] IS NOT NULL AND t.id <> ALL(%(only)s::bigint[]) AND t.id = ANY(ARRAY({NEIGHBOURS}))"""


def ranked_sql(league: str) -> str:
    """Standard competition ranks (1, 2, 2, 4), in the tier and over the district."""
    return f"""
        SELECT *, rank() OVER (PARTITION BY district_id, tier ORDER BY {RANK_KEYS}) AS tier_rank,
               rank() OVER (PARTITION BY district_id ORDER BY {RANK_KEYS}) AS rank
        FROM ({league}) AS league"""
