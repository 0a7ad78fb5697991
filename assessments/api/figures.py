"""REST: coverage and statistics, aggregates that need no scope."""

import datetime as dt

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from assessments.queries.coverage import coverage
from assessments.queries.statistics import GROUPINGS, statistics
from talentportal.core.api import PortalAPI, day_of

from .results import READ, period_code


class CoverageBody(serializers.Serializer):
    """Units that have, and ever had, a qualifying expert, of the units open on the day."""

    on = serializers.DateField()
    units = serializers.IntegerField()
    covered = serializers.IntegerField()
    reached = serializers.IntegerField()
    covered_units = serializers.ListField(child=serializers.CharField())
    uncovered_units = serializers.ListField(child=serializers.CharField())
    first_reached_on = serializers.DictField(child=serializers.DateField())


class CoverageFigure(PortalAPI):
    """One township, one expert."""

    permissions = {"read": ("townships.view_dashboard", *READ)}

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "on",
                dt.date,
                description="The day; today if left out.",
                examples=[OpenApiExample("end of a quarter", value="2014-06-30")],
            )
        ],
        responses=CoverageBody,
    )
    def get(self, request):
        found = coverage(day_of(request, "on"))
        return Response(
            {
                "on": found.on,
                "units": found.units,
                "covered": len(found.covered),
                "reached": len(found.reached),
                "covered_units": found.covered,
                "uncovered_units": found.uncovered,
                "first_reached_on": found.first_reached_on,
            }
        )


class StatisticsRow(serializers.Serializer):
    """One cell of a grouping; which fields are present depends on `by`."""

    period = serializers.CharField()
    tier = serializers.CharField(required=False)
    group = serializers.CharField(required=False)
    weight = serializers.CharField(required=False)
    lines = serializers.IntegerField(required=False)
    mean_points = serializers.CharField(required=False, allow_null=True)
    rate_percent = serializers.CharField(required=False, allow_null=True)
    units = serializers.IntegerField(required=False)
    missing = serializers.IntegerField(required=False)
    mean_total = serializers.CharField(required=False)
    median_total = serializers.CharField(required=False)
    lowest_total = serializers.CharField(required=False)
    highest_total = serializers.CharField(required=False)
    mean_base = serializers.CharField(required=False)
    mean_bonus = serializers.CharField(required=False)


class StatisticsBody(serializers.Serializer):
    """All cells; a district's quarters are few, so there are no pages."""

    by = serializers.ChoiceField(choices=GROUPINGS)
    results = StatisticsRow(many=True)


class StatisticsTable(PortalAPI):
    """Published results summed up by tier, by indicator group or by period."""

    permissions = {"read": ("assessments.view_ranking", "assessments.read_api")}

    @extend_schema(
        parameters=[
            OpenApiParameter("by", str, enum=GROUPINGS, examples=[OpenApiExample("by tier", value="tier")]),
            OpenApiParameter("period", str, examples=[OpenApiExample("one quarter", value="2014Q2")]),
        ],
        responses=StatisticsBody,
    )
    def get(self, request):
        by = request.query_params.get("by", "period")
        if by not in GROUPINGS:
            raise ValidationError({"by": [_("Choose one of: %(names)s.") % {"names": ", ".join(GROUPINGS)}]})
        return Response({"by": by, "results": statistics(by, _period_of(request))})


def _period_of(request) -> int | None:
    text = request.query_params.get("period")
    if not text:
        return None
    try:
        return period_code(text)
    except ValueError as error:
        raise ValidationError({"period": [_("Write the quarter as 2014Q3.")]}, code="invalid") from error
