"""Who is assessed in a period, in which tier, and what is expected of each tier."""

from assessments.measures.base import asked
from assessments.models import Indicator
from assessments.queries.rulebook import Line, Rulebook
from townships.models import Tier

from .values import Values

QUARTERS = (1, 2, 3, 4)
# A mixture of tiers as one number: how many quarters in each, written to base five.
MIXTURE = " + ".join(f"{5**place} * {tier}" for place, tier in enumerate(Tier.values))
HAVE_TARGETS = {Indicator.Kind.RATIO, Indicator.Kind.YES_NO, Indicator.Kind.CHECKLIST, Indicator.Kind.RATE}


def units_sql() -> str:
    """Assessed units open on the last day, with their tier and how many quarters of the year they stand in each.

    A new tier works from the first day of the next quarter (domain §3.4), so the tier of a quarter is that of its
    first day; a unit that opened inside the quarter takes that of its last day. Quarters in which a unit did not
    stand yet or no longer stands follow the present tier. A unit without a tier has no target and is not scored.
    """
    stood = " + ".join(f"({_covers(f'%(quarter_{n})s')})::int" for n in QUARTERS)
    sums = ", ".join(f"coalesce(sum(n) FILTER (WHERE tier = '{tier}'), 0) AS {tier}" for tier in Tier.values)
    known = " + ".join(Tier.values)
    filled = ", ".join(
        f"(w.{tier} + CASE WHEN w.tier = '{tier}' THEN 4 - w.known ELSE 0 END)::int AS {tier}" for tier in Tier.values
    )
    return f"""
        SELECT *, ({MIXTURE})::int AS mixture FROM (SELECT t.id, t.district_id, w.tier, {filled},
               %(is_locked)s AND (r.first_submitted_at IS NULL OR r.first_submitted_at > %(at)s) AS is_missing
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
        LEFT JOIN assessments_report r ON r.township_id = t.id AND r.period_id = %(period)s
        WHERE t.is_assessed AND t.opened_on <= %(last)s AND (t.closed_on IS NULL OR t.closed_on > %(last)s)
              AND {asked("t.id")}) AS assessed"""


def _covers(day: str) -> str:
    return f"x.starts_on <= {day} AND (x.ends_on IS NULL OR x.ends_on > {day})"


def aims_sql(book: Rulebook, values: Values) -> str:
    """What is expected so far, once for every mixture of tiers that occurs: mean target of the quarters × phase."""
    expected = ", ".join(f"{_expected(line, values)} AS e{line.position}" for line in book.lines)
    mixtures = f"SELECT DISTINCT mixture, {', '.join(Tier.values)} FROM units"
    return f"SELECT mixture, {expected} FROM ({mixtures}) AS mixtures"


def _expected(line: Line, values: Values) -> str:
    if line.kind not in HAVE_TARGETS:
        return "NULL::numeric"
    if not line.targets:
        return values.bind(f"items_{line.position}", len(line.items), "::numeric")
    parts = [
        f"{tier} * {values.bind(f'target_{line.position}_{tier}', line.targets[tier], '::numeric')}"
        for tier in Tier.values
        if tier in line.targets
    ]
    mean = f"({' + '.join(parts)}) * 0.25"
    if line.phase is None:
        return mean
    phase = values.bind(f"phase_{line.position}", list(line.phase), "::numeric[]")
    return f"{mean} * ({phase})[%(quarter)s]"
