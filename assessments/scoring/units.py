"""Who is assessed in a period, in which tier, and what is expected of each tier."""

from assessments.measures.base import asked
from assessments.models import Indicator
from assessments.queries.rulebook import Line, Rulebook
from townships.models import Tier

from .values import Values

QUARTERS = (1, 2, 3, 4)
HAVE_TARGETS = {Indicator.Kind.RATIO, Indicator.Kind.YES_NO, Indicator.Kind.CHECKLIST, Indicator.Kind.RATE}


def units_sql(*, with_heirs: bool = False) -> str:
    """Assessed units open on the last day, with their tier and their months of the year in each tier.

    A new tier works from the first day of the next quarter (domain §3.4), so the tier of a quarter is that of its
    first day; a unit that opened inside the quarter takes that of its last day. Quarters in which a unit did not
    stand yet or no longer stands follow the present tier. A unit without a tier has no target and is not scored.

    The months are told twice: the unit's own, twelve in all, and with those of the units merged into it.
    """
    stood = " + ".join(f"({_covers(f'%(quarter_{n})s')})::int" for n in QUARTERS)
    sums = ", ".join(f"coalesce(sum(n) FILTER (WHERE tier = '{tier}'), 0) AS {tier}" for tier in Tier.values)
    known = " + ".join(Tier.values)
    own = [f"3 * (w.{tier} + CASE WHEN w.tier = '{tier}' THEN 4 - w.known ELSE 0 END)" for tier in Tier.values]
    whole = [f"coalesce(past.{tier}, {months})" for tier, months in zip(Tier.values, own, strict=True)]
    past = f"LEFT JOIN ({_past_sql()}) AS past ON past.township_id = t.id" if with_heirs else ""
    return f"""
        SELECT t.id, t.district_id, w.tier, ARRAY[{", ".join(own + (whole if with_heirs else own))}]::smallint[]
                   AS tier_months,
               %(is_locked)s AND (r.first_submitted_at IS NULL OR r.first_submitted_at > %(at)s)
                   AND coalesce(r.id <> %(draft)s, TRUE) AS is_missing
        FROM townships_township t
        JOIN (
            SELECT township_id, coalesce(first_tier, last_tier) AS tier, {", ".join(Tier.values)}, {known} AS known
            FROM (
                SELECT township_id, {sums}, max(tier) FILTER (WHERE on_first) AS first_tier,
                       max(tier) FILTER (WHERE on_last) AS last_tier
                FROM (
                    SELECT x.township_id, x.tier, {stood} AS n, {_covers("%(first)s")} AS on_first,
                           {_covers("%(last)s")} AS on_last
                    FROM townships_townshiptier x
                    WHERE {asked("x.township_id")}
                ) AS days
                GROUP BY township_id
            ) AS tiers
        ) AS w ON w.township_id = t.id AND w.tier IS NOT NULL
        {past}
        LEFT JOIN assessments_report r ON r.township_id = t.id AND r.period_id = %(period)s
        WHERE t.is_assessed AND t.opened_on <= %(last)s AND (t.closed_on IS NULL OR t.closed_on > %(last)s)
              AND {asked("t.id")}"""


def _covers(day: str) -> str:
    return f"x.starts_on <= {day} AND (x.ends_on IS NULL OR x.ends_on > {day})"


def _past_sql() -> str:
    """Units into which others were merged this year: all months that stood, those of the others until the merger.

    A month belongs to the unit that stands on its first day, in the tier of its quarter.
    """
    months = ", ".join(f"count(*) FILTER (WHERE tier = '{tier}') AS {tier}" for tier in Tier.values)
    return f"""
        SELECT heir AS township_id, {months}
        FROM (
            SELECT stood.heir, (
                SELECT x.tier FROM townships_townshiptier x
                WHERE x.township_id = t.id AND (x.ends_on IS NULL OR x.ends_on > date_trunc('quarter', m.month)::date)
                ORDER BY x.starts_on LIMIT 1) AS tier
            FROM (
                SELECT ancestor AS township_id, heir, until FROM heirs WHERE until > %(year_start)s
                UNION SELECT heir, heir, 'infinity' FROM heirs WHERE until > %(year_start)s
            ) AS stood
            JOIN townships_township t ON t.id = stood.township_id
            JOIN (
                SELECT %(year_start)s::date + n * interval '1 month' AS month FROM generate_series(0, 11) AS n
            ) AS m ON m.month >= t.opened_on AND m.month < stood.until
        ) AS months
        GROUP BY heir"""


def aims_sql(book: Rulebook, values: Values, quarter: str) -> str:
    """What is expected so far, in twelfths, once for every mixture of tiers that occurs among the units.

    Nothing is divided before the points are: a mean over months is not always a number with an end.
    """
    expected = ", ".join(f"{_expected(line, values, quarter)} AS e{line.position}" for line in book.lines)
    shown = ", ".join(f"e{line.position} / 12" for line in book.lines)
    return f"""
        SELECT *, ARRAY[{shown}]::numeric(14,4)[] AS expected
        FROM (
            SELECT tier_months, {expected} FROM (SELECT DISTINCT tier_months FROM units) AS mixtures OFFSET 0
        ) AS twelfths"""


def _expected(line: Line, values: Values, quarter: str) -> str:
    if line.kind not in HAVE_TARGETS:
        return "NULL::numeric"
    if not line.targets:
        return values.bind(f"items_{line.position}", 12 * len(line.items), "::numeric")
    # what a merged unit had still to do passes to its heir; rates and yes-or-no goals add nothing up
    first = 4 if line.kind == Indicator.Kind.RATIO and line.basis == Indicator.Basis.YTD else 1
    parts = [
        f"tier_months[{slot}] * {values.bind(f'target_{line.position}_{tier}', line.targets[tier], '::numeric')}"
        for slot, tier in enumerate(Tier.values, first)
        if tier in line.targets
    ]
    whole = f"({' + '.join(parts)})"
    if line.phase is None:
        return whole
    phase = values.bind(f"phase_{line.position}", list(line.phase), "::numeric[]")
    return f"{whole} * ({phase})[{quarter}]"
