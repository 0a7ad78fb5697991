"""REST: the next-point adviser of one score, the same numbers as on its page."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from assessments.models import Period
from assessments.queries import cards, results
from assessments.scoring.advice import Outlook, advise
from talentportal.core import clock
from talentportal.core.api import PortalAPI


class WayRow(serializers.Serializer):
    """One move: `n` more of `what` for a line, and what it would bring on this table."""

    line = serializers.CharField(help_text="Code of the indicator; X1 for the bonus.")
    action = serializers.CharField()
    what = serializers.CharField(help_text="A level or a named item; empty: the line's own unit.")
    n = serializers.CharField()
    line_gain = serializers.CharField()
    gain = serializers.CharField()
    total = serializers.CharField()
    tier_rank = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    grade = serializers.CharField()
    prize_yuan = serializers.CharField(allow_null=True)
    effort = serializers.CharField(help_text="Share of the year's target.")


class ClosedRow(serializers.Serializer):
    line = serializers.CharField()
    reason = serializers.CharField()


class AdviceBody(serializers.Serializer):
    """`ways` in the order of points for the effort; `experts` are one of each level."""

    period = serializers.CharField()
    run = serializers.IntegerField()
    township = serializers.CharField()
    ways = WayRow(many=True)
    experts = WayRow(many=True)
    closed = ClosedRow(many=True)


class ScoreAdvice(PortalAPI):
    """What would bring a unit points, from the latest published run or, for its own readers, the provisional one."""

    permissions = {"read": ("assessments.view_score",)}

    @extend_schema(responses=AdviceBody)
    def get(self, request, period: str, code: str) -> Response:
        user: Any = request.user
        found = Period.objects.coded(period).first()
        unit = found and cards.unit_of(code, found, user)
        if not found or not unit:
            raise NotFound
        sees_provisional = user.has_perm("assessments.view_provisional")
        runs = results.runs(provisional=sees_provisional or unit.pk == user.township_id)
        run = results.chosen(runs, period, None)
        score = run and run.id and cards.score_of(run.id, unit)
        if not run or not score:
            raise NotFound
        advice = advise(score, today=clock.today())
        tells_ranks = run.is_published or sees_provisional
        body = {
            "period": period,
            "run": run.version,
            "township": unit.code,
            "ways": [_way(way, tells_ranks) for way in advice.ways],
            "experts": [_way(way, tells_ranks) for way in advice.experts],
            "closed": [{"line": row.line.code, "reason": row.reason} for row in advice.closed],
        }
        return Response(body)


def _way(way: Outlook, tells_ranks: bool) -> dict[str, Any]:
    """A place among others tells of the others, so a unit learns it once the run is published."""
    move = way.move
    return {
        "line": move.line.code if move.line else "X1",
        "action": move.action,
        "what": move.what,
        "n": f"{move.n.normalize():f}",
        "line_gain": f"{way.line_gain:.2f}",
        "gain": f"{way.gain:.2f}",
        "total": f"{way.total:.2f}",
        "tier_rank": way.tier_rank if tells_ranks else None,
        "rank": way.rank if tells_ranks else None,
        "grade": way.grade,
        "prize_yuan": f"{way.prize:.2f}" if tells_ranks and way.prize is not None else None,
        "effort": f"{Decimal(move.effort.numerator) / Decimal(move.effort.denominator):.4f}",
    }
