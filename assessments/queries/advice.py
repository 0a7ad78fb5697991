"""What the next-point adviser reads: the district's results, what levels are worth, who could be raised."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from assessments.models import EngagementFactor, Scheme, SchemeLevel, SchemeTier, Score
from experts.services.terms import Terms


class Place(NamedTuple):
    """One unit of the district as the ranks compare it; `heads` are the points of the line that counts heads."""

    township_id: int
    tier: str
    total: Decimal
    bonus: Decimal
    heads: int
    grade: str

    @property
    def key(self) -> tuple[Decimal, Decimal, int]:
        return self.total, self.bonus, self.heads


class Hosted(NamedTuple):
    """An expert of the unit who could be raised: the highest level credited, and what stands credited for it."""

    level: str
    amount: Decimal
    heads: Decimal
    persons: int


_PLACES = """
SELECT s.township_id, s.tier, s.total, s.bonus, coalesce(s.points[%(heads)s], 0), s.grade
FROM assessments_score s JOIN townships_township t ON t.id = s.township_id
WHERE s.run_id = %(run)s AND t.district_id = (SELECT district_id FROM townships_township WHERE id = %(unit)s)
ORDER BY s.rank, t."order"
"""

# Full-time, alone, with nothing undecided or adjusted by hand: of others nobody can say what a higher level brings.
_HOSTED = """
SELECT c.level, c.amount, c.heads, count(*)
FROM (
    SELECT x.expert_id,
           (array_agg(x.level ORDER BY array_position(%(levels)s::text[], x.level::text)))[1] AS level,
           sum(x.amount) + max(CASE WHEN x.cause = 'opening' THEN v.bonus ELSE 0 END) AS amount, sum(x.heads) AS heads
    FROM experts_creditentry x
    JOIN assessments_schemelevel v ON v.scheme_id = %(scheme)s AND v.level = x.level
    WHERE x.posted_at <= %(at)s AND x.expert_id IN (
        SELECT p.expert_id FROM experts_placement p
        WHERE p.township_id = %(unit)s AND p.engagement = 'full_time' AND p.verified_at <= %(at)s
              AND p.dismissed_at IS NULL AND p.starts_on <= %(last)s AND (p.ends_on IS NULL OR p.ends_on > %(last)s))
      AND NOT EXISTS (SELECT FROM experts_conflict k WHERE k.expert_id = x.expert_id AND k.decided_at IS NULL)
      AND NOT EXISTS (SELECT FROM experts_shareagreement a WHERE a.expert_id = x.expert_id
                      AND a.starts_on <= %(last)s AND (a.ends_on IS NULL OR a.ends_on > %(last)s))
    GROUP BY x.expert_id
    HAVING bool_and(x.cause <> 'adjustment')
) AS c
GROUP BY c.level, c.amount, c.heads
ORDER BY array_position(%(levels)s::text[], c.level::text) DESC, c.amount, c.heads
"""

_terms: dict[int, Terms] = {}


def places_of(score: Score, heads: int | None) -> list[Place]:
    """All units of the score's district in its run; `heads` is the position of the line that counts heads."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"run": score.run_id, "unit": score.township_id, "heads": heads or 0})
        return [Place(*row) for row in cursor.fetchall()]


def hosted_by(score: Score, levels: Sequence[str]) -> list[Hosted]:
    """The unit's experts by level and standing credit, the lowest level first; `levels` run from the highest down."""
    values: dict[str, Any] = {
        "unit": score.township_id,
        "scheme": score.run.scheme_id,
        "at": score.run.computed_at,
        "last": score.run.period.last_day,
        "levels": list(levels),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOSTED, values)
        return [Hosted(*row) for row in cursor.fetchall()]


def terms_of(scheme: Scheme) -> Terms:
    """What the scheme says about credit; that of a published scheme is kept, for it never changes."""
    if scheme.pk not in _terms:
        terms = Terms(
            values=dict(SchemeLevel.objects.filter(scheme=scheme).values_list("level", "bonus")),
            factors=dict(EngagementFactor.objects.filter(scheme=scheme).values_list("engagement", "factor")),
            tier_minimum=dict(SchemeTier.objects.filter(scheme=scheme).values_list("tier", "min_level")),
            clawback_months=scheme.clawback_months,
            bonus_cap=scheme.bonus_cap,
            bonus_floor=scheme.bonus_floor,
        )
        if scheme.status != Scheme.Status.PUBLISHED:
            return terms
        _terms[scheme.pk] = terms
    return _terms[scheme.pk]
