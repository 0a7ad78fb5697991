"""REST: what moved from one published version of a quarter to the next."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from assessments.queries import notices
from talentportal.core.api import PortalAPI


class ResultBody(serializers.Serializer):
    """Where a unit stood in one version; points are decimals written as text."""

    total = serializers.CharField()
    tier_rank = serializers.IntegerField()
    rank = serializers.IntegerField()
    grade = serializers.CharField()


class LineMoveBody(serializers.Serializer):
    """One line before and after, in this order. Of other units only its code is told to a unit."""

    code = serializers.CharField(help_text="Of the indicator; X1 the bonus, Y deductions, Z points of earlier years.")
    counted = serializers.ListField(child=serializers.CharField(allow_null=True))
    points = serializers.ListField(child=serializers.CharField(allow_null=True))


class MoveBody(serializers.Serializer):
    """A unit that moved; before or after is null where it stands in one version only."""

    township = serializers.CharField()
    tier = serializers.CharField()
    before = ResultBody(allow_null=True)
    after = ResultBody(allow_null=True)
    lines = LineMoveBody(many=True)


class NoticeBody(serializers.Serializer):
    """A published correction."""

    period = serializers.CharField()
    run = serializers.IntegerField(help_text="The version that holds.")
    before = serializers.IntegerField(help_text="The version it replaces.")
    reason = serializers.CharField()
    published_at = serializers.DateTimeField()
    notice_until = serializers.DateField(allow_null=True)
    final_at = serializers.DateTimeField(allow_null=True)
    moves = MoveBody(many=True)


class CorrectionNotice(PortalAPI):
    """The correction notice of a version: units whose total, rank or grade moved, and the lines behind it."""

    permissions = {"read": ("assessments.view_ranking", "assessments.read_api")}

    @extend_schema(responses=NoticeBody)
    def get(self, request, period, version):
        run = notices.corrected_version(period, version)
        if run is None:
            raise Http404
        found = notices.seen_by(request.user, notices.correction_notice(run))
        return Response(
            {
                "period": run.period.code,
                "run": run.version,
                "before": found.before.version,
                "reason": run.publish_note,
                "published_at": run.published_at,
                "notice_until": run.notice_until,
                "final_at": run.final_at,
                "moves": [_move(move) for move in found.moves],
            }
        )


def _move(move: notices.Move) -> dict:
    def told(result: notices.Result | None) -> dict | None:
        return result._asdict() | {"total": str(result.total)} if result else None

    return {
        "township": move.code,
        "tier": move.tier,
        "before": told(move.before),
        "after": told(move.after),
        "lines": [
            {"code": line.code, "counted": _texts(line.counted), "points": _texts(line.points)} for line in move.lines
        ],
    }


def _texts(pair) -> list[str | None]:
    return [None if value is None else f"{value:f}" for value in pair]
