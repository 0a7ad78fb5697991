"""REST: what if, by the same names as in the address of the page, and the scenarios that are kept. Only read."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from assessments.queries import results
from assessments.queries.scenarios import scenarios
from assessments.services.scenarios import Play, play
from assessments.whatif.changes import read
from assessments.whatif.robust import Shift
from talentportal.core.api import PortalAPI

PARAMETERS = [
    OpenApiParameter("period", str, description="A quarter, written 2014Q2; without it the latest published one."),
    OpenApiParameter("run", int, description="A version; without it the published one."),
    OpenApiParameter(
        "w-B1", str, description="Points of an indicator; likewise every change that docs/what-if.md names."
    ),
]


class PlayedRow(serializers.Serializer):
    """One unit before and after, in this order; points and money are decimals written as text."""

    township = serializers.CharField()
    tier = serializers.ListField(child=serializers.CharField())
    total = serializers.ListField(child=serializers.CharField())
    tier_rank = serializers.ListField(child=serializers.IntegerField())
    rank = serializers.ListField(child=serializers.IntegerField())
    grade = serializers.ListField(child=serializers.CharField())
    prize_yuan = serializers.ListField(child=serializers.CharField())


class ShiftRow(serializers.Serializer):
    """`points` moved from one indicator to another put `behind` before `ahead`; null where no shift does."""

    ahead = serializers.CharField()
    behind = serializers.CharField()
    gap = serializers.CharField()
    points = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)
    sink = serializers.CharField(allow_null=True)


class PlayBody(serializers.Serializer):
    period = serializers.CharField()
    run = serializers.IntegerField()
    changes = serializers.DictField(child=serializers.CharField())
    units = PlayedRow(many=True)
    neighbours = ShiftRow(many=True, help_text="Over all, in the order of the ranks.")
    neighbours_in_tier = ShiftRow(many=True)


class WhatIf(PortalAPI):
    """The whole league of a run under other rules or figures, reckoned by the engine; nothing is stored."""

    permissions = {"read": ("assessments.run_scenario",)}

    @extend_schema(parameters=PARAMETERS, responses=PlayBody)
    def get(self, request) -> Response:
        user: Any = request.user
        found = [one for one in results.runs(provisional=user.has_perm("assessments.view_provisional")) if one.id]
        version = request.query_params.get("run", "")
        asked = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else None
        run = results.chosen(found, request.query_params.get("period"), asked)
        if run is None or (version and asked is None):
            raise NotFound
        reading = read(request.query_params)
        if reading.faults:
            raise ValidationError(dict.fromkeys(reading.faults, "Not a number that can be used here."))
        rows = sorted(results.ranking_rows(run, []), key=lambda row: (row.order, row.code))
        answer = play(run, rows, reading.changes, own=user.township_id)
        if answer.excess:
            raise ValidationError({"weights": f"They differ from the base points by {answer.excess:+.2f}."})
        told = {"period": run.period, "run": run.version, "changes": dict(answer.changes.written())}
        return Response({**told, "units": _units(answer), **_neighbours(answer)})


def _units(answer: Play) -> list[dict[str, Any]]:
    pairs = zip(answer.rows, answer.outcomes, answer.prizes_before, answer.prizes_after, strict=True)
    return [
        {
            "township": row.code,
            "tier": [row.tier, after.tier],
            "total": [f"{row.total:.2f}", f"{after.total:.2f}"],
            "tier_rank": [row.tier_rank, after.tier_rank],
            "rank": [row.rank, after.rank],
            "grade": [row.grade, after.grade],
            "prize_yuan": [f"{paid:.2f}", f"{pays:.2f}"],
        }
        for row, after, paid, pays in pairs
    ]


def _neighbours(answer: Play) -> dict[str, list[dict[str, Any]]]:
    codes = {row.township_id: row.code for row in answer.rows}
    lines = [line.code for line in answer.book.lines]

    def told(shift: Shift) -> dict[str, Any]:
        moved = shift.hundredths is not None
        return {
            "ahead": codes[shift.ahead],
            "behind": codes[shift.behind],
            "gap": f"{Decimal(shift.gap) / 100:.2f}",
            "points": f"{Decimal(shift.hundredths or 0) / 100:.2f}" if moved else None,
            "source": lines[shift.source] if moved else None,
            "sink": lines[shift.sink] if moved else None,
        }

    robust = answer.robustness
    overall, in_tier = (robust.overall, robust.in_tier) if robust else ([], [])
    return {"neighbours": [told(one) for one in overall], "neighbours_in_tier": [told(one) for one in in_tier]}


class ScenarioRow(serializers.Serializer):
    """A kept question: ask `what-if` with its quarter, version and changes."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    note = serializers.CharField()
    period = serializers.CharField()
    run = serializers.IntegerField()
    changes = serializers.DictField(child=serializers.CharField())
    is_shared = serializers.BooleanField()
    owner = serializers.CharField()
    saved_at = serializers.DateTimeField()


class Scenarios(PortalAPI):
    """One's own kept scenarios and those that colleagues share, the latest first, a hundred at most."""

    permissions = {"read": ("assessments.run_scenario",)}

    @extend_schema(responses=ScenarioRow(many=True))
    def get(self, request) -> Response:
        rows = scenarios(request.user)[:100]
        return Response(
            [
                {
                    "id": row.pk,
                    "name": row.name,
                    "note": row.note,
                    "period": row.run.period.code,
                    "run": row.run.version,
                    "changes": row.changes,
                    "is_shared": row.is_shared,
                    "owner": row.owner.name,
                    "saved_at": row.saved_at,
                }
                for row in rows
            ]
        )
